//! What happens, one event after the other. Made from a seed; every number that an event needs is in it.

use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use serde::{Deserialize, Serialize};

use crate::deed::Deed;

/// How a request or a reply fares on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// It arrives.
    Arrives,
    /// It arrives twice; for a request the second is handled after the first.
    Twice,
    /// It never arrives.
    Lost,
    /// Half of it arrives.
    Cut,
    /// It arrives at some later event, when the sender has given up.
    Late,
}

/// What stands between phone and server, or goes wrong in one of them, during one exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weather {
    /// How the request fares.
    pub request: Way,
    /// How the reply fares, if there is one.
    pub reply: Way,
    /// The phone dies after so many calls to its store.
    pub phone_dies: Option<u8>,
    /// The server dies before its transaction of this number.
    pub server_dies: Option<u8>,
    /// What answers instead of the server, if anything does.
    pub instead: Option<Instead>,
}

/// What answers instead of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Instead {
    /// The sign-in page of a network.
    Portal,
    /// A gateway's 502.
    Gateway,
    /// 413 for more than so many operations.
    TooLarge(u8),
    /// The session has ended.
    SignedOut,
    /// A server that does not know this protocol any more.
    TooOld,
}

impl Weather {
    /// Nothing goes wrong.
    pub const FAIR: Self =
        Self { request: Way::Arrives, reply: Way::Arrives, phone_dies: None, server_dies: None, instead: None };
}

/// One thing that happens. Numbers choose among what is there at that moment, modulo how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A mentor records an entry.
    Record(Entry),
    /// The form is saved twice, with the same identifiers.
    DoubleTap(Entry),
    /// A mentor corrects an own entry.
    Revise { tab: u8, log: u16, field: u8 },
    /// A mentor takes an own entry back.
    Withdraw { tab: u8, log: u16 },
    /// A mentor does a follow-up.
    FollowUp { tab: u8, log: u16 },
    /// A mentor writes, or writes anew, the page of a child and term.
    Page { tab: u8, child: u8, what: u8 },
    /// A mentor writes to those who keep the system. With `poison` the server fails over it.
    Feedback { tab: u8, poison: bool },
    /// A refused operation is mended and sent again.
    Mend { tab: u8, which: u8 },
    /// A refused operation is put away.
    Dismiss { tab: u8, which: u8 },
    /// One request: of the run that is under way, or the first of a new one.
    Sync { tab: u8, weather: Weather },
    /// A request that was under way arrives.
    Arrive { which: u8 },
    /// A tab is closed and opened again.
    Reload { tab: u8 },
    /// A tab hears that another changed something.
    Hear { tab: u8 },
    /// The phone's owner signs in again.
    SignIn { tab: u8 },
    /// Hours pass.
    Pass { hours: u8 },
    /// A phone's clock goes wrong, or right.
    Skew { tab: u8, hours: i16 },
    /// A phone is full, or has room again.
    Room { tab: u8, full: bool },
    /// The browser throws the rows and the cursor away.
    Evict { tab: u8 },
    /// The cursor or the newest page of rows is damaged, so that the phone pulls everything anew.
    Damage { tab: u8, page: bool },
    /// A coordinator gives a child to a mentor.
    Pair { child: u8, mentor: u8 },
    /// A child moves to the other school.
    MoveChild { child: u8 },
    /// A desk does something to the register.
    Desk(Deed),
    /// The coordinator decides about late work.
    Review { which: u8, accept: bool },
    /// The coordinator decides between two answers.
    Settle { which: u8, later: bool },
    /// The centre changes the rule set.
    Rules { days: u8 },
    /// A device is revoked.
    Revoke { tab: u8 },
    /// A mentor leaves.
    Leave { mentor: u8 },
    /// The app is of the version before (0), of this one (1), or of the next (2).
    Version { tab: u8, which: u8 },
    /// The server is of the next version from now on.
    Update,
    /// A backup of the server is made.
    Backup,
    /// The server is put back from the last backup.
    Restore,
}

/// What goes into an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The number of the tab that it is filled in.
    pub tab: u8,
    /// The number of the child, or of the class, among those that the tab shows.
    pub child: u8,
    /// Whether the siblings are in it too.
    pub siblings: bool,
    /// How many of the next children of the list it is about too.
    #[serde(default)]
    pub more: u8,
    /// Whether it is about a whole class, and about the chosen children only if they are siblings.
    pub class: bool,
    /// How many days ago, by the phone's clock; negative is a wrong day in the future.
    pub ago: i8,
    /// A changed fact: which question and which answer.
    pub fact: Option<(u8, u8)>,
    /// Whether somebody should look again.
    pub follow_up: bool,
    /// A number in the words, so that no two entries say the same.
    pub words: u16,
    /// A picture, and how large: small ones go in one request, large ones in several.
    pub picture: Option<u8>,
}

/// A county's history, before it has happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// The seed it was made from.
    pub seed: u64,
    /// What happens, in order.
    pub events: Vec<Event>,
}

