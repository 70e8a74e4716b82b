//! A unit of work sees and changes its own county only, even where identifiers are the same.

use domain::guardianship::{FactKind, FactSubject};
use domain::id::{
    AccountId, ActId, BatchId, ChildId, CountersignId, DeputyshipId, DeviceId, FactId, HouseholdId, LogId, OpId, OutId,
    PhotoId, ProposalId, SchoolId,
};
use domain::log::{Mode, Outcome};
use domain::policy::Role;
use domain::register::Written;

use super::fixtures::{COUNTY, OTHER, account, at, by, day, household, id, log, missing, pupil, school};
use crate::{ChildNumber, CodeUse, Decision, Since, Storage, StorageError, Unit, Unsent};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(OTHER).await?;
    sees_nothing(unit.as_mut()).await?;
    changes_nothing(unit.as_mut()).await?;
    drop(unit);

    // What a phone of one county has named, a phone of another may name too.
    let mut unit = storage.write(OTHER).await?;
    let seq = unit.commits().next(by()).await?;
    unit.schools().add(&[school(11, "甲校")]).await?;
    unit.accounts().add(&[account(OTHER, 21, "same id", Role::Mentor, Some(11))]).await?;
    let home = [Written::Household(household(31))];
    unit.register().write(seq, &[home.as_slice(), &pupil(41, 11, 31, "五年级1班")].concat()).await?;
    unit.commit().await?;
    for (county, class) in [(COUNTY, "一年级1班"), (OTHER, "五年级1班")] {
        let found = storage.read(county).await?.enrolments().place(ChildId(id(41)), day(9, 18)).await?;
        assert_eq!(found.map(|c| c.class_name).as_deref(), Some(class), "each county has its own");
    }
    // And a row refers to its own county only.
    let mut unit = storage.write(OTHER).await?;
    let astray = unit.register().write(seq, &pupil(49, 12, 31, "五年级1班")).await;
    assert!(astray.is_err(), "there is no such school in this county");
    Ok(())
}

async fn sees_nothing(unit: &mut dyn Unit) -> Result<(), StorageError> {
    let (school, child, mentor, today) = (SchoolId(id(11)), ChildId(id(41)), AccountId(id(21)), day(9, 18));
    let home = FactSubject::Household(HouseholdId(id(31)));
    assert_eq!(unit.schools().get(school).await?, None);
    assert_eq!(unit.schools().all().await?.rows, []);
    assert_eq!(unit.schools().classes(school, today).await?, Vec::<String>::new());
    assert!(!unit.schools().classes_changed(school, 0, day(8, 1), today).await?);
    assert_eq!(unit.schools().of_subject(home, today).await?, []);
    assert_eq!(unit.accounts().get(mentor).await?, None);
    assert_eq!(unit.accounts().of_school(school).await?, []);
    assert_eq!(unit.ops().kept(None).await?, []);
    assert_eq!(unit.children().get(child).await?, None);
    assert_eq!(unit.children().of_school(school, today).await?.rows, []);
    assert_eq!(unit.children().of_classes(school, &["一年级1班".to_owned()], today).await?, []);
    assert_eq!(unit.households().of_children(&[child]).await?, []);
    assert_eq!(unit.pairings().of_mentor(mentor).await?.rows, []);
    assert_eq!(unit.pairings().of_child(child).await?, []);
    assert_eq!(unit.pairings().of_school(school, today).await?, []);
    assert_eq!(unit.rules().book().await?.seq, 0);
    assert_eq!(unit.devices().get(DeviceId(id(61))).await?, None);
    assert_eq!(unit.devices().lock_counter(DeviceId(id(61))).await?, None);
    assert_eq!(unit.devices().of_account(mentor).await?, []);
    assert_eq!(unit.ops().of_device(DeviceId(id(61)), 0, 99).await?, []);
    assert_eq!(unit.ops().find(&[OpId(id(71))]).await?, []);
    assert_eq!(unit.logs().get(LogId(id(81))).await?, None);
    assert_eq!(unit.logs().known(&[LogId(id(81))]).await?, []);
    assert_eq!(unit.logs().revisions(LogId(id(81))).await?, []);
    assert_eq!(unit.facts().get(FactId(id(91))).await?, None);
    assert_eq!(unit.facts().known(&[FactId(id(91))]).await?, []);
    assert_eq!(unit.facts().of_subject(home, FactKind::Home).await?.rows, []);
    assert_eq!(unit.facts().disputed(school, today).await?.rows, []);
    assert_eq!(unit.files().rows(&[child], &[child], None, Since::BEGINNING).await?.rows, []);
    assert_eq!(unit.files().class_sessions(mentor, &[], Since::BEGINNING).await?.rows, []);
    assert_eq!(unit.parking().get(OpId(id(76))).await?, None);
    assert_eq!(unit.parking().of_school(school, today).await?, []);
    assert_eq!(unit.proposals().get(ProposalId(id(601))).await?, None);
    assert_eq!(unit.proposals().of_school(school).await?, []);
    assert_eq!(unit.second_steps().get(AccountId(id(23))).await?, None);
    assert_eq!(unit.countersigns().get(CountersignId(id(651))).await?, None);
    assert_eq!(unit.countersigns().open(at(0)).await?, []);
    assert_eq!(unit.deputies().get(DeputyshipId(id(702))).await?, None);
    assert_eq!(unit.deputies().of_account(mentor, today).await?, []);
    assert_eq!(unit.deputies().of_school(school, today).await?, []);
    assert!(!unit.accounts().number_taken("13900000000", mentor).await?);
    assert_eq!(unit.photos().state(mentor, PhotoId(id(95))).await?, None);
    assert_eq!(unit.photos().bytes(mentor, PhotoId(id(95))).await?, Vec::<u8>::new());
    assert_eq!(unit.photos().taken(mentor, at(0)).await?.count, 0);
    assert_eq!(unit.photos().logs(PhotoId(id(95))).await?, []);
    assert_eq!(unit.feedback().newest(9).await?, []);
    counts_nothing(unit).await
}

