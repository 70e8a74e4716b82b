//! What the school and the centre do, and what is done to the server.

use domain::id::{AccountId, FactId, PageId, PairingId, SchoolId};
use domain::register::PairingEnded;
use domain::rules::{RuleSet, RuleVersion};
use server::core::late_work::{self, Resolved};
use server::core::pairing::handing::{Handing, Whose, hand_on};
use server::core::term_page::{self, TwoPages};
use server::core::{disputes, ending, moving, people};
use server::exchange::kept::{apply_kept, understood};

use crate::future;
use crate::play::{Play, Stop, pick};
use crate::world::{CHILDREN, COORDINATOR, MENTORS, SCHOOLS, child, id, mentor, school_of};

impl Play {
    pub(crate) async fn pair(&mut self, n: u8, to: u8) -> Result<(), Stop> {
        let (child, today) = (child(usize::from(n) % CHILDREN), self.world.today());
        let (by, pairing) = (self.world.coordinator(), PairingId(self.world.id()));
        let mut unit = self.world.write().await?;
        if let Some(school) = unit.enrolments().place(child, today).await?.map(|e| e.school) {
            // A mentor of another school would be refused.
            let colleagues: Vec<AccountId> = (0..MENTORS).filter(|m| school_of(*m) == school).map(mentor).collect();
            let handing = Handing { to: pick(&colleagues, to), from: today, why: PairingEnded::Handed };
            let whose = Whose { child, school, today };
            hand_on(unit.as_mut(), whose, &handing, by, pairing).await?;
        }
        Ok(unit.commit().await?)
    }

    /// A child moves to the other school.
    pub(crate) async fn move_child(&mut self, n: u8) -> Result<(), Stop> {
        let (child, today) = (child(usize::from(n) % CHILDREN), self.world.today());
        let mut unit = self.world.write().await?;
        let now = unit.enrolments().place(child, today).await?.map(|e| e.school);
        let other = SCHOOLS.map(|n| SchoolId(id(n))).into_iter().find(|s| Some(*s) != now);
        if let (Some(now), Some(school)) = (now, other) {
            let (by, world) = (self.world.coordinator(), &mut self.world);
            moving::move_child(unit.as_mut(), child, (now, school), "新班", today, by, || world.id()).await?;
        }
        Ok(unit.commit().await?)
    }

    pub(crate) async fn review(&mut self, which: u8, accept: bool) -> Result<(), Stop> {
        let (now, today) = (self.world.service.now(), self.world.today());
        let mut unit = self.world.write().await?;
        let mut waiting = vec![];
        for school in SCHOOLS {
            waiting.extend(unit.parking().of_school(SchoolId(id(school)), today).await?.into_iter().map(|p| p.op));
        }
        if let Some(op) = pick(&waiting, which) {
            late_work::resolve_late(unit.as_mut(), op, accept, AccountId(id(COORDINATOR)), now).await?;
        }
        Ok(unit.commit().await?)
    }

    /// The schools accept all that waits for them, until nothing can be accepted any more.
    pub(crate) async fn take_in_all(&mut self) -> Result<(), Stop> {
        let (now, today) = (self.world.service.now(), self.world.today());
        let mut went_on = true;
        while went_on {
            went_on = false;
            for school in SCHOOLS {
                let mut unit = self.world.write().await?;
                for waiting in unit.parking().of_school(SchoolId(id(school)), today).await? {
                    let by = AccountId(id(COORDINATOR));
                    let done = late_work::resolve_late(unit.as_mut(), waiting.op, true, by, now).await?;
                    went_on |= done == Resolved::Done;
                    self.tally.taken_in += usize::from(done == Resolved::Done);
                }
                unit.commit().await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn settle(&mut self, which: u8, later: bool) -> Result<(), Stop> {
        let (today, new, by) = (self.world.today(), FactId(self.world.id()), self.world.coordinator());
        let page = PageId(self.world.id());
        let mut unit = self.world.write().await?;
        let mut open = vec![];
        for school in SCHOOLS {
            open.extend(unit.facts().disputed(SchoolId(id(school)), today).await?.rows);
        }
        if let Some(fact) = pick(&open.iter().collect::<Vec<_>>(), which)
            && let Some(earlier) = fact.disputes
            && let Some(earlier) = unit.facts().get(earlier).await?
        {
            let (holds, other) = if later { (fact, &earlier) } else { (&earlier, fact) };
            disputes::settle_dispute(unit.as_mut(), holds, other, new, AccountId(id(COORDINATOR)), by).await?;
        }
        let mut two = vec![];
        for school in SCHOOLS {
            two.extend(term_page::of_school(unit.as_mut(), SchoolId(id(school)), today).await?);
        }
        if let Some(TwoPages { later: new, earlier }) = pick(&two.iter().collect::<Vec<_>>(), which) {
            let (holds, other) = if later { (new, earlier) } else { (earlier, new) };
            term_page::settle_pages(unit.as_mut(), holds, other, page, AccountId(id(COORDINATOR)), by).await?;
        }
        Ok(unit.commit().await?)
    }

    pub(crate) async fn change_rules(&mut self, days: u8) -> Result<(), Stop> {
        let (by, from) = (self.world.coordinator(), self.world.today());
        let mut unit = self.world.write().await?;
        let seq = unit.commits().next(by).await?;
        let rules = RuleSet { talk_every_days: u32::from(days), ..RuleSet::default() };
        unit.rules().put(seq, &RuleVersion { from, rules }).await?;
        Ok(unit.commit().await?)
    }

    pub(crate) async fn revoke(&mut self, at: usize) -> Result<(), Stop> {
        let mut unit = self.world.write().await?;
        ending::revoke(unit.as_mut(), self.world.device_of(at).id, self.world.service.now()).await?;
        Ok(unit.commit().await?)
    }

    /// A mentor leaves.
    pub(crate) async fn end_account(&mut self, n: u8) -> Result<(), Stop> {
        let (who, today) = (mentor(usize::from(n) % MENTORS), self.world.today());
        let by = self.world.coordinator();
        let mut unit = self.world.write().await?;
        people::end_account(unit.as_mut(), who, today, by).await?;
        Ok(unit.commit().await?)
    }

    /// The server is of the next version from now on: what it kept it understands.
    pub(crate) async fn update(&mut self) -> Result<(), Stop> {
        self.world.service.is_updated.set(true);
        let understand = |text: &str| understood(&future::undone(&serde_json::from_str(text).ok()?).to_string());
        self.tally.kept +=
            apply_kept(self.world.service.storage.as_ref(), self.world.service.now(), understand).await?;
        Ok(())
    }
}
