//! ETags of files: what their bytes are, as S3's ETags mostly are.

use std::io::{self, BufRead, BufReader, Read};

use records::SHA256_ETAG;
use sha2::{Digest, Sha256};

/// Whether it is an ETag of a folder, and not one of S3.
pub(super) fn is_etag(text: &str) -> bool {
    text.starts_with(SHA256_ETAG)
}

/// The ETag of these bytes.
pub(super) fn etag(bytes: &[u8]) -> String {
    format!("{SHA256_ETAG}{}", recipe::sha256(bytes))
}

/// The ETag of what can be read to its end, and how many bytes that is.
pub(super) fn etag_of(file: &mut impl Read) -> io::Result<(String, u64)> {
    let mut digest = Sha256::new();
    let mut bytes = 0;
    // Not whole: a file may be larger than memory, and is refused only once its size is known.
    let mut file = BufReader::with_capacity(256 << 10, file);
    loop {
        let part = file.fill_buf()?;
        if part.is_empty() {
            break;
        }
        digest.update(part);
        let length = part.len();
        bytes += length as u64;
        file.consume(length);
    }
    let digits = digest.finalize();
    let digits = digits.iter().map(|byte| format!("{byte:02x}"));
    Ok((
        format!("{SHA256_ETAG}{}", digits.collect::<String>()),
        bytes,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_is_the_digest_of_the_bytes() {
        let (etag, bytes) = etag_of(&mut &b"abc"[..]).unwrap();
        assert_eq!(bytes, 3);
        assert_eq!(etag, super::etag(b"abc"));
        assert!(is_etag(&etag));
        assert!(!is_etag("d41d8cd98f00b204e9800998ecf8427e"));
    }
}
