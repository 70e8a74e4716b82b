use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, ChildId, CountyId, HouseholdId, PairingId, SchoolId};
use domain::register::{Adult, Child, Household, Pairing, School};
use domain::rules::RuleSet;
use sqlx::QueryBuilder;
use storage::{NewChild, Register, RegisteredChild, StorageError};
use uuid::Uuid;

use super::rows::{ChildRow, PairingRow};
use super::{Db, SqlUnit, from_json, mapped, parsed, rows_per_statement, signed, to_json, unsigned};

type SchoolRow = (Uuid, String, String, String);

fn school((id, name, kind, town): SchoolRow) -> Result<School, StorageError> {
    Ok(School { id: SchoolId(id), name, kind: parsed(&kind, "school.kind")?, town })
}

impl SqlUnit {
    async fn pairings_where(&mut self, mut query: QueryBuilder<Db>) -> Result<Vec<Pairing>, StorageError> {
        let rows: Vec<PairingRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        rows.into_iter().map(|row| row.read().map(|(_, pairing)| pairing)).collect()
    }
}

#[async_trait]
impl Register for SqlUnit {
    async fn county(&mut self, id: CountyId, name: &str) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO county (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
            .bind(id.0)
            .bind(name)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn add_schools(&mut self, county: CountyId, schools: &[School]) -> Result<(), StorageError> {
        for some in schools.chunks(rows_per_statement(5)) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO school (id, county_id, name, kind, town) ");
            query.push_values(some, |mut row, s| {
                row.push_bind(s.id.0)
                    .push_bind(county.0)
                    .push_bind(s.name.clone())
                    .push_bind(s.kind.code())
                    .push_bind(s.town.clone());
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn school(&mut self, id: SchoolId) -> Result<Option<School>, StorageError> {
        let row: Option<SchoolRow> = sqlx::query_as("SELECT id, name, kind, town FROM school WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        row.map(school).transpose()
    }

    async fn schools(&mut self, county: CountyId) -> Result<Vec<School>, StorageError> {
        let rows: Vec<SchoolRow> =
            sqlx::query_as("SELECT id, name, kind, town FROM school WHERE county_id = $1 ORDER BY town, name")
                .bind(county.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        rows.into_iter().map(school).collect()
    }

    async fn add_households(&mut self, county: CountyId, seq: u64, all: &[Household]) -> Result<(), StorageError> {
        for some in all.chunks(rows_per_statement(4)) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO household (id, county_id, address, seq) ");
            query.push_values(some, |mut row, h| {
                row.push_bind(h.id.0).push_bind(county.0).push_bind(h.address.clone()).push_bind(signed(seq));
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn add_adults(&mut self, county: CountyId, seq: u64, all: &[Adult]) -> Result<(), StorageError> {
        for some in all.chunks(rows_per_statement(8)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO adult (id, county_id, household_id, kind, name, relation, phone, seq) ",
            );
            query.push_values(some, |mut row, a| {
                row.push_bind(a.id.0)
                    .push_bind(county.0)
                    .push_bind(a.household.0)
                    .push_bind(a.kind.code())
                    .push_bind(a.name.clone())
                    .push_bind(a.relation.clone())
                    .push_bind(a.phone.clone())
                    .push_bind(signed(seq));
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn add_children(&mut self, county: CountyId, seq: u64, all: &[NewChild]) -> Result<(), StorageError> {
        for some in all.chunks(rows_per_statement(13)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO child (id, county_id, school_id, household_id, name, sex, birth, class_name, boarding, entered_on, id_number, id_digest, seq) ",
            );
            query.push_values(some, |mut row, new| {
                let c = &new.child;
                row.push_bind(c.id.0)
                    .push_bind(county.0)
                    .push_bind(c.school.0)
                    .push_bind(c.household.0)
                    .push_bind(c.name.clone())
                    .push_bind(c.sex.map(|s| s.code()))
                    .push_bind(c.birth)
                    .push_bind(c.class_name.clone())
                    .push_bind(c.boarding)
                    .push_bind(c.entered_on)
                    .push_bind(new.id_number.clone())
                    .push_bind(new.id_digest.clone())
                    .push_bind(signed(seq));
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn add_pairings(&mut self, county: CountyId, seq: u64, all: &[Pairing]) -> Result<(), StorageError> {
        for some in all.chunks(rows_per_statement(8)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO pairing (id, county_id, child_id, mentor_id, role, from_day, to_day, seq) ",
            );
            query.push_values(some, |mut row, p| {
                row.push_bind(p.id.0)
                    .push_bind(county.0)
                    .push_bind(p.child.0)
                    .push_bind(p.mentor.0)
                    .push_bind(p.role.code())
                    .push_bind(p.from)
                    .push_bind(p.to)
                    .push_bind(signed(seq));
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn end_pairing(&mut self, seq: u64, id: PairingId, last_day: NaiveDate) -> Result<(), StorageError> {
        sqlx::query("UPDATE pairing SET to_day = $1, seq = $2 WHERE id = $3")
            .bind(last_day)
            .bind(signed(seq))
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn children_of_school(&mut self, school: SchoolId) -> Result<Vec<RegisteredChild>, StorageError> {
        let rows: Vec<ChildRow> =
            sqlx::query_as("SELECT * FROM child WHERE school_id = $1 ORDER BY class_name, name, id")
                .bind(school.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        rows.into_iter()
            .map(|row| {
                let id_digest = row.id_digest.clone();
                Ok(RegisteredChild { child: row.read()?.1, id_digest })
            })
            .collect()
    }

    async fn child(&mut self, id: ChildId) -> Result<Option<Child>, StorageError> {
        let row: Option<ChildRow> = sqlx::query_as("SELECT * FROM child WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        row.map(|r| r.read().map(|(_, child)| child)).transpose()
    }

    async fn classes(&mut self, school: SchoolId) -> Result<Vec<String>, StorageError> {
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT DISTINCT class_name FROM child WHERE school_id = $1 ORDER BY class_name")
                .bind(school.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    async fn pairings_of_mentor(&mut self, mentor: AccountId) -> Result<Vec<Pairing>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM pairing WHERE mentor_id = ");
        query.push_bind(mentor.0).push(" ORDER BY from_day, id");
        self.pairings_where(query).await
    }

    async fn pairings_of_child(&mut self, child: ChildId) -> Result<Vec<Pairing>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM pairing WHERE child_id = ");
        query.push_bind(child.0).push(" ORDER BY from_day, id");
        self.pairings_where(query).await
    }

    async fn schools_of_household(&mut self, household: HouseholdId) -> Result<Vec<SchoolId>, StorageError> {
        let found: Vec<(Uuid,)> =
            sqlx::query_as("SELECT DISTINCT school_id FROM child WHERE household_id = $1 ORDER BY school_id")
                .bind(household.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(found.into_iter().map(|(id,)| SchoolId(id)).collect())
    }

    async fn move_child(
        &mut self,
        seq: u64,
        child: ChildId,
        school: SchoolId,
        class_name: &str,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE child SET school_id = $1, class_name = $2, seq = $3 WHERE id = $4")
            .bind(school.0)
            .bind(class_name)
            .bind(signed(seq))
            .bind(child.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn pairings_of_school(&mut self, school: SchoolId) -> Result<Vec<Pairing>, StorageError> {
        let mut query =
            QueryBuilder::<Db>::new("SELECT * FROM pairing WHERE child_id IN (SELECT id FROM child WHERE school_id = ");
        query.push_bind(school.0).push(") ORDER BY from_day, id");
        self.pairings_where(query).await
    }

    async fn rules(&mut self, county: CountyId) -> Result<(u64, RuleSet), StorageError> {
        let row: Option<(i64, String)> = sqlx::query_as("SELECT seq, body FROM rule_set WHERE county_id = $1")
            .bind(county.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        match row {
            Some((seq, body)) => Ok((unsigned(seq), from_json(&body, "rule_set.body")?)),
            None => Ok((0, RuleSet::default())),
        }
    }

    async fn set_rules(&mut self, county: CountyId, seq: u64, rules: &RuleSet) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO rule_set (county_id, body, seq) VALUES ($1, $2, $3) \
             ON CONFLICT (county_id) DO UPDATE SET body = excluded.body, seq = excluded.seq",
        )
        .bind(county.0)
        .bind(to_json(rules)?)
        .bind(signed(seq))
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }
}
