//! Loading the component once and calling it, each call in an instance of its own.

use std::time::Duration;

use recipe::{Limits, Target};
use serde::Serialize;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

use crate::bindings::exports::thumbox::resize::resizer as wit;
use crate::bindings::{self, ThumboxPre};
use crate::codecs::LoadedCodec;
use crate::contract::{check_info, check_resized};
use crate::decoded::{blame_codec, check_raster};
use crate::instances::{Instances, Results, Turn};
use crate::limits::MemoryMeter;
use crate::slots::Slots;
use crate::{
    Call, CallLimits, Codec, Error, FormatSupport, ImageErrorKind, ImageInfo, LoadError, Resized,
};

/// The component, loaded and ready. Cheap to share: calls take `&self` and may run on several threads at once, a few for
/// each processor; others wait for their turn.
pub struct Resizer {
    instances: Instances,
    component: ThumboxPre<MemoryMeter>,
    pub(crate) codecs: Vec<LoadedCodec>,
    limits: CallLimits,
}

impl Resizer {
    pub(crate) fn new(
        engine: Engine,
        component: &Component,
        codecs: Vec<LoadedCodec>,
        limits: CallLimits,
    ) -> Result<Self, LoadError> {
        // The component has no imports, so an empty linker is all it gets.
        let linker = Linker::<MemoryMeter>::new(&engine);
        let component = linker
            .instantiate_pre(component)
            .and_then(ThumboxPre::new)?;
        Ok(Self {
            instances: Instances::new(engine, Slots::new(Slots::suitable())),
            component,
            codecs,
            limits,
        })
    }

    /// The codecs that this program has.
    pub fn codecs(&self) -> impl Iterator<Item = &Codec> {
        self.codecs.iter().map(|loaded| &loaded.codec)
    }

    /// What the head of a file says about the picture, without decoding it.
    ///
    /// # Errors
    /// [`Error::Image`] with kind `truncated` where `head` is too short to tell; its `needed` is the length to ask
    /// with next.
    pub fn probe(&self, head: &[u8]) -> Result<ImageInfo, Error> {
        self.probe_within(self.limits.time, head)
    }

    /// As [`Resizer::probe`], and in this time where it is less than that of the [`CallLimits`].
    ///
    /// # Errors
    /// As [`Resizer::probe`], and as [`Resizer::resize`] for a component that breaks off.
    pub fn probe_within(&self, time: Duration, head: &[u8]) -> Result<ImageInfo, Error> {
        let turn = self.instances.turn(&self.within(time), self.limits)?;
        self.info(&turn, head)
    }

    fn info(&self, turn: &Turn, head: &[u8]) -> Result<ImageInfo, Error> {
        let (text, _) = self.run(turn, turn.limits.memory, |resizer, store| {
            resizer.call_probe(store, head)
        })?;
        let info = bindings::info(&text).and_then(|info| check_info(&info).map(|()| info));
        info.map_err(|reason| Error::InvalidResult { reason })
    }

    /// Decodes `image` once and makes one output for each target. Where a codec has to decode it first, that is called here.
    ///
    /// # Errors
    /// [`Error::Image`] for what the component or the codec refuses, [`Error::MemoryLimit`] and [`Error::Deadline`] for what
    /// exceeds the [`CallLimits`], [`Error::Trap`] and [`Error::InvalidResult`] for a bug in the component. The next call
    /// works in any case.
    pub fn resize(
        &self,
        image: &[u8],
        targets: &[Target],
        limits: Limits,
    ) -> Result<Resized, Error> {
        self.resize_within(self.limits.time, image, targets, limits)
    }

    /// As [`Resizer::resize`], and in this time where it is less than that of the [`CallLimits`].
    ///
    /// # Errors
    /// As [`Resizer::resize`].
    pub fn resize_within(
        &self,
        time: Duration,
        image: &[u8],
        targets: &[Target],
        limits: Limits,
    ) -> Result<Resized, Error> {
        self.resize_as(&self.within(time), image, targets, limits)
    }

    /// As [`Resizer::resize`], with limits, an end and a cancel of its own.
    ///
    /// # Errors
    /// As [`Resizer::resize`]; a call that is cancelled is one whose time is up.
    pub fn resize_as(
        &self,
        call: &Call,
        image: &[u8],
        targets: &[Target],
        limits: Limits,
    ) -> Result<Resized, Error> {
        let asked = Asked {
            outputs: targets,
            limits,
        };
        let turn = self.instances.turn(call, self.limits)?;
        match self.resized(&turn, turn.limits.memory, image, &asked) {
            Err(
                refusal @ Error::Image {
                    kind: ImageErrorKind::NeedsCodec,
                    ..
                },
            ) => self.decoded(&turn, image, &asked, refusal),
            made => made,
        }
    }

    /// Calls `resize`, with so much memory.
    fn resized(
        &self,
        turn: &Turn,
        memory: usize,
        image: &[u8],
        asked: &Asked,
    ) -> Result<Resized, Error> {
        let most = turn.limits.results;
        let request = asked.text();
        let targets = asked.outputs.len();
        let (made, peak_memory) = self.run(turn, memory, |resizer, store| {
            let made = match resizer.call_resize(&mut *store, image, &request)? {
                Ok(made) => made,
                Err(error) => return Ok(Err(error)),
            };
            let facts = resizer.resized().call_facts(&mut *store, made)?;
            // What it says of them; what it copies is counted as well.
            let bytes = bindings::bytes_of_results(&facts);
            if bytes > most {
                return Ok(Ok(Err(Error::MemoryLimit {
                    limit: most,
                    asked: bytes,
                })));
            }
            let mut files = Vec::new();
            for output in (0..).take(targets) {
                let file = resizer.resized().call_take(&mut *store, made, output)?;
                store.data_mut().copied += file.as_ref().map_or(0, Vec::len);
                files.push(file);
            }
            Ok(Ok(Ok((facts, files))))
        })?;
        let (facts, files) = made?;
        resized(&facts, files, targets, peak_memory)
            .map_err(|reason| Error::InvalidResult { reason })
    }

