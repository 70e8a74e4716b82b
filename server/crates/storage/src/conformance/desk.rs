//! Laws of what the desks list and count.

use domain::guardianship::{CarerKind, Fact, FactValue, HomeState};
use domain::id::{ChildId, SchoolId};
use domain::log::{Log, Mode, Outcome};

use super::fixtures::{COUNTY, at, day, fact, id, log};
use crate::{NewLog, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let school = SchoolId(id(11));
    let carer = |kind| FactValue::Carer { kind, who: "奶奶".to_owned(), quality: None };
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next().await?;
    let nobody = log(82, 21, day(9, 20), Mode::HomeVisit, Outcome::NotMet);
    let call = log(83, 22, day(9, 19), Mode::Phone, Outcome::Normal);
    let withdrawn = Log { withdrawn: true, ..log(86, 22, day(9, 20), Mode::HomeVisit, Outcome::Normal) };
    let entry = |log: Log, child| NewLog { log, children: vec![ChildId(id(child))], op: None, seq };
    unit.logs().add(&[entry(nobody, 41), entry(call, 42), entry(withdrawn, 42)], at(7)).await?;
    let told = |n, kind, on| Fact { value: carer(kind), seen_on: on, ..fact(n, 32, HomeState::Safe) };
    let answers = [
        told(95, CarerKind::Relative, day(9, 19)),
        // Seen earlier, though it came later: the day decides.
        told(96, CarerKind::Nobody, day(9, 1)),
    ];
    unit.facts().add(seq, &answers).await?;

    let lines = unit.desk().children(school, day(9, 21)).await?;
    let seen: Vec<_> = lines.iter().map(|l| (l.id.0, l.last_visit, l.last_contact, l.mentor.as_deref())).collect();
    let expected = [
        (id(41), Some(day(9, 18)), Some(day(9, 18)), Some("老师21")),
        (id(43), Some(day(9, 18)), Some(day(9, 18)), None),
        (id(42), None, Some(day(9, 19)), None),
    ];
    assert_eq!(seen, expected, "finding nobody is no visit; a call is a contact; what was withdrawn never was");
    let carers: Vec<_> = lines.into_iter().map(|l| l.carer).collect();
    assert_eq!(carers, [None, Some(carer(CarerKind::Relative)), None]);
    assert_eq!(unit.desk().children(SchoolId(id(12)), day(9, 21)).await?, []);
    let schools = unit.desk().schools(day(9, 21), day(9, 19), day(9, 1)).await?;
    let counts: Vec<_> = schools.iter().map(|s| (s.name.as_str(), s.children, s.unpaired, s.seen, s.visited)).collect();
    assert_eq!(counts, [("乙校", 0, 0, 0, 0), ("甲校", 3, 2, 1, 2)]);

    let lines = unit.desk().devices(school).await?;
    assert_eq!(lines.iter().map(|l| (l.id.0, l.waiting, l.rejected)).collect::<Vec<_>>(), [(id(61), 3, 1)]);
    assert_eq!(lines[0].owner, "老师21");
    assert_eq!(unit.desk().devices(SchoolId(id(12))).await?, []);
    unit.devices().revoke(lines[0].id).await?;
    assert_eq!(unit.desk().devices(school).await?, [], "a revoked device needs no help");
    // Not committed: the session on it goes on.
    Ok(())
}
