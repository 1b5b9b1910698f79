//! Findings summed up by what they do to a user: the worst first, and how many trials show each harm.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::Style;
use serde_json::{Map, Value, json};

use super::terminal::{BAD, QUIET, WARN, styled};
use crate::finding::{Finding, Harm, Severity, counted};
use crate::verdict::Verdict;

/// Findings of one harm about one thing with one client.
pub(super) struct Kind<'a, T> {
    /// The client, or the operation of an endpoint.
    pub(super) who: &'a str,
    /// The promise, or the cause.
    pub(super) about: &'a str,
    /// What it does to a user.
    pub(super) harm: Harm,
    /// The first of the findings.
    pub(super) finding: &'a Finding,
    /// Where that was found.
    pub(super) first: &'a T,
    /// In how many trials such findings are.
    pub(super) trials: usize,
}

/// The kinds of some findings, each given as whose it is, what it is about, its trial and itself; the worst first,
/// then what is told most often.
pub(super) fn kinds<'a, T>(
    findings: impl Iterator<Item = (&'a str, &'a str, &'a T, &'a Finding)>,
) -> Vec<Kind<'a, T>> {
    let mut kinds: BTreeMap<(Harm, &str, &str), (Kind<'a, T>, &T)> = BTreeMap::new();
    for (who, about, trial, finding) in findings {
        let new = || (Kind { who, about, harm: finding.harm, finding, first: trial, trials: 1 }, trial);
        let (kind, last) = kinds.entry((finding.harm, who, about)).or_insert_with(new);
        if !std::ptr::eq(*last, trial) {
            kind.trials += 1;
            *last = trial;
        }
    }
    let mut kinds: Vec<Kind<'a, T>> = kinds.into_values().map(|(kind, _)| kind).collect();
    kinds.sort_by_key(|kind| (kind.harm, std::cmp::Reverse(kind.trials)));
    kinds
}

/// What sorts by harm, the worst first and what has none last.
pub(super) fn rank<'a>(findings: impl Iterator<Item = &'a Finding>) -> usize {
    let worst = findings.map(|finding| finding.harm).min();
    Harm::ALL.iter().position(|harm| Some(*harm) == worst).unwrap_or(Harm::ALL.len())
}

/// A harm as a coloured word.
pub(super) fn word(harm: Harm) -> String {
    let style = match harm {
        Harm::LeaksSecrets | Harm::LosesData => BAD,
        Harm::NeverReturns => WARN.bold(),
        Harm::Differs => QUIET,
    };
    styled(style, harm)
}

/// How many trials show a harm.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    violate: usize,
    as_expected: usize,
    /// Only remarks show it, so that the trial does not fail by it.
    remarked: usize,
}

impl Tally {
    fn all(self) -> usize {
        self.violate + self.as_expected + self.remarked
    }
}

/// A trial counts for every harm that it shows, and for `differs` where it shows nothing worse.
fn tallies<'a>(trials: impl Iterator<Item = (Verdict, &'a [Finding])>) -> [(Harm, Tally); 4] {
    let mut tallies = Harm::ALL.map(|harm| (harm, Tally::default()));
    for (verdict, findings) in trials {
        let worse = findings.iter().any(|finding| finding.harm != Harm::Differs);
        for (harm, tally) in &mut tallies {
            let mut of_harm = findings.iter().filter(|finding| finding.harm == *harm).peekable();
            if of_harm.peek().is_none() || (*harm == Harm::Differs && worse) {
                continue;
            }
            let fails = of_harm.any(|finding| finding.severity == Severity::Violation);
            match verdict {
                Verdict::FailsAsExpected if fails => tally.as_expected += 1,
                _ if fails => tally.violate += 1,
                _ => tally.remarked += 1,
            }
        }
    }
    tallies
}

/// `loses data     12 trials: 2 violate, 9 fail as expected, 1 remarked only`, a line for each harm; nothing where
/// nothing was found.
pub(super) fn write<'a>(
    noun: &str,
    trials: impl Iterator<Item = (Verdict, &'a [Finding])>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let tallies = tallies(trials);
    if tallies.iter().all(|(_, tally)| tally.all() == 0) {
        return Ok(());
    }
    for (harm, tally) in tallies {
        let Tally { violate, as_expected, remarked } = tally;
        let parts: Vec<String> = [
            (violate, if violate == 1 { "violates" } else { "violate" }),
            (as_expected, if as_expected == 1 { "fails as expected" } else { "fail as expected" }),
            (remarked, "remarked only"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
        let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
        let style = if tally.all() == 0 { QUIET } else { Style::new() };
        let name = match harm {
            Harm::Differs => "differs only".to_owned(),
            worse => worse.to_string(),
        };
        let line = format!("{name:<14} {}{parts}", counted(tally.all(), noun));
        writeln!(out, "{}", styled(style, line))?;
    }
    writeln!(out)
}

/// The same for a program: `{"loses-data": {"all", "violate", "fail-as-expected", "remarked-only"}, …}`.
pub(super) fn json<'a>(trials: impl Iterator<Item = (Verdict, &'a [Finding])>) -> Map<String, Value> {
    let of = |(harm, tally): (Harm, Tally)| {
        let Tally { violate, as_expected, remarked } = tally;
        let counts = json!({
            "all": tally.all(), "violate": violate, "fail-as-expected": as_expected, "remarked-only": remarked,
        });
        (harm.to_string().replace(' ', "-"), counts)
    };
    tallies(trials).map(of).into_iter().collect()
}
