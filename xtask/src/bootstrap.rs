//! What the file `bootstrap` asks of the computer that runs it, and of those who upload it.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use object::Endianness;
use object::elf::FileHeader64;
use object::read::elf::{FileHeader, SectionHeader};
use tools::files::fresh_folder;
use tools::process::{read, step};

/// The C library of Amazon Linux 2023, which `provided.al2023` is.
pub(crate) const GLIBC: Version = Version(2, 34);
/// Where the linker finds versions of symbols of the C library.
const PREFIX: &str = "GLIBC_";
/// The TLS library that waits for entropy when it starts. Ours is ring.
const SLOW_TLS: &str = "aws-lc";
const OUR_TLS: &str = "ring ";

/// A version of the C library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u32, u32);

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.0, self.1)
    }
}

/// What can be said of the file.
pub(crate) struct Bootstrap {
    pub(crate) bytes: u64,
    /// Its size in the archive that is uploaded.
    pub(crate) zipped: u64,
    /// The oldest C library that it runs with.
    pub(crate) glibc: Version,
}

/// Describes the file, after packing it as it is deployed.
///
/// # Errors
/// Where it is no program for Linux, or cannot be packed.
pub(crate) fn describe(root: &Path, bootstrap: &Path) -> Result<Bootstrap> {
    let folder = root.join("target/bench/lambda/zipped");
    fresh_folder(&folder)?;
    let python = local_aws::PYTHON.prepare(root)?;
    let zip = local_aws::pack(&python, &[bootstrap.to_owned()], &folder)?;
    let file = fs::read(bootstrap).with_context(|| bootstrap.display().to_string())?;
    Ok(Bootstrap {
        bytes: file.len() as u64,
        zipped: zip.metadata()?.len(),
        glibc: glibc(&file)?,
    })
}

/// Checks that Lambda's C library is new enough, and that no TLS library makes cold starts wait.
///
/// # Errors
/// Saying what is wrong.
pub(crate) fn check(root: &Path, bootstrap: &Path) -> Result<()> {
    step("what bootstrap needs");
    let file = fs::read(bootstrap).with_context(|| bootstrap.display().to_string())?;
    check_glibc(&file, GLIBC)?;
    let tree = read(Command::new("cargo").current_dir(root).args([
        "tree",
        "--locked",
        "--package",
        "host-lambda",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ]))?;
    check_tls(&tree)
}

fn check_glibc(file: &[u8], there: Version) -> Result<()> {
    let needed = glibc(file)?;
    if needed > there {
        bail!("bootstrap needs glibc {needed}, and Lambda has {there}");
    }
    Ok(())
}

fn check_tls(tree: &str) -> Result<()> {
    if let Some(found) = tree.lines().find(|line| line.starts_with(SLOW_TLS)) {
        bail!("{found} is part of bootstrap: it waits for entropy at every cold start");
    }
    if !tree.lines().any(|line| line.starts_with(OUR_TLS)) {
        bail!(
            "bootstrap has no ring, so its TLS is that of another library; xtask/src/bootstrap.rs has to know it"
        );
    }
    Ok(())
}

/// The newest version among the symbols that the file takes from the C library.
fn glibc(file: &[u8]) -> Result<Version> {
    let header = FileHeader64::<Endianness>::parse(file).context("no ELF file of 64 bits")?;
    let endian = header.endian()?;
    let sections = header.sections(endian, file)?;
    let mut newest = None;
    for section in sections.iter() {
        let Some((mut libraries, strings)) = section.gnu_verneed(endian, file)? else {
            continue;
        };
        let strings = sections.strings(endian, file, strings)?;
        while let Some((_, mut needs)) = libraries.next()? {
            while let Some(need) = needs.next()? {
                let name = String::from_utf8_lossy(need.name(endian, strings)?);
                newest = newest.max(version(&name)?);
            }
        }
    }
    newest.context("it takes no symbol from glibc")
}

/// `GLIBC_2.34` or `GLIBC_2.2.5`; `None` for what is another library's. A version without a number, such as
/// `GLIBC_PRIVATE` or `GLIBC_ABI_DT_RELR`, is one that nobody promises.
fn version(symbol: &str) -> Result<Option<Version>> {
    let Some(version) = symbol.strip_prefix(PREFIX) else {
        return Ok(None);
    };
    let mut numbers = version.split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => Ok(Some(Version(major, minor))),
        _ => bail!("it takes symbols of {symbol}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        assert_eq!(version("GLIBC_2.34").unwrap(), Some(GLIBC));
        assert_eq!(version("GLIBC_2.2.5").unwrap(), Some(Version(2, 2)));
        assert_eq!(version("GCC_3.0").unwrap(), None);
        assert!(version("GLIBC_PRIVATE").is_err());
        assert!(Version(2, 9) < GLIBC && GLIBC < Version(2, 35));
        assert_eq!(GLIBC.to_string(), "2.34");
    }

    #[test]
    fn what_a_program_needs_is_found() {
        let this = fs::read(std::env::current_exe().unwrap()).unwrap();
        let found = glibc(&this).unwrap();
        // `memcpy` has been of 2.14 since that was new.
        assert!(found >= Version(2, 14), "{found}");
        assert!(check_glibc(&this, found).is_ok());
        let error = check_glibc(&this, Version(2, 13)).unwrap_err().to_string();
        assert!(error.ends_with("and Lambda has 2.13"), "{error}");
        assert!(glibc(b"#!/bin/sh\n").is_err());
    }

    #[test]
    fn a_tls_library_that_waits_is_refused() {
        assert!(check_tls("rustls v0.23.0\nring v0.17.0\n").is_ok());
        let error = check_tls("rustls v0.23.0\naws-lc-rs v1.0.0\nring v0.17.0\n");
        assert!(error.unwrap_err().to_string().contains("aws-lc-rs v1.0.0"));
        assert!(check_tls("rustls v0.23.0\n").is_err());
    }
}
