//! `cargo xtask dist`: what a county installs, as a Debian package: server, app, a service that may do nothing it need not,
//! and a backup each night.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::step::{cargo, command, debian, root, sh, step, target};
use crate::{build, sbom};

/// What is in the package besides server and app: its place, its mode, what it says.
const FILES: [(&str, u32, &str); 8] = [
    ("DEBIAN/postinst", 0o755, include_str!("../debian/postinst")),
    ("DEBIAN/prerm", 0o755, include_str!("../debian/prerm")),
    ("DEBIAN/conffiles", 0o644, "/etc/wuyou/wuyou.env\n"),
    ("etc/wuyou/wuyou.env", 0o640, include_str!("../debian/wuyou.env")),
    ("usr/lib/wuyou/backup", 0o755, include_str!("../debian/backup")),
    ("lib/systemd/system/wuyou.service", 0o644, include_str!("../debian/wuyou.service")),
    ("lib/systemd/system/wuyou-backup.service", 0o644, include_str!("../debian/wuyou-backup.service")),
    ("lib/systemd/system/wuyou-backup.timer", 0o644, include_str!("../debian/wuyou-backup.timer")),
];

/// Builds everything and packs it.
pub fn run() -> anyhow::Result<()> {
    debian("dpkg-deb", "dpkg")?;
    step("building the server", || cargo(&["build", "--release", "-p", "server"]))?;
    build::site(build::Args::default())?;
    let package =
        step("packing", || pack(&target().join("release/server"), &target().join("site"), &target().join("dist")))?;
    println!("{}", package.display());
    Ok(())
}

/// Packs a server and a site; says where the package lies.
fn pack(server: &Path, site: &Path, folder: &Path) -> anyhow::Result<PathBuf> {
    let tree = folder.join("tree");
    let _ = fs::remove_dir_all(&tree);
    for (place, mode, text) in FILES {
        put(&tree.join(place), mode, text.as_bytes())?;
    }
    put(&tree.join("usr/bin/wuyou"), 0o755, &fs::read(server).context("the server is not built")?)?;
    copy(site, &tree.join("usr/share/wuyou/site")).context("the app is not built")?;
    for readme in ["README.md", "README.zh-CN.md"] {
        put(&tree.join("usr/share/doc/wuyou").join(readme), 0o644, &fs::read(root().join(readme))?)?;
    }
    put(&tree.join("usr/share/doc/wuyou/sbom.cdx.json"), 0o644, sbom::list()?.as_bytes())?;
    put(&tree.join("DEBIAN/control"), 0o644, control().as_bytes())?;
    let package = folder.join(format!("wuyou_{}_{}.deb", env!("CARGO_PKG_VERSION"), architecture()));
    let (from, to) = (tree.to_string_lossy(), package.to_string_lossy());
    sh(command("dpkg-deb", &["--root-owner-group", "--build", &from, &to]))?;
    fs::remove_dir_all(&tree)?;
    Ok(package)
}

fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn control() -> String {
    format!(
        "Package: wuyou\nVersion: {}\nArchitecture: {}\nMaintainer: Wuyou <root@localhost>\n\
         Depends: adduser, libc6 (>= 2.34)\nSection: web\nPriority: optional\n\
         Description: Field log and register of a county's left-behind children (五有)\n \
         Server, app, a nightly sealed backup. Put a proxy with HTTPS in front.\n",
        env!("CARGO_PKG_VERSION"),
        architecture()
    )
}

