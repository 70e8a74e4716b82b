//! Defences that a test can take away, to show that it is they that stand in an attack's way.
//!
//! A server has all of them: [`AppState::new`](crate::AppState::new) knows no other, and neither settings nor the command line
//! nor the environment lead here. Only [`AppState::without`](crate::AppState::without) makes a state that lacks one.

/// A defence that stands between somebody and what they may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defence {
    /// Tries to sign in are counted.
    TryLimits,
    /// Names and passwords without an end are not hashed.
    ShortInputs,
    /// A desk ends when nobody was there for half an hour.
    IdleEnd,
    /// A phone's session opens no desk.
    DesksApart,
    /// A revoked phone is out.
    RevokedOut,
    /// The password is asked again before what is worth it.
    PasswordAgain,
    /// Whoever has a second step is asked for it.
    SecondStep,
    /// A used code is logged, and its owner told of it.
    CodesLogged,
    /// A desk asks the policy.
    DeskPolicy,
    /// A picture asks the policy.
    PhotoPolicy,
    /// Requests of other sites change nothing.
    OwnSite,
    /// Whoever asked for something is not the second of two people.
    TwoPeople,
}

impl Defence {
    /// Every one.
    pub const ALL: &'static [Self] = &[
        Self::TryLimits,
        Self::ShortInputs,
        Self::IdleEnd,
        Self::DesksApart,
        Self::RevokedOut,
        Self::PasswordAgain,
        Self::SecondStep,
        Self::CodesLogged,
        Self::DeskPolicy,
        Self::PhotoPolicy,
        Self::OwnSite,
        Self::TwoPeople,
    ];
}
