//! The command line: `server` serves, `server import` reads school files.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand};
use domain::id::CountyId;
use domain::register::id_number::IdNumber;
use server::auth::hashing;
use server::backup::Lock;
use server::clock::Clock;
use server::core::access_log;
use server::core::erasure::kept::{Erasures, write_down};
use server::core::import::Tools;
use server::events::{Event, tell};
use server::http::listen;
use server::state::{Settings, guard};
use server::{AppState, backup, check, import, key_file, reader, rotate, router};
use storage::Storage;
use storage_sql::Keys;

/// The Wuyou server.
#[derive(Debug, Parser)]
#[command(name = "server", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    common: Common,
    /// Address to listen on.
    #[arg(long, env = "WUYOU_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The address people type; https:// makes the cookie secure.
    #[arg(long, env = "WUYOU_PUBLIC_URL")]
    public_url: Option<String>,
    /// Where the built app lies.
    #[arg(long, env = "WUYOU_SITE", default_value = "target/site")]
    site: PathBuf,
    /// Program that reads school files; this one when it is not named.
    #[arg(long, env = "WUYOU_READER")]
    reader: Option<PathBuf>,
    /// How many proxies of your own are in front, each appending to X-Forwarded-For.
    #[arg(long, env = "WUYOU_PROXIES", default_value_t = 0)]
    proxies: usize,
    /// A proxy on another computer speaks TLS, and reaches this one by a network that is guarded.
    #[arg(long, env = "WUYOU_TLS_IN_FRONT")]
    tls_in_front: bool,
    /// Load the demo county when the register is empty.
    #[arg(long)]
    demo: bool,
}

/// What every command needs.
#[derive(Debug, clap::Args)]
struct Common {
    /// Database: sqlite:FILE or postgres://…
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite:data/wuyou.db", global = true)]
    database: String,
    /// County, for a command of a database that holds several; the first one is made without asking.
    #[arg(long, global = true)]
    county: Option<String>,
    /// Speak to a database on another machine with no encryption (sslmode=disable).
    #[arg(long, env = "WUYOU_DATABASE_IN_CLEAR", global = true)]
    database_in_clear: bool,
    /// File that holds the server's secret key; made with the first start of an empty database.
    #[arg(long, env = "WUYOU_KEY_FILE", default_value = "data/secret.key", global = true)]
    key_file: PathBuf,
    /// Write the server's own lines as JSON.
    #[arg(long, env = "WUYOU_JSON_LINES", global = true)]
    json_lines: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read a school's ledger and pairing roster (.xlsx, .csv) into the register.
    Import(Import),
    /// Make an account, and print its one-time code.
    AddAccount(AddAccount),
    /// Write a sealed backup of database and key into a new file, while the server runs.
    Backup(Backup),
    /// Open a backup, put it together beside its file, and check all of it.
    Verify(Opening),
    /// Put a backup into an empty database, with its key.
    Restore(Opening),
    /// Check that what is kept holds together.
    Check,
    /// Print for how many days backups may be kept, by the strictest rules of its counties.
    BackupDays,
    /// Put the database under a new key. Stop the server before.
    RotateKey,
    /// Read one file from standard input; the server starts this itself.
    #[command(hide = true)]
    ReadFile,
}

