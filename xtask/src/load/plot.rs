//! The plot: memory over time, in both modes.

use super::run::Run;

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 36.0;
/// As many points as there is room for; each is the highest of the samples that it stands for.
const MOST_POINTS: usize = 400;
const STYLE: &str = "
  .page { fill: #fbfbfa } .text { fill: #222 } .grid { stroke: #ddd }
  .first { stroke: #22705a } .second { stroke: #9a6a1c }
  @media (prefers-color-scheme: dark) {
    .page { fill: #16191c } .text { fill: #eceff1 } .grid { stroke: #3a4148 }
    .first { stroke: #58a98f } .second { stroke: #d0a050 }
  }";

/// The plot as SVG, for light and dark pages.
pub(super) fn draw(runs: &[Run; 2]) -> String {
    let samples = || runs.iter().flat_map(|run| &run.memory);
    let end = samples().map(|one| one.seconds).fold(1.0, f64::max);
    let most = samples().map(|one| one.memory).max().unwrap_or(1);
    // The next 20 MiB above.
    let top = most.div_ceil(20 << 20).max(1) * 20;
    let x = |seconds: f64| LEFT + (WIDTH - LEFT - RIGHT) * seconds / end;
    let y = |mib: f64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * mib / top as f64;
    let mut body = String::new();
    for step in 0..=2u64 {
        let at = top * step / 2;
        let height = y(at as f64);
        let right = WIDTH - RIGHT;
        body += &format!("<path class=\"grid\" d=\"M{LEFT} {height:.1}H{right:.1}\"/>\n");
        body += &text(LEFT - 8.0, height + 4.0, "end", &format!("{at} MiB"));
    }
    for quarter in 0..=4 {
        let seconds = end * f64::from(quarter) / 4.0;
        let anchor = ["start", "middle", "middle", "middle", "end"][quarter as usize];
        let label = format!("{:.1} min", seconds / 60.0);
        body += &text(x(seconds), HEIGHT - 14.0, anchor, &label);
    }
    let title = "largest memory of the functions that were not killed, each half second";
    body += &text(LEFT, 24.0, "start", title);
    for ((run, class), at) in runs
        .iter()
        .zip(["first", "second"])
        .zip([LEFT, LEFT + 110.0])
    {
        let (line, words) = (at + 24.0, at + 30.0);
        body += &format!(
            "<path class=\"{class}\" d=\"M{at:.1} 38H{line:.1}\" fill=\"none\" stroke-width=\"2\"/>\n"
        );
        body += &text(words, 42.0, "start", run.mode);
        let points: Vec<String> = run
            .memory
            .chunks(run.memory.len().div_ceil(MOST_POINTS).max(1))
            .map(|group| {
                let memory = group.iter().map(|one| one.memory).max().unwrap_or(0);
                let mib = memory as f64 / f64::from(1 << 20);
                format!("{:.1} {:.1}", x(group[0].seconds), y(mib))
            })
            .collect();
        body += &format!(
            "<path class=\"{class}\" d=\"M{}\" fill=\"none\" stroke-width=\"1.5\"/>\n",
            points.join("L")
        );
    }
    format!(
        "\
<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"system-ui, sans-serif\" font-size=\"11\">
<title>Memory of the functions over time</title>
<style>{STYLE}
</style>
<rect class=\"page\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"10\"/>
{body}</svg>
"
    )
}

fn text(x: f64, y: f64, anchor: &str, words: &str) -> String {
    format!(
        "<text class=\"text\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::super::run::example;
    use super::*;

    #[test]
    fn the_highest_memory_is_in_the_plot() {
        let mut memory = vec![10 << 20; 1000];
        memory[555] = 30 << 20;
        let plot = draw(&[
            example("Direct", &memory),
            example("Queue", &[10 << 20, 10 << 20]),
        ]);
        assert!(
            plot.contains("40 MiB") && plot.contains("16.6 min"),
            "{plot}"
        );
        // 30 of 40 MiB on a scale of 148 from the bottom at 204.
        assert_eq!(plot.matches(" 93.0L").count(), 1, "{plot}");
        assert!(plot.contains("prefers-color-scheme: dark"));
    }
}
