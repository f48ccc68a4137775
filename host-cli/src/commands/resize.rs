//! `thumbox resize`: pictures in, smaller pictures out.
//!
//! What is named on the command line becomes a list of pictures, which workers make results of while this thread reports
//! them in order. What each result was made of is noted beside it, so that the next run knows what is up to date.

mod html;
mod manifest;
mod progress;
mod summary;
mod workers;

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use engine::Resizer;
use recipe::{MAX_TIME, Recipe, recipe_digest};
use records::{Facts, Warned};
use serde::Serialize;

use self::html::Html;
use self::manifest::Manifest;
use self::progress::Progress;
use self::summary::{Bytes, Summary};
use crate::arguments::{MakingArguments, ResizeArguments};
use crate::batch::budget::Budget;
use crate::batch::collisions;
use crate::batch::input_list::{self, InputList, STANDARD};
use crate::batch::naming::Naming;
use crate::batch::picture::{Outcome as Picture, State, Thumbnail, Work};
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::recipe_source;
use crate::report::{self, Report, printable};

/// One line of `--json`. `ms` is the time from the opening of the input to the closing of its last output.
#[derive(Serialize)]
struct Line<'a> {
    input: &'a str,
    output: &'a str,
    state: &'static str,
    #[serde(flatten)]
    facts: &'a Facts,
    warnings: &'a [Warned],
    ms: f64,
}

/// What was asked for, understood.
struct Task {
    recipe: Recipe,
    naming: Naming,
    list: InputList,
}

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &ResizeArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    let making = &arguments.making;
    let task = match prepare(resizer, arguments) {
        Ok(task) => task,
        Err(problem) => return Ok(report::wrong_usage(&problem)),
    };
    let Task {
        recipe,
        naming,
        list,
    } = &task;
    let mut files = match Files::create(arguments) {
        Ok(files) => files,
        Err(problem) => return Ok(report::wrong_usage(&problem)),
    };
    let work = work(resizer, recipe, naming, making);
    let jobs = jobs(making);
    let visible = !making.quiet && io::stderr().is_terminal();
    let mut progress = Progress::new(list.inputs.len(), visible);
    let mut summary = Summary::default();
    for (path, failure) in &list.failures {
        summary.add_failure(failure.kind);
        progress.around(|| report.failure("input", path, failure))?;
    }
    let stop = stop_on_signals(|| {});
    let not_begun = workers::run(&work, &list.inputs, jobs, &stop, |picture| {
        summary.add(&picture);
        let failed = picture.results.iter().any(Result::is_err);
        progress.add(picture.bytes, failed);
        files.add(&picture)?;
        progress.around(|| tell(&picture, making.quiet, report))
    })?;
    progress.end();
    files.finish()?;
    summary.not_begun = not_begun;
    summary.time = start.elapsed();
    if !making.quiet && !making.json && summary.is_worth_telling() || not_begun > 0 {
        eprintln!("thumbox: {summary}");
    }
    Ok(match summary.is_all_fine() {
        true => Outcome::AllFine,
        false => Outcome::SomeFailed,
    })
}

/// How a picture is worked on.
pub(crate) fn work<'a>(
    resizer: &'a Resizer,
    recipe: &'a Recipe,
    naming: &'a Naming,
    arguments: &MakingArguments,
) -> Work<'a> {
    let options = &recipe.options;
    let digest = |output| recipe_digest(output, options);
    Work {
        resizer,
        recipe,
        digests: recipe.outputs.iter().map(digest).collect(),
        naming,
        budget: match arguments.memory {
            Some(mib) => Budget::new(mib.saturating_mul(1 << 20)),
            None => Budget::of_this_computer(),
        },
        force: arguments.force,
        preserve_time: arguments.preserve_time,
        receipts: !arguments.no_receipts,
        timeout: arguments.timeout.unwrap_or(MAX_TIME),
    }
}

/// How many pictures are worked on at the same time.
pub(crate) fn jobs(arguments: &MakingArguments) -> usize {
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    arguments.jobs.map_or_else(processors, usize::from)
}

