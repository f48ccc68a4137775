//! The lines that the handler logs, for people or as Lambda writes them.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::report::escape;

/// From now on, lines go to standard error.
pub(crate) fn start(json: bool, folders: BTreeMap<String, PathBuf>) {
    let lines = tracing_subscriber::fmt()
        .with_max_level(Level::INFO)
        .with_writer(io::stderr);
    // In JSON they are made as the function makes them, without what Lambda adds.
    match json {
        true => lines.with_target(false).without_time().json().init(),
        false => lines.event_format(Sentences { folders }).init(),
    }
}

/// One sentence for each record.
struct Sentences {
    folders: BTreeMap<String, PathBuf>,
}

impl<S, N> FormatEvent<S, N> for Sentences
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        writeln!(writer, "thumbox: {}", escape(&self.sentence(&fields)))
    }
}

impl Sentences {
    /// `images/a.jpg: created images-resized/a.jpg 128 x 85 jpeg, 3082 bytes`
    fn sentence(&self, fields: &Fields) -> String {
        let mut sentence = match (fields.get("bucket"), fields.get("key")) {
            (Some(bucket), Some(key)) => format!("{bucket}/{key}: "),
            _ => String::new(),
        };
        sentence += fields
            .get("decision")
            .or(fields.get("message"))
            .unwrap_or_default();
        if let Some(kind) = fields.get("kind") {
            sentence += &format!(" ({kind})");
        }
        if let Some(reason) = fields.get("error").or(fields.get("reason")) {
            sentence += &format!(": {reason}");
        }
        if let Some(results) = fields.get("results") {
            let key = fields.get("key").unwrap_or_default();
            sentence += &format!(": {}", results.replace("{key}", key));
        }
        if let Some(warnings) = fields.get("warnings") {
            sentence += &format!("; warning: {warnings}");
        }
        if fields.get("kind") == Some("source-gone") {
            sentence += &self.expected(fields).unwrap_or_default();
        }
        sentence
    }

    /// Where an object that is not there should be.
    fn expected(&self, fields: &Fields) -> Option<String> {
        let folder = self.folders.get(fields.get("bucket")?)?;
        let file = folder.join(fields.get("key")?);
        Some(format!("; expected the file {}", file.display()))
    }
}

/// The fields of a line, as text.
#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(fields: &[(&'static str, &str)]) -> String {
        let fields = fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let folders = BTreeMap::from([("images".to_owned(), PathBuf::from("/in"))]);
        Sentences { folders }.sentence(&Fields(fields.collect()))
    }

    #[test]
    fn a_line_is_a_sentence() {
        let upload = [("bucket", "images"), ("key", "a.jpg")];
        let with = |rest: &[(&'static str, &str)]| sentence(&[&upload, rest].concat());
        assert_eq!(
            with(&[
                ("decision", "created"),
                ("results", "r/a.jpg 128 x 85 jpeg, 3 bytes")
            ]),
            "images/a.jpg: created: r/a.jpg 128 x 85 jpeg, 3 bytes"
        );
        assert_eq!(
            with(&[
                ("decision", "rejected"),
                ("kind", "source-gone"),
                ("error", "it is gone")
            ]),
            "images/a.jpg: rejected (source-gone): it is gone; expected the file /in/a.jpg"
        );
        assert_eq!(
            sentence(&[("decision", "ignored"), ("reason", "s3:TestEvent")]),
            "ignored: s3:TestEvent"
        );
    }
}
