//! The project's own commands.
#![forbid(unsafe_code)]

mod adapters;
mod animations;
mod bench;
mod bootstrap;
mod browsers;
mod cargo;
mod check;
mod codecs;
mod component;
#[cfg(test)]
mod contract;
mod corpus;
mod delivery;
mod demo;
mod deny;
mod digests;
mod dist;
mod embedding;
mod event_bridge;
mod example_codec;
mod fidelity;
mod figures;
mod further;
mod fuzz;
mod git;
mod guest_compiler;
mod guide;
mod hostile;
mod hosts;
mod invariants;
mod lab;
mod load;
#[cfg(test)]
mod modules;
mod node;
mod outage;
mod page_server;
mod precompiler;
mod prepare;
mod python;
mod quality;
mod queue;
mod recorded;
mod redrive;
mod release;
mod replay;
mod reproduce;
mod rollout;
mod sample_photo;
mod samples;
mod sandbox;
mod silent_tests;
mod soak;
mod template;
mod test;
mod test_tools;
mod twins;
#[cfg(test)]
mod unsafe_code;
mod upload;
mod vectors;
mod web;
mod wheel;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::component::Component;
use crate::dist::Profile;
use crate::guest_compiler::GuestCompiler;
use crate::web::Examples;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  component              build the component and the codecs into target/component, check them, compile them ahead of time
  component --resizer    the same without the codecs: those that are there stay as they are
  component --record     build all, and write their digests and the compiler into resizer-wasm/component.json
  demo [PHOTO] [--keep]  send one photo through all three hosts and compare what comes out;
                         --keep leaves the page, which then uploads, and the local AWS running until Ctrl-C
  page [--test [--all-examples]]
                         build the packages for npm into target/npm and the page into target/web; target/component
                         must be there. --test tests them, the page in headless Chromium; with --all-examples also
                         the example for Next.js, which takes a minute or two more
  node --sharp           test @thumbox/sharp beside sharp, and write docs/sharp-compatibility.md; target/npm must be there
  node --server          send 10,000 files, three of ten hostile, to a server with @thumbox/sharp in the place of sharp
  node --programs        build and serve with Next.js, Astro, Eleventy Image and IPX, unchanged but for @thumbox/sharp in the place of
                         sharp, and compare what they make; installs 470 MB
  bench [--rounds N] [FILE...]
                         time Thumbox beside sharp, pyvips and Pillow; write docs/benchmarks.md, unless FILEs are named
  bench --lambda [--rounds N]
                         time the Lambda function beside those of AWS's tutorial, from cold and warm; write
                         docs/benchmarks-lambda.md
  bench --cli [--rounds N]
                         time the command line on a folder of 200 photos beside vipsthumbnail and ImageMagick; write
                         docs/benchmarks-cli.md
  bench --browser [--rounds N]
                         time the first preview on a page beside wasm-vips, browser-image-compression, Pica and
                         jSquash; write docs/benchmarks-browser.md
  bench --node [--rounds N]
                         time the package under Node beside sharp, from the import and warm; write
                         docs/benchmarks-node.md
  bench --python [--rounds N]
                         time the Python package beside Pillow: import, first thumbnail, warm, eight threads; write
                         docs/benchmarks-python.md
  adapter HOST           answer requests on standard input, a JSON line each, through node, chromium, firefox, webkit,
                         python, wheel, cli or invoke; target/component and, for the first four, target/npm must be there
  corpus                 compare thumbnails of ../shared/corpus with a reference; write docs/corpus.md. Without that folder it
                         takes pictures of the repository, and writes target/corpus-small.md
  fidelity               measure what decoding smaller costs thumbnails; write docs/fidelity.md, or without ../shared/corpus
                         target/fidelity-small.md
  animations             measure animations beside sharp's and gifsicle's; write docs/animations.md, or without ../shared/corpus
                         target/animations-small.md
  quality [N]            measure bytes against SSIMULACRA2 and PSNR beside sharp, Pillow and libvips; write docs/quality.md with its
                         plots, or without ../shared/corpus, or with N pictures of each kind, target/quality-small
  docs                   write docs/formats.md and docs/options.md with its images
  dist [--heic | --profile dev]
                         pack thumbox with manual pages, completions and licences into target/dist; --heic adds the codec for
                         HEIC, and packs into target/dist-heic; --profile dev compiles quickly, to look at the archive, which is
                         then in target/dist-dev
  dist --wheel [--heic]  make the wheel of the Python package, in target/dist-wheel; with --heic with the codec for HEIC, in
                         target/dist-wheel-heic
  dist --wheel --target TRIPLE
                         make the wheel for another Linux or an older C library, with Zig, in target/dist-wheel-TRIPLE
  release --dry-run      go through docs/releasing.md: check what can be checked, pack the archive, and print the rest with
                         its commands. Nothing is published
  fuzz [--seconds N] [--record] [TARGET...]
                         give all targets, or those named, broken inputs for N seconds in all (60); --record adds the
                         run to fuzz/runs.tsv and docs/security.md
  vectors [ENGINE...]    ask the component under wasmtime, or the engines named, about the vectors in conformance/vectors,
                         and compare with the ledger
  vectors --all          all engines; writes the table in docs/guarantees.md
  vectors --bless        write the ledger anew, and say what changes for users
  sandbox                attack the engine, the programs, the package under Node and the page with a malicious component; with --node the
                         package alone; target/component, target/npm and target/web
                         must be there. Part of the tests
  twins                  compare what SIMD does under wasmtime with what is done without it; part of the tests
  hostile                send files that ask for much through all three hosts; write docs/hostile.md
  soak [--minutes N]     resize and refuse images in one process for N minutes (30); write docs/soak.md and its plot
  load [--events N] [--profile dev]
                         send 10,000 mixed events in each mode to the function, with faults and kills; write docs/load.md and
                         its plot, or with fewer events or --profile dev, which compiles quickly, target/load
  check [--all | PACKAGE...]
                         format, lints and unit tests of the crates that changed; a minute or two
  test [STEP...]         everything CI runs, or the steps named; `test --list` lists them, `test --from STEP` begins with one;
                         --component-built takes the component that lies in target/component
  deny                   ask cargo-deny about licences, bans and sources of all dependencies; part of the tests
  advisories             ask it about advisories; no part of the tests
  reproduce              build the component and the codecs in another folder and compare; the component's part is in the tests
  reproduce --debian     the same in a Debian that is installed from nothing into target/debian, as root";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    tools::process::end_all_on_signal()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this crate lies in a folder of the workspace");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    figures::measured(root, &words, || carry_out(root, &words))
}

