//! The mark behind which acknowledged work stays in the outbox for some days, in case the server loses it.
//!
//! Whoever reads the outbox reads from behind the mark on; settling moves the mark and copies nothing. It says
//! besides on which day what was acknowledged, so that it goes in time, and in which epoch of the server, so that
//! it is offered again to one that was put back from a backup.

use chrono::{DateTime, Utc};
use sync::limits::HOLDS_DAYS;

use crate::{Step, Table, counter_key};

/// The key in [`Table::WorkMeta`] of the mark.
pub const SENT: &str = "sent";

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// The version of the mark, and of that of pictures.
const VERSION: &str = "1";

/// What is kept, each with the instant of its acknowledgement in seconds since 1970.
pub(crate) type Instants = Vec<(String, i64)>;

/// The text of a mark after its version; none of another version's.
fn text_of(mark: Option<&[u8]>) -> Option<&str> {
    std::str::from_utf8(mark?).ok()?.strip_prefix(VERSION)?.strip_prefix('\n')
}

fn read_lines(text: &str) -> Instants {
    let read = |line: &str| line.split_once(' ').and_then(|(key, at)| Some((key.to_owned(), at.parse().ok()?)));
    text.lines().filter_map(read).collect()
}

/// Reads a mark that says nothing but instants.
pub(crate) fn read_instants(mark: Option<&[u8]>) -> Instants {
    text_of(mark).map(read_lines).unwrap_or_default()
}

/// The step that writes a mark of instants, after a line of its own where there is one.
pub(crate) fn mark_step(name: &str, own: &str, instants: &[(String, i64)]) -> Step {
    let mut text = [VERSION, own].concat();
    for (key, at) in instants {
        text += &format!("\n{key} {at}");
    }
    Step::Put(Table::WorkMeta, name.to_owned(), text.into_bytes())
}

/// Before when what is acknowledged has lain there for long enough, in seconds.
pub(crate) fn outlived_before(now: DateTime<Utc>) -> i64 {
    now.timestamp() - HOLDS_DAYS * DAY_SECONDS
}

/// What of the outbox was acknowledged, when, and in which epoch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// The epoch in which the server has all of it; none when it has to be asked.
    pub epoch: Option<u64>,
    /// The key of the last acknowledged operation; empty when none was.
    pub upto: String,
    /// Each day's last key and acknowledgement.
    days: Instants,
}

impl Sent {
    /// Reads the mark. Without one nothing was acknowledged; of another version it is none, so that all is sent again.
    pub fn read(bytes: Option<&[u8]>) -> Self {
        let text = text_of(bytes).unwrap_or_default();
        let (own, days) = text.split_once('\n').unwrap_or((text, ""));
        let Some((upto, epoch)) = own.split_once(' ') else { return Self::default() };
        Self { epoch: epoch.parse().ok(), upto: upto.to_owned(), days: read_lines(days) }
    }

    /// The step that writes it.
    pub fn step(&self) -> Step {
        let epoch = self.epoch.map(|epoch| epoch.to_string()).unwrap_or_default();
        mark_step(SENT, &format!("\n{} {epoch}", self.upto), &self.days)
    }

    /// Whether the operation under a key was acknowledged.
    pub fn covers(&self, key: &str) -> bool {
        key <= self.upto.as_str()
    }

    /// Whether what lies behind the mark has to be offered before anything else is sent.
    pub fn must_offer(&self) -> bool {
        self.epoch.is_none() && !self.days.is_empty()
    }

    /// Everything up to a number was acknowledged.
    pub fn take(&mut self, upto: u64, at: DateTime<Utc>) {
        self.upto = counter_key(upto);
        self.put_day(self.upto.clone(), at.timestamp());
    }

    /// The server has said its epoch. Returns whether that changes anything.
    pub fn hear(&mut self, epoch: Option<u64>) -> bool {
        let before = self.epoch;
        if self.days.is_empty() {
            self.epoch = epoch;
        } else if epoch.is_some() && epoch != self.epoch {
            self.epoch = None;
        }
        self.epoch != before
    }

    fn put_day(&mut self, key: String, at: i64) {
        match self.days.last_mut() {
            Some(last) if last.1 / DAY_SECONDS == at / DAY_SECONDS => *last = (key, at),
            _ => self.days.push((key, at)),
        }
    }

    /// The last key of what has lain there for long enough, which it forgets; none when there is nothing of the kind.
    pub fn outlived(&mut self, now: DateTime<Utc>) -> Option<String> {
        let before = outlived_before(now);
        let last = self.days.iter().rposition(|(_, at)| *at < before)?;
        self.days.drain(..=last).next_back().map(|(key, _)| key)
    }
}

/// The key of acknowledged work that had to make room for new numbers: before all numbers.
fn put_by(n: u64) -> String {
    format!("-{}", counter_key(n))
}

