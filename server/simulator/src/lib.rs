//! A county of phones that lose, repeat, delay and forget, played from a seed against the real code:
//! `local_store`'s `Syncer`, `Vault` and `Keyring` on each phone, and `server::exchange`, the service's pictures
//! and `server::core` over SQLite in memory. A run of the syncer goes on from event to event, one request each, so
//! that everything else happens between any two of them ([`tab`]). Phones of the protocol before are told that they are too old and lose nothing; those of the next
//! one, and a server that is updated on the way, speak through [`future`].
//!
//! A [`scenario::Scenario`] is a list of [`scenario::Event`]s, each with every number it needs, so that leaving
//! events out leaves a scenario that can be played. [`play::play`] plays one and checks the laws
//! ([`laws`]) after every event and again when everything has come to rest. A scenario that breaks a law
//! is made smaller ([`shrink`]) and kept as a file that can be played again.
//!
//! [`bug::Bug`] breaks the code on purpose, to show that the laws notice.

pub mod bug;
pub mod deed;
mod desk;
pub mod future;
pub mod laws;
mod mentor;
pub mod mutation;
pub mod network;
pub mod phone;
mod places;
pub mod play;
mod register;
mod restoring;
pub mod running;
pub mod scenario;
pub mod service;
pub mod shrink;
pub mod tab;
pub mod world;

pub use bug::Bug;
pub use play::{Broken, Tally, play};
pub use scenario::Scenario;
