//! What the kernel says of a process in /proc.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// What processor time is counted in there, on all of Linux's processors that Lambda has.
const TICK: Duration = Duration::from_millis(10);

/// Processor time of all threads so far, in the program and in the kernel.
///
/// # Errors
/// Where there is no such process.
pub(super) fn processor_time(id: u32) -> Result<Duration> {
    ticks(&read(id, "stat")?)
        .map(|ticks| TICK * ticks)
        .context("no times in /proc/ID/stat")
}

/// The most memory that it has held, in bytes.
///
/// # Errors
/// Where there is no such process.
pub(super) fn peak_rss(id: u32) -> Result<u64> {
    peak(&read(id, "status")?).context("no VmHWM in /proc/ID/status")
}

fn read(id: u32, file: &str) -> Result<String> {
    let path = format!("/proc/{id}/{file}");
    fs::read_to_string(&path).context(path)
}

/// Fields 14 and 15. The second field is the program's name in brackets, and may have anything in it.
fn ticks(stat: &str) -> Option<u32> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut field = || fields.next()?.parse::<u32>().ok();
    Some(field()? + field()?)
}

fn peak(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found() {
        let stat = "12 (a) b) S 1 12 12 0 -1 4194560 135 0 2 0 7 30 0 0 20 0 1 0";
        assert_eq!(ticks(stat), Some(37));
        assert_eq!(ticks(""), None);
        let status = "Name:\ta\nVmPeak:\t   9 kB\nVmHWM:\t    5 kB\nVmRSS:\t 4 kB\n";
        assert_eq!(peak(status), Some(5120));
        assert_eq!(peak("Name:\ta\n"), None);
    }

    #[test]
    fn this_process_has_both() {
        assert!(peak_rss(std::process::id()).unwrap() > 0);
        processor_time(std::process::id()).unwrap();
    }
}
