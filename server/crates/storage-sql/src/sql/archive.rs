//! The database as lines of JSON, the same from both engines: a table, its rows, the next table, and at the end how many
//! there were. What is sealed stays sealed.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use futures::TryStreamExt as _;
use serde_json::{Value, json};
use sqlx::{QueryBuilder, Row as _};
use storage::StorageError;
use uuid::Uuid;

use super::super::dialect::{self, Db};
use super::read::DbRow;
use super::{mapped, migrate, rows_per_statement};
use crate::archive::{ArchiveError, Counts};
use crate::layout::{Kind, Table, tables, version};

/// Bytes of rows that are held before they are written.
const ROWS_BYTES_MAX: usize = 4 << 20;

/// Writes all tables as they are at one moment, while others go on writing.
pub async fn export(address: &str, out: &mut (dyn Write + Send)) -> Result<Counts, ArchiveError> {
    let (writer, readers) = dialect::connect(address).await.map_err(mapped)?;
    let mut tx = readers.begin_with(dialect::BEGIN_SNAPSHOT).await.map_err(mapped)?;
    let mut counts = BTreeMap::new();
    writeln!(out, "{}", json!({"layout": version()}))?;
    for table in tables() {
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
        writeln!(out, "{}", json!({"table": table.name, "columns": names}))?;
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(names.join(", ")).push(" FROM ").push(table.name.as_str());
        let mut rows = query.build().fetch(&mut *tx);
        let mut count = 0u64;
        while let Some(row) = rows.try_next().await.map_err(mapped)? {
            serde_json::to_writer(&mut *out, &cells(&row, &table)?).map_err(std::io::Error::from)?;
            writeln!(out)?;
            count += 1;
        }
        counts.insert(table.name, count);
    }
    writeln!(out, "{}", json!({"end": counts}))?;
    tx.rollback().await.map_err(mapped)?;
    readers.close().await;
    writer.close().await;
    Ok(counts)
}

/// Reads all tables into an empty database, all or nothing. Each county begins an epoch, in which phones pull anew and hand
/// in what they still keep.
pub async fn import(address: &str, from: &mut (dyn BufRead + Send), epoch: i64) -> Result<Counts, ArchiveError> {
    let (writer, readers) = dialect::connect(address).await.map_err(mapped)?;
    migrate::run(&writer).await.map_err(|e| StorageError::Driver(e.to_string()))?;
    let mut tx = writer.begin_with(dialect::BEGIN_WRITE).await.map_err(mapped)?;
    let mut filling = Filling { counts: BTreeMap::new(), rows: vec![], bytes: 0 };
    for table in tables() {
        let mut query = QueryBuilder::<Db>::new("SELECT COUNT(1) FROM ");
        query.push(table.name.as_str());
        let (there,): (i64,) = query.build_query_as().fetch_one(&mut *tx).await.map_err(mapped)?;
        if there > 0 {
            return Err(ArchiveError::NotEmpty);
        }
    }
    let mut lines = from.lines();
    let mut next = || -> Result<Value, ArchiveError> {
        let line = lines.next().ok_or(ArchiveError::Damaged("it is cut off"))??;
        serde_json::from_str(&line).map_err(|_| ArchiveError::Damaged("a line"))
    };
    if next()?["layout"].as_i64() != Some(version()) {
        return Err(ArchiveError::OtherVersion);
    }
    let all = tables();
    let mut at: Option<&Table> = None;
    let said = loop {
        match next()? {
            Value::Array(row) => {
                let table = at.ok_or(ArchiveError::Damaged("a row without a table"))?;
                filling.take(&mut tx, table, row).await?;
            }
            Value::Object(line) => {
                if let Some(table) = at {
                    filling.flush(&mut tx, table).await?;
                }
                if let Some(end) = line.get("end") {
                    break end.clone();
                }
                let found = all.iter().find(|table| line.get("table").and_then(Value::as_str) == Some(&table.name));
                let found = found.ok_or(ArchiveError::Damaged("an unknown table"))?;
                let names: Vec<&str> = found.columns.iter().map(|(name, _)| name.as_str()).collect();
                if line.get("columns") != Some(&json!(names)) {
                    return Err(ArchiveError::OtherVersion);
                }
                filling.counts.insert(found.name.clone(), 0);
                at = Some(found);
            }
            _ => return Err(ArchiveError::Damaged("a line")),
        }
    };
    if said != json!(filling.counts) {
        return Err(ArchiveError::Damaged("the counts"));
    }
    sqlx::query("UPDATE county SET epoch = $1").bind(epoch).execute(&mut *tx).await.map_err(mapped)?;
    tx.commit().await.map_err(mapped)?;
    readers.close().await;
    writer.close().await;
    Ok(filling.counts)
}

