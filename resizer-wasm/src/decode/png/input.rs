//! The zlib stream of a picture: the data of consecutive IDAT chunks (PNG specification, clause 10.1).

/// Where a stream is read: in which piece of it, and what is left of that.
#[derive(Clone, Copy)]
pub(super) struct StreamPosition {
    /// The next byte of the piece, and where the piece ends.
    at: usize,
    end: usize,
    /// Where the next chunk begins.
    next_chunk: usize,
}

/// A stream, from a place on.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    file: &'a [u8],
    place: StreamPosition,
}

/// What a file begins with.
pub(super) const SIGNATURE_BYTES: usize = 8;
/// Length, type and checksum of a chunk.
pub(super) const CHUNK_BYTES: usize = 12;

/// Length and type of a chunk.
const HEAD_BYTES: usize = 8;
const CHECKSUM_BYTES: usize = 4;

impl StreamPosition {
    /// Before the chunk that begins at `next_chunk`.
    pub(super) fn before_chunk(next_chunk: usize) -> Self {
        Self {
            at: 0,
            end: 0,
            next_chunk,
        }
    }
}

impl<'a> Input<'a> {
    pub(super) fn new(file: &'a [u8], place: StreamPosition) -> Self {
        Self { file, place }
    }

    pub(super) fn place(self) -> StreamPosition {
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
        let place = StreamPosition {
            at: self.place.end.saturating_sub(length),
            ..self.place
        };
        Self { place, ..self }
    }

    /// The next piece, which may be empty, and which may be cut off. `None` where another chunk follows, or nothing.
    pub(super) fn next_piece(self) -> Option<Self> {
        let rest = self.file.get(self.place.next_chunk..)?;
        let (length, behind) = rest.split_first_chunk::<4>()?;
        let data = behind.strip_prefix(b"IDAT")?;
        let length = u32::from_be_bytes(*length) as usize;
        let at = self.place.next_chunk + HEAD_BYTES;
        let place = StreamPosition {
            at,
            end: at + length.min(data.len()),
            next_chunk: at.saturating_add(length).saturating_add(CHECKSUM_BYTES),
        };
        Some(Self { place, ..self })
    }

    /// Where there is no next piece: whether that is because the file ends.
    pub(super) fn file_ends(self) -> bool {
        self.place.next_chunk.saturating_add(HEAD_BYTES) > self.file.len()
    }
}
