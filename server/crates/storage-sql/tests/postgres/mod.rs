//! A throw-away PostgreSQL for tests: its own folder, its own port, gone afterwards.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running cluster, stopped and deleted when it is dropped.
pub struct Postgres {
    folder: PathBuf,
    bin: PathBuf,
    port: u16,
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.trim_ascii() == b"0")
}

/// PostgreSQL refuses to run as root, so root lends it the account of the package.
fn run(program: &Path, args: &[&str]) {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    let done = command.args(args).current_dir("/tmp").output().unwrap_or_else(|e| panic!("{}: {e}", program.display()));
    assert!(done.status.success(), "{} {args:?}: {}", program.display(), String::from_utf8_lossy(&done.stderr));
}

impl Postgres {
    /// Starts one, with `fsync` on or off. Needs the Debian package `postgresql`.
    pub fn start(fsync: &str) -> Self {
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let newest = versions.map(|v| v.path().join("bin")).filter(|b| b.join("initdb").exists()).max();
        let bin = newest.unwrap_or_else(|| panic!("PostgreSQL is missing: sudo apt-get install postgresql"));
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map(|a| a.port());
        let port = port.unwrap_or_else(|e| panic!("no free port: {e}"));
        let folder = PathBuf::from(format!("/tmp/wuyou-postgres-{port}"));
        let data = folder.to_string_lossy().into_owned();
        run(&bin.join("initdb"), &["-D", &data, "-A", "trust", "-U", "wuyou", "-E", "UTF8", "--no-locale"]);
        let options = format!("-p {port} -c listen_addresses=127.0.0.1 -k /tmp -c fsync={fsync}");
        let log = format!("{data}/log");
        run(&bin.join("pg_ctl"), &["-D", &data, "-w", "-o", &options, "-l", &log, "start"]);
        Self { folder, bin, port }
    }

    /// Its address, as a server is given it.
    pub fn address(&self) -> String {
        format!("postgres://wuyou@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.to_string_lossy().into_owned();
        run(&self.bin.join("pg_ctl"), &["-D", &data, "-m", "immediate", "stop"]);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
