//! Lossless files (T.81, annex H), written here with every predictor: the same samples come out.

mod support;

use jpeg_shrink::{Color, Damage, Error, Options, Scale};
use support::{Picture, decode};

/// How a file is written.
#[derive(Debug, Clone, Copy)]
struct Kind {
    predictor: u8,
    /// Low bits that are left away.
    low: u8,
    /// Rows between restart markers, 0 for none.
    restart_rows: usize,
    /// All components in one scan.
    interleaved: bool,
}

const PLAIN: Kind = Kind {
    predictor: 1,
    low: 0,
    restart_rows: 0,
    interleaved: true,
};

const WIDTH: usize = 37;
const HEIGHT: usize = 21;

/// Three components of smooth and of wild samples.
fn samples() -> [Vec<u8>; 3] {
    let sample = |component: usize, x: usize, y: usize| match x * y % 7 {
        0 => (x * 31 + y * 17 * component) as u8,
        _ => (x * 5 + y * (component + 2)) as u8,
    };
    [0, 1, 2].map(|component| {
        let all = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y)));
        all.map(|(x, y)| sample(component, x, y)).collect()
    })
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    bits: u32,
    count: u32,
}

impl Writer {
    fn put(&mut self, value: u32, count: u32) {
        for at in (0..count).rev() {
            self.bits = self.bits << 1 | (value >> at & 1);
            self.count += 1;
            if self.count == 8 {
                self.bytes.push(self.bits as u8);
                if self.bits == 0xFF {
                    self.bytes.push(0);
                }
                (self.bits, self.count) = (0, 0);
            }
        }
    }

    fn flush(&mut self) {
        while self.count != 0 {
            self.put(1, 1);
        }
    }
}

fn segment(code: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16 + 2).to_be_bytes();
    [&[0xFF, code][..], &length, data].concat()
}

/// Codes of five bits for the sizes 0 to 16.
fn table() -> Vec<u8> {
    let mut data = vec![0];
    data.extend((1..=16).map(|length| if length == 5 { 17 } else { 0 }));
    data.extend(0..=16);
    segment(0xC4, &data)
}

/// The samples of these components of three as a scan.
fn scan(planes: &[Vec<u8>], components: &[usize], kind: Kind) -> Vec<u8> {
    let mut header = vec![components.len() as u8];
    header.extend(components.iter().flat_map(|&index| [index as u8 + 1, 0]));
    header.extend([kind.predictor, 0, kind.low]);
    let mut out = Writer {
        bytes: segment(0xDA, &header),
        ..Writer::default()
    };
    let mut restarts = 0;
    for y in 0..HEIGHT {
        let restarted = kind.restart_rows != 0 && y % kind.restart_rows == 0;
        if restarted && y > 0 {
            out.flush();
            out.bytes.extend([0xFF, 0xD0 + restarts % 8]);
            restarts += 1;
        }
        for x in 0..WIDTH {
            for &component in components {
                let plane = &planes[component];
                let at = |x: usize, y: usize| i32::from(plane[y * WIDTH + x] >> kind.low);
                let expected = match (x, y) {
                    (0, _) if y == 0 || restarted => 1 << (7 - kind.low),
                    (_, _) if y == 0 || restarted => at(x - 1, y),
                    (0, _) => at(0, y - 1),
                    _ => {
                        let (a, b, c) = (at(x - 1, y), at(x, y - 1), at(x - 1, y - 1));
                        match kind.predictor {
                            1 => a,
                            2 => b,
                            3 => c,
                            4 => a + b - c,
                            5 => a + ((b - c) >> 1),
                            6 => b + ((a - c) >> 1),
                            _ => (a + b) / 2,
                        }
                    }
                };
                let difference = at(x, y) - expected;
                let size = 32 - difference.unsigned_abs().leading_zeros();
                out.put(size, 5);
                let value = if difference < 0 {
                    difference - 1
                } else {
                    difference
                };
                out.put(value as u32 & ((1 << size) - 1), size);
            }
        }
    }
    out.flush();
    out.bytes
}

/// A file of one component or three.
fn file(planes: &[Vec<u8>], kind: Kind) -> Vec<u8> {
    let count = planes.len();
    let mut frame = vec![8, 0, HEIGHT as u8, 0, WIDTH as u8, count as u8];
    frame.extend((1..=count as u8).flat_map(|id| [id, 0x11, 0]));
    let mut file = vec![0xFF, 0xD8];
    file.extend(segment(0xC3, &frame));
    file.extend(table());
    let interval = (kind.restart_rows * WIDTH) as u16;
    file.extend(segment(0xDD, &interval.to_be_bytes()));
    let all: Vec<usize> = (0..count).collect();
    if kind.interleaved {
        file.extend(scan(planes, &all, kind));
    } else {
        all.iter()
            .for_each(|&one| file.extend(scan(planes, &[one], kind)));
    }
    file.extend([0xFF, 0xD9]);
    file
}

