//! Bytes out of numbers.

/// The bytes of numbers.
pub(crate) fn bytes_of_words<'n>(words: impl IntoIterator<Item = &'n i16>) -> Vec<u8> {
    words
        .into_iter()
        .flat_map(|word| word.to_le_bytes())
        .collect()
}

/// Bytes, or what the error says: both sides must say the same.
pub(crate) fn bytes_or_error<E: std::fmt::Debug>(result: Result<Vec<u8>, E>) -> Vec<u8> {
    match result {
        Ok(mut bytes) => {
            bytes.insert(0, 1);
            bytes
        }
        Err(error) => format!("\0{error:?}").into_bytes(),
    }
}