/// Rows that are on their way into a table.
struct Filling {
    counts: Counts,
    rows: Vec<Vec<Value>>,
    bytes: usize,
}

type Tx = sqlx::Transaction<'static, Db>;

impl Filling {
    async fn take(&mut self, tx: &mut Tx, table: &Table, row: Vec<Value>) -> Result<(), ArchiveError> {
        if row.len() != table.columns.len() {
            return Err(ArchiveError::Damaged("a row"));
        }
        self.bytes += row.iter().filter_map(Value::as_str).map(str::len).sum::<usize>();
        self.rows.push(row);
        if self.bytes > ROWS_BYTES_MAX || self.rows.len() >= rows_per_statement(table.columns.len()) {
            self.flush(tx, table).await?;
        }
        Ok(())
    }

    async fn flush(&mut self, tx: &mut Tx, table: &Table) -> Result<(), ArchiveError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
        let mut query = QueryBuilder::<Db>::new("INSERT INTO ");
        query.push(table.name.as_str()).push(" (").push(names.join(", ")).push(") VALUES ");
        let rows = std::mem::take(&mut self.rows);
        *self.counts.entry(table.name.clone()).or_default() += rows.len() as u64;
        self.bytes = 0;
        for (n, row) in rows.into_iter().enumerate() {
            query.push(if n == 0 { "(" } else { ", (" });
            for (at, (cell, &(_, kind))) in row.into_iter().zip(&table.columns).enumerate() {
                if at > 0 {
                    query.push(", ");
                }
                bind(&mut query, kind, cell)?;
            }
            query.push(")");
        }
        query.build().execute(&mut **tx).await.map_err(mapped)?;
        Ok(())
    }
}

/// A row as values of JSON.
fn cells(row: &DbRow, table: &Table) -> Result<Vec<Value>, ArchiveError> {
    let cell = |(at, (_, kind)): (usize, &(String, Kind))| -> Result<Value, sqlx::Error> {
        Ok(match kind {
            Kind::Uuid => json!(row.try_get::<Option<Uuid>, _>(at)?),
            Kind::Instant => json!(row.try_get::<Option<DateTime<Utc>>, _>(at)?),
            Kind::Bytes => json!(row.try_get::<Option<&[u8]>, _>(at)?.map(|bytes| STANDARD_NO_PAD.encode(bytes))),
            Kind::Int => json!(row.try_get::<Option<i64>, _>(at)?),
            Kind::Text => json!(row.try_get::<Option<&str>, _>(at)?),
            Kind::Day => json!(row.try_get::<Option<NaiveDate>, _>(at)?),
            Kind::Bool => json!(row.try_get::<Option<bool>, _>(at)?),
        })
    };
    Ok(table.columns.iter().enumerate().map(cell).collect::<Result<_, _>>().map_err(mapped)?)
}

fn bind(query: &mut QueryBuilder<Db>, kind: Kind, cell: Value) -> Result<(), ArchiveError> {
    fn read<T: serde::de::DeserializeOwned>(cell: Value) -> Result<Option<T>, ArchiveError> {
        serde_json::from_value(cell).map_err(|_| ArchiveError::Damaged("a value"))
    }
    match kind {
        Kind::Uuid => query.push_bind(read::<Uuid>(cell)?),
        Kind::Instant => query.push_bind(read::<DateTime<Utc>>(cell)?),
        Kind::Bytes => {
            let bytes = read::<String>(cell)?.map(|text| STANDARD_NO_PAD.decode(text)).transpose();
            query.push_bind(bytes.map_err(|_| ArchiveError::Damaged("a value"))?)
        }
        Kind::Int => query.push_bind(read::<i64>(cell)?),
        Kind::Text => query.push_bind(read::<String>(cell)?),
        Kind::Day => query.push_bind(read::<NaiveDate>(cell)?),
        Kind::Bool => query.push_bind(read::<bool>(cell)?),
    };
    Ok(())
}
