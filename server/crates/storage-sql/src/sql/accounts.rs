use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId, SchoolId};
use domain::policy::Grant;
use sqlx::QueryBuilder;
use storage::{Account, Accounts, Session, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, mapped, parsed, rows_per_statement};

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    county_id: Uuid,
    login: String,
    name: String,
    phone: Option<String>,
    password_hash: Option<String>,
    activation: Option<Vec<u8>>,
    activation_until: Option<DateTime<Utc>>,
    disabled: bool,
}

const COLUMNS: &str =
    "a.id, a.county_id, a.login, a.name, a.phone, a.password_hash, a.activation, a.activation_until, a.disabled";

impl SqlUnit {
    async fn with_grants(&mut self, row: Option<AccountRow>) -> Result<Option<Account>, StorageError> {
        let Some(row) = row else { return Ok(None) };
        let grants: Vec<(String, Option<Uuid>)> =
            sqlx::query_as("SELECT role, school_id FROM role_grant WHERE account_id = $1 ORDER BY role")
                .bind(row.id)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        let grants = grants
            .into_iter()
            .map(|(role, school)| Ok(Grant { role: parsed(&role, "role_grant.role")?, school: school.map(SchoolId) }))
            .collect::<Result<_, StorageError>>()?;
        Ok(Some(Account {
            id: AccountId(row.id),
            county: CountyId(row.county_id),
            login: row.login,
            name: row.name,
            phone: row.phone,
            password_hash: row.password_hash,
            activation: row.activation,
            activation_until: row.activation_until,
            disabled: row.disabled,
            grants,
        }))
    }

    async fn find_account(&mut self, mut query: QueryBuilder<Db>) -> Result<Option<Account>, StorageError> {
        let row = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        self.with_grants(row).await
    }
}

fn select() -> QueryBuilder<Db> {
    let mut query = QueryBuilder::new("SELECT ");
    query.push(COLUMNS).push(" FROM account a ");
    query
}

#[async_trait]
impl Accounts for SqlUnit {
    async fn add_accounts(&mut self, accounts: &[Account]) -> Result<(), StorageError> {
        for some in accounts.chunks(rows_per_statement(9)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO account (id, county_id, login, name, phone, password_hash, activation, activation_until, disabled) ",
            );
            query.push_values(some, |mut row, a| {
                row.push_bind(a.id.0)
                    .push_bind(a.county.0)
                    .push_bind(a.login.clone())
                    .push_bind(a.name.clone())
                    .push_bind(a.phone.clone())
                    .push_bind(a.password_hash.clone())
                    .push_bind(a.activation.clone())
                    .push_bind(a.activation_until)
                    .push_bind(a.disabled);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        let grants: Vec<(Uuid, &Grant)> =
            accounts.iter().flat_map(|a| a.grants.iter().map(move |g| (a.id.0, g))).collect();
        for some in grants.chunks(rows_per_statement(3)) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO role_grant (account_id, role, school_id) ");
            query.push_values(some, |mut row, (account, grant)| {
                row.push_bind(*account).push_bind(grant.role.code()).push_bind(grant.school.map(|s| s.0));
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn account_by_login(&mut self, login: &str) -> Result<Option<Account>, StorageError> {
        let mut query = select();
        query.push("WHERE a.login = ").push_bind(login.to_owned());
        self.find_account(query).await
    }

    async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StorageError> {
        let mut query = select();
        query.push("WHERE a.id = ").push_bind(id.0);
        self.find_account(query).await
    }

    async fn accounts_of_school(&mut self, school: SchoolId) -> Result<Vec<Account>, StorageError> {
        let mut query = select();
        query
            .push("WHERE a.id IN (SELECT account_id FROM role_grant WHERE school_id = ")
            .push_bind(school.0)
            .push(") ORDER BY a.name");
        let rows: Vec<AccountRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let mut accounts = Vec::with_capacity(rows.len());
        for row in rows {
            accounts.extend(self.with_grants(Some(row)).await?);
        }
        Ok(accounts)
    }

    async fn set_password(&mut self, id: AccountId, hash: &str) -> Result<(), StorageError> {
        sqlx::query("UPDATE account SET password_hash = $1, activation = NULL, activation_until = NULL WHERE id = $2")
            .bind(hash)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn set_activation(&mut self, id: AccountId, code: &[u8], until: DateTime<Utc>) -> Result<(), StorageError> {
        sqlx::query("UPDATE account SET activation = $1, activation_until = $2 WHERE id = $3")
            .bind(code)
            .bind(until)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn disable_account(&mut self, id: AccountId) -> Result<(), StorageError> {
        for statement in [
            "UPDATE account SET disabled = TRUE WHERE id = $1",
            "UPDATE device SET revoked = TRUE WHERE account_id = $1",
        ] {
            sqlx::query(statement).bind(id.0).execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn add_session(&mut self, session: &Session) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO session (token_hash, account_id, device_id, expires_at) VALUES ($1, $2, $3, $4)")
            .bind(session.token_hash.as_slice())
            .bind(session.account.0)
            .bind(session.device.map(|d| d.0))
            .bind(session.expires_at)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn session(&mut self, token_hash: &[u8]) -> Result<Option<Session>, StorageError> {
        let row: Option<(Vec<u8>, Uuid, Option<Uuid>, DateTime<Utc>)> =
            sqlx::query_as("SELECT token_hash, account_id, device_id, expires_at FROM session WHERE token_hash = $1")
                .bind(token_hash)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(row.map(|(token_hash, account, device, expires_at)| Session {
            token_hash,
            account: AccountId(account),
            device: device.map(domain::id::DeviceId),
            expires_at,
        }))
    }

    async fn end_session(&mut self, token_hash: &[u8]) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM session WHERE token_hash = $1")
            .bind(token_hash)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn end_sessions(&mut self, account: AccountId, but: Option<&[u8]>) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM session WHERE account_id = $1 AND token_hash <> $2")
            .bind(account.0)
            .bind(but.unwrap_or_default())
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }
}
