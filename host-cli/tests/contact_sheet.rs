//! `thumbox contact-sheet`: what is on a sheet, and what it costs to make one.

mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use image::{Rgba, RgbaImage};
use program::{folder, lines, names, stderr, thumbox};

// As in src/commands/contact_sheet/layout.rs.
const SPACE: u32 = 24;
const TITLES: u32 = 52;
const CELL: u32 = 400;
const ROW: u32 = CELL + 6 + 2 * 20 + SPACE;
const PANEL: Rgba<u8> = Rgba([0xf1, 0xf2, 0xf4, 255]);
const PANEL_OF_FAILURE: Rgba<u8> = Rgba([0xfb, 0xec, 0xea, 255]);

fn open(path: &Path) -> RgbaImage {
    image::open(path).expect("a picture").into_rgba8()
}

/// Makes `sheet.png` and opens it. All must be well.
fn sheet(folder: &Path, words: &str) -> RgbaImage {
    let arguments = format!("contact-sheet -o sheet.png {words}");
    let output = thumbox(folder, arguments.split_whitespace());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    open(&folder.join("sheet.png"))
}

/// Where a picture lies that is so large, in the middle of its cell.
fn place(column: u32, row: u32, (width, height): (u32, u32)) -> (u32, u32) {
    (
        SPACE + column * (CELL + SPACE) + (CELL - width) / 2,
        TITLES + row * ROW + (CELL - height) / 2,
    )
}

/// What the sheet shows where a picture of that size is.
fn shown(sheet: &RgbaImage, column: u32, row: u32, size: (u32, u32)) -> RgbaImage {
    let (left, top) = place(column, row, size);
    image::imageops::crop_imm(sheet, left, top, size.0, size.1).to_image()
}

#[test]
fn a_sheet_has_a_row_for_each_input_and_a_column_for_each_output() {
    let folder = folder();
    let one = sheet(folder.path(), "photo.jpg");
    assert_eq!(one.dimensions(), (SPACE + 2 * (CELL + SPACE), TITLES + ROW));
    let more = sheet(
        folder.path(),
        "photo.jpg drawing.png moving.gif --recipe responsive --cell 600x300",
    );
    assert_eq!(
        more.dimensions(),
        (SPACE + 4 * (600 + SPACE), TITLES + 3 * (ROW - 100))
    );
    // Nothing else is left, and the sheet can be read by those who may read any new file.
    assert_eq!(
        names(folder.path()),
        ["drawing.png", "moving.gif", "photo.jpg", "sheet.png"]
    );
}

#[test]
fn folders_and_patterns_have_a_row_for_each_picture_once() {
    let folder = folder();
    let inner = folder.path().join("photos/inner");
    fs::create_dir_all(&inner).expect("folders");
    for (from, to) in [
        ("photo.jpg", "photos/first.jpg"),
        ("drawing.png", "photos/inner/second.png"),
        ("drawing.png", "photos/.hidden.png"),
        ("photo.jpg", "photos/notes.txt"),
    ] {
        fs::copy(folder.path().join(from), folder.path().join(to)).expect("a copy");
    }
    let rows = |words: &str| (sheet(folder.path(), words).height() - TITLES) / ROW;
    assert_eq!(rows("photos"), 2);
    assert_eq!(rows("photos photos/first.jpg photo.jpg"), 3);
    assert_eq!(rows("photos/*.jp?"), 1);

    // The sheet of last time is in the folder, and no picture of it.
    let again = ["contact-sheet", "photos", "-o", "photos/sheet.png"];
    for _ in 0..2 {
        let output = thumbox(folder.path(), again);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let sheet = open(&folder.path().join("photos/sheet.png"));
        assert_eq!(sheet.height(), TITLES + 2 * ROW);
    }
}

#[test]
fn a_pattern_that_fits_nothing_has_a_message_and_the_others_go_on() {
    let folder = folder();
    let arguments = ["contact-sheet", "*.webp", "photo.jpg", "-o", "sheet.png"];
    let output = thumbox(folder.path(), arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("as a pattern it matches no file"),
        "{}",
        stderr(&output)
    );
    let sheet = open(&folder.path().join("sheet.png"));
    assert_eq!(sheet.height(), TITLES + 2 * ROW);
    let corner = shown(&sheet, 0, 1, (CELL, CELL));
    assert_eq!(*corner.get_pixel(0, 0), PANEL_OF_FAILURE);
}

