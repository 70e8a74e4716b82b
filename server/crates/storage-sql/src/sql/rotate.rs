//! Another server's key: all that lies directly under the old one is put under the new one, in one transaction.

use domain::id::CountyId;
use sqlx::QueryBuilder;
use storage::StorageError;
use uuid::Uuid;

use super::super::dialect::{self, Db};
use super::{SqlUnit, check, mapped, of_county};
use crate::Sealed;
use crate::vault::{Holder, Keys, Opened, Place};

/// A sealed column: its table, its name, by which its rows are told apart, and the name under which it is bound.
pub(super) struct Column {
    pub table: &'static str,
    pub name: &'static str,
    pub row: &'static str,
    pub part: &'static str,
    pub bound: &'static str,
}

macro_rules! columns {
    ($($table:ident.$column:ident by $row:ident $(and $part:ident)?),+ $(,)?) => {
        &[$(Column {
            table: stringify!($table),
            name: stringify!($column),
            row: stringify!($row),
            part: columns!(@ $($part)?),
            bound: concat!(stringify!($table), ".", stringify!($column)),
        }),+]
    };
    (@ $part:ident) => { stringify!($part) };
    (@) => { "0" };
}
pub(super) use columns;

/// The columns in which a value may be the county's own. What a subject, an entry or a picture opens stays as it is: their
/// keys are put under the new one.
pub(super) const COLUMNS: &[Column] = columns![
    written.body by id and seq,
    act.act by id,
    act.draft by id,
    batch.body by id,
    account.login by id,
    account.phone by id,
    account.password_hash by id,
    account.activation by id,
    device.recovery_key by id,
    household.address by id,
    log.opens by id,
    photo.opens by id,
    op.refused by device_id and n,
    kept_op.op by op_id,
    pairing_proposal.body by id,
    feedback.text by op_id,
    taken_out.words by id,
];

/// Puts a database under another key.
pub async fn rotate(address: &str, old: &Keys, new: &Keys) -> Result<(), StorageError> {
    let (writer, readers) = dialect::connect(address).await.map_err(mapped)?;
    if check::sealed(&writer).await? != Sealed::Under(old.proof()) {
        return Err(StorageError::WrongKey);
    }
    let chain = new.seal_chain(&check::chain(&writer, old).await?)?;
    let mut tx = writer.begin_with(dialect::BEGIN_WRITE).await.map_err(mapped)?;
    let mut lock = QueryBuilder::<Db>::new("SELECT id FROM county ORDER BY id");
    lock.push(dialect::FOR_UPDATE);
    let counties: Vec<(Uuid,)> = lock.build_query_as().fetch_all(&mut *tx).await.map_err(mapped)?;
    for (county,) in counties {
        let opened = Opened::new(old.clone(), county);
        let mut unit = SqlUnit { tx, county: CountyId(county), opened, taken: None };
        let to = Opened::new(new.clone(), county);
        unit.digest_anew(new).await?;
        unit.rewrap_subjects(&to).await?;
        for column in COLUMNS {
            unit.reseal(column, &to).await?;
        }
        tx = unit.tx;
    }
    sqlx::query("UPDATE key_check SET proof = $1, chain = $2 WHERE n = 1")
        .bind(new.proof())
        .bind(chain)
        .execute(&mut *tx)
        .await
        .map_err(mapped)?;
    tx.commit().await.map_err(mapped)?;
    readers.close().await;
    writer.close().await;
    Ok(())
}

impl SqlUnit {
    async fn rewrap_subjects(&mut self, to: &Opened) -> Result<(), StorageError> {
        let start = "SELECT subject_id, wrapped FROM subject_key WHERE wrapped IS NOT NULL AND county_id = ";
        let rows: Vec<(Uuid, Vec<u8>)> =
            of_county(start, self.county).build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.opened.unwrap_subjects(&rows);
        for (subject, _) in rows {
            let wrapped = self.opened.wrap_subject_under(subject, &to.keys)?;
            sqlx::query("UPDATE subject_key SET wrapped = $1 WHERE county_id = $2 AND subject_id = $3")
                .bind(wrapped)
                .bind(self.county.0)
                .bind(subject)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        }
        Ok(())
    }