#[derive(Debug, clap::Args)]
struct Import {
    /// The school's name; it is made if it is not there.
    #[arg(long)]
    school: String,
    /// Read and report, but change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Ledgers and rosters of the school (.xlsx, .csv).
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct AddAccount {
    /// Name to sign in with; no two people of the server have the same.
    #[arg(long)]
    login: String,
    /// The person's name, as colleagues read it.
    #[arg(long)]
    name: String,
    /// Role: `mentor`, `coordinator`, `school_lead`, `centre`, `auditor`.
    #[arg(long)]
    role: String,
    /// School, for the roles of a school.
    #[arg(long)]
    school: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Backup {
    /// The file to write; it must not be there.
    file: PathBuf,
    /// File whose first line is the passphrase to seal it with.
    #[arg(long, env = "WUYOU_BACKUP_PASSPHRASE_FILE", required_unless_present = "recipient")]
    passphrase_file: Option<PathBuf>,
    /// Recipient of age (age1…) to seal it to, instead of a passphrase.
    #[arg(long, env = "WUYOU_BACKUP_RECIPIENT", conflicts_with = "passphrase_file")]
    recipient: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Opening {
    /// The backup.
    file: PathBuf,
    /// File whose first line is its passphrase.
    #[arg(long, env = "WUYOU_BACKUP_PASSPHRASE_FILE", required_unless_present = "identity")]
    passphrase_file: Option<PathBuf>,
    /// File that holds the identity of its recipient (AGE-SECRET-KEY-1…).
    #[arg(long, env = "WUYOU_BACKUP_IDENTITY", conflicts_with = "passphrase_file")]
    identity: Option<PathBuf>,
}

impl Backup {
    fn lock(&self) -> anyhow::Result<Lock> {
        match (&self.recipient, &self.passphrase_file) {
            (Some(recipient), _) => Lock::recipient(recipient),
            (None, Some(file)) => Lock::passphrase(file),
            (None, None) => bail!("name a --passphrase-file or a --recipient"),
        }
    }
}

impl Opening {
    fn lock(&self) -> anyhow::Result<Lock> {
        match (&self.identity, &self.passphrase_file) {
            (Some(file), _) => Lock::identity(file),
            (None, Some(file)) => Lock::passphrase(file),
            (None, None) => bail!("name a --passphrase-file or an --identity"),
        }
    }
}

fn main() -> ExitCode {
    // Whatever is written from here on is its owner's alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let cli = Cli::parse();
    // Before anything of the server's is opened or read.
    if matches!(cli.command, Some(Command::ReadFile)) {
        return reader::child::run();
    }
    let lines = tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into()),
        )
        .with_writer(std::io::stderr);
    if cli.common.json_lines {
        lines.json().init();
    } else {
        lines.init();
    }
    let command = command_code(cli.command.as_ref());
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => {
            tell(Event::NotStarted, None, command);
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What the server's lines call a command.
fn command_code(command: Option<&Command>) -> &'static str {
    match command {
        None => "serve",
        Some(Command::Import(_)) => "import",
        Some(Command::AddAccount(_)) => "add_account",
        Some(Command::Backup(_)) => "backup",
        Some(Command::Verify(_)) => "verify",
        Some(Command::Restore(_)) => "restore",
        Some(Command::Check) => "check",
        Some(Command::BackupDays) => "backup_days",
        Some(Command::RotateKey) => "rotate_key",
        Some(Command::ReadFile) => "read_file",
    }
}

/// Where it is written down how far the access logs stood: beside the key.
fn heads_of(key_file: &std::path::Path) -> PathBuf {
    key_file.with_file_name("access-heads")
}

/// Where it is written down which children were erased: beside the key.
fn erasures_of(key_file: &std::path::Path) -> PathBuf {
    key_file.with_file_name("erasures")
}

/// The commands about the database as a whole, which open it themselves.
async fn keeping(cli: &Cli, clock: &Clock) -> anyhow::Result<Option<ExitCode>> {
    let (database, key) = (cli.common.database.as_str(), cli.common.key_file.as_path());
    if storage_sql::is_in_clear(database) && !cli.common.database_in_clear {
        bail!(
            "the database is on another machine, and would be spoken to with no encryption: take sslmode=disable out of \
               its address, or say --database-in-clear where the network between is guarded"
        );
    }
    match &cli.command {
        Some(Command::Backup(args)) => {
            let (counts, bytes) = backup::backup(database, key, &args.file, &args.lock()?, clock).await?;
            tell(Event::BackedUp, None, "");
            println!("{}: {} rows, {bytes} bytes", args.file.display(), counts.values().sum::<u64>());
            println!("keep it no longer than the county's rules say: what is erased must be gone from backups as well");
            Ok(Some(ExitCode::SUCCESS))
        }
        Some(Command::Verify(args)) => {
            let verified = backup::verify(&args.file, &args.lock()?, clock).await?;
            let rows = verified.counts.values().sum::<u64>();
            println!("{}: made {}, {rows} rows, the key fits", args.file.display(), verified.made_at);
            Ok(Some(report(&verified.findings)))
        }
        Some(Command::Restore(args)) => {
            let erasures = Erasures::open(Some(erasures_of(key)));
            let beside = backup::Beside { erasures: &erasures, heads: heads_of(key) };
            println!("{}", backup::restore(&args.file, &args.lock()?, database, key, beside, clock).await?);
            tell(Event::Restored, None, "");
            if erasures.all().is_empty() {
                println!(
                    "{} names nobody: if children were erased since this backup, put that file beside the key, and this \
                     backup into another empty place",
                    erasures_of(key).display()
                );
            }
            Ok(Some(ExitCode::SUCCESS))
        }
        Some(Command::RotateKey) => {
            rotate::rotate(database, key, clock, rotate::Step::InPlace).await?;
            tell(Event::KeyRotated, None, "");
            println!("{} is new; backups that were made before hold the old one", key.display());
            Ok(Some(ExitCode::SUCCESS))
        }
        _ => Ok(None),
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let clock = Clock::system();
    if let Some(code) = keeping(&cli, &clock).await? {
        return Ok(code);
    }
    let key_file::Opened { storage, keys } = key_file::open(&cli.common.database, &cli.common.key_file, &clock).await?;
    match cli.command {
        Some(Command::Import(args)) => {
            let county = server::county::chosen(storage.as_ref(), &clock, cli.common.county.as_deref(), false).await?;
            let guard = guard(storage.as_ref(), Some(heads_of(&cli.common.key_file)));
            let place = import::Place { county: &county, school: &args.school, guard: &guard };
            let tools = Tools { clock: &clock, keys: &keys };
            let reader = reader::Reader::of_this_program();
            let report = import::command(storage.as_ref(), tools, &reader, place, &args.files, args.dry_run).await?;
            println!("{report}");
            Ok(if report.waits { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Some(Command::AddAccount(args)) => {
            let guard = guard(storage.as_ref(), Some(heads_of(&cli.common.key_file)));
            let account = server::auth::accounts::add(
                storage.as_ref(),
                &clock,
                cli.common.county.as_deref(),
                &args.login,
                &args.name,
                &args.role,
                args.school.as_deref(),
                &guard,
            );
            let code = account.await?;
            println!("sign-in name {}, one-time code {code}", args.login);
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Check) => {
            let guard = guard(storage.as_ref(), Some(heads_of(&cli.common.key_file)));
            Ok(report(&check::check(storage.as_ref(), &guard).await?))
        }
        Some(Command::BackupDays) => {
            println!("{}", backup::keep_days(storage.as_ref(), clock.today()).await?);
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Backup(_) | Command::Verify(_) | Command::Restore(_) | Command::RotateKey) => {
            Ok(ExitCode::SUCCESS)
        }
        // `main` has taken it before a database was opened.
        Some(Command::ReadFile) => Ok(reader::child::run()),
        None => {
            let settings = Settings {
                // Without one it is known with the port.
                public_url: cli.public_url.unwrap_or_default(),
                site: cli.site,
                reader: cli.reader,
                proxies: cli.proxies,
                tls_in_front: cli.tls_in_front,
                heads: Some(heads_of(&cli.common.key_file)),
                erasures: Some(erasures_of(&cli.common.key_file)),
                demo: cli.demo,
            };
            serve(storage, clock, keys, cli.listen, settings).await
        }
    }
}

/// Refuses to reach people in the clear, or made-up people over a network.
fn reachable(settings: &Settings, listening: IpAddr) -> anyhow::Result<()> {
    if settings.demo && !settings.is_here(listening) {
        bail!(
            "these people are made up, and their accounts have a password that everybody knows: they are served to this \
               computer alone, with no proxy and no https. Take --listen 127.0.0.1:3000 and no --public-url, or start \
               with an empty register in a database of its own (cargo xtask run --empty)"
        );
    }
    if settings.is_in_clear(listening) {
        bail!(
            "people would reach this server in the clear, and anybody on the way could read passwords and children's files. \
               Put a proxy that speaks TLS in front, on this computer: --listen 127.0.0.1:3000 --public-url https://… \
               --proxies 1. Where the proxy is another computer and the network between is guarded, say --tls-in-front"
        );
    }
    Ok(())
}

/// Serves. Whether the demo county is wanted stands in the settings at first, and whether it is one afterwards.
async fn serve(
    storage: Arc<dyn Storage>,
    clock: Clock,
    keys: Keys,
    listen: SocketAddr,
    mut settings: Settings,
) -> anyhow::Result<ExitCode> {
    let demo = settings.demo;
    if demo {
        load_demo(storage.as_ref(), &clock, &keys).await.context("cannot load the demo county")?;
    }
    settings.demo = storage.directory().await?.counties().await?.iter().any(|county| county.is_demo);
    // What phones of a later version sent before this server was updated.
    let kept =
        server::exchange::kept::apply_kept(storage.as_ref(), clock.now(), server::exchange::kept::understood).await?;
    if kept > 0 {
        tracing::info!(kept, "operations of a later version are understood now");
    }
    let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    if settings.public_url.is_empty() {
        settings.public_url = format!("http://localhost:{}", address.port());
    }
    reachable(&settings, address.ip())?;
    let (public_url, engine) = (settings.public_url.clone(), storage.engine());
    let state = AppState::new(storage, clock, keys, settings);
    settle(&state).await?;
    tell(Event::Started, None, engine);
    println!("五有 Wuyou  {public_url}  ({engine})");
    if demo {
        println!("{}", demo::accounts_notice());
    }
    tokio::spawn(server::tidy::at_times(state.clone()));
    listen::serve(listener, router::service(state), listen::Patience::default(), stop_asked()).await;
    Ok(ExitCode::SUCCESS)
}

/// Brings the database and what lies beside the key together, before anybody is answered.
async fn settle(state: &AppState) -> anyhow::Result<()> {
    let storage = state.storage.as_ref();
    if backup::finish(storage, &state.erasures, &state.guard, state.clock.now()).await? {
        tell(Event::Restored, None, "cut_off");
    }
    access_log::told_of_heads(storage, &state.guard).await?;
    Ok(write_down(storage, &state.erasures).await?)
}

/// Loads the demo county, where nothing is yet.
async fn load_demo(storage: &dyn Storage, clock: &Clock, keys: &Keys) -> anyhow::Result<()> {
    let county = match storage.directory().await?.counties().await?.as_slice() {
        [] => CountyId(clock.uuid()),
        known if known.iter().all(|county| county.is_demo) => return Ok(()),
        _ => bail!("this database holds a real county: start without the demo (cargo xtask run --empty)"),
    };
    let password_hash = hashing::hash_now(demo::PASSWORD, *b"wuyou demo salt!")?;
    let digest = |number: &IdNumber| keys.number_digest(number.as_str());
    let (now, seed) = (clock.now(), demo::SEED);
    let setting = demo::Setting { county, now, seed, password_hash: &password_hash, digest: &digest };
    if demo::load_if_empty(storage, &setting).await? {
        tracing::info!("demo county loaded");
    }
    Ok(())
}

/// Says what does not hold.
fn report(findings: &[check::Finding]) -> ExitCode {
    if findings.is_empty() {
        println!("everything holds together");
        return ExitCode::SUCCESS;
    }
    for finding in findings {
        println!("{finding}");
    }
    ExitCode::FAILURE
}

/// Waits for Ctrl-C or a polite kill; requests under way are finished.
async fn stop_asked() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        if let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = term.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
