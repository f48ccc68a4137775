//! The end of what is told: a sentence, or a line of JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::batch::left_out::LeftOut;
use crate::batch::picture::PictureOutcome;
use crate::batch::printing::Bytes;
use crate::batch::thumbnail::State;

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
    pub(super) removed: usize,
    pub(super) left_out: LeftOut,
    pub(super) not_begun: usize,
    pub(super) time: Duration,
}

impl Summary {
    pub(super) fn add(&mut self, outcome: &PictureOutcome) {
        let mut made = false;
        if let Some(reason) = &outcome.left_out {
            self.left_out.add(reason.clone());
        }
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

    /// Whether a signal has ended the wait for a pipe.
    pub(super) fn was_stopped(&self) -> bool {
        self.not_begun > 0 || self.failed.contains_key("stopped")
    }

    /// How many results there are, or would be.
    fn results(&self) -> usize {
        self.made + self.up_to_date + self.failed.values().sum::<usize>() + self.not_begun
    }

    /// Whether nothing was to be done, so that no other line says why.
    pub(super) fn is_of_nothing(&self) -> bool {
        self.results() + self.removed == 0
    }

    /// Whether there is more to say than the lines of results and failures say.
    pub(super) fn is_beyond_lines(&self) -> bool {
        self.is_of_nothing() || !self.left_out.is_empty()
    }

    /// Whether there is more to say than the line of the only picture says.
    pub(super) fn is_worth_telling(&self) -> bool {
        self.results() > 1
            || self.made == 0 && self.failed.is_empty()
            || self.removed > 0
            || self.is_beyond_lines()
    }

    /// The last line of `--json`.
    pub(super) fn line(&self) -> impl Serialize {
        Line {
            summary: Numbers {
                made: self.made,
                up_to_date: self.up_to_date,
                removed: self.removed,
                failed: &self.failed,
                not_begun: self.not_begun,
                left_out: &self.left_out,
            },
        }
    }
}

/// Other lines begin with `input`.
#[derive(Serialize)]
struct Line<'a> {
    summary: Numbers<'a>,
}

/// Of outputs; `failed` by kind, and `left_out`, of inputs, by reason.
#[derive(Serialize)]
struct Numbers<'a> {
    made: usize,
    up_to_date: usize,
    removed: usize,
    failed: &'a BTreeMap<&'static str, usize>,
    not_begun: usize,
    left_out: &'a LeftOut,
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
        write!(f, "{}", self.left_out)?;
        if self.is_of_nothing() && self.left_out.is_empty() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::left_out::Reason;

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
        assert_eq!(
            Summary::default().to_string(),
            "0 made in 0.0 s; there are no files"
        );
        let mut summary = Summary::default();
        summary.left_out.add(Reason::Hidden);
        assert_eq!(summary.to_string(), "0 made in 0.0 s; left out: 1 hidden");
        assert_eq!(
            serde_json::to_string(&summary.line()).unwrap(),
            r#"{"summary":{"made":0,"up_to_date":0,"removed":0,"failed":{},"not_begun":0,"left_out":{"hidden":1}}}"#
        );
        assert_eq!(Bytes(1_234_567_890).to_string(), "1.23 GB");
    }
}
