//! AV1 through rav1d. Its interface is dav1d's, that of a C library: what is unsafe of it is here, and nothing else is.
#![allow(unsafe_code, reason = "rav1d's functions take pointers, as dav1d's do")]

use std::ffi::{c_int, c_void};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr::NonNull;
use std::slice;

use rav1d::include::dav1d::data::Dav1dData;
use rav1d::include::dav1d::dav1d::{
    BeforeFilters, DAV1D_INLOOPFILTER_NONE, Dav1dContext, Dav1dLogger, Dav1dSettings,
};
use rav1d::include::dav1d::headers::{Dav1dFrameHeader, Dav1dSequenceHeader};
use rav1d::include::dav1d::picture::Dav1dPicture;
use rav1d::src::lib::{
    dav1d_close, dav1d_data_unref, dav1d_data_wrap, dav1d_default_settings, dav1d_get_picture,
    dav1d_open, dav1d_parse_sequence_header, dav1d_picture_unref, dav1d_send_data,
};
use rav1d::src::send_sync_non_null::SendSyncNonNull;

/// How a decoder is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The most pixels that a frame may have, at least 1.
    pub(crate) frame_size_limit: u32,
    /// Which operating point is decoded, 0 to 31.
    pub(crate) operating_point: u8,
    /// Whether all spatial layers are handed out, or the best one.
    pub(crate) all_layers: bool,
    /// Whether in-loop filters, which are deblocking, CDEF and restoration, and film grain are applied. Super-resolution is.
    pub(crate) applies_filters: bool,
}

impl Settings {
    /// The same without in-loop filters and film grain.
    pub(crate) fn without_filters(self) -> Self {
        Self {
            applies_filters: false,
            ..self
        }
    }
}

/// Is handed a picture before in-loop filters, and the rows that are decoded of it: from a multiple of 64 on.
pub(crate) type TakeRows<'t> = &'t mut dyn FnMut(&Picture<'_>, Range<u32>);

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The data ends before there is one.
    NoPicture,
    /// A frame has more pixels than the settings allow.
    FrameTooLarge,
    /// There is no memory for it.
    OutOfMemory,
    /// The data breaks the rules of AV1, or has a feature that rav1d does not know.
    Undecodable,
}

/// A decoder for one item.
pub(crate) struct Decoder<'a> {
    context: Option<Dav1dContext>,
    /// What has not been taken yet.
    data: Dav1dData,
    /// What `data` points to.
    _bytes: &'a [u8],
    /// What the context hands rows to.
    _before_filters: Option<Box<TakeRows<'a>>>,
}

impl<'a> Decoder<'a> {
    /// For the units of an item.
    pub(crate) fn new(
        bytes: &'a [u8],
        settings: Settings,
        before_filters: Option<TakeRows<'a>>,
    ) -> Result<Self, Failure> {
        let mut native = default_settings();
        // No threads, and no frame is held back to be decoded beside others.
        native.n_threads = 1;
        native.max_frame_delay = 1;
        native.frame_size_limit = settings.frame_size_limit;
        native.operating_point = c_int::from(settings.operating_point);
        native.all_layers = c_int::from(settings.all_layers);
        if !settings.applies_filters {
            native.inloop_filters = DAV1D_INLOOPFILTER_NONE;
            native.apply_grain = 0;
        }
        let mut before_filters = before_filters.map(Box::new);
        native.before_filters = before_filters.as_deref_mut().map(|take| BeforeFilters {
            // SAFETY: there is one thread.
            cookie: unsafe { SendSyncNonNull::new_unchecked(NonNull::from(take).cast()) },
            take: hand_out,
        });
        let mut decoder = Self {
            context: None,
            data: Dav1dData::default(),
            _bytes: bytes,
            _before_filters: before_filters,
        };
        // SAFETY: both pointers are those of values that live during the call; the first one is that of an initialised
        // `Option`. Settings have nothing to drop, so that they may be read from there.
        let opened = unsafe {
            dav1d_open(
                Some(NonNull::from(&mut decoder.context)),
                Some(NonNull::from(&mut native)),
            )
        };
        checked(opened.0)?;
        if bytes.is_empty() {
            return Err(Failure::NoPicture);
        }
        // SAFETY: the bytes are borrowed for as long as the decoder lives. It is closed when it is dropped, and keeps what it
        // was handed no longer than that; a picture holds none of it, and is borrowed from the decoder.
        let wrapped = unsafe {
            dav1d_data_wrap(
                Some(NonNull::from(&mut decoder.data)),
                Some(NonNull::from(bytes).cast()),
                bytes.len(),
                Some(leave_borrowed),
                None,
            )
        };
        checked(wrapped.0)?;
        Ok(decoder)
    }

