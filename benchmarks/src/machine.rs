//! The computer, and the cores of it that everything runs on.

use std::fs;

use anyhow::{Context, Result};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// What a reader has to know to judge the times.
pub(super) struct Machine {
    pub(super) processor: String,
    pub(super) cores: usize,
    used: CpuSet,
    /// All but those, or those as well where there are no others.
    others: CpuSet,
}

impl Machine {
    /// Pins this program, and with it all that it starts from now on, to so many of the last cores that it may use, or to
    /// all where there are fewer. It only waits while others run.
    ///
    /// # Errors
    /// Where the kernel refuses.
    pub(super) fn pin(count: usize) -> Result<Self> {
        let allowed = sched_getaffinity(None)?;
        let last = (0..CpuSet::MAX_CPU)
            .rev()
            .filter(|core| allowed.is_set(*core));
        let mut used = CpuSet::new();
        let mut others = allowed;
        for core in last.take(count) {
            used.set(core);
            others.unset(core);
        }
        if others.count() == 0 {
            others = allowed;
        }
        use_only(&used)?;
        Ok(Self {
            processor: processor(&fs::read_to_string("/proc/cpuinfo")?),
            cores: usize::try_from(allowed.count())?,
            used,
            others,
        })
    }

    /// How many cores everything runs on.
    pub(super) fn used(&self) -> u32 {
        self.used.count()
    }

    /// Does something that is not to take the time of what is measured. Threads and programs that it starts stay on
    /// the other cores.
    ///
    /// # Errors
    /// Where the kernel refuses.
    pub(super) fn on_other_cores<T>(&self, work: impl FnOnce() -> T) -> Result<T> {
        use_only(&self.others)?;
        let done = work();
        use_only(&self.used)?;
        Ok(done)
    }
}

fn use_only(cores: &CpuSet) -> Result<()> {
    sched_setaffinity(None, cores).context("pinning to cores")
}

/// The model's name as the kernel has it. Some virtual machines show a shortened one: then family and model say more.
fn processor(cpuinfo: &str) -> String {
    let field = |name: &str| {
        cpuinfo.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            (key.trim() == name).then(|| value.trim().to_owned())
        })
    };
    let name = field("model name").unwrap_or_else(|| "unknown processor".to_owned());
    match (field("cpu family"), field("model")) {
        (Some(family), Some(model)) => format!("{name} (family {family}, model {model})"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_elsewhere_does_not_stay_there() {
        // The affinity is the thread's, so no other test notices.
        let machine = Machine::pin(1).unwrap();
        let here = || sched_getaffinity(None).unwrap();
        let there = machine.on_other_cores(here).unwrap();
        assert_eq!((here(), there), (machine.used, machine.others));
    }

    #[test]
    fn the_processor_is_named() {
        let text = "processor\t: 0\ncpu family\t: 6\nmodel\t\t: 207\nmodel name\t: A Xeon\n";
        assert_eq!(processor(text), "A Xeon (family 6, model 207)");
        assert_eq!(processor(""), "unknown processor");
    }
}