/// Events of one scenario.
const EVENTS: usize = 140;
/// Of so many scenarios one has a server that is put back from a backup.
const RESTORED_EACH: u64 = 4;

struct Dice(StdRng);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0.random_range(0..n.max(1))
    }

    fn percent(&mut self, n: u32) -> bool {
        self.below(100) < n
    }

    fn byte(&mut self) -> u8 {
        (self.0.next_u32() & 0xff) as u8
    }

    fn word(&mut self) -> u16 {
        (self.0.next_u32() & 0xffff) as u16
    }

    fn way(&mut self) -> Way {
        match self.below(100) {
            0..70 => Way::Arrives,
            70..78 => Way::Twice,
            78..88 => Way::Lost,
            88..93 => Way::Cut,
            _ => Way::Late,
        }
    }

    fn weather(&mut self) -> Weather {
        if self.percent(45) {
            return Weather::FAIR;
        }
        let instead = self.percent(12).then(|| match self.below(7) {
            0 => Instead::Portal,
            1 => Instead::Gateway,
            2 | 3 => Instead::TooLarge(1 + self.byte() % 3),
            4 | 5 => Instead::SignedOut,
            _ => Instead::TooOld,
        });
        Weather {
            request: self.way(),
            reply: self.way(),
            phone_dies: self.percent(15).then(|| self.byte() % 9),
            server_dies: self.percent(12).then(|| self.byte() % 4),
            instead,
        }
    }

    fn entry(&mut self, tab: u8) -> Entry {
        Entry {
            tab,
            child: self.byte(),
            siblings: self.percent(25),
            more: if self.percent(15) { 2 } else { 0 },
            class: self.percent(15),
            ago: if self.percent(6) { -6 } else { i8::try_from(self.byte() % 5).unwrap_or_default() },
            fact: self.percent(35).then(|| (self.byte(), self.byte())),
            follow_up: self.percent(20),
            words: self.word(),
            picture: self.percent(25).then(|| self.byte()),
        }
    }

    fn event(&mut self) -> Event {
        let tab = self.byte();
        match self.below(1200) {
            0..200 => Event::Record(self.entry(tab)),
            200..240 => Event::Page { tab, child: self.byte(), what: self.byte() },
            240..255 => Event::DoubleTap(self.entry(tab)),
            255..310 => Event::Revise { tab, log: self.word(), field: self.byte() },
            310..330 => Event::Withdraw { tab, log: self.word() },
            330..350 => Event::FollowUp { tab, log: self.word() },
            350..365 => Event::Feedback { tab, poison: self.percent(40) },
            365..385 => Event::Mend { tab, which: self.byte() },
            385..395 => Event::Dismiss { tab, which: self.byte() },
            395..700 => Event::Sync { tab, weather: self.weather() },
            700..740 => Event::Arrive { which: self.byte() },
            740..765 => Event::Reload { tab },
            765..785 => Event::Hear { tab },
            785..815 => Event::SignIn { tab },
            815..850 => Event::Pass { hours: 1 + self.byte() % 64 },
            850..860 => Event::Skew { tab, hours: i16::from(self.byte()) - 128 },
            860..880 => Event::Room { tab, full: self.percent(50) },
            880..887 => Event::Evict { tab },
            887..903 => Event::Damage { tab, page: self.percent(50) },
            903..935 => Event::Pair { child: self.byte(), mentor: self.byte() },
            935..943 => Event::MoveChild { child: self.byte() },
            943..963 => Event::Review { which: self.byte(), accept: self.percent(60) },
            963..974 => Event::Settle { which: self.byte(), later: self.percent(50) },
            974..978 => Event::Rules { days: self.byte() },
            978..982 => Event::Update,
            982..988 => Event::Revoke { tab },
            988..991 => Event::Leave { mentor: self.byte() },
            991..1000 => Event::Version { tab, which: self.byte() % 3 },
            _ => Event::Desk(Deed::any(&mut self.0)),
        }
    }
}

impl Dice {
    /// Puts a backup among the events, and some events later a restore; sometimes one more of the same backup.
    fn restores(&mut self, events: &mut Vec<Event>) {
        let mut at = usize::from(self.byte() % 90);
        events.insert(at, Event::Backup);
        for _ in 0..=u8::from(self.percent(30)) {
            at = (at + 1 + usize::from(self.byte() % 60)).min(events.len());
            events.insert(at, Event::Restore);
        }
    }
}

impl Scenario {
    /// The scenario of a seed.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice(StdRng::seed_from_u64(seed));
        let mut events: Vec<Event> = (0..EVENTS).map(|_| dice.event()).collect();
        if seed.is_multiple_of(RESTORED_EACH) {
            dice.restores(&mut events);
        }
        Self { seed, events }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_scenario_and_a_scenario_survives_a_file() {
        let scenario = Scenario::of(7);
        assert_eq!(scenario, Scenario::of(7));
        assert_ne!(scenario.events, Scenario::of(8).events);
        let text = serde_json::to_string(&scenario).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Scenario>(&text).ok(), Some(scenario));
    }
}