#[test]
fn a_result_that_fits_is_shown_pixel_by_pixel() {
    let folder = folder();
    let resize = |words: &str| {
        let output = thumbox(folder.path(), words.split_whitespace());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    };
    resize("resize photo.jpg drawing.png -W 300 --format png -o lossless");
    let lossless = sheet(folder.path(), "photo.jpg drawing.png -W 300 --format png");
    let thumbnail = open(&folder.path().join("lossless/photo.png"));
    assert_eq!(thumbnail.dimensions(), (300, 200));
    assert!(shown(&lossless, 1, 0, (300, 200)) == thumbnail);
    // The original too, where it is small; around it there is nothing.
    let drawing = open(&folder.path().join("drawing.png"));
    assert!(shown(&lossless, 0, 1, (200, 100)) == drawing);
    let (left, top) = place(0, 1, (200, 100));
    assert_eq!(*lossless.get_pixel(left - 1, top), PANEL);
    assert_eq!(*lossless.get_pixel(left + 200, top + 99), PANEL);

    // What a JPEG has lost is what the sheet is for.
    resize("resize photo.jpg -W 300 -q 5 -o lossy");
    resize("resize lossy/photo.jpg -W 300 --format png -o decoded");
    let lossy = sheet(folder.path(), "photo.jpg -W 300 -q 5");
    let decoded = open(&folder.path().join("decoded/photo.png"));
    assert!(shown(&lossy, 1, 0, (300, 200)) == decoded);
    assert!(decoded != thumbnail);
}

#[test]
fn what_is_larger_than_the_cell_is_made_to_fit() {
    let folder = folder();
    let sheet = sheet(folder.path(), "photo.jpg -W 1000 --format png");
    let arguments = "resize photo.jpg -W 400 -H 400 --format png -o small";
    thumbox(folder.path(), arguments.split_whitespace());
    let small = open(&folder.path().join("small/photo.png"));
    assert!(shown(&sheet, 0, 0, small.dimensions()) == small);
    let (left, top) = place(1, 0, (400, 266));
    assert_eq!(*sheet.get_pixel(left, top - 1), PANEL);
    assert_ne!(*sheet.get_pixel(left, top), PANEL);
}

#[test]
fn transparent_parts_show_a_checkerboard() {
    let folder = folder();
    let glass = RgbaImage::from_fn(64, 32, |x, _| match x {
        0..32 => Rgba([200, 10, 20, 255]),
        _ => Rgba([0, 0, 0, 0]),
    });
    glass.save(folder.path().join("glass.png")).expect("a file");
    let sheet = sheet(folder.path(), "glass.png -W 64");
    for column in [0, 1] {
        let shown = shown(&sheet, column, 0, (64, 32));
        assert_eq!(*shown.get_pixel(31, 0), Rgba([200, 10, 20, 255]));
        let checks = [(32, 0), (40, 0), (32, 8), (40, 8)].map(|(x, y)| shown.get_pixel(x, y).0[0]);
        assert_eq!(checks, [0xff, 0xd4, 0xd4, 0xff]);
    }
}

#[test]
fn a_broken_input_has_a_message_and_the_others_go_on() {
    let folder = folder();
    fs::write(folder.path().join("text.jpg"), b"not a picture").expect("a file");
    let arguments =
        "contact-sheet text.jpg missing.jpg drawing.png -W 100 --format png -o sheet.png --json";
    let output = thumbox(folder.path(), arguments.split_whitespace());
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    assert_eq!(lines[0]["error"]["kind"], "unsupported-format");
    assert_eq!(lines[1]["error"]["kind"], "not-found");
    assert_eq!(lines[2]["sheet"], "sheet.png");
    assert_eq!(lines[2]["inputs"], 3);
    assert_eq!(lines.len(), 3);
    let sheet = open(&folder.path().join("sheet.png"));
    let red = |row| {
        let cell = shown(&sheet, 0, row, (CELL, CELL));
        let letters = cell.pixels().filter(|pixel| **pixel != PANEL_OF_FAILURE);
        (*cell.get_pixel(0, 0) == PANEL_OF_FAILURE).then(|| letters.count())
    };
    assert!(red(0).is_some_and(|letters| letters > 1000), "{:?}", red(0));
    assert!(red(1).is_some_and(|letters| letters > 100), "{:?}", red(1));
    let drawing = open(&folder.path().join("drawing.png"));
    assert!(shown(&sheet, 0, 2, (200, 100)) == drawing);
}

