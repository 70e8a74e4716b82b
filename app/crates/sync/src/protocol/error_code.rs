//! Errors of a whole request.

use domain::code::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// Why a request was not answered. Statuses are for what stands between; this is for the app.
    ErrorCode {
        /// Nobody is signed in, or the session has ended.
        SignedOut = "signed_out",
        /// Sign-in name or password is wrong.
        WrongCredentials = "wrong_credentials",
        /// The password was right; the second step is still to come.
        SecondStep = "second_step",
        /// The code of the second step is wrong, or was used.
        StepCodeWrong = "step_code_wrong",
        /// What was begun of a second step was left for too long: it is set up anew.
        StepLapsed = "step_lapsed",
        /// The password is asked again first: it was given too long ago for this.
        ConfirmFirst = "confirm_first",
        /// The account was ended.
        Disabled = "disabled",
        /// The person may not do this.
        Forbidden = "forbidden",
        /// The device was revoked.
        DeviceRevoked = "device_revoked",
        /// A request from another site.
        CrossSite = "cross_site",
        /// Not there, or not to be known.
        NotFound = "not_found",
        /// Too many tries: wait.
        TooManyTries = "too_many_tries",
        /// The client's protocol is too old.
        TooOld = "too_old",
        /// The device's counter does not fit.
        Gap = "gap",
        /// The server is busy or full, or what was asked took too long: wait.
        Unavailable = "unavailable",
        /// Something that should not happen.
        Internal = "internal",
        /// The request cannot be read.
        Unreadable = "unreadable",
        /// The request is too large.
        TooLarge = "too_large",
        /// More operations or children than one request may name.
        TooMany = "too_many",
        /// Operations are not numbered without gaps.
        NotInOrder = "not_in_order",
        /// The one-time code is wrong or was used.
        CodeWrong = "code_wrong",
        /// The password is too short.
        PasswordShort = "password_short",
        /// The password is too long.
        PasswordLong = "password_long",
        /// Many have that password.
        PasswordCommon = "password_common",
        /// The password is made of what is known about the person.
        PasswordPersonal = "password_personal",
        /// The password until now is wrong.
        OldPasswordWrong = "old_password_wrong",
    }
}

/// An error of the whole request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Why the request was not answered.
    pub code: ErrorCode,
    /// For `gap`: the device's counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_n: Option<u64>,
}
