//! What a school gives to many children at once.

use chrono::NaiveDate;
use desk_api::campaign::{CampaignView, Given};
use desk_api::out::TableView;
use domain::id::{CampaignId, SchoolId};
use domain::log::Campaign;
use leptos::prelude::*;
use server_fn::codec::Json;

use super::CallError;

/// A school's children on a day, and what was given lately.
#[server(prefix = "/rpc", endpoint = "desk/campaigns", input = Json)]
pub async fn campaigns(school: SchoolId, day: Option<NaiveDate>) -> Result<CampaignView, CallError> {
    Ok(super::desks()?.campaigns(school, day).await?)
}

/// Records what was given, or puts it right.
#[server(prefix = "/rpc", endpoint = "desk/give", input = Json)]
pub async fn give(school: SchoolId, campaign: Campaign, before: Option<Campaign>) -> Result<Given, CallError> {
    Ok(super::desks()?.give(school, campaign, before).await?)
}

/// The county's ledger of what was given.
#[server(prefix = "/rpc", endpoint = "desk/county_gifts", input = Json)]
pub async fn county_gifts() -> Result<TableView, CallError> {
    Ok(super::desks()?.county_gifts().await?)
}

/// Takes it back.
#[server(prefix = "/rpc", endpoint = "desk/take_back_gift", input = Json)]
pub async fn take_back_gift(school: SchoolId, campaign: CampaignId) -> Result<(), CallError> {
    Ok(super::desks()?.take_back_gift(school, campaign).await?)
}
