//! Sizes as sharp has them, windows, and what is refused.

use proptest::prelude::*;
use request::{Fit, Gravity, Point, Position, Region, Target};

use super::*;

const MAX_SIDE: u32 = 16384;

fn size(width: u32, height: u32) -> Size {
    Size { width, height }
}

fn target(width: Option<u32>, height: Option<u32>, fit: Fit, enlarge: bool) -> Target {
    Target {
        width,
        height,
        fit: Some(fit),
        enlarge: Some(enlarge),
        ..Target::default()
    }
}

/// Only enlarges, or leaves the size alone altogether.
fn unshrunk(width: Option<u32>, height: Option<u32>, fit: Fit, enlarge: bool) -> Target {
    Target {
        shrink: Some(false),
        ..target(width, height, fit, enlarge)
    }
}

fn planned(source: Size, target: &Target) -> Plan {
    plan(source, target, MAX_SIDE).unwrap()
}

fn message(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result {
        Err(Error::InvalidOptions(message)) => message,
        other => panic!("{other:?}"),
    }
}

/// `tests/sizes.tsv` was made by sharp: see its first lines.
#[test]
fn sizes_are_those_of_sharp() {
    let mut rows = 0;
    for line in include_str!("../tests/sizes.tsv").lines() {
        if line.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let number = |at: usize| fields[at].parse::<u32>().ok();
        let fit = match fields[4] {
            "inside" => Fit::Inside,
            "outside" => Fit::Outside,
            "cover" => Fit::Cover,
            "contain" => Fit::Contain,
            "fill" => Fit::Fill,
            other => panic!("{other}"),
        };
        let source = size(number(0).unwrap(), number(1).unwrap());
        let mut target = target(number(2), number(3), fit, fields[5] == "true");
        target.shrink = Some(fields[6] == "true");
        let result = planned(source, &target).size();
        assert_eq!(
            (result.width, result.height),
            (number(7).unwrap(), number(8).unwrap()),
            "{line}"
        );
        rows += 1;
    }
    assert!(rows > 1000, "{rows} rows");
}

#[test]
fn what_may_not_be_shrunk_keeps_its_size() {
    let box_sides = (Some(100), Some(100));
    let rows = [
        // Larger than the box, longer on one side only, smaller.
        (Fit::Inside, [(300, 200), (300, 50), (100, 80)]),
        (Fit::Outside, [(300, 200), (600, 100), (125, 100)]),
        (Fit::Cover, [(100, 100), (100, 100), (100, 100)]),
        (Fit::Contain, [(300, 200), (300, 100), (100, 100)]),
        (Fit::Fill, [(300, 200), (300, 100), (100, 100)]),
    ];
    let sources = [size(300, 200), size(300, 50), size(50, 40)];
    for (fit, results) in rows {
        let asked = unshrunk(box_sides.0, box_sides.1, fit, true);
        for (source, (width, height)) in sources.into_iter().zip(results) {
            let plan = planned(source, &asked);
            assert_eq!(plan.size(), size(width, height), "{fit:?} {source:?}");
        }
        // The same by a scale, whose box has the picture's own shape.
        let mut by_scale = unshrunk(None, None, fit, true);
        by_scale.scale = Some(0.5);
        let is_cut = fit == Fit::Cover;
        let halved = if is_cut { (150, 100) } else { (300, 200) };
        let plan = planned(sources[0], &by_scale);
        assert_eq!(plan.scaled, sources[0], "{fit:?}");
        assert_eq!(plan.size(), size(halved.0, halved.1), "{fit:?}");
        by_scale.scale = Some(2.0);
        assert_eq!(planned(sources[0], &by_scale).size(), size(600, 400));
        // The density makes the box larger before it is compared.
        let mut dense = unshrunk(box_sides.0, None, fit, true);
        dense.device_pixel_ratio = Some(4.0);
        let enlarged = match fit {
            Fit::Fill => size(400, 200),
            _ => size(400, 267),
        };
        assert_eq!(planned(sources[0], &dense).size(), enlarged, "{fit:?}");
    }
}

