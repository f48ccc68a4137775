//! What one call of the component may use.

use std::time::Duration;

use wasmtime::ResourceLimiter;

/// What one call may use. These limits are guaranteed, not best effort: a call that exceeds one is ended and
/// returns the error named below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// The component's memory in bytes: the file, everything decoded, and the results. Default: 1 GiB, which is
    /// also what the component itself declares as its maximum. Exceeding it is [`crate::Error::MemoryLimit`]. Where a codec
    /// decodes the image first, the codec's memory and then the component's, each with the raster that goes from one to the
    /// other, keep to it, also while the raster is copied.
    pub memory: usize,
    /// The results in bytes, which are copied out of the component's memory. Default: as much as `memory`, as they lie
    /// side by side in it. Exceeding it is [`crate::Error::MemoryLimit`].
    pub results: usize,
    /// Time for one call, on the wall clock, with that of a codec. Default: [`recipe::MAX_TIME`]. Exceeding it is
    /// [`crate::Error::Deadline`], at most 20 ms late; an instruction that fills or copies memory is not interrupted, which
    /// takes the time of its bytes more.
    pub time: Duration,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self {
            memory: 1 << 30,
            results: 1 << 30,
            time: recipe::MAX_TIME,
        }
    }
}

/// The component's only table holds its few hundred function pointers and never grows.
const TABLE_ELEMENTS: usize = 10_000;

/// Grants memory up to the limit and remembers what was asked for.
pub(crate) struct MemoryMeter {
    limit: usize,
    /// The largest size granted, in bytes.
    pub(crate) peak: usize,
    /// The first size that was not granted, in bytes.
    pub(crate) refused: Option<usize>,
    /// Bytes of files that were copied out of the memory.
    pub(crate) copied: usize,
}

impl MemoryMeter {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            peak: 0,
            refused: None,
            copied: 0,
        }
    }
}

impl ResourceLimiter for MemoryMeter {
    fn memory_growing(
        &mut self,
        _current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let limit = maximum.map_or(self.limit, |maximum| maximum.min(self.limit));
        if desired <= limit {
            self.peak = self.peak.max(desired);
            return Ok(true);
        }
        self.refused.get_or_insert(desired);
        Ok(false)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(desired <= TABLE_ELEMENTS)
    }
}
