//! `cargo xtask reproduce --debian`: the components are the same when it is built in a Debian that nobody has touched.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use tools::apt;
use tools::files::fresh_folder;
use tools::process::{read, run, run_quietly, step};

use super::copy;
use crate::component::{self, CODECS};
use crate::digests::{Digests, hex_sha256};
use crate::guest_compiler::{DEBIAN_PACKAGES, Guest, GuestCompiler, cargo_home, module_path};
use crate::recorded;

/// The system, which is made anew each time.
const SYSTEM: &str = "target/debian";
/// Inside of it.
const SOURCES: &str = "/sources of thumbox";
const CARGO_HOME: &str = "/packages";

/// Installs Debian and the packages that the record names into a folder, builds the components inside from a copy of the
/// sources, without a network, and compares their digests with the record.
///
/// # Errors
/// Where this is not Debian or not root, something cannot be installed, or the digest is another.
pub(crate) fn check(root: &Path) -> Result<()> {
    if !rustix::process::geteuid().is_root() {
        bail!("installing Debian into a folder takes root");
    }
    if Command::new("debootstrap")
        .arg("--version")
        .output()
        .is_err()
        && !apt::install(&["debootstrap"], "it installs Debian into a folder")?
    {
        bail!("debootstrap was not found; on Debian, as root: apt-get install debootstrap");
    }
    let system = root.join(SYSTEM);
    fresh_folder(&system)?;
    install(&system, &packages(root)?)?;

    step("copying the sources and cargo's packages");
    copy(root, &within(&system, SOURCES))?;
    for folder in ["cache", "index"] {
        let packages = Path::new("registry").join(folder);
        copy(
            &cargo_home().join(&packages),
            &within(&system, CARGO_HOME).join(&packages),
        )?;
    }
    let version = read(&mut inside(
        &system,
        Command::new("/usr/bin/rustc").arg("--version"),
    ))?;
    let compiler = GuestCompiler::debian(version.trim());
    step(&format!(
        "building the components in {SYSTEM} with {}",
        compiler.version()
    ));
    let build = |guest: Guest| -> Result<String> {
        let mut build = compiler.build_command(Path::new(SOURCES), Path::new(CARGO_HOME), guest);
        run(&mut inside(&system, build.arg("--offline")))?;
        let module = module_path(&within(&system, SOURCES), guest);
        let sha256 = hex_sha256(&component::of_module(&module)?);
        println!("{} {sha256}", guest.package);
        Ok(sha256)
    };
    let built = Digests {
        resizer: build(Guest::RESIZER)?,
        codecs: CODECS
            .iter()
            .map(|codec| Ok((codec.name.to_owned(), build(codec.guest)?)))
            .collect::<Result<_>>()?,
    };
    recorded::check(root, &built, compiler.version())
}

/// The compiler's packages as `name=version`, from the record.
fn packages(root: &Path) -> Result<Vec<String>> {
    let record = recorded::read(root)?;
    DEBIAN_PACKAGES
        .iter()
        .map(|name| {
            let version = record["debian_packages"][name].as_str();
            let version =
                version.with_context(|| format!("the record has no version of {name}"))?;
            Ok(format!("{name}={version}"))
        })
        .collect()
}

/// Debian of the release that runs here, from where this machine gets it.
fn install(system: &Path, packages: &[String]) -> Result<()> {
    let sources = read(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(CODENAME) $(REPO_URI)",
        "Created-By: Packages",
    ]))?;
    let (release, mirror) = sources
        .lines()
        .find_map(|line| line.split_once(' '))
        .context("apt-get knows no source of packages")?;
    step(&format!(
        "installing Debian {release} into {SYSTEM} (a minute or two)"
    ));
    run_quietly(
        Command::new("debootstrap")
            .args(["--variant=minbase", "--include=ca-certificates", release])
            .arg(system)
            .arg(mirror),
    )?;
    // With its updates, from the same places, and what it takes to reach them.
    let apt = within(system, "/etc/apt");
    fs::remove_dir_all(&apt)?;
    run_quietly(Command::new("cp").args(["-a", "/etc/apt"]).arg(&apt))?;
    run_quietly(
        Command::new("cp")
            .arg("-L")
            .arg("/etc/resolv.conf")
            .arg(within(system, "/etc/resolv.conf")),
    )?;
    step(&format!("installing {} there", packages.join(" ")));
    for arguments in [
        &["update", "-q"][..],
        &["install", "-q", "-y", "--no-install-recommends"],
    ] {
        let mut apt = Command::new("/usr/bin/apt-get");
        apt.args(arguments);
        if arguments[0] == "install" {
            apt.args(packages);
        }
        run_quietly(&mut inside(system, &apt))?;
    }
    Ok(())
}

/// The same command inside of the system, with nothing of this one's environment.
fn inside(system: &Path, command: &Command) -> Command {
    let mut chroot = Command::new("unshare");
    chroot
        .args(["--mount", "sh", "-c"])
        .arg(r#"mount -t proc proc "$1/proc" && exec chroot "$@""#)
        .arg("sh")
        .arg(system)
        .args(["/usr/bin/env", "-i", "-C"])
        .arg(command.get_current_dir().unwrap_or(Path::new("/")))
        .args(["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"])
        .arg("DEBIAN_FRONTEND=noninteractive")
        .arg(format!("CARGO_HOME={CARGO_HOME}"));
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            let mut variable = name.to_owned();
            variable.push("=");
            variable.push(value);
            chroot.arg(variable);
        }
    }
    chroot.arg(command.get_program()).args(command.get_args());
    chroot
}

/// A path of the system, as seen from here.
fn within(system: &Path, path: &str) -> std::path::PathBuf {
    system.join(path.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_inside_has_its_own_environment_and_folder() {
        let mut command = Command::new("/usr/bin/cargo");
        command
            .current_dir("/sources")
            .env("RUSTC", "/usr/bin/rustc")
            .env_remove("RUSTFLAGS")
            .arg("build");
        let inside = inside(Path::new("/system"), &command);
        let words: Vec<_> = inside
            .get_args()
            .map(|word| word.to_string_lossy())
            .collect();
        assert!(words.contains(&"/sources".into()), "{words:?}");
        assert_eq!(
            words[words.len() - 3..],
            ["RUSTC=/usr/bin/rustc", "/usr/bin/cargo", "build"]
        );
        assert!(!words.iter().any(|word| word.starts_with("RUSTFLAGS")));
    }
}
