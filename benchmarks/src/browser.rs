//! `cargo xtask bench --browser`: the first preview of a photo on a page, beside other libraries.
//!
//! Each library has a browser of its own, and a new page for each photo; they take turns.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use tools::files;
use tools::process::step;

use crate::machine::Machine;
use crate::packages;
use crate::picture::Picture;
use crate::report::write_page;
use crate::rounds::{self, Series};
use crate::{lambda, only_rounds};

const DEFAULT_ROUNDS: usize = 15;
/// The page has one, its Worker another.
const CORES: usize = 2;
/// Names of files in benchmarks/browser/page, and as people write them.
const LIBRARIES: [(&str, &str); 6] = [
    ("thumbox", "Thumbox"),
    ("thumbox-cold", "Thumbox, not warmed up"),
    ("wasm-vips", "wasm-vips"),
    ("browser-image-compression", "browser-image-compression"),
    ("pica", "Pica"),
    ("jsquash", "jSquash"),
];
/// The most that the first preview may take, in milliseconds.
const TARGET: f64 = 300.0;
const PAGE: &str = "docs/benchmarks-browser.md";
const SOURCE: &str = "benchmarks/browser";
const USAGE: &str = "usage: cargo xtask bench --browser [--rounds N]";

const ABOUT: &str = "\
# Benchmark of the page

`cargo xtask bench --browser` measures, prints this table and writes this page. On a page that has loaded and started a
library, a photo is chosen. The time is from there to the frame that shows its thumbnail: a JPEG of quality 80 that fits into
256 x 256. Every photo has a new page, on which the library has not made anything before; the libraries take turns, each in a
browser of its own. All but Pica work in a Worker. What each one is told is in
[benchmarks/browser/page](../benchmarks/browser/page).

Thumbox is started with `ready()`, which has it make a picture of its own, because browsers optimise the code of a component
while it runs. The second row is without that, as the other libraries are.

The longest pause is how long the page could not have answered meanwhile. Loaded is what the page has fetched for the library
until then, compressed with Brotli. Pica and browser-image-compression have the browser decode the photo, which takes no
download, and draw it into a canvas; what comes of that depends on the browser.

";

/// Our package, and the browser that all libraries run in.
pub struct Page {
    /// The folder with `index.js`.
    pub package: PathBuf,
    /// The program.
    pub chromium: PathBuf,
}

/// Measures all libraries, prints the table and writes the page. `build_page` builds the package and finds the browser.
///
/// # Errors
/// Where something cannot be built or installed, a library fails, or they do not make thumbnails of one size.
pub fn run(
    root: &Path,
    arguments: &[&str],
    build_page: impl FnOnce() -> Result<Page>,
) -> Result<()> {
    let rounds = only_rounds(arguments, DEFAULT_ROUNDS, USAGE)?;
    let page = build_page()?;
    let folder = packages::NODE_BROWSER.install(root)?;
    // Node looks for packages where a script lies.
    files::copy_folder(&root.join(SOURCE).join("page"), &folder.join("page"))?;
    for script in ["measure.mjs", "serve.mjs"] {
        let from = root.join(SOURCE).join(script);
        fs::copy(&from, folder.join(script)).with_context(|| from.display().to_string())?;
    }
    let [_, photo] = lambda::pictures(root)?;
    let machine = Machine::pin(CORES)?;
    let command = |(library, name)| {
        let mut command = Command::new("node");
        command
            .arg(folder.join("measure.mjs"))
            .args(["--library", library, "--thumbox"])
            .arg(&page.package)
            .arg("--chromium")
            .arg(&page.chromium)
            .arg(&photo.path);
        (name, command)
    };
    step(&format!(
        "{} libraries, {rounds} rounds and two before them",
        LIBRARIES.len()
    ));
    let commands = LIBRARIES.into_iter().map(command).collect();
    let series = rounds::alternate(commands, rounds)?;
    let table = table(&series);
    let conditions = conditions(root, &series, &photo, &machine, rounds)?;
    println!("{table}\n{conditions}");
    write_page(root, PAGE, ABOUT, &table, &conditions)
}

fn table(series: &[Series]) -> String {
    let mut text = "\
| library | first preview, ms | times Thumbox's | longest pause, ms | processor ms | loaded, kB | thumbnail, bytes |
|---|---:|---:|---:|---:|---:|---:|
"
    .to_owned();
    let Some(thumbox) = series.first() else {
        return text;
    };
    let ours = thumbox.median();
    for one in series {
        let cells = [
            one.name.to_owned(),
            format!("{:.0}", one.median()),
            format!("{:.2}", one.median() / ours),
            format!("{:.0}", one.last["pause"].as_f64().unwrap_or_default()),
            format!("{:.0}", one.cpu_median()),
            format!("{:.0}", one.bytes("transferred") as f64 / 1e3),
            one.bytes("bytes").to_string(),
        ];
        text += &format!("| {} |\n", cells.join(" | "));
    }
    let verdict = if ours <= TARGET { "met" } else { "**missed**" };
    text + &format!("\nAsked for: a first preview within {TARGET:.0} ms. That is {verdict}.\n")
}

fn conditions(
    root: &Path,
    series: &[Series],
    photo: &Picture,
    machine: &Machine,
    rounds: usize,
) -> Result<String> {
    let path: PathBuf = root.join(SOURCE).join("package.json");
    let package = fs::read(&path).with_context(|| path.display().to_string())?;
    let package: Value = serde_json::from_slice(&package)?;
    let packages = package["dependencies"].as_object();
    let versions: Vec<String> = packages
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "playwright-core")
        .map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or_default()))
        .collect();
    let browser = series
        .first()
        .and_then(|one| one.last["version"].as_str())
        .unwrap_or_default();
    Ok(format!(
        "{rounds} rounds; {} of {} cores, {}; Chromium {browser} without a window; {}.\n\n\
         {} The longest pause is that of the last round.\n",
        machine.used(),
        machine.cores,
        machine.processor,
        versions.join(", "),
        photo.described(),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn series(name: &'static str, ms: f64) -> Series {
        Series {
            name,
            ms: vec![ms],
            cpu_ms: vec![ms],
            last: json!({"pause": 9.4, "transferred": 700_400, "bytes": 18_000}),
        }
    }

    #[test]
    fn a_row_says_how_much_longer_a_library_takes() {
        let text = table(&[series("Thumbox", 200.0), series("Pica", 500.0)]);
        assert!(
            text.contains("| Thumbox | 200 | 1.00 | 9 | 200 | 700 | 18000 |"),
            "{text}"
        );
        assert!(text.contains("| Pica | 500 | 2.50 |"), "{text}");
        assert!(text.contains("That is met."), "{text}");
        assert!(table(&[series("Thumbox", 301.0)]).contains("That is **missed**."));
    }
}