fn full(file: &[u8], tolerant: bool) -> Result<Picture, Error> {
    let options = Options {
        tolerant,
        ..Options::default()
    };
    decode(file, Scale::Full, &options)
}

#[test]
fn every_predictor_gives_the_same_samples() {
    let planes = samples();
    for predictor in 1..=7 {
        for (restart_rows, interleaved, low) in [(0, true, 0), (4, true, 0), (0, false, 2)] {
            let kind = Kind {
                predictor,
                low,
                restart_rows,
                interleaved,
            };
            let rgb = file(&planes, kind);
            let header = jpeg_shrink::read_header(&rgb).expect("a header");
            assert!(header.lossless && !header.streamed && header.color == Color::Rgb);
            let picture = full(&rgb, false).expect("RGB");
            for (at, pixel) in picture.samples.chunks(3).enumerate() {
                let expected = [0, 1, 2].map(|component| planes[component][at] >> low << low);
                assert_eq!(pixel, expected, "{kind:?} at {at}");
            }
            assert_eq!(picture.damage, [], "{kind:?}");
            let gray = full(&file(&planes[1..2], kind), false).expect("gray");
            let expected = planes[1].iter().map(|sample| sample >> low << low);
            assert!(gray.samples.into_iter().eq(expected), "{kind:?}");
        }
    }
}

#[test]
fn small_sizes_are_means() {
    let planes = samples();
    let rgb = file(&planes, PLAIN);
    let whole = full(&rgb, false).expect("RGB");
    for scale in [Scale::Half, Scale::Quarter, Scale::Eighth] {
        let small = decode(&rgb, scale, &Options::default()).expect("RGB");
        let side = 8 / scale.eighths() as usize;
        let means = whole.means(side);
        // At the right and the bottom the last sample counts more than once.
        let inside = |at: &usize| {
            let (x, y) = (at / 3 % small.width, at / 3 / small.width);
            (x + 1) * side <= WIDTH && (y + 1) * side <= HEIGHT
        };
        for at in (0..means.len()).filter(inside) {
            assert_eq!(small.samples[at], means[at], "{scale:?} at {at}");
        }
    }
    let small = decode(&rgb, Scale::ThreeEighths, &Options::default()).expect("RGB");
    assert_eq!((small.width, small.height), (14, 8));
}

#[test]
fn damage_is_an_error_or_costs_what_follows_it() {
    let planes = samples();
    let kind = Kind {
        restart_rows: 4,
        ..PLAIN
    };
    let whole = file(&planes, kind);
    for cut in (0..whole.len() - 3).step_by(5) {
        let part = &whole[..cut];
        assert!(full(part, false).is_err(), "{cut}");
        let tolerated = full(part, true);
        assert_eq!(
            tolerated.is_ok(),
            jpeg_shrink::read_header(part).is_ok(),
            "{cut}"
        );
    }
    let expected = full(&whole, false).expect("whole").samples;
    // A restart interval of 4 rows is gone.
    let marker = |number: u8| {
        let pairs = whole
            .windows(2)
            .position(|pair| pair == [0xFF, 0xD0 + number]);
        pairs.expect("a restart marker")
    };
    let mut short = whole.clone();
    short.drain(marker(1)..marker(2));
    assert!(full(&short, false).is_err());
    let picture = full(&short, true).expect("tolerated");
    let row = 3 * WIDTH;
    assert!(matches!(
        picture.damage[..],
        [Damage::LostData { units: 148, .. }]
    ));
    assert_eq!(picture.samples[..8 * row], expected[..8 * row]);
    assert_eq!(picture.samples[12 * row..], expected[12 * row..]);
    // One of three scans is missing.
    let apart = Kind {
        interleaved: false,
        ..PLAIN
    };
    let whole = file(&planes, apart);
    let last = whole.windows(2).rposition(|pair| pair == [0xFF, 0xDA]);
    let two = [&whole[..last.expect("a scan")], &[0xFF, 0xD9]].concat();
    let components = vec![3];
    let picture = full(&two, false).expect("two scans");
    assert_eq!(picture.damage, [Damage::MissingComponents { components }]);
    let predictor = whole.windows(2).position(|pair| pair == [0xFF, 0xDA]);
    let mut wrong = whole.clone();
    wrong[predictor.expect("a scan") + 7] = 8;
    let error = full(&wrong, false).expect_err("predictor 8");
    assert!(error.to_string().contains("predictor 8"), "{error}");
}
