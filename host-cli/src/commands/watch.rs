//! `thumbox watch`: what `thumbox resize` would make of a folder, and kept so.
//!
//! This thread decides what is to be done: it hears of changes, waits until files are complete, hands pictures to workers,
//! tells what became of them, and removes results of pictures that are gone. Whether a result is up to date is for the
//! notes to say, as for `resize`.

mod changes;
mod files;
mod owners;
mod pending;
mod prepare;
mod watching;
mod workers;

use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Instant;

use anyhow::Context;
use engine::Resizer;

use self::changes::Watch;
use self::owners::Owners;
use self::prepare::prepare;
use self::watching::{Message, Watching};
use self::workers::WorkerPool;
use crate::arguments::WatchArguments;
use crate::batch::work::{Work, jobs};
use crate::exit::Outcome;
use crate::interrupt;
use crate::report::{self, Report, printable, say};

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &WatchArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let making = &arguments.making;
    let (recipe, naming, tree) = match prepare(resizer, arguments) {
        Ok(prepared) => prepared,
        Err(problem) => return Ok(report::wrong_usage(&problem)),
    };
    let root = naming.folder().unwrap_or(Path::new(""));
    let work = Work::new(resizer, &recipe, &naming, making);
    let owners = Mutex::new(Owners::default());
    let (sender, messages) = channel();
    let (changed, stopped) = (sender.clone(), sender.clone());
    let stop = interrupt::listen(move || _ = stopped.send(Message::Stop));
    report.go_on_unheard();
    let watch = Watch::new(tree.folder(), move || _ = changed.send(Message::Changed))
        .context("the folder cannot be watched")?;
    let mut watching = Watching::new(tree, watch, root, &owners, making.quiet, report);
    std::thread::scope(|scope| {
        let jobs = jobs(making.jobs);
        let done = move |done| sender.send(Message::Done(done)).is_ok();
        let pool = WorkerPool::new(scope, jobs, &work, &owners, done);
        watching.forget_gone(Instant::now())?;
        watching.look_into(Path::new(""), Instant::now())?;
        if !making.quiet && !making.json {
            let folder = printable(&arguments.folder);
            say(&format!("thumbox: watching {folder}; Ctrl-C ends it"));
        }
        watching.work(&pool, &messages, stop)
    })
    .map(interrupt::outcome)
}
