//! What of a replay is in S3, by its name `s3://bucket/key`.

use std::path::{Path, PathBuf};

use host_lambda::store::ObjectLocation;

use crate::arguments::ReplayArguments;

/// What names of objects begin with.
const SCHEME: &str = "s3://";
/// What the function appends to the bucket of an upload, unless it is told another one.
const SUFFIX: &str = "-resized";

/// A file, or an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Location {
    File(PathBuf),
    Object(ObjectLocation),
}

/// Where a thumbnail and its upload are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Locations {
    pub(super) thumbnail: Location,
    pub(super) source: Location,
}

impl Locations {
    /// As they are named. The upload of an object that is not named is where the function without settings would have
    /// found it: the same key, in the bucket without `-resized`.
    ///
    /// # Errors
    /// Where a name is none, or one is missing.
    pub(super) fn of(arguments: &ReplayArguments) -> Result<Self, String> {
        let thumbnail = Location::named(&arguments.thumbnail)?;
        let source = match (&arguments.source, &thumbnail) {
            (Some(source), _) => Location::named(source)?,
            (None, Location::Object(place)) => Location::Object(upload_of(place)?),
            (None, Location::File(_)) => {
                return Err(
                    "--source is missing: name the upload that the thumbnail was made of"
                        .to_owned(),
                );
            }
        };
        Ok(Self { thumbnail, source })
    }
}

impl Location {
    fn named(path: &Path) -> Result<Self, String> {
        if !path
            .as_os_str()
            .as_encoded_bytes()
            .starts_with(SCHEME.as_bytes())
        {
            return Ok(Self::File(path.to_owned()));
        }
        let place = path.to_str().and_then(|name| {
            let (bucket, key) = name.strip_prefix(SCHEME)?.split_once('/')?;
            (!bucket.is_empty() && !key.is_empty()).then(|| ObjectLocation {
                bucket: bucket.to_owned(),
                key: key.to_owned(),
            })
        });
        match place {
            Some(place) => Ok(Self::Object(place)),
            None => Err(format!("{}: expected {SCHEME}BUCKET/KEY", path.display())),
        }
    }

    /// As a name.
    pub(super) fn path(&self) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Object(place) => name(place).into(),
        }
    }
}

/// As people write it.
pub(super) fn name(place: &ObjectLocation) -> String {
    format!("{SCHEME}{}/{}", place.bucket, place.key)
}

fn upload_of(thumbnail: &ObjectLocation) -> Result<ObjectLocation, String> {
    match thumbnail.bucket.strip_suffix(SUFFIX) {
        Some(bucket) if !bucket.is_empty() => Ok(ObjectLocation {
            bucket: bucket.to_owned(),
            key: thumbnail.key.clone(),
        }),
        _ => Err(format!(
            "--source is missing: the bucket {} does not end with {SUFFIX}, so name the upload that the thumbnail was \
             made of, as {SCHEME}BUCKET/KEY or as a file",
            thumbnail.bucket
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(bucket: &str, key: &str) -> ObjectLocation {
        ObjectLocation {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
        }
    }

    #[test]
    fn the_upload_has_the_same_key_in_the_bucket_without_the_suffix() {
        let upload = upload_of(&place("images-resized", "a b/ü+1.jpg"));
        assert_eq!(upload, Ok(place("images", "a b/ü+1.jpg")));
        for bucket in ["thumbnails", SUFFIX] {
            let problem = upload_of(&place(bucket, "a.jpg")).unwrap_err();
            assert!(problem.starts_with("--source is missing"), "{problem}");
        }
    }

    #[test]
    fn what_does_not_begin_like_an_object_is_a_file() {
        for name in ["a.jpg", "s3:/b/k", "./s3://b/k"] {
            let path = Path::new(name);
            assert_eq!(Location::named(path), Ok(Location::File(path.to_owned())));
        }
    }

    #[test]
    fn a_bucket_without_a_key_is_refused() {
        for name in ["s3://", "s3://b", "s3://b/", "s3:///k"] {
            let problem = Location::named(Path::new(name)).unwrap_err();
            assert!(problem.contains("expected s3://BUCKET/KEY"), "{problem}");
        }
    }

    #[test]
    fn a_name_is_read_and_written() {
        let location = Location::named(Path::new("s3://b/k/a b.jpg")).unwrap();
        assert_eq!(location, Location::Object(place("b", "k/a b.jpg")));
        assert_eq!(location.path(), Path::new("s3://b/k/a b.jpg"));
    }
}
