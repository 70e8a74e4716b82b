//! The server's own lines, as they are written in the thread of a test.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

use serde_json::Value;

thread_local! {
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes for the thread that speaks.
struct Here;

impl io::Write for Here {
    fn write(&mut self, some: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.extend_from_slice(some));
        Ok(some.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// From now on lines are heard; those of before are forgotten.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let filter = tracing_subscriber::EnvFilter::new("info,sqlx=warn");
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(|| Here).init();
    });
    LINES.with_borrow_mut(Vec::clear);
}

/// All that was written, as text.
pub fn text() -> String {
    LINES.with_borrow(|lines| String::from_utf8_lossy(lines).into_owned())
}

/// The lines of security: event, cause, and all of the line.
pub fn events() -> Vec<(String, String, Value)> {
    let lines = text();
    let all = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of_security = all.filter(|line| line["target"] == "security" && !line["fields"]["event"].is_null());
    let field = |line: &Value, name: &str| line["fields"][name].as_str().unwrap_or_default().to_owned();
    of_security.map(|line| (field(&line, "event"), field(&line, "cause"), line)).collect()
}
