//! Laws of second steps.

use domain::id::AccountId;

use super::fixtures::{COUNTY, at, id, missing};
use crate::{CodeUse, SecondStep, StepCode, StepKind, Storage, StorageError};

pub fn step(n: u128, kind: StepKind) -> SecondStep {
    let code = |usage, n: u32| StepCode { usage, n, digest: format!("digest {n}"), used_at: None };
    SecondStep {
        account: AccountId(id(n)),
        kind,
        digest_key: vec![7; 32],
        last_step: 40,
        set_at: at(5),
        wrong: 0,
        wrong_at: None,
        codes: vec![code(CodeUse::Card, 1), code(CodeUse::Card, 2), code(CodeUse::Recovery, 1)],
    }
}

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (me, other) = (AccountId(id(22)), AccountId(id(23)));
    let mut unit = storage.write(COUNTY).await?;
    let card = step(22, StepKind::Card);
    let seeded = step(23, StepKind::Authenticator(vec![3; 20]));
    for one in [&card, &seeded] {
        unit.second_steps().put(one).await?;
        assert_eq!(unit.second_steps().get(one.account).await?.as_ref(), Some(one), "it comes back as it was");
    }
    assert_eq!(unit.second_steps().get(AccountId(id(99))).await?, None);

    unit.second_steps().use_step(other, 41).await?;
    for before in [41, 40] {
        missing(unit.second_steps().use_step(other, before).await, "step that was not used");
    }
    assert_eq!(unit.second_steps().get(other).await?.map(|step| step.last_step), Some(41));
    assert_eq!(unit.second_steps().get(me).await?.map(|step| step.last_step), Some(40), "and nobody else's");

    unit.second_steps().use_code(me, CodeUse::Card, 1, at(9)).await?;
    for (usage, n) in [(CodeUse::Card, 1), (CodeUse::Card, 3), (CodeUse::Recovery, 2)] {
        missing(unit.second_steps().use_code(me, usage, n, at(10)).await, "code that is good");
    }
    let found = unit.second_steps().get(me).await?;
    let good = |usage| found.iter().flat_map(|step| step.good(usage)).map(|code| code.n).collect::<Vec<_>>();
    assert_eq!((good(CodeUse::Card), good(CodeUse::Recovery)), (vec![2], vec![1]), "a code is good once");

    unit.second_steps().tried(me, 3, at(11)).await?;
    let tried = unit.second_steps().get(me).await?.map(|step| (step.wrong, step.wrong_at));
    assert_eq!(tried, Some((3, Some(at(11)))));
    assert_eq!(unit.second_steps().get(other).await?.map(|step| step.wrong), Some(0), "and nobody else's");
    unit.second_steps().tried(AccountId(id(99)), 3, at(11)).await?;

    let again = SecondStep { codes: vec![], ..step(22, StepKind::Authenticator(vec![4; 20])) };
    unit.second_steps().put(&again).await?;
    assert_eq!(unit.second_steps().get(me).await?, Some(again), "another one takes its place, codes and all");
    unit.second_steps().remove(me).await?;
    unit.second_steps().remove(me).await?;
    assert_eq!(unit.second_steps().get(me).await?, None);
    unit.commit().await
}
