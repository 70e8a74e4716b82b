//! `mutate`: changes good school files by a seed and has them read, many by one process, as its limits allow. Where that
//! process dies, the file is noted and the next process goes on; what ended one is read once more as the server reads.
//!
//! It fails when a file is not accounted for, when what was read breaks a bound, or when the server's reader has no
//! answer.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use domain::import::sheet::Sheet;
use server::reader::{ReadError, Reader, child, in_this_process, limits};
use simulator::mutation::mutated;

/// Files that ended a process and are read once more.
const AGAIN: usize = 200;

/// Changed school files through the reader.
#[derive(Debug, Parser)]
struct Args {
    /// How many files to make.
    #[arg(long, default_value_t = 2_000)]
    count: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Good files.
    #[arg(long, default_value = "server/tests/fixtures")]
    corpus: PathBuf,
    /// Path of the server's program; the one beside this when it is not named.
    #[arg(long)]
    server: Option<PathBuf>,
    /// Where files that ended a process are kept.
    #[arg(long, default_value = "target/mutate")]
    keep: PathBuf,
    /// Reads the files itself and says what came of each: the process that may die.
    #[arg(long, hide = true)]
    worker: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let args = Args::parse();
    let corpus = corpus(&args.corpus)?;
    if args.worker {
        return work(&args, &corpus).map(|()| ExitCode::SUCCESS);
    }
    let mut sums = BTreeMap::<String, u64>::new();
    let mut ended = Vec::new();
    let upto = args.seed + args.count;
    let mut next = args.seed;
    while next < upto {
        let mut worker = Worker::start(&args, next, upto - next)?;
        let death = loop {
            match worker.says.recv_timeout(limits::TIME) {
                Ok(outcome) => {
                    if outcome == "panicked" || outcome == "bounds_broken" {
                        ended.push(next);
                    }
                    *sums.entry(outcome).or_default() += 1;
                    next += 1;
                }
                Err(RecvTimeoutError::Timeout) => break "too_long",
                Err(RecvTimeoutError::Disconnected) => break "died",
            }
        };
        worker.end();
        if next < upto {
            *sums.entry(death.to_owned()).or_default() += 1;
            ended.push(next);
            next += 1;
        }
    }
    println!("{} files from seed {}: {sums:?}", args.count, args.seed);
    let unanswered = again(&args, &corpus, &ended)?;
    let accounted = sums.values().sum::<u64>() == args.count && !sums.contains_key("bounds_broken");
    Ok(if accounted && unanswered == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every file below a folder, in the order of their names.
fn corpus(folder: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let files = paths.iter().map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
    anyhow::ensure!(!files.is_empty(), "no good files");
    Ok(files)
}

/// The file of a seed.
fn file(corpus: &[Vec<u8>], seed: u64) -> Vec<u8> {
    let at = usize::try_from(seed % corpus.len() as u64).unwrap_or_default();
    mutated(&corpus[at], seed)
}

/// Reads file after file, and says what came of each.
fn work(args: &Args, corpus: &[Vec<u8>]) -> anyhow::Result<()> {
    child::limit_this_process()?;
    // That a file makes the reader panic is counted, not told.
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = std::io::stdout().lock();
    for seed in args.seed..args.seed + args.count {
        let bytes = file(corpus, seed);
        let outcome = match std::panic::catch_unwind(|| in_this_process(&bytes)) {
            Ok(Ok(sheets)) if holds(&sheets) => "read",
            Ok(Ok(_)) => "bounds_broken",
            Ok(Err(error)) => error.code(),
            Err(_) => "panicked",
        };
        writeln!(out, "{outcome}")?;
    }
    Ok(())
}

/// Whether sheets are within the bounds, and their texts clean.
fn holds(sheets: &[Sheet]) -> bool {
    let cells: usize = sheets.iter().flat_map(|sheet| &sheet.rows).map(Vec::len).sum();
    cells <= limits::CELLS
        && sheets.len() <= limits::SHEETS
        && sheets.iter().all(|sheet| {
            let wide = sheet.rows.iter().map(Vec::len).max().unwrap_or_default();
            let bounded = sheet.rows.len() <= limits::ROWS && wide <= limits::COLUMNS;
            let clean = sheet.rows.iter().flatten().all(|cell| {
                let text = &cell.text;
                !text.chars().any(|c| c.is_control() && c != '\n') && text.trim().len() == text.len()
            });
            let inside = sheet
                .merged
                .iter()
                .all(|m| m.top <= m.bottom && m.left <= m.right && m.bottom < sheet.rows.len() && m.right < wide);
            bounded && clean && inside
        })
}

/// The process that reads, and what it says.
struct Worker {
    child: Child,
    says: Receiver<String>,
}

impl Worker {
    fn start(args: &Args, seed: u64, count: u64) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--worker", "--seed", &seed.to_string(), "--count", &count.to_string(), "--corpus"])
            .arg(&args.corpus)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let out = child.stdout.take().context("no output")?;
        let (say, says) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines() {
                let Ok(line) = line else { break };
                if say.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, says })
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads what ended a process as the server does, and keeps it; how many had no answer but silence.
fn again(args: &Args, corpus: &[Vec<u8>], seeds: &[u64]) -> anyhow::Result<usize> {
    if seeds.is_empty() {
        return Ok(0);
    }
    let beside = std::env::current_exe()?.with_file_name("server");
    let reader = Reader::new(args.server.clone().unwrap_or(beside));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::fs::create_dir_all(&args.keep)?;
    let (mut answers, mut unanswered) = (BTreeMap::<&str, u64>::new(), 0);
    for seed in seeds.iter().take(AGAIN) {
        let bytes = file(corpus, *seed);
        std::fs::write(args.keep.join(format!("seed-{seed}")), &bytes)?;
        let patience = limits::TIME + Duration::from_secs(10);
        let answer = runtime.block_on(async { tokio::time::timeout(patience, reader.read("file", &bytes)).await });
        match answer {
            Ok(Err(ReadError::NotStarted)) => anyhow::bail!("build the server first: cargo build -p server"),
            Ok(answer) => *answers.entry(answer.map_or_else(ReadError::code, |_| "read")).or_default() += 1,
            Err(_) => unanswered += 1,
        }
    }
    println!("as the server reads them: {answers:?}; no answer: {unanswered}; kept in {}", args.keep.display());
    Ok(unanswered)
}
