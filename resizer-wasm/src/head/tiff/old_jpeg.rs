//! The old way of JPEG compression (TIFF 6.0, section 22), which was read in several ways.

use super::entries::Numbers;

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
