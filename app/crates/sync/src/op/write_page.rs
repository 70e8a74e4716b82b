//! The page of a child and term, written or written anew.

use domain::id::{AccountId, ChildId, PageId};
use domain::term::{PageBody, Term};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Operation, Written};
use crate::raw::Object;
use crate::row::{Envelope, Of, RowKey, RowKind};
use crate::view::Snapshot;

/// A version of the page of a child and term. It appends; what was there stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WritePage {
    /// Made when the form opened.
    pub page: PageId,
    /// Whose page it is.
    pub child: ChildId,
    /// Of which term.
    pub term: Term,
    /// What was filled in.
    pub body: PageBody,
    /// The version that the writer saw before; none when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<PageId>,
}

/// The payload's part that is kept as it was written.
#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(borrow)]
    body: &'a RawValue,
}

impl WritePage {
    fn row(&self, body: &RawValue, op: &Written, author: AccountId) -> Option<Envelope> {
        let mut page = Object::default();
        page.set("id", &self.page).ok()?;
        page.set("child", &self.child).ok()?;
        page.set("term", &self.term).ok()?;
        page.set("author", &author).ok()?;
        page.set("captured_at", &op.captured_at).ok()?;
        page.put("body", body.to_owned());
        let of = Of { children: vec![self.child], household: None };
        Some(Envelope::new(RowKey::new(RowKind::TermPage, self.page.0), 0, of, page.write().ok()?))
    }
}

impl Operation for WritePage {
    fn keys(&self) -> Vec<RowKey> {
        vec![RowKey::new(RowKind::TermPage, self.page.0)]
    }

    fn lay(&self, as_written: &Written, author: AccountId, view: &mut Snapshot) {
        let Some(parts) = as_written.payload::<Parts<'_>>() else { return };
        if let Some(page) = self.row(parts.body, as_written, author) {
            view.put(page);
        }
    }
}
