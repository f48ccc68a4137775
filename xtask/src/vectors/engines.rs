//! Everything that runs the component, and how each is asked.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::programs::Programs;
use super::started::Started;
use crate::adapters::Host;

/// One way to run the component.
pub(crate) struct Engine {
    /// The word that the command takes.
    pub(crate) name: &'static str,
    /// What the table says about it.
    pub(crate) title: &'static str,
    /// Of how many vectors the tests take one. The command takes all.
    pub(crate) one_of: usize,
    command: Start,
}

/// What has to be started for an engine.
#[derive(Clone, Copy)]
enum Start {
    /// The runner, with these arguments.
    Runner(&'static [&'static str]),
    /// The same, compiling the component when it starts.
    Compiler(&'static str),
    /// The runner for 64-bit Arm, on an emulated processor.
    Arm,
    /// A host that is no library for Rust.
    Host(Host),
}

/// The engine that blesses, and the first to ask: the hosts' own configuration.
pub(crate) const FIRST: &str = "v3";

/// All engines, quick ones first.
pub(crate) const ALL: [Engine; 16] = [
    Engine {
        name: FIRST,
        title: "wasmtime, code for x86-64-v3 (what the hosts run)",
        one_of: 1,
        command: Start::Runner(&["v3"]),
    },
    Engine {
        name: "v2",
        title: "wasmtime, code for x86-64-v2",
        one_of: 1,
        command: Start::Runner(&["v2"]),
    },
    Engine {
        name: "workers",
        title: "wasmtime, 8 images concurrently",
        one_of: 1,
        command: Start::Runner(&["v3", "--workers", "8"]),
    },
    Engine {
        name: "on-demand",
        title: "wasmtime, fresh memory for each instance",
        one_of: 1,
        command: Start::Runner(&["on-demand"]),
    },
    Engine {
        name: "canonical-nans",
        title: "wasmtime, NaNs canonicalized",
        one_of: 1,
        command: Start::Compiler("canonical-nans"),
    },
    Engine {
        name: "unoptimized",
        title: "wasmtime, Cranelift's optimiser off",
        one_of: 1,
        command: Start::Compiler("unoptimized"),
    },
    Engine {
        name: "pulley",
        title: "Pulley, wasmtime's interpreter",
        one_of: 8,
        command: Start::Compiler("pulley"),
    },
    Engine {
        name: "aarch64",
        title: "wasmtime, code for aarch64, under QEMU",
        one_of: 4,
        command: Start::Arm,
    },
    host(Host::Cli, 4, "`thumbox resize`"),
    host(Host::Invoke, 4, "Lambda's handler, `thumbox invoke`"),
    host(Host::Wheel, 1, "the Python package `thumbox`"),
    host(Host::Node, 1, "the package in Node (V8)"),
    host(Host::Chromium, 2, "the package in Chromium (V8)"),
    host(
        Host::Firefox,
        2,
        "the package in Firefox ESR (SpiderMonkey)",
    ),
    host(Host::WebKit, 2, "the package in WebKitGTK (JavaScriptCore)"),
    host(Host::Python, 1, "Python's package `wasmtime`"),
];

const fn host(host: Host, one_of: usize, title: &'static str) -> Engine {
    Engine {
        name: host.name(),
        title,
        one_of,
        command: Start::Host(host),
    }
}

impl Engine {
    /// What to start. Builds and installs what is missing.
    ///
    /// # Errors
    /// Where something cannot be built.
    pub(crate) fn start(&self, root: &Path, programs: &Programs) -> Result<Started> {
        let runner = |arguments: &[&str]| {
            let mut command = Command::new(programs.runner()?);
            command.args(arguments);
            Ok(Started::Command(Box::new(command)))
        };
        match self.command {
            Start::Runner(arguments) => runner(arguments),
            Start::Compiler(way) => {
                let component = root.join("target/component/resizer.wasm");
                runner(&[way, "--component", &component.to_string_lossy()])
            }
            Start::Arm => programs.arm_runner(),
            Start::Host(host) => {
                if host.needs_package() {
                    programs.package()?;
                }
                let command = host.runner(root, || programs.thumbox())?;
                Ok(Started::Command(Box::new(command)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_the_first_takes_all() {
        let names: BTreeSet<_> = ALL.iter().map(|engine| engine.name).collect();
        assert_eq!(names.len(), ALL.len());
        assert_eq!((ALL[0].name, ALL[0].one_of), (FIRST, 1));
    }
}
