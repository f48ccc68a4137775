//! Programs that embed the component by themselves, through its contract alone: the examples of docs/embedding.md, and
//! callers that were written for 0.2.0 of the contract (conformance/callers). Each is there in Rust, Python and JavaScript,
//! and says and makes the same in all of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, anyhow, ensure};
use tools::files::{copy, fresh_folder};
use tools::process::{run, run_quietly, step};

use crate::{node, python};

const EXAMPLES: &str = "examples/embedding";
const CALLERS: &str = "conformance/callers";
/// What `jco` declared of 0.2.0.
const WORLD: &str = "declarations/resizer.d.ts";
const INTERFACE: &str = "declarations/interfaces/thumbox-resize-resizer.d.ts";
/// Where they are run.
const FOLDER: &str = "target/embedding";
const COMPONENT: &str = "target/component/resizer.wasm";
/// What they are given.
const PHOTO: &str = "conformance/vectors/inputs/jpeg/orientation-6.jpg";
const NO_PHOTO: &str = "README.md";

/// A program, without its last two arguments: a picture, and where the result goes.
struct Program {
    name: &'static str,
    command: Vec<PathBuf>,
}

/// What a program said and made.
struct Made {
    said: String,
    file: Vec<u8>,
}

/// Runs all of them. target/component must be there.
///
/// # Errors
/// Where one cannot be built, refuses what is right, or says something else than the others.
pub(crate) fn check(root: &Path) -> Result<()> {
    let folder = root.join(FOLDER);
    fresh_folder(&folder)?;
    let node = javascript(root, &folder)?;
    let [example, caller] = rust(root)?;
    let python = python::ADAPTERS.prepare(root)?.join("bin/python");
    let component = root.join(COMPONENT);
    let in_python = |script: &str| vec![python.clone(), root.join(script), component.clone()];
    let in_node = |script: &str| vec!["node".into(), node.join(script)];

    step("programs that embed the component");
    let examples = programs(
        vec![example, component.clone()],
        in_python("examples/embedding/resize.py"),
        in_node("resize.mjs"),
    );
    let mut of_node = in_node("caller.js");
    of_node.push(node.join("transpiled"));
    let callers = programs(
        vec![caller, component.clone()],
        in_python("conformance/callers/caller.py"),
        of_node,
    );
    let made_by = |name: &str| fresh_folder(&folder.join(name)).map(|()| folder.join(name));
    let (of_examples, of_callers) = (made_by("examples")?, made_by("callers")?);
    // Those in Rust compile the component, by a compiler that is not optimised.
    thread::scope(|scope| {
        let others = scope.spawn(|| agreed(&callers, root, &of_callers));
        agreed(&examples, root, &of_examples)?;
        for program in &examples {
            refuses(program, root, &of_examples)?;
        }
        others.join().map_err(|_| anyhow!("a thread panicked"))?
    })
}

/// The same in each language.
fn programs(rust: Vec<PathBuf>, python: Vec<PathBuf>, node: Vec<PathBuf>) -> [Program; 3] {
    [("rust", rust), ("python", python), ("node", node)]
        .map(|(name, command)| Program { name, command })
}

/// The programs in Rust, in the profile and with the features of the runner of the vectors, whose wasmtime they share.
fn rust(root: &Path) -> Result<[PathBuf; 2]> {
    step("building programs that embed the component");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--profile", "xtask"])
        .args(["--package", "runner", "--features", "compile", "--examples"])
        .args(["--target-dir", "target"]))?;
    Ok(["resize", "caller"].map(|name| root.join("target/xtask/examples").join(name)))
}

/// The folder in which the programs in JavaScript lie, with the component transpiled beside them, and the one in TypeScript
/// compiled against the declarations of 0.2.0.
fn javascript(root: &Path, folder: &Path) -> Result<PathBuf> {
    let packages = node::packages(root)?;
    // Where Node finds the packages.
    let sources = packages.join("callers");
    fresh_folder(&sources)?;
    let callers = root.join(CALLERS);
    for name in ["transpile.mjs", "caller.ts"] {
        copy(&callers.join(name), &sources.join(name))?;
    }
    for name in ["declarations", "declarations/interfaces"] {
        fs::create_dir(sources.join(name))?;
    }
    copy(&callers.join(WORLD), &sources.join(WORLD))?;
    copy(&callers.join(INTERFACE), &sources.join(INTERFACE))?;
    run_quietly(
        Command::new("node")
            .arg(sources.join("transpile.mjs"))
            .arg(root.join(COMPONENT))
            .arg(folder.join("transpiled")),
    )?;
    run_quietly(
        Command::new("node")
            .arg(packages.join("node_modules/typescript/bin/tsc"))
            .args([
                "--strict", "--target", "es2022", "--module", "nodenext", "--types", "node",
            ])
            .arg("--outDir")
            .arg(folder)
            .arg(sources.join("caller.ts"))
            // Where the types of Node are.
            .current_dir(&packages),
    )?;
    copy(
        &root.join(EXAMPLES).join("resize.mjs"),
        &folder.join("resize.mjs"),
    )?;
    fs::write(folder.join("package.json"), "{\"type\": \"module\"}\n")?;
    Ok(folder.to_owned())
}

/// All say and make the same of a photo.
fn agreed(programs: &[Program], root: &Path, folder: &Path) -> Result<()> {
    let mut first: Option<Made> = None;
    for program in programs {
        let output = folder.join(format!("{}.webp", program.name));
        let done = command(program, &root.join(PHOTO), &output).output()?;
        let complaint = String::from_utf8_lossy(&done.stderr);
        let name = program
            .command
            .last()
            .map(|path| path.display().to_string());
        let name = format!("{} {}", program.name, name.unwrap_or_default());
        ensure!(done.status.success(), "{name}: {complaint}");
        let file = fs::read(&output).with_context(|| format!("{name} wrote nothing"))?;
        ensure!(file.starts_with(b"RIFF"), "{name} wrote no WebP");
        let said = String::from_utf8(done.stdout)?;
        let made = Made { said, file };
        match &first {
            None => first = Some(made),
            Some(first) => {
                ensure!(
                    first.said == made.said,
                    "{name} says\n{}and not\n{}",
                    made.said,
                    first.said
                );
                ensure!(first.file == made.file, "{name} made another file");
            }
        }
    }
    Ok(())
}

/// What is no picture is refused with its kind, and nothing is written.
fn refuses(program: &Program, root: &Path, folder: &Path) -> Result<()> {
    let output = folder.join("refused.webp");
    let done = command(program, &root.join(NO_PHOTO), &output).output()?;
    let complaint = String::from_utf8_lossy(&done.stderr);
    let name = program.name;
    ensure!(!done.status.success(), "{name} made something of a text");
    ensure!(
        complaint.contains("unsupported-format: "),
        "{name}: {complaint}"
    );
    ensure!(!output.exists(), "{name} wrote something");
    Ok(())
}

fn command(program: &Program, picture: &Path, output: &Path) -> Command {
    let mut command = Command::new(&program.command[0]);
    // No compiled files of Python in the tree.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command.args(&program.command[1..]).arg(picture).arg(output);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    /// docs/embedding.md promises it.
    #[test]
    fn examples_have_less_than_forty_lines() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(EXAMPLES);
        for name in ["resize.rs", "resize.py", "resize.mjs"] {
            let lines = fs::read_to_string(folder.join(name))
                .unwrap()
                .lines()
                .count();
            assert!(lines < 40, "{name} has {lines} lines");
        }
    }
}
