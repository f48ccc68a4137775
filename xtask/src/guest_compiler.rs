//! Finding, installing and running a compiler that can be trusted with the component.
//!
//! Not every compiler can: rustc 1.95.0 miscompiles WebAssembly SIMD. So a candidate has to have what
//! wasm32-unknown-unknown needs, and to pass the known-answer test (resizer-wasm/known-answer).

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use tools::apt;
use tools::process::{read, run, run_quietly};

use crate::precompiler;

const TARGET: &str = "wasm32-unknown-unknown";
/// Below the sources.
const TARGET_FOLDER: &str = "target/guest";
/// All hosts have the same ceiling: the module itself declares it. 1 GiB.
const MAX_MEMORY: &str = "-Clink-arg=--max-memory=1073741824";
pub(crate) const DEBIAN_PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];
/// Settings meant for the hosts' builds, none of which may reach the component.
const HOST_SETTINGS: [&str; 12] = [
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_TARGET_DIR",
    "RUSTC",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTUP_TOOLCHAIN",
    "CARGO_INCREMENTAL",
    "RUSTDOC",
];

/// A package that is built for wasm32-unknown-unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guest {
    /// The folder of its workspace, below the root.
    pub(crate) workspace: &'static str,
    /// Its name.
    pub(crate) package: &'static str,
    /// The name of its library.
    pub(crate) library: &'static str,
}

impl Guest {
    /// The resize component.
    pub(crate) const RESIZER: Self = Self::of_root("resizer-wasm", "resizer");
    const KNOWN_ANSWER: Self = Self::of_root("known-answer", "known_answer");

    /// A package of the workspace that everything but the codecs is in.
    pub(crate) const fn of_root(package: &'static str, library: &'static str) -> Self {
        Self {
            workspace: "",
            package,
            library,
        }
    }
}

/// A compiler for the guest.
pub(crate) struct GuestCompiler {
    rustc: PathBuf,
    cargo: PathBuf,
    sysroot: PathBuf,
    /// Whether the standard library is there for wasm32, or has to be built from its source.
    has_std: bool,
    version: String,
}

impl GuestCompiler {
    /// The first compiler that passes the known-answer test: the one that `THUMBOX_GUEST_RUSTC` names, or this
    /// toolchain, another one that rustup has, or Debian's, which is installed if need be.
    ///
    /// # Errors
    /// Where none passes and none can be installed; the message says what to install by hand.
    pub(crate) fn find(root: &Path) -> Result<Self> {
        if let Some(named) = env::var_os("THUMBOX_GUEST_RUSTC") {
            let compiler = Self::from_rustc(Path::new(&named))
                .context("THUMBOX_GUEST_RUSTC names a compiler that cannot be used")?;
            compiler.passes_known_answers(root)?;
            return Ok(compiler);
        }
        let mut rejected = Vec::new();
        for rustc in installed_compilers() {
            match Self::from_rustc(&rustc)
                .and_then(|compiler| compiler.passes_known_answers(root).map(|()| compiler))
            {
                Ok(compiler) => return Ok(compiler),
                Err(error) => rejected.push(format!("{}: {error:#}", rustc.display())),
            }
        }
        if apt::install(
            &DEBIAN_PACKAGES,
            "a compiler that gets WebAssembly SIMD right",
        )? {
            let compiler = Self::from_rustc(Path::new("/usr/bin/rustc"))?;
            compiler.passes_known_answers(root)?;
            return Ok(compiler);
        }
        bail!(
            "no compiler on this machine can build the component:\n  {}\n\
             Install one of these and run the command again:\n  \
             - with rustup: `rustup toolchain install nightly --target {TARGET}`\n  \
             - on Debian, as root: `apt-get update && apt-get install {}`\n\
             or name a compiler in THUMBOX_GUEST_RUSTC.",
            rejected.join("\n  "),
            DEBIAN_PACKAGES.join(" ")
        )
    }

    /// What it is: path, version and where its standard library comes from.
    pub(crate) fn description(&self) -> String {
        let library = if self.has_std {
            "its own standard library"
        } else {
            "standard library built from source"
        };
        format!("{} ({}), {library}", self.rustc.display(), self.version)
    }

    /// The line that `rustc --version` prints.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Builds a package for wasm32-unknown-unknown and returns the path of its module.
    ///
    /// # Errors
    /// Where it does not compile.
    pub(crate) fn build(&self, root: &Path, guest: Guest) -> Result<PathBuf> {
        run(&mut self.build_command(root, &cargo_home(), guest))?;
        Ok(module_path(root, guest))
    }

    /// What [`GuestCompiler::build`] runs, for sources in `root` and cargo's packages in `cargo_home`.
    pub(crate) fn build_command(&self, root: &Path, cargo_home: &Path, guest: Guest) -> Command {
        let mut cargo = self.cargo(root, cargo_home);
        cargo
            .current_dir(root.join(guest.workspace))
            .args(["build", "--quiet", "--locked", "--profile", "component"])
            .args(["--target", TARGET, "--package", guest.package, "--lib"])
            .arg("--target-dir")
            .arg(root.join(TARGET_FOLDER));
        cargo
    }

