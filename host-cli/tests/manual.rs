//! What the program says about itself: version, suggestions, completions and manual pages.

mod program;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};

use program::{folder, names, stderr, thumbox};
use rustix::process::Signal;

const COMMANDS: [&[&str]; 11] = [
    &[],
    &["resize"],
    &["probe"],
    &["bench"],
    &["invoke"],
    &["formats"],
    &["recipe"],
    &["recipe", "check"],
    &["recipe", "init"],
    &["recipe", "show"],
    &["man"],
];

/// Standard output of a run that has to succeed.
fn said<'a>(arguments: impl IntoIterator<Item = &'a str>) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = thumbox(folder.path(), arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_version_names_the_component_in_its_long_form() {
    let version = format!("thumbox {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(said(["-V"]), version);
    let long = said(["--version"]);
    let component = long
        .strip_prefix(&version)
        .and_then(|rest| rest.strip_prefix("component "))
        .unwrap_or_else(|| panic!("{long}"));
    let codecs = engine::codecs().map(|codec| format!("codec {} {}\n", codec.name, codec.sha256));
    let codecs = codecs.collect::<String>();
    assert!(codecs.lines().count() > 0);
    assert_eq!(component, format!("{}\n{codecs}", engine::COMPONENT_SHA256));
}

#[test]
fn the_version_is_what_receipts_call_the_component() {
    let folder = program::buckets::uploads(&["a.jpg"]);
    let event = program::buckets::notification("ObjectCreated:Put", &["a.jpg"]);
    program::buckets::write_event(&folder, &event);
    let output = program::buckets::invoke(&folder, "event.json", &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let notes = program::buckets::files(&folder.path().join("images-resized/.thumbox"));
    let named = notes
        .values()
        .map(|(_, note)| String::from_utf8_lossy(note))
        .filter(|note| note.contains("\"thumbox-component\""));
    let named: Vec<bool> = named
        .map(|note| note.contains(engine::COMPONENT_SHA256))
        .collect();
    assert_eq!(named, [true]);
}

#[test]
fn mistyped_words_get_a_suggestion() {
    let rows: [(&[&str], &str); 4] = [
        (&["resise", "photo.jpg"], "'resize'"),
        (&["resize", "photo.jpg", "--qualtiy", "70"], "'--quality'"),
        (&["recipe", "chekc", "thumbs.toml"], "'check'"),
        (&["completions", "bsh"], "'bash'"),
    ];
    let folder = folder();
    for (arguments, suggestion) in rows {
        let output = thumbox(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let text = stderr(&output);
        assert!(
            text.contains("similar") && text.contains(suggestion),
            "{text}"
        );
    }
}

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = said(["completions", shell]);
        for word in ["resize", "recipe", "chroma-subsampling", "output-dir"] {
            assert!(script.contains(word), "{shell} has no {word}");
        }
    }
}

/// Has the shell read its script without running it.
fn is_read_by(shell: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let script = folder.path().join(shell);
    fs::write(&script, said(["completions", shell])).expect("the script");
    let output = Command::new(shell).arg("-n").arg(&script).output();
    let output = output.unwrap_or_else(|error| panic!("{shell}: {error}"));
    assert!(output.status.success(), "{shell}: {}", stderr(&output));
}

#[test]
fn bash_can_read_its_script() {
    is_read_by("bash");
}

#[test]
#[ignore = "needs zsh: run by cargo xtask test"]
fn zsh_can_read_its_script() {
    is_read_by("zsh");
}

#[test]
#[ignore = "needs fish: run by cargo xtask test"]
fn fish_can_read_its_script() {
    is_read_by("fish");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let written = fs::write(folder.path().join("mine.toml"), "width = 9");
    written.expect("a recipe");
    let script = folder.path().join("script");
    fs::write(&script, said(["completions", "fish"])).expect("the script");
    let rows = [
        ("--fit co", "contain cover cover-down"),
        ("--recipe m", "mine.toml"),
        ("--recipe respo", "responsive"),
    ];
    for (line, expected) in rows {
        let output = Command::new("fish")
            .args(["--no-config", "-c", "source script; complete -C $argv[1]"])
            .arg(format!("thumbox resize {line}"))
            .current_dir(folder.path())
            .output()
            .expect("fish");
        let words = String::from_utf8_lossy(&output.stdout).into_owned();
        let words: Vec<&str> = words.split_whitespace().collect();
        assert_eq!(words.join(" "), expected, "{line}: {}", stderr(&output));
    }
}

#[test]
fn bash_completes_options_and_words() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let script = folder.path().join("script");
    fs::write(&script, said(["completions", "bash"])).expect("the script");
    let rows = [
        ("thumbox resi", "resize"),
        ("thumbox resize --qual", "--quality"),
        ("thumbox resize --fit co", "cover cover-down contain"),
        ("thumbox resize --format w", "webp"),
        ("thumbox recipe init --format t", "toml"),
        ("thumbox recipe init a", "avatar"),
        ("thumbox completions f", "fish"),
    ];
    for (line, expected) in rows {
        let output = Command::new("bash")
            .args(["--norc", "-c"])
            .arg(
                "source \"$1\"; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); \
                 _thumbox thumbox \"${COMP_WORDS[-1]}\" \"${COMP_WORDS[-2]}\"; echo \"${COMPREPLY[*]}\"",
            )
            .arg("bash")
            .arg(&script)
            .arg(line)
            .output()
            .expect("bash");
        assert_eq!(
            String::from_utf8_lossy(&output.stdout).trim_end(),
            expected,
            "{line}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn pages_name_every_option_of_the_help() {
    for command in COMMANDS {
        let help = said(command.iter().copied().chain(["--help"]));
        let page = said(["man"].into_iter().chain(command.iter().copied())).replace("\\-", "-");
        let options: BTreeSet<&str> = help
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .filter(|word| word.starts_with("--") && word.len() > 2)
            .collect();
        assert!(options.contains("--help"), "{help}");
        for option in options {
            assert!(
                page.contains(option),
                "the page of {command:?} has no {option}"
            );
        }
    }
}

#[test]
fn pages_of_all_commands_are_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = thumbox(folder.path(), ["man", "--output-dir", "new/man1"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let written = names(&folder.path().join("new/man1"));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).lines().count(),
        written.len()
    );
    for command in COMMANDS {
        let name = ["thumbox"]
            .iter()
            .chain(command)
            .copied()
            .collect::<Vec<_>>()
            .join("-");
        assert!(written.contains(&format!("{name}.1")), "{written:?}");
        let file = folder.path().join("new/man1").join(format!("{name}.1"));
        let page = fs::read_to_string(file).expect("the page");
        assert_eq!(
            page,
            said(["man"].into_iter().chain(command.iter().copied()))
        );
        assert!(page.starts_with(&format!(".TH {name} 1 \"\" ")), "{page}");
        assert!(
            page.contains(".SH \"EXIT CODES\"") || *command == ["recipe"],
            "{name}"
        );
    }
}

#[test]
fn a_page_of_no_command_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |words: &str| thumbox(folder.path(), words.split_whitespace());
    expect(
        &run("man resise"),
        2,
        "thumbox has no command \"resise\"; it has resize, ",
    );
    expect(
        &run("man recipe chekc"),
        2,
        "thumbox recipe has no command \"chekc\"; it has check",
    );
    expect(
        &run("man formats x"),
        2,
        "thumbox formats has no commands of its own",
    );
    expect(&run("man resize --output-dir x"), 2, "cannot be used with");
    fs::write(folder.path().join("file"), "").expect("a file");
    expect(
        &run("man --output-dir file"),
        1,
        "thumbox: file is a file; name a folder",
    );
    assert_eq!(names(folder.path()), ["file"]);
}

fn expect(output: &Output, code: i32, told: &str) {
    assert_eq!(output.status.code(), Some(code), "{}", stderr(output));
    assert!(stderr(output).contains(told), "{}", stderr(output));
}

/// Whoever reads the output may have seen enough: it ends as other programs do then.
#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for command in ["completions bash", "man resize"] {
        assert_eq!(closed(folder.path(), command), "");
    }
}

/// What a command says on standard error where nobody reads its standard output.
fn closed(folder: &Path, command: &str) -> String {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = Command::new(env!("CARGO_BIN_EXE_thumbox"))
        .current_dir(folder)
        .args(command.split_whitespace())
        .stdout(writer)
        .output()
        .expect("the program starts");
    let signal = output.status.signal();
    assert_eq!(signal, Some(Signal::PIPE.as_raw()), "{}", stderr(&output));
    stderr(&output)
}
