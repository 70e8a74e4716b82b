//! Steps of a command: said before, timed after, and a missing tool named with what installs it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, bail};

/// The project's root.
pub fn root() -> PathBuf {
    // Cargo says it at run time: a checkout that shares its target folder with another has one binary for both.
    let here =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_owned)
}

/// The shared target folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Says what is done, does it, and says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    eprintln!("▸ {what} …");
    #[expect(clippy::disallowed_methods, reason = "progress of a command line")]
    let start = Instant::now();
    let done = work().with_context(|| format!("{what} did not work"))?;
    eprintln!("  {what}: {:.1} s", start.elapsed().as_secs_f32());
    Ok(done)
}

/// A command at the project's root.
pub fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    command
}

/// Runs a command to its end; its failure is ours.
pub fn sh(mut command: Command) -> anyhow::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot start {name}"))?;
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok(())
}

/// Runs cargo.
pub fn cargo(args: &[&str]) -> anyhow::Result<()> {
    sh(command("cargo", args))
}

/// Whether a program is there.
pub fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success())
}

/// Makes sure a Debian package's program is there, or names the command that installs it.
pub fn debian(program: &str, package: &str) -> anyhow::Result<()> {
    if has(program) { Ok(()) } else { install(package) }
}

/// Makes sure a Debian package's file is there, or names the command that installs it.
pub fn debian_file(file: &str, package: &str) -> anyhow::Result<()> {
    if Path::new(file).exists() { Ok(()) } else { install(package) }
}

fn install(package: &str) -> anyhow::Result<()> {
    let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.trim_ascii() == b"0");
    if root && has("apt-get") {
        return step(&format!("installing {package}"), || {
            sh(command("apt-get", &["update", "-qq"]))?;
            sh(command("apt-get", &["install", "-y", "-qq", "--no-install-recommends", package]))
        });
    }
    bail!("{package} is missing. Install it with: sudo apt-get install {package}")
}

/// Makes sure the wasm target is there.
pub fn wasm_target() -> anyhow::Result<()> {
    let sysroot = command("rustc", &["--print", "sysroot"]).output().context("cannot start rustc")?;
    let sysroot = PathBuf::from(String::from_utf8_lossy(&sysroot.stdout).trim());
    if sysroot.join("lib/rustlib/wasm32-unknown-unknown/lib").exists() {
        return Ok(());
    }
    if !has("rustup") {
        bail!("the wasm target is missing. Install it with: rustup target add wasm32-unknown-unknown");
    }
    step("adding the wasm target", || sh(command("rustup", &["target", "add", "wasm32-unknown-unknown"])))
}
