//! The register: schools, children, households, adults, pairings, rules. Writes are in bulk.

use async_trait::async_trait;
use domain::id::{AccountId, ChildId, CountyId, HouseholdId, SchoolId};
use domain::register::{Adult, Child, Household, Pairing, School};
use domain::rules::RuleSet;

use crate::StorageError;

/// A child as it enters the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChild {
    /// The child.
    pub child: Child,
    /// Identity number, encrypted by the server's key.
    pub id_number: Option<Vec<u8>>,
    /// Keyed digest of the identity number, to match lists without reading it.
    pub id_digest: Option<String>,
}

/// A child as the import meets it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredChild {
    /// The child.
    pub child: Child,
    /// Keyed digest of the identity number.
    pub id_digest: Option<String>,
}

/// The register.
#[async_trait]
pub trait Register {
    /// The county, made on first use.
    async fn county(&mut self, id: CountyId, name: &str) -> Result<(), StorageError>;
    /// Adds schools.
    async fn add_schools(&mut self, county: CountyId, schools: &[School]) -> Result<(), StorageError>;
    /// A school.
    async fn school(&mut self, id: SchoolId) -> Result<Option<School>, StorageError>;
    /// The county's schools, by name.
    async fn schools(&mut self, county: CountyId) -> Result<Vec<School>, StorageError>;
    /// Adds households, numbered `seq`.
    async fn add_households(&mut self, county: CountyId, seq: u64, all: &[Household]) -> Result<(), StorageError>;
    /// Adds adults, numbered `seq`.
    async fn add_adults(&mut self, county: CountyId, seq: u64, all: &[Adult]) -> Result<(), StorageError>;
    /// Adds children, numbered `seq`.
    async fn add_children(&mut self, county: CountyId, seq: u64, all: &[NewChild]) -> Result<(), StorageError>;
    /// Adds pairings, numbered `seq`.
    async fn add_pairings(&mut self, county: CountyId, seq: u64, all: &[Pairing]) -> Result<(), StorageError>;
    /// Ends a pairing on a day, numbered `seq`.
    async fn end_pairing(
        &mut self,
        seq: u64,
        id: domain::id::PairingId,
        last_day: chrono::NaiveDate,
    ) -> Result<(), StorageError>;
    /// A school's children.
    async fn children_of_school(&mut self, school: SchoolId) -> Result<Vec<RegisteredChild>, StorageError>;
    /// A child.
    async fn child(&mut self, id: ChildId) -> Result<Option<Child>, StorageError>;
    /// The classes of a school that have left-behind children, by name.
    async fn classes(&mut self, school: SchoolId) -> Result<Vec<String>, StorageError>;
    /// Every pairing of a mentor, past ones too.
    async fn pairings_of_mentor(&mut self, mentor: AccountId) -> Result<Vec<Pairing>, StorageError>;
    /// Every pairing of a child, past ones too.
    async fn pairings_of_child(&mut self, child: ChildId) -> Result<Vec<Pairing>, StorageError>;
    /// The schools of a household's children, each once.
    async fn schools_of_household(&mut self, household: HouseholdId) -> Result<Vec<SchoolId>, StorageError>;
    /// Moves a child to another school and class, numbered `seq`.
    async fn move_child(
        &mut self,
        seq: u64,
        child: ChildId,
        school: SchoolId,
        class_name: &str,
    ) -> Result<(), StorageError>;
    /// Every pairing of a school's children, past ones too.
    async fn pairings_of_school(&mut self, school: SchoolId) -> Result<Vec<Pairing>, StorageError>;
    /// The rule set and the sequence of its last change.
    async fn rules(&mut self, county: CountyId) -> Result<(u64, RuleSet), StorageError>;
    /// Sets the rule set, numbered `seq`.
    async fn set_rules(&mut self, county: CountyId, seq: u64, rules: &RuleSet) -> Result<(), StorageError>;
}