#[test]
fn without_either_direction_nothing_is_scaled() {
    let rows = [
        (Fit::Inside, [(300, 200), (300, 50), (50, 40)]),
        (Fit::Outside, [(300, 200), (300, 50), (50, 40)]),
        (Fit::Cover, [(100, 100), (100, 50), (50, 40)]),
        (Fit::Contain, [(300, 200), (300, 100), (100, 100)]),
        (Fit::Fill, [(300, 200), (300, 50), (50, 40)]),
    ];
    for (fit, results) in rows {
        let asked = unshrunk(Some(100), Some(100), fit, false);
        let sources = [size(300, 200), size(300, 50), size(50, 40)];
        for (source, (width, height)) in sources.into_iter().zip(results) {
            let plan = planned(source, &asked);
            assert_eq!(plan.scaled, source, "{fit:?}");
            assert_eq!(plan.size(), size(width, height), "{fit:?} {source:?}");
        }
    }
}

#[test]
fn what_is_not_shrunk_is_cut_and_padded_where_the_position_says() {
    let mut cover = unshrunk(Some(100), Some(100), Fit::Cover, true);
    cover.position = Some(Position::Gravity(Gravity::Southeast));
    let window = |left, top, width, height| Window {
        left,
        top,
        size: size(width, height),
    };
    assert_eq!(
        planned(size(300, 200), &cover).cut,
        Cut::Window(window(200, 100, 100, 100))
    );
    cover.position = Some(Position::Attention);
    let plan = planned(size(300, 200), &cover);
    assert_eq!(plan.cut, Cut::Attention(size(100, 100)));
    assert_eq!(plan.window(), Window::whole(size(300, 200)));
    // Nothing is cropped or padded along an absent side.
    let narrow = unshrunk(Some(100), None, Fit::Cover, true);
    assert_eq!(
        planned(size(300, 200), &narrow).cut,
        Cut::Window(window(100, 0, 100, 200))
    );
    let mut contain = unshrunk(Some(100), Some(100), Fit::Contain, true);
    contain.position = Some(Position::Gravity(Gravity::Southeast));
    let canvas = Canvas {
        size: size(300, 100),
        left: 0,
        top: 50,
    };
    assert_eq!(planned(size(300, 50), &contain).canvas, Some(canvas));
}

#[test]
fn what_is_not_shrunk_is_cropped_and_held_to_the_limit_all_the_same() {
    let mut cropped = unshrunk(Some(50), None, Fit::Inside, true);
    let source = size(20000, 1000);
    assert_eq!(
        message(plan(source, &cropped, MAX_SIDE)),
        "the output would be 20000 x 1000; max-side allows 16384, so ask for less"
    );
    cropped.crop = Some(Region::of_pixels(100, 200, 200, 100));
    let plan = planned(source, &cropped);
    assert_eq!((plan.region.left, plan.region.top), (100, 200));
    assert_eq!(plan.size(), size(200, 100));
}

#[test]
fn a_line_stays_a_line() {
    let plan = planned(
        size(5000, 1),
        &target(Some(256), Some(256), Fit::Inside, false),
    );
    assert_eq!(plan.size(), size(256, 1));
}

