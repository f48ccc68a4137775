//! The receipt of a thumbnail in JSON: as `aws s3api head-object` prints it, or less of that.

use std::path::Path;

use records::Claim;

use crate::failure::Failure;
use crate::input;

/// Metadata has two kilobytes at the most.
const LARGEST: u64 = 1 << 20;

/// The receipt in this text, if it is JSON, or in the file of this name.
pub(super) fn read(given: &str) -> Result<Claim, Failure> {
    let text = match given.trim_start().starts_with('{') {
        true => given.as_bytes().to_vec(),
        false => input::read(Path::new(given), LARGEST).map_err(|failure| Failure {
            message: format!("{given}: {}", failure.message),
            ..failure
        })?,
    };
    Ok(Claim::of_json(&text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_a_text_or_a_file() {
        let text = r#" {"component": "c", "recipe": "r", "source": "s"}"#;
        let claim = read(text).unwrap();
        assert_eq!(claim.receipt.recipe, "r");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        assert_eq!(read(&file.path().to_string_lossy()), Ok(claim));
        for (given, told) in [
            ("{}", "the receipt has no thumbox-component"),
            (
                "no-such-file.json",
                "no-such-file.json: there is no such file",
            ),
        ] {
            assert!(read(given).unwrap_err().message.contains(told), "{given}");
        }
    }
}