async fn counts_nothing(unit: &mut dyn Unit) -> Result<(), StorageError> {
    let (school, child, today) = (SchoolId(id(11)), ChildId(id(41)), day(9, 18));
    assert_eq!(unit.outs().get(OutId(id(501))).await?, None);
    assert_eq!(unit.outs().of(Some(school), 9).await?, []);
    assert_eq!(unit.outs().of(None, 9).await?, []);
    assert_eq!(unit.figures().filled(2026).await?, []);
    assert_eq!(unit.access().newest(9).await?, []);
    assert_eq!(unit.enrolments().of_child(child).await?, []);
    assert_eq!(unit.enrolments().at_school(school, today).await?.rows, []);
    assert_eq!(unit.register().since(0).await?.rows, []);
    assert_eq!(unit.acts().get(ActId(id(301))).await?, None);
    assert_eq!(unit.doubles().get(ActId(id(311))).await?, None);
    assert_eq!(unit.doubles().standing().await?, []);
    assert_eq!(unit.doubles().links().await?, []);
    assert_eq!(unit.batches().get(BatchId(id(401))).await?, None);
    assert_eq!(unit.batches().of_school(school).await?, []);
    assert_eq!(unit.batches().recipe(school).await?, None);
    assert_eq!(unit.children().numbers(&[child]).await?, []);
    assert_eq!(unit.credits().last_days(None, today).await?.rows, []);
    assert_eq!(unit.credits().between(day(1, 1), today, None).await?.rows, []);
    assert_eq!(unit.credits().of_log(LogId(id(81))).await?, []);
    assert_eq!(unit.desk().devices(school).await?, []);
    Ok(())
}

async fn changes_nothing(unit: &mut dyn Unit) -> Result<(), StorageError> {
    let (mentor, device, photo) = (AccountId(id(21)), DeviceId(id(61)), PhotoId(id(95)));
    missing(unit.accounts().set_password(mentor, "hash").await, "account");
    missing(unit.accounts().set_activation(mentor, b"code", at(1), mentor).await, "account");
    missing(unit.accounts().correct(mentor, "名", None, "astray").await, "account");
    missing(unit.deputies().end(DeputyshipId(id(702)), at(1)).await, "deputyship that stands");
    missing(unit.accounts().disable(mentor, at(1), at(2)).await, "account");
    let number = ChildNumber { child: ChildId(id(41)), number: None, digest: None };
    missing(unit.children().keep_numbers(&[number]).await, "child");
    missing(unit.devices().revoke(device, at(1), at(2)).await, "device");
    missing(unit.devices().advance(device, 9).await, "device");
    missing(unit.devices().report_unsent(device, &Unsent::default()).await, "device");
    let entry = log(81, 21, day(9, 18), Mode::HomeVisit, Outcome::Normal);
    missing(unit.logs().revise(1, &entry, OpId(id(73)), at(1)).await, "log");
    let said = Decision { accepted: true, by: mentor, at: at(1) };
    missing(unit.parking().resolve(OpId(id(76)), said).await, "parked work that waits");
    missing(unit.proposals().resolve(ProposalId(id(601)), said).await, "proposal that waits");
    missing(unit.photos().reset(mentor, photo).await, "photo");
    missing(unit.photos().add_chunk(mentor, photo, 0, &[1]).await, "photo with so many bytes");
    unit.sessions().seen(b"third", at(1)).await?;
    missing(unit.second_steps().use_step(AccountId(id(23)), 99).await, "step that was not used");
    missing(unit.second_steps().use_code(AccountId(id(23)), CodeUse::Card, 2, at(1)).await, "code that is good");
    unit.second_steps().remove(AccountId(id(23))).await?;
    missing(unit.countersigns().resolve(CountersignId(id(651)), said).await, "countersign that waits");
    missing(unit.countersigns().done(CountersignId(id(651)), at(1)).await, "countersign that is agreed to");
    unit.sessions().confirmed(b"third", at(1)).await?;
    unit.sessions().end_at_desks(mentor).await?;
    unit.sessions().end(b"third").await?;
    unit.sessions().end_all(mentor, None).await?;
    assert_eq!(unit.sessions().end_expired(at(99_999)).await?, 0);
    assert_eq!(unit.batches().to_empty(at(99_999)).await?, []);
    Ok(())
}