#[test]
fn cover_keeps_what_the_position_says() {
    // 1280 x 853 over 128 x 128 is scaled to 192 x 128, so 64 columns are free.
    let source = size(1280, 853);
    let point = |x, y| Position::FocalPoint(Point { x, y });
    for (position, left) in [
        (Position::Gravity(Gravity::Center), 32),
        (Position::Gravity(Gravity::North), 32),
        (Position::Gravity(Gravity::West), 0),
        (Position::Gravity(Gravity::Northwest), 0),
        (Position::Gravity(Gravity::Southeast), 64),
        (point(0.0, 0.0), 0),
        (point(0.5, 0.1), 32),
        (point(0.4, 0.9), 13),
        (point(1.0, 1.0), 64),
    ] {
        let mut target = target(Some(128), Some(128), Fit::Cover, false);
        target.position = Some(position);
        let plan = planned(source, &target);
        assert_eq!(plan.scaled, size(192, 128));
        let expected = Window {
            left,
            top: 0,
            size: size(128, 128),
        };
        assert_eq!(plan.cut, Cut::Window(expected), "{position:?}");
    }
    let mut target = target(Some(128), Some(128), Fit::Cover, false);
    target.position = Some(Position::Attention);
    let plan = planned(source, &target);
    assert_eq!(plan.cut, Cut::Attention(size(128, 128)));
    assert_eq!(plan.window(), Window::whole(size(192, 128)));
    // Nothing to choose.
    let square = planned(size(500, 500), &target);
    assert_eq!(square.cut, Cut::Window(Window::whole(size(128, 128))));
}

#[test]
fn contain_puts_the_picture_where_the_position_says() {
    for (gravity, left, top) in [
        (Gravity::Center, 0, 21),
        (Gravity::North, 0, 0),
        (Gravity::Southwest, 0, 43),
    ] {
        let mut target = target(Some(128), Some(128), Fit::Contain, false);
        target.position = Some(Position::Gravity(gravity));
        let plan = planned(size(1280, 853), &target);
        assert_eq!(plan.scaled, size(128, 85));
        let expected = Canvas {
            size: size(128, 128),
            left,
            top,
        };
        assert_eq!(plan.canvas, Some(expected), "{gravity:?}");
    }
}

#[test]
fn a_crop_comes_first_and_alone_is_not_scaled() {
    let mut cropped = target(Some(50), None, Fit::Inside, false);
    cropped.crop = Some(Region::of_pixels(100, 200, 200, 100));
    let plan = planned(size(1000, 1000), &cropped);
    assert_eq!((plan.region.left, plan.region.top), (100, 200));
    assert_eq!(plan.size(), size(50, 25));
    cropped.width = None;
    assert_eq!(planned(size(1000, 1000), &cropped).size(), size(200, 100));
    assert_eq!(
        message(super::plan(size(250, 1000), &cropped, MAX_SIDE)),
        "the crop of 200 x 100 pixels at (100, 200) is not within the image, which is 250 x 1000"
    );
}

#[test]
fn edges_are_added_to_whatever_the_fit_makes() {
    let mut extended = target(Some(50), Some(50), Fit::Contain, false);
    extended.extend = "1,2,3,4".parse().ok();
    let plan = planned(size(1000, 500), &extended);
    assert_eq!(plan.size_within_edges(), size(50, 50));
    assert_eq!(plan.size(), size(56, 54));
    extended.fit = Some(Fit::Cover);
    // What is missing of the box is not made up for.
    let plan = planned(size(20, 20), &extended);
    assert_eq!(plan.size(), size(26, 24));
    assert_eq!(plan.missed, Some(size(50, 50)));
    extended.extend = "4294967295".parse().ok();
    let error = message(super::plan(size(1000, 500), &extended, MAX_SIDE));
    assert!(error.contains("max-side allows"), "{error}");
}

#[test]
fn what_is_rotated_comes_before_all_else() {
    let mut rotated = target(Some(50), None, Fit::Inside, false);
    rotated.rotate = Some(90);
    assert_eq!(planned(size(1000, 500), &rotated).size(), size(50, 100));
    rotated.crop = Some(Region::of_pixels(300, 900, 200, 100));
    assert_eq!(planned(size(1000, 500), &rotated).size(), size(50, 25));
    rotated.rotate = Some(180);
    assert_eq!(
        message(super::plan(size(1000, 500), &rotated, MAX_SIDE)),
        "the crop of 200 x 100 pixels at (300, 900) is not within the image, which is 1000 x 500"
    );
}