/// The steps that give an outbox, sorted by key, new numbers after `last`. Of what was acknowledged, the
/// operations under the keys of `again` are to be sent again, before all others; the rest stays behind the mark.
pub(crate) fn renumbered(
    outbox: Vec<(String, Vec<u8>)>,
    sent: &Sent,
    last: u64,
    again: &[String],
    epoch: Option<u64>,
) -> Vec<Step> {
    let mut steps = vec![Step::Clear(Table::Outbox)];
    let mut after = Sent { epoch, ..Sent::default() };
    let (mut kept, mut n) = (0, last);
    for (key, value) in outbox {
        if sent.covers(&key) && !again.contains(&key) {
            kept += 1;
            after.upto = put_by(kept);
            // What no day is named for has outlived all of them.
            let at = sent.days.iter().find(|(last, _)| key <= *last).map_or(0, |(_, at)| *at);
            after.put_day(after.upto.clone(), at);
            steps.push(Step::Put(Table::Outbox, after.upto.clone(), value));
        } else {
            n += 1;
            steps.push(Step::Put(Table::Outbox, counter_key(n), value));
        }
    }
    steps.push(Step::Put(Table::WorkMeta, crate::COUNTER.to_owned(), n.to_string().into_bytes()));
    steps.push(after.step());
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(n * DAY_SECONDS, 0).unwrap_or_default()
    }

    fn taken(sent: &mut Sent, upto: u64, at: DateTime<Utc>, epoch: u64) {
        sent.hear(Some(epoch));
        sent.take(upto, at);
    }

    fn read_back(sent: &Sent) -> Sent {
        let Step::Put(_, _, bytes) = sent.step() else { return Sent::default() };
        Sent::read(Some(&bytes))
    }

    #[test]
    fn it_comes_back_as_it_was_written() {
        let mut sent = Sent::default();
        assert_eq!(read_back(&sent), sent);
        taken(&mut sent, 7, day(100), 3);
        taken(&mut sent, 9, day(102), 3);
        assert_eq!(read_back(&sent), sent);
        taken(&mut sent, 11, day(103), 4);
        assert_eq!(
            (read_back(&sent).epoch, sent.must_offer()),
            (None, true),
            "what it has in which epoch is not known"
        );
    }

    #[test]
    fn a_day_takes_one_line_and_goes_when_it_has_lain_there_for_long_enough() {
        let mut sent = Sent::default();
        for n in 1..=50 {
            taken(&mut sent, 2 * n, day(100), 0);
        }
        taken(&mut sent, 101, day(101), 0);
        assert_eq!(sent.days.len(), 2);
        assert_eq!(sent.outlived(day(100 + HOLDS_DAYS)), None);
        assert_eq!(sent.outlived(day(101 + HOLDS_DAYS)), Some(counter_key(100)));
        assert_eq!(sent.outlived(day(200)), Some(counter_key(101)));
        assert_eq!(
            (sent.outlived(day(300)), sent.covers(&counter_key(101))),
            (None, true),
            "the mark stays where it is"
        );
    }

    #[test]
    fn an_epoch_is_doubted_only_when_another_is_heard() {
        let mut sent = Sent::default();
        assert!(!sent.must_offer() && sent.hear(Some(1)));
        taken(&mut sent, 1, day(1), 1);
        assert!(!sent.hear(None) && !sent.hear(Some(1)) && !sent.must_offer());
        assert!(sent.hear(Some(2)) && sent.must_offer());
        assert!(!sent.hear(Some(2)), "until it was offered it stays in doubt");
    }

    #[test]
    fn new_numbers_leave_what_is_known_behind_the_mark_and_send_the_rest_in_order() {
        let mut sent = Sent::default();
        taken(&mut sent, 2, day(1), 1);
        taken(&mut sent, 4, day(2), 1);
        let outbox =
            |keys: &[String]| keys.iter().map(|key| (key.clone(), key.clone().into_bytes())).collect::<Vec<_>>();
        let keys: Vec<String> = (1..=6).map(counter_key).collect();
        let steps = renumbered(outbox(&keys), &sent, 2, &[keys[1].clone(), keys[3].clone()], Some(2));
        let put = |key: String, n: usize| Step::Put(Table::Outbox, key, keys[n - 1].clone().into_bytes());
        let after = Sent {
            epoch: Some(2),
            upto: put_by(2),
            days: vec![(put_by(1), day(1).timestamp()), (put_by(2), day(2).timestamp())],
        };
        let counter = Step::Put(Table::WorkMeta, crate::COUNTER.to_owned(), b"6".to_vec());
        let expected = [
            Step::Clear(Table::Outbox),
            put(put_by(1), 1),
            put(counter_key(3), 2),
            put(put_by(2), 3),
            put(counter_key(4), 4),
            put(counter_key(5), 5),
            put(counter_key(6), 6),
            counter,
            after.step(),
        ];
        assert_eq!(steps, expected);
        assert!(after.covers(&put_by(2)) && !after.covers(&counter_key(3)));
    }
}
