//! What a school's coordinator asks about the page of a term.

use desk_api::questions::Asked;
use domain::id::QuestionId;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// Asks a child's mentors.
#[server(prefix = "/rpc", endpoint = "desk/ask_question", input = Json)]
pub async fn ask_question(asked: Asked) -> Result<(), CallError> {
    Ok(super::desks()?.ask_question(asked).await?)
}

/// Says that a question is settled.
#[server(prefix = "/rpc", endpoint = "desk/close_question", input = Json)]
pub async fn close_question(question: QuestionId) -> Result<(), CallError> {
    Ok(super::desks()?.close_question(question).await?)
}
