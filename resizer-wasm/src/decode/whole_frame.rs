//! A decoded picture that is handed out in rows.

use super::RowSource;
use crate::contract::{Error, Warning};
use crate::picture::{Channels, Row};
use crate::plan::Size;

/// A whole picture, and how much of it has been handed out.
pub(crate) struct WholeFrame {
    size: Size,
    channels: Channels,
    samples: Samples,
    /// Samples handed out so far.
    position: usize,
    warnings: Vec<Warning>,
}

/// The samples of a whole picture: at least `width * height * channels.count()` of them.
pub(crate) enum Samples {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
}

impl WholeFrame {
    pub(crate) fn new(size: Size, channels: Channels, samples: Samples) -> Self {
        Self {
            size,
            channels,
            samples,
            position: 0,
            warnings: Vec::new(),
        }
    }

    /// Adds what was noticed while decoding.
    pub(crate) fn with_warnings(mut self, warnings: Vec<Warning>) -> Self {
        self.warnings = warnings;
        self
    }
}

impl RowSource for WholeFrame {
    fn size(&self) -> Size {
        self.size
    }

    fn channels(&self) -> Channels {
        self.channels
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        let start = self.position;
        self.position += self.size.width as usize * self.channels.count();
        Ok(match &self.samples {
            Samples::Eight(samples) => Row::Eight(&samples[start..self.position]),
            Samples::Sixteen(samples) => Row::Sixteen(&samples[start..self.position]),
        })
    }

    fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }
}
