//! The engine with a component that means harm, `tests/malicious`: each of its behaviours ends in the right typed error,
//! in time, costs the host no memory, and does not hurt the next picture. Run by `cargo xtask sandbox`.

use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use engine::{CallLimits, Error, ImageErrorKind, Limits, LoadError, Resizer, malicious};
use recipe::Target;
use serde_json::Value;

/// The component's memory. Far more than the right answers take.
const MEMORY: usize = 64 << 20;
/// The deadline of what is to end there.
const SHORT: Duration = Duration::from_millis(200);
/// That of everything else, which a busy machine must not miss.
const LONG: Duration = Duration::from_secs(20);
/// What a call may take longer than its deadline. A tick, and what a busy machine adds: the point is that it does not take
/// for ever.
const LATENESS: Duration = Duration::from_secs(5);
/// What the process may grow by from the first call to the last, once. An instance leaves 16 MiB behind for the next one in
/// its place, and the allocator keeps some of what is given back to it.
const KEPT: u64 = 64 << 20;

/// Memory is that of the process, so one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Behaviour {
    does: String,
    file: Vec<u8>,
    is_of_probe: bool,
    expected: String,
}

fn behaviours() -> Vec<Behaviour> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/malicious/behaviours.json"
    );
    let list: Vec<Value> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    list.iter()
        .map(|entry| {
            let word = text(entry, "file");
            let mut file = word.clone().into_bytes();
            let length = entry["bytes"].as_u64().unwrap_or(file.len() as u64);
            file.resize(length as usize, 0);
            Behaviour {
                does: text(entry, "does"),
                is_of_probe: word.starts_with("probe"),
                expected: text(entry, "engine"),
                file,
            }
        })
        .collect()
}

fn limits() -> CallLimits {
    CallLimits {
        memory: MEMORY,
        time: LONG,
        ..CallLimits::default()
    }
}

/// Has it misbehave.
fn call(resizer: &Resizer, bad: &Behaviour) -> Result<(), Error> {
    let time = match bad.expected.as_str() {
        "deadline" => SHORT,
        _ => LONG,
    };
    match bad.is_of_probe {
        true => resizer.probe_within(time, &bad.file).map(drop),
        false => {
            let targets = [Target::thumbnail(), Target::thumbnail()];
            let limits = Limits::default();
            let resized = resizer.resize_within(time, &bad.file, &targets, limits);
            resized.map(drop)
        }
    }
}

/// The kind of its error.
fn found(result: &Result<(), Error>) -> &'static str {
    result.as_ref().map_or_else(Error::kind, |()| "made")
}

/// A good picture to this component: anything that does not choose a behaviour.
fn assert_goes_on(resizer: &Resizer, after: &str) {
    let start = Instant::now();
    let resized = resizer
        .resize(b"a picture", &[Target::thumbnail()], Limits::default())
        .unwrap_or_else(|error| panic!("after {after}: {error}"));
    assert!(start.elapsed() < LATENESS, "after {after}");
    let output = &resized.outputs[0];
    assert_eq!((output.width, output.height), (1, 1), "after {after}");
    assert!(output.data.starts_with(b"\x89PNG"), "after {after}");
    assert!(resized.warnings.is_empty());
}

/// A line of /proc/self/status, in bytes: `VmRSS` is what the process has in memory, `VmHWM` the most that it had.
fn memory(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let found = status
        .lines()
        .find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
    let number = found.and_then(|text| text.trim().strip_suffix(" kB"));
    number.unwrap().trim().parse::<u64>().unwrap() << 10
}

/// The most memory counts from here.
fn reset_most() {
    fs::write("/proc/self/clear_refs", "5").unwrap();
}

#[test]
fn every_behaviour_has_its_error_and_the_next_picture_is_right() {
    let _alone = alone();
    let resizer = Resizer::embedded(limits()).unwrap();
    assert_goes_on(&resizer, "the start");
    let before = memory("VmRSS");
    for bad in behaviours() {
        let Behaviour { does, expected, .. } = &bad;
        reset_most();
        let resident = memory("VmRSS");
        let start = Instant::now();
        let result = call(&resizer, &bad);
        let took = start.elapsed();
        let most = memory("VmHWM").saturating_sub(resident);
        let told = result
            .as_ref()
            .map_or_else(Error::to_string, |()| String::new());
        println!(
            "{does}: {}, {} ms, {} MiB at most, {} MiB kept; {}",
            found(&result),
            took.as_millis(),
            most >> 20,
            memory("VmRSS").saturating_sub(before) >> 20,
            told.chars()
                .take(160)
                .flat_map(char::escape_debug)
                .collect::<String>()
        );
        assert_eq!(found(&result), expected, "{does}: {told}");
        assert!(took < SHORT + LATENESS, "{does}: {took:?}");
        // The component's memory, and as much again for what is copied out of it.
        assert!(most <= 2 * MEMORY as u64, "{does}: {most} bytes");
        assert!(told.len() < 5000, "{does}: {} bytes", told.len());
        assert_goes_on(&resizer, does);
    }
    let kept = memory("VmRSS").saturating_sub(before);
    println!("kept after all: {} KiB", kept >> 10);
    assert!(kept <= KEPT, "{kept} bytes");
}

