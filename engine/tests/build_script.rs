//! What `build.rs` says to those who have not built the component, or only half of it, or whose files were changed.

#[path = "../build.rs"]
#[allow(dead_code, reason = "cargo calls its main()")]
mod build_script;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use build_script::embedded::{MALICIOUS, Part, REAL, list, locate};

/// Files of a build, in which no two bytes that are beside one another are equal.
const FILES: [&str; 4] = [
    "resizer.wasm",
    "resizer.x86-64-v3.cwasm",
    "resizer.x86-64-v2.cwasm",
    "resizer.aarch64.cwasm",
];
const ARCHS: [&str; 2] = ["x86_64", "aarch64"];

/// A complete build.
fn build() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join(REAL.folder);
    fs::create_dir_all(&folder).unwrap();
    let entries = FILES.map(|name| {
        let content = format!("what is in {name}");
        fs::write(folder.join(name), &content).unwrap();
        json!({"file": name, "sha256": digest(content.as_bytes())})
    });
    let [component, v3, v2, arm] = entries;
    let manifest = json!({
        "component": component,
        "precompiled": {"x86-64-v3": v3, "x86-64-v2": v2, "aarch64": arm},
        "precompiler_sha256": digest(b"the precompiler"),
        "guest_compiler": "rustc 1.96.0",
    });
    fs::write(manifest_of(&root), manifest.to_string()).unwrap();
    root
}

fn path(root: &TempDir, name: &str) -> PathBuf {
    root.path().join(REAL.folder).join(name)
}

fn manifest_of(root: &TempDir) -> PathBuf {
    path(root, "component.json")
}

fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is built in for each processor, or why nothing is.
fn located(root: &TempDir) -> [Result<Part, String>; 2] {
    located_with(&[], root).map(|found| found.map(|(resizer, _)| resizer))
}

/// The same with codecs.
fn located_with(codecs: &[&str], root: &TempDir) -> [Result<(Part, Vec<Part>), String>; 2] {
    let codecs: Vec<String> = codecs.iter().map(|name| (*name).to_owned()).collect();
    ARCHS.map(|arch| locate(root.path(), REAL, &codecs, arch, "linux"))
}

fn assert_says_what_to_do(reason: &str, root: &Path) {
    let (_, remedy) = reason.split_once('\n').expect(reason);
    assert_eq!(
        remedy,
        format!(
            "in {}, run `cargo xtask component`, which builds it, and then the same command again",
            root.display()
        )
    );
}

#[test]
fn without_the_component_it_says_what_to_run_and_where() {
    let root = tempfile::tempdir().unwrap();
    for reason in located(&root).map(Result::unwrap_err) {
        assert!(reason.contains("component.json: No such file"), "{reason}");
        assert_says_what_to_do(&reason, root.path());
    }
    let reason = locate(root.path(), MALICIOUS, &[], "x86_64", "linux").unwrap_err();
    assert!(reason.contains("run `cargo xtask sandbox`"), "{reason}");
}

#[test]
fn processors_have_their_forms() {
    let root = build();
    let expected = [
        ["resizer.x86-64-v3.cwasm", "resizer.x86-64-v2.cwasm"],
        ["resizer.aarch64.cwasm"; 2],
    ];
    for (found, forms) in located(&root).map(Result::unwrap).into_iter().zip(expected) {
        assert_eq!(found.name, "resizer");
        assert_eq!(found.sha256, digest(b"what is in resizer.wasm"));
        let forms = forms.map(|name| path(&root, name).display().to_string());
        assert_eq!(found.forms, forms);
    }
    let reason = locate(root.path(), REAL, &[], "riscv64", "linux").unwrap_err();
    assert!(
        reason.contains("this build is for riscv64 linux"),
        "{reason}"
    );
    // Another command would not help.
    assert!(!reason.contains("cargo xtask"), "{reason}");
}

#[test]
fn codecs_are_looked_for_where_they_are_wanted() {
    let root = build();
    for reason in located_with(&["avif"], &root).map(Result::unwrap_err) {
        assert!(
            reason.contains("no codec \"avif\", which the feature codec-avif asks for"),
            "{reason}"
        );
        assert_says_what_to_do(&reason, root.path());
    }
    // A codec with the files of the resizer, which is all that this is about.
    let text = fs::read(manifest_of(&root)).unwrap();
    let mut manifest: Value = serde_json::from_slice(&text).unwrap();
    manifest["codecs"]["avif"] = manifest.clone();
    fs::write(manifest_of(&root), manifest.to_string()).unwrap();
    for (resizer, codecs) in located_with(&["avif"], &root).map(Result::unwrap) {
        let expected = Part {
            name: "avif".to_owned(),
            forms: resizer.forms[1..].to_vec(),
            ..resizer
        };
        assert_eq!(codecs, [expected]);
    }
    for (_, codecs) in located_with(&[], &root).map(Result::unwrap) {
        assert_eq!(codecs, []);
    }
}