    async fn reseal(&mut self, what: &Column, to: &Opened) -> Result<(), StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(what.row).push(", CAST(").push(what.part).push(" AS BIGINT), ").push(what.name);
        query.push(" FROM ").push(what.table).push(" WHERE ").push(what.name).push(" IS NOT NULL AND county_id = ");
        query.push_bind(self.county.0);
        let rows: Vec<(Uuid, i64, Vec<u8>)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        for (row, part, sealed) in rows {
            if Holder::of(&sealed) != Some(Holder::County) {
                continue;
            }
            let place = Place::part(what.bound, row, part);
            // What does not open is damaged already, and stays as it is.
            let Ok(plain) = self.opened.open(place, &sealed) else {
                tracing::warn!(column = what.bound, %row, "a damaged value was left as it is");
                continue;
            };
            let mut query = QueryBuilder::<Db>::new("UPDATE ");
            query.push(what.table).push(" SET ").push(what.name).push(" = ");
            query.push_bind(to.seal(Holder::County, place, &plain)?);
            query.push(" WHERE county_id = ").push_bind(self.county.0);
            query.push(" AND ").push(what.row).push(" = ").push_bind(row);
            query.push(" AND ").push(what.part).push(" = ").push_bind(part);
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    /// Makes the digests by which accounts and children are found, as the new key makes them.
    async fn digest_anew(&mut self, new: &Keys) -> Result<(), StorageError> {
        let accounts: Vec<(Uuid, Vec<u8>, Option<Vec<u8>>)> =
            of_county("SELECT id, login, phone FROM account WHERE county_id = ", self.county)
                .build_query_as()
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        for (id, login, phone) in accounts {
            let login = self.opened.text(Place::new("account.login", id), &login)?;
            let phone = phone.map(|phone| self.opened.text(Place::new("account.phone", id), &phone)).transpose()?;
            sqlx::query("UPDATE account SET login_digest = $1, phone_digest = $2 WHERE county_id = $3 AND id = $4")
                .bind(new.name_digest(&login))
                .bind(phone.map(|phone| new.name_digest(&phone)))
                .bind(self.county.0)
                .bind(id)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        }
        let start =
            "SELECT id, id_number FROM child WHERE id_number IS NOT NULL AND id_digest IS NOT NULL AND county_id = ";
        let numbers: Vec<(Uuid, Vec<u8>)> =
            of_county(start, self.county).build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.learn(numbers.iter().map(|(_, sealed)| sealed.as_slice())).await?;
        for (id, sealed) in numbers {
            let number = self.opened.text(Place::new("child.id_number", id), &sealed)?;
            sqlx::query("UPDATE child SET id_digest = $1 WHERE county_id = $2 AND id = $3")
                .bind(new.number_digest(&number))
                .bind(self.county.0)
                .bind(id)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::opened::OTHERS;
    use super::*;
    use crate::layout::{Kind, tables};

    #[test]
    fn every_column_of_bytes_is_resealed_or_said_not_to_be_the_countys() {
        // Held by subjects, entries and pictures; keys; the digest of a token; and what is of no county.
        let keys = ["key_check.chain", "subject_key.wrapped", "log_child.opens", "session.token_hash"];
        let others: Vec<&str> = keys.into_iter().chain(OTHERS.iter().map(|column| column.bound)).collect();
        for table in tables() {
            for (column, _) in table.columns.iter().filter(|(_, kind)| *kind == Kind::Bytes) {
                let name = format!("{}.{column}", table.name);
                let resealed = COLUMNS.iter().any(|column| column.bound == name);
                assert_ne!(resealed, others.contains(&name.as_str()), "{name}");
            }
        }
    }
}
