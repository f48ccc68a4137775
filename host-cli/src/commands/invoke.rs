//! `thumbox invoke`: the handler of Lambda, with folders as buckets.

mod buckets;
mod log;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use engine::Resizer;
use host_lambda::handler::Handler;
use host_lambda::invocation::Invocation;
use host_lambda::plans::Plans;
use host_lambda::store::folders::Folders;
use host_lambda::thumbnails::make::OnThreads;
use host_lambda::thumbnails::plan::Plan;
use recipe::{BucketTemplate, Limits, Recipe, Target};
use serde_json::{Value, json};

use crate::arguments::InvokeArguments;
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::recipe_source;
use crate::report::{Report, escape, wrong_usage};
use crate::standard_output;

/// As large as anything that Lambda takes, which is 6 MB, and more.
const LARGEST_EVENT: u64 = 16 << 20;
/// The most that a function can have.
const TIME: Duration = Duration::from_secs(15 * 60);
/// The function's name in metrics.
const FUNCTION: &str = "thumbox";

pub(crate) fn run(
    component: impl FnOnce() -> anyhow::Result<Resizer>,
    arguments: &InvokeArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let event = match event(&arguments.event) {
        Ok(event) => event,
        Err(failure) => {
            report.failure("event", &arguments.event, &failure)?;
            return Ok(Outcome::SomeFailed);
        }
    };
    let recipe = match recipe(arguments.recipe.as_deref()) {
        Ok(recipe) => recipe,
        // It quotes what is in the file.
        Err(problem) => return Ok(wrong_usage(&escape(&problem))),
    };
    let plan = Plan::new(recipe, BucketTemplate::default());
    let folders = match buckets::folders(&event, &plan, arguments) {
        Ok(folders) => folders,
        // Buckets have the names that the event says.
        Err(problem) => return Ok(wrong_usage(&escape(&problem))),
    };
    log::start(arguments.json, folders.clone());
    let handler = Handler {
        store: Folders::new(folders, buckets::remedy),
        maker: OnThreads::new(component()?, None),
        notify: (),
        plans: Plans::of(plan.recipe, plan.destination),
    };
    let invocation = Invocation {
        end: SystemTime::now() + TIME,
        request: None,
        trace: None,
        cold: true,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .context("no runtime for the handler")?;
    let (answer, metrics) = runtime.block_on(handler.handle(&event, &invocation));
    if arguments.json {
        for line in metrics.lines(FUNCTION, SystemTime::now()) {
            writeln!(io::stderr().lock(), "{line}")?;
        }
    }
    let is_fine = answer.is_ok() && metrics.failures() == 0;
    // A failure is what Lambda's console and whoever calls the function see of it.
    let answer = answer.unwrap_or_else(
        |error| json!({"errorType": error.error_type(), "errorMessage": error.to_string()}),
    );
    let text = match arguments.json {
        true => answer.to_string(),
        false => format!("{answer:#}"),
    };
    standard_output::write_line(&text)?;
    Ok(match is_fine {
        true => Outcome::AllFine,
        false => Outcome::SomeFailed,
    })
}

/// The event. Whether it is one of those that are known is for the handler to say.
fn event(path: &Path) -> Result<Value, Failure> {
    let text = match path.as_os_str() == "-" {
        true => read_up_to(io::stdin().lock(), LARGEST_EVENT),
        false => File::open(path).and_then(|file| read_up_to(file, LARGEST_EVENT)),
    };
    let text = text.map_err(|error| Failure::reading(&error))?;
    let text = text.ok_or_else(|| Failure::file_too_large(LARGEST_EVENT))?;
    serde_json::from_slice(&text).map_err(|error| Failure {
        kind: "event",
        message: format!(
            "this is not JSON (line {}, column {}); expected an event such as Lambda's console shows under Test",
            error.line(),
            error.column()
        ),
    })
}

/// The recipe of the file, or the one that Lambda has without variables.
fn recipe(path: Option<&Path>) -> Result<Recipe, String> {
    let Some(path) = path else {
        return Recipe::single(Target::default(), Limits::default())
            .completed()
            .map_err(|error| error.to_string());
    };
    recipe_source::named(path)
}

/// Everything; `None` where that is more than `limit` bytes.
fn read_up_to(from: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}
