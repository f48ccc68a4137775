//! What steps of the tests need besides the sources. Each is made when it is first asked for, and once.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::guest_compiler::GuestCompiler;
use crate::hosts::{self, Hosts};
use crate::prepare::{self, Prepared};
use crate::twins::Twins;
use crate::{sample_photo, test_tools, web};

/// What lies in target already, and is used as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Built {
    Nothing,
    /// target/component, built elsewhere of the same sources.
    Component,
    /// The tools, the component, the package and the page, by the same run of the tests.
    All,
}

/// All of it.
pub(super) struct Needs<'a> {
    pub(super) root: &'a Path,
    built: Built,
    python: OnceCell<PathBuf>,
    compiler: OnceCell<GuestCompiler>,
    twins: OnceCell<Twins>,
    sample: OnceCell<PathBuf>,
    page: OnceCell<PathBuf>,
    hosts: OnceCell<Hosts>,
}

impl<'a> Needs<'a> {
    pub(super) fn new(root: &'a Path, built: Built) -> Self {
        Self {
            root,
            built,
            python: OnceCell::new(),
            compiler: OnceCell::new(),
            twins: OnceCell::new(),
            sample: OnceCell::new(),
            page: OnceCell::new(),
            hosts: OnceCell::new(),
        }
    }

    /// The component in target/component.
    pub(super) fn component(&self) -> Result<()> {
        self.python().map(drop)
    }

    /// The compiler, and the component in target/component.
    pub(super) fn compiler(&self) -> Result<&GuestCompiler> {
        self.component()?;
        once(&self.compiler, || GuestCompiler::find(self.root))
    }

    /// The folder of the Python programs. The component and all other tools are installed with them.
    pub(super) fn python(&self) -> Result<&Path> {
        once(&self.python, || {
            let python = match self.built {
                Built::All => return local_aws::PYTHON.prepare(self.root),
                Built::Component => prepare::around_component(self.root)?,
                Built::Nothing => {
                    let Prepared { compiler, python } = prepare::all(self.root)?;
                    // Nothing else sets it before the component is there.
                    let _ = self.compiler.set(compiler);
                    python
                }
            };
            test_tools::install()?;
            Ok(python)
        })
        .map(PathBuf::as_path)
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
        if self.built == Built::All {
            return Ok(());
        }
        once(&self.page, || {
            web::build(self.root, self.compiler()?, self.sample()?)
        })
        .map(drop)
    }

    /// Everything that several steps need.
    pub(super) fn all(&self) -> Result<()> {
        self.compiler()?;
        self.page()?;
        self.hosts().map(drop)
    }

    /// The programs.
    pub(super) fn hosts(&self) -> Result<&Hosts> {
        once(&self.hosts, || {
            self.component()?;
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
