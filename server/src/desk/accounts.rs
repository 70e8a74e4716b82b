//! One-time codes, and the picture of the address that opens with one.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use desk_api::accounts::{AccountsDesk, CODES_MAX, CodeSlip, Issued, NamedSlip, Newcomer};
use desk_api::{DeskError, Input};
use domain::guardianship::register_on;
use domain::id::{AccountId, SchoolId};
use domain::log::Fault;
use domain::policy::deputy::reach;
use domain::policy::{Action, Countersigned, Deputyship, Power, Subject};
use domain::register::school_year::class_order;
use qrcode::QrCode;
use qrcode::render::svg::Color;
use storage::{Account, Unit};

use super::error::Stop;
use super::{Desk, answer};
use crate::core::access_log::Deed;
use crate::core::{accounts, countersigns};

/// Width and height of the picture in pixels.
const QR_SIZE: u32 = 220;

impl Desk {
    /// A code as it is handed over, with the picture of the address that opens with it.
    pub(super) fn slip(&self, login: String, code: String, until: DateTime<Utc>) -> Result<CodeSlip, DeskError> {
        let address = format!("{}/sign-in#{login}:{code}", self.state.settings.public_url);
        // Only an address too long for any picture fails here.
        let qr = QrCode::new(address.as_bytes()).map_err(|_| DeskError::Damaged)?;
        let qr_svg = qr.render::<Color<'_>>().min_dimensions(QR_SIZE, QR_SIZE).build();
        Ok(CodeSlip { login, code, qr_svg, until })
    }

    /// Issues a code for an account, or asks a second person for it where the rules want one.
    pub(super) async fn issued(&self, unit: &mut dyn Unit, account: Account) -> Result<Issued, Stop> {
        if countersigns::code_needs_second(unit, &account, self.today()).await? {
            self.ask_second(unit, Countersigned::Code, account.id).await?;
            return Ok(Issued::Asked);
        }
        let clock = &self.state.clock;
        let (code, until) = accounts::issue_code(unit, account.id, self.who.account.id, clock.now(), clock.random()).await?;
        Ok(Issued::Slip(self.slip(account.login, code, until)?))
    }

    /// Whether somebody has set no password yet, and this person may give them a code.
    fn is_newcomer(&self, account: &Account, deputyships: &[Deputyship]) -> bool {
        let grants = reach(&account.grants, deputyships, account.id, self.today());
        let may = self.may(Action::IssueCode, Subject::Account { grants: &grants });
        may && !account.disabled && account.password_hash.is_none()
    }
}

#[async_trait]
impl AccountsDesk for Desk {
    async fn issue_code(&self, account: AccountId) -> Result<Issued, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let found = self.reached(unit.as_mut(), account, Action::IssueCode).await?;
            self.confirmed()?;
            let issued = self.issued(unit.as_mut(), found).await?;
            if matches!(issued, Issued::Slip(_)) {
                self.did(unit.as_mut(), Deed::on(Power::CodeIssued, account)).await?;
            }
            unit.commit().await?;
            Ok(issued)
        })
        .await
    }

    async fn newcomers(&self, school: SchoolId) -> Result<Vec<Newcomer>, DeskError> {
        answer(async {
            self.require(Action::IssueCode, Subject::School(school))?;
            let today = self.today();
            let mut unit = self.read().await?;
            let accounts = unit.accounts().of_school(school).await?;
            let deputyships = unit.deputies().of_school(school, today).await?;
            let pairings = unit.pairings().of_school(school, today).await?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let register = register_on(&history, today);
            let classes = |mentor: AccountId| {
                let own = pairings.iter().filter(|pairing| pairing.mentor == mentor);
                let classes = own.filter_map(|pairing| register.child(pairing.child)?.enrolment);
                let mut all: Vec<String> = classes.map(|enrolment| enrolment.class_name.clone()).collect();
                all.sort_by_cached_key(|class| class_order(class));
                all.dedup();
                all
            };
            let newcomers = accounts.into_iter().filter(|account| self.is_newcomer(account, &deputyships));
            Ok(newcomers.map(|a| Newcomer { id: a.id, classes: classes(a.id), name: a.name }).collect())
        })
        .await
    }

    async fn issue_codes(&self, school: SchoolId, accounts: Vec<AccountId>) -> Result<Vec<NamedSlip>, DeskError> {
        answer(async {
            self.require(Action::IssueCode, Subject::School(school))?;
            self.confirmed()?;
            if accounts.len() > CODES_MAX {
                return Err(DeskError::invalid(Input::Other, Fault::TooMany).into());
            }
            let mut unit = self.write().await?;
            let of_school = unit.accounts().of_school(school).await?;
            let deputyships = unit.deputies().of_school(school, self.today()).await?;
            let (clock, mut slips, mut met) = (&self.state.clock, vec![], BTreeSet::new());
            // Whoever is named twice gets one code: a second would end the first.
            for id in accounts.into_iter().filter(|id| met.insert(*id)) {
                let found = of_school.iter().find(|account| account.id == id).ok_or(DeskError::NotFound)?;
                if !self.is_newcomer(found, &deputyships) {
                    return Err(DeskError::Changed.into());
                }
                let (code, until) = accounts::issue_code(unit.as_mut(), id, self.who.account.id, clock.now(), clock.random()).await?;
                let slip = self.slip(found.login.clone(), code, until)?;
                slips.push(NamedSlip { name: found.name.clone(), slip });
                self.did(unit.as_mut(), Deed::on(Power::CodeIssued, id)).await?;
            }
            unit.commit().await?;
            Ok(slips)
        })
        .await
    }
}
