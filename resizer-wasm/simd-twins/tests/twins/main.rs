//! What vectors do under WebAssembly, against what is done without them on the machine at hand: the same bytes, or the same
//! error.

mod files;
mod guest;

use std::cell::RefCell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use simd_twins::{CASES, Case, Given};

use guest::Guest;

/// How many inputs each case gets.
const INPUTS: u32 = 1000;
/// The same of files, which take longer.
const FILES: u32 = 300;

/// Of bytes and, two by two, of words: the ends of their ranges, and what is next to them.
const EXTREMES: [u8; 9] = [0, 1, 2, 0x7E, 0x7F, 0x80, 0x81, 0xFE, 0xFF];

fn inputs(given: Given) -> BoxedStrategy<Vec<u8>> {
    match given {
        Given::Bytes(count) => prop_oneof![
            vec(any::<u8>(), count),
            vec(select(EXTREMES.to_vec()), count),
            vec(prop_oneof![3 => Just(0), 1 => any::<u8>()], count),
            // A choice of ways in front, and all the same behind.
            (vec(any::<u8>(), 16), select(EXTREMES.to_vec())).prop_map(move |(mut start, same)| {
                start.resize(count, same);
                start
            }),
        ]
        .boxed(),
        Given::Jpeg => files::changed(files::jpegs()),
        Given::Vp8 => files::changed(files::vp8s()),
    }
}

/// Where they differ, or that they do not.
fn compare(guest: &RefCell<Guest>, number: usize, input: &[u8]) -> Result<(), TestCaseError> {
    let plain = simd_twins::run(number, input).expect("a case with this number");
    let vectors = guest.borrow_mut().run(number, input);
    let vectors = vectors.map_err(|reason| TestCaseError::fail(format!("it stops: {reason}")))?;
    let at = plain.iter().zip(&vectors).position(|(a, b)| a != b);
    prop_assert!(
        plain == vectors,
        "{} bytes without vectors, {} with them, different from byte {at:?}",
        plain.len(),
        vectors.len()
    );
    Ok(())
}

/// All cases are run, so that one failure does not hide another.
fn compare_all(level: &str) {
    let guest = RefCell::new(Guest::start(level));
    let mut failures = Vec::new();
    for (number, Case { name, given, .. }) in CASES.into_iter().enumerate() {
        let files = !matches!(given, Given::Bytes(_));
        let mut runner = TestRunner::new(Config {
            cases: if files { FILES } else { INPUTS },
            max_shrink_iters: 2000,
            failure_persistence: None,
            ..Config::default()
        });
        let outcome = runner.run(&inputs(given), |input| compare(&guest, number, &input));
        if let Err(error) = outcome {
            failures.push(format!("{name}: {error}"));
        }
    }
    assert!(failures.is_empty(), "{level}:\n{}", failures.join("\n"));
}

#[cfg(target_arch = "x86_64")]
#[test]
#[ignore = "needs the module and its runner: run by cargo xtask test"]
fn vectors_of_x86_64_v2_give_what_their_twins_give() {
    compare_all("x86-64-v2");
}

#[cfg(target_arch = "x86_64")]
#[test]
#[ignore = "needs the module, its runner, and a processor of that level: run by cargo xtask test"]
fn vectors_of_x86_64_v3_give_what_their_twins_give() {
    compare_all("x86-64-v3");
}

#[cfg(target_arch = "aarch64")]
#[test]
#[ignore = "needs the module and its runner: run by cargo xtask test"]
fn vectors_of_aarch64_give_what_their_twins_give() {
    compare_all("aarch64");
}
