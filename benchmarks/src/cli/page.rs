//! docs/benchmarks-cli.md.

use std::path::Path;

use anyhow::Result;

use super::report::Report;
use super::table;
use crate::report::write_page;

const PAGE: &str = "docs/benchmarks-cli.md";

const ABOUT: &str = "\
# Benchmark of the command line

`cargo xtask bench --cli` measures, prints this table and writes this page. Each program makes a thumbnail of every
photograph of a folder: a JPEG of quality 80 that fits into 256 x 256. Times are medians on the wall clock, from the start
of the first process to the end of the last. The programs take turns, on two cores; files are in the kernel's cache.
Thumbox is one process with two threads. The others are two processes that share the photographs, each with one thread:

```
thumbox resize photos -o out -W 256 -H 256 --format jpeg -q 80 --jobs 2
xargs -P2 -n100 vipsthumbnail -s 256x256 -o 'out/%s.jpg[Q=80,strip]'
xargs -P2 -n100 mogrify -path out -format jpg -thumbnail 256x256 -quality 80
```

In the last row, `mogrify` is also told with `-define jpeg:size=512x512` how small its JPEG decoder may make pictures. Memory
is the peak resident set of the largest process.

";

/// Writes the page.
///
/// # Errors
/// Where it cannot be written.
pub(super) fn write(root: &Path, report: &Report) -> Result<()> {
    let table = table::text(&report.measured, report.folder.count());
    write_page(root, PAGE, ABOUT, &table, &conditions(report))
}

/// On what and with what was measured.
pub(super) fn conditions(report: &Report) -> String {
    let mut text = format!(
        "{} rounds; {} of {} cores, {}; {}.\n\n",
        report.rounds,
        report.machine.used(),
        report.machine.cores,
        report.machine.processor,
        report.versions.join(", ")
    );
    text += "| photographs | | pixels | bytes |\n|---:|---|---:|---:|\n";
    for kind in &report.folder.kinds {
        text += &format!(
            "| {} | {} | {} x {} | {} |\n",
            kind.count, kind.format, kind.width, kind.height, kind.bytes
        );
    }
    text += &format!(
        "\nA third of them is upright. They are mosaics ([benchmarks/folder.py](../benchmarks/folder.py)) of {}.\n",
        report.folder.made_of.join(", ")
    );
    text
}
