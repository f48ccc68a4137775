//! Measures decoding: `time FILE.webp DIVISOR [ROUNDS]` prints the shortest and the median of the rounds, beside those
//! of image-webp at full size. The file's picture is lossy and has no alpha.

use std::io::Cursor;
use std::time::Instant;

use vp8_shrink::{Decoder, Options, Scale};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = std::fs::read(arguments.next().ok_or("no file")?)?;
    let divisor: u32 = arguments.next().ok_or("no divisor")?.parse()?;
    let rounds: usize = arguments.next().map_or(Ok(15), |text| text.parse())?;
    let scale = Scale::ALL
        .into_iter()
        .find(|scale| scale.divisor() == divisor)
        .ok_or("1, 2, 4 or 8")?;
    let frame = frame(&file).ok_or("no lossy picture")?;
    let ours = measure(rounds, || {
        let mut decoder = Decoder::new(frame, scale, &Options::default())?;
        for _ in 0..decoder.height() {
            std::hint::black_box(decoder.next_row()?);
        }
        Ok(())
    })?;
    let theirs = measure(rounds.min(3), || {
        let mut decoder = image_webp::WebPDecoder::new(Cursor::new(&file))?;
        let mut out = vec![0; decoder.output_buffer_size().ok_or("too large")?];
        decoder.read_image(&mut out)?;
        std::hint::black_box(out);
        Ok(())
    })?;
    println!("1/{divisor}: {ours}, image-webp {theirs}");
    Ok(())
}

/// The data of the first `VP8 ` chunk.
fn frame(file: &[u8]) -> Option<&[u8]> {
    let mut rest = file.get(12..)?;
    loop {
        let (header, behind) = rest.split_first_chunk::<8>()?;
        let length = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        if &header[..4] == b"VP8 " {
            return behind.get(..length);
        }
        rest = behind.get(length + length % 2..)?;
    }
}

fn measure(
    rounds: usize,
    mut round: impl FnMut() -> Result<(), Box<dyn std::error::Error>>,
) -> Result<String, Box<dyn std::error::Error>> {
    let mut times = Vec::new();
    for _ in 0..rounds.max(1) {
        let start = Instant::now();
        round()?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(format!(
        "{:.2} ms (median {:.2})",
        times[0],
        times[times.len() / 2]
    ))
}
