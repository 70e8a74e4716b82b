//! Accounts and their roles.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId, SchoolId};
use domain::policy::Grant;
use sqlx::QueryBuilder;
use storage::{Account, AccountRepository, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, found_one, mapped, parsed, rows_per_statement};

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

impl AccountRow {
    fn with(self, grants: Vec<Grant>) -> Account {
        Account {
            id: AccountId(self.id),
            county: CountyId(self.county_id),
            login: self.login,
            name: self.name,
            phone: self.phone,
            password_hash: self.password_hash,
            activation: self.activation,
            activation_until: self.activation_until,
            disabled: self.disabled,
            grants,
        }
    }
}

/// Begins a query over accounts, up to its conditions.
pub fn accounts_where() -> QueryBuilder<Db> {
    QueryBuilder::new(
        "SELECT id, county_id, login, name, phone, password_hash, activation, activation_until, disabled \
         FROM account WHERE ",
    )
}

/// Runs a query of [`accounts_where`], and adds each account's roles.
pub async fn find_accounts(
    tx: &mut <Db as sqlx::Database>::Connection,
    mut query: QueryBuilder<Db>,
) -> Result<Vec<Account>, StorageError> {
    let rows: Vec<AccountRow> = query.build_query_as().fetch_all(&mut *tx).await.map_err(mapped)?;
    let mut accounts = Vec::with_capacity(rows.len());
    for row in rows {
        let grants: Vec<(String, Option<Uuid>)> = sqlx::query_as(
            "SELECT role, school_id FROM role_grant WHERE county_id = $1 AND account_id = $2 ORDER BY role",
        )
        .bind(row.county_id)
        .bind(row.id)
        .fetch_all(&mut *tx)
        .await
        .map_err(mapped)?;
        let grants = grants
            .into_iter()
            .map(|(role, school)| Ok(Grant { role: parsed(&role, "role_grant.role")?, school: school.map(SchoolId) }))
            .collect::<Result<_, StorageError>>()?;
        accounts.push(row.with(grants));
    }
    Ok(accounts)
}

#[async_trait]
impl AccountRepository for SqlUnit {
    async fn add(&mut self, accounts: &[Account]) -> Result<(), StorageError> {
        let county = self.county.0;
        if accounts.iter().any(|a| a.county != self.county) {
            return Err(StorageError::Inconsistent("account.county_id"));
        }
        for some in accounts.chunks(rows_per_statement(9)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO account (county_id, id, login, name, phone, password_hash, activation, \
                 activation_until, disabled) ",
            );
            query.push_values(some, |mut row, a| {
                row.push_bind(county)
                    .push_bind(a.id.0)
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
        for some in grants.chunks(rows_per_statement(4)) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO role_grant (county_id, account_id, role, school_id) ");
            query.push_values(some, |mut row, (account, grant)| {
                row.push_bind(county)
                    .push_bind(*account)
                    .push_bind(grant.role.code())
                    .push_bind(grant.school.map(|s| s.0));
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn get(&mut self, id: AccountId) -> Result<Option<Account>, StorageError> {
        let mut query = accounts_where();
        query.push("county_id = ").push_bind(self.county.0).push(" AND id = ").push_bind(id.0);
        Ok(find_accounts(&mut self.tx, query).await?.pop())
    }

    async fn login_taken(&mut self, login: &str) -> Result<bool, StorageError> {
        let found: Option<(Uuid,)> = sqlx::query_as("SELECT id FROM account WHERE login = $1")
            .bind(login)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(found.is_some())
    }

    async fn number_taken(&mut self, number: &str, but: AccountId) -> Result<bool, StorageError> {
        let found: Option<(Uuid,)> = sqlx::query_as(
            "SELECT id FROM account \
             WHERE ((county_id = $1 AND phone = $2) OR login = $2) AND NOT (county_id = $1 AND id = $3) LIMIT 1",
        )
        .bind(self.county.0)
        .bind(number)
        .bind(but.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(found.is_some())
    }

    async fn correct(
        &mut self,
        id: AccountId,
        name: &str,
        phone: Option<&str>,
        login: &str,
    ) -> Result<(), StorageError> {
        let done = sqlx::query("UPDATE account SET name = $1, phone = $2, login = $3 WHERE county_id = $4 AND id = $5")
            .bind(name)
            .bind(phone)
            .bind(login)
            .bind(self.county.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "account")
    }

    async fn of_school(&mut self, school: SchoolId) -> Result<Vec<Account>, StorageError> {
        let mut query = accounts_where();
        query.push("county_id = ").push_bind(self.county.0);
        query.push(" AND id IN (SELECT account_id FROM role_grant WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND school_id = ").push_bind(school.0).push(") ORDER BY name, id");
        find_accounts(&mut self.tx, query).await
    }

    async fn set_password(&mut self, id: AccountId, hash: &str) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE account SET password_hash = $1, activation = NULL, activation_until = NULL \
             WHERE county_id = $2 AND id = $3",
        )
        .bind(hash)
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "account")
    }

    async fn set_activation(&mut self, id: AccountId, code: &[u8], until: DateTime<Utc>) -> Result<(), StorageError> {
        let done =
            sqlx::query("UPDATE account SET activation = $1, activation_until = $2 WHERE county_id = $3 AND id = $4")
                .bind(code)
                .bind(until)
                .bind(self.county.0)
                .bind(id.0)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        found_one(&done, "account")
    }

    async fn disable(&mut self, id: AccountId, at: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), StorageError> {
        let done = sqlx::query("UPDATE account SET disabled = TRUE WHERE county_id = $1 AND id = $2")
            .bind(self.county.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "account")?;
        sqlx::query(
            "UPDATE device SET revoked_at = $1 WHERE county_id = $2 AND account_id = $3 AND revoked_at IS NULL",
        )
        .bind(at)
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        // However many sessions there are; one without a device has nothing to hand in.
        sqlx::query("DELETE FROM session WHERE county_id = $1 AND account_id = $2 AND device_id IS NULL")
            .bind(self.county.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        sqlx::query(
            "UPDATE session SET closing = TRUE, expires_at = CASE WHEN expires_at < $1 THEN expires_at ELSE $1 END \
             WHERE county_id = $2 AND account_id = $3 AND NOT closing",
        )
        .bind(until)
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }
}
