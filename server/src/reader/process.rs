//! The server's side: starts the reading process, feeds it, waits for its answer and ends it.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use domain::import::sheet::Sheet;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use super::clean::clean;
use super::error::ReadError;
use super::{answer, child, limits};

/// Characters of a file's name that are kept.
const NAME: usize = 200;

/// Reads school files, each in a process of its own. A clone is the same, and shares how many are read at once.
#[derive(Debug, Clone)]
pub struct Reader {
    program: Arc<Path>,
    time: Duration,
    at_once: Arc<Semaphore>,
}

impl Reader {
    /// One that starts this program, which must be a server's.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let program: PathBuf = program.into();
        Self { program: program.into(), time: limits::TIME, at_once: Arc::new(Semaphore::new(limits::AT_ONCE)) }
    }

    /// One that starts the program that runs, also after another was put in its place on the disk.
    pub fn of_this_program() -> Self {
        if cfg!(target_os = "linux") {
            return Self::new("/proc/self/exe");
        }
        Self::new(std::env::current_exe().unwrap_or_default())
    }

    /// The same with another time for a file.
    #[must_use]
    pub fn with_time(self, time: Duration) -> Self {
        Self { time, ..self }
    }

    /// Reads a file. Its name is only what the sheets are called by; what it is, its content says.
    pub async fn read(&self, name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
        if bytes.len() > limits::FILE {
            return Err(ReadError::TooManyBytes);
        }
        let turn = tokio::time::timeout(limits::WAIT, self.at_once.acquire()).await;
        let _turn = turn.map_err(|_| ReadError::Busy)?.map_err(|_| ReadError::Busy)?;
        let mut child = self.start()?;
        let answer = tokio::time::timeout(self.time, talk(&mut child, bytes)).await;
        let answer = answer.unwrap_or(Err(ReadError::TooSlow));
        if answer.is_err() {
            // Ended already, or to be ended; either way it must not stay.
            let _ = child.kill().await;
        }
        let (answer, name) = (answer?, plain(name));
        // A large answer takes a while to understand, and other requests do not wait for it.
        tokio::task::spawn_blocking(move || answer::take(&answer, &name)).await.unwrap_or(Err(ReadError::Crashed))
    }

    fn start(&self) -> Result<Child, ReadError> {
        let mut command = Command::new(self.program.as_os_str());
        command.arg(child::COMMAND).env_clear().current_dir("/").kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().map_err(|error| {
            tracing::error!(%error, program = %self.program.display(), "the reader of files cannot be started");
            ReadError::NotStarted
        })
    }
}

/// Writes the file and takes the answer at the same time: whoever waits for the other with full hands waits for ever.
async fn talk(child: &mut Child, bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(ReadError::NotStarted);
    };
    let write = async move {
        // A process that has seen enough closes its end; what it answers says why.
        let _ = input.write_all(bytes).await;
        let _ = input.shutdown().await;
    };
    let read = async move {
        let mut answer = Vec::new();
        let taken = output.take(limits::ANSWER as u64 + 1).read_to_end(&mut answer).await;
        let fits = taken.is_ok() && answer.len() <= limits::ANSWER;
        if fits { Ok(answer) } else { Err(ReadError::Crashed) }
    };
    let (mut write, mut read) = (std::pin::pin!(write), std::pin::pin!(read));
    let answer = tokio::select! {
        answer = &mut read => answer?,
        () = &mut write => read.await?,
    };
    let status = child.wait().await.map_err(|_| ReadError::Crashed)?;
    if status.success() { Ok(answer) } else { Err(ended(status)) }
}

/// What the end of a process says.
fn ended(status: ExitStatus) -> ReadError {
    let error = by_signal(status).unwrap_or(ReadError::Crashed);
    tracing::warn!(%status, code = error.code(), "the reader of a file ended");
    error
}

/// Rust aborts where there is no memory, a system without memory kills; who computes too long is told so.
#[cfg(unix)]
fn by_signal(status: ExitStatus) -> Option<ReadError> {
    use rustix::process::Signal;
    let signal = std::os::unix::process::ExitStatusExt::signal(&status)?;
    let is = |known: Signal| known.as_raw() == signal;
    match () {
        () if is(Signal::ABORT) || is(Signal::KILL) => Some(ReadError::TooMuchMemory),
        () if is(Signal::XCPU) => Some(ReadError::TooSlow),
        () => None,
    }
}

/// Elsewhere there are no signals.
#[cfg(not(unix))]
fn by_signal(_: ExitStatus) -> Option<ReadError> {
    None
}

/// The last part of a name, without folders of any system and of bearable length.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    clean(last).chars().take(NAME).collect()
}
