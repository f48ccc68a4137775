//! Measures decoding: `time FILE DIVISOR [ROUNDS]` prints the median of the rounds, beside that of jpeg-decoder.

use std::time::Instant;

use jpeg_shrink::{Decoder, Options, Scale};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = std::fs::read(arguments.next().ok_or("no file")?)?;
    let divisor: u32 = arguments.next().ok_or("no divisor")?.parse()?;
    let rounds: usize = arguments.next().map_or(Ok(15), |text| text.parse())?;
    let scale = Scale::ALL
        .into_iter()
        .find(|scale| scale.divisor() == divisor)
        .ok_or("1, 2, 4 or 8")?;
    let ours = median(rounds, || {
        let mut decoder = Decoder::new(&file, scale, &Options::default())?;
        for _ in 0..decoder.height() {
            std::hint::black_box(decoder.next_row()?);
        }
        Ok(())
    })?;
    let header = jpeg_shrink::read_header(&file)?;
    let theirs = median(rounds, || {
        let mut decoder = jpeg_decoder::Decoder::new(&file[..]);
        decoder.read_info()?;
        decoder.scale(
            scale.side(header.width) as u16,
            scale.side(header.height) as u16,
        )?;
        std::hint::black_box(decoder.decode()?);
        Ok(())
    });
    let theirs = theirs.map_or_else(|error| error.to_string(), |time| format!("{time:.2} ms"));
    println!("1/{divisor}: {ours:.2} ms, jpeg-decoder {theirs}");
    Ok(())
}

fn median(
    rounds: usize,
    mut round: impl FnMut() -> Result<(), Box<dyn std::error::Error>>,
) -> Result<f64, Box<dyn std::error::Error>> {
    let mut times = Vec::new();
    for _ in 0..rounds.max(1) {
        let start = Instant::now();
        round()?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}
