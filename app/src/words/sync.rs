//! Words for what became of an exchange and of an operation.

use sync::{Failure, RejectionCode};

use crate::w;

/// Why an exchange failed.
pub fn failure(value: Failure) -> &'static str {
    match value {
        Failure::Unreachable => w!(failures.unreachable),
        Failure::SignedOut => w!(failures.signed_out),
        Failure::Revoked => w!(failures.revoked),
        Failure::Forbidden => w!(failures.forbidden),
        Failure::TooLarge => w!(failures.too_large),
        Failure::Busy => w!(failures.busy),
        Failure::Foreign => w!(failures.foreign),
        Failure::TooOld => w!(failures.too_old),
        Failure::Broken => w!(failures.broken),
        Failure::NoRoom => w!(failures.no_room),
        Failure::Gap(_) => w!(failures.gap),
    }
}

/// Why an operation was refused.
pub fn rejection(value: RejectionCode) -> &'static str {
    match value {
        RejectionCode::Unreadable => w!(rejections.unreadable),
        RejectionCode::Invalid => w!(rejections.invalid),
        RejectionCode::NotYourChild => w!(rejections.not_your_child),
        RejectionCode::UnknownClass => w!(rejections.unknown_class),
        RejectionCode::UnknownLog => w!(rejections.unknown_log),
        RejectionCode::NotAuthor => w!(rejections.not_author),
        RejectionCode::Withdrawn => w!(rejections.withdrawn),
        RejectionCode::Ended => w!(rejections.ended),
        RejectionCode::TooLate => w!(rejections.too_late),
        RejectionCode::Erased => w!(rejections.erased),
        RejectionCode::OpIdReused => w!(rejections.op_id_reused),
        RejectionCode::TooLarge => w!(rejections.too_large),
        RejectionCode::Unlisted => w!(rejections.unlisted),
    }
}
