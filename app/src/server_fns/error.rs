//! Why a call of a desk brought nothing.

use desk_api::DeskError;
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// Why a call of a desk brought nothing. On the wire it is what the server says, and nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DeskError", into = "DeskError")]
pub enum CallError {
    /// The server says why.
    Refused(DeskError),
    /// No answer.
    Unreachable,
}

impl From<DeskError> for CallError {
    fn from(error: DeskError) -> Self {
        // Every refusal of a desk comes by here: whoever asked, the page is covered.
        #[cfg(all(feature = "desk", target_arch = "wasm32"))]
        if error == DeskError::SignedOut {
            leptos::prelude::Set::set(&crate::showing::covered(), true);
        }
        Self::Refused(error)
    }
}

impl From<CallError> for DeskError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(error) => error,
            CallError::Unreachable => Self::Unavailable,
        }
    }
}

impl FromServerFnError for CallError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            // The server cannot read what was asked; where, only its log knows.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => DeskError::Invalid(vec![]).into(),
            // An answer that is not ours: a network's sign-in page, or a server that is being changed.
            ServerFnErrorErr::Deserialization(_) => DeskError::Unavailable.into(),
            _ => DeskError::Damaged.into(),
        }
    }
}
