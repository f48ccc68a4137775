//! Packages from npm that the page, its tests and the adapters use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tools::files::{copy, copy_folder, copy_folders};
use tools::npm::Packages;
use tools::process::{read, run_quietly, step};

/// What makes the page and tests it.
const PAGE: Packages = Packages {
    source: "web-demo",
    folder: "target/node",
    what: "jco-transpile, esbuild, client-zip, typescript, expect-type, playwright-core, puppeteer-core and axe-core",
    why: "to make JavaScript of the component, to write archives on the page, to check programs that use it, to drive browsers, and to check that everybody can use the page",
};

/// An example of our packages for browsers.
pub(crate) struct Example {
    /// What it is built with.
    packages: Packages,
    /// Which of our packages it uses, by their folders in target/npm.
    ours: &'static [&'static str],
}

/// The examples that the tests build.
pub(crate) const EXAMPLES: [Example; 4] = [
    Example {
        packages: Packages {
            source: "web-demo/examples/bundlers",
            folder: "target/examples/bundlers",
            what: "Vite, webpack, Rollup and esbuild",
            why: "to build the example for them",
        },
        ours: &["thumbox", "heic"],
    },
    Example {
        packages: Packages {
            source: "web-demo/examples/react-vite",
            folder: "target/examples/react-vite",
            what: "React and Vite",
            why: "to build the example for them",
        },
        ours: &["thumbox", "react"],
    },
    Example {
        packages: Packages {
            source: "web-demo/examples/uppy",
            folder: "target/examples/uppy",
            what: "Uppy and Vite",
            why: "to build the example for them",
        },
        ours: &["thumbox", "uppy"],
    },
    Example {
        packages: Packages {
            source: "web-demo/examples/sveltekit",
            folder: "target/examples/sveltekit",
            what: "SvelteKit and Vite",
            why: "to build the example for them",
        },
        ours: &["thumbox"],
    },
];

/// Deno and Bun, which run the package too.
pub(crate) const RUNTIMES: Packages = Packages {
    source: "web-demo/examples/runtimes",
    folder: "target/examples/runtimes",
    what: "Deno and Bun",
    why: "to run the package in them",
};

/// The examples for servers, which nothing builds.
pub(crate) const SERVERS: Example = Example {
    packages: Packages {
        source: "web-demo/examples/node-servers",
        folder: "target/examples/node-servers",
        what: "Express, Fastify and the AWS SDK",
        why: "to run the examples for servers",
    },
    ours: &["thumbox"],
};

/// sharp, beside which the tests run what `@thumbox/sharp` offers.
pub(crate) const SHARP: Packages = Packages {
    source: "web-demo/sharp-tests",
    folder: "target/sharp-tests",
    what: "sharp",
    why: "to run each call on it and on @thumbox/sharp",
};

/// Programs that depend on sharp, with `@thumbox/sharp` in its place: for `cargo xtask node --programs`.
pub(crate) const SHARP_PROGRAMS: Packages = Packages {
    source: "web-demo/sharp-programs",
    folder: "target/sharp-programs",
    what: "Next.js, Astro, Eleventy Image and IPX",
    why: "to run them with @thumbox/sharp in the place of sharp",
};

/// An example that takes 341 MB and a minute or more, for `cargo xtask page --test --all-examples`.
pub(crate) const NEXTJS: Example = Example {
    packages: Packages {
        source: "web-demo/examples/nextjs",
        folder: "target/examples/nextjs",
        what: "Next.js",
        why: "to build the example for both of its bundlers",
    },
    ours: &["thumbox", "heic", "react"],
};

/// What sends vectors through the package and through browsers; its folder beside the packages is [`ADAPTERS_FOLDER`].
const ADAPTERS: &str = "conformance/adapters";
/// Where the adapters are that Node runs, in the folder that [`packages`] returns.
pub(crate) const ADAPTERS_FOLDER: &str = "adapters";

/// Installs the packages of web-demo/package.json, and copies the project's scripts beside them, because Node looks
/// for packages where a script lies. Returns the folder.
///
/// # Errors
/// As [`Packages::install`].
pub(crate) fn packages(root: &Path) -> Result<PathBuf> {
    let source = root.join(PAGE.source);
    let folder = PAGE.install(root)?;
    copy(
        &source.join("build-worker.mjs"),
        &folder.join("build-worker.mjs"),
    )?;
    for name in ["package", "node", "tests"] {
        copy_folder(&source.join(name), &folder.join(name))?;
    }
    copy_modules(&root.join(ADAPTERS), &folder.join(ADAPTERS_FOLDER))?;
    Ok(folder)
}

/// Packs a package as npm does for publishing. Returns the archive, which lies beside the package's folder.
///
/// # Errors
/// Where npm fails.
pub(crate) fn pack(package: &Path) -> Result<PathBuf> {
    let folder = package.parent().context("the package has no folder")?;
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent"])
        .arg(package)
        .current_dir(folder);
    // The last line is the archive's name.
    let said = read(&mut npm)?;
    let name = said.lines().last().unwrap_or_default().trim();
    Ok(folder.join(name))
}

/// Installs archives that [`pack`] has made into a folder with a package.json, as a user does.
///
/// # Errors
/// Where npm fails.
pub(crate) fn install_archives<'a>(
    folder: &Path,
    archives: impl Iterator<Item = &'a PathBuf>,
) -> Result<()> {
    // Not in package.json: `npm ci` finds no file in a lock that was copied.
    run_quietly(
        Command::new("npm")
            .args(["install", "--no-save", "--offline", "--ignore-scripts"])
            .args(["--no-audit", "--no-fund"])
            .args(archives)
            .current_dir(folder),
    )
}

/// Builds an example: installs it, and runs the script `build`, which writes into `dist`.
///
/// # Errors
/// As [`install_example`], and where the script fails.
pub(crate) fn build_example(
    example: &Example,
    root: &Path,
    archives: &[(&str, PathBuf)],
) -> Result<()> {
    let folder = install_example(example, root, archives)?;
    step(&format!("building {}", example.packages.source));
    run_quietly(
        Command::new("npm")
            .args(["run", "--silent", "build"])
            .current_dir(&folder),
    )
}

/// Installs the packages of an example and those of `archives` that it uses, and copies all files beside them. [`pack`] makes the
/// archives; each has the name of its folder in target/npm. Returns the example's folder.
///
/// # Errors
/// As [`Packages::install`].
pub(crate) fn install_example(
    example: &Example,
    root: &Path,
    archives: &[(&str, PathBuf)],
) -> Result<PathBuf> {
    let folder = example.packages.install(root)?;
    let ours = archives
        .iter()
        .filter(|(name, _)| example.ours.contains(name));
    install_archives(&folder, ours.map(|(_, archive)| archive))?;
    copy_folders(&root.join(example.packages.source), &folder)?;
    Ok(folder)
}

/// Copies the modules of JavaScript of a folder, which has other files too.
fn copy_modules(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "mjs") {
            copy(&path, &to.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}
