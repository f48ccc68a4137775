//! What some tests of the workspace need besides cargo. Such a test is ignored by plain `cargo test`; here its tools are
//! installed and it runs. Where a tool cannot be had, it is said which tests do not run.

use std::process::Command;

use anyhow::Result;
use tools::apt;
use tools::process::step;

/// Something that tests need.
struct Need {
    what: &'static str,
    is_there: fn() -> bool,
    /// What brings it, where anything does.
    debian_package: Option<&'static str>,
    /// What the names of the tests that need it have in common, and those of no others.
    tests: &'static str,
}

const NEEDS: [Need; 8] = [
    Need {
        what: "cjpeg of libjpeg-turbo",
        is_there: || is_of_libjpeg_turbo("cjpeg"),
        debian_package: Some("libjpeg-turbo-progs"),
        tests: "of_the_cjpeg_here",
    },
    Need {
        what: "djpeg of libjpeg-turbo",
        is_there: || is_of_libjpeg_turbo("djpeg"),
        debian_package: Some("libjpeg-turbo-progs"),
        tests: "of_the_djpeg_here",
    },
    Need {
        what: "dwebp of libwebp",
        is_there: || succeeds("dwebp", &["-version"]),
        debian_package: Some("webp"),
        tests: "of_the_dwebp_here",
    },
    Need {
        what: "zsh",
        is_there: || succeeds("zsh", &["--version"]),
        debian_package: Some("zsh"),
        tests: "zsh_can_read_its_script",
    },
    Need {
        what: "fish",
        is_there: || succeeds("fish", &["--version"]),
        debian_package: Some("fish"),
        tests: "fish_can_read_its_script",
    },
    Need {
        what: "the right to mount a disk, which most containers withhold",
        is_there: || {
            let mount = "mount -t tmpfs none /mnt";
            succeeds(
                "unshare",
                &["--mount", "--map-root-user", "sh", "-c", mount],
            )
        },
        debian_package: None,
        tests: "a_full_disk_is_told",
    },
    Need {
        what: "the right to make a control group, which most containers withhold",
        is_there: may_make_control_groups,
        debian_package: None,
        tests: "in_a_control_group",
    },
    Need {
        what: "a processor with AVX2, BMI and FMA",
        is_there: is_x86_64_v3,
        debian_package: None,
        tests: "vectors_of_x86_64_v3",
    },
];

/// Installs what is missing, where that is possible.
///
/// # Errors
/// Where `apt-get` fails.
pub(crate) fn install() -> Result<()> {
    let mut packages: Vec<&str> = NEEDS
        .iter()
        .filter(|need| !(need.is_there)())
        .filter_map(|need| need.debian_package)
        .collect();
    packages.dedup();
    if !packages.is_empty() {
        apt::install(&packages, "tests compare with it, or call it")?;
    }
    Ok(())
}

/// Has a run of `cargo test -- --include-ignored` leave out the tests whose tools are not there, and says so.
pub(crate) fn skip_what_cannot_run(tests: &mut Command) {
    for need in NEEDS.iter().filter(|need| !(need.is_there)()) {
        let remedy = need
            .debian_package
            .map(|package| format!("; Debian has it in {package}"));
        step(&format!(
            "SKIPPED: tests with {} in their names, which need {}{}",
            need.tests,
            need.what,
            remedy.unwrap_or_default()
        ));
        tests.args(["--skip", need.tests]);
    }
}

/// There are other programs of these names. What they make is as good, but not equal to the byte.
fn is_of_libjpeg_turbo(program: &str) -> bool {
    let output = Command::new(program).arg("-version").output();
    output.is_ok_and(|output| {
        let said = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&said).contains("libjpeg-turbo")
    })
}

#[cfg(target_arch = "x86_64")]
fn is_x86_64_v3() -> bool {
    use std::arch::is_x86_feature_detected as has;
    has!("avx2") && has!("bmi1") && has!("bmi2") && has!("fma") && has!("lzcnt")
}

/// Elsewhere there is no such test.
#[cfg(not(target_arch = "x86_64"))]
fn is_x86_64_v3() -> bool {
    true
}

/// Of version 1, where they have a folder for memory, or 2.
fn may_make_control_groups() -> bool {
    let script = "root=/sys/fs/cgroup; [ -d $root/memory ] && root=$root/memory
        [ -e $root/cgroup.controllers ] && ! grep -qw memory $root/cgroup.subtree_control &&
            echo +memory > $root/cgroup.subtree_control
        group=$root/thumbox-$$; mkdir $group || exit 1
        [ -e $group/memory.max ] || [ -e $group/memory.limit_in_bytes ]; is_of_memory=$?
        rmdir $group; exit $is_of_memory";
    succeeds("sh", &["-c", script])
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::NEEDS;
    use crate::silent_tests;

    /// Else a test that was given another name would fail instead of being skipped.
    #[test]
    fn there_are_ignored_tests_of_these_names() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let sources = silent_tests::sources(&root).unwrap();
        let texts: Vec<String> = sources
            .iter()
            .map(|path| fs::read_to_string(path).unwrap())
            .collect();
        for need in &NEEDS {
            let is_there = texts.iter().any(|text| {
                text.split("#[ignore = ").skip(1).any(|behind| {
                    let name = behind.split("fn ").nth(1).unwrap_or_default();
                    let name = name.split('(').next().unwrap_or_default();
                    name.contains(need.tests)
                })
            });
            assert!(is_there, "no ignored test has {} in its name", need.tests);
        }
    }
}
