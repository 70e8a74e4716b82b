//! Who has a child: a whole school is paired, one child changes hands, a second mentor stands beside the first.

mod beside;
mod hand;
mod history;
mod school;
mod troubles;
mod unfolding;
mod waiting;

pub use beside::BesideForm;
pub use hand::PairingForm;
pub use history::history;
pub use school::PairingsPage;

use desk_api::pairing::Chooseable;

use crate::{w, words};

/// A mentor in a list to choose from, with the children that decide whether this is the right one.
fn choice(mentor: &Chooseable) -> String {
    let children = mentor.children.join(words::comma());
    let full = if mentor.has_room { "" } else { w!(pairings.full) };
    words::joined(&[&mentor.name, &children, full])
}
