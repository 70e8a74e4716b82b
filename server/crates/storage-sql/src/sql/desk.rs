//! What the desks list and count.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::FactValue;
use domain::id::{AccountId, ChildId, DeviceId, SchoolId};
use storage::{ChildLine, DeskRepository, DeviceLine, SchoolLine, StorageError};
use uuid::Uuid;

use super::{SqlUnit, from_json, mapped, number};

#[derive(sqlx::FromRow)]
struct SchoolRow {
    id: Uuid,
    name: String,
    town: String,
    children: i64,
    paired: i64,
    seen: i64,
    visited: i64,
}

#[derive(sqlx::FromRow)]
struct ChildRow {
    id: Uuid,
    name: String,
    class_name: String,
    mentor: Option<String>,
    last_visit: Option<NaiveDate>,
    last_contact: Option<NaiveDate>,
    carer: Option<String>,
}

/// The answer, or none when it cannot be read: one damaged fact does not hide a school.
fn carer(child: Uuid, text: &str) -> Option<FactValue> {
    match from_json(text, "fact.value") {
        Ok(value) => Some(value),
        Err(error) => {
            tracing::error!(%error, %child, "the current carer of a child");
            None
        }
    }
}

#[async_trait]
impl DeskRepository for SqlUnit {
    async fn schools(
        &mut self,
        today: NaiveDate,
        contact_since: NaiveDate,
        visit_since: NaiveDate,
    ) -> Result<Vec<SchoolLine>, StorageError> {
        let rows: Vec<SchoolRow> = sqlx::query_as(
            "WITH recent AS MATERIALIZED ( \
                 SELECT id, occurred_on, mode FROM log \
                 WHERE county_id = $1 AND occurred_on >= $4 AND occurred_on <= $2 \
                   AND NOT withdrawn AND outcome <> 'not_met'), \
             seen AS ( \
                 SELECT m.child_id, \
                        MAX(CASE WHEN l.occurred_on >= $3 THEN 1 ELSE 0 END) AS contact, \
                        MAX(CASE WHEN l.mode = 'home_visit' THEN 1 ELSE 0 END) AS visit \
                 FROM recent l JOIN log_child m ON m.county_id = $1 AND m.log_id = l.id \
                 GROUP BY m.child_id), \
             paired AS ( \
                 SELECT DISTINCT child_id FROM pairing \
                 WHERE county_id = $1 AND from_day <= $2 AND (to_day IS NULL OR to_day >= $2)) \
             SELECT s.id, s.name, s.town, COUNT(c.id) AS children, COUNT(p.child_id) AS paired, \
                    COALESCE(SUM(seen.contact), 0) AS seen, COALESCE(SUM(seen.visit), 0) AS visited \
             FROM school s \
             LEFT JOIN child c ON c.county_id = s.county_id AND c.school_id = s.id \
             LEFT JOIN paired p ON p.child_id = c.id \
             LEFT JOIN seen ON seen.child_id = c.id \
             WHERE s.county_id = $1 \
             GROUP BY s.id, s.name, s.town ORDER BY s.town, s.name",
        )
        .bind(self.county.0)
        .bind(today)
        .bind(contact_since)
        .bind(visit_since.min(contact_since))
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter()
            .map(|r| {
                Ok(SchoolLine {
                    id: SchoolId(r.id),
                    name: r.name,
                    town: r.town,
                    children: number(r.children, "count")?,
                    unpaired: number(r.children - r.paired, "count")?,
                    seen: number(r.seen, "count")?,
                    visited: number(r.visited, "count")?,
                })
            })
            .collect()
    }

    async fn children(&mut self, school: SchoolId, today: NaiveDate) -> Result<Vec<ChildLine>, StorageError> {
        let rows: Vec<ChildRow> = sqlx::query_as(
            "WITH seen AS ( \
                 SELECT m.child_id, MAX(l.occurred_on) AS last_contact, \
                        MAX(CASE WHEN l.mode = 'home_visit' THEN l.occurred_on END) AS last_visit \
                 FROM log_child m JOIN log l ON l.county_id = m.county_id AND l.id = m.log_id \
                 WHERE m.county_id = $3 \
                   AND m.child_id IN (SELECT id FROM child WHERE county_id = $3 AND school_id = $1) \
                   AND NOT l.withdrawn AND l.outcome <> 'not_met' AND l.occurred_on <= $2 \
                 GROUP BY m.child_id), \
             newest AS ( \
                 SELECT f.household_id, f.value, \
                        ROW_NUMBER() OVER (PARTITION BY f.household_id ORDER BY f.seen_on DESC, f.captured_at DESC, f.id DESC) AS place \
                 FROM fact f \
                 WHERE f.county_id = $3 AND f.kind = 'carer' \
                   AND f.household_id IN (SELECT household_id FROM child WHERE county_id = $3 AND school_id = $1)) \
             SELECT c.id, c.name, c.class_name, \
                    (SELECT MIN(a.name) FROM pairing p JOIN account a ON a.county_id = p.county_id AND a.id = p.mentor_id \
                     WHERE p.county_id = $3 AND p.child_id = c.id AND p.role = 'primary' AND p.from_day <= $2 \
                       AND (p.to_day IS NULL OR p.to_day >= $2)) AS mentor, \
                    seen.last_visit, seen.last_contact, newest.value AS carer \
             FROM child c \
             LEFT JOIN seen ON seen.child_id = c.id \
             LEFT JOIN newest ON newest.household_id = c.household_id AND newest.place = 1 \
             WHERE c.county_id = $3 AND c.school_id = $1 ORDER BY c.class_name, c.name, c.id",
        )
        .bind(school.0)
        .bind(today)
        .bind(self.county.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(rows
            .into_iter()
            .map(|r| ChildLine {
                id: ChildId(r.id),
                name: r.name,
                class_name: r.class_name,
                mentor: r.mentor,
                last_visit: r.last_visit,
                last_contact: r.last_contact,
                carer: r.carer.and_then(|text| carer(r.id, &text)),
            })
            .collect())
    }

    async fn devices(&mut self, school: SchoolId) -> Result<Vec<DeviceLine>, StorageError> {
        type Line = (Uuid, String, Uuid, String, i64, Option<DateTime<Utc>>, i64);
        let rows: Vec<Line> = sqlx::query_as(
            "SELECT d.id, d.label, a.id, a.name, d.unsent, d.oldest_unsent, d.rejected \
             FROM device d JOIN account a ON a.county_id = d.county_id AND a.id = d.account_id \
             WHERE d.county_id = $2 AND (d.unsent > 0 OR d.rejected > 0) AND NOT d.revoked AND a.id IN ( \
                 SELECT account_id FROM role_grant WHERE county_id = $2 AND school_id = $1 AND role = 'mentor') \
             ORDER BY d.oldest_unsent, a.name",
        )
        .bind(school.0)
        .bind(self.county.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter()
            .map(|(id, label, account, owner, waiting, oldest, rejected)| {
                Ok(DeviceLine {
                    id: DeviceId(id),
                    label,
                    account: AccountId(account),
                    owner,
                    waiting: number(waiting, "device.unsent")?,
                    oldest,
                    rejected: number(rejected, "device.rejected")?,
                })
            })
            .collect()
    }
}
