//! The few properties of an XMP packet that matter (XMP specification, parts 1 and 2). It is searched for their usual names;
//! it is not parsed as XML.

/// EXIF's numbers, as an attribute or as an element.
const ORIENTATION: &[u8] = b"tiff:Orientation";

/// Items of a list that are read.
const MOST_ITEMS: usize = 50;
/// Places that are looked at where a property may stand. A packet can be made to have any number whose end is nowhere.
const MOST_TRIES: usize = 8;

/// The orientation, 1 to 8.
pub(crate) fn orientation(packet: &[u8]) -> Option<u8> {
    let at = orientations(packet).next()?;
    Some(packet[at] - b'0')
}

/// The packet with an orientation of 1: the pixels have been turned.
pub(crate) fn upright(packet: &[u8]) -> Vec<u8> {
    let mut copy = packet.to_vec();
    for at in orientations(packet) {
        copy[at] = b'1';
    }
    copy
}

/// Where the digits of orientations are.
fn orientations(packet: &[u8]) -> impl Iterator<Item = usize> {
    occurrences(packet, ORIENTATION).filter_map(move |end| {
        let value = match property(packet, end)? {
            Property::Attribute(value) | Property::Element(value) => value,
        };
        let at = skip_space(packet, value);
        let is_last = !packet.get(at + 1).is_some_and(u8::is_ascii_digit);
        (matches!(packet.get(at), Some(b'1'..=b'8')) && is_last).then_some(at)
    })
}

/// The text of a property such as `dc:rights`: an attribute, an element, or the items of a list in it, joined. Of the
/// languages of a text the first, which is the default, counts. `None` where there is no such text.
pub(crate) fn text(packet: &[u8], name: &str) -> Option<String> {
    let text = occurrences(packet, name.as_bytes())
        .take(MOST_TRIES)
        .filter_map(|end| property(packet, end))
        .find_map(|property| match property {
            Property::Attribute(start) => {
                let quote = *packet.get(start.checked_sub(1)?)?;
                Some(unescaped(until(packet, start, &[quote])?))
            }
            Property::Element(start) => {
                let content = until(packet, start, format!("</{name}").as_bytes())?;
                Some(items(content))
            }
        })?;
    (!text.trim().is_empty()).then_some(text)
}

/// Where the value of a property begins, whose name ends where it was looked for.
enum Property {
    /// Behind the quote.
    Attribute(usize),
    /// Behind the tag.
    Element(usize),
}

fn property(packet: &[u8], end: usize) -> Option<Property> {
    let at = skip_space(packet, end);
    match packet.get(at)? {
        b'=' => {
            let quote = skip_space(packet, at + 1);
            matches!(packet.get(quote), Some(b'"' | b'\''))
                .then_some(Property::Attribute(quote + 1))
        }
        b'>' => Some(Property::Element(at + 1)),
        _ => None,
    }
}

/// The text of an element, or of the items in it.
fn items(content: &[u8]) -> String {
    let alternatives = occurrences(content, b"<rdf:Alt").next().is_some();
    let items: Vec<String> = occurrences(content, b"<rdf:li")
        .take(if alternatives { 1 } else { MOST_ITEMS })
        .filter_map(|end| {
            let tag = until(content, end, b">")?;
            until(content, end + tag.len() + 1, b"</")
        })
        .map(unescaped)
        .collect();
    match items.is_empty() && !content.contains(&b'<') {
        true => unescaped(content),
        false => items.join("; "),
    }
}

/// The ends of all places where `name` stands, but for closing tags.
fn occurrences<'a>(bytes: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes
        .windows(name.len())
        .enumerate()
        .filter(move |(at, found)| {
            *found == name && at.checked_sub(1).is_none_or(|before| bytes[before] != b'/')
        })
        .map(|(at, _)| at + name.len())
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}

/// What lies before the next `end`.
fn until<'a>(bytes: &'a [u8], start: usize, end: &[u8]) -> Option<&'a [u8]> {
    let rest = bytes.get(start..)?;
    let length = rest.windows(end.len()).position(|found| found == end)?;
    Some(&rest[..length])
}

/// Characters that XML writes with `&` (XML 1.0, sections 4.1 and 4.6).
fn unescaped(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let character = part.split_once(';').and_then(|(name, rest)| {
            let character = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => {
                    let number = name.strip_prefix('#')?;
                    let code = match number.strip_prefix('x') {
                        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                        None => number.parse().ok()?,
                    };
                    char::from_u32(code)?
                }
            };
            Some((character, rest))
        });
        match character {
            Some((character, rest)) => {
                plain.push(character);
                plain.push_str(rest);
            }
            None => {
                plain.push('&');
                plain.push_str(part);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_orientation_is_an_attribute_or_an_element() {
        let rows: [(&[u8], Option<u8>, &[u8]); 6] = [
            (
                b"<a tiff:Orientation=\"6\" b=\"6\"/>",
                Some(6),
                b"<a tiff:Orientation=\"1\" b=\"6\"/>",
            ),
            (
                b"<tiff:Orientation>8</tiff:Orientation> 8",
                Some(8),
                b"<tiff:Orientation>1</tiff:Orientation> 8",
            ),
            (
                b"<a tiff:Orientation = '3'/>",
                Some(3),
                b"<a tiff:Orientation = '1'/>",
            ),
            (
                b"<tiff:Orientation>\n 6</tiff:Orientation>",
                Some(6),
                b"<tiff:Orientation>\n 1</tiff:Orientation>",
            ),
            (
                b"<a tiff:Orientation='16'/>",
                None,
                b"<a tiff:Orientation='16'/>",
            ),
            (b"nothing 6", None, b"nothing 6"),
        ];
        for (packet, value, after) in rows {
            assert_eq!(orientation(packet), value);
            assert_eq!(upright(packet), after);
        }
    }

    #[test]
    fn texts_are_attributes_elements_or_lists() {
        let rows = [
            ("<a dc:rights='(c) A &amp; B'/>", Some("(c) A & B")),
            (
                "<dc:rights>\u{a9} Zo\u{eb}</dc:rights>",
                Some("\u{a9} Zo\u{eb}"),
            ),
            (
                "<dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>one &#xa9;</rdf:li>\
                 <rdf:li xml:lang='de'>eins</rdf:li></rdf:Alt></dc:rights>",
                Some("one \u{a9}"),
            ),
            (
                "<dc:rights> <rdf:Seq><rdf:li>A &unknown; B</rdf:li><rdf:li>C</rdf:li></rdf:Seq></dc:rights>",
                Some("A &unknown; B; C"),
            ),
            ("<dc:rights><rdf:Alt/></dc:rights>", None),
            ("<dc:rights> </dc:rights>", None),
            ("<dc:rights>cut off", None),
            ("<a dc:rights='cut off", None),
            ("<dc:rightsHolder>A</dc:rightsHolder>", None),
        ];
        for (packet, expected) in rows {
            assert_eq!(
                text(packet.as_bytes(), "dc:rights").as_deref(),
                expected,
                "{packet}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_packet_is_read_or_ignored(
            parts in prop::collection::vec(
                prop::sample::select(&["dc:rights", "<", ">", "=", "'", "/", "rdf:li", "&", ";", "#x", "tiff:Orientation", "7"][..]),
                0..30,
            ),
        ) {
            let packet = parts.concat();
            text(packet.as_bytes(), "dc:rights");
            prop_assert_eq!(upright(packet.as_bytes()).len(), packet.len());
        }
    }
}
