//! The short form of a box: `256x256`, `256x`, `x256`, `50%`, as vipsthumbnail and ImageMagick have it.

use std::str::FromStr;

use recipe::{Fit, Target};

/// A box, and whether pictures are enlarged to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Size {
    area: Area,
    when: When,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Area {
    /// In pixels; at least one is there.
    Sides(Option<u32>, Option<u32>),
    /// Of the picture's own sides.
    Share(f32),
}

/// What the letter at the end says.
#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    /// As the other options have it.
    Otherwise,
    /// `!`: both sides are met exactly.
    Exactly,
    /// `>`: only larger pictures change.
    Larger,
    /// `<`: only smaller pictures change.
    Smaller,
    /// `^`: the box is filled, and the picture goes beyond it.
    Outside,
}

impl Size {
    /// The target with this box.
    pub(crate) fn of(self, target: &Target) -> Target {
        let mut target = target.clone();
        self.write(&mut target);
        target
    }

    fn write(self, target: &mut Target) {
        match self.area {
            Area::Sides(width, height) => (target.width, target.height) = (width, height),
            Area::Share(share) => target.scale = Some(share),
        }
        match self.when {
            When::Otherwise => {}
            When::Exactly => {
                target.fit = Some(Fit::Fill);
                target.enlarge = Some(true);
            }
            When::Outside => target.fit = Some(Fit::Outside),
            When::Larger => target.enlarge = Some(false),
            When::Smaller => {
                target.enlarge = Some(true);
                target.shrink = Some(false);
            }
        }
    }

    /// The field that its letter sets, and for which an option would say something else.
    pub(crate) fn decided(self) -> Option<&'static str> {
        match self.when {
            When::Otherwise | When::Smaller => None,
            When::Exactly | When::Outside => Some("fit"),
            When::Larger => Some("enlarge"),
        }
    }

    /// What tells its picture from those of other sizes in names.
    pub(crate) fn label(self) -> String {
        match self.area {
            Area::Sides(Some(width), None) => width.to_string(),
            Area::Sides(None, Some(height)) => format!("x{height}"),
            Area::Sides(width, height) => {
                format!(
                    "{}x{}",
                    width.unwrap_or_default(),
                    height.unwrap_or_default()
                )
            }
            Area::Share(share) => format!("{}pct", share * 100.0),
        }
    }
}

impl FromStr for Size {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let marks = [
            ('!', When::Exactly),
            ('>', When::Larger),
            ('<', When::Smaller),
            ('^', When::Outside),
        ];
        let (area, when) = marks
            .into_iter()
            .find_map(|(mark, when)| Some((text.strip_suffix(mark)?, when)))
            .unwrap_or((text, When::Otherwise));
        area_of(area)
            .filter(|area| {
                !matches!(
                    (area, when),
                    (Area::Share(_), When::Exactly | When::Outside)
                )
            })
            .map(|area| Self { area, when })
            .ok_or(
                "expected a box such as 800x600, 800x, x600, 800 (which is 800x800) or 50%, \
                 optionally followed by !, ^, > or <",
            )
    }
}

fn area_of(text: &str) -> Option<Area> {
    if let Some(percent) = text.strip_suffix('%') {
        let percent: f32 = percent.parse().ok()?;
        return Some(Area::Share(percent / 100.0));
    }
    let side = |text: &str| match text {
        "" => Some(None),
        // Neither a sign nor a space.
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok().map(Some),
        _ => None,
    };
    match text.split_once(['x', 'X']) {
        None => side(text)?.map(|side| Area::Sides(Some(side), Some(side))),
        Some((width, height)) => match (side(width)?, side(height)?) {
            (None, None) => None,
            (width, height) => Some(Area::Sides(width, height)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> Target {
        let mut target = Target::default();
        text.parse::<Size>().expect(text).write(&mut target);
        target
    }

    #[test]
    fn a_box_has_one_side_or_two_or_a_share() {
        let sides = |text| (target(text).width, target(text).height);
        assert_eq!(sides("800x600"), (Some(800), Some(600)));
        assert_eq!(sides("800X600"), (Some(800), Some(600)));
        assert_eq!(sides("800x"), (Some(800), None));
        assert_eq!(sides("x600"), (None, Some(600)));
        assert_eq!(sides("256"), (Some(256), Some(256)));
        assert_eq!(target("50%").scale, Some(0.5));
        assert_eq!(sides("50%"), (None, None));
        for text in [
            "",
            "x",
            "800x600x1",
            "50%^",
            "-1x5",
            "+1x5",
            "!",
            "%",
            "50%!",
            "1x 2",
        ] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_letter_at_the_end_says_what_changes() {
        let exactly = target("256x100!");
        assert_eq!(
            (exactly.fit, exactly.enlarge),
            (Some(Fit::Fill), Some(true))
        );
        assert_eq!(target("256x256>").enlarge, Some(false));
        assert_eq!(target("256x256^").fit, Some(Fit::Outside));
        let smaller = target("256x256<");
        assert_eq!((smaller.enlarge, smaller.shrink), (Some(true), Some(false)));
    }

    #[test]
    fn labels_are_parts_of_names() {
        let labels = ["1600x", "x9", "80x60", "50%", "256"].map(|text| {
            let size: Size = text.parse().expect(text);
            size.label()
        });
        assert_eq!(labels, ["1600", "x9", "80x60", "50pct", "256x256"]);
    }
}
