use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, CountyId, DeviceId, SchoolId};
use domain::report::{ChildLine, SchoolLine};
use storage::{Desk, DeviceLine, StorageError};
use uuid::Uuid;

use super::{SqlUnit, from_json, mapped, unsigned};

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

#[async_trait]
impl Desk for SqlUnit {
    async fn school_lines(
        &mut self,
        county: CountyId,
        today: NaiveDate,
        contact_since: NaiveDate,
        visit_since: NaiveDate,
    ) -> Result<Vec<SchoolLine>, StorageError> {
        let rows: Vec<SchoolRow> = sqlx::query_as(
            "WITH seen AS ( \
                 SELECT m.child_id, \
                        MAX(CASE WHEN l.occurred_on >= $3 THEN 1 ELSE 0 END) AS contact, \
                        MAX(CASE WHEN l.mode = 'home_visit' THEN 1 ELSE 0 END) AS visit \
                 FROM log l JOIN log_child m ON m.log_id = l.id \
                 WHERE l.county_id = $1 AND l.occurred_on >= $4 AND l.occurred_on <= $2 \
                   AND NOT l.withdrawn AND l.outcome <> 'not_met' \
                 GROUP BY m.child_id), \
             paired AS ( \
                 SELECT DISTINCT child_id FROM pairing \
                 WHERE county_id = $1 AND from_day <= $2 AND (to_day IS NULL OR to_day >= $2)) \
             SELECT s.id, s.name, s.town, COUNT(c.id) AS children, COUNT(p.child_id) AS paired, \
                    COALESCE(SUM(seen.contact), 0) AS seen, COALESCE(SUM(seen.visit), 0) AS visited \
             FROM school s \
             LEFT JOIN child c ON c.school_id = s.id \
             LEFT JOIN paired p ON p.child_id = c.id \
             LEFT JOIN seen ON seen.child_id = c.id \
             WHERE s.county_id = $1 \
             GROUP BY s.id, s.name, s.town ORDER BY s.town, s.name",
        )
        .bind(county.0)
        .bind(today)
        .bind(contact_since)
        .bind(visit_since.min(contact_since))
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(rows
            .into_iter()
            .map(|r| SchoolLine {
                id: SchoolId(r.id),
                name: r.name,
                town: r.town,
                children: unsigned(r.children),
                unpaired: unsigned(r.children - r.paired),
                seen: unsigned(r.seen),
                visited: unsigned(r.visited),
            })
            .collect())
    }

    async fn child_lines(&mut self, school: SchoolId, today: NaiveDate) -> Result<Vec<ChildLine>, StorageError> {
        let rows: Vec<ChildRow> = sqlx::query_as(
            "WITH seen AS ( \
                 SELECT m.child_id, MAX(l.occurred_on) AS last_contact, \
                        MAX(CASE WHEN l.mode = 'home_visit' THEN l.occurred_on END) AS last_visit \
                 FROM log_child m JOIN log l ON l.id = m.log_id \
                 WHERE m.child_id IN (SELECT id FROM child WHERE school_id = $1) \
                   AND NOT l.withdrawn AND l.outcome <> 'not_met' AND l.occurred_on <= $2 \
                 GROUP BY m.child_id), \
             newest AS ( \
                 SELECT f.household_id, f.value, \
                        ROW_NUMBER() OVER (PARTITION BY f.household_id ORDER BY f.seen_on DESC, f.captured_at DESC, f.id DESC) AS place \
                 FROM fact f \
                 WHERE f.kind = 'carer' AND f.household_id IN (SELECT household_id FROM child WHERE school_id = $1)) \
             SELECT c.id, c.name, c.class_name, \
                    (SELECT MIN(a.name) FROM pairing p JOIN account a ON a.id = p.mentor_id \
                     WHERE p.child_id = c.id AND p.role = 'primary' AND p.from_day <= $2 \
                       AND (p.to_day IS NULL OR p.to_day >= $2)) AS mentor, \
                    seen.last_visit, seen.last_contact, newest.value AS carer \
             FROM child c \
             LEFT JOIN seen ON seen.child_id = c.id \
             LEFT JOIN newest ON newest.household_id = c.household_id AND newest.place = 1 \
             WHERE c.school_id = $1 ORDER BY c.class_name, c.name, c.id",
        )
        .bind(school.0)
        .bind(today)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter()
            .map(|r| {
                Ok(ChildLine {
                    id: ChildId(r.id),
                    name: r.name,
                    class_name: r.class_name,
                    mentor: r.mentor,
                    last_visit: r.last_visit,
                    last_contact: r.last_contact,
                    carer: r.carer.map(|json| from_json(&json, "fact.value")).transpose()?,
                })
            })
            .collect()
    }

    async fn device_lines(&mut self, school: SchoolId) -> Result<Vec<DeviceLine>, StorageError> {
        type Line = (Uuid, String, Uuid, String, i64, Option<DateTime<Utc>>, i64);
        let rows: Vec<Line> = sqlx::query_as(
            "SELECT d.id, d.label, a.id, a.name, d.unsent, d.oldest_unsent, d.rejected \
             FROM device d JOIN account a ON a.id = d.account_id \
             WHERE (d.unsent > 0 OR d.rejected > 0) AND NOT d.revoked AND a.id IN ( \
                 SELECT account_id FROM role_grant WHERE school_id = $1 AND role = 'mentor') \
             ORDER BY d.oldest_unsent, a.name",
        )
        .bind(school.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let small = |n: i64| u32::try_from(n).unwrap_or(0);
        Ok(rows
            .into_iter()
            .map(|(id, label, account, owner, waiting, oldest, rejected)| DeviceLine {
                id: DeviceId(id),
                label,
                account: AccountId(account),
                owner,
                waiting: small(waiting),
                oldest,
                rejected: small(rejected),
            })
            .collect())
    }
}
