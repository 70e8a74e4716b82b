//! The desks' side of the server: what a signed-in person may read of schools and children.

mod review;
mod transfer;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use app::desk_service::{
    AccessView, ActivationSlip, ChildSummary, ChildView, Choice, Colleague, CountyView, DeskError, DeskService,
    DeviceToHelp, LookLine, SchoolSummary, SchoolView,
};
use async_trait::async_trait;
use chrono::{Days, NaiveDate, TimeDelta};
use domain::guardianship::FactValue;
use domain::id::{AccountId, AdultId, ChildId, FactId, OpId, SchoolId};
use domain::policy::{Action, Role, Subject, can};
use domain::register::phone::masked;
use domain::term::Term;
use storage::{ChildLine, DeviceLine, Since, StorageError};
use sync::RowBody;

use crate::AppState;
use crate::access::{self, Look};
use crate::auth::{SignedIn, code};
use crate::exchange::rows;

/// Days within which a contact counts as recent.
const RECENT_DAYS: u64 = 28;

/// How many of the newest looks the auditor's page shows.
const LOOKS_SHOWN: u32 = 200;

/// One person's desk.
pub struct Desk {
    state: AppState,
    who: SignedIn,
}

fn failed(error: StorageError) -> DeskError {
    tracing::error!(%error, "desk query failed");
    DeskError::Unavailable
}

impl Desk {
    /// The desk of a signed-in person.
    pub fn of(state: AppState, who: SignedIn) -> Arc<dyn DeskService> {
        Arc::new(Self { state, who })
    }

    fn require(&self, action: Action, subject: Subject) -> Result<(), DeskError> {
        if can(&self.who.actor(), action, subject) { Ok(()) } else { Err(DeskError::Forbidden) }
    }

    fn today(&self) -> NaiveDate {
        self.state.clock.today()
    }

    /// The mentors and schools a child may go to, as far as the reader may send it there.
    async fn choices(
        &self,
        unit: &mut dyn storage::Unit,
        school: SchoolId,
        paired: bool,
    ) -> Result<(Vec<Choice<AccountId>>, Vec<Choice<SchoolId>>), DeskError> {
        if !can(&self.who.actor(), Action::Transfer, Subject::Child { school, paired }) {
            return Ok((vec![], vec![]));
        }
        let colleagues = unit.accounts().of_school(school).await.map_err(failed)?;
        let mentors = colleagues.into_iter().filter(|a| transfer::is_mentor_at(a, school));
        let schools = unit.schools().all().await.map_err(failed)?.into_iter().filter(|s| s.id != school);
        Ok((
            mentors.map(|a| Choice { id: a.id, name: a.name }).collect(),
            schools.map(|s| Choice { id: s.id, name: s.name }).collect(),
        ))
    }

    /// The child's school and whether the reader is its mentor; the reader may see the file.
    async fn readable(&self, unit: &mut dyn storage::Unit, child: ChildId) -> Result<(SchoolId, bool), DeskError> {
        let child = unit.children().get(child).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        let mine = unit.pairings().of_mentor(self.who.account.id).await.map_err(failed)?;
        let paired = mine.iter().any(|p| p.child == child.id && p.on(self.today()));
        self.require(Action::SeeChildFile, Subject::Child { school: child.school, paired })?;
        Ok((child.school, paired))
    }

    async fn looked(&self, look: Look, subject: uuid::Uuid) -> Result<(), DeskError> {
        access::record(&self.state, &self.who, look, subject).await.map_err(failed)
    }
}

fn mask(value: &mut FactValue) {
    if let FactValue::Phone { number, .. } = value {
        *number = number.as_deref().map(masked);
    }
}

fn child_summary(line: ChildLine) -> ChildSummary {
    let (kind, who, quality) = match line.carer {
        Some(FactValue::Carer { kind, who, quality }) => (Some(kind), who, quality),
        _ => (None, String::new(), None),
    };
    ChildSummary {
        id: line.id,
        name: line.name,
        class_name: line.class_name,
        mentor: line.mentor,
        last_visit: line.last_visit,
        last_contact: line.last_contact,
        carer: kind,
        carer_who: who,
        quality,
    }
}