#[test]
fn the_device_pixel_ratio_multiplies_the_box() {
    let mut double = target(Some(100), Some(75), Fit::Cover, false);
    double.device_pixel_ratio = Some(2.0);
    assert_eq!(planned(size(1000, 1000), &double).size(), size(200, 150));
    double.device_pixel_ratio = Some(0.1);
    assert_eq!(planned(size(1000, 1000), &double).size(), size(10, 8));
}

#[test]
fn a_scale_is_a_share_of_what_is_used() {
    let mut half = target(None, None, Fit::Inside, false);
    half.scale = Some(0.5);
    assert_eq!(planned(size(1280, 853), &half).size(), size(640, 427));
    assert_eq!(planned(size(1, 1), &half).size(), size(1, 1));
    half.crop = Some(Region::of_pixels(10, 10, 200, 100));
    assert_eq!(planned(size(1280, 853), &half).size(), size(100, 50));
    half.scale = Some(2.0);
    assert_eq!(planned(size(1280, 853), &half).size(), size(200, 100));
    half.enlarge = Some(true);
    assert_eq!(planned(size(1280, 853), &half).size(), size(400, 200));
}

#[test]
fn a_result_that_only_the_aspect_ratio_makes_huge_is_refused() {
    assert_eq!(
        message(plan(
            size(1, 60000),
            &target(Some(2), None, Fit::Inside, true),
            MAX_SIDE
        )),
        "the output would be 2 x 120000; max-side allows 16384, so ask for less"
    );
}

fn any_fit() -> impl Strategy<Value = Fit> {
    prop::sample::select(Fit::ALL)
}

fn any_position() -> impl Strategy<Value = Position> {
    let gravities = vec![
        Gravity::Center,
        Gravity::North,
        Gravity::Northeast,
        Gravity::East,
        Gravity::Southeast,
        Gravity::South,
        Gravity::Southwest,
        Gravity::West,
        Gravity::Northwest,
    ];
    prop_oneof![
        prop::sample::select(gravities).prop_map(Position::Gravity),
        (0.0f32..=1.0, 0.0f32..=1.0).prop_map(|(x, y)| Position::FocalPoint(Point { x, y })),
        Just(Position::Attention),
    ]
}

proptest! {
    #[test]
    fn every_fit_keeps_its_promise(
        width in 1u32..20000, height in 1u32..20000,
        box_width in 1u32..2000, box_height in 1u32..2000,
        fit in any_fit(), position in any_position(), enlarge: bool, shrink: bool,
    ) {
        let source = size(width, height);
        let mut target = target(Some(box_width), Some(box_height), fit, enlarge);
        target.position = Some(position);
        target.shrink = Some(shrink);
        // A line over a box is refused where it would be enlarged too much; so is what is large and stays it.
        let Ok(plan) = plan(source, &target, MAX_SIDE) else {
            return Ok(());
        };
        let result = plan.size();
        let window = plan.window();
        prop_assert!(result.width >= 1 && result.height >= 1);
        prop_assert!(window.left + window.size.width <= plan.scaled.width);
        prop_assert!(window.top + window.size.height <= plan.scaled.height);
        if let Some(canvas) = plan.canvas {
            prop_assert!(canvas.left + plan.scaled.width <= canvas.size.width);
            prop_assert!(canvas.top + plan.scaled.height <= canvas.size.height);
        }
        let bounds = size(box_width, box_height);
        let within = |one: Size, other: Size| one.width <= other.width && one.height <= other.height;
        let shorter = size(box_width.min(width), box_height.min(height));
        let longer = size(box_width.max(width), box_height.max(height));
        let is_inside = within(source, bounds);
        let is_outside = within(bounds, source);
        match fit {
            Fit::Inside if shrink || is_inside => prop_assert!(within(result, bounds)),
            Fit::Inside => prop_assert_eq!(result, source),
            Fit::Cover if enlarge || is_outside => prop_assert_eq!(result, bounds),
            Fit::Cover => prop_assert!(within(result, bounds)),
            Fit::CoverDown if is_outside => prop_assert_eq!(result, bounds),
            Fit::CoverDown => {
                prop_assert!(within(result, bounds) && within(result, source));
                prop_assert!(result.width == width || result.height == height);
                let shape = f64::from(box_width) / f64::from(box_height);
                let off = f64::from(result.width) - f64::from(result.height) * shape;
                prop_assert!(off.abs() <= shape.max(1.0), "{} x {}", result.width, result.height);
            }
            Fit::Outside if is_outside && !shrink => prop_assert_eq!(result, source),
            Fit::Outside if enlarge || is_outside => prop_assert!(within(bounds, result)),
            Fit::Outside => prop_assert_eq!(result, source),
            Fit::Contain if shrink || is_inside => prop_assert_eq!(result, bounds),
            Fit::Contain => prop_assert_eq!(result, longer),
            Fit::Fill => {
                let side = |side: u32, wanted: u32| match wanted > side {
                    true if enlarge => wanted,
                    false if shrink => wanted,
                    _ => side,
                };
                prop_assert_eq!(result, size(side(width, box_width), side(height, box_height)));
            }
        }
        if !enlarge || fit == Fit::CoverDown {
            prop_assert!(within(plan.scaled, source));
        }
        let is_short = result.width < box_width || result.height < box_height;
        let promises = matches!(fit, Fit::Cover | Fit::Fill | Fit::Outside);
        prop_assert_eq!(plan.missed.is_some(), promises && is_short);
        if !shrink {
            prop_assert!(within(source, plan.scaled));
        }
        if !enlarge && !shrink && fit == Fit::Cover {
            prop_assert_eq!(result, shorter);
        }
    }
}

