//! What stands for S3 in a program that was built without the feature `s3`, which is a large part of AWS's SDK.

use std::convert::Infallible;

use host_lambda::store::{Head, ObjectLocation, Pin};

use crate::failure::Failure;

/// There is none.
pub(super) struct Buckets(Infallible);

impl Buckets {
    /// # Errors
    /// Always; the message says what to do.
    pub(super) fn new() -> Result<Self, Failure> {
        Err(Failure {
            kind: "no-s3",
            message: "this program was built without S3: build it with `cargo install --locked --path host-cli --features \
                      s3`, or download what begins with s3:// with `aws s3 cp`, the receipt with `aws s3api head-object`, \
                      and name the files: thumbox replay THUMBNAIL --source SOURCE --receipt FILE"
                .to_owned(),
        })
    }

    /// Cannot be called.
    pub(super) fn read(
        &self,
        _: &ObjectLocation,
        _: &Pin,
        _: u64,
    ) -> Result<(Head, Vec<u8>), Failure> {
        match self.0 {}
    }
}
