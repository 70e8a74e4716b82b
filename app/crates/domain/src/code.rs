//! Coded values: a list whose members have a stable text code.
//!
//! The code is what is stored and sent. Words on screen belong to the locales, official column
//! names to the reports.
//!
//! Each list has one arm more, `Unlisted`, for a code that a later version wrote. Reading it from JSON
//! works, so that one new word never makes a whole reply unreadable; `FromStr` refuses it, because
//! nobody may choose it. Who decides by a code takes the safe side for it. It is never written back:
//! what holds one changes the JSON it came in and leaves the rest as it was.

use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};

/// What an `Unlisted` value is written as. No list has such a code, so it is known again wherever it turns up.
pub const UNLISTED: &str = "\u{fffd}unlisted";

/// A text that is not a code of the list it was read as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a code of {list}")]
pub struct UnknownCode {
    /// The name of the coded list.
    pub list: &'static str,
    /// The text that was read.
    pub text: String,
}

/// Reads a text as a code; `None` when no code of the list is so written.
pub fn read<'de, T: FromStr, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    from.deserialize_str(Reader(PhantomData))
}

struct Reader<T>(PhantomData<T>);

impl<T: FromStr> Visitor<'_> for Reader<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a code")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.parse().ok())
    }
}

/// Declares an enum with stable codes, `ALL`, `Unlisted`, `code()`, `FromStr` and serde by code.
#[macro_export]
macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* $variant,)+
            /// A code that a later version wrote. It is in no list to choose from.
            Unlisted,
        }

        impl $name {
            /// Every member, in the order of the official lists.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code, as stored and sent.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Unlisted => $crate::code::UNLISTED,
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::code::UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|v| v.code() == text).ok_or_else(|| {
                    $crate::code::UnknownCode { list: stringify!($name), text: text.to_owned() }
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Ok($crate::code::read(from)?.unwrap_or(Self::Unlisted))
            }
        }
    };
}
pub use coded;

/// Declares a coded list whose members each have a row of attributes: what follows from a code is
/// said here and nowhere else. `otherwise` are the attributes of a code that is not known.
macro_rules! attributed {
    ($(#[$meta:meta])* $name:ident: $attributes:ty, otherwise $otherwise:expr, {
        $($(#[$vmeta:meta])* $variant:ident = $code:literal => $row:expr),+ $(,)?
    }) => {
        $crate::code::coded! { $(#[$meta])* $name { $($(#[$vmeta])* $variant = $code),+ } }

        impl $name {
            const TABLE: &'static [(Self, $attributes)] = &[$((Self::$variant, $row)),+];

            /// What follows from the code.
            pub fn attributes(self) -> $attributes {
                Self::TABLE.iter().find(|(code, _)| *code == self).map_or($otherwise, |(_, row)| *row)
            }
        }
    };
}
pub(crate) use attributed;

#[cfg(test)]
mod tests {
    use super::*;

    coded! {
        /// A list.
        Fruit {
            /// Apple.
            Apple = "apple",
            /// Pear.
            Pear = "pear",
        }
    }

    #[test]
    fn a_code_of_a_later_version_is_read_and_cannot_be_chosen() {
        let read: Result<Vec<Fruit>, _> = serde_json::from_str(r#"["pear","quince"]"#);
        assert_eq!(read.ok(), Some(vec![Fruit::Pear, Fruit::Unlisted]));
        assert!("quince".parse::<Fruit>().is_err() && UNLISTED.parse::<Fruit>().is_err());
        assert!(!Fruit::ALL.contains(&Fruit::Unlisted));
    }

    #[test]
    fn what_is_no_text_is_no_code() {
        assert!(serde_json::from_str::<Fruit>("7").is_err());
        assert_eq!(serde_json::to_string(&Fruit::Apple).ok().as_deref(), Some("\"apple\""));
    }
}
