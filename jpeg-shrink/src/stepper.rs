//! Steps through the units of a scan: restart intervals, and what to do where the data is damaged.
//!
//! A unit is an MCU, or a block where the scan has one component. Where data ends too early, a tolerant stepper goes on
//! at the next restart marker: its number, modulo 8, tells how many intervals lie between (T.81, clause F.1.2.3).

use crate::bits::Bits;
use crate::damage::{Damage, Log};
use crate::error::Error;
use crate::huffman::Bad;
use crate::marker::{self, Marker, code};

/// What to do with the next unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Decode it.
    Decode,
    /// Decode it, with predictions and runs as at the start of a scan.
    Restart,
    /// Its data is lost.
    Lost,
}

/// Intervals that a restart marker may be ahead of its turn; one that is further ahead is taken for one that is late.
const MAX_AHEAD: u64 = 4;

/// Where in a scan decoding is.
#[derive(Debug)]
pub(crate) struct Stepper {
    /// Units between restarts, 0 for none.
    interval: u64,
    /// Units to the next restart.
    left: u64,
    done: u64,
    total: u64,
    /// Units before this one are lost.
    found_again: u64,
    /// The numbers of restart markers mean nothing, but they are all there. Unknown until a number is wrong: to count
    /// them more than once would take a time that is quadratic in the file.
    misnumbered: Option<bool>,
    noted: bool,
    /// Data that makes no sense has been noted, in this interval.
    noted_bad_data: bool,
    tolerant: bool,
    /// Bits that may be missing at the end of the data.
    spare: u64,
}

impl Stepper {
    pub(crate) fn new(interval: u32, total: u64, tolerant: bool) -> Self {
        Self {
            interval: u64::from(interval),
            left: u64::from(interval),
            done: 0,
            total,
            found_again: 0,
            misnumbered: None,
            noted: false,
            noted_bad_data: false,
            tolerant,
            spare: 0,
        }
    }

    /// The same for data whose encoder may have left away zeros at its end.
    pub(crate) fn with_spare(self, spare: u64) -> Self {
        Self { spare, ..self }
    }

    /// Called before each unit.
    #[inline(always)]
    pub(crate) fn begin(&mut self, bits: &mut Bits<'_>, log: &mut Log) -> Result<Step, Error> {
        if self.interval == 0 && self.found_again == 0 {
            return Ok(Step::Decode);
        }
        bits.apart(|bits| self.begin_interval(bits, log))
    }

    #[inline(never)]
    fn begin_interval(&mut self, bits: &mut Bits<'_>, log: &mut Log) -> Result<Step, Error> {
        let mut step = Step::Decode;
        if self.interval != 0 && self.left == 0 {
            self.left = self.interval;
            self.noted_bad_data = false;
            if self.done > self.found_again || self.found_again == 0 {
                self.restart(bits, log)?;
            }
            step = Step::Restart;
        }
        Ok(if self.done < self.found_again {
            Step::Lost
        } else {
            step
        })
    }

    /// Whether all that is left is lost.
    pub(crate) fn over(&self) -> bool {
        self.found_again >= self.total && self.total > 0
    }

    /// How many units there are at most to the next restart, when the next one is to be decoded.
    pub(crate) fn run(&self) -> u64 {
        match self.interval {
            0 => self.total - self.done,
            _ => self.left,
        }
    }

    /// Whether damage is tolerated.
    pub(crate) fn tolerant(&self) -> bool {
        self.tolerant
    }

    /// Called before [`Stepper::end`] for a unit whose data made no sense and which was decoded all the same.
    #[cold]
    #[inline(never)]
    pub(crate) fn excused(&mut self, bad: Bad, bits: &Bits<'_>, log: &mut Log) {
        // Zeros that follow the end of the data are another matter.
        if bits.missing() == 0 && !self.noted_bad_data {
            self.noted_bad_data = true;
            log.note(Damage::BadData {
                unit: self.done,
                of: self.total,
                cause: format!("{} near byte {}", bad.describe(), bits.position()),
            });
        }
    }

    /// Called after each unit with what came of it. A unit whose data ends too early is kept as zeros have completed it.
    #[inline(always)]
    pub(crate) fn end(
        &mut self,
        result: Result<(), Bad>,
        bits: &mut Bits<'_>,
        log: &mut Log,
    ) -> Result<(), Error> {
        if result.is_err() || bits.missing() > self.spare {
            bits.apart(|bits| self.bad_unit(result, bits, log))?;
        }
        self.done += 1;
        self.left = self.left.wrapping_sub(1);
        Ok(())
    }

