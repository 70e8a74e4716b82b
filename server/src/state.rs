//! What every handler has at hand.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::id::{AccountId, CountyId};
use storage::Storage;

use crate::auth::rate::SignInLimits;
use crate::clock::Clock;
use crate::core::access_log::heads::Heads;
use crate::core::access_log::{Guard, Onlooker};
use crate::core::ledger::Ledger;
use crate::http::site::Site;
use crate::reader::Reader;
use crate::sealing::Sealer;

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
    /// Where it is written down how far the access logs stood; remembered only where no file is named.
    pub heads: Option<PathBuf>,
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
            heads: None,
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
    /// The server's key, under which identity numbers are sealed.
    pub sealer: Sealer,
    /// What guards the access logs.
    pub guard: Guard,
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
    pub fn new(storage: Arc<dyn Storage>, clock: Clock, sealer: Sealer, settings: Settings) -> Self {
        let site = Site::load(&settings.site);
        let reader = settings.reader.clone().map_or_else(Reader::of_this_program, Reader::new);
        let guard = Guard::new(sealer.subkey(b"wuyou access log 1"), Heads::open(settings.heads.clone()));
        Self(Arc::new(Inner {
            storage,
            clock,
            guard,
            sealer,
            limits: SignInLimits::default(),
            settings,
            reader,
            site,
            ledger: Ledger::default(),
        }))
    }

    /// Somebody who does something now, for the access log.
    pub fn onlooker(&self, county: CountyId, account: AccountId) -> Onlooker {
        Onlooker { county, account, at: self.clock.now(), guard: self.guard.clone() }
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

/// Reads the server's key, making it on first use, readable by its owner only.
pub fn load_key(path: &Path, fresh: [u8; 32]) -> std::io::Result<[u8; 32]> {
    use std::io::Write as _;
    match std::fs::read_to_string(path) {
        Ok(text) => hex::decode(text.trim())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| std::io::Error::other(format!("{} is not a key of 64 hexadecimal digits", path.display()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            writeln!(options.open(path)?, "{}", hex::encode(fresh))?;
            Ok(fresh)
        }
        Err(error) => Err(error),
    }
}
