//! The Python package: its wheel, installed and tested as its users do.

mod lambda;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};
use tools::files::fresh_folder;
use tools::process::{run, run_quietly, step};

use crate::component::{self, CODECS};
use crate::digests::hex_sha256;
use crate::dist::{self, HEIC, third_party};
use crate::guest_compiler::{GuestCompiler, cargo_home};
use crate::{hostile, python};

/// The package of the extension module.
const MODULE: &str = "thumbox-python";
/// What pyproject.toml has maturin put beside the module: our licences, and those of others.
const LICENCES: &str = "python/licences";
const OUR_LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
const THIRD_PARTY: &str = "THIRD-PARTY.txt";
const TESTS: &str = "python/tests";
/// Systems that wheels are made for, and the tags of these. Zig links with the symbols of that version of glibc. For macOS and Windows
/// the component is not compiled ahead of time.
const TARGETS: [(&str, &str); 4] = [
    ("x86_64-unknown-linux-gnu", "manylinux_2_17"),
    ("aarch64-unknown-linux-gnu", "manylinux_2_17"),
    ("x86_64-unknown-linux-musl", "musllinux_1_2"),
    ("aarch64-unknown-linux-musl", "musllinux_1_2"),
];
/// An environment with the wheel alone.
const ALONE: &str = "target/python-alone";

/// How the extension module is compiled.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    /// As it is given to others.
    Release,
    /// The same with the codec for HEIC.
    ReleaseWithHeic,
    /// Quickly, with all codecs, to test it.
    Dev,
}

impl Profile {
    /// Where its wheel lies.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Release => "target/dist-wheel",
            Self::ReleaseWithHeic => "target/dist-wheel-heic",
            Self::Dev => "target/wheel-dev",
        }
    }
}

/// Builds the component and the wheel of the Python package.
///
/// # Errors
/// Where something cannot be built.
pub(crate) fn give_away(root: &Path, profile: Profile) -> Result<()> {
    component::build(root, &GuestCompiler::find(root)?)?;
    described(&build(root, profile)?)
}

/// Builds the component and the wheel for another system, or for an older C library than this computer's.
///
/// # Errors
/// Where something cannot be built.
pub(crate) fn give_away_for(root: &Path, target: &str) -> Result<()> {
    component::build(root, &GuestCompiler::find(root)?)?;
    described(&build_for(root, target)?)
}

fn described(wheel: &Path) -> Result<()> {
    let bytes = fs::read(wheel)?;
    println!("wheel   {}", wheel.display());
    println!("size    {} bytes", bytes.len());
    println!("sha256  {}", hex_sha256(&bytes));
    Ok(())
}

/// Makes the wheel, which its folder has alone afterwards. target/component must be there.
///
/// # Errors
/// Where something cannot be installed or compiled.
fn build(root: &Path, profile: Profile) -> Result<PathBuf> {
    let folder = root.join(profile.folder());
    let maturin = python::MATURIN.prepare(root)?.join("bin/maturin");
    let target = dist::target()?;
    write_licences(root, &target, !matches!(profile, Profile::Release))?;
    step("building the wheel");
    fresh_folder(&folder)?;
    let mut command = Command::new(maturin);
    command
        .current_dir(root)
        .args(["build", "--locked", "--manifest-path", "python/Cargo.toml"])
        .arg("--out")
        .arg(&folder);
    match profile {
        Profile::Release => release(&mut command, root),
        Profile::ReleaseWithHeic => release(&mut command, root).args(["--features", "heic"]),
        Profile::Dev => command
            .args(["--profile", "dev", "--features", "heic"])
            // What this machine has is enough for it.
            .args(["--compatibility", "linux", "--target-dir", "target"]),
    };
    run_quietly(&mut command)?;
    wheel_in(&folder)
}

/// Writes the licences that the wheel for a target has: ours, and those of what others wrote of it.
fn write_licences(root: &Path, target: &str, with_heic: bool) -> Result<()> {
    let folder = root.join(LICENCES);
    fresh_folder(&folder)?;
    for name in OUR_LICENCES {
        fs::copy(root.join(name), folder.join(name))?;
    }
    let codecs = CODECS.into_iter();
    let codecs: Vec<_> = codecs
        .filter(|codec| with_heic || codec.name != HEIC)
        .collect();
    let text = third_party::text(root, MODULE, target, &codecs)?;
    Ok(fs::write(folder.join(THIRD_PARTY), text)?)
}

/// Without this machine's paths, and with the tag of the glibc that the module needs, which maturin reads out of it.
fn release<'a>(command: &'a mut Command, root: &Path) -> &'a mut Command {
    let flags = [(root.to_owned(), "/thumbox"), (cargo_home(), "/cargo")]
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()));
    command
        .args(["--release", "--target-dir", "target/dist-build"])
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        // Of all entries of the archive: the same files give the same wheel.
        .env("SOURCE_DATE_EPOCH", "315532800")
}

