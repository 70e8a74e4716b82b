//! The real server as a process of its own.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A folder of a test's own, which goes with it.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("wuyou-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server with the demo county, which ends with the test.
pub struct Server {
    pub child: Child,
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts it on a free port, over the database in a folder.
pub fn start(folder: &Path) -> Server {
    start_on(&format!("sqlite:{}", folder.join("wuyou.db").display()), &folder.join("secret.key"))
}

/// The same over any database.
pub fn start_on(database: &str, key: &Path) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command.args(["--listen", "127.0.0.1:0", "--demo"]).env("RUST_LOG", "error");
    command.args(["--database", database, "--key-file", &key.display().to_string()]);
    started(command)
}

/// Starts a server by a command, and waits until it says where it listens.
pub fn started(mut command: Command) -> Server {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    let mut out = child.stdout.take().unwrap();
    let mut byte = [0];
    while !said.ends_with('\n') && out.read(&mut byte).unwrap_or(0) == 1 {
        said.push(char::from(byte[0]));
    }
    // The rest is read and thrown away, so that the server never waits for us.
    std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    let port = said.split("localhost:").nth(1).and_then(|s| s.split_whitespace().next()).and_then(|p| p.parse().ok());
    Server { child, port: port.unwrap_or_else(|| panic!("no address in {said:?}")) }
}

/// One request over a connection of its own; `None` when the server is gone or says no.
pub fn call(port: u16, token: &str, method: &str, path: &str, body: &Value) -> Option<Value> {
    answered(port, token, method, path, body).filter(|(status, _)| *status == 200).map(|(_, json)| json)
}

/// The same; status and body, whatever the server says. A server that is gone has said 0.
pub fn answer(port: u16, token: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    answered(port, token, method, path, body).unwrap_or_default()
}

fn answered(port: u16, token: &str, method: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
    let (status, body) = ask(port, token, method, path, "application/json", body.to_string().as_bytes())?;
    // Chunked or not, the JSON is what lies between the braces.
    let json = body.get(body.find('{')?..=body.rfind('}')?)?;
    Some((status, serde_json::from_str(json).ok()?))
}

/// The same of any kind, with the status; `None` when the server is gone.
pub fn ask(port: u16, token: &str, method: &str, path: &str, kind: &str, body: &[u8]) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: {kind}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}
