//! What the kernel says of this process, a line every second.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

/// The first line of the file.
const HEADS: &str = "seconds\tprocessor\tmemory\tmade\trefused";
/// In which the kernel tells times to programs (`USER_HZ`, the same on all of its processors).
const TICKS_A_SECOND: f64 = 100.0;

/// The file that samples go to.
pub(crate) struct Samples {
    file: BufWriter<File>,
}

impl Samples {
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).with_context(|| path.display().to_string())?;
        let mut file = BufWriter::new(file);
        writeln!(file, "{HEADS}")?;
        Ok(Self { file })
    }

    /// Adds a line: the time, that of processors, both in seconds, the memory that the process holds in bytes, and how many
    /// pictures were made and refused so far.
    pub(crate) fn add(&mut self, elapsed: Duration, made: usize, refused: usize) -> Result<()> {
        let seconds = elapsed.as_secs_f64();
        let processor = processor()?;
        let memory = memory()?;
        writeln!(
            self.file,
            "{seconds:.1}\t{processor:.2}\t{memory}\t{made}\t{refused}"
        )?;
        Ok(self.file.flush()?)
    }
}

/// Bytes of this process that are in memory now.
fn memory() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    resident(&status).context("no VmRSS in /proc/self/status")
}

fn resident(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}

/// Seconds that processors have spent on this process.
fn processor() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    spent(&stat).context("no times in /proc/self/stat")
}

fn spent(stat: &str) -> Option<f64> {
    // The program's name, which may have any characters, stands in parentheses. Times are the 14th and the 15th field.
    let (_, behind) = stat.rsplit_once(')')?;
    let mut fields = behind.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS_A_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_found() {
        assert_eq!(resident("VmHWM:\t 9 kB\nVmRSS:\t    5 kB\n"), Some(5120));
        assert_eq!(resident("Name:\tsoak\n"), None);
        assert!(memory().unwrap() > 1 << 20);
    }

    #[test]
    fn times_are_found() {
        let stat = "7 (a) b (c)) R 1 7 7 0 -1 4194304 95 0 0 0 120 30 0 0 20 0 1 0 99 6000000 500";
        assert_eq!(spent(stat), Some(1.5));
        assert_eq!(spent("7 (a) R 1"), None);
        assert!(processor().unwrap() < 1e6);
    }
}
