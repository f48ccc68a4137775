//! Mixed events through eight functions at once, in both ways that uploads reach them: good and broken files, overwrites,
//! deletions and versions, told of out of order and some of it twice, while S3 fails and functions are killed. Nothing is
//! lost, no upload is made twice, and what is there at the end are the thumbnails of the last uploads.
//!
//! `cargo xtask test` runs 500 events in each way, `cargo xtask load` 10,000 with the program as it is deployed. Variables
//! say so: `THUMBOX_LOAD_EVENTS`, `THUMBOX_LOAD_BOOTSTRAP`, and `THUMBOX_LOAD_FOLDER` for the figures.

#[path = "../common/mod.rs"]
mod common;

mod changes;
mod delivery;
mod figures;
mod history;
mod instance;
mod outcome;
mod random;
mod trouble;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use common::proxy::Proxy;
use common::seaweedfs::SeaweedFs;
use local_aws::Answer;
use tempfile::TempDir;

use self::changes::{Changes, Pictures};
use self::delivery::{Deliveries, Delivery, Way};
use self::figures::{Figures, Memory};
use self::instance::{Instance, Said, Variables};
use self::outcome::Outcome;

/// Environments of the function, each with one event or batch at a time.
const CONCURRENCY: usize = 8;
/// What `cargo xtask test` has the time for.
const EVENTS: usize = 500;
/// How often the failure queue is redriven. S3 answers by then.
const REDRIVES: usize = 3;
/// Plain, and with versions.
const BUCKETS: [&str; 2] = ["images", "photos"];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn nothing_is_lost_made_twice_or_wrong() {
    let variable = |name: &str| std::env::var(name).ok();
    let events = variable("THUMBOX_LOAD_EVENTS").map_or(EVENTS, |number| {
        number
            .parse()
            .expect("THUMBOX_LOAD_EVENTS is a whole number")
    });
    let program = variable("THUMBOX_LOAD_BOOTSTRAP").map_or_else(
        || PathBuf::from(env!("CARGO_BIN_EXE_bootstrap")),
        PathBuf::from,
    );
    let temporary = TempDir::new().expect("a folder");
    let folder = variable("THUMBOX_LOAD_FOLDER").map_or_else(
        || temporary.path().to_owned(),
        |folder| Path::new(&folder).to_owned(),
    );

    let s3 = SeaweedFs::start().await;
    for bucket in BUCKETS {
        s3.create_bucket(bucket).await;
        s3.create_bucket(&format!("{bucket}-resized")).await;
    }
    s3.keep_versions("photos").await;
    let pictures = Pictures::new();
    for way in [Way::Direct, Way::Queue] {
        let run = Run {
            s3: &s3,
            pictures: &pictures,
            program: &program,
            folder: &folder,
            way,
        };
        let figures = run.carry_out(events).await;
        figures.write(&folder);
        println!("{}", figures.text());
        figures.check();
    }
}

/// All events in one way.
struct Run<'a> {
    s3: &'a SeaweedFs,
    pictures: &'a Pictures,
    program: &'a Path,
    /// Where logs go.
    folder: &'a Path,
    way: Way,
}

impl Run<'_> {
    async fn carry_out(&self, events: usize) -> Figures {
        let changes = Changes::new(self.way.name(), events);
        let proxy = Proxy::start(self.s3.variables()[0].1);
        let variables: Variables = self.variables(&proxy.endpoint);
        let logs: Vec<PathBuf> = (0..CONCURRENCY)
            .map(|number| {
                self.folder
                    .join(format!("{}-{number}.log", self.way.name()))
            })
            .collect();
        let instances: Vec<Instance> = logs
            .iter()
            .map(|log| Instance::start(self.program, &variables, log))
            .collect();

        let start = Instant::now();
        let times = Mutex::new(Vec::new());
        let deliveries = Deliveries::new(self.way);
        let (mut memory, mut faults) = (Memory::default(), 0);
        thread::scope(|scope| {
            let workers: Vec<_> = instances
                .iter()
                .map(|instance| scope.spawn(|| work(instance, &deliveries, &times)))
                .collect();
            let troubling = scope.spawn(|| trouble::make(&proxy, &instances, &deliveries));
            let remembering = scope.spawn(|| Memory::watch(&instances, start, &deliveries));
            let runtime = tokio::runtime::Handle::current();
            tokio::task::block_in_place(|| {
                runtime.block_on(changes.carry_out(self.s3, self.pictures, &deliveries));
            });
            deliveries.close();
            for worker in workers {
                worker.join().expect("a function can be started again");
            }
            faults = troubling.join().expect("the trouble ends");
            memory = remembering.join().expect("memory can be read");
        });
        let seconds = start.elapsed().as_secs_f64();
        proxy.inject("GET", common::proxy::Fault::Reset, 0);
        let failed = deliveries.failed();
        for _ in 0..REDRIVES {
            deliveries.redrive();
            // Those times are not of an ordinary day, and not of a bad one.
            thread::scope(|scope| {
                for instance in &instances {
                    scope.spawn(|| work(instance, &deliveries, &Mutex::new(Vec::new())));
                }
            });
        }
        let restarts = instances.iter().map(Instance::restarts).sum();
        drop(instances);
        let outcome =
            Outcome::compare(self.s3, &changes, self.pictures, &logs, &proxy.exchanges()).await;
        Figures {
            way: self.way,
            events: changes.count(),
            deliveries: deliveries.count(),
            failed,
            lost: deliveries.unfinished(),
            killed: restarts,
            faults,
            outcome,
            times: times.into_inner().expect("not poisoned"),
            seconds,
            memory,
        }
    }

    fn variables(&self, endpoint: &str) -> Variables {
        let mut variables: Vec<(String, String)> = self
            .s3
            .variables()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        variables[0].1 = endpoint.to_owned();
        variables.push((
            "THUMBOX_RECIPE".to_owned(),
            r#"{"deletions": true}"#.to_owned(),
        ));
        variables
    }
}

/// One environment of the function: events as long as there are any.
fn work(instance: &Instance, deliveries: &Deliveries, times: &Mutex<Vec<Duration>>) {
    while let Some(batch) = deliveries.take() {
        let (said, time) = instance.invoke(deliveries.event(&batch));
        match said {
            Said::Answer(Answer::Response(answer)) => {
                times.lock().expect("not poisoned").push(time);
                deliveries.answered(batch, &answer);
            }
            // What it says of its own errors is in its log.
            Said::Answer(Answer::Error(_) | Answer::InitError(_)) | Said::Nothing => {
                batch.into_iter().for_each(|one: Delivery| {
                    deliveries.again(one);
                });
            }
        }
    }
}
