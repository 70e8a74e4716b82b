//! Somebody who holds the database, but not the server's key, changes the access log.

use crate::common::lines::{listen, text};
use crate::common::process::Folder;
use crate::common::{COUNTY, Service, id, now};
use crate::damaged::Damaged;
use chrono::TimeDelta;
use desk_api::access_log::{AccessView, Look, Misfit, MisfitKind};
use domain::id::AccountId;
use server::core::access_log::heads::Heads;
use server::core::access_log::{Guard, Onlooker, check, record, told_of_heads, whole};
use storage::{AccessEntry, NewAccess};

/// Somebody of the centre looks at a file, some days after today.
async fn look(service: &Service, n: u128, days: i64) {
    let who = service.state.onlooker(COUNTY, AccountId(id(27)));
    let who = Onlooker { at: now() + TimeDelta::days(days), ..who };
    record(service.state.storage.as_ref(), &who, Look::ChildFile, id(n)).await.unwrap();
}

/// A log of four looks.
async fn logged(name: &str) -> Damaged {
    let all = Damaged::start(name).await;
    for n in 41..45 {
        look(&all.service, n, 0).await;
    }
    assert_eq!(found(&all.service).await, None);
    all
}

/// What a check from the beginning finds.
async fn found(service: &Service) -> Option<Misfit> {
    whole(service.state.storage.as_ref(), &service.state.guard, COUNTY).await.unwrap()
}

/// What the check of the auditor's page finds.
async fn shown(service: &Service) -> AccessView {
    let auditor = service.browser(28).await;
    let reply = service.call(Some(&auditor), "POST", "/rpc/desk/access_log", Some(serde_json::json!({}))).await;
    serde_json::from_value(reply.json).unwrap()
}

