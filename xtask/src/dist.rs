//! `cargo xtask dist`: the archive of a release, in target/dist.

mod archive;
pub(crate) mod third_party;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use tools::files::fresh_folder;
use tools::process::{read, run, step};

use self::archive::{Entries, Entry};
use crate::component::{self, CODECS, Codec};
use crate::digests::hex_sha256;
use crate::guest_compiler::GuestCompiler;
use crate::hosts;

const SUMS: &str = "SHA256SUMS";
/// The package of the program.
const PROGRAM: &str = "host-cli";
/// Files of the repository that are in the archive under the same name.
const OURS: [&str; 4] = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];
/// Shells, and the file that each looks for, or reads when it is told to.
const COMPLETIONS: [(&str, &str); 4] = [
    ("bash", "thumbox.bash"),
    ("zsh", "_thumbox"),
    ("fish", "thumbox.fish"),
    ("powershell", "_thumbox.ps1"),
];

/// The codec that an archive and a wheel have only where asked: docs/heic-patents.md.
pub(crate) const HEIC: &str = "heic";

/// How `thumbox` is compiled.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    /// As it is given to others, into target/dist.
    Release,
    /// The same with the codec for HEIC, into target/dist-heic.
    ReleaseWithHeic,
    /// Quickly, to look at the archive, into target/dist-dev.
    Dev,
}

impl Profile {
    /// # Errors
    /// Naming the profiles that there are.
    pub(crate) fn named(name: &str) -> Result<Self> {
        match name {
            "release" => Ok(Self::Release),
            "dev" => Ok(Self::Dev),
            _ => bail!("there is no profile {name:?} for the archive; take release or dev"),
        }
    }
}

/// Builds the component, `thumbox` and the archive.
///
/// # Errors
/// Where something cannot be built, run or written.
pub(crate) fn run_with(root: &Path, profile: Profile) -> Result<()> {
    component::build(root, &GuestCompiler::find(root)?)?;
    let all = CODECS.map(|codec| codec.name);
    let free: Vec<&str> = all.into_iter().filter(|name| *name != HEIC).collect();
    let (thumbox, folder) = match profile {
        Profile::Release => (hosts::thumbox_to_give_away(root, &free)?, "target/dist"),
        Profile::ReleaseWithHeic => (hosts::thumbox_to_give_away(root, &all)?, "target/dist-heic"),
        Profile::Dev => (hosts::thumbox(root)?, "target/dist-dev"),
    };
    let archive = build(root, &thumbox, &root.join(folder))?;
    println!("archive {}", archive.path.display());
    println!("size    {} bytes", archive.size);
    println!("sha256  {}", archive.sha256);
    Ok(())
}

/// What was built.
struct Archive {
    path: PathBuf,
    size: usize,
    sha256: String,
}

/// Packs a program with all that belongs to it into `folder`, which has nothing else afterwards.
fn build(root: &Path, thumbox: &Path, folder: &Path) -> Result<Archive> {
    step("packing the archive");
    fresh_folder(folder)?;
    let codecs = codecs_of(&read(Command::new(thumbox).arg("--version"))?)?;
    let with_heic = match codecs.iter().any(|codec| codec.name == HEIC) {
        true => "-with-heic",
        false => "",
    };
    let version = env!("CARGO_PKG_VERSION");
    let name = format!("thumbox{with_heic}-{version}-{}", target()?);
    let bytes = archive::pack(&name, &entries(root, thumbox, &codecs, folder)?)?;
    let sha256 = hex_sha256(&bytes);
    let path = folder.join(format!("{name}.tar.gz"));
    fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
    // As `sha256sum --check` reads it.
    fs::write(folder.join(SUMS), format!("{sha256}  {name}.tar.gz\n"))?;
    Ok(Archive {
        path,
        size: bytes.len(),
        sha256,
    })
}

/// The codecs that a program has, by what its `--version` says.
///
/// # Errors
/// Where it names one that is unknown.
fn codecs_of(version: &str) -> Result<Vec<Codec>> {
    let names = version
        .lines()
        .filter_map(|line| line.strip_prefix("codec ")?.split(' ').next());
    names
        .map(|name| {
            let codec = CODECS.into_iter().find(|codec| codec.name == name);
            codec.with_context(|| format!("thumbox --version names an unknown codec {name:?}"))
        })
        .collect()
}

