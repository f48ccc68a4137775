//! The zlib stream of a picture: the data of consecutive IDAT chunks (PNG specification, clause 10.1).

/// Where a stream is read: in which piece of it, and what is left of that.
#[derive(Clone, Copy)]
pub(super) struct Place {
    at: usize,
    end: usize,
}

/// A stream, from a place on.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    file: &'a [u8],
    place: Place,
}

const CHECKSUM_BYTES: usize = 4;

impl Place {
    /// Behind the chunk that ends at `end`, or whose checksum does.
    pub(super) fn before_chunk(start: usize) -> Self {
        // As behind an empty piece.
        Self {
            at: start.wrapping_sub(CHECKSUM_BYTES),
            end: start.wrapping_sub(CHECKSUM_BYTES),
        }
    }
}

impl<'a> Input<'a> {
    pub(super) fn new(file: &'a [u8], place: Place) -> Self {
        Self { file, place }
    }

    pub(super) fn place(self) -> Place {
        self.place
    }

    /// What is left of this piece.
    pub(super) fn rest(self) -> &'a [u8] {
        self.file
            .get(self.place.at..self.place.end)
            .unwrap_or_default()
    }

    /// The same place, with `length` bytes left of the piece.
    pub(super) fn with_rest(self, length: usize) -> Self {
        let place = Place {
            at: self.place.end.saturating_sub(length),
            ..self.place
        };
        Self { place, ..self }
    }

    /// The next piece, which may be empty. `None` where another chunk follows, or nothing.
    pub(super) fn next_piece(self) -> Option<Self> {
        let start = self.place.end.checked_add(CHECKSUM_BYTES)?;
        let (length, behind) = self.file.get(start..)?.split_first_chunk::<4>()?;
        let data = behind.strip_prefix(b"IDAT")?;
        let length = (u32::from_be_bytes(*length) as usize).min(data.len());
        let at = start + 8;
        Some(Self {
            place: Place {
                at,
                end: at + length,
            },
            ..self
        })
    }

    /// Where there is no next piece: whether that is because the file ends.
    pub(super) fn file_ends(self) -> bool {
        let start = self.place.end.saturating_add(CHECKSUM_BYTES + 8);
        start > self.file.len()
    }
}