#[test]
fn cover_down_keeps_the_shape_of_the_box() {
    let cover_down = |source, width, height| {
        planned(
            source,
            &target(Some(width), Some(height), Fit::CoverDown, false),
        )
    };
    let plan = cover_down(size(64, 43), 256, 256);
    assert_eq!((plan.size(), plan.missed), (size(43, 43), None));
    assert_eq!(cover_down(size(64, 43), 160, 90).size(), size(64, 36));
    assert_eq!(cover_down(size(640, 430), 256, 256).size(), size(256, 256));
    assert_eq!(cover_down(size(1, 1000), 100, 1).size(), size(1, 1));
    let plan = planned(
        size(64, 43),
        &target(Some(256), Some(256), Fit::Cover, false),
    );
    assert_eq!(
        (plan.size(), plan.missed),
        (size(64, 43), Some(size(256, 256)))
    );
}

#[test]
fn an_aspect_ratio_gives_the_other_side() {
    let mut wide = target(Some(160), None, Fit::Cover, false);
    wide.aspect_ratio = Some("16:9".parse().unwrap());
    assert_eq!(planned(size(1000, 1000), &wide).size(), size(160, 90));
    wide.device_pixel_ratio = Some(1.5);
    assert_eq!(planned(size(1000, 1000), &wide).size(), size(240, 135));
    (wide.width, wide.height) = (None, Some(90));
    assert_eq!(planned(size(1000, 1000), &wide).size(), size(240, 135));
}

#[test]
fn a_crop_in_percent_is_of_the_source() {
    let region = |crop: &str, source: Size| {
        let mut cropped = target(None, None, Fit::Inside, false);
        cropped.crop = Some(crop.parse().unwrap());
        let Window { left, top, size } = planned(source, &cropped).region;
        (left, top, size.width, size.height)
    };
    assert_eq!(
        region("25%,25%,50%,50%", size(1000, 600)),
        (250, 150, 500, 300)
    );
    // Halves of an odd side meet.
    assert_eq!(region("0%,0%,50%,100%", size(5, 3)), (0, 0, 3, 3));
    assert_eq!(region("50%,0%,50%,100%", size(5, 3)), (3, 0, 2, 3));
    // There is always a pixel.
    assert_eq!(region("99.9%,0%,0.1%,0.1%", size(5, 3)), (4, 0, 1, 1));
    assert_eq!(region("10,20%,30,40%", size(100, 100)), (10, 20, 30, 40));
}