fn device_to_help(line: DeviceLine, children: Vec<String>) -> DeviceToHelp {
    DeviceToHelp {
        id: line.id,
        label: line.label,
        owner: line.owner,
        waiting: line.waiting,
        oldest: line.oldest,
        rejected: line.rejected,
        children,
    }
}

#[async_trait]
impl DeskService for Desk {
    async fn county(&self) -> Result<CountyView, DeskError> {
        self.require(Action::SeeCounty, Subject::County)?;
        let today = self.today();
        let mut unit = self.state.storage.read(self.who.county()).await.map_err(failed)?;
        let lines = unit
            .desk()
            .schools(today, today - Days::new(RECENT_DAYS), Term::of(today).start())
            .await
            .map_err(failed)?;
        let schools = lines
            .into_iter()
            .map(|line| SchoolSummary {
                id: line.id,
                name: line.name,
                town: line.town,
                children: line.children,
                unpaired: line.unpaired,
                seen: line.seen,
                visited: line.visited,
            })
            .collect();
        Ok(CountyView { as_of: today, schools })
    }

    async fn school(&self, id: SchoolId) -> Result<SchoolView, DeskError> {
        self.require(Action::SeeSchool, Subject::School(id))?;
        let today = self.today();
        let mut unit = self.state.storage.read(self.who.county()).await.map_err(failed)?;
        let school = unit.schools().get(id).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        let children = unit.desk().children(id, today).await.map_err(failed)?;
        let mut devices = Vec::new();
        for line in unit.desk().devices(id).await.map_err(failed)? {
            let own = unit.pairings().of_mentor(line.account).await.map_err(failed)?;
            let own: Vec<ChildId> = own.into_iter().filter(|p| p.on(today)).map(|p| p.child).collect();
            let names = children.iter().filter(|c| own.contains(&c.id)).map(|c| c.name.clone()).collect();
            devices.push(device_to_help(line, names));
        }
        let reviewer = can(&self.who.actor(), Action::Review, Subject::Child { school: id, paired: false });
        let (late, disputes) = if reviewer {
            (self.late_work(unit.as_mut(), id, &children).await?, self.disputes(unit.as_mut(), id).await?)
        } else {
            (vec![], vec![])
        };
        let colleagues = unit.accounts().of_school(id).await.map_err(failed)?;
        drop(unit);
        self.looked(Look::SchoolList, id.0).await?;
        Ok(SchoolView {
            id,
            name: school.name,
            as_of: today,
            contact_since: today - Days::new(RECENT_DAYS),
            visit_since: Term::of(today).start(),
            children: children.into_iter().map(child_summary).collect(),
            devices,
            late,
            disputes,
            colleagues: colleagues
                .into_iter()
                .filter(|a| !a.disabled)
                .map(|a| Colleague { id: a.id, name: a.name, login: a.login, active: a.password_hash.is_some() })
                .collect(),
        })
    }

    async fn child(&self, id: ChildId) -> Result<ChildView, DeskError> {
        let mut unit = self.state.storage.read(self.who.county()).await.map_err(failed)?;
        let (school, paired) = self.readable(unit.as_mut(), id).await?;
        let found = unit.files().rows(&[id], &[id], None, Since::BEGINNING).await.map_err(failed)?;
        let mut rows = rows::of_files(found);
        let mut confidential = Vec::new();
        let mut mentor = None;
        for row in &mut rows {
            match &mut row.body {
                RowBody::Adult(adult) => adult.phone = adult.phone.as_deref().map(masked),
                RowBody::Fact(fact) => mask(&mut fact.value),
                RowBody::Log(log) => {
                    let subject = Subject::Entry { school, paired, author: log.author, kind: log.body.kind };
                    if !can(&self.who.actor(), Action::ReadNote, subject) {
                        log.body.note.clear();
                        log.body.phrases.clear();
                        confidential.push(log.id);
                    }
                }
                RowBody::Pairing(pairing) if pairing.on(self.today()) => mentor = Some(pairing.mentor),
                _ => {}
            }
        }
        let mentor = match mentor {
            Some(id) => unit.accounts().get(id).await.map_err(failed)?.map(|a| a.name),
            None => None,
        };
        let (mentors, schools) = self.choices(unit.as_mut(), school, paired).await?;
        let school = unit.schools().get(school).await.map_err(failed)?.map(|s| s.name).unwrap_or_default();
        drop(unit);
        if !paired {
            self.looked(Look::ChildFile, id.0).await?;
        }
        Ok(ChildView { child: id, as_of: self.today(), school, mentor, rows, confidential, mentors, schools })
    }

