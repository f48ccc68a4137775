//! The loop in which nearly all of the time of unpacking goes.

use super::bits::Bits;
use super::huffman::{Entry, SECOND};
use super::repeat::{MARGIN_BYTES, repeat};
use super::tables::Tables;

/// Bytes of input that one round may need.
const ROUND_BYTES: usize = 16;

/// Decodes symbols as long as there is plenty of input in this piece and of room, and nothing unusual comes. Returns
/// the new position in `out`.
///
/// All that changes is in local variables, and nothing is called that is not inlined: otherwise the bit buffer, for
/// which every step waits, goes through memory.
#[inline(never)]
pub(super) fn decode(tables: &Tables, bits: &mut Bits, out: &mut [u8], start: usize) -> usize {
    let literals = &tables.literals;
    let distances = &tables.distances;
    let mut position = start;
    let (mut buffer, mut count, mut rest) = bits.parts();
    while position + MARGIN_BYTES <= out.len() && rest.len() >= ROUND_BYTES {
        refill(&mut buffer, &mut count, &mut rest);
        let mut entry = literals.look_up_first(buffer);
        if entry.literals() > 0 {
            let Some(room) = out
                .get_mut(position..)
                .and_then(|room| room.first_chunk_mut::<16>())
            else {
                break;
            };
            let mut written = 0;
            // Of 56 bits, three look-ups use 36 at most, and the fourth has enough.
            put(room, &mut written, entry);
            skip(&mut buffer, &mut count, entry);
            entry = literals.look_up_first(buffer);
            if entry.literals() > 0 {
                put(room, &mut written, entry);
                skip(&mut buffer, &mut count, entry);
                entry = literals.look_up_first(buffer);
                if entry.literals() > 0 {
                    put(room, &mut written, entry);
                    skip(&mut buffer, &mut count, entry);
                    entry = literals.look_up_first(buffer);
                    if entry.literals() > 0 {
                        put(room, &mut written, entry);
                        skip(&mut buffer, &mut count, entry);
                        position += written;
                        continue;
                    }
                }
            }
            position += written;
            refill(&mut buffer, &mut count, &mut rest);
        }
        if entry.is_special() {
            if !entry.has(SECOND) {
                break;
            }
            entry = literals.look_up_second(entry, buffer);
            if entry.literals() > 0 {
                out[position] = entry.literal_bytes() as u8;
                position += 1;
                skip(&mut buffer, &mut count, entry);
                continue;
            }
            if entry.is_special() {
                break;
            }
        }
        let after = buffer >> (entry.bits() & 63);
        let far = distances.look_up_first(after);
        if far.is_special() {
            break;
        }
        let length = entry.value(buffer);
        let distance = far.value(after);
        if repeat(out, position, distance, length).is_err() {
            break;
        }
        buffer = after;
        count = count.wrapping_sub(entry.bits());
        skip(&mut buffer, &mut count, far);
        position += length;
    }
    bits.set_parts(buffer, count, rest);
    position
}

/// As [`Bits::refill`], of `count` only the lower six bits counting.
#[inline(always)]
fn refill(buffer: &mut u64, count: &mut u32, rest: &mut &[u8]) {
    if let Some(word) = rest.first_chunk::<8>() {
        *buffer |= u64::from_le_bytes(*word) << (*count & 63);
        *rest = &rest[(!*count >> 3 & 7) as usize..];
        *count |= 56;
    }
}

#[inline(always)]
fn skip(buffer: &mut u64, count: &mut u32, entry: Entry) {
    *buffer >>= entry.bits() & 63;
    *count = count.wrapping_sub(entry.bits());
}

/// Writes an entry's literals, and what comes with them.
#[inline(always)]
fn put(room: &mut [u8; 16], written: &mut usize, entry: Entry) {
    room[*written..*written + 4].copy_from_slice(&entry.literal_bytes().to_le_bytes());
    *written += entry.literals();
}
