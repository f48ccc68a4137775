//! `thumbox resize`: pictures in, smaller pictures out.
//!
//! What is named on the command line becomes a list of pictures, which workers make results of while this thread reports
//! them in order. What each result was made of is noted beside it, so that the next run knows what is up to date.

mod dry_run;
mod html;
mod lists;
mod manifest;
mod progress;
mod prune;
mod summary;

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::Instant;

use engine::Resizer;
use recipe::Recipe;

use self::lists::Lists;
use self::progress::Progress;
use self::summary::Summary;
use crate::arguments::ResizeArguments;
use crate::batch::collisions;
use crate::batch::ending;
use crate::batch::input_list::{self, InputList};
use crate::batch::naming::Naming;
use crate::batch::picture;
use crate::batch::picture_file::Input;
use crate::batch::printing::tell;
use crate::batch::scope::Scope;
use crate::batch::work::{Work, jobs};
use crate::batch::workers;
use crate::exit::Outcome;
use crate::input::STANDARD;
use crate::interrupt;
use crate::output_file::create_folder;
use crate::recipe_source;
use crate::report::{self, Report, printable, say};

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
    if arguments.dry_run {
        let work = Work::new(resizer, &task.recipe, &task.naming, making);
        return dry_run::run(&task.list, &work, making.json, report);
    }
    let Task {
        recipe,
        naming,
        list,
    } = task;
    let (recipe, naming) = (&recipe, &naming);
    let mut lists = match Lists::create(arguments) {
        Ok(lists) => lists,
        Err(problem) => return Ok(report::wrong_usage(&problem)),
    };
    let work = Work::new(resizer, recipe, naming, making);
    let jobs = jobs(making.jobs);
    let visible = !making.quiet && io::stderr().is_terminal();
    let mut progress = Progress::new(list.inputs.len(), visible);
    let mut summary = Summary::default();
    summary.left_out = list.left_out;
    for (path, failure) in &list.failures {
        summary.add_failure(failure.kind);
        progress.around(|| report.failure("input", path, failure))?;
    }
    let stop = interrupt::listen(|| {});
    report.go_on_unheard();
    if lists::to_standard_output(arguments) > 0 {
        report.leave_out_results();
    }
    let make = |input: &Input| picture::make(&work, input.clone());
    let not_begun = workers::run(&list.inputs, jobs, stop, make, |picture| {
        summary.add(&picture);
        let failed = picture.results.iter().any(Result::is_err);
        progress.add(picture.bytes, failed);
        lists.add(&picture)?;
        progress.around(|| tell(&picture, making.quiet, report))
    })?;
    progress.end();
    // What the last run wrote says more than half of this one.
    summary.not_begun = not_begun;
    match summary.was_stopped() {
        false => lists.finish()?,
        true => lists.tell_unfinished(),
    }
    if arguments.prune && !summary.was_stopped() {
        summary.removed = prune::prune(&arguments.inputs, naming, making.quiet, report)?;
    }
    summary.time = start.elapsed();
    let is_told = match (making.json, making.quiet) {
        (true, _) => not_begun > 0,
        // That nothing was to be done may be a mistake.
        (false, true) => not_begun > 0 || summary.is_of_nothing(),
        (false, false) => not_begun > 0 || summary.is_worth_telling(),
    };
    if is_told {
        say(&format!("thumbox: {summary}"));
    }
    if making.json && summary.is_beyond_lines() {
        report.success(&summary.line(), "")?;
    }
    Ok(interrupt::outcome(match summary.is_all_fine() {
        true => Outcome::AllFine,
        false => Outcome::SomeFailed,
    }))
}

/// Everything that can be known to be wrong before any work is done.
fn prepare(resizer: &Resizer, arguments: &ResizeArguments) -> Result<Task, String> {
    let making = &arguments.making;
    let mut recipe = recipe_source::of_arguments(making)?;
    if arguments.manifest.is_some() || arguments.html.is_some() {
        for output in &mut recipe.outputs {
            output.target.thumbhash.get_or_insert(true);
        }
    }
    let (recipe, naming) = match &arguments.suffix {
        Some(suffix) => {
            let naming = Naming::beside(suffix, &recipe)?;
            (recipe, naming)
        }
        None => {
            let recipe = ending::apply(&making.output, recipe)?;
            let naming = Naming::new(&making.output, &recipe, making.recipe_file.is_none())?;
            (recipe, naming)
        }
    };
    let mut named = arguments.inputs.clone();
    if let Some(path) = &arguments.files_from {
        let from_list = input_list::read_list(path)
            .map_err(|error| format!("{}: {}", printable(path), error.message))?;
        named.extend(from_list);
    }
    let scope = Scope::of(making, &naming).following(arguments.follow);
    let list = InputList::gather(&named, &scope);
    let outputs = recipe.outputs.len();
    if ending::is_file(&making.output)
        && let Some(problem) = ending::too_many(&making.output, list.len(), outputs)
    {
        return Err(problem);
    }
    if matches!(naming, Naming::Standard) {
        if list.len() != 1 {
            return Err(
                "only one image can go to standard output; name a folder with -o".to_owned(),
            );
        }
        if io::stdout().is_terminal() {
            return Err(
                "standard output is a terminal, which cannot show an image; redirect it, or name a file with -o"
                    .to_owned(),
            );
        }
    }
    check_standard_output(arguments, &naming)?;
    let is_list = |path: &Path| path.as_os_str() == STANDARD;
    if arguments.files_from.as_deref().is_some_and(is_list)
        && list.inputs.iter().any(|input| is_list(&input.path))
    {
        return Err("standard input cannot be both the list of inputs and an image".to_owned());
    }
    collisions::check(resizer, &recipe, &naming, &list.inputs)?;
    if let Some(root) = naming.folder() {
        ending::check_folder(root)?;
        if !arguments.dry_run {
            create_folder(root)?;
        }
    }
    Ok(Task {
        recipe,
        naming,
        list,
    })
}

/// # Errors
/// Where more than one thing would go to standard output.
fn check_standard_output(arguments: &ResizeArguments, naming: &Naming) -> Result<(), String> {
    let is_picture = matches!(naming, Naming::Standard);
    if is_picture && arguments.making.json {
        return Err("--json writes to standard output, where the image goes; leave it out or name a folder with -o".to_owned());
    }
    if lists::to_standard_output(arguments) + usize::from(is_picture || arguments.making.json) > 1 {
        return Err(
            "the image, --json, --manifest - and --html - all write to standard output; leave one there, and name files \
             for the others"
                .to_owned(),
        );
    }
    Ok(())
}