fn put(file: &Path, mode: u32, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, bytes)?;
    Ok(fs::set_permissions(file, fs::Permissions::from_mode(mode))?)
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let mut count = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &place)?;
        } else {
            put(&place, 0o644, &fs::read(entry.path())?)?;
        }
        count += 1;
    }
    ensure!(count > 0, "{} is empty", from.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Output};

    use super::*;

    /// A folder of a test's own.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("wuyou-dist-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{error}"));
            Self(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_package_holds_server_app_service_and_timer() -> anyhow::Result<()> {
        let folder = Folder::new("pack");
        let (server, site) = (folder.0.join("server"), folder.0.join("site"));
        put(&server, 0o755, b"#!/bin/sh\n")?;
        put(&site.join("pkg/app.js"), 0o644, b"1")?;
        let package = pack(&server, &site, &folder.0)?;
        let listed = Command::new("dpkg-deb").args(["--contents", &package.to_string_lossy()]).output()?;
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        for place in [
            "usr/bin/wuyou",
            "usr/share/wuyou/site/pkg/app.js",
            "wuyou.service",
            "wuyou-backup.timer",
            "usr/lib/wuyou/backup",
            "usr/share/doc/wuyou/sbom.cdx.json",
        ] {
            assert!(listed.contains(place), "{place} in {listed}");
        }
        assert!(listed.lines().any(|line| line.starts_with("-rw-r----- root/root") && line.ends_with("wuyou.env")));
        assert!(pack(&server, &folder.0.join("nothing"), &folder.0).is_err(), "without the app there is no package");
        Ok(())
    }

    const RECIPIENT: &str = "backup-recipient";
    const PASSPHRASE: &str = "backup-passphrase";

    /// Runs the nightly backup with a server that does as it is told, and what seals it, if anything; says what came of it.
    fn said(folder: &Path, server: &str, lock: Option<&str>) -> anyhow::Result<Output> {
        let (settings, program) = (folder.join("settings"), folder.join("server"));
        if let Some(lock) = lock {
            put(&settings.join(lock), 0o600, b"age1abc\nsomething else\n")?;
        }
        put(&program, 0o755, server.as_bytes())?;
        let script = folder.join("backup");
        put(&script, 0o755, include_bytes!("../debian/backup"))?;
        let mut run = Command::new("sh");
        run.arg(script).env("WUYOU_BACKUP_FOLDER", folder.join("kept")).env("WUYOU_BACKUP_DAYS", "30");
        Ok(run.env("WUYOU_SETTINGS", &settings).env("WUYOU_SERVER", &program).output()?)
    }

    /// The same; says whether it did.
    fn night(folder: &Path, server: &str, lock: &str) -> anyhow::Result<bool> {
        Ok(said(folder, server, Some(lock))?.status.success())
    }

    fn kept(folder: &Path) -> anyhow::Result<Vec<String>> {
        let names = fs::read_dir(folder.join("kept"))?.map(|one| Ok(one?.file_name().to_string_lossy().into_owned()));
        names.collect()
    }

    #[test]
    fn old_backups_go_when_a_new_one_is_complete_and_not_before() -> anyhow::Result<()> {
        let folder = Folder::new("night");
        put(&folder.0.join("kept/wuyou-2026-01-01-013000.age"), 0o600, b"old")?;
        let old = folder.0.join("kept/wuyou-2026-01-01-013000.age");
        let aged = Command::new("touch").args(["-d", "40 days ago"]).arg(&old).status()?;
        assert!(aged.success());
        assert!(!night(&folder.0, "#!/bin/sh\nexit 1\n", RECIPIENT)?, "a backup that failed is a failure of the night");
        assert_eq!(kept(&folder.0)?, ["wuyou-2026-01-01-013000.age"], "and nothing goes");
        let good = "#!/bin/sh\n[ \"$*\" = check ] && exit 0\n\
                    [ \"$1 $3 $4\" = 'backup --recipient age1abc' ] && echo new > \"$2\"\n";
        assert!(night(&folder.0, good, RECIPIENT)?, "also where the rules cannot be read");
        let now = kept(&folder.0)?;
        assert!(now.len() == 1 && !now.contains(&"wuyou-2026-01-01-013000.age".to_owned()), "{now:?}");
        Ok(())
    }

    #[test]
    fn old_backups_go_by_the_rules_of_the_county_where_these_are_stricter() -> anyhow::Result<()> {
        for (rule, goes) in [("10", true), ("14", true), ("16", false), ("90", false), ("", false)] {
            let folder = Folder::new(&format!("rule{rule}"));
            let old = folder.0.join("kept/wuyou-2026-01-01-013000.age");
            put(&old, 0o600, b"old")?;
            assert!(Command::new("touch").args(["-d", "14 days ago"]).arg(&old).status()?.success());
            let server =
                format!("#!/bin/sh\ncase \"$1\" in backup-days) echo {rule} ;; backup) echo new > \"$2\" ;; esac\n");
            assert!(night(&folder.0, &server, RECIPIENT)?);
            assert_eq!(!old.exists(), goes, "{rule}");
        }
        Ok(())
    }

    #[test]
    fn the_passphrase_is_named_by_its_file_only() -> anyhow::Result<()> {
        let folder = Folder::new("words");
        fs::create_dir_all(folder.0.join("kept"))?;
        let good = "#!/bin/sh\n[ \"$3\" = --passphrase-file ] && [ \"$4\" = \"$WUYOU_SETTINGS/backup-passphrase\" ] && echo new > \"$2\"\n";
        assert!(night(&folder.0, good, PASSPHRASE)?);
        Ok(())
    }

    #[test]
    fn old_backups_stay_where_the_new_one_does_not_hold() -> anyhow::Result<()> {
        for (lock, check) in [(RECIPIENT, "check"), (PASSPHRASE, "verify")] {
            for (holds, left) in [(0, 1), (1, 2)] {
                let folder = Folder::new(&format!("{check}{holds}"));
                let old = folder.0.join("kept/wuyou-2026-01-01-013000.age");
                put(&old, 0o600, b"old")?;
                assert!(Command::new("touch").args(["-d", "40 days ago"]).arg(&old).status()?.success());
                // A passphrase opens the backup itself, of which there must be one by then.
                let server = format!(
                    "#!/bin/sh\ncase \"$1\" in\nbackup) echo new > \"$2\" ;;\n\
                     {check}) [ -s \"${{2:-$0}}\" ] && exit {holds} ;;\n*) exit 1 ;;\nesac\n"
                );
                assert_eq!(night(&folder.0, &server, lock)?, holds == 0, "{check}");
                assert_eq!((kept(&folder.0)?.len(), old.exists()), (left, holds == 1), "{check}");
            }
        }
        Ok(())
    }

    #[test]
    fn a_night_with_nothing_to_seal_it_with_fails_and_says_so() -> anyhow::Result<()> {
        let folder = Folder::new("neither");
        fs::create_dir_all(folder.0.join("kept"))?;
        let output = said(&folder.0, "#!/bin/sh\n[ -z \"$2\" ] || echo new > \"$2\"\n", None)?;
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && why.contains("no backup was made"), "{why}");
        assert!(kept(&folder.0)?.is_empty());
        let service = include_str!("../debian/wuyou-backup.service");
        assert!(!service.contains("ConditionPathExists"), "the night is not passed over");
        Ok(())
    }
}
