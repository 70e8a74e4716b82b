//! The reading process: it puts limits on itself before it takes the first byte, reads one file and ends.
//!
//! It starts before settings, key and database are opened, with an empty environment, and may open nothing: no file, no
//! connection, no further process.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use super::answer::Answer;
use super::format::in_this_process;
use super::limits;

/// The word of the command line that starts it.
pub const COMMAND: &str = "read-file";

/// Reads the file on standard input, and writes what it holds, or why it was not read, to standard output.
pub fn run() -> ExitCode {
    match limit_computing().and_then(|()| limit_this_process()).and_then(|()| answer()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn answer() -> std::io::Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(limits::FILE as u64 + 1).read_to_end(&mut bytes)?;
    let answer = in_this_process(&bytes).map_or_else(Answer::Refused, Answer::Read);
    let mut out = Bounded { left: limits::ANSWER, to: std::io::BufWriter::new(std::io::stdout().lock()) };
    if let Err(error) = serde_json::to_writer(&mut out, &answer) {
        return Err(error.into());
    }
    out.to.flush()
}

/// Writes no more than the parent would take.
struct Bounded<W> {
    left: usize,
    to: W,
}

impl<W: std::io::Write> std::io::Write for Bounded<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::FileTooLarge)?;
        self.to.write_all(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}

/// Limits memory, and takes from this process what reading does not need. What runs in it from here on can only lower
/// these limits.
#[cfg(unix)]
pub fn limit_this_process() -> std::io::Result<()> {
    use rustix::process::Resource;
    limit(Resource::As, limits::MEMORY, 0)?;
    limit(Resource::Core, 0, 0)?;
    limit(Resource::Fsize, 0, 0)?;
    // What is open stays open; nothing new can be.
    limit(Resource::Nofile, 3, 0)?;
    limit(Resource::Nproc, 0, 0)
}

/// Limits the time that this process may compute.
#[cfg(unix)]
fn limit_computing() -> std::io::Result<()> {
    limit(rustix::process::Resource::Cpu, limits::COMPUTING, 1)
}

/// A limit that is lower already stays. At the limit itself comes the signal that says which it was; past the grace
/// comes the one that is also sent by a system without memory.
#[cfg(unix)]
fn limit(resource: rustix::process::Resource, most: u64, grace: u64) -> std::io::Result<()> {
    use rustix::process::{Rlimit, getrlimit, setrlimit};
    let now = getrlimit(resource).maximum.unwrap_or(u64::MAX);
    let [current, maximum] = [most, most + grace].map(|wanted| Some(wanted.min(now)));
    Ok(setrlimit(resource, Rlimit { current, maximum })?)
}

/// Elsewhere there are no such limits, and no server of a county: only the bounds of the reading itself.
#[cfg(not(unix))]
pub fn limit_this_process() -> std::io::Result<()> {
    Ok(())
}

/// Elsewhere the parent's patience is the limit.
#[cfg(not(unix))]
fn limit_computing() -> std::io::Result<()> {
    Ok(())
}
