//! `cargo xtask bench`: builds what the crate `benchmarks` measures.

use std::path::{Path, PathBuf};

use anyhow::Result;
use benchmarks::browser::Page;
use benchmarks::{browser, cli, lambda, node, python};
use tools::process::step;

use crate::guest_compiler::GuestCompiler;
use crate::prepare::{self, Prepared};
use crate::{bootstrap, browsers, component, hosts, sample_photo, web, wheel};

/// Runs the benchmark that the first argument names, or the one of the component.
///
/// # Errors
/// Where something cannot be built or installed, or a peer fails.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    match arguments {
        ["--browser", arguments @ ..] => browser::run(root, arguments, || build_page(root)),
        ["--cli", arguments @ ..] => cli::run(root, arguments, || build_thumbox(root)),
        ["--node", arguments @ ..] => node::run(root, arguments, || build_package(root)),
        ["--python", arguments @ ..] => python::run(root, arguments, || install_wheel(root)),
        ["--lambda", arguments @ ..] => lambda::run(root, arguments, || build_bootstrap(root)),
        arguments => benchmarks::run(root, arguments, || build_thumbox(root)),
    }
}

fn build_thumbox(root: &Path) -> Result<PathBuf> {
    component::build(root, &GuestCompiler::find(root)?)?;
    hosts::optimised_thumbox(root)
}

fn build_bootstrap(root: &Path) -> Result<lambda::Bootstrap> {
    component::build(root, &GuestCompiler::find(root)?)?;
    let path = hosts::optimised_bootstrap(root)?;
    step("looking at bootstrap");
    let file = bootstrap::describe(root, &path)?;
    Ok(lambda::Bootstrap {
        path,
        bytes: file.bytes,
        zipped: file.zipped,
        glibc: file.glibc.to_string(),
        glibc_of_lambda: bootstrap::GLIBC.to_string(),
        is_glibc_enough: file.glibc <= bootstrap::GLIBC,
    })
}

fn build_package(root: &Path) -> Result<PathBuf> {
    let compiler = GuestCompiler::find(root)?;
    component::build(root, &compiler)?;
    web::build_package(root, &compiler)
}

/// A Python with the wheel, optimised, and Pillow.
fn install_wheel(root: &Path) -> Result<PathBuf> {
    component::build(root, &GuestCompiler::find(root)?)?;
    wheel::installed(root, wheel::Profile::Release)
}

fn build_page(root: &Path) -> Result<Page> {
    let Prepared { compiler, .. } = prepare::all(root)?;
    let page = web::build(root, &compiler, &sample_photo::file(root)?)?;
    Ok(Page {
        package: page.join("thumbox"),
        chromium: browsers::chromium()?,
    })
}
