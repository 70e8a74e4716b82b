//! What kinds of rows there are, and how a row is named.

use std::fmt;
use std::sync::Arc;

use domain::id::{ChildId, LogId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// Lists the kinds of rows with their codes.
macro_rules! kinds {
    ($($(#[$meta:meta])* $name:ident = $code:literal,)+) => {
        /// A kind of row.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RowKind {
            $($(#[$meta])* $name,)+
            /// A kind that a later version sends, by its code. Its rows are kept and not read.
            Other(Arc<str>),
        }

        impl RowKind {
            /// The stable code, by which the wire and the phone know it.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$name => $code,)+
                    Self::Other(code) => code,
                }
            }

            /// The kind of a code.
            pub fn of(code: &str) -> Self {
                match code {
                    $($code => Self::$name,)+
                    other => Self::Other(other.into()),
                }
            }
        }
    };
}

kinds! {
    /// A parent or carer.
    Adult = "adult",
    /// A child.
    Child = "child",
    /// Who else has a child of the owner's.
    Colleague = "colleague",
    /// A period of a child at a school.
    Enrolment = "enrolment",
    /// A version of a fact.
    Fact = "fact",
    /// A child's household.
    Household = "household",
    /// An entry of the field log.
    Log = "log",
    /// An act that affected the device's owner.
    Notice = "notice",
    /// The pairing with the device's owner.
    Pairing = "pairing",
    /// What the school asks about the page of a child and term.
    Question = "question",
    /// What an adult is to a child.
    Relation = "relation",
    /// The rules, of which there is one row.
    Rules = "rules",
    /// The owner's school, of which there is one.
    School = "school",
    /// A status of a child.
    Status = "status",
    /// A version of the page of a child and term.
    TermPage = "term_page",
}

impl fmt::Display for RowKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for RowKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for RowKind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Code;
        impl serde::de::Visitor<'_> for Code {
            type Value = RowKind;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a kind of row")
            }
            fn visit_str<E: serde::de::Error>(self, code: &str) -> Result<RowKind, E> {
                Ok(RowKind::of(code))
            }
        }
        from.deserialize_str(Code)
    }
}

/// Names a row among all rows of a device.
///
/// Written, it is the kind's code, a slash, and the identifier's 32 hexadecimal digits:
/// `log/01910000000070008000000000000201`. Files are summed over names so written ([`super::FileSum`]).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    /// Which kind of row.
    pub kind: RowKind,
    /// The row's identifier; nil for the own school and the rules.
    pub id: Uuid,
}

/// A text that names no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a row")]
pub struct NotARow;

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id.simple())
    }
}

impl std::str::FromStr for RowKey {
    type Err = NotARow;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, id) = text.rsplit_once('/').ok_or(NotARow)?;
        Ok(Self { kind: RowKind::of(kind), id: Uuid::parse_str(id).map_err(|_| NotARow)? })
    }
}

impl RowKey {
    /// The name of a row.
    pub fn new(kind: RowKind, id: impl Into<Uuid>) -> Self {
        Self { kind, id: id.into() }
    }

    /// The name of an entry's row.
    pub fn of_log(id: LogId) -> Self {
        Self::new(RowKind::Log, id.0)
    }

    /// The name of a child's row.
    pub fn of_child(id: ChildId) -> Self {
        Self::new(RowKind::Child, id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_back_of_a_kind_unknown_here_too() {
        for kind in [RowKind::Fact, RowKind::of("milestone")] {
            let key = RowKey::new(kind, Uuid::from_u128(77));
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        assert_eq!("l77".parse::<RowKey>(), Err(NotARow));
        assert_eq!(RowKey::of_log(LogId(Uuid::from_u128(1))).to_string(), "log/00000000000000000000000000000001");
    }
}
