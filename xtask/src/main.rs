//! The project's own commands.
#![forbid(unsafe_code)]

mod component;
mod guest_compiler;
mod precompiler;
mod process;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::guest_compiler::GuestCompiler;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  component       build the component into target/component, check it, compile it ahead of time
  demo [PHOTO]    send one photo through all three hosts and compare what comes out
  test            everything CI runs: format, lints, docs, licences, all tests";

fn main() -> ExitCode {
    match command() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<()> {
    process::end_services_on_signal()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this crate lies in a folder of the workspace");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["component"] => {
            let compiler = GuestCompiler::find(root)?;
            let component = component::build(root, &compiler)?;
            println!("component {}", component.path.display());
            println!("size      {} bytes", component.size);
            println!("sha256    {}", component.sha256);
            println!("compiler  {}", compiler.description());
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}
