//! A control group of Linux that limits the memory of a process, as Lambda does.

use std::fs;
use std::path::{Path, PathBuf};

/// Where systems have the groups of memory: version 1, and version 2.
/// <https://docs.kernel.org/admin-guide/cgroup-v1/memory.html>, <https://docs.kernel.org/admin-guide/cgroup-v2.html>
const ROOTS: [&str; 2] = ["/sys/fs/cgroup/memory", "/sys/fs/cgroup"];

/// A group; it goes when this value is dropped, after its processes.
pub(crate) struct Cgroup {
    folder: PathBuf,
    version: Version,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

impl Cgroup {
    /// A new one with so many MB.
    pub(crate) fn new(name: &str, megabytes: u32) -> Self {
        let is_root = |root: &&str| Path::new(root).join("cgroup.procs").exists();
        let root = ROOTS.into_iter().find(is_root).expect("control groups");
        Self::below(Path::new(root), name, megabytes)
    }

    /// As [`Self::new`], in the groups that this folder has.
    pub(crate) fn below(root: &Path, name: &str, megabytes: u32) -> Self {
        // Only version 2 has this file.
        let version = match root.join("cgroup.controllers").exists() {
            true => Version::Two,
            false => Version::One,
        };
        if version == Version::Two {
            hand_memory_down(root);
        }
        let folder = root.join(format!("thumbox-{name}-{}", std::process::id()));
        fs::create_dir(&folder).expect("the right to make a group");
        let group = Self { folder, version };
        let bytes = (u64::from(megabytes) << 20).to_string();
        match version {
            Version::One => group.write("memory.limit_in_bytes", &bytes),
            Version::Two => {
                group.write("memory.max", &bytes);
                group.write("memory.swap.max", "0");
            }
        }
        group
    }

    fn write(&self, name: &str, value: &str) {
        write(&self.folder.join(name), value);
    }

    /// The file that takes the processes of this group.
    pub(crate) fn processes(&self) -> PathBuf {
        self.folder.join("cgroup.procs")
    }

    /// How many processes were ended for want of memory.
    pub(crate) fn kills(&self) -> u64 {
        let file = match self.version {
            Version::One => "memory.oom_control",
            Version::Two => "memory.events",
        };
        let text = fs::read_to_string(self.folder.join(file)).expect(file);
        let count = text.lines().find_map(|line| line.strip_prefix("oom_kill "));
        count.expect("a count").trim().parse().expect("a number")
    }
}

/// Has the groups below the root of version 2 limit memory, where they do not yet.
fn hand_memory_down(root: &Path) {
    let file = root.join("cgroup.subtree_control");
    let controllers = fs::read_to_string(&file).unwrap_or_default();
    if !controllers.split_whitespace().any(|name| name == "memory") {
        write(&file, "+memory");
    }
}

fn write(path: &Path, value: &str) {
    fs::write(path, value).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        // The kernel needs a moment after the last process.
        for _ in 0..100 {
            if !self.folder.exists() || fs::remove_dir(&self.folder).is_ok() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}
