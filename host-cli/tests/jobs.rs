//! Ten jobs that people use `thumbox` for, from beginning to end, with the commands of docs/cli.md.

mod program;

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use image::{ImageFormat, Rgba, RgbaImage};
use program::{folder, lines, names, stderr, thumbox};
use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

const GUIDE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cli.md"));

/// How long something may take to happen.
const DEADLINE: Duration = Duration::from_secs(60);

/// A line of the guide, in a shell that finds `thumbox`.
fn command(folder: &TempDir, line: &str) -> Command {
    assert!(
        GUIDE.lines().any(|other| other == line),
        "docs/cli.md has no line {line}"
    );
    let program = Path::new(env!("CARGO_BIN_EXE_thumbox"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = program.parent().map(Path::to_owned).into_iter();
    let folders: Vec<PathBuf> = folders.chain(std::env::split_paths(&path)).collect();
    let mut shell = Command::new("sh");
    shell
        .args(["-e", "-c", line])
        .current_dir(folder.path())
        .env("PATH", std::env::join_paths(folders).expect("a path"))
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    shell
}

/// The same to its end, which is a good one.
fn run(folder: &TempDir, line: &str) -> Output {
    let output = command(folder, line).output().expect("a shell");
    assert!(output.status.success(), "{line}\n{}", stderr(&output));
    output
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn size(folder: &TempDir, name: &str) -> (u64, u64) {
    let probed = thumbox(folder.path(), ["probe", name, "--json"]);
    let side = |side: &str| lines(&probed)[0][side].as_u64().expect(name);
    (side("width"), side("height"))
}

fn bytes(folder: &TempDir, name: &str) -> Vec<u8> {
    fs::read(folder.path().join(name)).expect(name)
}

/// The folder `photos` with `one.jpg` and `2026/two.jpg`.
fn photos() -> TempDir {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("photos/2026")).expect("a folder");
    fs::rename(at("photo.jpg"), at("photos/one.jpg")).expect("a photo");
    fs::copy(at("photos/one.jpg"), at("photos/2026/two.jpg")).expect("a photo");
    folder
}

/// An EXIF block with a copyright and a GPS position, little-endian.
fn exif(copyright: &str) -> Vec<u8> {
    let text = [copyright.as_bytes(), &[0]].concat();
    let mut block = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [
            &tag.to_le_bytes()[..],
            &kind.to_le_bytes(),
            &count.to_le_bytes(),
            &value.to_le_bytes(),
        ]
        .concat()
    };
    // Behind the first directory: 8 + 2 + 2 * 12 + 4.
    let after = 38;
    block.extend(2u16.to_le_bytes());
    block.extend(entry(0x8298, 2, text.len() as u32, after));
    block.extend(entry(0x8825, 4, 1, after + text.len() as u32));
    block.extend([0; 4]);
    block.extend(&text);
    // The latitude's letter.
    block.extend(1u16.to_le_bytes());
    block.extend(entry(1, 2, 2, u32::from(b'N')));
    block.extend([0; 4]);
    block
}

#[test]
fn a_folder_of_photos_for_the_web_keeps_owner_and_colours() {
    let folder = photos();
    let photo = bytes(&folder, "photos/one.jpg");
    let block = exif("(c) Ada Example");
    let length = (block.len() as u16 + 2).to_be_bytes();
    let credited = [&photo[..2], b"\xff\xe1", &length, &block, &photo[2..]].concat();
    fs::write(folder.path().join("photos/one.jpg"), &credited).expect("a photo");
    let latitude = b"\x01\0\x02\0\x02\0\0\0N\0\0\0";
    let has_entry = |file: &[u8]| file.windows(12).any(|window| window == latitude);
    let line =
        "thumbox resize photos -o web --size 1024x1024 --format jpeg -q 85 --keep copyright,icc";
    run(&folder, line);
    assert_eq!(size(&folder, "web/one.jpg"), (1024, 682));
    assert_eq!(size(&folder, "web/2026/two.jpg"), (1024, 682));
    let web = bytes(&folder, "web/one.jpg");
    let has = |text: &[u8]| web.windows(text.len()).any(|window| window == text);
    assert!(has(b"(c) Ada Example"));
    // The latitude's letter.
    assert!(has_entry(&credited) && !has_entry(&web));
    // A year later, one photo is new.
    fs::copy(
        folder.path().join("drawing.png"),
        folder.path().join("photos/new.png"),
    )
    .expect("a photo");
    let again = run(&folder, line);
    assert!(
        stderr(&again).contains("1 made, 2 up to date"),
        "{}",
        stderr(&again)
    );
}

#[test]
fn a_responsive_set_with_its_html() {
    let folder = photos();
    fs::create_dir(folder.path().join("public")).expect("a folder");
    run(
        &folder,
        "thumbox resize photos -o public/img --size 800x --size 400x --format webp --html public/photos.html",
    );
    let html = fs::read_to_string(folder.path().join("public/photos.html")).expect("a page");
    assert!(
        html.contains("srcset=\"img/one-400.webp 400w, img/one-800.webp 800w\""),
        "{html}"
    );
    assert_eq!(size(&folder, "public/img/2026/two-400.webp"), (400, 267));
}

#[test]
fn avatars_below_20_kb() {
    let folder = folder();
    fs::rename(
        folder.path().join("photo.jpg"),
        folder.path().join("me.jpg"),
    )
    .expect("a photo");
    run(
        &folder,
        "thumbox resize me.jpg -o avatar.jpg --size 256x256 --smartcrop attention --max-bytes 20kB",
    );
    assert_eq!(size(&folder, "avatar.jpg"), (256, 256));
    assert!(bytes(&folder, "avatar.jpg").len() <= 20_000);
}

#[test]
fn stickers_on_a_clear_square() {
    let folder = folder();
    fs::create_dir(folder.path().join("stickers")).expect("a folder");
    let cat = RgbaImage::from_fn(300, 200, |x, _| Rgba([200, 80, 40, (x % 256) as u8]));
    let path = folder.path().join("stickers/cat.png");
    cat.save_with_format(path, ImageFormat::Png)
        .expect("a sticker");
    run(
        &folder,
        "thumbox resize stickers -o small --size 512x512 --fit contain --background transparent --enlarge --format webp",
    );
    let made = image::open(folder.path().join("small/cat.webp"))
        .expect("a sticker")
        .into_rgba8();
    assert_eq!(made.dimensions(), (512, 512));
    // The bar above the picture.
    assert_eq!(made.get_pixel(256, 3).0[3], 0);
}

#[test]
fn previews_of_scans() {
    let folder = folder();
    fs::create_dir(folder.path().join("scans")).expect("a folder");
    let inputs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/vectors/inputs/tiff");
    for name in ["big-endian.tif", "cmyk-16.tif"] {
        fs::copy(inputs.join(name), folder.path().join("scans").join(name)).expect(name);
    }
    run(
        &folder,
        "thumbox resize scans -o 'previews/{dir}/{stem}.webp' --size 1200x",
    );
    assert_eq!(
        names(&folder.path().join("previews")),
        ["big-endian.webp", "cmyk-16.webp"]
    );
}

#[test]
fn a_makefile_that_settles() {
    let folder = photos();
    let rule = GUIDE
        .split("```make\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    fs::write(folder.path().join("Makefile"), rule.expect("a rule")).expect("a file");
    let make = || stdout(&run(&folder, "make"));
    assert!(make().contains("photos/one.jpg -> small/one.webp"));
    assert!(make().contains("Nothing to be done"), "it settles");
    let photo = fs::File::options()
        .append(true)
        .open(folder.path().join("photos/one.jpg"));
    let later = std::time::SystemTime::now() + Duration::from_secs(1);
    photo.expect("a photo").set_modified(later).expect("a time");
    sleep(Duration::from_millis(1100));
    assert!(make().contains("photos/one.jpg -> small/one.webp"));
    assert!(make().contains("Nothing to be done"), "it settles again");
}

#[test]
fn a_pipe() {
    let folder = folder();
    run(
        &folder,
        "cat photo.jpg | thumbox resize - -o - --size 320x --format webp > small.webp",
    );
    assert_eq!(size(&folder, "small.webp"), (320, 213));
}

#[test]
fn what_find_has_found() {
    let folder = photos();
    let name = "photos/a 'b'\n\"c\".jpg";
    fs::copy(
        folder.path().join("photos/one.jpg"),
        folder.path().join(name),
    )
    .expect("a photo");
    run(
        &folder,
        "find photos -name '*.jpg' -size +1k -print0 | thumbox resize --files-from - -o small --size 320x",
    );
    assert_eq!(
        names(&folder.path().join("small")),
        ["a 'b'\n\"c\".jpg", "one.jpg", "two.jpg"]
    );
}

#[test]
fn a_folder_that_is_watched() {
    let folder = photos();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("inbox")).expect("a folder");
    let mut shell = command(&folder, "thumbox watch inbox -o small --size 320x");
    let mut watching = std::os::unix::process::CommandExt::process_group(&mut shell, 0)
        .spawn()
        .expect("a shell");
    let wait_for = |name: &str| {
        let start = Instant::now();
        while !at(name).exists() {
            assert!(start.elapsed() < DEADLINE, "{name}");
            sleep(Duration::from_millis(20));
        }
    };
    wait_for("small");
    // Copied slowly, as from a camera; and renamed when it is whole, as browsers do.
    let photo = bytes(&folder, "photos/one.jpg");
    let mut slow = fs::File::create(at("inbox/slow.jpg")).expect("a file");
    for part in photo.chunks(photo.len() / 5 + 1) {
        std::io::Write::write_all(&mut slow, part).expect("a part");
        sleep(Duration::from_millis(150));
    }
    drop(slow);
    fs::write(at("inbox/new.jpg.part"), &photo).expect("a file");
    fs::rename(at("inbox/new.jpg.part"), at("inbox/new.jpg")).expect("a name");
    wait_for("small/slow.jpg");
    wait_for("small/new.jpg");
    assert_eq!(size(&folder, "small/slow.jpg"), (320, 213));
    kill_process_group(Pid::from_child(&watching), Signal::INT).expect("it runs");
    let status = watching.wait().expect("an end");
    let by = status
        .signal()
        .or_else(|| status.code().map(|code| code - 128));
    assert_eq!(by, Some(Signal::INT.as_raw()), "{status}");
}

#[test]
fn a_month_later_all_is_as_it_was() {
    let folder = photos();
    run(&folder, "thumbox resize photos -o small --size 320x");
    let verify = "thumbox verify small";
    assert!(stderr(&run(&folder, verify)).contains("2 identical, 0 differ"));
    let mut small = bytes(&folder, "small/one.jpg");
    let last = small.len() - 3;
    small[last] ^= 1;
    fs::write(folder.path().join("small/one.jpg"), small).expect("a file");
    let output = command(&folder, verify).output().expect("a shell");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("small/one.jpg"),
        "{}",
        stdout(&output)
    );
}