#[test]
fn the_list_of_codecs_is_an_expression() {
    assert_eq!(list(&[]), "&[]");
    let part = Part {
        name: "avif".to_owned(),
        sha256: "aa".to_owned(),
        forms: vec!["/a \"folder\"/1".to_owned()],
    };
    assert_eq!(
        list(&[part]),
        "&[Embedded { name: \"avif\", sha256: \"aa\", precompiled: \
         compiled_code!(\"/a \\\"folder\\\"/1\") },]"
    );
}

/// For each file, what was done to it, and for which processors it is looked at.
#[test]
fn files_that_were_changed_are_refused() {
    let all: &[usize] = &[0, 1];
    let [x86, arm]: [&[usize]; 2] = [&[0], &[1]];
    for (name, looked_at_by) in FILES.into_iter().zip([all, x86, x86, arm]) {
        let good = fs::read(path(&build(), name)).unwrap();
        let mut changed: Vec<Vec<u8>> = (0..good.len())
            .map(|at| {
                let mut bytes = good.clone();
                bytes[at] ^= 1;
                bytes
            })
            .collect();
        changed.push(good[..good.len() - 1].to_vec());
        changed.push([&good[..], b"\0"].concat());
        changed.push(Vec::new());
        for bytes in changed {
            let root = build();
            fs::write(path(&root, name), &bytes).unwrap();
            let results = located(&root);
            for processor in looked_at_by {
                let reason = results[*processor].as_ref().unwrap_err();
                assert!(
                    reason.contains(&format!(
                        "{name}: its SHA-256 is {}, component.json says {}",
                        digest(&bytes),
                        digest(&good)
                    )),
                    "{reason}"
                );
                assert_says_what_to_do(reason, root.path());
            }
        }
    }
}

#[test]
fn files_that_change_places_are_refused() {
    for (one, other) in [(0, 1), (1, 2), (2, 3), (1, 3)] {
        let root = build();
        let (one, other) = (path(&root, FILES[one]), path(&root, FILES[other]));
        let bytes = fs::read(&one).unwrap();
        fs::copy(&other, &one).unwrap();
        fs::write(&other, bytes).unwrap();
        let results = located(&root);
        let reason = results.iter().find_map(|result| result.as_ref().err());
        let reason = reason.expect("at least one processor has one of the two");
        assert!(reason.contains("its SHA-256 is"), "{reason}");
    }
}

#[test]
fn a_file_that_is_gone_is_named() {
    for name in FILES {
        let root = build();
        fs::remove_file(path(&root, name)).unwrap();
        let results = located(&root);
        let reason = results.iter().find_map(|result| result.as_ref().err());
        let reason = reason.expect("at least one processor has it");
        assert!(
            reason.contains(&format!("{name}: No such file")),
            "{reason}"
        );
        assert_says_what_to_do(reason, root.path());
    }
}

/// Either it is noticed, or it is in a part that decides nothing, such as the compiler's name.
#[test]
fn no_flipped_bit_of_the_manifest_leads_to_other_code() {
    let root = build();
    let manifest = manifest_of(&root);
    let good = fs::read(&manifest).unwrap();
    let expected = located(&root).map(Result::unwrap);
    let decides_nothing = |bytes: &[u8]| {
        let read = |bytes| serde_json::from_slice::<Value>(bytes).unwrap();
        let (good, bad) = (read(&good), read(bytes));
        ["component", "precompiled"]
            .iter()
            .all(|part| good[part] == bad[part])
    };
    let mut noticed = 0;
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            fs::write(&manifest, &bytes).unwrap();
            let results = located(&root);
            for (result, expected) in results.iter().zip(&expected) {
                match result {
                    Ok(found) => assert_eq!(found, expected),
                    Err(reason) => assert_says_what_to_do(reason, root.path()),
                }
            }
            match results.iter().any(Result::is_err) {
                true => noticed += 1,
                false => assert!(decides_nothing(&bytes), "byte {at}, bit {bit}"),
            }
        }
    }
    assert!(noticed > 0);
    for end in 0..good.len() {
        fs::write(&manifest, &good[..end]).unwrap();
        for reason in located(&root).map(Result::unwrap_err) {
            assert_says_what_to_do(&reason, root.path());
        }
    }
}
