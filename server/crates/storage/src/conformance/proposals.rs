//! Laws of pairings that wait for a school's lead.

use domain::id::{AccountId, ProposalId, SchoolId};

use super::fixtures::{COUNTY, at, conflict, id, missing};
use crate::{Decision, Proposal, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (school, elsewhere) = (SchoolId(id(11)), SchoolId(id(12)));
    let proposal = |n, seconds| Proposal {
        id: ProposalId(id(n)),
        school,
        text: "{\"wish\":\"原样\"}".to_owned(),
        by: AccountId(id(23)),
        at: at(seconds),
        decision: None,
    };
    let (later, earlier) = (proposal(601, 20), proposal(602, 10));
    let mut unit = storage.write(COUNTY).await?;
    for one in [&later, &earlier] {
        unit.proposals().add(one).await?;
    }
    assert_eq!(unit.proposals().get(later.id).await?.as_ref(), Some(&later));
    assert_eq!(unit.proposals().get(ProposalId(id(609))).await?, None);
    assert_eq!(unit.proposals().of_school(school).await?, [earlier.clone(), later.clone()], "oldest first");
    assert_eq!(unit.proposals().of_school(elsewhere).await?, []);

    let said = Decision { accepted: true, by: AccountId(id(22)), at: at(30) };
    unit.proposals().resolve(later.id, said).await?;
    assert_eq!(unit.proposals().of_school(school).await?, [earlier], "what is decided waits no more");
    let agreed = Proposal { decision: Some(said), ..later.clone() };
    assert_eq!(unit.proposals().get(later.id).await?, Some(agreed), "and is kept, with who and when");
    missing(unit.proposals().resolve(later.id, said).await, "proposal that waits");
    missing(unit.proposals().resolve(ProposalId(id(609)), said).await, "proposal that waits");
    conflict(unit.proposals().add(&later).await);
    Ok(())
}
