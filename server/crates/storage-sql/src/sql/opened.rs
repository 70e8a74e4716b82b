//! All that whoever holds database and key can read: each text, and each sealed value that some key still opens. By it
//! tests know that something is gone; a search of the files alone would find nothing in what is merely sealed.

use sqlx::QueryBuilder;
use storage::StorageError;
use uuid::Uuid;

use super::super::dialect::{self, Db};
use super::rotate::{COLUMNS, Column, columns};
use super::{SqlUnit, mapped};
use crate::layout::{Kind, tables};
use crate::vault::{Holder, Keys, Opened, Place};
use domain::id::CountyId;

/// Sealed columns that are never the county's own.
pub(super) const OTHERS: &[Column] = columns![
    child.id_number by id,
    adult.phone by id,
    fact.value by id,
    term_page.body by id,
    question.words by id,
    log.body by id,
    log_revision.state by log_id and revision,
    parked.body by op_id,
    photo_chunk.data by photo and at,
    erasure_request.words by id,
    erasure_request.answer by id,
];

/// Everything that can be read, a line a value: its column, and what it says.
pub async fn all(address: &str, keys: &Keys) -> Result<String, StorageError> {
    let (writer, readers) = dialect::connect(address).await.map_err(mapped)?;
    let mut said = String::new();
    let mut tx = readers.begin_with(dialect::BEGIN_SNAPSHOT).await.map_err(mapped)?;
    for table in tables() {
        for (column, _) in table.columns.iter().filter(|(_, kind)| [Kind::Text, Kind::Day].contains(kind)) {
            let mut query = QueryBuilder::<Db>::new("SELECT CAST(");
            query
                .push(column)
                .push(" AS TEXT) FROM ")
                .push(&table.name)
                .push(" WHERE ")
                .push(column)
                .push(" IS NOT NULL");
            let rows: Vec<(String,)> = query.build_query_as().fetch_all(&mut *tx).await.map_err(mapped)?;
            said.extend(rows.into_iter().map(|(text,)| format!("{}.{column} {text}\n", table.name)));
        }
    }
    let counties: Vec<(Uuid,)> =
        sqlx::query_as("SELECT id FROM county ORDER BY id").fetch_all(&mut *tx).await.map_err(mapped)?;
    for (county,) in counties {
        let opened = Opened::new(keys.clone(), county);
        let mut unit = SqlUnit { tx, county: CountyId(county), opened, taken: None };
        for column in COLUMNS.iter().chain(OTHERS) {
            unit.tell(column, &mut said).await?;
        }
        tx = unit.tx;
    }
    tx.rollback().await.map_err(mapped)?;
    readers.close().await;
    writer.close().await;
    Ok(said)
}

impl SqlUnit {
    async fn tell(&mut self, what: &Column, said: &mut String) -> Result<(), StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(what.row).push(", CAST(").push(what.part).push(" AS BIGINT), ").push(what.name);
        query.push(" FROM ").push(what.table).push(" WHERE ").push(what.name).push(" IS NOT NULL AND county_id = ");
        query.push_bind(self.county.0);
        let rows: Vec<(Uuid, i64, Vec<u8>)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.learn(rows.iter().map(|(_, _, sealed)| sealed.as_slice())).await?;
        for (row, part, sealed) in rows {
            let is_known = Holder::of(&sealed).is_some_and(|holder| self.opened.has(holder));
            if let (true, Ok(plain)) = (is_known, self.opened.open(Place::part(what.bound, row, part), &sealed)) {
                said.push_str(what.bound);
                said.push(' ');
                said.push_str(&String::from_utf8_lossy(&plain));
                said.push('\n');
            }
        }
        Ok(())
    }
}
