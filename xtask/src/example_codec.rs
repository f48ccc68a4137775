//! The example of docs/writing-a-codec.md as a component: it is built as the codecs of hosts are, and called by a program that embeds
//! it beside the resize component.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tools::files::fresh_folder;
use tools::process::step;

use crate::component;
use crate::digests::hex_sha256;
use crate::guest_compiler::{Guest, GuestCompiler};
use crate::python;

const CODEC: Guest = Guest::of_root("codec-farbfeld", "codec_farbfeld");
const PROGRAM: &str = "examples/codec-farbfeld/resize.py";
const RESIZER: &str = "target/component/resizer.wasm";
/// Where it is built and run.
const FOLDER: &str = "target/example-codec";
/// A raster of RGB with alpha of 16 bits, as farbfeld has them, without blocks.
const RASTER: &str = "conformance/vectors/inputs/raster/rgba-16.raster";
/// Bytes of its header.
const HEADER_BYTES: usize = 50;
/// The vector that asks for what the program does.
const VECTOR: &str = "raster/rgba-16";

/// Builds the codec, and compares what becomes of a farbfeld image with the vector of a raster with the same samples.
/// target/component must be there.
///
/// # Errors
/// Where it cannot be built or called, makes something else, or does not refuse what is no farbfeld.
pub(crate) fn check(root: &Path, compiler: &GuestCompiler) -> Result<()> {
    step("the example of a codec, as a component");
    let folder = root.join(FOLDER);
    fresh_folder(&folder)?;
    let codec = folder.join("farbfeld.wasm");
    component::build_apart(root, compiler, CODEC, &codec)?;
    let (image, output) = (folder.join("image.ff"), folder.join("output.png"));
    let raster = root.join(RASTER);
    let raster = fs::read(&raster).with_context(|| raster.display().to_string())?;
    fs::write(&image, farbfeld(&raster).context(RASTER)?)?;

    let python = python::ADAPTERS.prepare(root)?.join("bin/python");
    let run = |image: &Path| {
        let mut command = Command::new(&python);
        command.arg("-B").arg(root.join(PROGRAM));
        let command = command.arg(root.join(RESIZER)).arg(&codec);
        command.arg(image).arg(&output).output()
    };
    let made = run(&image)?;
    let complaint = String::from_utf8_lossy(&made.stderr);
    ensure!(made.status.success(), "{PROGRAM}: {complaint}");
    let digest = hex_sha256(&fs::read(&output)?);
    let ledger = fs::read_to_string(root.join(crate::vectors::LEDGER))?;
    let line = ledger
        .lines()
        .find(|line| line.starts_with(&format!("{VECTOR}\t")))
        .with_context(|| format!("the ledger has no vector {VECTOR}"))?;
    ensure!(
        line.contains(&digest),
        "the output has SHA-256 {digest}; the same samples in a raster give\n{line}"
    );
    let refused = run(&root.join("README.md"))?;
    let complaint = String::from_utf8_lossy(&refused.stderr);
    ensure!(
        !refused.status.success() && complaint.contains("unsupported-format: "),
        "{PROGRAM} of a text: {complaint}"
    );
    Ok(())
}

/// A farbfeld image with the samples of a raster, in which the low byte is first.
fn farbfeld(raster: &[u8]) -> Option<Vec<u8>> {
    let number = |at: usize| Some(u32::from_le_bytes(*raster.get(at..)?.first_chunk()?));
    let (width, height) = (number(16)?, number(20)?);
    let samples = raster.get(HEADER_BYTES..)?;
    if samples.len() as u64 != 8 * u64::from(width) * u64::from(height) {
        return None;
    }
    let mut image = b"farbfeld".to_vec();
    image.extend([width.to_be_bytes(), height.to_be_bytes()].concat());
    for sample in samples.as_chunks::<2>().0 {
        image.extend([sample[1], sample[0]]);
    }
    Some(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_become_those_of_farbfeld() {
        let mut raster = vec![0; HEADER_BYTES];
        (raster[16], raster[20]) = (1, 1);
        raster.extend([1, 2, 3, 4, 5, 6, 7, 8]);
        let expected = [
            &b"farbfeld\0\0\0\x01\0\0\0\x01"[..],
            &[2, 1, 4, 3, 6, 5, 8, 7],
        ]
        .concat();
        assert_eq!(farbfeld(&raster), Some(expected));
        raster.pop();
        assert_eq!(farbfeld(&raster), None);
        assert_eq!(farbfeld(&raster[..20]), None);
    }
}
