//! Words of the end of a child's file.

use domain::register::erasure::{Ground, RequestKind, Weight};

use super::code::lists;
use crate::w;

lists! {
    /// Why a child was erased.
    ground: Ground = ERASURE_GROUNDS,
    /// What a guardian asks.
    request_kind: RequestKind = REQUEST_KINDS,
}

/// How much goes, in numbers.
pub fn weight(weight: Weight) -> String {
    w!(erasure.weight, entries = weight.entries, photos = weight.photos, answers = weight.answers)
}
