//! Laws of what was given: by the domain's definition, as entries say it now.

use domain::id::{CampaignId, ChildId, OpId};
use domain::log::{ActivityKind, Aid, Log, LogBody, Mode, Outcome};

use super::fixtures::{COUNTY, at, by, day, id, log};
use crate::{Amount, Donation, NewLog, Storage, StorageError, Unit};

/// An entry that gave a bag to each of some children.
fn bags(n: u128, on: u32, children: &[ChildId], campaign: Option<u128>) -> Log {
    let plain = log(n, 21, day(9, on), Mode::AtSchool, Outcome::Normal);
    let aid = Aid {
        occasion: "六一慰问".to_owned(),
        donor: "县慈善协会".to_owned(),
        gift: "书包".to_owned(),
        things_each: 1,
        fen_each: 12_000,
        receipts: false,
        campaign: campaign.map(|n| CampaignId(id(n))),
    };
    let body = LogBody {
        kind: ActivityKind::MaterialAid,
        children: children.to_vec(),
        aid: Some(Box::new(aid)),
        ..plain.body.clone()
    };
    Log { body, ..plain }
}

fn given(log: &Log) -> Donation {
    let aid = log.body.aid.as_deref().cloned().unwrap_or_default();
    Donation { log: log.id, author: log.author, on: log.body.occurred_on, children: log.body.children.clone(), aid }
}

async fn add(unit: &mut dyn Unit, logs: &[&Log]) -> Result<(), StorageError> {
    let seq = unit.commits().next(by()).await?;
    let new = |log: &&Log| NewLog { log: (*log).clone(), children: log.body.children.clone(), op: None, seq };
    unit.logs().add(&logs.iter().map(new).collect::<Vec<_>>(), at(9)).await
}

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (first, second) = (ChildId(id(41)), ChildId(id(42)));
    let mut unit = storage.write(COUNTY).await?;
    let own = bags(301, 20, &[first], None);
    let both = bags(302, 22, &[first, second], Some(311));
    let talk = log(303, 21, day(9, 21), Mode::AtSchool, Outcome::Normal);
    let mut nobody = bags(304, 21, &[first], None);
    nobody.body.outcome = Outcome::NotMet;
    add(unit.as_mut(), &[&both, &own, &talk, &nobody]).await?;
    let all = unit.donations().of_period(day(9, 20), day(9, 22)).await?;
    assert_eq!(all.rows, [given(&own), given(&both)], "oldest first, and only what was given");
    assert_eq!(unit.donations().of_period(day(9, 21), day(9, 22)).await?.rows, [given(&both)]);
    assert_eq!(unit.donations().of_period(day(9, 23), day(9, 30)).await?.rows, []);
    let amounts = unit.donations().amounts(day(9, 20), day(9, 22)).await?;
    let each = |log: &Log, child| Amount { log: log.id, child, on: log.body.occurred_on, fen: 12_000 };
    assert_eq!(amounts, [each(&own, first), each(&both, first), each(&both, second)], "child by child");
    assert_eq!(unit.donations().amounts(day(9, 23), day(9, 30)).await?, []);
    let campaign = CampaignId(id(311));
    assert_eq!(unit.donations().of_campaign(campaign).await?.rows, [given(&both)]);
    assert_eq!(unit.donations().of_campaign(CampaignId(id(399))).await?.rows, []);
    assert_eq!(unit.credits().amiss().await?, [], "what is kept is what the entries say");

    let mut corrected = Log { revision: 2, ..both };
    corrected.body.occurred_on = day(9, 24);
    corrected.body.aid = Some(Box::new(Aid { fen_each: 9_950, receipts: true, ..given(&corrected).aid }));
    let seq = unit.commits().next(by()).await?;
    unit.logs().revise(seq, &corrected, OpId(id(321)), at(10)).await?;
    assert_eq!(unit.donations().of_campaign(campaign).await?.rows, [given(&corrected)], "as it is now");
    assert_eq!(unit.donations().of_period(day(9, 20), day(9, 22)).await?.rows, [given(&own)]);
    let withdrawn = Log { revision: 3, withdrawn: true, ..corrected };
    let seq = unit.commits().next(by()).await?;
    unit.logs().revise(seq, &withdrawn, OpId(id(322)), at(11)).await?;
    assert_eq!(unit.donations().of_campaign(campaign).await?.rows, [], "what was taken back was not given");
    assert_eq!(unit.credits().amiss().await?, []);
    // Not committed: the other suites have entries of their own.
    Ok(())
}
