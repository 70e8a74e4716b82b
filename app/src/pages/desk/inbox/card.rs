//! How each kind of item is shown. Late work and two answers are other features'; they are handed in.

use chrono::NaiveDate;
use desk_api::countersigns::CountersignLine;
use desk_api::disputes::Dispute;
use desk_api::import::BatchView;
use desk_api::inbox::{InboxEntry, OffersFrom, OpenFollowUp, Waiting};
use desk_api::late_work::LateWork;
use desk_api::pairing::Proposed;
use desk_api::school::DeviceToHelp;
use desk_api::term_page::TwoPages;
use leptos::prelude::*;

use super::super::deed::{Act, Card, Deed};
use crate::{w, words};

/// How what other features know is shown.
#[derive(Clone, Copy)]
pub struct Cards {
    /// Late work.
    pub late_work: fn(LateWork, NaiveDate) -> Card,
    /// Two answers.
    pub dispute: fn(Dispute, NaiveDate) -> Card,
    /// Two pages of one term.
    pub two_pages: fn(TwoPages, NaiveDate) -> Card,
    /// What is asked for an account.
    pub countersign: fn(CountersignLine, NaiveDate) -> Card,
}

/// The polite sentence for whoever recorded the entry. It says nothing of what was recorded.
fn sentence(follow_up: &OpenFollowUp) -> String {
    let names: Vec<&str> = follow_up.names.iter().map(|name| words::register::called(name)).collect();
    w!(
        inbox.sentence,
        teacher = words::register::teacher(&follow_up.author),
        child = names.join(words::comma()),
        date = words::date::day(follow_up.by)
    )
}

fn follow_up(follow_up: OpenFollowUp, today: NaiveDate) -> Card {
    let entry = &follow_up.entry;
    let head = words::log::deed(entry.kind, entry.mode, entry.outcome);
    let what = words::joined(&[&words::date::short_day(entry.on, today), &head]);
    let said = words::log::said(entry);
    let under = w!(inbox.follow_up_line, author = follow_up.author.as_str(), date = words::date::day(follow_up.by));
    let deed = |word: &str, act| Deed { word: word.to_owned(), beside: String::new(), act };
    Card {
        title: follow_up.names.join(words::comma()),
        child: follow_up.child,
        deeds: vec![
            deed(w!(inbox.followed_up), Act::FollowedUp(follow_up.log)),
            deed(w!(inbox.copy), Act::Copy(sentence(&follow_up))),
        ],
        body: view! { <p class="what">{what}</p><p class="note">{said}</p><p class="meta">{under}</p> }.into_any(),
    }
}

fn batch(batch: &BatchView, today: NaiveDate) -> Card {
    let time = words::date::instant(batch.begun_at, today);
    let under = w!(imports.begun, who = batch.begun_by.as_str(), time = time);
    let open = Act::Open(format!("/desk/import/{}", batch.id));
    Card {
        title: w!(inbox.import).to_owned(),
        child: None,
        body: view! { <p class="meta">{under}</p><p class="meta">{w!(inbox.import_hint)}</p> }.into_any(),
        deeds: vec![Deed { word: w!(inbox.open).to_owned(), beside: String::new(), act: open }],
    }
}

/// What is proposed, line by line.
fn proposed(proposed: Proposed, today: NaiveDate) -> Card {
    let time = words::date::instant(proposed.at, today);
    let under = w!(pairings.proposed_by, who = proposed.by.as_str(), time = time);
    let title = proposal_title(&proposed);
    let lines = proposed.lines.iter().map(|line| view! { <li>{words::desk::proposed_line(line)}</li> });
    let lines = lines.collect::<Vec<_>>();
    let deed = |word: &str, accept| {
        let act = Act::Proposal(proposed.id, accept);
        Deed { word: word.to_owned(), beside: String::new(), act }
    };
    Card {
        title,
        child: None,
        deeds: vec![deed(w!(pairings.agree), true), deed(w!(pairings.decline), false)],
        body: view! { <ul>{lines}</ul><p class="meta">{under}</p> }.into_any(),
    }
}

fn proposal_title(proposed: &Proposed) -> String {
    let names: Vec<&str> = proposed.lines.iter().map(|line| line.child.as_str()).collect();
    names.join(words::comma())
}

fn offers(offers: OffersFrom) -> Card {
    let open = Act::Open(format!("/desk/year/{}", offers.to));
    Card {
        title: offers.school,
        child: None,
        body: view! { <p class="what">{w!(year.heading_received, count = offers.count)}</p> }.into_any(),
        deeds: vec![Deed { word: w!(inbox.open).to_owned(), beside: String::new(), act: open }],
    }
}

/// A phone in one line: whose, what waits on it, whose record may be out of date.
pub fn phone(phone: &DeviceToHelp, today: NaiveDate) -> impl IntoView + use<> {
    let line = w!(desk.device_line, owner = phone.owner.as_str(), label = phone.label.as_str(), count = phone.waiting);
    let since = phone.oldest.map(|at| w!(status.oldest, time = words::date::instant(at, today)));
    let names = phone.children.join(words::comma());
    let names = (!names.is_empty()).then(|| w!(desk.device_children, names = names));
    view! { <li>{line}" "<span class="meta">{since}</span><p class="meta">{names}</p></li> }
}

/// An item as it is shown when it is open; a phone is a note and has no card.
pub fn card(entry: &InboxEntry, cards: Cards, today: NaiveDate) -> Option<Card> {
    let card = match entry.waiting.clone() {
        Waiting::LateWork(work) => (cards.late_work)(work, today),
        Waiting::Dispute(dispute) => (cards.dispute)(dispute, today),
        Waiting::TwoPages(two) => (cards.two_pages)(two, today),
        Waiting::Import(line) => batch(&line, today),
        Waiting::Pairing(line) => proposed(line, today),
        Waiting::Countersign(line) => (cards.countersign)(line, today),
        Waiting::Offers(line) => offers(line),
        Waiting::FollowUp(line) => follow_up(line, today),
        Waiting::Phone(_) => return None,
    };
    // Who may not decide can still ask.
    let deeds = card.deeds.into_iter().filter(|deed| entry.may_decide || matches!(deed.act, Act::Copy(_))).collect();
    Some(Card { deeds, ..card })
}

/// An item in the list: whom it is about.
pub fn title(entry: &InboxEntry) -> String {
    match &entry.waiting {
        Waiting::LateWork(work) => work.name.clone(),
        Waiting::Dispute(dispute) => dispute.names.join(words::comma()),
        Waiting::TwoPages(two) => two.name.clone(),
        Waiting::Import(_) => w!(inbox.import).to_owned(),
        Waiting::Pairing(line) => proposal_title(line),
        Waiting::Countersign(line) => line.name.clone(),
        Waiting::Offers(line) => line.school.clone(),
        Waiting::FollowUp(line) => line.names.join(words::comma()),
        Waiting::Phone(phone) => phone.owner.clone(),
    }
}
