//! What the process was like, second by second, and whether that is as it must be.

use anyhow::{Context, Result, bail};

use super::list::Chosen;

/// By how much memory may be higher in the last quarter than in the second, by their medians: 16 MiB, a quarter of what the
/// largest pictures take. A leak of 100 bytes a picture would be more in half an hour.
const MOST_GROWTH: u64 = 16 << 20;

/// By which factor pictures may take more of the processor in the last quarter than in the second. Other programs on the same
/// computer slow this one down, too, by up to a half.
const MOST_SLOWDOWN: f64 = 2.0;

/// One line of the file that the program writes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sample {
    pub(super) seconds: f64,
    /// Seconds of processors.
    pub(super) processor: f64,
    /// Bytes.
    pub(super) memory: u64,
    pub(super) made: u64,
    pub(super) refused: u64,
}

/// All of them, in their order.
pub(super) struct Samples(pub(super) Vec<Sample>);

/// A quarter of the time.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Quarter {
    /// The median and the highest, in bytes.
    memory: u64,
    highest: u64,
    pictures_a_second: f64,
    pictures_a_processor_second: f64,
}

impl Samples {
    /// Reads what the program has written.
    ///
    /// # Errors
    /// Where a line is none, or there are too few to say anything.
    pub(super) fn read(text: &str) -> Result<Self> {
        let samples: Option<Vec<Sample>> = text.lines().skip(1).map(sample).collect();
        let samples = samples.context("a line of the samples has other fields")?;
        if samples.len() < 8 {
            bail!("{} samples are too few for quarters", samples.len());
        }
        Ok(Self(samples))
    }

    /// Whether memory is flat, and pictures take no longer.
    ///
    /// # Errors
    /// Where it is not, or they do.
    pub(super) fn check(&self) -> Result<()> {
        let [_, second, _, last] = self.quarters();
        if last.memory > second.memory + MOST_GROWTH {
            bail!(
                "memory grows: {} MiB in the second quarter, {} MiB in the last, by their medians",
                mib(second.memory),
                mib(last.memory)
            );
        }
        let (before, after) = (
            second.pictures_a_processor_second,
            last.pictures_a_processor_second,
        );
        if after * MOST_SLOWDOWN < before {
            bail!(
                "it becomes slow: {before:.0} pictures for a second of the processor in the second quarter, {after:.0} in the last"
            );
        }
        Ok(())
    }

    /// The figures for people.
    pub(super) fn figures(&self, workers: usize, chosen: &Chosen) -> String {
        let end = self.0[self.0.len() - 1];
        let mut text = format!(
            "`cargo xtask soak` ran {:.0} minutes: {} pictures were made and {} refused in one process with {workers} \
             workers, and each result was what it has to be. {} cases took turns, {} of them hostile files; the outcomes of {} \
             are the ledger's, those of the others what a single worker had made of them just before. {} that take more than \
             half a second or 64 MiB were left out; `cargo xtask hostile` has them.\n\n",
            end.seconds / 60.0,
            end.made,
            end.refused,
            chosen.count(),
            chosen.hostile,
            chosen.from_ledger,
            chosen.left_out,
        );
        text += "| quarter | memory, MiB (median) | highest | pictures a second | for a second of the processor |\n|---|---:|---:|---:|---:|\n";
        for (number, quarter) in self.quarters().iter().enumerate() {
            text += &format!(
                "| {} | {} | {} | {:.0} | {:.0} |\n",
                number + 1,
                mib(quarter.memory),
                mib(quarter.highest),
                quarter.pictures_a_second,
                quarter.pictures_a_processor_second
            );
        }
        text += &format!(
            "\nThe last quarter's median may be {} MiB above the second's, and its pictures may take {MOST_SLOWDOWN} times as much of \
             the processor. The first is not looked at: places for instances fill then.\n",
            mib(MOST_GROWTH)
        );
        text
    }

    fn quarters(&self) -> [Quarter; 4] {
        let count = self.0.len();
        std::array::from_fn(|number| {
            // Each begins with the last sample of the one before, so that nothing that was made is left out.
            let (from, to) = (number * (count - 1) / 4, (number + 1) * (count - 1) / 4);
            quarter(&self.0[from..=to])
        })
    }
}

fn sample(line: &str) -> Option<Sample> {
    let mut fields = line.split('\t');
    let sample = Sample {
        seconds: fields.next()?.parse().ok()?,
        processor: fields.next()?.parse().ok()?,
        memory: fields.next()?.parse().ok()?,
        made: fields.next()?.parse().ok()?,
        refused: fields.next()?.parse().ok()?,
    };
    fields.next().is_none().then_some(sample)
}

fn quarter(samples: &[Sample]) -> Quarter {
    let mut memory: Vec<u64> = samples.iter().map(|sample| sample.memory).collect();
    memory.sort_unstable();
    let (first, last) = (samples[0], samples[samples.len() - 1]);
    let pictures = last.made + last.refused - first.made - first.refused;
    Quarter {
        memory: memory[memory.len() / 2],
        highest: memory[memory.len() - 1],
        pictures_a_second: pictures as f64 / (last.seconds - first.seconds).max(1e-9),
        pictures_a_processor_second: pictures as f64 / (last.processor - first.processor).max(1e-9),
    }
}

pub(super) fn mib(bytes: u64) -> u64 {
    (bytes + (1 << 19)) >> 20
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADS: &str = "seconds\tprocessor\tmemory\tmade\trefused\n";

    /// Memory in MiB, a second each, and ten pictures more.
    fn samples(memory: &[u64]) -> Samples {
        let mut text = HEADS.to_owned();
        for (second, memory) in memory.iter().enumerate() {
            let memory = memory << 20;
            text += &format!(
                "{second}.0\t{second}.0\t{memory}\t{}\t{second}\n",
                second * 9
            );
        }
        Samples::read(&text).unwrap()
    }

    #[test]
    fn growth_is_found_and_peaks_are_not_growth() {
        assert!(
            samples(&[10, 90, 90, 90, 91, 90, 90, 90, 95])
                .check()
                .is_ok()
        );
        // The first quarter may be anything, and a single peak is none.
        assert!(
            samples(&[1, 1, 90, 90, 90, 90, 90, 90, 500])
                .check()
                .is_ok()
        );
        let leak = samples(&[50, 60, 70, 80, 90, 100, 110, 120, 130]).check();
        assert!(leak.unwrap_err().to_string().contains("memory grows"));
    }

    #[test]
    fn what_becomes_slow_is_found() {
        // Ten pictures a second, for which the processor takes longer and longer.
        for (later, is_flat) in [(1, true), (4, false)] {
            let mut text = HEADS.to_owned();
            for second in 0..17 {
                let processor = if second > 8 {
                    8 + (second - 8) * later
                } else {
                    second
                };
                text += &format!("{second}\t{processor}\t1\t{}\t0\n", second * 10);
            }
            assert_eq!(Samples::read(&text).unwrap().check().is_ok(), is_flat);
        }
    }

    #[test]
    fn quarters_have_all_that_was_made() {
        for quarter in samples(&[5; 9]).quarters() {
            assert_eq!(
                quarter,
                Quarter {
                    memory: 5 << 20,
                    highest: 5 << 20,
                    pictures_a_second: 10.0,
                    pictures_a_processor_second: 10.0
                }
            );
        }
        assert!(Samples::read("seconds\n1\t2\t3\t4\n").is_err());
        assert!(Samples::read("seconds\n1\t2\t3\t4\t5\n").is_err());
    }
}
