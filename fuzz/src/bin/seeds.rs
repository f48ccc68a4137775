//! Writes the seeds into the folder that is named, as files.

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .expect("usage: fuzz-seeds FOLDER");
    for (name, file) in fuzz::seeds::all() {
        std::fs::write(folder.join(name), file)?;
    }
    Ok(())
}
