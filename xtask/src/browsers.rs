//! The browsers that the page is tested in.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tools::apt;

/// Where Debian has WebKitGTK's small browser, which no search path leads to: in folders of processors, and there of
/// versions.
const LIBRARIES: &str = "/usr/lib";

/// WebKitGTK, as tests start it.
pub(crate) struct WebKit {
    /// What speaks WebDriver.
    pub(crate) driver: PathBuf,
    /// The browser that it starts.
    pub(crate) browser: PathBuf,
    /// What gives it a screen that nobody sees.
    pub(crate) screen: PathBuf,
}

/// Chromium or Chrome: the one that `THUMBOX_CHROMIUM` names, or the first on the search path, or Debian's, which is
/// installed if need be.
///
/// # Errors
/// Where there is none and none can be installed; the message says what to do.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("THUMBOX_CHROMIUM").map(PathBuf::from) {
        if !named.is_file() {
            bail!(
                "THUMBOX_CHROMIUM names {}, which is not a file",
                named.display()
            );
        }
        return Ok(named);
    }
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    found_or_installed(&["chromium"], || on_search_path(&names)).context(
        "another Chromium or Chrome can be named in THUMBOX_CHROMIUM, wherever it comes from",
    )
}

/// Firefox: the first on the search path, or Debian's, which is installed if need be.
///
/// # Errors
/// As [`chromium`].
pub(crate) fn firefox() -> Result<PathBuf> {
    found_or_installed(&["firefox-esr"], || {
        on_search_path(&["firefox-esr", "firefox"])
    })
}

/// WebKitGTK, which is Debian's and is installed if need be.
///
/// # Errors
/// As [`chromium`].
pub(crate) fn webkit() -> Result<WebKit> {
    found_or_installed(&["webkit2gtk-driver", "xvfb"], || {
        Some(WebKit {
            driver: on_search_path(&["WebKitWebDriver"])?,
            browser: mini_browser(Path::new(LIBRARIES))?,
            screen: on_search_path(&["xvfb-run"])?,
        })
    })
}

/// What is there, or is there once these packages of Debian are installed.
fn found_or_installed<T>(packages: &[&str], find: impl Fn() -> Option<T>) -> Result<T> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let packages_text = packages.join(" ");
    let by_hand = format!(
        "install what the page is tested with, on Debian with `apt-get update && apt-get install {packages_text}` as root"
    );
    if !apt::install(packages, "the page is tested with it").with_context(|| by_hand.clone())? {
        bail!("{packages_text} was not found; {by_hand}");
    }
    find().with_context(|| format!("apt-get installed {packages_text}, but it is not found"))
}

fn on_search_path(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}

/// The newest, where there are several.
fn mini_browser(libraries: &Path) -> Option<PathBuf> {
    let folders = |of: &Path| {
        let entries = fs::read_dir(of).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    folders(libraries)
        .iter()
        .flat_map(|processor| folders(processor))
        .filter(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("webkit2gtk-") || name.starts_with("webkitgtk-")
        })
        .map(|folder| folder.join("MiniBrowser"))
        .filter(|path| path.is_file())
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_small_browser_is_found() {
        let libraries = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tmp/browsers");
        let _ = fs::remove_dir_all(&libraries);
        for version in ["webkit2gtk-4.0", "webkit2gtk-4.1", "other-9"] {
            let folder = libraries.join("x86_64-linux-gnu").join(version);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("MiniBrowser"), "").unwrap();
        }
        let newest = libraries.join("x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser");
        assert_eq!(mini_browser(&libraries), Some(newest));
        assert_eq!(mini_browser(&libraries.join("nothing")), None);
    }
}
