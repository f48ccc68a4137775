//! What all frames have in common, for formats that say so in front of the first one.

use plan::Budget;

use super::frame::{FrameMaker, Open};
use crate::contract::Error;
use crate::encode::{FrameColors, FramePixels};
use crate::head::Head;
use crate::target::ResolvedTarget;

/// For each target the kind of pixels that its frames have, where its format wants to know. The frames are made for that,
/// and made again when they are written, so that memory holds no more than a few.
///
/// # Errors
/// Those of the source and of the stages; `too-large` where there are too many frames.
pub(super) fn frame_pixels<'a>(
    open: Open<'_, 'a>,
    head: &Head,
    targets: &[ResolvedTarget],
    budget: &Budget,
) -> Result<Vec<Option<FramePixels>>, Error> {
    let mut seen: Vec<Option<Seen>> = targets
        .iter()
        .map(|resolved| Seen::new(resolved, head))
        .collect();
    if seen.iter().any(Option::is_some)
        && let Some(mut source) = open()?
    {
        let mut frames = 0;
        while let Some(frame) = source.next_frame()? {
            frames += 1;
            budget.check_frames(head.size(), frames)?;
            let mut unsettled = seen.iter_mut().flatten().filter(|seen| !seen.is_settled());
            let mut is_any = false;
            unsettled.try_for_each(|seen| {
                is_any = true;
                seen.colors
                    .take(&*seen.maker.picture(&frame, head)?.sixteen()?)
            })?;
            if !is_any {
                break;
            }
        }
    }
    let seen = seen.into_iter();
    Ok(seen.map(|seen| Some(seen?.colors.pixels())).collect())
}

struct Seen<'a> {
    maker: FrameMaker<'a>,
    colors: FrameColors,
}

impl<'a> Seen<'a> {
    fn new(resolved: &'a ResolvedTarget<'a>, head: &Head) -> Option<Self> {
        let is_wanted = resolved.animates && resolved.choice.has_one_kind_of_pixels();
        is_wanted.then(|| {
            let maker = FrameMaker::new(resolved, head);
            let colors = FrameColors::new(maker.finisher.kept().icc.is_some());
            Self { maker, colors }
        })
    }

    fn is_settled(&self) -> bool {
        self.colors.are_of_every_kind()
    }
}
