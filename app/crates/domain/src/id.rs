//! Identifiers. Each is a UUID (version 7, made where the thing is made) behind a type of its own.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
    )+};
}

ids! {
    /// A county; in every key that would shard.
    CountyId,
    /// A school or kindergarten.
    SchoolId,
    /// A child in the register.
    ChildId,
    /// A household: siblings share one, and with it the adults in its file and what is known of the home.
    HouseholdId,
    /// A parent or carer.
    AdultId,
    /// One version of one of the four facts, about a child or its household.
    FactId,
    /// A child in a class of a school, from–to.
    EnrolmentId,
    /// What an adult is to a child.
    RelationId,
    /// A status that somebody certified, from–to.
    StatusId,
    /// One act on the register that can be taken back as a whole.
    ActId,
    /// A child that a school offers to another.
    OfferId,
    /// School files that are compared with the register, decided on and taken over together.
    BatchId,
    /// That a child was erased.
    ErasureId,
    /// What a guardian asked of a child's file.
    RequestId,
    /// Something taken out: a workbook, a page, a text.
    OutId,
    /// What somebody is told of an act that affects them.
    NoticeId,
    /// A mentor paired with a child, from–to.
    PairingId,
    /// A time in which somebody stands in for somebody else.
    DeputyshipId,
    /// Pairings that wait for a school's lead.
    ProposalId,
    /// Something that a second person agrees to before it is done.
    CountersignId,
    /// One entry of the field log.
    LogId,
    /// One version of the page of a child and term.
    PageId,
    /// What a coordinator asks about such a page.
    QuestionId,
    /// A photo that belongs to a log entry.
    PhotoId,
    /// Something given to many children of a school at once.
    CampaignId,
    /// A person who signs in.
    AccountId,
    /// One browser on one phone or computer, for one account.
    DeviceId,
    /// One action of a person, pushed once.
    OpId,
}

/// Makes a version 7 UUID from an instant and randomness that the caller provides.
///
/// `millis` are Unix milliseconds; of `random`, 74 bits are used.
pub fn uuid_v7(millis: u64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_identifiers_sort_after_earlier_ones() {
        let early = uuid_v7(1_000, [0xff; 10]);
        let late = uuid_v7(1_001, [0; 10]);
        assert!(early < late);
        assert_eq!(early.get_version_num(), 7);
    }
}
