//! Learns the keys that a unit of work needs before it seals or opens.

use std::collections::BTreeSet;

use storage::StorageError;
use uuid::Uuid;

use super::{SqlUnit, mapped, of_county, push_ids, rows_per_statement};
use crate::vault::{Holder, Place};

/// Where an entry's key lies that a child, or the county, opens.
pub fn entry_key(log: Uuid) -> Place {
    Place::new("log.opens", log)
}

/// Where a picture's key lies.
pub fn photo_key(photo: Uuid) -> Place {
    Place::new("photo.opens", photo)
}

impl SqlUnit {
    /// Learns the keys that open some values. Whose key is gone is not among them; what only it opens stays closed.
    pub(super) fn learn<'a>(
        &mut self,
        sealed: impl Iterator<Item = &'a [u8]>,
    ) -> impl Future<Output = Result<(), StorageError>> + Send {
        let holders: BTreeSet<Holder> = sealed.filter_map(Holder::of).collect();
        self.learn_holders(holders)
    }

    /// Learns the keys of holders.
    pub(super) async fn learn_holders(&mut self, holders: BTreeSet<Holder>) -> Result<(), StorageError> {
        let mut subjects = BTreeSet::new();
        let (mut entries, mut photos) = (vec![], vec![]);
        for holder in holders.into_iter().filter(|h| !self.opened.has(*h)) {
            match holder {
                Holder::County => {}
                Holder::Subject(id) => {
                    subjects.insert(id);
                }
                Holder::Entry(id) => entries.push(id),
                Holder::Photo(id) => photos.push(id),
            }
        }
        let photos = self.wrapped_photos(&photos).await?;
        entries.extend(photos.iter().filter_map(|(_, wrapped)| match Holder::of(wrapped) {
            Some(entry @ Holder::Entry(id)) if !self.opened.has(entry) => Some(id),
            _ => None,
        }));
        let entries = self.wrapped_entries(&entries).await?;
        subjects.extend(entries.iter().filter_map(|(_, wrapped)| match Holder::of(wrapped) {
            Some(Holder::Subject(id)) => Some(id),
            _ => None,
        }));
        self.learn_subjects(subjects).await?;
        for (log, wrapped) in entries {
            self.opened.unwrap(Holder::Entry(log), entry_key(log), &wrapped);
        }
        for (photo, wrapped) in photos {
            self.opened.unwrap(Holder::Photo(photo), photo_key(photo), &wrapped);
        }
        Ok(())
    }

    /// Learns the keys of subjects, and makes one for each that has none yet. Says whose are destroyed.
    pub(super) async fn hold(&mut self, subjects: BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, StorageError> {
        let (mut missing, erased) = self.learn_subjects(subjects).await?;
        missing.retain(|id| !erased.contains(id));
        let mut rows = Vec::with_capacity(missing.len());
        for id in missing {
            self.opened.make(Holder::Subject(id));
            rows.push((id, self.opened.wrap_subject(id)?));
        }
        let county = self.county.0;
        for some in rows.chunks(rows_per_statement(3)) {
            let mut query = sqlx::QueryBuilder::new("INSERT INTO subject_key (county_id, subject_id, wrapped) ");
            query.push_values(some, |mut row, (id, wrapped)| {
                row.push_bind(county).push_bind(*id).push_bind(wrapped.clone());
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(erased)
    }

    /// The subjects' key, where it must not be destroyed.
    pub(super) async fn hold_living(&mut self, subjects: BTreeSet<Uuid>) -> Result<(), StorageError> {
        let erased = self.hold(subjects).await?;
        if erased.is_empty() { Ok(()) } else { Err(StorageError::Missing { what: "the key of who was erased" }) }
    }

    /// Learns keys of subjects. Says who has none, and of whom it was destroyed.
    async fn learn_subjects(
        &mut self,
        subjects: BTreeSet<Uuid>,
    ) -> Result<(BTreeSet<Uuid>, BTreeSet<Uuid>), StorageError> {
        let mut missing: BTreeSet<Uuid> =
            subjects.into_iter().filter(|id| !self.opened.has(Holder::Subject(*id))).collect();
        let mut erased = BTreeSet::new();
        let all: Vec<Uuid> = missing.iter().copied().collect();
        for some in all.chunks(rows_per_statement(1)) {
            let start = "SELECT subject_id, wrapped FROM subject_key WHERE county_id = ";
            let mut query = of_county(start, self.county);
            query.push(" AND subject_id IN ");
            push_ids(&mut query, some.iter().copied());
            let rows: Vec<(Uuid, Option<Vec<u8>>)> =
                query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            let mut wrapped = Vec::with_capacity(rows.len());
            for (id, key) in rows {
                missing.remove(&id);
                match key {
                    Some(key) => wrapped.push((id, key)),
                    None => {
                        erased.insert(id);
                    }
                }
            }
            self.opened.unwrap_subjects(&wrapped);
        }
        Ok((missing, erased))
    }

    async fn wrapped_photos(&mut self, photos: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>, StorageError> {
        let start = "SELECT id, opens FROM photo WHERE opens IS NOT NULL AND county_id = ";
        self.wrapped(start, "", photos).await
    }

    /// The keys of entries, each as one of its children opens it, or the county.
    async fn wrapped_entries(&mut self, logs: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>, StorageError> {
        let start = "SELECT id, opens FROM (SELECT l.id, COALESCE(l.opens, (SELECT m.opens FROM log_child m \
                       WHERE m.county_id = l.county_id AND m.log_id = l.id AND m.opens IS NOT NULL LIMIT 1)) AS opens \
                     FROM log l WHERE l.county_id = ";
        self.wrapped(start, ") entry WHERE opens IS NOT NULL", logs).await
    }

    async fn wrapped(
        &mut self,
        start: &'static str,
        end: &'static str,
        ids: &[Uuid],
    ) -> Result<Vec<(Uuid, Vec<u8>)>, StorageError> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(rows_per_statement(1)) {
            let mut query = of_county(start, self.county);
            query.push(" AND id IN ");
            push_ids(&mut query, some.iter().copied());
            query.push(end);
            found.extend(query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?);
        }
        Ok(found)
    }

    /// Seals a text of the county's, or of nobody's.
    pub(super) fn seal_text(&self, place: Place, text: &str) -> Result<Vec<u8>, StorageError> {
        self.opened.seal(Holder::County, place, text.as_bytes())
    }
}
