//! The old way of JPEG compression (TIFF 6.0, section 22), which was read in several ways.

use super::{Directory, Numbers};

const OLD_JPEG: u16 = 6;
const JPEG: u16 = 7;
/// Of JPEGProc.
const LOSSLESS: u32 = 14;

/// The fields that only it has. All are as the file has them.
#[derive(Debug, Clone, Default)]
pub(crate) struct OldJpeg {
    /// JPEGProc.
    pub(super) process: u32,
    /// JPEGInterchangeFormat: a JPEG file of the whole picture.
    pub(super) file: Option<Numbers>,
    /// JPEGRestartInterval.
    pub(crate) restart_interval: u32,
    /// JPEGQTables, JPEGDCTables and JPEGACTables: where the table of each component is.
    pub(crate) quantisers: Option<Numbers>,
    pub(crate) dc_codes: Option<Numbers>,
    pub(crate) ac_codes: Option<Numbers>,
}

impl Directory {
    /// Makes it the new way, where that can be read: a JPEG file of the whole picture is its only strip, strips that are JPEG
    /// files need nothing, and tables that stand apart are put before the data as those of the new way are.
    pub(super) fn settle_old_jpeg(&mut self, bytes: &[u8]) {
        if self.compression != OLD_JPEG {
            return;
        }
        if let Some(file) = self.old_jpeg.file {
            self.compression = JPEG;
            self.offsets = Some(file);
            // It ends where its last marker says.
            self.byte_counts = None;
            self.rows_per_strip = u32::MAX;
            self.tile = None;
            return;
        }
        let first = self.offsets.and_then(|offsets| offsets.get(bytes, 0));
        let begins = first.and_then(|at| bytes.get(at as usize..)?.first_chunk());
        let has_tables = self.old_jpeg.quantisers.is_some() && !self.planar;
        if begins == Some(b"\xff\xd8") {
            self.old_jpeg.quantisers = None;
            self.compression = JPEG;
        } else if has_tables && self.old_jpeg.process != LOSSLESS {
            self.compression = JPEG;
        }
    }
}
