//! docs/security.md names all code that the compiler does not check.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tools::process::read;

use crate::git::git;

const PAGE: &str = "docs/security.md";

/// How often a source has the word, apart from comments, texts and the name of the lint.
fn places(source: &str) -> usize {
    let code = |line: &str| -> String {
        let outside_of_texts: Vec<&str> = line.split('"').step_by(2).collect();
        let code = outside_of_texts.join(" ");
        code.split("//").next().unwrap_or_default().to_owned()
    };
    let words = |line: &str| {
        code(line)
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .filter(|word| *word == "unsafe")
            .count()
    };
    source.lines().map(words).sum()
}

/// The rows of the table: a file between backticks, and a number.
fn told(page: &str) -> BTreeMap<String, usize> {
    let row = |line: &str| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        let file = cells.next()?.strip_suffix(".rs`")?;
        Some((format!("{file}.rs"), cells.next()?.parse().ok()?))
    };
    page.lines().filter_map(row).collect()
}

#[test]
fn the_page_names_every_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this crate lies in the workspace");
    let files = read(git(root).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "*.rs",
    ]));
    let mut found = BTreeMap::new();
    for file in files.expect("the files of the repository").lines() {
        // One that was deleted and is still listed has nothing.
        let source = fs::read_to_string(root.join(file)).unwrap_or_default();
        let count = places(&source);
        if count > 0 || source.contains("unsafe_code, reason = \"generated\"") {
            found.insert(file.to_owned(), count);
        }
    }
    let page = fs::read_to_string(root.join(PAGE)).expect(PAGE);
    assert_eq!(
        told(&page),
        found,
        "{PAGE} on the left, sources on the right"
    );
}

#[test]
fn comments_and_texts_do_not_count() {
    let source = r#"#![forbid(WORD_code)]
// WORD
let a = "WORD"; // WORD
WORD { b(WORD { c }) }
#[WORD(no_mangle)]"#;
    let source = source.replace("WORD", "unsafe");
    assert_eq!(places(&source), 3);
    let page = "| file | places |\n|---|---|\n| `a/b.rs` | 2 | why |\n| `c` | d |\n";
    assert_eq!(told(page), BTreeMap::from([("a/b.rs".to_owned(), 2)]));
}
