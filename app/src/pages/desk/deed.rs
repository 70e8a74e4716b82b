//! A card of something that waits, and the deeds that settle it: what a button says, what is said when it was
//! pressed, and what it does when the decision stands.

use domain::id::{ChildId, CountersignId, FactId, LogId, OpId, PageId, ProposalId};
use leptos::prelude::*;

use super::confirm::confirming;
use crate::server_fns::CallError;
use crate::server_fns::countersigns::countersign;
use crate::server_fns::disputes::settle_dispute;
use crate::server_fns::inbox::followed_up;
use crate::server_fns::late_work::resolve_late;
use crate::server_fns::pairing::decide_proposal;
use crate::server_fns::term_page::settle_pages;

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Late work is taken into the file, or not.
    Late(OpId, bool),
    /// Of two answers to one question this one holds.
    Holds {
        /// The answer that contradicts.
        later: FactId,
        /// The answer that holds.
        holds: FactId,
    },
    /// Of two pages of one term this one holds.
    Page {
        /// The page that contradicts.
        later: PageId,
        /// The page that holds.
        holds: PageId,
    },
    /// Pairings that were proposed are agreed to, or not.
    Proposal(ProposalId, bool),
    /// A second person agrees to what was asked for an account, or not.
    Countersign(CountersignId, bool),
    /// Somebody has looked again.
    FollowedUp(LogId),
    /// A page is opened; nothing is decided.
    Open(String),
    /// A sentence is copied, to be pasted into a chat; nothing is decided and nothing stored.
    Copy(String),
}

impl Act {
    /// Carries out a decision.
    pub async fn carry_out(self) -> Result<(), CallError> {
        match self {
            Self::Late(op, accept) => resolve_late(op, accept).await,
            Self::Holds { later, holds } => settle_dispute(later, holds).await,
            Self::Page { later, holds } => settle_pages(later, holds).await,
            Self::Proposal(id, accept) => decide_proposal(id, accept).await,
            Self::Countersign(id, accept) => confirming(move || countersign(id, accept)).await,
            Self::FollowedUp(log) => followed_up(log).await,
            Self::Open(_) | Self::Copy(_) => Ok(()),
        }
    }
}

/// A button of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// What it says.
    pub word: String,
    /// What stands beneath it in small; empty for nothing.
    pub beside: String,
    /// What it does.
    pub act: Act,
}

/// Something that waits, as it is shown when it is open.
pub struct Card {
    /// Whom or what it is about.
    pub title: String,
    /// The child whose file tells more.
    pub child: Option<ChildId>,
    /// What there is to know.
    pub body: AnyView,
    /// What can be done.
    pub deeds: Vec<Deed>,
}
