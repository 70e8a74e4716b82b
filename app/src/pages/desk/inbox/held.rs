//! A decision is held for some seconds before it is sent. What it changes reaches phones and a history that keeps
//! everything, so taking it back afterwards would leave a trace of a slip; before it is sent, nothing has happened.
//! The next decision and leaving the page send it at once. Where it cannot be sent the item stays in the list.

use std::time::Duration;

use domain::report::InboxItem;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::decide::Said;
use super::super::deed::Act;
use crate::words;

/// For how long a decision is held.
const HELD: Duration = Duration::from_secs(8);

/// A decision that is not sent yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What was decided about.
    pub item: InboxItem,
    /// What it does.
    pub act: Act,
    /// What is said of it.
    pub said: String,
}

/// The decision that is held, and the items that are decided about.
#[derive(Clone, Copy)]
pub struct Holding {
    held: RwSignal<Option<Decision>>,
    /// Counts decisions, so that each is sent by its own clock only.
    turn: StoredValue<u64>,
    decided: RwSignal<Vec<InboxItem>>,
    error: Said,
}

impl Holding {
    /// Nothing is decided yet. What is held when the page is left is sent.
    pub fn new() -> Self {
        let own = Self {
            held: RwSignal::new(None),
            turn: StoredValue::new(0),
            decided: RwSignal::new(vec![]),
            error: RwSignal::new(None),
        };
        on_cleanup(move || own.send());
        own
    }

    /// What is held.
    pub fn held(self) -> Option<Decision> {
        self.held.get()
    }

    /// Whether an item is decided about.
    pub fn is_decided(self, item: &InboxItem) -> bool {
        self.decided.with(|all| all.contains(item))
    }

    /// Why the last decision could not be sent.
    pub fn error(self) -> Option<&'static str> {
        self.error.get()
    }

    /// Takes a decision; the one before it is sent.
    pub fn decide(self, decision: Decision) {
        self.send();
        self.error.set(None);
        self.decided.update(|all| all.push(decision.item));
        self.held.set(Some(decision));
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        set_timeout(
            move || {
                if self.turn.try_get_value() == Some(turn) {
                    self.send();
                }
            },
            HELD,
        );
    }

    /// Takes the held decision back: nothing has happened. Its item.
    pub fn undo(self) -> Option<InboxItem> {
        let decision = self.held.try_update(Option::take).flatten()?;
        self.decided.update(|all| all.retain(|item| *item != decision.item));
        Some(decision.item)
    }

    /// Sends what is held.
    fn send(self) {
        let Some(decision) = self.held.try_update(Option::take).flatten() else { return };
        spawn_local(async move {
            if let Err(problem) = decision.act.carry_out().await {
                self.error.try_set(Some(words::error::call(&problem)));
                self.decided.try_update(|all| all.retain(|item| *item != decision.item));
            }
        });
    }
}
