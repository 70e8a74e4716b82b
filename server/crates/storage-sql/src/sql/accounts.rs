//! Accounts and their roles.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId, SchoolId};
use domain::policy::Grant;
use sqlx::QueryBuilder;
use storage::{Account, AccountRepository, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, found_one, mapped, parsed, rows_per_statement};
use crate::vault::{Holder, Keys, Opened, Place};

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    county_id: Uuid,
    login: Vec<u8>,
    name: String,
    phone: Option<Vec<u8>>,
    password_hash: Option<Vec<u8>>,
    activation: Option<Vec<u8>>,
    activation_until: Option<DateTime<Utc>>,
    disabled: bool,
}

impl AccountRow {
    fn with(self, grants: Vec<Grant>, opened: &Opened) -> Result<Account, StorageError> {
        let text = |column, sealed: &[u8]| opened.text(Place::new(column, self.id), sealed);
        let at = Place::new("account.activation", self.id);
        Ok(Account {
            id: AccountId(self.id),
            county: CountyId(self.county_id),
            login: text("account.login", &self.login)?,
            phone: self.phone.map(|phone| text("account.phone", &phone)).transpose()?,
            password_hash: self.password_hash.map(|hash| text("account.password_hash", &hash)).transpose()?,
            activation: self.activation.map(|code| opened.open(at, &code)).transpose()?,
            name: self.name,
            activation_until: self.activation_until,
            disabled: self.disabled,
            grants,
        })
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
    keys: &Keys,
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
        let opened = Opened::new(keys.clone(), row.county_id);
        accounts.push(row.with(grants, &opened)?);
    }
    Ok(accounts)
}

/// What of an account is sealed, and the digests by which it is found.
struct SealedAccount {
    login: Vec<u8>,
    login_digest: String,
    phone: Option<Vec<u8>>,
    phone_digest: Option<String>,
    password_hash: Option<Vec<u8>>,
    activation: Option<Vec<u8>>,
}

impl SqlUnit {
    fn sealed_account(&self, account: &Account) -> Result<SealedAccount, StorageError> {
        let keys = &self.opened.keys;
        let seal = |column, plain: &[u8]| self.opened.seal(Holder::County, Place::new(column, account.id.0), plain);
        let text = |column, text: &Option<String>| text.as_ref().map(|t| seal(column, t.as_bytes())).transpose();
        Ok(SealedAccount {
            login: seal("account.login", account.login.as_bytes())?,
            login_digest: keys.name_digest(&account.login),
            phone: text("account.phone", &account.phone)?,
            phone_digest: account.phone.as_deref().map(|phone| keys.name_digest(phone)),
            password_hash: text("account.password_hash", &account.password_hash)?,
            activation: account.activation.as_deref().map(|code| seal("account.activation", code)).transpose()?,
        })
    }
}