    /// Debian's, in a system where [`DEBIAN_PACKAGES`] are installed. `version` is what it calls itself.
    pub(crate) fn debian(version: &str) -> Self {
        Self {
            rustc: "/usr/bin/rustc".into(),
            cargo: "/usr/bin/cargo".into(),
            sysroot: "/usr".into(),
            has_std: false,
            version: version.to_owned(),
        }
    }

    /// Cargo with this compiler for programs of another kind of machine; `None` where it has neither the standard
    /// library for them nor the library's source.
    pub(crate) fn cargo_for(&self, root: &Path, target: &str) -> Option<Command> {
        let libraries = self.sysroot.join("lib/rustlib");
        let mut cargo = Command::new(&self.cargo);
        for name in HOST_SETTINGS {
            cargo.env_remove(name);
        }
        cargo.current_dir(root).env("RUSTC", &self.rustc);
        if !libraries.join(target).is_dir() {
            if !libraries.join("src/rust/library/std").is_dir() {
                return None;
            }
            cargo
                .env("RUSTC_BOOTSTRAP", "1")
                .arg("-Zbuild-std=std,panic_unwind");
        }
        Some(cargo)
    }

    fn from_rustc(rustc: &Path) -> Result<Self> {
        let ask = |argument: &[&str]| {
            read(
                Command::new(rustc)
                    .args(argument)
                    .env_remove("RUSTUP_TOOLCHAIN"),
            )
        };
        let sysroot = PathBuf::from(ask(&["--print", "sysroot"])?.trim());
        let version = ask(&["--version"])?.trim().to_owned();
        let libraries = sysroot.join("lib/rustlib");
        let has_std = libraries.join(TARGET).is_dir();
        if !has_std && !libraries.join("src/rust/library/std").is_dir() {
            bail!("{version} has neither the standard library for {TARGET} nor its source");
        }
        let cargo = rustc.with_file_name("cargo");
        if !cargo.is_file() {
            bail!("there is no cargo beside it");
        }
        Ok(Self {
            rustc: rustc.to_owned(),
            cargo,
            sysroot,
            has_std,
            version,
        })
    }

    /// Builds the known-answer module exactly as the component is built, and runs it.
    fn passes_known_answers(&self, root: &Path) -> Result<()> {
        let module = self.build(root, Guest::KNOWN_ANSWER)?;
        run_quietly(
            Command::new(precompiler::build(root)?)
                .arg("--known-answers")
                .arg(module),
        )
        .with_context(|| format!("{} fails the known-answer test", self.version))
    }

    fn cargo(&self, root: &Path, cargo_home: &Path) -> Command {
        let mut cargo = Command::new(&self.cargo);
        for name in HOST_SETTINGS {
            cargo.env_remove(name);
        }
        let mut flags = vec![
            "-Ctarget-feature=+simd128".to_owned(),
            MAX_MEMORY.to_owned(),
        ];
        // The same bytes wherever the sources lie.
        for (path, name) in [
            (root.to_owned(), "/thumbox"),
            (cargo_home.to_owned(), "/cargo"),
            (self.sysroot.join("lib/rustlib/src/rust"), "/rust"),
        ] {
            flags.push(format!("--remap-path-prefix={}={name}", path.display()));
        }
        if !self.has_std {
            // Both are unstable, which the variable allows on any compiler. Nobody hears what a component without imports says
            // when it panics, so it says nothing: the words, and what puts them together, are 4 % of the compressed bytes.
            flags.extend(["-Zunstable-options", "-Cpanic=immediate-abort"].map(str::to_owned));
            cargo
                .env("RUSTC_BOOTSTRAP", "1")
                .arg("-Zbuild-std=std,panic_abort");
        }
        cargo
            .env("RUSTC", &self.rustc)
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
        cargo
    }
}

/// The module that [`GuestCompiler::build_command`] makes.
pub(crate) fn module_path(root: &Path, guest: Guest) -> PathBuf {
    root.join(TARGET_FOLDER)
        .join(TARGET)
        .join("component")
        .join(guest.library)
        .with_extension("wasm")
}

/// Where cargo keeps the sources of packages.
pub(crate) fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(
        || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo"),
        PathBuf::from,
    )
}

/// Compilers on this machine, best first.
fn installed_compilers() -> Vec<PathBuf> {
    let mut compilers = Vec::new();
    if let Ok(sysroot) = read(Command::new("rustc").args(["--print", "sysroot"])) {
        compilers.push(Path::new(sysroot.trim()).join("bin/rustc"));
    }
    // "NAME [(default)] PATH", one a line. No rustup, no lines.
    if let Ok(toolchains) = read(Command::new("rustup").args(["toolchain", "list", "-v"])) {
        let paths = toolchains
            .lines()
            .filter_map(|line| line.split_whitespace().last());
        compilers.extend(paths.map(|path| Path::new(path).join("bin/rustc")));
    }
    compilers.push(PathBuf::from("/usr/bin/rustc"));
    let mut seen = std::collections::BTreeSet::new();
    compilers.retain(|rustc| {
        rustc
            .canonicalize()
            .is_ok_and(|canonical| seen.insert(canonical))
    });
    compilers
}
