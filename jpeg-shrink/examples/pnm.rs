//! Decodes a JPEG to a PNM file, to compare with other decoders: `pnm FILE EIGHTHS [tolerant]` writes to stdout.

use std::io::Write;

use jpeg_shrink::{Color, Decoder, Options, Scale};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = std::fs::read(arguments.next().ok_or("no file")?)?;
    let eighths: u32 = arguments.next().map_or(Ok(8), |text| text.parse())?;
    let scale = Scale::ALL
        .into_iter()
        .find(|scale| scale.eighths() == eighths)
        .ok_or("8, 4, 3, 2 or 1")?;
    let options = Options {
        tolerant: arguments.next().is_some(),
        ..Options::default()
    };
    let mut decoder = Decoder::new(&file, scale, &options)?;
    let (width, height) = (decoder.width(), decoder.height());
    let mut out = match decoder.color() {
        Color::Gray => format!("P5\n{width} {height}\n255\n").into_bytes(),
        Color::Rgb => format!("P6\n{width} {height}\n255\n").into_bytes(),
        Color::Cmyk => format!(
            "P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE CMYK\nENDHDR\n"
        )
        .into_bytes(),
    };
    for _ in 0..height {
        out.extend_from_slice(decoder.next_row()?);
    }
    decoder.finish();
    for damage in decoder.damage() {
        eprintln!("{damage}");
    }
    eprintln!("{} of {} bytes used", decoder.bytes_used(), file.len());
    std::io::stdout().write_all(&out)?;
    Ok(())
}