/// Writes the log anew with some of its entries, each bound to the one before under a key.
async fn rewrite(all: &Damaged, guard: &Guard, keep: impl Fn(&AccessEntry) -> bool) {
    let storage = &all.service.state.storage;
    let entries = storage.read(COUNTY).await.unwrap().access().after(0, 99).await.unwrap();
    all.execute("DELETE FROM access_log").await;
    all.execute("DELETE FROM access_head").await;
    let mut unit = storage.write(COUNTY).await.unwrap();
    for AccessEntry { at, account, affected, action, subject, reason, .. } in
        entries.iter().filter(|e| keep(e)).cloned()
    {
        let new = NewAccess { at, account, affected, action: &action, subject, reason: &reason };
        unit.access().append(new, &|before, entry| guard.bind(COUNTY, before, entry)).await.unwrap();
    }
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn an_entry_that_was_edited_is_found() {
    let all = logged("edited").await;
    for edit in [
        "UPDATE access_log SET account_id = (SELECT MIN(account_id) FROM access_log), reason = 'report' WHERE n = 2",
        "UPDATE access_log SET reason = '', affected_id = account_id WHERE n = 2",
        "UPDATE access_log SET affected_id = NULL, action = 'see_photo' WHERE n = 2",
    ] {
        assert_eq!(all.execute(edit).await, 1);
        assert_eq!(found(&all.service).await, Some(Misfit { n: 2, kind: MisfitKind::Entry }), "{edit}");
        assert_eq!(shown(&all.service).await.misfit, Some(Misfit { n: 2, kind: MisfitKind::Entry }));
    }
    // As it was.
    all.execute("UPDATE access_log SET action = 'see_child_file' WHERE n = 2").await;
    assert_eq!(found(&all.service).await, None);
}

#[tokio::test]
async fn an_entry_that_was_taken_out_is_found_though_all_hashes_were_made_anew() {
    let all = logged("taken-out").await;
    rewrite(&all, &Guard::new([0; 32], Heads::default()), |entry| entry.n != 2).await;
    assert_eq!(found(&all.service).await, Some(Misfit { n: 1, kind: MisfitKind::Entry }));
    let view = shown(&all.service).await;
    assert_eq!((view.total, view.after, view.misfit), (3, 0, Some(Misfit { n: 1, kind: MisfitKind::Entry })));
}

#[tokio::test]
async fn it_is_the_key_that_keeps_the_chain_and_what_was_written_down_that_keeps_it_from_whoever_has_the_key() {
    let all = logged("key").await;
    // Nothing was written down of these four yet but that the log was empty.
    rewrite(&all, &all.service.state.guard, |entry| entry.n != 2).await;
    assert_eq!(found(&all.service).await, None, "with the key it is a log like any other");
    assert_eq!(shown(&all.service).await.misfit, None);
    // Now it was.
    rewrite(&all, &all.service.state.guard, |entry| entry.n != 1).await;
    assert_eq!(found(&all.service).await, Some(Misfit { n: 3, kind: MisfitKind::WrittenDown }));
    assert_eq!(shown(&all.service).await.misfit, Some(Misfit { n: 3, kind: MisfitKind::WrittenDown }));
}

#[tokio::test]
async fn a_tail_that_was_cut_is_found() {
    let all = logged("cut").await;
    all.execute("DELETE FROM access_log WHERE n > 2").await;
    assert_eq!(
        found(&all.service).await,
        Some(Misfit { n: 3, kind: MisfitKind::Head }),
        "the head says how long it was"
    );
}

#[tokio::test]
async fn a_tail_that_was_cut_with_its_head_is_found_once_it_was_checked_or_a_day_has_passed() {
    const BACK: &str = "UPDATE access_head SET n = 2, hash = (SELECT hash FROM access_log WHERE n = 2)";
    let all = logged("head").await;
    assert_eq!(shown(&all.service).await.misfit, None);
    all.execute("DELETE FROM access_log WHERE n > 2").await;
    assert_eq!(all.execute(BACK).await, 1);
    assert_eq!(found(&all.service).await, Some(Misfit { n: 3, kind: MisfitKind::WrittenDown }));
    assert_eq!(shown(&all.service).await.misfit, Some(Misfit { n: 4, kind: MisfitKind::WrittenDown }));

    // Nobody has checked, but on the next day it was written down where the log stood.
    let all = logged("day").await;
    look(&all.service, 41, 1).await;
    all.execute("DELETE FROM access_log WHERE n > 2").await;
    assert_eq!(all.execute(BACK).await, 1);
    assert_eq!(found(&all.service).await, Some(Misfit { n: 3, kind: MisfitKind::WrittenDown }));
    // Nor is it hidden by what is logged afterwards.
    look(&all.service, 42, 1).await;
    look(&all.service, 43, 1).await;
    assert_eq!(found(&all.service).await, Some(Misfit { n: 4, kind: MisfitKind::WrittenDown }));
}

#[tokio::test]
async fn a_log_that_was_replaced_as_a_whole_is_found() {
    let all = logged("replaced").await;
    rewrite(&all, &Guard::new([0; 32], Heads::default()), |entry| entry.n == 4).await;
    assert_eq!(found(&all.service).await, Some(Misfit { n: 1, kind: MisfitKind::Entry }));
    let all = logged("emptied").await;
    assert_eq!(shown(&all.service).await.misfit, None);
    rewrite(&all, &all.service.state.guard, |_| false).await;
    assert_eq!(found(&all.service).await, Some(Misfit { n: 1, kind: MisfitKind::WrittenDown }), "nothing is not whole");
}

#[tokio::test]
async fn that_what_was_written_down_outside_is_gone_is_told_and_stays_to_be_seen() {
    let all = logged("outside").await;
    let folder = Folder::new("outside");
    let storage = all.service.state.storage.as_ref();
    let open = || server::state::guard(storage, Some(folder.0.join("access-heads")));
    listen();
    told_of_heads(storage, &open()).await.unwrap();
    assert!(text().contains("log_broken") && text().contains("heads_gone"), "{}", text());
    assert_eq!(check(storage, &open(), COUNTY, now()).await.unwrap().misfit, None, "the log itself is whole");
    assert_eq!(open().begins_after(COUNTY), Some(4), "the new file does not have what came before");
    listen();
    told_of_heads(storage, &open()).await.unwrap();
    assert!(!text().contains("heads_gone"), "{}", text());
    assert_eq!(shown(&all.service).await.written_after, None, "a server that names no file lacks none");
}

#[tokio::test]
async fn a_check_reads_on_from_the_one_before() {
    let all = logged("on").await;
    let service = &all.service;
    assert_eq!(shown(service).await.after, 0);
    look(service, 41, 0).await;
    let view = shown(service).await;
    assert_eq!((view.after, view.total, view.misfit), (4, 5, None));
    let again = check(service.state.storage.as_ref(), &service.state.guard, COUNTY, now()).await.unwrap();
    assert_eq!((again.after, again.misfit), (5, None));
    // What was whole before is not read each time; a check of all finds it.
    all.execute("UPDATE access_log SET reason = 'report' WHERE n = 2").await;
    assert_eq!(shown(service).await.misfit, None);
    assert_eq!(found(service).await, Some(Misfit { n: 2, kind: MisfitKind::Entry }));
}
