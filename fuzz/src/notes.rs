//! What is noted about results, and what people paste: notes, metadata of objects, receipts. All are JSON.

use std::collections::BTreeMap;

use records::provenance::{Provenance, RECEIPT, RECEIPT_VERSION, is_own};
use records::{Claim, ClaimError, Note, ObjectNote};

/// Reads the text as each of them. What can be read is written and read again.
///
/// # Panics
/// Where a promise of `records` is broken.
pub fn check(file: &[u8]) {
    if let Some(note) = Note::parse(file) {
        let written = serde_json::to_vec(&note).expect("it was read");
        assert_eq!(Note::parse(&written).as_ref(), Some(&note));
        let claim = Claim::from(&note);
        assert_eq!(claim.receipt.digest().len(), 64);
    }
    if let Some(note) = ObjectNote::parse(file) {
        let written = serde_json::to_vec(&note).expect("it was read");
        assert_eq!(ObjectNote::parse(&written).as_ref(), Some(&note));
        if let Some(digest) = note.sha256() {
            assert!(note.etag.ends_with(digest));
        }
        check_metadata(&note.metadata);
        match (Claim::of_object(&note), Claim::of_metadata(&note.metadata)) {
            (Ok(object), Ok(metadata)) => {
                assert_eq!(object.receipt, metadata.receipt);
                assert_eq!(object.result.as_deref(), note.sha256());
            }
            (object, metadata) => assert_eq!(object.err(), metadata.err()),
        }
    }
    match Claim::of_json(file) {
        Ok(claim) => assert!(claim.made.is_none() && claim.result.is_none()),
        Err(error) => {
            // It names what is wrong, with no more of the text than the kind of a failure.
            let said = error.to_string().len();
            assert!((1..=300 + file.len()).contains(&said), "{error}");
        }
    }
    if let Ok(metadata) = serde_json::from_slice::<BTreeMap<String, String>>(file) {
        check_metadata(&metadata);
    }
}

/// What the function concludes from the metadata of an object that may be a result.
fn check_metadata(metadata: &BTreeMap<String, String>) {
    let claim = Claim::of_metadata(metadata);
    let Some(provenance) = Provenance::read(metadata) else {
        return;
    };
    assert!(is_own(metadata));
    let written = provenance.write();
    assert_eq!(Provenance::read(&written).as_ref(), Some(&provenance));
    // Older receipts have no version.
    let is_known = |name: &String| name == RECEIPT_VERSION || metadata.contains_key(name);
    assert!(written.keys().all(is_known));
    match claim {
        Ok(claim) => {
            assert_eq!(claim.receipt, provenance.receipt);
            assert_eq!(claim.source_bytes, Some(provenance.source_bytes));
        }
        Err(error) => assert!(matches!(error, ClaimError::Failure { .. }), "{error}"),
    }
    // Whoever changes one digest has to change the receipt.
    let mut changed = written;
    changed.insert(RECEIPT.to_owned(), "0".repeat(64));
    assert_eq!(Provenance::read(&changed), None);
}