    /// The next picture.
    pub(crate) fn next_picture(&mut self) -> Result<Picture<'_>, Failure> {
        loop {
            if self.data.sz > 0 {
                // SAFETY: the context is one that `dav1d_open` made and that is not closed, of which a copy of the pointer is
                // made as C does; the data is valid to be read and written.
                let sent =
                    unsafe { dav1d_send_data(self.context(), Some(NonNull::from(&mut self.data))) };
                if sent.0 != -libc::EAGAIN {
                    checked(sent.0)?;
                }
            }
            let mut picture = Dav1dPicture::default();
            // SAFETY: as above; what the picture was before has nothing to drop.
            let got =
                unsafe { dav1d_get_picture(self.context(), Some(NonNull::from(&mut picture))) };
            match got.0 {
                0 => {
                    return Ok(Picture {
                        native: picture,
                        _decoder: PhantomData,
                    });
                }
                code if code == -libc::EAGAIN && self.data.sz > 0 => {}
                code if code == -libc::EAGAIN => return Err(Failure::NoPicture),
                code => checked(code)?,
            }
        }
    }

    fn context(&self) -> Option<Dav1dContext> {
        self.context
    }
}

impl Drop for Decoder<'_> {
    fn drop(&mut self) {
        // SAFETY: the data is one that was wrapped, or empty.
        unsafe { dav1d_data_unref(Some(NonNull::from(&mut self.data))) };
        // SAFETY: the context is none, or one that `dav1d_open` made and nobody has closed. No picture is alive, as pictures
        // borrow the decoder.
        unsafe { dav1d_close(Some(NonNull::from(&mut self.context))) };
    }
}

/// A decoded picture.
pub(crate) struct Picture<'a> {
    native: Dav1dPicture,
    /// Pictures are gone before their decoder.
    _decoder: PhantomData<&'a ()>,
}

