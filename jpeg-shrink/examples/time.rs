//! Measures decoding: `time FILE EIGHTHS [ROUNDS]` prints the shortest and the median of the rounds, beside those of
//! jpeg-decoder (which takes all cores).

use std::time::Instant;

use jpeg_shrink::{Decoder, Options, Scale};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = std::fs::read(arguments.next().ok_or("no file")?)?;
    let eighths: u32 = arguments.next().ok_or("no eighths")?.parse()?;
    let rounds: usize = arguments.next().map_or(Ok(15), |text| text.parse())?;
    let scale = Scale::ALL
        .into_iter()
        .find(|scale| scale.eighths() == eighths)
        .ok_or("8, 4, 3, 2 or 1")?;
    let ours = measure(rounds, || {
        let mut decoder = Decoder::new(&file, scale, &Options::default())?;
        for _ in 0..decoder.height() {
            std::hint::black_box(decoder.next_row()?);
        }
        Ok(())
    })?;
    let header = jpeg_shrink::read_header(&file)?;
    let theirs = measure(rounds, || {
        let mut decoder = jpeg_decoder::Decoder::new(&file[..]);
        decoder.read_info()?;
        decoder.scale(
            scale.side(header.width) as u16,
            scale.side(header.height) as u16,
        )?;
        std::hint::black_box(decoder.decode()?);
        Ok(())
    });
    let theirs = theirs.unwrap_or_else(|error| error.to_string());
    println!("{eighths}/8: {ours}, jpeg-decoder {theirs}");
    Ok(())
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
