//! Profiles that would make their reader work for more than they have (ICC.1, clauses 7.3 and 10.15).
//!
//! Tags of a profile, and texts of a tag, say where they lie, and may lie over one another. The library reads, and copies,
//! each as often as it is named.

/// How often the bytes of a profile may be named by its tags. Three curves are often one, and whole tables are in some.
const MOST_READINGS: u64 = 16;
/// What texts in all languages may have together.
const MOST_TEXT_BYTES: u64 = 4 << 20;

const HEADER_BYTES: usize = 128;
/// A tag: its name, its place, its length.
const TAG_BYTES: usize = 12;
/// Of a tag with texts: type, nothing, number of texts, and bytes of a record.
const TEXTS_HEADER_BYTES: usize = 16;
/// A text: language and country, its length, its place.
const TEXT_BYTES: usize = 12;

/// Whether the profile can be read at a cost that its length explains.
pub(super) fn is_reasonable(icc: &[u8]) -> bool {
    let mut named = 0u64;
    let mut texts = 0u64;
    for index in 0..number(icc, HEADER_BYTES).unwrap_or(0) as usize {
        let entry = HEADER_BYTES + 4 + index * TAG_BYTES;
        let (Some(start), Some(length)) = (number(icc, entry + 4), number(icc, entry + 8)) else {
            // The table ends with the profile.
            break;
        };
        named += u64::from(length).min(icc.len() as u64);
        if named > MOST_READINGS * icc.len() as u64 {
            return false;
        }
        let tag = icc.get(start as usize..).unwrap_or_default();
        if !tag.starts_with(b"mluc") {
            continue;
        }
        for record in 0..number(tag, 8).unwrap_or(0) as usize {
            let Some(length) = number(tag, TEXTS_HEADER_BYTES + record * TEXT_BYTES + 4) else {
                break;
            };
            texts += u64::from(length);
            if texts > MOST_TEXT_BYTES {
                return false;
            }
        }
    }
    true
}

/// The data of a tag.
pub(super) fn tag<'a>(icc: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let (_, table) = icc.split_at_checked(HEADER_BYTES + 4)?;
    let count = number(icc, HEADER_BYTES)? as usize;
    let entry = table
        .chunks_exact(TAG_BYTES)
        .take(count)
        .find(|entry| entry.starts_with(name))?;
    let start = number(entry, 4)? as usize;
    icc.get(start..start.checked_add(number(entry, 8)? as usize)?)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile of these tags, each (start, length), and this behind them.
    fn profile(tags: &[(u32, u32)], behind: &[u8]) -> Vec<u8> {
        let mut icc = vec![0; HEADER_BYTES];
        icc.extend((tags.len() as u32).to_be_bytes());
        for (start, length) in tags {
            icc.extend(b"desc");
            icc.extend(start.to_be_bytes());
            icc.extend(length.to_be_bytes());
        }
        icc.extend(behind);
        icc
    }

    #[test]
    fn tags_may_share_their_bytes_but_not_without_end() {
        assert!(is_reasonable(&profile(&[(0, 1000); 3], &[0; 1000])));
        assert!(!is_reasonable(&profile(&[(0, 1000); 100], &[0; 100])));
        assert!(is_reasonable(&[]));
        // More tags are said than there are.
        let mut icc = profile(&[(0, 10)], &[]);
        icc[HEADER_BYTES..HEADER_BYTES + 4].fill(0xff);
        assert!(is_reasonable(&icc));
    }

    #[test]
    fn texts_may_not_be_longer_than_any_name() {
        let text = |length: u32, count: u32| {
            let mut tag = b"mluc\0\0\0\0".to_vec();
            tag.extend(count.to_be_bytes());
            tag.extend(12u32.to_be_bytes());
            for _ in 0..count {
                tag.extend(b"enUS");
                tag.extend(length.to_be_bytes());
                tag.extend([0; 4]);
            }
            profile(&[(144, tag.len() as u32)], &tag)
        };
        assert!(is_reasonable(&text(100, 40)));
        assert!(!is_reasonable(&text(1 << 20, 5)));
        assert!(!is_reasonable(&text(u32::MAX, 1)));
    }
}
