//! A control group of Linux that limits the memory of a process, as Lambda does.

use std::fs;
use std::path::{Path, PathBuf};

/// Where systems have the groups of memory: version 1, and version 2.
const ROOTS: [&str; 2] = ["/sys/fs/cgroup/memory", "/sys/fs/cgroup"];

/// A group; it goes when this value is dropped, after its processes.
pub(crate) struct Cgroup(PathBuf);

impl Cgroup {
    /// A new one with so many MB.
    pub(crate) fn new(name: &str, megabytes: u32) -> Self {
        let is_root = |root: &&str| Path::new(root).join("cgroup.procs").exists();
        let root = ROOTS.into_iter().find(is_root).expect("control groups");
        let group = Self(Path::new(root).join(format!("thumbox-{name}-{}", std::process::id())));
        fs::create_dir(&group.0).expect("the right to make a group");
        let bytes = (u64::from(megabytes) << 20).to_string();
        match group.0.join("memory.max").exists() {
            true => {
                group.write("memory.max", &bytes);
                group.write("memory.swap.max", "0");
            }
            false => group.write("memory.limit_in_bytes", &bytes),
        }
        group
    }

    fn write(&self, name: &str, value: &str) {
        fs::write(self.0.join(name), value).unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// The file that takes the processes of this group.
    pub(crate) fn processes(&self) -> PathBuf {
        self.0.join("cgroup.procs")
    }

    /// How many processes were ended for want of memory.
    pub(crate) fn kills(&self) -> u64 {
        let files = ["memory.events", "memory.oom_control"].map(|name| self.0.join(name));
        let text = files.iter().find_map(|file| fs::read_to_string(file).ok());
        let text = text.expect("a count");
        let count = text.lines().find_map(|line| line.strip_prefix("oom_kill "));
        count.expect("a count").trim().parse().expect("a number")
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        // The kernel needs a moment after the last process.
        for _ in 0..100 {
            if fs::remove_dir(&self.0).is_ok() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}
