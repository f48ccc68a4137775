//! docs/benchmarks-lambda.md.

use std::path::Path;

use anyhow::Result;

use super::report::Report;
use super::table;
use crate::report::write_page;

const PAGE: &str = "docs/benchmarks-lambda.md";

const ABOUT: &str = "\
# Benchmark of the Lambda function

`cargo xtask bench --lambda` measures, prints these tables and writes this page. Thumbox stands beside the two thumbnail
functions of AWS's tutorial ([benchmarks/lambda](../benchmarks/lambda)): Python with boto3 and Pillow under `awslambdaric`,
and Node with AWS's SDK and sharp. Each gets the same events, reads the upload from the same S3 server on this computer
(SeaweedFS), and writes a JPEG of quality 80 that fits into a square of so many pixels, under the same key, to a second
bucket. They take turns. Each has one core, the same for all; the S3 server and the stand-in for Lambda's Runtime API have
the others. sharp runs with `VIPS_CONCURRENCY=1`. No TLS is spoken and no machine is started, which Lambda does besides.

Thumbox does more for an event: it looks whether there is a later upload or thumbnail already, and writes only where that
has not changed meanwhile.

";

/// Writes the page.
///
/// # Errors
/// Where it cannot be written.
pub(super) fn write(root: &Path, report: &Report) -> Result<()> {
    write_page(root, PAGE, ABOUT, &table::text(report), &conditions(report))
}

/// On what and with what was measured.
pub(super) fn conditions(report: &Report) -> String {
    let mut text = format!(
        "One of {} cores, {}; {}.\n\n",
        report.machine.cores,
        report.machine.processor,
        report.versions.join("; ")
    );
    text += "| picture | | pixels | bytes |\n|---|---|---:|---:|\n";
    for picture in &report.pictures {
        text += &format!(
            "| {} | {} | {} x {} | {} |\n",
            picture.name,
            picture.kind(),
            picture.width,
            picture.height,
            picture.bytes
        );
    }
    text += "\nThe pictures are those of the [benchmark of the component](benchmarks.md).\n";
    text
}
