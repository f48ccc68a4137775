//! Writes the seeds of the target that is named into a folder, as files.

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, folder] = &arguments[..] else {
        panic!("usage: fuzz-seeds TARGET FOLDER");
    };
    let folder = PathBuf::from(folder);
    for (name, file) in fuzz::seeds::of(target) {
        std::fs::write(folder.join(name), file)?;
    }
    Ok(())
}
