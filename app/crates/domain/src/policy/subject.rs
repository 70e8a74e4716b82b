//! What somebody wants to do, and to what.

use super::actor::{Grant, Role};
use crate::id::{AccountId, SchoolId};
use crate::log::ActivityKind;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Push own work and pull the files of paired children.
    Sync,
    /// See and revoke devices, change password, sign out.
    ManageOwnAccount,
    /// Open the desk at all: any page that is not the mentor's own.
    OpenDesk,
    /// See a school's children with their last visit and contact.
    SeeSchool,
    /// See the county's schools with counts.
    SeeCounty,
    /// Set the county's rules.
    SetRules,
    /// See a child's file.
    SeeChildFile,
    /// See a phone number in full.
    RevealPhone,
    /// Read an entry's note.
    ReadNote,
    /// See an entry's photo.
    SeePhoto,
    /// See which devices hold unsent work, to help.
    SeeUnsentDevices,
    /// Issue a one-time code, which opens an account.
    IssueCode,
    /// Ask that the second step of somebody who has lost it be taken away.
    ResetSecondStep,
    /// Agree to what somebody else asks for an account: such a reset, or a code where the rules want two people.
    Countersign,
    /// End an account when its owner leaves.
    EndAccount,
    /// Help somebody who has lost a phone, has a new number, or whose name is written wrongly.
    Help,
    /// Name who stands in for somebody who is away.
    Deputise,
    /// End that before its time.
    EndDeputyship,
    /// Give a child to a mentor, or move it to another school.
    Transfer,
    /// See who of a school's children has no mentor, and pair them.
    Pair,
    /// Agree to pairings that a coordinator proposes, where the rules ask for it.
    Approve,
    /// See and do what moves a school's children: into the next year, to another school, out of the register and in.
    Arrange,
    /// Note that a child is in hospital or with its parents, for which its duties wait.
    NoteStay,
    /// Mark a child for whom a full plan is written, or take the mark away.
    MarkPlan,
    /// See which children may be one, and decide about them.
    SettleDoubles,
    /// Decide about late work and about two answers to one question.
    Review,
    /// Ask a child's mentor about the page of a term, and say that it is settled.
    Ask,
    /// Copy pages of a mentor's notebook, in the mentor's name.
    EnterFor,
    /// Take over a school's files: children, people and pairings.
    Import,
    /// Take tables and files of a school's children out: as workbooks, on paper, as text; or the county's tables.
    Export,
    /// Fill in what the county's yearly report tells and the register does not hold.
    FillFigures,
    /// Write down what a guardian asks of a child's file: that it be erased or put right.
    TakeRequest,
    /// See whose file is up for erasure, decide on what guardians ask, and erase.
    Erase,
    /// Read the access log.
    SeeAccessLog,
}

/// What the action is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// The county as a whole.
    County,
    /// The actor's own account, devices and work that is in no file yet.
    Own,
    /// A school with its children, its people and its phones.
    School(SchoolId),
    /// A child, and whether the actor is its mentor now.
    Child {
        /// The school that answers for the child.
        school: SchoolId,
        /// Whether a pairing with the actor is in force.
        paired: bool,
    },
    /// An entry about a child. That the actor recorded it opens nothing: who has handed a child on has handed on its file.
    Entry {
        /// The school that answers for the child.
        school: SchoolId,
        /// Whether it is among what the actor's own phone is sent: a pairing with the child is in force, or it is the
        /// actor's session with whole classes.
        held: bool,
        /// Which kind of activity.
        kind: ActivityKind,
    },
    /// Pairings that wait for the lead of a school.
    Proposal {
        /// The school.
        school: SchoolId,
        /// Who proposed them.
        by: AccountId,
    },
    /// What is asked for an account and waits for a second person.
    Countersigned {
        /// Every role that the account's owner holds, and those that are lent to them.
        grants: &'a [Grant],
        /// Whose account it is.
        of: AccountId,
        /// Who asks.
        by: AccountId,
        /// Whether neither of the two ever issued the other's code: whoever did may be in the other's account.
        apart: bool,
    },
    /// A role of somebody at a school, in which somebody else may stand in.
    Post {
        /// The role.
        role: Role,
        /// The school.
        school: SchoolId,
        /// Whose it is.
        of: AccountId,
    },
    /// A time in which somebody stands in for somebody.
    Deputyship {
        /// Who is away.
        of: AccountId,
        /// Who stands in.
        deputy: AccountId,
    },
    /// A page of a mentor's notebook, about a child on a day.
    Notebook {
        /// Every role the mentor holds.
        mentor: &'a [Grant],
        /// The school at which the child was on that day.
        school: SchoolId,
        /// Whether the child was paired with the mentor on that day.
        paired: bool,
    },
    /// Another person's account, judged by that person's roles.
    Account {
        /// Every role that person holds, and those that are lent to them: [`super::deputy::reach`].
        grants: &'a [Grant],
    },
}
