//! The page: what was done, what came of it, and what it would have cost.

use super::run::Run;

/// Memory of the function in the template, in GB as Lambda counts it.
const GIGABYTES: f64 = 1769.0 / 1024.0;
/// US dollars for a GB-second on x86_64, and for a request, as docs/deploy.md has them.
const PER_GIGABYTE_SECOND: f64 = 0.000_016_666_7;
const PER_REQUEST: f64 = 0.000_000_2;

/// The page. `build` says which program ran.
pub(super) fn text(runs: &[Run; 2], events: usize, build: &str) -> String {
    let mut rows = String::new();
    let mut row = |name: &str, value: &dyn Fn(&Run) -> String| {
        rows += &format!("| {name} | {} | {} |\n", value(&runs[0]), value(&runs[1]));
    };
    let whole = |name: &'static str| move |run: &Run| format!("{:.0}", run.figure(name));
    let milliseconds = |name: &'static str| move |run: &Run| format!("{:.1} ms", run.figure(name));
    row("events", &whole("events"));
    row("with those that came twice", &whole("deliveries"));
    row("requests to S3 with a fault", &whole("faults"));
    row("functions killed", &whole("killed"));
    row("thumbnails made", &whole("created"));
    row("uploads rejected", &whole("rejected"));
    row("events in the failure queue, redriven", &whole("redriven"));
    row("**lost**", &whole("lost"));
    row("**made twice**", &whole("twice"));
    row("**wrong**", &whole("wrong"));
    row("invocations answered", &whole("invocations"));
    row("p50 of an invocation", &milliseconds("p50_ms"));
    row("p99", &milliseconds("p99_ms"));
    row("p99.9", &milliseconds("p999_ms"));
    row("memory, median of each quarter of the time", &|run| {
        let quarters = run.quarters().map(|bytes| mib(bytes).to_string());
        format!("{} MiB", quarters.join(", "))
    });
    row("Lambda for a million events, x86_64", &|run| {
        format!("{:.2} USD", cost(run))
    });
    format!(
        "\
# Mixed events, faults and kills

`cargo xtask load` sent {events} events in each [mode](deploy.md#direct-or-through-a-queue) to eight environments of the
function at once: {build}, on the Runtime API of `deploy/local-aws`, with SeaweedFS as S3. Half of the uploads are new keys
with one picture; the others are broken files, overwrites, deletions, uploads after a deletion, and a bucket with versions.
Events come out of order by up to 50, and one in ten twice. Meanwhile a proxy lets S3 answer with 500 and 503, break off,
do what it is asked and not say so, stand still, or change a byte, for up to twelve requests with every ten events, and with
every fifty, on average, one of four functions is killed with `kill -9`.

| | `Direct` | `Queue` |
|---|---:|---:|
{rows}
Lost is an event that nobody has acknowledged, after the failure queue was redriven. Made twice is an upload that two
invocations say they have made. Wrong is a thumbnail that is missing, of another upload, or there without one.

An invocation is one event with `Direct`, and up to ten with `Queue`. The times are those of a bad day: what a fault delays
counts, and SeaweedFS shares the computer. [benchmarks-lambda.md](benchmarks-lambda.md) has the times of a good one. The
cost is that of the times here, with 1769 MB, by the formula of [deploy.md](deploy.md#cost); S3 and SQS are not in it.

![Memory of the functions that were not killed, over time](load.svg)
"
    )
}

/// US dollars that Lambda takes for a million events.
fn cost(run: &Run) -> f64 {
    let invocations = run.figure("invocations");
    let seconds = invocations * run.figure("mean_ms") / 1e3;
    let all = seconds * GIGABYTES * PER_GIGABYTE_SECOND + invocations * PER_REQUEST;
    all / run.figure("deliveries") * 1e6
}

fn mib(bytes: u64) -> u64 {
    (bytes + (1 << 19)) >> 20
}

#[cfg(test)]
mod tests {
    use super::super::run::example;
    use super::*;

    #[test]
    fn a_million_seconds_cost_what_the_price_says() {
        // As many invocations as deliveries, of a second each.
        let cost = cost(&example("Direct", &[1]));
        assert!((cost - (1e6 * GIGABYTES * PER_GIGABYTE_SECOND + 0.2)).abs() < 1e-6);
    }

    #[test]
    fn both_modes_are_on_the_page() {
        let runs = [example("Direct", &[1 << 20]), example("Queue", &[3 << 20])];
        let page = text(&runs, 10_000, "a build");
        assert!(page.contains("| p50 of an invocation | 1000.0 ms | 1000.0 ms |"));
        assert!(
            page.contains("| 1, 1, 1, 1 MiB | 3, 3, 3, 3 MiB |"),
            "{page}"
        );
    }
}
