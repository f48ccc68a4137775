//! Who has to act on a failure, and its tag in the log.

use engine::ImageErrorKind;

use super::Failure;

/// Who has to act. The order is that of urgency: an invocation with several failures reports the last in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
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
    pub fn class(&self) -> Class {
        match self {
            Self::Resize(error) => match error {
                // The request is the operator's, not the uploader's.
                engine::Error::Image {
                    kind: ImageErrorKind::InvalidOptions,
                    ..
                } => Class::Configuration,
                engine::Error::Image { .. } | engine::Error::MemoryLimit { .. } => Class::Permanent,
                engine::Error::Deadline { .. }
                | engine::Error::Trap { .. }
                | engine::Error::InvalidResult { .. } => Class::Transient,
            },
            // Not the uploader's, who can do nothing: after its retries it waits in the failure queue.
            Self::Trapped { .. } => Class::Transient,
            Self::SourceGone
            | Self::SourceArchived
            | Self::SourceTooLarge { .. }
            | Self::SourceExceedsMemory { .. }
            | Self::ExceedsMemory { .. }
            | Self::SourceRefused { .. }
            | Self::UnknownWish { .. }
            | Self::Key { .. } => Class::Permanent,
            Self::Storage { .. } | Self::OutOfTime | Self::KeepsChanging => Class::Transient,
            Self::Notice(error) => match error.is_for_operator {
                true => Class::Configuration,
                false => Class::Transient,
            },
            Self::Event(_) | Self::UnknownRecipe { .. } => Class::Event,
            Self::NoSuchBucket { .. }
            | Self::OtherRegion { .. }
            | Self::WriteRefused { .. }
            | Self::AccessDenied { .. }
            | Self::DestinationIsSource { .. }
            | Self::SameKey { .. } => Class::Configuration,
        }
    }

    /// A stable tag for the log, such as `malformed` or `no-such-bucket`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Resize(error) | Self::Trapped { error, .. } => error.kind(),
            Self::Event(_) => "event",
            Self::SourceGone => "source-gone",
            Self::SourceArchived => "source-archived",
            Self::SourceTooLarge { .. } => "source-too-large",
            Self::SourceExceedsMemory { .. } | Self::ExceedsMemory { .. } => {
                ImageErrorKind::LimitExceeded.name()
            }
            Self::DestinationIsSource { .. } => "destination-is-source",
            Self::SameKey { .. } => "same-key",
            Self::Key { .. } => "key",
            Self::NoSuchBucket { .. } => "no-such-bucket",
            Self::AccessDenied { .. } => "access-denied",
            Self::OtherRegion { .. } => "other-region",
            Self::SourceRefused { .. } => "source-refused",
            Self::WriteRefused { .. } => "write-refused",
            Self::Storage { .. } => "storage",
            Self::UnknownRecipe { .. } | Self::UnknownWish { .. } => "unknown-recipe",
            Self::Notice(_) => "notice",
            Self::OutOfTime => "out-of-time",
            Self::KeepsChanging => "restless",
        }
    }
}

impl Class {
    /// The `errorType` that Lambda shows and that alarms and retries may depend on. It stays as it is.
    pub(super) fn error_type(self) -> &'static str {
        match self {
            Self::Permanent => "Thumbox.Permanent",
            Self::Transient => "Thumbox.Transient",
            Self::Event => "Thumbox.Event",
            Self::Configuration => "Thumbox.Configuration",
        }
    }
}
