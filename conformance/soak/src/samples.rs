//! What the kernel says of this process, a line every second.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

/// The first line of the file.
const HEADS: &str = "seconds\tmemory\tmade\trefused";

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

    /// Adds a line: the time, the memory that the process holds in bytes, and how many pictures were made and refused so
    /// far.
    pub(crate) fn add(&mut self, elapsed: Duration, made: usize, refused: usize) -> Result<()> {
        let seconds = elapsed.as_secs_f64();
        writeln!(self.file, "{seconds:.1}\t{}\t{made}\t{refused}", memory()?)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_found() {
        assert_eq!(resident("VmHWM:\t 9 kB\nVmRSS:\t    5 kB\n"), Some(5120));
        assert_eq!(resident("Name:\tsoak\n"), None);
        assert!(memory().unwrap() > 1 << 20);
    }
}
