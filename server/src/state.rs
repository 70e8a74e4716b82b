//! What every handler has at hand.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use storage::Storage;
use storage_sql::Keys;

use crate::auth::rate::SignInLimits;
use crate::clock::Clock;
use crate::core::ledger::Ledger;
use crate::http::site::Site;
use crate::reader::Reader;

/// How the server is reached and where it keeps things.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address people type, such as `https://wuyou.example.cn`. Decides on secure cookies and QR codes.
    pub public_url: String,
    /// Where the built app lies.
    pub site: PathBuf,
    /// The program that reads school files; the one that runs when it is not named.
    pub reader: Option<PathBuf>,
    /// Whether a proxy in front sets `X-Forwarded-For`.
    pub behind_proxy: bool,
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
            behind_proxy: false,
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
    /// How often somebody may try to sign in.
    pub limits: SignInLimits,
    /// How the server is reached and where it keeps things.
    pub settings: Settings,
    /// Reads school files, each in a process of its own.
    pub reader: Reader,
    /// The built app's files, held in memory.
    pub site: Site,
    /// The registers of the counties, decoded.
    pub ledger: Ledger,
}

impl std::ops::Deref for AppState {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl AppState {
    /// Puts the parts together.
    pub fn new(storage: Arc<dyn Storage>, clock: Clock, keys: Keys, settings: Settings) -> Self {
        let site = Site::load(&settings.site);
        let reader = settings.reader.clone().map_or_else(Reader::of_this_program, Reader::new);
        Self(Arc::new(Inner {
            storage,
            clock,
            keys,
            limits: SignInLimits::default(),
            settings,
            reader,
            site,
            ledger: Ledger::default(),
        }))
    }

    /// The address a request came from.
    pub fn peer(&self, headers: &axum::http::HeaderMap, direct: Option<IpAddr>) -> Option<IpAddr> {
        let forwarded = headers.get("x-forwarded-for").and_then(|v| v.to_str().ok());
        match (self.settings.behind_proxy, forwarded) {
            // The last entry is the one our own proxy added.
            (true, Some(list)) => list.rsplit(',').next().and_then(|ip| ip.trim().parse().ok()).or(direct),
            _ => direct,
        }
    }
}