/// The original is still shown where only the results cannot be made.
#[test]
fn an_impossible_result_has_a_message_beside_the_original() {
    let folder = folder();
    let arguments = "contact-sheet drawing.png --format png --max-bytes 10 -o sheet.png";
    let output = thumbox(folder.path(), arguments.split_whitespace());
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("thumbox: drawing.png: "));
    let sheet = open(&folder.path().join("sheet.png"));
    let drawing = open(&folder.path().join("drawing.png"));
    assert!(shown(&sheet, 0, 0, (200, 100)) == drawing);
    let corner = shown(&sheet, 1, 0, (CELL, CELL));
    assert_eq!(*corner.get_pixel(0, 0), PANEL_OF_FAILURE);
}

#[test]
fn wrong_usage_is_told_and_nothing_is_written() {
    let folder = folder();
    let before = fs::read(folder.path().join("drawing.png")).expect("the drawing");
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    for (words, told) in [
        ("photo.jpg", "--output"),
        ("photo.jpg -o sheet.jpg", "does not end in .png"),
        ("drawing.png -o ./drawing.png", "it is an input"),
        ("empty -o s.png", "no images found"),
        ("photo.jpg -o s.png --cell 20x20", "the cell is 20x20"),
        ("photo.jpg -o s.png --recipe nothing", "no such preset"),
        (
            "photo.jpg -o s.png --recipe web -W 9",
            "cannot be used with",
        ),
        ("photo.jpg -o s.png -q 101", "quality is 101"),
    ] {
        let words = std::iter::once("contact-sheet").chain(words.split_whitespace());
        let output = thumbox(folder.path(), words);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
    assert_eq!(
        names(folder.path()),
        ["drawing.png", "empty", "moving.gif", "photo.jpg"]
    );
    let after = fs::read(folder.path().join("drawing.png")).expect("the drawing");
    assert_eq!(before, after);
}

#[test]
fn a_sheet_appears_whole_or_not_at_all() {
    let folder = folder();
    fs::create_dir(folder.path().join("sheet.png")).expect("a folder");
    let arguments = "contact-sheet photo.jpg -o sheet.png --json";
    let output = thumbox(folder.path(), arguments.split_whitespace());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines(&output)[0]["error"]["kind"], "write");
    assert_eq!(
        names(folder.path()),
        ["drawing.png", "moving.gif", "photo.jpg", "sheet.png"]
    );
}

/// Two hundred rows are 72 MB of pixels.
#[test]
fn memory_does_not_grow_with_the_number_of_inputs() {
    let folder = folder();
    let few = peak_memory(folder.path(), 4);
    let many = peak_memory(folder.path(), 200);
    let sheet = image::image_dimensions(folder.path().join("sheet.png")).expect("the sheet");
    assert_eq!(sheet.1, TITLES + 200 * (ROW - 300));
    assert!(many < few + (24 << 20), "{few} bytes, and then {many}");
}

/// The largest resident set of the program in bytes, with so many inputs.
fn peak_memory(folder: &Path, inputs: usize) -> u64 {
    let photos = folder.join(format!("{inputs}"));
    fs::create_dir(&photos).expect("a folder");
    for number in 0..inputs {
        let name = photos.join(format!("{number}.jpg"));
        fs::hard_link(folder.join("photo.jpg"), name).expect("a link");
    }
    let mut program = Command::new(env!("CARGO_BIN_EXE_thumbox"))
        .current_dir(folder)
        .args(["contact-sheet", "-o", "sheet.png", "--cell", "320x100"])
        .arg(photos)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", program.id());
    let mut peak = 0;
    loop {
        // It is gone from what the kernel says when the program has ended.
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let found = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = found.map_or(peak, |kibibytes| kibibytes << 10);
        if let Some(status) = program.try_wait().expect("the program's state") {
            assert!(status.success());
            assert!(peak > 0);
            return peak;
        }
        sleep(Duration::from_millis(2));
    }
}
