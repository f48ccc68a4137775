//! Delays of frames, from milliseconds to hundredths of a second.
//!
//! Browsers show a frame of at most 10 ms for 100 ms, so no delay that was longer may become 1. What rounding leaves is
//! carried from frame to frame: each frame ends when it should, to half a hundredth of a second.

/// The shortest delay that browsers take at its word.
const SHORTEST: u16 = 2;

/// How long a frame is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    milliseconds: u64,
    /// Whether the source asks for 0 or 10 ms, which mean 100 ms in every format, and stay what they are.
    is_nominal: bool,
}

impl Span {
    pub(super) fn new(milliseconds: u32) -> Self {
        Self {
            milliseconds: milliseconds.into(),
            is_nominal: matches!(milliseconds, 0 | 10),
        }
    }

    /// Goes on for as long as `other`, where neither is nominal. `false` where that is not possible.
    pub(super) fn extend(&mut self, other: Self) -> bool {
        let possible = !self.is_nominal && !other.is_nominal;
        if possible {
            self.milliseconds += other.milliseconds;
        }
        possible
    }
}

/// When the next frame comes: by the delays that were asked for, in milliseconds, and by those that were written, in
/// hundredths of a second.
#[derive(Debug, Default)]
pub(super) struct Delays {
    asked: u64,
    written: u64,
}

impl Delays {
    /// The delay to write. `None` where it would be too short: then the frame has to be shown for longer.
    pub(super) fn of(&mut self, span: Span) -> Option<u16> {
        if span.is_nominal {
            let delay = (span.milliseconds / 10) as u16;
            self.asked += span.milliseconds;
            self.written += u64::from(delay);
            return Some(delay);
        }
        let asked = self.asked + span.milliseconds;
        if asked < (self.written + u64::from(SHORTEST)) * 10 {
            return None;
        }
        let end = (asked + 5) / 10;
        let delay = end - self.written;
        self.asked = asked;
        // A delay that does not fit is cut off; the next frames are not delayed for that.
        self.written = end;
        Some(u16::try_from(delay).unwrap_or(u16::MAX))
    }

    /// The delay of a frame that cannot be shown for longer. What is too much is taken from the next frames.
    pub(super) fn at_least_shortest(&mut self, span: Span) -> u16 {
        self.of(span).unwrap_or_else(|| {
            self.asked += span.milliseconds;
            self.written += u64::from(SHORTEST);
            SHORTEST
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rounding_is_carried() {
        let mut delays = Delays::default();
        let written: Vec<_> = (0..4).map(|_| delays.of(Span::new(33))).collect();
        assert_eq!(written, [3, 4, 3, 3].map(Some));
    }

    #[test]
    fn what_is_too_short_has_to_be_extended() {
        let mut delays = Delays::default();
        let mut span = Span::new(5);
        assert_eq!(delays.of(span), None);
        assert!(span.extend(Span::new(5)));
        assert_eq!(delays.of(span), None, "10 ms of two frames are not nominal");
        assert!(span.extend(Span::new(5)) && span.extend(Span::new(5)));
        assert_eq!(delays.of(span), Some(2));
        assert_eq!(delays.at_least_shortest(Span::new(12)), 2);
        assert_eq!(delays.of(Span::new(27)), None, "8 ms were too much");
        assert_eq!(delays.of(Span::new(28)), Some(2));
    }

    #[test]
    fn nominal_delays_stay_what_they_are() {
        let mut delays = Delays::default();
        for (milliseconds, delay) in [(0, 0), (10, 1), (0, 0), (20, 2), (10, 1)] {
            let mut span = Span::new(milliseconds);
            assert_eq!(delays.of(span), Some(delay));
            assert_eq!(span.extend(Span::new(20)), milliseconds == 20);
        }
    }

    proptest! {
        #[test]
        fn frames_end_when_they_should(spans in prop::collection::vec(0u32..2000, 1..50)) {
            let mut delays = Delays::default();
            let (mut asked, mut written) = (0, 0);
            let mut pending: Option<Span> = None;
            for milliseconds in spans.into_iter().filter(|ms| *ms > 10) {
                asked += milliseconds;
                let mut span = Span::new(milliseconds);
                if let Some(mut before) = pending.take() {
                    before.extend(span);
                    span = before;
                }
                match delays.of(span) {
                    Some(delay) => {
                        prop_assert!(delay >= SHORTEST);
                        written += u32::from(delay) * 10;
                        prop_assert!(asked.abs_diff(written) <= 5);
                    }
                    None => pending = Some(span),
                }
            }
        }
    }
}
