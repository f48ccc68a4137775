//! What Lambda is told of an invocation that failed.

use std::fmt;

use super::{Class, Failure};

/// What made an invocation fail: at least one failure that is not permanent.
#[derive(Debug)]
pub struct InvocationError {
    class: Class,
    message: String,
}

impl InvocationError {
    /// The error for these failures, of which there is at least one. What can be acknowledged is left out beside what
    /// cannot.
    pub(crate) fn new(failures: &[&Failure]) -> Self {
        let class = failures.iter().map(|failure| failure.class()).max();
        let class = class.unwrap_or(Class::Permanent);
        let is_told =
            |failure: &Failure| class == Class::Permanent || failure.class() != Class::Permanent;
        let messages: Vec<String> = failures
            .iter()
            .filter(|failure| is_told(failure))
            .map(|failure| failure.to_string())
            .collect();
        Self {
            class,
            message: messages.join("; "),
        }
    }

    /// As Lambda shows it; it stays as it is.
    pub fn error_type(&self) -> &'static str {
        self.class.error_type()
    }
}

impl fmt::Display for InvocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use engine::ImageErrorKind;

    use super::*;

    fn image(kind: ImageErrorKind) -> Failure {
        Failure::Resize(engine::Error::Image {
            kind,
            message: "m".to_owned(),
            needed: None,
        })
    }

    fn missing_bucket() -> Failure {
        Failure::NoSuchBucket {
            bucket: "b".to_owned(),
            remedy: "create it".to_owned(),
        }
    }

    #[test]
    fn an_invocation_fails_with_the_most_urgent_failure() {
        let malformed = || image(ImageErrorKind::Malformed);
        let rows: Vec<(Vec<Failure>, &str)> = vec![
            (vec![malformed(), Failure::SourceGone], "Thumbox.Permanent"),
            (vec![malformed(), Failure::OutOfTime], "Thumbox.Transient"),
            (
                vec![missing_bucket(), Failure::OutOfTime],
                "Thumbox.Configuration",
            ),
            (
                vec![image(ImageErrorKind::InvalidOptions)],
                "Thumbox.Configuration",
            ),
        ];
        for (failures, expected) in rows {
            let failures: Vec<&Failure> = failures.iter().collect();
            let error = InvocationError::new(&failures);
            assert_eq!(error.error_type(), expected, "{failures:?}");
        }
    }

    #[test]
    fn the_message_leaves_out_what_is_acknowledged() {
        let failures = [&Failure::SourceGone, &missing_bucket(), &Failure::OutOfTime];
        assert_eq!(
            InvocationError::new(&failures).to_string(),
            "there is no bucket \"b\"; create it; the invocation's time ran out; raise the function's timeout or its memory"
        );
        let alone = InvocationError::new(&[&Failure::SourceGone]);
        assert_eq!(alone.to_string(), "the object is no longer there");
    }
}
