//! What is done by a power over others. Each such act stands in the access log with who did it, when and why, and
//! whom it affects is told.

use crate::code::coded;

coded! {
    /// A kind of act of power.
    Power {
        /// A one-time code was issued for an account.
        CodeIssued = "issue_codes",
        /// It was used: a password was set with it.
        CodeUsed = "use_code",
        /// A code was asked for an account in use; it waits for a second person.
        CodeAsked = "ask_code",
        /// It was asked that a lost second step be taken away.
        StepResetAsked = "ask_step_reset",
        /// A second person agreed to what was asked for an account.
        Countersigned = "countersign",
        /// It was declined, or taken back.
        CountersignDeclined = "decline_countersign",
        /// The second step of somebody was taken away by two people.
        StepReset = "reset_second_step",
        /// The owner of an account set up a second step, or another one.
        StepSet = "set_second_step",
        /// One of the codes for who has lost theirs was used.
        RecoveryUsed = "use_recovery_code",
        /// The owner of an account put it away.
        StepRemoved = "remove_second_step",
        /// A lost phone was revoked by the school, and a code issued.
        PhoneRevoked = "revoke_phone",
        /// A phone was revoked by its owner.
        OwnPhoneRevoked = "revoke_own_phone",
        /// A name or a number was put right.
        PersonCorrected = "correct_person",
        /// An account was ended.
        AccountEnded = "end_account",
        /// Somebody was named to stand in for somebody.
        DeputyNamed = "deputise",
        /// That was ended early.
        DeputyEnded = "end_deputyship",
        /// A list of pairings was accepted.
        PairingsAccepted = "accept_pairings",
        /// A child changes hands.
        HandedOn = "hand_on",
        /// A second mentor was put beside the first.
        PutBeside = "put_beside",
        /// A pairing was laid before the school's lead.
        PairingProposed = "propose_pairing",
        /// The lead agreed to it.
        ProposalAgreed = "agree_proposal",
        /// It was declined, or taken back.
        ProposalDeclined = "decline_proposal",
        /// A mentor was given a child.
        PairingBegun = "begin_pairing",
        /// A mentor has a child beside the one responsible.
        BesideBegun = "begin_beside",
        /// A mentor's child has a second mentor as well.
        ChildShared = "share_child",
        /// A pairing ended, or will.
        PairingEnded = "end_pairing",
        /// The days of a pairing were changed.
        PairingChanged = "change_pairing",
        /// A child was moved to another school.
        ChildMoved = "move_child",
        /// Children whom another school offered were taken in.
        OffersAccepted = "accept_offers",
        /// They were not.
        OffersDeclined = "decline_offers",
        /// What was offered was withdrawn.
        OffersWithdrawn = "withdraw_offers",
        /// A child left.
        ChildLeft = "leave",
        /// A child was put into another class.
        ClassChanged = "change_class",
        /// A child was entered by hand.
        ChildEntered = "enter_child",
        /// A school's year was done.
        YearDone = "do_year",
        /// A school became part of another.
        SchoolsMerged = "merge_schools",
        /// They are two schools again.
        MergingTakenBack = "take_back_merging",
        /// An act on the register was taken back.
        ActTakenBack = "take_back_act",
        /// School files were taken over.
        ImportApplied = "apply_import",
        /// That was taken back.
        ImportTakenBack = "take_back_import",
        /// School files were thrown away before they were taken over.
        ImportDiscarded = "discard_import",
        /// Rules of the county were set.
        RulesSet = "set_rules",
        /// Rules that had not yet begun were withdrawn.
        RulesWithdrawn = "withdraw_rules",
        /// Two records became one child's.
        DoublesJoined = "join_children",
        /// Two records were said to be two children's.
        KeptApart = "keep_apart",
        /// What was said of two records was taken back.
        DoubleTakenBack = "take_back_double",
        /// A child was put into another's household.
        HouseholdJoined = "join_household",
        /// A child got a household of its own.
        HouseholdSplit = "split_household",
        /// That was taken back.
        HouseholdTakenBack = "take_back_household",
        /// Late work was taken into the file.
        LateAccepted = "accept_late",
        /// Late work was declined.
        LateDeclined = "decline_late",
        /// Of two answers one was said to hold.
        DisputeSettled = "settle_dispute",
        /// A child's mentor was asked about the page of a term.
        QuestionAsked = "ask_question",
        /// That was said to be settled.
        QuestionClosed = "close_question",
        /// A stay elsewhere was noted.
        StayNoted = "note_stay",
        /// It was changed.
        StayChanged = "change_stay",
        /// It was taken back.
        StayTakenBack = "take_back_stay",
        /// A child was marked as one for whom a full plan is written.
        FullPlanMarked = "mark_full_plan",
        /// Its mark was taken away.
        FullPlanUnmarked = "unmark_full_plan",
        /// An entry was said to have been looked at again.
        FollowedUp = "followed_up",
        /// What a guardian asked of a child's file was written down.
        RequestTaken = "take_request",
        /// It was granted.
        RequestGranted = "grant_request",
        /// It was granted by whoever had written it down: there was nobody else at the centre.
        RequestGrantedAlone = "grant_request_alone",
        /// It was declined.
        RequestDeclined = "decline_request",
        /// A child was erased.
        ChildErased = "erase_child",
        /// What a year's report tells and the register does not hold was filled in.
        FigureFilled = "fill_figure",
        /// A mentor is told that the file of a child they had was erased.
        ErasureTold = "tell_of_erasure",
        /// Wrong codes of a second step were tried.
        StepTried = "try_second_step",
        /// An account was made from the command line.
        AccountMade = "make_account",
        /// Somebody's sessions at desks were ended.
        SessionsEnded = "end_sessions",
        /// The database was put back from a backup.
        BackupRestored = "restore_backup",
        /// An entry was copied from a mentor's notebook.
        EntryCopied = "enter",
        /// That was taken back.
        EntryTakenBack = "take_back_entry",
        /// It was recorded that something was given to many children.
        GiftRecorded = "give",
        /// That was put right.
        GiftCorrected = "correct_gift",
        /// It was taken back.
        GiftTakenBack = "take_back_gift",
    }
}

impl Power {
    /// Whether the owner of an account is told also of what they did themselves: it may not have been them.
    pub fn is_told_oneself(self) -> bool {
        matches!(self, Self::StepSet | Self::StepRemoved | Self::StepTried | Self::RecoveryUsed)
    }

    /// Those that affect somebody in particular, who is told.
    pub const TOLD: &'static [Self] = &[
        Self::CodeIssued,
        Self::CodeAsked,
        Self::StepResetAsked,
        Self::Countersigned,
        Self::CountersignDeclined,
        Self::StepReset,
        Self::StepSet,
        Self::StepRemoved,
        Self::RecoveryUsed,
        Self::PhoneRevoked,
        Self::PersonCorrected,
        Self::AccountEnded,
        Self::DeputyNamed,
        Self::DeputyEnded,
        Self::ProposalAgreed,
        Self::ProposalDeclined,
        Self::PairingBegun,
        Self::BesideBegun,
        Self::ChildShared,
        Self::PairingEnded,
        Self::PairingChanged,
        Self::SchoolsMerged,
        Self::MergingTakenBack,
        Self::LateAccepted,
        Self::LateDeclined,
        Self::DisputeSettled,
        Self::FullPlanMarked,
        Self::FullPlanUnmarked,
        Self::QuestionAsked,
        Self::RequestGranted,
        Self::ErasureTold,
        Self::StepTried,
        Self::AccountMade,
        Self::SessionsEnded,
        Self::RequestDeclined,
    ];
}
