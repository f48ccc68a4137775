//! The plot: every program's time relative to that of the peer that the target is about.

use super::report::Row;
use super::rounds::Series;
use super::work::Scope;

const WIDTH: f64 = 860.0;
const TOP: f64 = 64.0;
/// Where the bars begin, and where those end that take as long as the peer.
const ZERO: f64 = 270.0;
const ONE: f64 = 570.0;
/// The longest bar. What takes longer is cut off there, and says how long it is.
const MOST: f64 = 1.75;
const BAR: f64 = 11.0;
const GAP: f64 = 12.0;

const COLOURS: [(&str, &str); 3] = [
    ("Thumbox", "#22705a"),
    ("pyvips", "#a9b8c9"),
    ("Pillow", "#d9c9a3"),
];

/// The plot as SVG.
pub(super) fn draw(rows: &[Row]) -> String {
    let mut body = String::new();
    let mut y = TOP;
    // Codecs have peers of their own.
    for row in rows.iter().filter(|row| row.work.scope != Scope::Coded) {
        let bars = bars(row);
        let height = bars.len() as f64 * BAR;
        body += &text(
            ZERO - 10.0,
            y + height / 2.0 + 4.0,
            "end",
            &format!("{}{}", row.work.name, against(row)),
        );
        let first = y;
        for (ratio, colour) in bars {
            let end = at(ratio.min(MOST));
            body += &format!(
                "<rect x=\"{ZERO}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{colour}\"/>\n",
                end - ZERO,
                BAR - 1.0
            );
            body += &text(end + 5.0, y + BAR - 2.0, "start", &format!("{ratio:.2}"));
            y += BAR;
        }
        // Over the bars.
        if let Some(target) = row.work.ratio {
            let x = at(target);
            body += &format!(
                "<path d=\"M{x:.1} {:.1}V{:.1}\" stroke=\"#b3261e\" stroke-width=\"2\"/>\n",
                first - 3.0,
                first + BAR + 2.0
            );
        }
        y += GAP;
    }
    let foot = y;
    let height = foot + 12.0;
    format!(
        "\
<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" font-family=\"system-ui, sans-serif\" font-size=\"11\" fill=\"#222\">
<title>Times relative to sharp's</title>
<rect width=\"{WIDTH}\" height=\"{height:.0}\" rx=\"10\" fill=\"#fbfbfa\"/>
{}<path d=\"M{ONE} {:.1}V{foot:.1}\" stroke=\"#666\" stroke-dasharray=\"4 3\"/>
{body}</svg>
",
        legend(),
        TOP - 12.0
    )
}

/// Relative times with their colours, Thumbox first.
fn bars(row: &Row) -> Vec<(f64, &'static str)> {
    let relative = |series: &Series| series.median() / row.peer().median();
    COLOURS
        .iter()
        .filter_map(|(name, colour)| {
            let series = row.series.iter().find(|series| series.name == *name)?;
            Some((relative(series), *colour))
        })
        .collect()
}

/// Said where the peer is not sharp.
fn against(row: &Row) -> String {
    match row.peer().name {
        "sharp" => String::new(),
        other => format!(" ({other} = 1)"),
    }
}

fn legend() -> String {
    let mut legend = text(
        ZERO,
        20.0,
        "start",
        "time relative to sharp's; less is better",
    );
    let mut x = ZERO;
    for (name, colour) in COLOURS {
        legend +=
            &format!("<rect x=\"{x}\" y=\"30\" width=\"10\" height=\"10\" fill=\"{colour}\"/>\n");
        legend += &text(x + 14.0, 39.0, "start", name);
        x += 74.0;
    }
    legend += &format!("<path d=\"M{x} 28V42\" stroke=\"#b3261e\" stroke-width=\"2\"/>\n");
    legend += &text(x + 6.0, 39.0, "start", "target");
    legend + &text(ONE, 48.0, "middle", "sharp = 1")
}

fn text(x: f64, y: f64, anchor: &str, words: &str) -> String {
    // File names may have any character.
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>\n")
}

fn at(ratio: f64) -> f64 {
    ZERO + (ONE - ZERO) * ratio
}
