//! The pages of children and terms.

use desk_api::term_page::TermsView;
use domain::id::{ChildId, PageId};
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A child's terms.
#[server(prefix = "/rpc", endpoint = "desk/child_terms", input = Json)]
pub async fn child_terms(child: ChildId) -> Result<TermsView, CallError> {
    Ok(super::desks()?.child_terms(child).await?)
}

/// Says which of two pages holds.
#[server(prefix = "/rpc", endpoint = "desk/settle_pages", input = Json)]
pub async fn settle_pages(later: PageId, holds: PageId) -> Result<(), CallError> {
    Ok(super::desks()?.settle_pages(later, holds).await?)
}
