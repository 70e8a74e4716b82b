//! What every handler has at hand.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId};
use storage::Storage;
use storage_sql::Keys;

use crate::auth::half::Halves;
use crate::auth::hashing::Hashing;
use crate::auth::rate::SignInLimits;
use crate::clock::Clock;
use crate::core::access_log::heads::Heads;
use crate::core::access_log::{Guard, Onlooker};
use crate::core::erasure::kept::Erasures;
use crate::core::ledger::Ledger;
use crate::defences::Defence;
use crate::http::demo;
use crate::http::site::Site;
use crate::reader::Reader;

/// To which a proxy appends the address of whom it answers.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// How the server is reached and where it keeps things.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address people type, such as `https://wuyou.example.cn`. Decides on secure cookies and QR codes.
    pub public_url: String,
    /// Where the built app lies.
    pub site: PathBuf,
    /// The program that reads school files; the one that runs when it is not named.
    pub reader: Option<PathBuf>,
    /// How many proxies of our own are in front, each of which appends to `X-Forwarded-For` whom it answers.
    pub proxies: usize,
    /// Where it is written down how far the access logs stood; remembered only where no file is named.
    pub heads: Option<PathBuf>,
    /// Whether the people of the register are made up.
    pub demo: bool,
    /// Where it is written down which children were erased; remembered only where no file is named.
    pub erasures: Option<PathBuf>,
    /// Whether a proxy on another computer speaks TLS, and reaches us by a network of its own.
    pub tls_in_front: bool,
}

impl Settings {
    /// Whether browsers reach us over HTTPS.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https:")
    }

    /// Whether only this computer can reach us, by what we listen on and by the address people type.
    pub fn is_here(&self, listening: IpAddr) -> bool {
        let typed = self.public_url.strip_prefix("http://").map(|rest| rest.split('/').next().unwrap_or_default());
        listening.is_loopback() && typed.is_some_and(demo::is_here)
    }

    /// Whether what people type and read would be on the way in the clear: only on this very computer it may. Elsewhere
    /// the address is https, and a proxy speaks it, on this computer or, where the settings say so, on another.
    pub fn is_in_clear(&self, listening: IpAddr) -> bool {
        let by_proxy = self.secure() && (listening.is_loopback() || self.tls_in_front);
        !self.is_here(listening) && !by_proxy
    }

    /// The settings of tests: plain HTTP, and a site of one empty shell.
    pub fn for_tests() -> Self {
        Self {
            public_url: "http://localhost".to_owned(),
            site: PathBuf::from("target/site"),
            reader: None,
            proxies: 0,
            heads: None,
            demo: false,
            erasures: None,
            tls_in_front: false,
        }
    }
}

/// What every handler has at hand. A clone is the same.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

/// What all clones of the state share.
pub struct Inner {
    /// The database, on either engine.
    pub storage: Arc<dyn Storage>,
    /// Where time and randomness come from.
    pub clock: Clock,
    /// The keys under which the database is sealed; here for the digests of identity numbers.
    pub keys: Keys,
    /// What guards the access logs.
    pub guard: Guard,
    /// How often somebody may try to sign in.
    pub limits: SignInLimits,
    /// Who has given the password at a desk and not the second step yet.
    pub halves: Halves,
    /// Where passwords are hashed, few at once.
    pub hashing: Hashing,
    /// How the server is reached and where it keeps things.
    pub settings: Settings,
    /// Reads school files, each in a process of its own.
    pub reader: Reader,
    /// The built app's files, held in memory.
    pub site: Site,
    /// The registers of the counties, decoded.
    pub ledger: Ledger,
    /// Which children were erased, as it is written down outside the database.
    pub erasures: Erasures,
    /// When this server began; with [`Self::requests`] it numbers requests.
    pub started: DateTime<Utc>,
    /// How many requests have come.
    pub requests: AtomicU64,
    /// The defence that a test has taken away; none in a server.
    lacks: Option<Defence>,
}

impl Inner {
    /// Whether a defence stands; in a server each does.
    pub fn has(&self, defence: Defence) -> bool {
        self.lacks != Some(defence)
    }
}

impl std::ops::Deref for AppState {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// What guards the access logs of a database: a key of their own, and what is written down of them in a file.
pub fn guard(storage: &dyn Storage, heads: Option<PathBuf>) -> Guard {
    Guard::new(storage.chain(), Heads::open(heads))
}

impl AppState {
    /// Puts the parts together.
    pub fn new(storage: Arc<dyn Storage>, clock: Clock, keys: Keys, settings: Settings) -> Self {
        Self::made(storage, clock, keys, settings, None)
    }

    /// The same without one of its defences: only tests make such a state.
    pub fn without(storage: Arc<dyn Storage>, clock: Clock, keys: Keys, settings: Settings, lacks: Defence) -> Self {
        Self::made(storage, clock, keys, settings, Some(lacks))
    }

    fn made(storage: Arc<dyn Storage>, clock: Clock, keys: Keys, settings: Settings, lacks: Option<Defence>) -> Self {
        let site = Site::load(&settings.site, settings.demo);
        let reader = settings.reader.clone().map_or_else(Reader::of_this_program, Reader::new);
        let guard = guard(storage.as_ref(), settings.heads.clone());
        let erasures = Erasures::open(settings.erasures.clone());
        Self(Arc::new(Inner {
            storage,
            started: clock.now(),
            requests: AtomicU64::new(0),
            lacks,
            clock,
            keys,
            guard,
            limits: SignInLimits::default(),
            halves: Halves::default(),
            hashing: Hashing::default(),
            settings,
            reader,
            site,
            ledger: Ledger::default(),
            erasures,
        }))
    }

    /// Somebody who does something now, for the access log.
    pub fn onlooker(&self, county: CountyId, account: AccountId) -> Onlooker {
        Onlooker { county, account, at: self.clock.now(), guard: self.guard.clone() }
    }

    /// The address a request came from: `direct`, or with proxies of our own in front what the outermost of them
    /// appended. Whatever stands to the left of that came with the request, and anybody may have written it.
    pub fn peer(&self, headers: &HeaderMap, direct: Option<IpAddr>) -> Option<IpAddr> {
        let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok()).collect();
        let hops = lines.iter().flat_map(|line| line.split(','));
        let hops: Vec<&str> = hops.collect();
        let outermost = hops.len().checked_sub(self.settings.proxies).and_then(|at| hops.get(at));
        outermost.and_then(|hop| hop.trim().parse().ok()).or(direct)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer_is_answered_in_the_clear() {
        let (here, everywhere) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0]));
        let clear = |url: &str, listening, tls_in_front| {
            Settings { public_url: url.to_owned(), tls_in_front, ..Settings::for_tests() }.is_in_clear(listening)
        };
        assert!(!clear("http://localhost:3000", here, false));
        assert!(!clear("https://wuyou.example.cn", here, false), "a proxy of this computer");
        assert!(!clear("https://wuyou.example.cn", everywhere, true), "one that is said to be there");
        for (url, listening, tls_in_front) in [
            ("http://localhost:3000", everywhere, false),
            ("http://10.0.0.5:3000", here, false),
            ("http://wuyou.example.cn", here, true),
            ("http://wuyou.example.cn", everywhere, true),
            ("https://wuyou.example.cn", everywhere, false),
        ] {
            assert!(clear(url, listening, tls_in_front), "{url} {listening} {tls_in_front}");
        }
    }
}