/// All files of the archive. `folder` is for what has to be written to be read.
fn entries(root: &Path, thumbox: &Path, codecs: &[Codec], folder: &Path) -> Result<Entries> {
    let file = |path: &Path| fs::read(path).with_context(|| path.display().to_string());
    let mut entries = Entries::new();
    entries.insert("thumbox".to_owned(), Entry::program(file(thumbox)?));
    for name in OURS {
        entries.insert(name.to_owned(), Entry::text(file(&root.join(name))?));
    }
    let third_party = third_party::text(root, PROGRAM, &target()?, codecs)?;
    entries.insert("THIRD-PARTY.txt".to_owned(), Entry::text(third_party));
    for (shell, name) in COMPLETIONS {
        let script = read(Command::new(thumbox).args(["completions", shell]))?;
        entries.insert(format!("completions/{name}"), Entry::text(script));
    }
    let pages = folder.join("man1");
    run(Command::new(thumbox)
        .args(["man", "--output-dir"])
        .arg(&pages)
        // It names what it has written.
        .stdout(std::process::Stdio::null()))?;
    for page in fs::read_dir(&pages)? {
        let page = page?;
        let name = format!("man/man1/{}", page.file_name().to_string_lossy());
        entries.insert(name, Entry::text(file(&page.path())?));
    }
    fs::remove_dir_all(pages)?;
    Ok(entries)
}

/// The target triple of programs that are built here.
pub(crate) fn target() -> Result<String> {
    let version = read(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}

/// Packs `thumbox`, however it was built, and looks at what is in the archive.
///
/// # Errors
/// Naming what is missing or wrong.
pub(crate) fn check(root: &Path, thumbox: &Path) -> Result<()> {
    step("the archive of a release");
    let folder = root.join("target/dist-check");
    let archive = build(root, thumbox, &folder)?;
    run(Command::new("sha256sum")
        .args(["--check", "--quiet", SUMS])
        .current_dir(&folder))?;
    // With a tar that is not ours.
    run(Command::new("tar")
        .arg("-xzf")
        .arg(&archive.path)
        .current_dir(&folder))?;
    let unpacked = archive.path.with_extension("").with_extension("");
    let mut missing = Vec::new();
    for name in expected() {
        if !unpacked.join(&name).is_file() {
            missing.push(name);
        }
    }
    if !missing.is_empty() {
        bail!("the archive has no {}", missing.join(", "));
    }
    let version = read(Command::new(unpacked.join("thumbox")).arg("-V"))?;
    if version.trim() != concat!("thumbox ", env!("CARGO_PKG_VERSION")) {
        bail!("the program of the archive says that it is {version}");
    }
    let third_party = fs::read_to_string(unpacked.join("THIRD-PARTY.txt"))?;
    // The engine, what is inside the component, and the decoder of each codec; rav1d is patched.
    let names = ["wasmtime", "moxcms", "rav1d", "heifer-hevc-dec", "jxl"];
    for name in names.map(|name| format!("\n{name} ")) {
        if !third_party.contains(&name) {
            bail!("THIRD-PARTY.txt has no {name:?}");
        }
    }
    Ok(())
}

/// Names that have to be in the archive; every command has a page.
fn expected() -> Vec<String> {
    let mut names: Vec<String> = OURS.map(str::to_owned).to_vec();
    names.extend(["thumbox", "THIRD-PARTY.txt"].map(str::to_owned));
    names.extend(COMPLETIONS.map(|(_, name)| format!("completions/{name}")));
    names.extend(
        ["thumbox", "thumbox-resize", "thumbox-recipe-check"]
            .map(|name| format!("man/man1/{name}.1")),
    );
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_is_that_of_this_machine() {
        let target = target().unwrap();
        assert!(target.starts_with(std::env::consts::ARCH), "{target}");
        assert!(target.contains(std::env::consts::OS), "{target}");
    }

    #[test]
    fn codecs_are_those_of_the_program() {
        let names = |version: &str| {
            let codecs = codecs_of(version)?;
            Ok::<_, anyhow::Error>(codecs.iter().map(|codec| codec.name).collect::<Vec<_>>())
        };
        let version = "thumbox 0.1.0\ncomponent 00\ncodec avif 11\ncodec jxl 22\n";
        assert_eq!(names(version).unwrap(), ["avif", "jxl"]);
        assert!(names("thumbox 0.1.0\ncomponent 00\n").unwrap().is_empty());
        let error = names("codec toy 33\n").unwrap_err().to_string();
        assert!(error.contains("unknown codec \"toy\""), "{error}");
    }

    #[test]
    fn there_are_two_profiles() {
        assert!(Profile::named("dev").is_ok() && Profile::named("release").is_ok());
        let error = Profile::named("debug").err().unwrap().to_string();
        assert!(error.contains("take release or dev"), "{error}");
    }
}
