//! Brings the layout up to date.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Pool, SqlSafeStr as _};

use super::dialect::{self, Db};

/// Applies every migration that has not been applied.
pub async fn run(pool: &Pool<Db>) -> Result<(), sqlx::migrate::MigrateError> {
    let migrations = crate::MIGRATIONS.iter().map(|(version, name, text)| {
        let mut sql = (*text).to_owned();
        for (word, meaning) in dialect::WORDS {
            sql = sql.replace(word, meaning);
        }
        let sql = sqlx::AssertSqlSafe(sql).into_sql_str();
        Migration::new(*version, (*name).into(), MigrationType::Simple, sql, false)
    });
    let migrator = Migrator { migrations: migrations.collect(), ..Migrator::DEFAULT };
    migrator.run(pool).await
}