/// What one leaves behind, the next one must not add to.
#[test]
fn memory_stays_flat_however_often_it_is_attacked() {
    let _alone = alone();
    let limits = CallLimits {
        time: Duration::from_millis(100),
        ..limits()
    };
    let resizer = Resizer::embedded(limits).unwrap();
    let round = || {
        for bad in behaviours() {
            let _ = call(&resizer, &bad);
        }
    };
    // What allocator and pool keep of an instance, up to 16 MiB, comes at once and at any round: pages are given back late.
    // What leaks comes again in every round. So five rounds in a row must add nothing, of forty that may be tried.
    let mut grown = Vec::new();
    for _ in 0..8 {
        let before = memory("VmRSS");
        for _ in 0..5 {
            round();
        }
        grown.push(memory("VmRSS").saturating_sub(before));
        if grown.last().is_some_and(|grown| *grown < 2 << 20) {
            break;
        }
    }
    println!("grown in five rounds each: {grown:?} bytes");
    assert!(grown.last().is_some_and(|grown| *grown < 2 << 20));
}

/// Bad calls in all places for instances, and good ones between them.
#[test]
fn many_at_a_time() {
    let _alone = alone();
    let resizer = Resizer::embedded(limits()).unwrap();
    let all = behaviours();
    std::thread::scope(|scope| {
        for worker in 0..8 {
            let (resizer, all) = (&resizer, &all);
            scope.spawn(move || {
                let mine = all.iter().skip(worker).step_by(8);
                // They would only take time.
                for bad in mine.filter(|bad| bad.expected != "deadline") {
                    let result = call(resizer, bad);
                    assert_eq!(found(&result), bad.expected, "{}", bad.does);
                    let good = resizer
                        .resize(b"a picture", &[Target::thumbnail()], Limits::default())
                        .unwrap();
                    assert_eq!(good.outputs.len(), 1);
                }
            });
        }
    });
}

#[test]
fn errors_say_what_is_wrong() {
    let _alone = alone();
    let resizer = Resizer::embedded(limits()).unwrap();
    let all = behaviours();
    let told = |file: &str| {
        let bad = all.iter().find(|bad| bad.file == file.as_bytes());
        call(&resizer, bad.expect(file)).unwrap_err()
    };
    for (file, expected) in [
        ("resize: B", "call stack exhausted"),
        ("resize: C", "`unreachable` instruction executed"),
        ("resize: H", "string pointer/length out of bounds of memory"),
        ("resize: I", "list pointer/length out of bounds of memory"),
        ("resize: J", "bytes of memory that it lies in"),
        ("resize: K", "an output of 4294967295 x 0 pixels"),
        ("resize: L", "invalid utf-8"),
        ("resize: M", "invalid utf-8"),
        ("resize: N", "facts of "),
        ("resize: R", "an error of the kind \"resize\""),
        ("resize: T", "0 outputs for 2 targets"),
        ("resize: U", "3 outputs for 2 targets"),
    ] {
        let message = told(file).to_string();
        assert!(message.contains(expected), "{file}: {message}");
        assert!(
            message.ends_with("; this is a bug, please report it with the image"),
            "{message}"
        );
        assert!(!message.contains('\n'), "{message:?}");
    }
    assert_eq!(told("resize: A"), Error::Deadline { limit: SHORT });
    match told("resize: E") {
        Error::MemoryLimit { limit, asked } => {
            assert_eq!(limit, MEMORY);
            // The first MiB that it does not get.
            assert!(asked > MEMORY && asked <= MEMORY + (1 << 20), "{asked}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn long_texts_are_cut() {
    let _alone = alone();
    let resizer = Resizer::embedded(limits()).unwrap();
    let resized = resizer
        .resize(b"resize: O", &[Target::thumbnail()], Limits::default())
        .unwrap();
    let warning = &resized.warnings[0].message;
    assert_eq!(warning.len(), 4096);
    assert!(warning.ends_with("w…"));
    match resizer.resize(b"resize: P", &[Target::thumbnail()], Limits::default()) {
        Err(Error::Image {
            kind: ImageErrorKind::Malformed,
            message,
            ..
        }) => assert_eq!(&message, warning),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_goes_wrong_before_the_call_is_limited_too() {
    let _alone = alone();
    let limits = CallLimits {
        time: SHORT,
        ..limits()
    };
    let resizer = malicious::load("loops-at-the-start", limits).unwrap();
    let start = Instant::now();
    let error = resizer.probe(b"a picture").unwrap_err();
    assert_eq!(error, Error::Deadline { limit: SHORT });
    assert!(start.elapsed() < SHORT + LATENESS);
    let resizer = malicious::load("begins-with-too-much", limits).unwrap();
    match resizer.probe(b"a picture") {
        Err(Error::MemoryLimit { asked, .. }) => assert_eq!(asked, 1 << 30),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_needs_more_than_there_is_does_not_load() {
    let _alone = alone();
    for (name, expected) in [
        ("imports-a-clock", "clock"),
        ("four-instances", "4 core module instances"),
        ("two-memories", "memor"),
        ("huge-table", "table"),
        ("exports-nothing", "no exported instance named"),
    ] {
        match malicious::load(name, limits()).map(drop) {
            Err(LoadError::Runtime { reason }) => {
                println!("{name}: {reason}");
                assert!(reason.contains(expected), "{name}: {reason}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}