/// Makes the wheel, optimised, for one of [`TARGETS`]. Its standard library must be there, and target/component.
///
/// # Errors
/// Where the target is none of them, or something cannot be installed or compiled.
fn build_for(root: &Path, target: &str) -> Result<PathBuf> {
    let Some((_, compatibility)) = TARGETS.iter().find(|(name, _)| *name == target) else {
        let known = TARGETS.map(|(name, _)| name).join(", ");
        bail!("there are no wheels for {target:?}; take one of {known}");
    };
    let bin = python::MATURIN_ZIG.prepare(root)?.join("bin");
    write_licences(root, target, false)?;
    step(&format!("building the wheel for {target} (some minutes)"));
    let folder = root.join(format!("target/dist-wheel-{target}"));
    fresh_folder(&folder)?;
    let mut command = Command::new(bin.join("maturin"));
    command
        .current_dir(root)
        .args(["build", "--locked", "--manifest-path", "python/Cargo.toml"])
        .args([
            "--zig",
            "--target",
            target,
            "--compatibility",
            compatibility,
        ])
        .arg("--out")
        .arg(&folder)
        // maturin finds Zig by the Python that comes first.
        .env("PATH", with_first(&bin)?);
    run_quietly(release(&mut command, root))?;
    wheel_in(&folder)
}

/// The variable `PATH` with a folder before all others.
fn with_first(folder: &Path) -> Result<OsString> {
    let others = std::env::var_os("PATH").unwrap_or_default();
    let folders = [folder.to_owned()].into_iter();
    Ok(std::env::join_paths(
        folders.chain(std::env::split_paths(&others)),
    )?)
}

fn wheel_in(folder: &Path) -> Result<PathBuf> {
    let mut wheels = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "whl") {
            wheels.push(path);
        }
    }
    match <[PathBuf; 1]>::try_from(wheels) {
        Ok([wheel]) => Ok(wheel),
        Err(wheels) => bail!(
            "{} has {} wheels; expected one",
            folder.display(),
            wheels.len()
        ),
    }
}

/// Builds the wheel and installs it beside what its tests use. Returns the environment's Python.
///
/// # Errors
/// As [`build`], and where pip refuses.
pub(crate) fn installed(root: &Path, profile: Profile) -> Result<PathBuf> {
    let wheel = build(root, profile)?;
    let environment = python::WHEEL_TESTS.prepare(root)?;
    let python = environment.join("bin/python");
    install(&python, &python, &wheel)?;
    Ok(python)
}

/// Installs a wheel, and nothing else, for a Python. `pip` is one that has pip.
fn install(pip: &Path, python: &Path, wheel: &Path) -> Result<()> {
    run_quietly(
        Command::new(pip)
            .args(["-m", "pip", "--python"])
            .arg(python)
            .args(["install", "--no-deps", "--no-index", "--force-reinstall"])
            .args(["--disable-pip-version-check", "--quiet"])
            .arg(wheel),
    )
}

/// The tests of the wheel: in an environment with nothing else, beside Pillow, NumPy and others, and as a function on Lambda.
/// `sample` is a photo, `weed` the program of the S3 server.
///
/// # Errors
/// Where a test fails.
pub(crate) fn check(root: &Path, sample: &Path, weed: &Path) -> Result<()> {
    let python = installed(root, Profile::Dev)?;
    let wheel = wheel_in(&root.join(Profile::Dev.folder()))?;
    let bombs = root.join("target/python-bombs");
    fresh_folder(&bombs)?;
    let list = hostile::draw_quick(root, &bombs)?;
    let tests = |python: &Path, names: &[&str]| {
        let mut command = Command::new(python);
        // Away from the package's sources, which lack the extension module.
        command
            .current_dir(root.join(TESTS))
            .args(["-B", "-m", "unittest", "--quiet"])
            .args(names)
            .env("THUMBOX_ROOT", root)
            .env("THUMBOX_SAMPLE", sample)
            .env("THUMBOX_BOMBS", &list);
        command
    };
    step("tests of the wheel, with nothing else installed");
    let alone = root.join(ALONE);
    fresh_folder(&alone)?;
    run_quietly(
        Command::new("python3")
            .args(["-m", "venv", "--without-pip"])
            .arg(&alone),
    )?;
    let alone = alone.join("bin/python");
    install(&python, &alone, &wheel)?;
    run(&mut tests(&alone, &["alone"]))?;
    step("tests of the wheel");
    run(&mut tests(&python, &[]))?;
    lambda::check(root, &python, weed, sample)
}
