//! What was given to children.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, CampaignId, ChildId, LogId};
use domain::log::{Aid, Log, LogBody, donation};
use sqlx::QueryBuilder;
use storage::{Amount, Donation, DonationRepository, Found, NewLog, StorageError, Unreadable};
use uuid::Uuid;

use super::{Db, SqlUnit, from_json, mapped, number, of_county, push_ids, rows_per_statement, signed};
use crate::vault::{Opened, Place};

/// What is asked of an entry that gave something. Who gave it and what it was are in the entry.
const GIVEN: &str = "SELECT d.log_id, l.author_id, d.on_day, d.things_each, d.fen_each, d.receipts, d.campaign_id, l.body \
                     FROM donation d JOIN log l ON l.county_id = d.county_id AND l.id = d.log_id WHERE d.county_id = ";

#[derive(sqlx::FromRow)]
struct DonationRow {
    log_id: Uuid,
    author_id: Uuid,
    on_day: NaiveDate,
    things_each: i64,
    fen_each: i64,
    receipts: bool,
    campaign_id: Option<Uuid>,
    body: Vec<u8>,
}

impl DonationRow {
    fn read(self, opened: &Opened, children: Vec<ChildId>) -> Result<Donation, StorageError> {
        let body: LogBody = from_json(opened.open(Place::new("log.body", self.log_id), &self.body)?, "log.body")?;
        let said = body.aid.map(|aid| *aid).unwrap_or_default();
        let aid = Aid {
            occasion: said.occasion,
            donor: said.donor,
            gift: said.gift,
            things_each: number(self.things_each, "donation.things_each")?,
            fen_each: number(self.fen_each, "donation.fen_each")?,
            receipts: self.receipts,
            campaign: self.campaign_id.map(CampaignId),
        };
        Ok(Donation { log: LogId(self.log_id), author: AccountId(self.author_id), on: self.on_day, children, aid })
    }
}

impl SqlUnit {
    /// Keeps what new entries give.
    pub(super) async fn add_donations(&mut self, logs: &[NewLog]) -> Result<(), StorageError> {
        let given = logs.iter().filter_map(|new| Some((&new.log, donation(&new.log)?)));
        let rows = given.map(|(log, aid)| Ok((log, aid, signed(aid.fen_each)?)));
        let rows = rows.collect::<Result<Vec<_>, StorageError>>()?;
        let county = self.county.0;
        for some in rows.chunks(rows_per_statement(7)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO donation (county_id, log_id, on_day, things_each, fen_each, receipts, campaign_id) ",
            );
            query.push_values(some, |mut row, (log, aid, fen)| {
                row.push_bind(county)
                    .push_bind(log.id.0)
                    .push_bind(log.body.occurred_on)
                    .push_bind(i64::from(aid.things_each))
                    .push_bind(*fen)
                    .push_bind(aid.receipts)
                    .push_bind(aid.campaign.map(|campaign| campaign.0));
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    /// Replaces what an entry gave by what it gives now.
    pub(super) async fn replace_donation(&mut self, new: &NewLog) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM donation WHERE county_id = $1 AND log_id = $2")
            .bind(self.county.0)
            .bind(new.log.id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        self.add_donations(std::slice::from_ref(new)).await
    }

    /// What of some entries is kept as given: day, things, fen, receipts, campaign.
    pub(super) async fn kept_donations(&mut self, logs: &[Uuid]) -> Result<BTreeMap<Uuid, Kept>, StorageError> {
        let start =
            "SELECT log_id, on_day, things_each, fen_each, receipts, campaign_id FROM donation WHERE county_id = ";
        let mut query = of_county(start, self.county);
        query.push(" AND log_id IN ");
        push_ids(&mut query, logs.iter().copied());
        let rows: Vec<(Uuid, NaiveDate, i64, i64, bool, Option<Uuid>)> =
            query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows.into_iter().map(|(log, on, things, fen, slips, of)| (log, (on, things, fen, slips, of))).collect())
    }

    /// The children whom entries are about, by entry, without those whom they reach by way of a closed file only.
    async fn given_to(&mut self, logs: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<ChildId>>, StorageError> {
        let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for some in logs.chunks(rows_per_statement(1)) {
            let start = "SELECT log_id, child_id FROM log_child WHERE through_id IS NULL AND county_id = ";
            let mut query = of_county(start, self.county);
            query.push(" AND log_id IN ");
            push_ids(&mut query, some.iter().copied());
            query.push(" ORDER BY child_id");
            let rows: Vec<(Uuid, Uuid)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            for (log, child) in rows {
                all.entry(log).or_default().push(ChildId(child));
            }
        }
        Ok(all)
    }

    async fn donations_of(&mut self, mut query: QueryBuilder<Db>) -> Result<Found<Donation>, StorageError> {
        query.push(" ORDER BY d.on_day, d.log_id");
        let rows: Vec<DonationRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.learn(rows.iter().map(|row| row.body.as_slice())).await?;
        let logs: Vec<Uuid> = rows.iter().map(|row| row.log_id).collect();
        let mut children = self.given_to(&logs).await?;
        let mut found = Found::default();
        for row in rows {
            let id = row.log_id;
            match row.read(&self.opened, children.remove(&id).unwrap_or_default()) {
                Ok(donation) => found.rows.push(donation),
                Err(StorageError::Inconsistent(what)) => found.unreadable.push(Unreadable { what, id }),
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }
}

/// What is kept of a donation beside its entry.
pub(super) type Kept = (NaiveDate, i64, i64, bool, Option<Uuid>);

/// The same, as the domain says it of an entry.
pub(super) fn said(log: &Log) -> Option<Kept> {
    let aid = donation(log)?;
    let fen = i64::try_from(aid.fen_each).unwrap_or(i64::MAX);
    Some((log.body.occurred_on, aid.things_each.into(), fen, aid.receipts, aid.campaign.map(|campaign| campaign.0)))
}

#[async_trait]
impl DonationRepository for SqlUnit {
    async fn of_period(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Found<Donation>, StorageError> {
        let mut query = of_county(GIVEN, self.county);
        query.push(" AND d.on_day >= ").push_bind(from).push(" AND d.on_day <= ").push_bind(to);
        self.donations_of(query).await
    }

    async fn amounts(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Amount>, StorageError> {
        let rows: Vec<(Uuid, Uuid, NaiveDate, i64)> = sqlx::query_as(
            "SELECT d.log_id, m.child_id, d.on_day, d.fen_each FROM donation d \
             JOIN log_child m ON m.county_id = d.county_id AND m.log_id = d.log_id AND m.through_id IS NULL \
             WHERE d.county_id = $1 AND d.on_day >= $2 AND d.on_day <= $3 ORDER BY d.on_day, d.log_id, m.child_id",
        )
        .bind(self.county.0)
        .bind(from)
        .bind(to)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter()
            .map(|(log, child, on, fen)| {
                let fen = number(fen, "donation.fen_each")?;
                Ok(Amount { log: LogId(log), child: ChildId(child), on, fen })
            })
            .collect()
    }

    async fn of_campaign(&mut self, campaign: CampaignId) -> Result<Found<Donation>, StorageError> {
        let mut query = of_county(GIVEN, self.county);
        query.push(" AND d.campaign_id = ").push_bind(campaign.0);
        self.donations_of(query).await
    }
}