    /// Has a codec decode the image, and resizes what it gives.
    ///
    /// # Errors
    /// Those of [`LoadedCodec::decode`] and [`Self::resized`]; `refusal` where the head names no codec, and
    /// [`ImageErrorKind::NeedsCodec`] where it is no part of the program.
    fn decoded(
        &self,
        turn: &Turn,
        image: &[u8],
        asked: &Asked,
        refusal: Error,
    ) -> Result<Resized, Error> {
        let info = self.info(turn, image)?;
        let Some(name) = &info.codec else {
            return Err(refusal);
        };
        let codec = self.codecs.iter().find(|codec| codec.codec.name == name);
        let codec = codec.ok_or_else(|| missing_codec(name))?;
        let engine = self.instances.engine();
        let (raster, of_codec) = codec.decode(turn, engine, image, &asked.text())?;
        let name = codec.codec.name;
        check_raster(&raster, &info, asked.outputs.len()).map_err(|reason| {
            Error::InvalidResult {
                reason: format!("the codec {name} gave {reason}"),
            }
        })?;
        // The raster is in the instance and here, and so it was in that of the codec.
        let memory = turn.limits.memory;
        let of_codec = of_codec.saturating_add(raster.len());
        if of_codec > memory {
            return Err(Error::MemoryLimit {
                limit: memory,
                asked: of_codec,
            });
        }
        // The limit of the file is not one of the raster, which is longer; that of memory is.
        let of_raster = Asked {
            limits: Limits {
                max_file_bytes: Some(u32::try_from(raster.len()).unwrap_or(u32::MAX)),
                ..asked.limits
            },
            ..*asked
        };
        let left = memory - raster.len();
        let resized = self.resized(turn, left, &raster, &of_raster);
        let resized = resized.map_err(blame_codec)?;
        Ok(Resized {
            peak_memory: of_codec.max(resized.peak_memory.saturating_add(raster.len())),
            codec: Some(codec.codec.clone()),
            ..resized
        })
    }

    /// What is read and written.
    ///
    /// # Errors
    /// Only those of the [`CallLimits`], and [`Error::Trap`] and [`Error::InvalidResult`] for a bug in the component.
    pub fn formats(&self) -> Result<Vec<FormatSupport>, Error> {
        let turn = (self.instances).turn(&self.within(self.limits.time), self.limits)?;
        let (text, _) = self.run(&turn, turn.limits.memory, |resizer, store| {
            resizer.call_formats(store).map(Ok)
        })?;
        bindings::formats(&text).map_err(|reason| Error::InvalidResult { reason })
    }

    /// A call with this time, and the limits of all others.
    fn within(&self, time: Duration) -> Call {
        Call {
            limits: CallLimits {
                time,
                ..self.limits
            },
            ..Call::default()
        }
    }

    /// Calls the resizer in a fresh instance.
    fn run<T>(
        &self,
        turn: &Turn,
        memory: usize,
        function: impl FnOnce(
            &wit::Guest,
            &mut Store<MemoryMeter>,
        ) -> wasmtime::Result<Result<T, wit::Error>>,
    ) -> Result<(T, usize), Error> {
        let limits = CallLimits {
            memory,
            ..turn.limits
        };
        turn.run(
            limits,
            Results::Apart,
            |store| self.component.instantiate(store),
            |instance, store| function(instance.thumbox_resize_resizer(), store),
        )
    }
}

/// Of an image whose codec is no part of the program.
fn missing_codec(name: &str) -> Error {
    Error::Image {
        kind: ImageErrorKind::NeedsCodec,
        message: format!(
            "this image has to be decoded by the codec {name}, which this program was built without; build it with the \
             cargo feature {name}, or save the image as JPEG or PNG"
        ),
        needed: None,
    }
}

/// The text of a request. The component checks it.
#[derive(Serialize)]
struct Asked<'a> {
    outputs: &'a [Target],
    #[serde(skip_serializing_if = "Limits::is_empty")]
    limits: Limits,
}

impl Asked<'_> {
    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What was made, out of what the component told and gave.
///
/// # Errors
/// Which rule it breaks, as a clause.
fn resized(
    facts: &str,
    files: Vec<Option<Vec<u8>>>,
    targets: usize,
    peak_memory: usize,
) -> Result<Resized, String> {
    let (facts, warnings) = bindings::resized(facts)?;
    if facts.len() != targets {
        return Err(format!("{} outputs for {targets} targets", facts.len()));
    }
    let outputs = facts.into_iter().zip(files).map(|(facts, file)| {
        let file = file.ok_or("an output without a file")?;
        facts.with(file)
    });
    let resized = Resized {
        outputs: outputs.collect::<Result<_, String>>()?,
        warnings,
        peak_memory,
        codec: None,
    };
    check_resized(&resized, targets)?;
    Ok(resized)
}
