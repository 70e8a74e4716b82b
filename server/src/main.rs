//! The command line: `server` serves, `server import` reads school files.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use domain::id::CountyId;
use server::auth::password;
use server::clock::Clock;
use server::core::import::Tools;
use server::sealing::Sealer;
use server::state::{Settings, load_key};
use server::{AppState, import, reader, router};
use storage::{SealedNumber, Storage};

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
    /// A proxy in front sets X-Forwarded-For.
    #[arg(long, env = "WUYOU_BEHIND_PROXY")]
    behind_proxy: bool,
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
    /// File that holds the server's secret key; made on first use.
    #[arg(long, env = "WUYOU_KEY_FILE", default_value = "data/secret.key", global = true)]
    key_file: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read a school's ledger and pairing roster (.xlsx, .csv) into the register.
    Import(Import),
    /// Make an account, and print its one-time code.
    AddAccount(AddAccount),
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

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Before anything of the server's is opened or read.
    if matches!(cli.command, Some(Command::ReadFile)) {
        return reader::child::run();
    }
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
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
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let clock = Clock::system();
    if let Some(file) = cli.common.database.strip_prefix("sqlite:")
        && let Some(folder) = std::path::Path::new(file.trim_start_matches("//")).parent()
    {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let storage = storage_sql::open(&cli.common.database).await.context("cannot open the database")?;
    let key = load_key(&cli.common.key_file, clock.random())
        .with_context(|| format!("cannot read {}", cli.common.key_file.display()))?;
    let sealer = Sealer::new(key);
    match cli.command {
        Some(Command::Import(args)) => {
            let county = server::county::chosen(storage.as_ref(), &clock, cli.common.county.as_deref(), false).await?;
            let place = import::Place { county: &county, school: &args.school };
            let tools = Tools { clock: &clock, sealer: &sealer };
            let reader = reader::Reader::of_this_program();
            let report = import::command(storage.as_ref(), tools, &reader, place, &args.files, args.dry_run).await?;
            println!("{report}");
            Ok(if report.waits { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Some(Command::AddAccount(args)) => {
            let account = server::auth::accounts::add(
                storage.as_ref(),
                &clock,
                cli.common.county.as_deref(),
                &args.login,
                &args.name,
                &args.role,
                args.school.as_deref(),
            );
            let code = account.await?;
            println!("sign-in name {}, one-time code {code}", args.login);
            Ok(ExitCode::SUCCESS)
        }
        // `main` has taken it before a database was opened.
        Some(Command::ReadFile) => Ok(reader::child::run()),
        None => {
            let (listen, public_url, reader) = (&cli.listen, cli.public_url, cli.reader);
            let heads = cli.common.key_file.with_file_name("access-heads");
            serve(storage, clock, sealer, listen, public_url, cli.site, reader, cli.behind_proxy, heads, cli.demo).await
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the command line, taken apart once")]
async fn serve(
    storage: Arc<dyn Storage>,
    clock: Clock,
    sealer: Sealer,
    listen: &SocketAddr,
    public_url: Option<String>,
    site: PathBuf,
    reader: Option<PathBuf>,
    behind_proxy: bool,
    heads: PathBuf,
    demo: bool,
) -> anyhow::Result<ExitCode> {
    if demo && load_demo(storage.as_ref(), &clock, &sealer).await.context("cannot load the demo county")? {
        tracing::info!("demo county loaded");
    }
    // What phones of a later version sent before this server was updated.
    let kept = server::exchange::kept::apply_kept(storage.as_ref(), server::exchange::kept::understood).await?;
    if kept > 0 {
        tracing::info!(kept, "operations of a later version are understood now");
    }
    let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let public_url = public_url.unwrap_or_else(|| format!("http://localhost:{}", address.port()));
    let engine = storage.engine();
    let settings = Settings { public_url: public_url.clone(), site, reader, behind_proxy, heads: Some(heads) };
    let state = AppState::new(storage, clock, sealer, settings);
    println!("五有 Wuyou  {public_url}  ({engine})");
    if demo {
        println!("{}", demo::accounts_notice());
    }
    let tidy = state.clone();
    tokio::spawn(async move {
        let mut every = tokio::time::interval(std::time::Duration::from_mins(10));
        loop {
            every.tick().await;
            tidy.limits.tidy();
        }
    });
    let service = router::service(state).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop_asked()).await?;
    Ok(ExitCode::SUCCESS)
}

/// Loads the demo county, with its numbers sealed under this server's key.
async fn load_demo(storage: &dyn Storage, clock: &Clock, sealer: &Sealer) -> anyhow::Result<bool> {
    let password_hash = password::hash_now(demo::PASSWORD, *b"wuyou demo salt!")?;
    let seal = |child, number: &_, nonce| SealedNumber {
        child,
        sealed: sealer.seal(number, nonce),
        digest: Some(sealer.digest(number)),
    };
    let county = match storage.directory().await?.counties().await?.as_slice() {
        [] => CountyId(clock.uuid()),
        [one] => one.id,
        _ => return Ok(false),
    };
    let (now, seed) = (clock.now(), demo::SEED);
    let setting = demo::Setting { county, now, seed, password_hash: &password_hash, seal: &seal };
    Ok(demo::load_if_empty(storage, &setting).await?)
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
