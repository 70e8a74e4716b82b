//! What the server keeps, as traits.
//!
//! A handler opens one [`Unit`] of work for the county of the signed-in person, asks it for
//! repositories (`unit.logs().get(id)`), and commits once at the end; dropping it rolls back. There is
//! one small trait a repository, each in a file of its own. Whatever a unit reads or changes is of its
//! county: the child of another county is not there. What spans counties (a sign-in name, a session)
//! is asked of the [`Directory`], before the county is known.
//!
//! Lookups return `Option`, not an error, for what is not there. A change that must find its row and
//! does not is [`StorageError::Missing`]. Instants and identifiers are parameters: nothing here reads a
//! clock or makes a random number.
//!
//! The county's commit sequence ([`CommitRepository::next`]) is taken under a row lock in the same
//! transaction as the change it numbers, so no reader can see a higher number before a lower one.
//! The county id is part of every key, so that a province can be spread over machines by county.

#![deny(missing_docs)]

pub mod access;
pub mod accounts;
pub mod acts;
pub mod batches;
pub mod children;
pub mod commits;
pub mod conformance;
pub mod countersigns;
pub mod credits;
pub mod deputies;
pub mod desk;
pub mod devices;
pub mod directory;
pub mod donations;
pub mod doubles;
pub mod enrolments;
pub mod erasure;
pub mod error;
pub mod facts;
pub mod feedback;
pub mod figures;
pub mod files;
pub mod households;
pub mod logs;
pub mod notices;
pub mod offers;
pub mod ops;
pub mod outs;
pub mod pages;
pub mod pairings;
pub mod parking;
pub mod photos;
pub mod proposals;
pub mod questions;
pub mod register;
pub mod rules;
pub mod schools;
pub mod second_steps;
pub mod sessions;
pub mod statuses;
pub mod unit;
pub mod values;

pub use access::{AccessEntry, AccessHead, AccessRepository, Bind, NewAccess, OPERATOR};
pub use accounts::{Account, AccountRepository};
pub use acts::{ActRepository, DoneAct};
pub use batches::{Batch, BatchLine, BatchRepository};
pub use children::{ChildNumber, ChildRepository, RegisteredChild};
pub use commits::{By, CommitRepository};
pub use countersigns::{Countersign, CountersignRepository};
pub use credits::{Counting, CreditRepository, KeptCredit};
pub use deputies::DeputyRepository;
pub use desk::{DeskRepository, DeviceLine};
pub use devices::{Device, DeviceRepository, Unsent};
pub use directory::{County, Directory};
pub use donations::{Amount, Donation, DonationRepository};
pub use doubles::{DoubleRepository, Judged, Link};
pub use enrolments::EnrolmentRepository;
pub use erasure::{Answered, Erasure, ErasureRepository, Request};
pub use error::StorageError;
pub use facts::FactRepository;
pub use feedback::{Feedback, FeedbackRepository};
pub use figures::FigureRepository;
pub use files::{Colleague, FileRepository, FileRow, Since};
pub use households::HouseholdRepository;
pub use logs::{LogRepository, NewLog, Revision};
pub use notices::{Notice, NoticeRepository};
pub use offers::OfferRepository;
pub use ops::{KeptOp, OpRepository, SettledOp};
pub use outs::OutRepository;
pub use pages::PageRepository;
pub use pairings::PairingRepository;
pub use parking::{Decision, Parked, ParkingRepository};
pub use photos::{PhotoRepository, PhotoState, PhotosTaken};
pub use proposals::{Proposal, ProposalRepository};
pub use questions::QuestionRepository;
pub use register::{RegisterRepository, Writing};
pub use rules::{KeptRules, RuleRepository};
pub use schools::SchoolRepository;
pub use second_steps::{CodeUse, SecondStep, SecondStepRepository, StepCode, StepKind};
pub use sessions::{Session, SessionKind, SessionRepository};
pub use statuses::StatusRepository;
pub use unit::{Storage, Unit};
pub use values::{Found, Unreadable, Versioned};
