//! The plot: memory over time.

use super::samples::{Samples, mib};

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 36.0;
/// As many points as there is room for; each is the highest of the samples that it stands for.
const MOST_POINTS: usize = 400;

/// The plot as SVG.
pub(super) fn draw(samples: &Samples) -> String {
    let samples = &samples.0;
    let end = samples[samples.len() - 1].seconds.max(1.0);
    let most = samples.iter().map(|one| one.memory).max().unwrap_or(1);
    // The next 50 MiB above.
    let top = mib(most).div_ceil(50).max(1) * 50;
    let x = |seconds: f64| LEFT + (WIDTH - LEFT - RIGHT) * seconds / end;
    let y = |mib: f64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * mib / top as f64;
    let points: Vec<String> = samples
        .chunks(samples.len().div_ceil(MOST_POINTS))
        .map(|group| {
            let memory = group.iter().map(|one| one.memory).max().unwrap_or(0);
            let mib = memory as f64 / f64::from(1 << 20);
            format!("{:.1} {:.1}", x(group[0].seconds), y(mib))
        })
        .collect();
    let mut body = String::new();
    for step in 0..=2u64 {
        let at = top * step / 2;
        let height = y(at as f64);
        body += &format!(
            "<path d=\"M{LEFT} {height:.1}H{:.1}\" stroke=\"#ddd\"/>\n",
            WIDTH - RIGHT
        );
        body += &text(LEFT - 8.0, height + 4.0, "end", &format!("{at} MiB"));
    }
    for quarter in 0..=4 {
        let seconds = end * f64::from(quarter) / 4.0;
        let label = format!("{:.1} min", seconds / 60.0);
        let anchor = ["start", "middle", "middle", "middle", "end"][quarter as usize];
        body += &text(x(seconds), HEIGHT - 14.0, anchor, &label);
    }
    body += &text(
        LEFT,
        24.0,
        "start",
        "memory of one process that makes and refuses pictures, each second",
    );
    format!(
        "\
<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"system-ui, sans-serif\" font-size=\"11\" fill=\"#222\">
<title>Memory of one process over time</title>
<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"10\" fill=\"#fbfbfa\"/>
{body}<path d=\"M{}\" fill=\"none\" stroke=\"#22705a\" stroke-width=\"1.5\"/>
</svg>
",
        points.join("L")
    )
}

fn text(x: f64, y: f64, anchor: &str, words: &str) -> String {
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_memory_is_in_the_plot() {
        let mut file = "seconds\tprocessor\tmemory\tmade\trefused\n".to_owned();
        for second in 0..1000 {
            let memory = if second == 555 { 90 } else { 10 } << 20;
            file += &format!("{second}\t{second}\t{memory}\t{second}\t0\n");
        }
        let plot = draw(&Samples::read(&file).unwrap());
        assert!(
            plot.contains("100 MiB") && plot.contains("16.6 min"),
            "{plot}"
        );
        // 90 of 100 MiB on a scale of 160 from the bottom at 204.
        assert_eq!(plot.matches(" 60.0L").count(), 1, "{plot}");
    }
}
