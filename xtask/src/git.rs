//! Git, in the repository.

use std::path::Path;
use std::process::Command;

pub(crate) fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(root);
    git
}