#[async_trait]
impl AccountRepository for SqlUnit {
    async fn add(&mut self, accounts: &[Account]) -> Result<(), StorageError> {
        let county = self.county.0;
        if accounts.iter().any(|a| a.county != self.county) {
            return Err(StorageError::Inconsistent("account.county_id"));
        }
        let rows =
            accounts.iter().map(|a| Ok((a, self.sealed_account(a)?))).collect::<Result<Vec<_>, StorageError>>()?;
        for some in rows.chunks(rows_per_statement(11)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO account (county_id, id, login, login_digest, name, phone, phone_digest, password_hash, \
                 activation, activation_until, disabled) ",
            );
            query.push_values(some, |mut row, (a, sealed)| {
                row.push_bind(county)
                    .push_bind(a.id.0)
                    .push_bind(sealed.login.clone())
                    .push_bind(sealed.login_digest.clone())
                    .push_bind(a.name.clone())
                    .push_bind(sealed.phone.clone())
                    .push_bind(sealed.phone_digest.clone())
                    .push_bind(sealed.password_hash.clone())
                    .push_bind(sealed.activation.clone())
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
        Ok(find_accounts(&mut self.tx, &self.opened.keys, query).await?.pop())
    }

    async fn login_taken(&mut self, login: &str) -> Result<bool, StorageError> {
        let found: Option<(Uuid,)> = sqlx::query_as("SELECT id FROM account WHERE login_digest = $1")
            .bind(self.opened.keys.name_digest(login))
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(found.is_some())
    }

    async fn number_taken(&mut self, number: &str, but: AccountId) -> Result<bool, StorageError> {
        let found: Option<(Uuid,)> = sqlx::query_as(
            "SELECT id FROM account \
             WHERE ((county_id = $1 AND phone_digest = $2) OR login_digest = $2) AND NOT (county_id = $1 AND id = $3) LIMIT 1",
        )
        .bind(self.county.0)
        .bind(self.opened.keys.name_digest(number))
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
        let phone_sealed = phone.map(|p| self.seal_text(Place::new("account.phone", id.0), p)).transpose()?;
        let login_sealed = self.seal_text(Place::new("account.login", id.0), login)?;
        let done = sqlx::query(
            "UPDATE account SET name = $1, phone = $2, phone_digest = $3, login = $4, login_digest = $5 \
             WHERE county_id = $6 AND id = $7",
        )
        .bind(name)
        .bind(phone_sealed)
        .bind(phone.map(|phone| self.opened.keys.name_digest(phone)))
        .bind(login_sealed)
        .bind(self.opened.keys.name_digest(login))
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
        find_accounts(&mut self.tx, &self.opened.keys, query).await
    }

    async fn of_county(&mut self) -> Result<Vec<Account>, StorageError> {
        let mut query = accounts_where();
        query.push("county_id = ").push_bind(self.county.0);
        query.push(" AND id IN (SELECT account_id FROM role_grant WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND school_id IS NULL) ORDER BY name, id");
        find_accounts(&mut self.tx, &self.opened.keys, query).await
    }

    async fn give_role(&mut self, id: AccountId, grant: Grant) -> Result<(), StorageError> {
        let done = sqlx::query(
            "INSERT INTO role_grant (county_id, account_id, role, school_id) \
             SELECT county_id, id, $1, $2 FROM account WHERE county_id = $3 AND id = $4",
        )
        .bind(grant.role.code())
        .bind(grant.school.map(|school| school.0))
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "account")
    }

    async fn take_role(&mut self, id: AccountId, grant: Grant) -> Result<(), StorageError> {
        let mut query = QueryBuilder::<Db>::new("DELETE FROM role_grant WHERE county_id = ");
        query.push_bind(self.county.0).push(" AND account_id = ").push_bind(id.0);
        query.push(" AND role = ").push_bind(grant.role.code());
        match grant.school {
            Some(school) => query.push(" AND school_id = ").push_bind(school.0),
            None => query.push(" AND school_id IS NULL"),
        };
        let done = query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        found_one(&done, "role")
    }

    async fn set_password(&mut self, id: AccountId, hash: &str) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE account SET password_hash = $1, activation = NULL, activation_until = NULL \
             WHERE county_id = $2 AND id = $3",
        )
        .bind(self.seal_text(Place::new("account.password_hash", id.0), hash)?)
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "account")
    }

    async fn set_activation(
        &mut self,
        id: AccountId,
        code: &[u8],
        until: DateTime<Utc>,
        by: AccountId,
    ) -> Result<(), StorageError> {
        let set = "UPDATE account SET activation = $1, activation_until = $2, code_by = $3 \
                   WHERE county_id = $4 AND id = $5";
        let done = sqlx::query(set)
            .bind(self.opened.seal(Holder::County, Place::new("account.activation", id.0), code)?)
            .bind(until)
            .bind(by.0)
            .bind(self.county.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "account")
    }

    async fn code_by(&mut self, id: AccountId) -> Result<Option<AccountId>, StorageError> {
        let found: Option<(Option<Uuid>,)> =
            sqlx::query_as("SELECT code_by FROM account WHERE county_id = $1 AND id = $2")
                .bind(self.county.0)
                .bind(id.0)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(found.and_then(|(by,)| by).map(AccountId))
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
        self.close_sessions("account_id", id.0, until).await?;
        Ok(())
    }
}
