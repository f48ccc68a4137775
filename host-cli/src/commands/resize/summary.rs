//! The sentence at the end.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::batch::input_list::LeftOut;
use crate::batch::picture::PictureOutcome;
use crate::batch::printing::Bytes;
use crate::batch::thumbnail::State;
use crate::report::escape;

/// What became of all pictures.
#[derive(Debug, Default)]
pub(super) struct Summary {
    made: usize,
    up_to_date: usize,
    /// By kind.
    failed: BTreeMap<&'static str, usize>,
    /// Of the pictures of which something was made, and of what was made of them.
    bytes_before: u64,
    bytes_after: u64,
    /// The pictures that no output is for.
    for_no_output: usize,
    pub(super) removed: usize,
    pub(super) left_out: LeftOut,
    pub(super) not_begun: usize,
    pub(super) time: Duration,
}

impl Summary {
    pub(super) fn add(&mut self, outcome: &PictureOutcome) {
        let mut made = false;
        self.for_no_output += usize::from(outcome.is_left_out);
        for result in &outcome.results {
            match result {
                Ok(thumbnail) if thumbnail.state == State::UpToDate => self.up_to_date += 1,
                Ok(thumbnail) => {
                    made = true;
                    self.made += 1;
                    self.bytes_after += thumbnail.note.facts.bytes;
                }
                Err(failure) => self.add_failure(failure.kind),
            }
        }
        if made {
            self.bytes_before += outcome.bytes;
        }
    }

    pub(super) fn add_failure(&mut self, kind: &'static str) {
        *self.failed.entry(kind).or_default() += 1;
    }

    pub(super) fn is_all_fine(&self) -> bool {
        self.failed.is_empty() && self.not_begun == 0
    }

    /// How many results there are, or would be.
    fn results(&self) -> usize {
        self.made + self.up_to_date + self.failed.values().sum::<usize>() + self.not_begun
    }

    fn found_nothing(&self) -> bool {
        let left_out = self.left_out.results + self.left_out.excluded + self.left_out.others.len();
        self.results() + self.for_no_output + left_out == 0
    }

    /// Whether there is more to say than the line of the only picture says.
    pub(super) fn is_worth_telling(&self) -> bool {
        self.results() > 1
            || self.made == 0 && self.failed.is_empty()
            || self.left_out.results + self.removed > 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} made", self.made)?;
        if self.up_to_date > 0 {
            write!(f, ", {} up to date", self.up_to_date)?;
        }
        if self.removed > 0 {
            write!(f, ", {} removed", self.removed)?;
        }
        let failed: usize = self.failed.values().sum();
        if failed > 0 {
            let kinds: Vec<String> = self
                .failed
                .iter()
                .map(|(kind, count)| format!("{count} {kind}"))
                .collect();
            write!(f, ", {failed} failed ({})", kinds.join(", "))?;
        }
        write!(f, " in {:.1} s", self.time.as_secs_f64())?;
        if self.made > 0 {
            let (before, after) = (self.bytes_before, self.bytes_after);
            write!(f, "; {} became {}", Bytes(before), Bytes(after))?;
        }
        if self.for_no_output > 0 {
            write!(f, "; {} for no output of the recipe", self.for_no_output)?;
        }
        write!(f, "{}", self.left_out)?;
        if self.found_nothing() {
            f.write_str("; there are no files")?;
        }
        if self.not_begun > 0 {
            write!(
                f,
                "; stopped before the last {}: run the same again to go on",
                self.not_begun
            )?;
        }
        Ok(())
    }
}

/// Of the most kinds of files that many are told.
const MOST_KINDS: usize = 4;

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kinds: Vec<_> = self.others.iter().collect();
        kinds.sort_by_key(|(_, count)| Reverse(**count));
        let mut told: Vec<String> = Vec::new();
        if self.results > 0 {
            told.push(format!("{} made by thumbox", self.results));
        }
        if self.excluded > 0 {
            told.push(format!("{} excluded", self.excluded));
        }
        let name = |extension: &str| match extension {
            "." => "without an extension".to_owned(),
            extension => escape(extension),
        };
        let few = kinds.iter().take(MOST_KINDS);
        told.extend(few.map(|(extension, count)| format!("{count} {}", name(extension))));
        let others: usize = kinds
            .iter()
            .skip(MOST_KINDS)
            .map(|(_, count)| **count)
            .sum();
        if others > 0 {
            told.push(format!("{others} others"));
        }
        match told.as_slice() {
            [] => Ok(()),
            told => write!(f, "; no inputs: {}", told.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_it_all() {
        let mut summary = Summary {
            made: 12,
            up_to_date: 3,
            bytes_before: 35_200_000,
            bytes_after: 999,
            time: Duration::from_millis(2140),
            ..Summary::default()
        };
        assert_eq!(
            summary.to_string(),
            "12 made, 3 up to date in 2.1 s; 35.2 MB became 999 bytes"
        );
        summary.add_failure("truncated");
        summary.add_failure("truncated");
        summary.add_failure("deadline");
        summary.not_begun = 7;
        assert_eq!(
            summary.to_string(),
            "12 made, 3 up to date, 3 failed (1 deadline, 2 truncated) in 2.1 s; \
             35.2 MB became 999 bytes; stopped before the last 7: run the same again to go on"
        );
        let summary = Summary {
            left_out: LeftOut {
                results: 3,
                excluded: 2,
                others: [(".heic".to_owned(), 80), (".".to_owned(), 1)].into(),
            },
            ..Summary::default()
        };
        assert_eq!(
            summary.to_string(),
            "0 made in 0.0 s; no inputs: 3 made by thumbox, 2 excluded, 80 .heic, 1 without an extension"
        );
        assert_eq!(
            Summary::default().to_string(),
            "0 made in 0.0 s; there are no files"
        );
        let summary = Summary {
            for_no_output: 2,
            ..Summary::default()
        };
        assert_eq!(
            summary.to_string(),
            "0 made in 0.0 s; 2 for no output of the recipe"
        );
        assert_eq!(Bytes(1_234_567_890).to_string(), "1.23 GB");
    }
}
