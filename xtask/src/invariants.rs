//! What crates must not know, as docs/ARCHITECTURE.md states it, checked against their dependencies.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::cargo;

/// A dependency, by its name or the beginning of it, and a package of ours that may have it; those that are not listed with it
/// may not.
const ONLY: [(&str, &str); 12] = [
    ("wasmtime", "engine"),
    ("aws-", "host-lambda"),
    ("lambda_", "host-lambda"),
    ("wasm-bindgen-cli", "xtask"),
    ("clap", "host-cli"),
    ("wit-bindgen", "resizer-wasm"),
    ("wit-bindgen", "codec-farbfeld"),
    ("libm", "resizer-wasm"),
    ("libm", "similarity"),
    ("libfuzzer-sys", "fuzz"),
    ("ssimulacra2", "score"),
    ("pyo3", "thumbox-python"),
];

/// Packages of ours that a package may depend on. Hosts stand side by side, and nothing depends on them; but the command
/// line runs the handler of Lambda, without the SDK (`host-cli/tests/invoke_failures.rs`).
const OURS: [(&str, &[&str]); 29] = [
    ("request", &[]),
    ("recipe", &["request"]),
    ("records", &["recipe"]),
    ("lanes", &[]),
    ("jpeg-shrink", &["lanes"]),
    ("vp8-shrink", &["lanes"]),
    ("vp8l-encode", &[]),
    ("raster", &[]),
    ("similarity", &[]),
    ("plan", &["request", "raster"]),
    ("isobmff", &[]),
    ("jxl-head", &[]),
    (
        "resizer-wasm",
        &[
            "request",
            "lanes",
            "jpeg-shrink",
            "vp8-shrink",
            "vp8l-encode",
            "raster",
            "similarity",
            "plan",
            "isobmff",
            "jxl-head",
        ],
    ),
    ("codec-farbfeld", &[]),
    ("known-answer", &[]),
    (
        "simd-twins",
        &["resizer-wasm", "lanes", "jpeg-shrink", "vp8-shrink"],
    ),
    (
        "fuzz",
        &[
            "resizer-wasm",
            "jpeg-shrink",
            "vp8-shrink",
            "isobmff",
            "jxl-head",
            "request",
            "recipe",
            "records",
        ],
    ),
    ("tools", &[]),
    ("local-aws", &["tools"]),
    ("benchmarks", &["local-aws", "tools"]),
    ("xtask", &["benchmarks", "local-aws", "recipe", "tools"]),
    ("runner", &["engine", "recipe"]),
    ("score", &[]),
    ("soak", &["engine", "recipe"]),
    ("engine", &["recipe", "raster"]),
    ("host-cli", &["engine", "host-lambda", "recipe", "records"]),
    ("host-lambda", &["engine", "recipe", "records"]),
    ("web-demo", &["recipe"]),
    ("thumbox-python", &["engine", "raster", "recipe"]),
];

/// Checks the dependencies that the packages declare, those for tests excepted.
///
/// # Errors
/// Naming each arrow that points the wrong way.
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut wrong = Vec::new();
    for package in cargo::packages(root)? {
        let name = package["name"].as_str().context("no name")?;
        let Some((_, allowed)) = OURS.iter().find(|(ours, _)| *ours == name) else {
            bail!(
                "xtask/src/invariants.rs does not know the package {name}; say there what it may depend on"
            );
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let on = dependency["name"].as_str().context("no name")?;
            if dependency["kind"] != "dev" && !may_depend(name, on, allowed) {
                wrong.push(format!("{name} must not depend on {on}"));
            }
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}

fn may_depend(package: &str, on: &str, allowed: &[&str]) -> bool {
    if OURS.iter().any(|(ours, _)| *ours == on) {
        return allowed.contains(&on);
    }
    let mut listed = (ONLY.iter())
        .filter(|(start, _)| on.starts_with(start))
        .peekable();
    listed.peek().is_none() || listed.any(|(_, only)| *only == package)
}

#[cfg(test)]
mod tests {
    use super::may_depend;

    #[test]
    fn arrows_point_one_way() {
        assert!(may_depend("engine", "wasmtime", &["recipe"]));
        assert!(may_depend("engine", "recipe", &["recipe"]));
        assert!(may_depend("host-cli", "serde", &["engine"]));
        assert!(!may_depend("host-cli", "wasmtime", &["engine"]));
        assert!(!may_depend("host-lambda", "host-cli", &["engine"]));
        assert!(!may_depend("resizer-wasm", "engine", &[]));
        assert!(!may_depend("recipe", "aws-sdk-s3", &[]));
        assert!(may_depend("codec-farbfeld", "wit-bindgen", &[]));
        assert!(!may_depend("recipe", "wit-bindgen", &[]));
    }
}
