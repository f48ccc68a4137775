//! What steps of the tests need besides the sources. Each is made when it is first asked for, and once.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::guest_compiler::GuestCompiler;
use crate::hosts::{self, Hosts};
use crate::prepare::{self, Prepared};
use crate::twins::Twins;
use crate::{sample_photo, test_tools, web};

/// All of it.
pub(super) struct Needs<'a> {
    pub(super) root: &'a Path,
    prepared: OnceCell<Prepared>,
    twins: OnceCell<Twins>,
    sample: OnceCell<PathBuf>,
    page: OnceCell<PathBuf>,
    hosts: OnceCell<Hosts>,
}

impl<'a> Needs<'a> {
    pub(super) fn new(root: &'a Path) -> Self {
        Self {
            root,
            prepared: OnceCell::new(),
            twins: OnceCell::new(),
            sample: OnceCell::new(),
            page: OnceCell::new(),
            hosts: OnceCell::new(),
        }
    }

    /// The compiler, and the component in target/component, built by it.
    pub(super) fn compiler(&self) -> Result<&GuestCompiler> {
        Ok(&self.prepared()?.compiler)
    }

    /// The folder of the Python programs.
    pub(super) fn python(&self) -> Result<&Path> {
        Ok(&self.prepared()?.python)
    }

    fn prepared(&self) -> Result<&Prepared> {
        once(&self.prepared, || {
            let prepared = prepare::all(self.root)?;
            test_tools::install()?;
            Ok(prepared)
        })
    }

    /// The programs that do with SIMD, and without it, what tests compare.
    pub(super) fn twins(&self) -> Result<&Twins> {
        once(&self.twins, || Twins::build(self.root, self.compiler()?))
    }

    /// A photo.
    pub(super) fn sample(&self) -> Result<&Path> {
        once(&self.sample, || sample_photo::file(self.root)).map(PathBuf::as_path)
    }

    /// The package in target/npm and the page in target/web.
    pub(super) fn page(&self) -> Result<()> {
        once(&self.page, || {
            web::build(self.root, self.compiler()?, self.sample()?)
        })
        .map(drop)
    }

    /// The programs.
    pub(super) fn hosts(&self) -> Result<&Hosts> {
        once(&self.hosts, || {
            self.prepared()?;
            hosts::build(self.root)
        })
    }
}

/// What is in the cell, or what `make` puts there.
fn once<T>(cell: &OnceCell<T>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(made) = cell.get() {
        return Ok(made);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
}