impl Picture<'_> {
    /// Columns and rows of luma.
    pub(crate) fn size(&self) -> (u32, u32) {
        (self.native.p.w as u32, self.native.p.h as u32)
    }

    /// Bits of a sample: 8, 10 or 12.
    pub(crate) fn depth(&self) -> u8 {
        self.native.p.bpc as u8
    }

    /// One of `DAV1D_PIXEL_LAYOUT_*`.
    pub(crate) fn layout(&self) -> u32 {
        self.native.p.layout
    }

    pub(crate) fn sequence_header(&self) -> Option<&Dav1dSequenceHeader> {
        // SAFETY: the picture holds the header that it points to, and is not changed while this is borrowed.
        self.native.seq_hdr.map(|header| unsafe { header.as_ref() })
    }

    pub(crate) fn frame_header(&self) -> Option<&Dav1dFrameHeader> {
        // SAFETY: as above.
        self.native
            .frame_hdr
            .map(|header| unsafe { header.as_ref() })
    }

    /// Whether super-resolution makes it wider, after all filters but restoration.
    pub(crate) fn is_upscaled(&self) -> bool {
        self.frame_header()
            .is_some_and(|header| header.width[0] != header.width[1])
    }

    /// Rows of a plane, and the bytes from one to the next. Nothing for a plane that there is not.
    pub(crate) fn bytes(&self, plane: usize, rows: Range<u32>) -> (&[u8], usize) {
        let stride = self.native.stride[plane.min(1)].unsigned_abs();
        let Some(start) = self.native.data[plane] else {
            return (&[], stride);
        };
        // SAFETY: rav1d allocates a plane with at least as many rows of so many bytes as the picture has, initialised, and
        // its strides are positive; the picture holds it, and nothing writes to it while it is handed out: this decoder has
        // no threads.
        let bytes = unsafe {
            let first: *const u8 = start.cast().as_ptr();
            slice::from_raw_parts(first.add(stride * rows.start as usize), stride * rows.len())
        };
        (bytes, stride)
    }

    /// The same with more than 8 bits in a sample: samples of two bytes, and how many go from one row to the next.
    pub(crate) fn words(&self, plane: usize, rows: Range<u32>) -> (&[u16], usize) {
        let (bytes, stride) = self.bytes(plane, rows);
        // SAFETY: any two bytes are a number.
        let (before, words, _) = unsafe { bytes.align_to() };
        // Rows begin at multiples of 64 bytes.
        debug_assert!(before.is_empty());
        (words, stride / 2)
    }
}

impl Drop for Picture<'_> {
    fn drop(&mut self) {
        // SAFETY: the picture is one that `dav1d_get_picture` has filled, and is not used afterwards.
        unsafe { dav1d_picture_unref(Some(NonNull::from(&mut self.native))) };
    }
}

/// The first sequence header of an item.
pub(crate) fn sequence_header(bytes: &[u8]) -> Result<Dav1dSequenceHeader, Failure> {
    let mut header = MaybeUninit::<Dav1dSequenceHeader>::uninit();
    // SAFETY: the first pointer is to room for a header, and the second one to so many bytes. The header is written where there is
    // no failure.
    let parsed = unsafe {
        dav1d_parse_sequence_header(
            Some(NonNull::from(&mut header).cast()),
            Some(NonNull::from(bytes).cast()),
            bytes.len(),
        )
    };
    checked(parsed.0)?;
    // SAFETY: as above.
    Ok(unsafe { header.assume_init() })
}

fn default_settings() -> Dav1dSettings {
    let mut settings = MaybeUninit::<Dav1dSettings>::uninit();
    // SAFETY: the function writes all of them, and reads none.
    let mut settings = unsafe {
        dav1d_default_settings(NonNull::from(&mut settings).cast());
        settings.assume_init()
    };
    // SAFETY: there is no function to be called.
    settings.logger = unsafe { Dav1dLogger::new(None, None) };
    settings
}

/// What rav1d calls with a picture of its own before in-loop filters.
///
/// # Safety
/// The cookie points to a `TakeRows` that nobody else uses, and nothing writes to the picture during the call.
unsafe fn hand_out(
    cookie: SendSyncNonNull<c_void>,
    picture: Dav1dPicture,
    top: c_int,
    bottom: c_int,
) {
    // SAFETY: as above.
    let take = unsafe { cookie.as_ptr().cast::<TakeRows<'_>>().as_mut() };
    let picture = Picture {
        native: picture,
        _decoder: PhantomData,
    };
    take(&picture, top as u32..bottom as u32);
}

/// What rav1d calls when it is done with bytes that it was lent.
unsafe extern "C" fn leave_borrowed(_bytes: *const u8, _cookie: Option<SendSyncNonNull<c_void>>) {}

fn checked(code: c_int) -> Result<(), Failure> {
    match code {
        0.. => Ok(()),
        code if code == -libc::ERANGE => Err(Failure::FrameTooLarge),
        code if code == -libc::ENOMEM => Err(Failure::OutOfMemory),
        _ => Err(Failure::Undecodable),
    }
}