fn carry_out(root: &Path, words: &[&str]) -> Result<()> {
    match words {
        ["component"] => print_component(root, component::build).map(drop),
        ["component", "--resizer"] => print_component(root, component::build_resizer).map(drop),
        ["component", "--record"] => {
            let (component, compiler) = print_component(root, component::build)?;
            recorded::record(root, &component.digests, compiler.version())
        }
        ["demo"] => demo::run(root, None, false),
        ["demo", "--keep"] => demo::run(root, None, true),
        ["demo", photo, "--keep"] | ["demo", "--keep", photo] => {
            demo::run(root, Some(Path::new(photo)), true)
        }
        ["demo", photo] if !photo.starts_with('-') => {
            demo::run(root, Some(Path::new(photo)), false)
        }
        ["page"] => build_page(root).map(|_| ()),
        ["page", "--test"] => web::test(root, &build_page(root)?, Examples::Quick),
        ["page", "--test", "--all-examples"] => web::test(root, &build_page(root)?, Examples::All),
        ["node", "--sharp"] => web::report_sharp(root, &sample_photo::file(root)?),
        ["node", "--server"] => web::serve_many(root, &sample_photo::file(root)?),
        ["node", "--programs"] => web::test_sharp_programs(root, &sample_photo::file(root)?),
        ["bench", arguments @ ..] => bench::run(root, arguments),
        ["adapter", host] => adapters::answer(root, host),
        ["corpus"] => corpus::report(root),
        ["fidelity"] => fidelity::report(root),
        ["animations"] => animations::report(root),
        ["quality"] => quality::report(root, None),
        ["quality", most] => quality::report(root, Some(most)),
        ["docs"] => guide::write(root),
        ["dist"] => dist::run_with(root, Profile::Release),
        ["dist", "--heic"] => dist::run_with(root, Profile::ReleaseWithHeic),
        ["dist", "--wheel"] => wheel::give_away(root, wheel::Profile::Release),
        ["dist", "--wheel", "--heic"] => wheel::give_away(root, wheel::Profile::ReleaseWithHeic),
        ["dist", "--wheel", "--target", target] => wheel::give_away_for(root, target),
        ["dist", "--profile", name] => dist::run_with(root, Profile::named(name)?),
        ["release", "--dry-run"] => release::dry_run(root),
        ["release"] => release::refuse(),
        ["fuzz", arguments @ ..] => fuzz::run(root, arguments),
        ["vectors", arguments @ ..] => vectors::run(root, arguments),
        ["sandbox"] => sandbox::check(root),
        ["sandbox", "--node"] => sandbox::check_node(root),
        ["twins"] => twins::run_alone(root),
        ["deny"] => deny::check(root),
        ["advisories"] => deny::advisories(root),
        ["hostile"] => hostile::report(root),
        ["soak", arguments @ ..] => soak::report(root, arguments),
        ["load", arguments @ ..] => load::report(root, arguments),
        ["check", arguments @ ..] => check::run_checks(root, arguments),
        ["test", arguments @ ..] => test::run(root, arguments),
        ["reproduce", "--debian"] => reproduce::check_in_debian(root),
        ["reproduce"] => reproduce::check_all(root, &GuestCompiler::find(root)?),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}

/// Returns the sample picture.
fn build_page(root: &Path) -> Result<PathBuf> {
    let sample = sample_photo::file(root)?;
    let page = web::build(root, &GuestCompiler::find(root)?, &sample)?;
    println!("page      {}", page.display());
    Ok(sample)
}

fn print_component(
    root: &Path,
    build: fn(&Path, &GuestCompiler) -> Result<Component>,
) -> Result<(Component, GuestCompiler)> {
    let compiler = GuestCompiler::find(root)?;
    let component = build(root, &compiler)?;
    println!("component {}", component.path.display());
    println!("size      {} bytes", component.size);
    println!("sha256    {}", component.digests.resizer);
    for (name, sha256) in &component.digests.codecs {
        println!("{name:<9} {sha256}");
    }
    println!("compiler  {}", compiler.description());
    Ok((component, compiler))
}
