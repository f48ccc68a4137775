//! Why there is no thumbnail, and who has to act.

use engine::ImageErrorKind;
use lambda_runtime::Diagnostic;

use crate::event::EventError;

/// Why one record gave no thumbnail.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The component made no picture of it.
    #[error(transparent)]
    Resize(#[from] engine::Error),
    /// The record could not be understood.
    #[error(transparent)]
    Event(#[from] EventError),
    /// The object was deleted between the event and the read.
    #[error("the object is no longer there")]
    SourceGone,
    /// The object is in an archive and cannot be read as it is.
    #[error("the object is archived; restore it and upload it again")]
    SourceArchived,
    /// The object is larger than what the function has memory for.
    #[error("the object has {bytes} bytes; at most {limit} are read")]
    SourceTooLarge {
        /// Its size.
        bytes: u64,
        /// The largest size that is read.
        limit: u64,
    },
    /// The thumbnail would be an upload itself, and so on for ever.
    #[error(
        "the thumbnail would go into \"{bucket}\", where the upload is, and be an upload again; set THUMBOX_DEST_BUCKET to another bucket"
    )]
    DestinationIsSource {
        /// The bucket.
        bucket: String,
    },
    /// A bucket does not exist.
    #[error("there is no bucket \"{bucket}\"; create it or set THUMBOX_DEST_BUCKET")]
    NoSuchBucket {
        /// The bucket.
        bucket: String,
    },
    /// S3 refused the function's credentials.
    #[error(
        "{action} \"{bucket}\" was refused ({reason}); the function's role needs s3:GetObject and s3:ListBucket on the source bucket and s3:PutObject on the destination"
    )]
    AccessDenied {
        /// `reading from` or `writing to`.
        action: &'static str,
        /// The bucket.
        bucket: String,
        /// What S3 said.
        reason: String,
    },
    /// S3 was busy, slow or out of reach.
    #[error("{action} \"{bucket}\" failed: {reason}")]
    Storage {
        /// `reading from` or `writing to`.
        action: &'static str,
        /// The bucket.
        bucket: String,
        /// What went wrong.
        reason: String,
    },
    /// The invocation was about to end.
    #[error("the invocation's time ran out; raise the function's timeout or its memory")]
    OutOfTime,
}

/// Who has to act. The order is that of urgency: an invocation with several failures reports the last in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// The uploader: trying again gives the same. Logged and acknowledged.
    Permanent,
    /// Nobody: trying again may work. The invocation fails, so that Lambda repeats it.
    Transient,
    /// Whoever sends the events. The invocation fails, so that it shows.
    Event,
    /// The operator. The invocation fails, so that it shows.
    Configuration,
}

impl Failure {
    /// Who has to act.
    pub(crate) fn class(&self) -> Class {
        match self {
            Self::Resize(error) => match error {
                // The request is the operator's, not the uploader's.
                engine::Error::Image {
                    kind: ImageErrorKind::InvalidOptions,
                    ..
                } => Class::Configuration,
                engine::Error::Image { .. }
                | engine::Error::MemoryLimit { .. }
                | engine::Error::Trap { .. } => Class::Permanent,
                engine::Error::Deadline { .. } => Class::Transient,
            },
            Self::SourceGone
            | Self::SourceArchived
            | Self::SourceTooLarge { .. }
            | Self::DestinationIsSource { .. } => Class::Permanent,
            Self::Storage { .. } | Self::OutOfTime => Class::Transient,
            Self::Event(_) => Class::Event,
            Self::NoSuchBucket { .. } | Self::AccessDenied { .. } => Class::Configuration,
        }
    }

    /// A stable tag for the log, such as `malformed` or `no-such-bucket`.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Resize(error) => error.kind(),
            Self::Event(_) => "event",
            Self::SourceGone => "source-gone",
            Self::SourceArchived => "source-archived",
            Self::SourceTooLarge { .. } => "source-too-large",
            Self::DestinationIsSource { .. } => "destination-is-source",
            Self::NoSuchBucket { .. } => "no-such-bucket",
            Self::AccessDenied { .. } => "access-denied",
            Self::Storage { .. } => "storage",
            Self::OutOfTime => "out-of-time",
        }
    }
}

impl Class {
    /// The `errorType` that Lambda shows and that alarms and retries may depend on. It stays as it is.
    fn error_type(self) -> &'static str {
        match self {
            Self::Permanent => "Thumbox.Permanent",
            Self::Transient => "Thumbox.Transient",
            Self::Event => "Thumbox.Event",
            Self::Configuration => "Thumbox.Configuration",
        }
    }
}

/// What made an invocation fail: at least one failure that is not permanent.
#[derive(Debug)]
pub(crate) struct InvocationError {
    class: Class,
    message: String,
}

impl InvocationError {
    /// The error for these failures, or `None` where all of them can be acknowledged.
    pub(crate) fn from_failures(failures: &[Failure]) -> Option<Self> {
        let class = failures.iter().map(Failure::class).max()?;
        if class == Class::Permanent {
            return None;
        }
        let messages: Vec<String> = failures
            .iter()
            .filter(|failure| failure.class() != Class::Permanent)
            .map(Failure::to_string)
            .collect();
        Some(Self {
            class,
            message: messages.join("; "),
        })
    }
}

// Without this the errorType would be the name of a Rust type.
impl From<InvocationError> for Diagnostic {
    fn from(error: InvocationError) -> Self {
        Self {
            error_type: error.class.error_type().to_owned(),
            error_message: error.message,
        }
    }
}

#[cfg(test)]
mod tests {
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
        }
    }

    #[test]
    fn an_invocation_fails_with_the_most_urgent_failure() {
        let malformed = || image(ImageErrorKind::Malformed);
        let rows: Vec<(Vec<Failure>, Option<&str>)> = vec![
            (vec![], None),
            (vec![malformed(), Failure::SourceGone], None),
            (
                vec![malformed(), Failure::OutOfTime],
                Some("Thumbox.Transient"),
            ),
            (
                vec![missing_bucket(), Failure::OutOfTime],
                Some("Thumbox.Configuration"),
            ),
            (
                vec![image(ImageErrorKind::InvalidOptions)],
                Some("Thumbox.Configuration"),
            ),
        ];
        for (failures, expected) in rows {
            let error = InvocationError::from_failures(&failures).map(Diagnostic::from);
            let error_type = error.as_ref().map(|error| error.error_type.as_str());
            assert_eq!(error_type, expected, "{failures:?}");
        }
    }

    #[test]
    fn the_message_leaves_out_what_is_acknowledged() {
        let failures = [Failure::SourceGone, missing_bucket(), Failure::OutOfTime];
        let error = InvocationError::from_failures(&failures).unwrap();
        assert_eq!(
            error.message,
            "there is no bucket \"b\"; create it or set THUMBOX_DEST_BUCKET; the invocation's time ran out; raise the function's timeout or its memory"
        );
    }
}
