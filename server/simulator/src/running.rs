//! A server's program, started for a measurement and ended with it.

use std::io::{BufRead as _, BufReader, Lines};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::Context as _;

/// A server's process, ended when this is dropped.
pub struct Server {
    child: Child,
    /// Kept open, so that the server may go on talking.
    out: Lines<BufReader<ChildStdout>>,
    /// The port on this machine where it listens.
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts a program on a database, with its key in a folder, and waits until it answers.
    pub fn start(program: &Path, database: &str, folder: &Path) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut child = Command::new(program)
            .args(["--demo", "--database", database, "--listen", &format!("127.0.0.1:{port}")])
            .arg("--key-file")
            .arg(folder.join("secret.key"))
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{}: build it with cargo build --release -p server", program.display()))?;
        let out = child.stdout.take().context("no output")?;
        // From here on dropping it ends the program, also when it never answers.
        let mut server = Self { child, out: BufReader::new(out).lines(), port };
        while let Some(line) = server.out.next() {
            if line?.contains("http://") {
                return Ok(server);
            }
        }
        anyhow::bail!("the server ended before it was ready")
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}