    /// Called instead of [`Stepper::end`] for units that are lost, or known to be whole.
    pub(crate) fn pass(&mut self, units: u64) {
        self.done += units;
        self.left = self.left.wrapping_sub(units);
    }

    #[cold]
    fn bad_unit(
        &mut self,
        result: Result<(), Bad>,
        bits: &mut Bits<'_>,
        log: &mut Log,
    ) -> Result<(), Error> {
        let missing = bits.missing().saturating_sub(self.spare);
        let at_end = marker::find(bits.data(), bits.position()).is_none();
        let cause = match result {
            // The data ended first, and the zeros that follow it made no sense.
            _ if missing > 0 => {
                // An encoder that did not write its last byte; not a file that was cut.
                if self.done + 1 == self.total && missing < 8 && result.is_ok() && !at_end {
                    log.note(Damage::UnflushedEnd {
                        bits: missing as u32,
                    });
                    return Ok(());
                }
                "the scan ends"
            }
            Err(bad) => bad.describe(),
            Ok(()) => return Ok(()),
        };
        let position = bits.position();
        if !self.tolerant {
            return Err(if missing > 0 && at_end {
                Error::Truncated {
                    offset: bits.data().len(),
                    expected: format!(
                        "the rest of a scan, from MCU {} of {}",
                        self.done, self.total
                    ),
                }
            } else {
                Error::Malformed(format!(
                    "{cause} in MCU {} of {} of a scan, near byte {position}",
                    self.done, self.total
                ))
            });
        }
        let cause = format!("{cause} near byte {position}");
        self.resynchronise(self.done, cause, bits, log);
        Ok(())
    }

    /// Finds the restart marker that should stand here.
    fn restart(&mut self, bits: &mut Bits<'_>, log: &mut Log) -> Result<(), Error> {
        let (found, extra) = bits.marker();
        let expected = ((self.done / self.interval - 1) & 7) as u8;
        if let Some(marker) = found
            && marker.is_restart()
        {
            let number = marker.code & 7;
            if number == expected || self.all_there(marker, bits.data()) {
                if extra > 0 {
                    log.note(Damage::ExtraData {
                        offset: marker.offset,
                        bytes: extra,
                    });
                }
                if number != expected && !self.noted {
                    self.noted = true;
                    log.note(Damage::RestartNumber {
                        offset: marker.offset,
                        found: number,
                        expected,
                    });
                }
                bits.restart_at(marker.after());
                return Ok(());
            }
        }
        let cause = match found {
            Some(marker) => format!(
                "marker FF{:02X} at byte {} where restart marker {expected} should be",
                marker.code, marker.offset
            ),
            None => format!("the file ends where restart marker {expected} should be"),
        };
        if !self.tolerant {
            return Err(match found {
                None => Error::Truncated {
                    offset: bits.data().len(),
                    expected: format!("restart marker {expected}"),
                },
                Some(_) => Error::Malformed(cause),
            });
        }
        self.resynchronise(self.done - 1, cause, bits, log);
        // The interval before was whole; only what follows it is lost.
        Ok(())
    }

    /// Whether there are as many restart markers as intervals left, whatever their numbers.
    fn all_there(&mut self, from: Marker, data: &[u8]) -> bool {
        if let Some(known) = self.misnumbered {
            return known;
        }
        let intervals = (self.total - self.done).div_ceil(self.interval);
        let mut count = 1;
        let mut pos = from.after();
        while let Some(marker) = marker::find(data, pos)
            && marker.is_restart()
        {
            count += 1;
            pos = marker.after();
        }
        *self.misnumbered.insert(count == intervals)
    }

    /// Goes on at the first restart marker that makes sense after `unit` turned out bad.
    fn resynchronise(&mut self, unit: u64, cause: String, bits: &mut Bits<'_>, log: &mut Log) {
        self.found_again = self.total;
        let mut pos = bits.position();
        while self.interval != 0
            && let Some(marker) = marker::find(bits.data(), pos)
        {
            if marker.code >= code::SOF0 && !marker.is_restart() {
                break;
            }
            pos = marker.after();
            let current = unit / self.interval;
            let ahead = u64::from(marker.code & 7).wrapping_sub(current) & 7;
            if marker.is_restart() && ahead <= MAX_AHEAD {
                let next = (current + ahead + 1) * self.interval;
                if next < self.total {
                    self.found_again = next;
                    bits.restart_at(pos);
                }
                break;
            }
        }
        let first = self.done.min(self.total);
        log.note(Damage::LostData {
            first,
            units: self.found_again - first,
            of: self.total,
            cause,
        });
    }
}