    async fn reveal_phone(&self, child: ChildId, adult: AdultId) -> Result<String, DeskError> {
        let mut unit = self.state.storage.read(self.who.county()).await.map_err(failed)?;
        let (school, paired) = self.readable(unit.as_mut(), child).await?;
        self.require(Action::RevealPhone, Subject::Child { school, paired })?;
        let home = unit.households().of_children(&[child]).await.map_err(failed)?;
        let found = unit.adults().get(adult).await.map_err(failed)?.filter(|a| home.contains(&a.household));
        drop(unit);
        let phone = found.and_then(|a| a.phone).ok_or(DeskError::NotFound)?;
        if !paired {
            self.looked(Look::Phone, adult.0).await?;
        }
        Ok(phone)
    }

    async fn access_log(&self) -> Result<AccessView, DeskError> {
        self.require(Action::SeeAccessLog, Subject::County)?;
        let mut unit = self.state.storage.read(self.who.county()).await.map_err(failed)?;
        let first_break = access::first_break(unit.as_mut()).await.map_err(failed)?;
        let entries = unit.access().newest(LOOKS_SHOWN).await.map_err(failed)?;
        let total = entries.first().map_or(0, |newest| newest.n);
        let mut names = BTreeMap::new();
        for entry in &entries {
            if let Entry::Vacant(place) = names.entry(entry.account) {
                place.insert(
                    unit.accounts().get(entry.account).await.map_err(failed)?.map(|a| a.name).unwrap_or_default(),
                );
            }
        }
        let newest = entries
            .into_iter()
            .map(|entry| LookLine {
                n: entry.n,
                at: entry.at,
                who: names.get(&entry.account).cloned().unwrap_or_default(),
                action: entry.action,
                subject: entry.subject,
            })
            .collect();
        Ok(AccessView { total, newest, first_break })
    }

    async fn activate(&self, school: SchoolId, account: AccountId) -> Result<ActivationSlip, DeskError> {
        let mut unit = self.state.storage.write(self.who.county()).await.map_err(failed)?;
        let found = unit.accounts().get(account).await.map_err(failed)?.ok_or(DeskError::NotFound)?;
        let of_school = found.grants.iter().any(|g| g.school == Some(school));
        // A code opens an account: nobody issues one for a person with more rights than their own.
        let county_wide = found.grants.iter().any(|g| matches!(g.role, Role::Centre | Role::Auditor));
        let subject = Subject::Account { school: (of_school && !county_wide).then_some(school) };
        self.require(Action::Activate, subject)?;
        let now = self.state.clock.now();
        let code = code::make(self.state.clock.random());
        let until = now + TimeDelta::days(code::VALID_DAYS);
        unit.accounts().set_activation(account, &code::digest(&code), until).await.map_err(failed)?;
        unit.commit().await.map_err(failed)?;
        let address = format!("{}/sign-in#{}:{code}", self.state.settings.public_url, found.login);
        let qr_svg = qrcode::QrCode::new(address.as_bytes())
            .map(|qr| qr.render::<qrcode::render::svg::Color<'_>>().min_dimensions(220, 220).build())
            .map_err(|_| DeskError::Unavailable)?;
        Ok(ActivationSlip { login: found.login, code, qr_svg, until })
    }

    async fn end_account(&self, school: SchoolId, account: AccountId) -> Result<(), DeskError> {
        self.end(school, account).await
    }

    async fn pair(&self, child: ChildId, mentor: AccountId) -> Result<(), DeskError> {
        self.give(child, mentor).await
    }

    async fn move_child(&self, child: ChildId, school: SchoolId, class_name: String) -> Result<(), DeskError> {
        self.send_on(child, school, class_name.trim()).await
    }

    async fn resolve_late(&self, op: OpId, accept: bool) -> Result<(), DeskError> {
        self.decide_late(op, accept).await
    }

    async fn settle_fact(&self, later: FactId, holds: FactId) -> Result<(), DeskError> {
        self.decide_fact(later, holds).await
    }
}
