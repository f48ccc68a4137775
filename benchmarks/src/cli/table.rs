//! The measurements as a table.

use super::report::Measured;

const MIB: f64 = (1 << 20) as f64;

/// The table, and what is missed. All programs have made `count` thumbnails.
pub(super) fn text(measured: &[Measured], count: u64) -> String {
    let mut text = "\
| program | seconds | photographs a second | times Thumbox's | target | | processor seconds | memory, MiB | bytes written |
|---|---:|---:|---:|---:|---|---:|---:|---:|
"
    .to_owned();
    let Some(thumbox) = measured.first() else {
        return text;
    };
    let ours = thumbox.series.median();
    for one in measured {
        text += &format!("| {} |\n", cells(one, ours, count).join(" | "));
    }
    text + "\n" + &misses(measured, ours)
}

fn cells(one: &Measured, ours: f64, count: u64) -> [String; 9] {
    let (ms, peer) = (one.series.median(), &one.peer);
    let ratio = ms / ours;
    let verdict = match peer.target {
        None => "",
        Some(target) if ratio >= target => "met",
        Some(_) => "**missed**",
    };
    let peak = one.series.bytes("peak_rss") as f64 / MIB;
    [
        peer.name.to_owned(),
        format!("{:.2}", ms / 1e3),
        format!("{:.1}", count as f64 / (ms / 1e3)),
        format!("{ratio:.2}"),
        peer.target
            .map_or_else(String::new, |target| format!("{target:.1}")),
        verdict.to_owned(),
        format!("{:.2}", one.series.cpu_median() / 1e3),
        match peer.processes {
            1 => format!("{peak:.1}"),
            processes => format!("{processes} x {peak:.1}"),
        },
        one.bytes.to_string(),
    ]
}

fn misses(measured: &[Measured], ours: f64) -> String {
    let missed: Vec<String> = measured
        .iter()
        .filter_map(|one| {
            let ratio = one.series.median() / ours;
            let target = one.peer.target.filter(|target| ratio < *target)?;
            Some(format!(
                "* {} takes {ratio:.2} times Thumbox's time, and {target:.1} is asked for.\n",
                one.peer.name
            ))
        })
        .collect();
    match missed.is_empty() {
        true => "All targets are met.\n".to_owned(),
        false => format!("Not met:\n\n{}", missed.concat()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::programs::Programs;
    use crate::rounds::Series;

    #[test]
    fn a_row_says_how_much_longer_a_program_takes() {
        let seconds = [2.0, 4.0, 5.0, 3.0];
        let measured: Vec<Measured> = Programs::peers()
            .into_iter()
            .zip(seconds)
            .map(|(peer, seconds)| Measured {
                series: Series {
                    name: peer.name,
                    ms: vec![seconds * 1e3],
                    cpu_ms: vec![seconds * 2e3],
                    last: json!({"peak_rss": 64 << 20}),
                },
                peer,
                bytes: 1_000_000,
            })
            .collect();
        let text = text(&measured, 200);
        for row in [
            "| Thumbox | 2.00 | 100.0 | 1.00 |  |  | 4.00 | 64.0 | 1000000 |",
            "| vipsthumbnail | 4.00 | 50.0 | 2.00 | 1.5 | met | 8.00 | 2 x 64.0 | 1000000 |",
            "| mogrify | 5.00 | 40.0 | 2.50 | 3.0 | **missed** |",
            "| mogrify told the size | 3.00 | 66.7 | 1.50 |  |  |",
            "* mogrify takes 2.50 times Thumbox's time, and 3.0 is asked for.",
        ] {
            assert!(text.contains(row), "{row}\n{text}");
        }
    }
}
