//! `thumbox formats`.

use engine::{FormatSupport, Resizer};
use serde::Serialize;

use crate::exit::Outcome;
use crate::report::Report;

/// One line of `--json`. `writes` is null where the format is only read, and `codec` where none has to decode it first.
#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    media_type: &'a str,
    extensions: &'a [String],
    reads: &'a str,
    writes: Option<&'a str>,
    codec: Option<&'a str>,
}

pub(crate) fn run(resizer: &Resizer, report: &mut Report) -> anyhow::Result<Outcome> {
    report.text(HEAD)?;
    for format in resizer.formats()? {
        let line = Line {
            name: &format.name,
            media_type: &format.media_type,
            extensions: &format.extensions,
            reads: &format.reads,
            writes: format.writes.as_deref(),
            codec: format.codec.as_deref(),
        };
        let mut codecs = resizer.codecs();
        let has_codec = codecs.any(|codec| Some(codec.name) == format.codec.as_deref());
        report.success(&line, &row(&format, has_codec))?;
    }
    Ok(report.outcome())
}

const HEAD: &str = "\
| format | files | read | written |
|---|---|---|---|";

/// A row of a table in Markdown. `has_codec` says whether the program has the codec of the format.
fn row(format: &FormatSupport, has_codec: bool) -> String {
    let files: Vec<String> = format
        .extensions
        .iter()
        .map(|extension| format!("`.{extension}`"))
        .collect();
    let reads = match format.codec.as_deref() {
        Some(codec) if has_codec => format!("{}; needs the codec {codec}", format.reads),
        Some(codec) => format!(
            "{}; needs the codec {codec}, which this program was built without",
            format.reads
        ),
        None => format.reads.clone(),
    };
    format!(
        "| {} | {} | {} | {} |",
        format.name,
        files.join(" "),
        cell(&reads),
        cell(format.writes.as_deref().unwrap_or("no"))
    )
}

/// A bar would begin another cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_as_many_cells_as_the_head() {
        let format = FormatSupport {
            name: "PNM".to_owned(),
            media_type: "image/x-portable-anymap".to_owned(),
            extensions: vec!["pnm".to_owned(), "ppm".to_owned()],
            reads: "PBM | PPM".to_owned(),
            writes: None,
            codec: None,
        };
        assert_eq!(
            row(&format, false),
            "| PNM | `.pnm` `.ppm` | PBM \\| PPM | no |"
        );
        let coded = FormatSupport {
            codec: Some("toy".to_owned()),
            ..format
        };
        assert!(row(&coded, true).contains("| PBM \\| PPM; needs the codec toy | no |"));
        let told = "; needs the codec toy, which this program was built without | no |";
        assert!(row(&coded, false).contains(told));
    }
}
