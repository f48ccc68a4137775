//! What S3's answers mean, or that there was none.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use std::error::Error;
use std::time::Duration;

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

use crate::store::{ObjectLocation, StoreError, StoreErrorKind};

/// The longest key that S3 can have, in bytes.
const LONGEST_KEY: usize = 1024;

/// The most characters of a message of somebody else's.
const LONGEST_MESSAGE: usize = 200;

/// # Errors
/// Where no object of S3 can have this key. To a HEAD it says only 400, as to much else.
pub(super) fn check_key(location: &ObjectLocation) -> Result<(), StoreError> {
    let length = location.key.len();
    if length <= LONGEST_KEY {
        return Ok(());
    }
    let beginning: String = location.key.chars().take(40).collect();
    Err(StoreError {
        kind: StoreErrorKind::Key,
        reason: format!(
            "the key \"{beginning}...\" has {length} bytes, and S3 allows {LONGEST_KEY}; upload it under a shorter one"
        ),
        remedy: String::new(),
    })
}

/// What came of a call that took so long.
pub(super) fn error_of<E>(call: &str, waited: Duration, error: &SdkError<E>) -> StoreError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let status = error.raw_response().map(|answer| answer.status().as_u16());
    let kind = kind(error.code(), status);
    let waited = waited.as_secs_f64();
    let reason = match error {
        SdkError::TimeoutError(_) => format!("{call} was not answered in {waited:.1} s"),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            format!("{call} was not answered in {waited:.1} s")
        }
        SdkError::ServiceError(_) | SdkError::ResponseError(_) => {
            let code = error.code().map(|code| format!(" {code}"));
            let message = error
                .message()
                .map(|message| format!(": {}", short(message)));
            format!(
                "{call} was answered with {}{}{}",
                status.unwrap_or_default(),
                code.unwrap_or_default(),
                message.unwrap_or_default()
            )
        }
        _ => format!("{call} failed after {waited:.1} s: {}", short(&root(error))),
    };
    StoreError {
        kind,
        reason,
        remedy: remedy(kind).to_owned(),
    }
}

/// An object's bytes stopped coming.
pub(super) fn broken_off(reason: String) -> StoreError {
    StoreError {
        kind: StoreErrorKind::Other,
        reason,
        remedy: String::new(),
    }
}

/// What all the layers around an error speak of.
pub(super) fn root(error: &dyn Error) -> String {
    let mut root = error;
    while let Some(source) = root.source() {
        root = source;
    }
    root.to_string()
}

/// One line that is not too long.
fn short(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    match line.chars().count() <= LONGEST_MESSAGE {
        true => line.to_owned(),
        false => line.chars().take(LONGEST_MESSAGE).collect::<String>() + "...",
    }
}

fn remedy(kind: StoreErrorKind) -> &'static str {
    match kind {
        StoreErrorKind::NoBucket => {
            "create it, or where it is that of the thumbnails set THUMBOX_DEST_BUCKET"
        }
        StoreErrorKind::Denied => {
            "the function's role needs s3:GetObject and s3:ListBucket on both buckets, and s3:PutObject on the destination's; \
             objects encrypted with KMS need kms:Decrypt, and kms:GenerateDataKey where thumbnails are"
        }
        StoreErrorKind::Region => "deploy the function in the bucket's region, or set AWS_REGION",
        _ => "",
    }
}

/// No code and no status: there was no answer.
fn kind(code: Option<&str>, status: Option<u16>) -> StoreErrorKind {
    match (code, status) {
        (Some("NoSuchBucket"), _) => StoreErrorKind::NoBucket,
        (Some("InvalidObjectState"), _) => StoreErrorKind::Archived,
        (Some("KeyTooLongError"), _) => StoreErrorKind::Key,
        (
            Some(
                "PermanentRedirect"
                | "AuthorizationHeaderMalformed"
                | "IllegalLocationConstraintException",
            ),
            _,
        )
        | (_, Some(301)) => StoreErrorKind::Region,
        // To a GET, the first is said of an object that is encrypted with a key of the customer's (SSE-C).
        (
            Some(
                "InvalidRequest"
                | "InvalidArgument"
                | "InvalidTag"
                | "InvalidStorageClass"
                | "MetadataTooLarge"
                | "EntityTooLarge",
            ),
            _,
        ) => StoreErrorKind::Refused,
        // A clock that is wrong is set by the SDK, and credentials that have run out are fetched again.
        (Some("RequestTimeTooSkewed" | "ExpiredToken"), _) => StoreErrorKind::Other,
        // The second is said of a version that only marks a deletion.
        (_, Some(404 | 405)) => StoreErrorKind::Missing,
        (Some("ConditionalRequestConflict"), _) | (_, Some(412)) => StoreErrorKind::Changed,
        (_, Some(403)) => StoreErrorKind::Denied,
        _ => StoreErrorKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_mean() {
        let rows = [
            (Some("NoSuchKey"), Some(404), StoreErrorKind::Missing),
            (Some("NoSuchVersion"), Some(404), StoreErrorKind::Missing),
            (Some("MethodNotAllowed"), Some(405), StoreErrorKind::Missing),
            (
                Some("InvalidObjectState"),
                Some(403),
                StoreErrorKind::Archived,
            ),
            (Some("NoSuchBucket"), Some(404), StoreErrorKind::NoBucket),
            (Some("AccessDenied"), Some(403), StoreErrorKind::Denied),
            (
                Some("SignatureDoesNotMatch"),
                Some(403),
                StoreErrorKind::Denied,
            ),
            (
                Some("PreconditionFailed"),
                Some(412),
                StoreErrorKind::Changed,
            ),
            (
                Some("ConditionalRequestConflict"),
                Some(409),
                StoreErrorKind::Changed,
            ),
            (Some("KeyTooLongError"), Some(400), StoreErrorKind::Key),
            (Some("InvalidRequest"), Some(400), StoreErrorKind::Refused),
            (Some("MetadataTooLarge"), Some(400), StoreErrorKind::Refused),
            (Some("EntityTooLarge"), Some(400), StoreErrorKind::Refused),
            (Some("PermanentRedirect"), Some(301), StoreErrorKind::Region),
            (None, Some(301), StoreErrorKind::Region),
            (
                Some("AuthorizationHeaderMalformed"),
                Some(400),
                StoreErrorKind::Region,
            ),
            (Some("ExpiredToken"), Some(400), StoreErrorKind::Other),
            (
                Some("RequestTimeTooSkewed"),
                Some(403),
                StoreErrorKind::Other,
            ),
            (Some("RequestTimeout"), Some(400), StoreErrorKind::Other),
            (Some("SlowDown"), Some(503), StoreErrorKind::Other),
            (Some("InternalError"), Some(500), StoreErrorKind::Other),
            // To a HEAD, whatever is wrong has no name.
            (None, Some(400), StoreErrorKind::Other),
            (None, Some(429), StoreErrorKind::Other),
            (None, None, StoreErrorKind::Other),
        ];
        for (code, status, expected) in rows {
            assert_eq!(kind(code, status), expected, "{code:?} {status:?}");
        }
    }

    #[test]
    fn no_key_of_s3_is_longer() {
        let at = |length: usize| ObjectLocation {
            bucket: "b".to_owned(),
            key: "é".repeat(length),
        };
        assert_eq!(check_key(&at(512)), Ok(()));
        let error = check_key(&at(513)).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Key);
        assert!(error.reason.contains("has 1026 bytes"), "{error}");
    }

    #[test]
    fn messages_are_short() {
        assert_eq!(short("a\nb"), "a");
        assert_eq!(short(&"é".repeat(201)).chars().count(), 203);
    }
}
