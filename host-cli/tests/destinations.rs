//! What is written to that is no plain file: FIFOs, devices, links and folders.

mod program;

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use program::{folder, stderr, thumbox};

fn make_fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo, which is part of coreutils").success());
}

/// The program, and what came out of the FIFO meanwhile.
fn read_from(folder: &Path, fifo: &str, words: &str) -> (Output, Vec<u8>) {
    make_fifo(&folder.join(fifo));
    std::thread::scope(|scope| {
        // It ends with the program, also where that does not open the FIFO.
        let reader = Command::new("timeout")
            .current_dir(folder)
            .args(["60", "cat", fifo])
            .stdout(Stdio::piped())
            .spawn()
            .expect("cat, which is part of coreutils");
        let read = scope.spawn(move || reader.wait_with_output().expect("an end").stdout);
        let output = thumbox(folder, words.split_whitespace());
        let kind = fs::symlink_metadata(folder.join(fifo)).expect(fifo);
        assert!(kind.file_type().is_fifo(), "{words}: {fifo} was replaced");
        (output, read.join().expect("what was read"))
    })
}

#[test]
fn a_fifo_is_written_to_and_stays() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let plain = thumbox(
        folder.path(),
        "resize photo.jpg --manifest m.json --html m.html".split_whitespace(),
    );
    assert_eq!(plain.status.code(), Some(0), "{}", stderr(&plain));
    thumbox(folder.path(), ["resize", "photo.jpg", "-o", "plain.jpg"]);
    for (words, expected) in [
        ("resize photo.jpg --manifest f1", "m.json"),
        ("resize photo.jpg --html f2", "m.html"),
        ("resize photo.jpg -o f3", "plain.jpg"),
        ("resize photo.jpg -o f4.jpg", "plain.jpg"),
    ] {
        let fifo = words.rsplit(' ').next().expect("a name");
        let (output, read) = read_from(folder.path(), fifo, words);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(read == fs::read(at(expected)).expect(expected), "{words}");
    }
    let (output, read) = read_from(
        folder.path(),
        "f5",
        "recipe init web -o f5 --force --format toml",
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(String::from_utf8_lossy(&read).contains("webp"));
}

#[test]
fn a_link_stays_and_the_file_it_leads_to_is_replaced() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("real")).unwrap();
    for name in ["m.json", "m.html", "out.webp"] {
        fs::write(at("real").join(name), "old").unwrap();
        symlink(Path::new("real").join(name), at(name)).unwrap();
    }
    // Nothing is there yet.
    symlink("real/new.webp", at("new.webp")).unwrap();
    for words in [
        "resize photo.jpg -o out.webp --manifest m.json --html m.html",
        "resize photo.jpg -o new.webp",
    ] {
        let output = thumbox(folder.path(), words.split(' '));
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    for name in ["m.json", "m.html", "out.webp", "new.webp"] {
        assert!(at(name).is_symlink(), "{name} was replaced");
        let bytes = fs::read(at("real").join(name)).expect(name);
        assert!(bytes.len() > 3, "{name}");
    }
    // In an output folder too.
    fs::create_dir(at("small")).unwrap();
    symlink("../real/photo.jpg", at("small/photo.jpg")).unwrap();
    let output = thumbox(folder.path(), ["resize", "photo.jpg", "-o", "small"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(at("small/photo.jpg").is_symlink() && at("real/photo.jpg").is_file());
    // What leads to an input is refused.
    symlink("../photo.jpg", at("real/in.jpg")).unwrap();
    let output = thumbox(folder.path(), ["resize", "photo.jpg", "-o", "real/in.jpg"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("it is an input"),
        "{}",
        stderr(&output)
    );
}

/// `script` runs a program at a terminal of its own.
#[test]
fn a_device_is_written_to_and_stays() {
    let folder = folder();
    let line = format!(
        "ln -s $(tty) terminal && '{}' resize photo.jpg -o out --quiet --manifest terminal",
        env!("CARGO_BIN_EXE_thumbox")
    );
    let output = Command::new("script")
        .current_dir(folder.path())
        .args(["-qec", &line, "/dev/null"])
        .stdin(Stdio::null())
        .output()
        .expect("script, which is part of bsdutils");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("\"images\":["), "{shown}");
    assert!(folder.path().join("terminal").is_symlink());
}

#[test]
fn an_open_file_is_appended_to_and_standard_output_has_its_names() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let shell = |line: &str| {
        let line = line.replace("thumbox", env!("CARGO_BIN_EXE_thumbox"));
        let output = Command::new("bash")
            .current_dir(folder.path())
            .args(["-c", &line])
            .output()
            .expect("bash");
        assert!(output.status.success(), "{line}: {}", stderr(&output));
    };
    fs::write(at("log"), "before\n").unwrap();
    shell("thumbox resize photo.jpg --manifest /dev/fd/3 3>>log");
    let log = fs::read_to_string(at("log")).unwrap();
    assert!(log.starts_with("before\n{\"component\""), "{log}");
    shell("thumbox resize photo.jpg -o /dev/stdout > a.jpg");
    shell("thumbox resize photo.jpg -o - > b.jpg");
    assert!(fs::read(at("a.jpg")).unwrap() == fs::read(at("b.jpg")).unwrap());
    shell(
        "thumbox resize photo.jpg -o >(cat > c.jpg; touch done); until [ -e done ]; do sleep 0.1; done",
    );
    assert!(fs::read(at("c.jpg")).unwrap() == fs::read(at("b.jpg")).unwrap());
}

#[test]
fn what_cannot_be_written_is_refused_before_any_work() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("folder")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    symlink("circle", at("circle")).unwrap();
    for (name, expected) in [
        (
            "folder",
            "folder could not be written: this is a folder; name a file",
        ),
        (
            "socket",
            "socket could not be written: this is a socket; name a file",
        ),
        (
            "circle",
            "circle could not be written: its links lead in a circle",
        ),
        (
            "none/m",
            "none/m could not be written: its folder is missing; create it",
        ),
    ] {
        for option in ["--manifest", "--html"] {
            let output = thumbox(folder.path(), ["resize", "photo.jpg", option, name]);
            assert_eq!(output.status.code(), Some(2), "{option} {name}");
            assert!(stderr(&output).contains(expected), "{}", stderr(&output));
        }
    }
    let output = thumbox(folder.path(), ["resize", "photo.jpg", "-o", "socket"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("socket could not be written: this is a socket"),
        "{}",
        stderr(&output)
    );
}
