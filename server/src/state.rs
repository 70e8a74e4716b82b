//! What every handler has at hand.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::http::HeaderMap;
use domain::id::{AccountId, CountyId};
use storage::Storage;
use storage_sql::Keys;

use crate::auth::hashing::Hashing;
use crate::auth::rate::SignInLimits;
use crate::clock::Clock;
use crate::core::access_log::heads::Heads;
use crate::core::access_log::{Guard, Onlooker};
use crate::core::erasure::kept::Erasures;
use crate::core::ledger::Ledger;
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
    /// Where it is written down which children were erased; remembered only where no file is named.
    pub erasures: Option<PathBuf>,
}

impl Settings {
    /// Whether browsers reach us over HTTPS.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https:")
    }

    /// The settings of tests: plain HTTP, and a site of one empty shell.
    pub fn for_tests() -> Self {
        Self {
            public_url: "http://localhost".to_owned(),
            site: PathBuf::from("target/site"),
            reader: None,
            proxies: 0,
            heads: None,
            erasures: None,
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
        let site = Site::load(&settings.site);
        let reader = settings.reader.clone().map_or_else(Reader::of_this_program, Reader::new);
        let guard = guard(storage.as_ref(), settings.heads.clone());
        let erasures = Erasures::open(settings.erasures.clone());
        Self(Arc::new(Inner {
            storage,
            clock,
            keys,
            guard,
            limits: SignInLimits::default(),
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
