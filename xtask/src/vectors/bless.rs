//! Writing the ledger anew, and saying what that means to users.

use anyhow::Result;

use super::cases::Case;
use super::ledger::{Entry, Ledger};
use super::outcome::Outcome;

/// The new ledger, and what to say about each line that was there before and changes.
#[derive(Debug)]
pub(crate) struct Blessed {
    pub(crate) ledger: Ledger,
    /// Lines that are new.
    pub(crate) added: usize,
    /// Vectors that are gone.
    pub(crate) removed: Vec<String>,
    /// For each vector whose outcome changes: its name, both outcomes, and what users see of it.
    pub(crate) changed: Vec<String>,
    /// The revision of the changed lines.
    pub(crate) revision: u32,
}

/// Makes the new ledger from what came out. `committed` is the ledger of the last commit: blessing twice before a commit is
/// one change.
///
/// # Errors
/// Where a vector has failed: that is no outcome.
pub(crate) fn bless(
    cases: &[Case],
    outcomes: Vec<Result<Outcome>>,
    committed: &Ledger,
) -> Result<Blessed> {
    let latest = committed.values().map(|entry| entry.since).max();
    let revision = latest.map_or(1, |latest| latest + 1);
    let mut blessed = Blessed {
        ledger: Ledger::new(),
        added: 0,
        removed: Vec::new(),
        changed: Vec::new(),
        revision,
    };
    for (case, outcome) in cases.iter().zip(outcomes) {
        let outcome = outcome?;
        let since = match committed.get(&case.name) {
            None => {
                blessed.added += 1;
                latest.unwrap_or(1)
            }
            Some(old) if old.outcome == outcome => old.since,
            Some(old) => {
                blessed.changed.push(format!(
                    "{}\n    was  {}\n    is   {outcome}\n    {}",
                    case.name,
                    old.outcome,
                    meaning(&old.outcome, &outcome)
                ));
                revision
            }
        };
        let entry = Entry { outcome, since };
        blessed.ledger.insert(case.name.clone(), entry);
    }
    let names = committed.keys();
    blessed.removed = names
        .filter(|name| !blessed.ledger.contains_key(*name))
        .cloned()
        .collect();
    Ok(blessed)
}

/// What users see of a change.
fn meaning(old: &Outcome, new: &Outcome) -> &'static str {
    match (&old.result, &new.result) {
        (Ok(_), Err(_)) => "users see: files like this one are refused now",
        (Err(_), Ok(_)) => "users see: files like this one are accepted now",
        (Err(old), Err(new)) if old != new => {
            "users see: programs that look at the error's kind take another way"
        }
        (Ok(old), Ok(new)) if old.len() != new.len() => "users see: another number of outputs",
        (Ok(old), Ok(new)) => {
            let differs = |what: fn(&super::outcome::Output) -> (String, u64, u64, u64)| {
                old.iter().zip(new).any(|(old, new)| what(old) != what(new))
            };
            if differs(|output| {
                let format = output.format.clone();
                (format, output.width, output.height, output.frames)
            }) {
                "users see: the result has another size, format or number of frames; pages may be laid out otherwise"
            } else if old != new {
                "users see: stored results are not what is made now; `thumbox verify` says so, and names with {hash} change"
            } else {
                "users see: other warnings"
            }
        }
        _ => "users see: other warnings",
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn case(name: &str) -> Case {
        Case {
            name: name.to_owned(),
            input: PathBuf::new(),
            recipe: serde_json::Value::Null,
        }
    }

    fn outcome(text: &str) -> Outcome {
        Outcome::from_texts(text, "-").unwrap()
    }

    fn ledger(lines: &[(&str, &str, u32)]) -> Ledger {
        lines
            .iter()
            .map(|(name, text, since)| {
                let entry = Entry {
                    outcome: outcome(text),
                    since: *since,
                };
                ((*name).to_owned(), entry)
            })
            .collect()
    }

    #[test]
    fn only_lines_that_change_get_a_new_revision() {
        let committed = ledger(&[
            ("a/same", "png 1x1 1 aa", 1),
            ("a/other", "png 1x1 1 aa", 2),
            ("a/gone", "png 1x1 1 aa", 1),
        ]);
        let cases = [case("a/same"), case("a/other"), case("a/new")];
        let outcomes = ["png 1x1 1 aa", "png 1x1 1 bb", "error malformed"];
        let outcomes = outcomes.map(|text| Ok(outcome(text))).into();
        let blessed = bless(&cases, outcomes, &committed).unwrap();
        let since = |name: &str| blessed.ledger[name].since;
        assert_eq!(
            (since("a/same"), since("a/other"), since("a/new")),
            (1, 3, 2)
        );
        assert_eq!((blessed.added, blessed.revision), (1, 3));
        assert_eq!(blessed.removed, ["a/gone"]);
        assert!(
            blessed.changed[0].contains("thumbox verify"),
            "{:?}",
            blessed.changed
        );
    }

    #[test]
    fn a_first_ledger_has_revision_1() {
        let blessed = bless(&[case("a/b")], vec![Ok(outcome("error x"))], &Ledger::new()).unwrap();
        assert_eq!(blessed.ledger["a/b"].since, 1);
        assert!(blessed.changed.is_empty());
    }

    #[test]
    fn a_failure_is_not_blessed() {
        let outcomes = vec![Err(anyhow::anyhow!("no memory"))];
        assert!(bless(&[case("a/b")], outcomes, &Ledger::new()).is_err());
    }

    #[test]
    fn each_kind_of_change_has_a_meaning() {
        for (old, new, word) in [
            ("png 1x1 1 aa", "error x", "refused"),
            ("error x", "png 1x1 1 aa", "accepted"),
            ("error x", "error y", "kind"),
            ("png 1x1 1 aa", "png 1x1 1 aa + png 1x1 1 aa", "number"),
            ("png 1x1 1 aa", "png 1x2 1 aa", "laid out"),
            ("png 1x1 1 aa", "png 1x1 2 ab", "verify"),
            ("png 1x1 1 aa", "png 1x1 1 aa", "warnings"),
        ] {
            let meaning = meaning(&outcome(old), &outcome(new));
            assert!(meaning.contains(word), "{meaning}");
        }
    }
}
