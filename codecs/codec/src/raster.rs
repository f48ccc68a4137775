//! A raster in the making.

use raster::Header;

use crate::Error;

/// A header, and room for its planes, which are 0 until they are written.
#[derive(Debug)]
pub struct Raster<'a> {
    header: Header<'a>,
    /// The header, and what follows it.
    bytes: Vec<u8>,
    /// Bytes of the header.
    start: usize,
}

impl<'a> Raster<'a> {
    /// # Errors
    /// `malformed` where the header cannot be one of a raster, which `format` is blamed for; `limit-exceeded`.
    pub fn new(format: &str, header: Header<'a>) -> Result<Self, Error> {
        let mut bytes = header
            .write()
            .map_err(|error| Error::malformed(format, &error.to_string()))?;
        let start = bytes.len();
        let length = header.bytes_of_planes();
        let too_much = || Error::out_of_memory(Some(length));
        let planes = usize::try_from(length).map_err(|_| too_much())?;
        bytes.try_reserve_exact(planes).map_err(|_| too_much())?;
        bytes.resize(start + planes, 0);
        Ok(Self {
            header,
            bytes,
            start,
        })
    }

    /// What it says of itself.
    #[must_use]
    pub fn header(&self) -> &Header<'a> {
        &self.header
    }

    /// The samples of a plane, rows without gaps: 8 bits each, or 16 little-endian ones where the depth is more. Empty where
    /// there is no such plane.
    pub fn plane_mut(&mut self, rendition: usize, plane: usize) -> &mut [u8] {
        let planes = self.header.planes(rendition);
        let Some(plane) = planes.get(plane) else {
            return &mut [];
        };
        let start = self.start + plane.start as usize;
        let length = plane.row_bytes as usize * plane.height as usize;
        &mut self.bytes[start..start + length]
    }

    /// The file.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// An empty buffer with room for exactly `count` items.
///
/// # Errors
/// `limit-exceeded` instead of an abort where memory does not suffice.
pub fn reserve<T>(count: u64) -> Result<Vec<T>, Error> {
    let too_much = || Error::out_of_memory(Some(count.saturating_mul(size_of::<T>() as u64)));
    let mut buffer = Vec::new();
    buffer
        .try_reserve_exact(usize::try_from(count).map_err(|_| too_much())?)
        .map_err(|_| too_much())?;
    Ok(buffer)
}

/// A buffer of `count` zeros.
///
/// # Errors
/// As [`reserve`].
pub fn zeroed<T: Clone + Default>(count: u64) -> Result<Vec<T>, Error> {
    let mut buffer = reserve(count)?;
    buffer.resize(count as usize, T::default());
    Ok(buffer)
}

#[cfg(test)]
mod tests {
    use raster::{Model, Reduction};

    use super::*;

    #[test]
    fn planes_lie_where_the_header_says() {
        let mut header = Header::new(5, 3, Model::Rgb, false);
        header.renditions = vec![Reduction::None, Reduction::Mean(2)];
        header.outputs = vec![1, 0];
        let length = header.write().unwrap().len();
        let mut raster = Raster::new("toy", header).unwrap();
        raster.plane_mut(0, 0).fill(1);
        raster.plane_mut(1, 0).fill(2);
        assert!(raster.plane_mut(1, 1).is_empty());
        assert!(raster.plane_mut(2, 0).is_empty());
        let bytes = raster.into_bytes();
        let (large, small) = bytes[length..].split_at(5 * 3 * 3);
        assert!(large.iter().all(|sample| *sample == 1));
        assert_eq!(small, [2; 3 * 2 * 3]);
    }

    #[test]
    fn what_cannot_be_allocated_is_an_error() {
        let header = Header::new(u32::MAX, u32::MAX, Model::Gray, false);
        let error = Raster::new("toy", header).unwrap_err();
        assert_eq!(error.kind, crate::Kind::LimitExceeded);
        assert!(zeroed::<u64>(u64::MAX).is_err());
    }
}