/// Everything that can be known to be wrong before any work is done.
fn prepare(resizer: &Resizer, arguments: &ResizeArguments) -> Result<Task, String> {
    let making = &arguments.making;
    let mut recipe = recipe(making)?;
    if arguments.manifest.is_some() || arguments.html.is_some() {
        for output in &mut recipe.outputs {
            output.target.thumbhash.get_or_insert(true);
        }
    }
    let naming = Naming::new(&making.output, &recipe)?;
    let mut named = arguments.inputs.clone();
    if let Some(path) = &arguments.files_from {
        let from_list = input_list::read_list(path)
            .map_err(|error| format!("{}: {}", printable(path), error.message))?;
        named.extend(from_list);
    }
    let root = naming.root().unwrap_or(Path::new(""));
    let list = InputList::gather(&named, root, making.all);
    if naming.root().is_none() {
        if list.len() != 1 {
            return Err(
                "only one picture can go to standard output; name a folder with -o".to_owned(),
            );
        }
        if making.json {
            return Err("--json writes to standard output, where the picture goes; leave it out or name a folder with -o".to_owned());
        }
    }
    let is_list = |path: &Path| path.as_os_str() == STANDARD;
    if arguments.files_from.as_deref().is_some_and(is_list)
        && list.inputs.iter().any(|input| is_list(&input.path))
    {
        return Err("standard input cannot be both the list of inputs and a picture".to_owned());
    }
    collisions::check(resizer, &recipe, &naming, &list.inputs)?;
    if let Some(root) = naming.root() {
        fs::create_dir_all(root).map_err(|error| {
            format!("the folder {} could not be made: {error}", printable(root))
        })?;
    }
    Ok(Task {
        recipe,
        naming,
        list,
    })
}

/// The recipe of the options, of a file, or of a preset.
pub(crate) fn recipe(arguments: &MakingArguments) -> Result<Recipe, String> {
    let Some(path) = &arguments.recipe_file else {
        let recipe = arguments.recipe.recipe(&arguments.sizes);
        return recipe.map_err(|error| error.to_string());
    };
    named_recipe(path)
}

/// The recipe of a file, or of a preset.
pub(crate) fn named_recipe(path: &Path) -> Result<Recipe, String> {
    recipe_source::file_or_preset(path)
        .map_err(|failure| format!("the recipe {}: {}", printable(path), failure.message))
}

/// Set when the user wants an end, of which `then` is told. The second time, there is one at once.
pub(crate) fn stop_on_signals(then: impl Fn() + Send + 'static) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // It fails only where there is a handler already.
    let _ = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("\nthumbox: finishing the pictures in hand; once more to stop at once");
        then();
    });
    stop
}

/// Prints what became of a picture.
pub(crate) fn tell(picture: &Picture, quiet: bool, report: &mut Report) -> anyhow::Result<()> {
    let path = &picture.input.path;
    if !quiet {
        let messages = picture
            .warnings
            .iter()
            .map(|warning| warning.message.as_str());
        report.warnings(path, messages);
    }
    for result in &picture.results {
        match result {
            Ok(Thumbnail {
                state: State::Bytes(bytes),
                ..
            }) => io::stdout().lock().write_all(bytes)?,
            Ok(_) if quiet => {}
            Ok(thumbnail) => tell_thumbnail(picture, thumbnail, report)?,
            Err(failure) => report.failure("input", path, failure)?,
        }
    }
    Ok(())
}

fn tell_thumbnail(
    picture: &Picture,
    thumbnail: &Thumbnail,
    report: &mut Report,
) -> anyhow::Result<()> {
    let facts = &thumbnail.note.facts;
    let up_to_date = thumbnail.state == State::UpToDate;
    let line = Line {
        input: &picture.input.path.to_string_lossy(),
        output: &thumbnail.path.to_string_lossy(),
        state: if up_to_date { "up-to-date" } else { "made" },
        facts,
        warnings: &picture.warnings,
        ms: picture.ms,
    };
    let after = match up_to_date {
        true => "up to date".to_owned(),
        false => format!("{}, {:.1} ms", Bytes(facts.bytes), picture.ms),
    };
    let text = format!(
        "{} -> {}  {} x {} {}, {after}",
        printable(&picture.input.path),
        printable(&thumbnail.path),
        facts.width,
        facts.height,
        facts.format,
    );
    report.success(&line, &text)
}

/// What is written beside the pictures.
struct Files {
    manifest: Option<Manifest>,
    html: Option<Html>,
}

impl Files {
    fn create(arguments: &ResizeArguments) -> Result<Self, String> {
        let failed = |path: &Path, error: &io::Error| Failure::writing(path, error).message;
        let manifest = arguments
            .manifest
            .as_deref()
            .map(|path| Manifest::create(path).map_err(|error| failed(path, &error)));
        let html = arguments
            .html
            .as_deref()
            .map(|path| Html::create(path).map_err(|error| failed(path, &error)));
        Ok(Self {
            manifest: manifest.transpose()?,
            html: html.transpose()?,
        })
    }

    fn add(&mut self, picture: &Picture) -> io::Result<()> {
        if let Some(manifest) = &mut self.manifest {
            manifest.add(picture)?;
        }
        match &mut self.html {
            Some(html) => html.add(picture),
            None => Ok(()),
        }
    }

    fn finish(self) -> io::Result<()> {
        if let Some(manifest) = self.manifest {
            manifest.finish()?;
        }
        self.html.map_or(Ok(()), Html::finish)
    }
}
