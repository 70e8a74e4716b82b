//! Coded values: a closed list whose members have a stable text code.
//!
//! The code is what is stored and sent. Words on screen belong to the locales, official column
//! names to the reports.

/// A text that is not a code of the list it was read as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a code of {list}")]
pub struct UnknownCode {
    /// The name of the coded list.
    pub list: &'static str,
    /// What was read.
    pub text: String,
}

/// Declares an enum with stable codes, `ALL`, `code()`, `FromStr` and serde by code.
macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// Every member, in the order of the official lists.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code, as stored and sent.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
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
    };
}
pub(crate) use coded;

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
