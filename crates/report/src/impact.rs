//! Findings summed up by impact: the worst first, and how many trials show each.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::Style;
use serde_json::{Map, Value, json};

use contract::{Finding, Impact, Severity, pluralize};
use suite::Verdict;

use crate::style::{BAD, QUIET, WARN, styled};

/// Findings of one impact about one thing with one client.
pub(crate) struct Kind<'a, T> {
    /// The client, or the operation of an endpoint.
    pub(crate) who: &'a str,
    /// The requirement, or the cause.
    pub(crate) about: &'a str,
    /// What it does to a user.
    pub(crate) impact: Impact,
    /// The first of the findings.
    pub(crate) finding: &'a Finding,
    /// Where that was found.
    pub(crate) first: &'a T,
    /// In how many trials such findings are.
    pub(crate) trials: usize,
}

/// The kinds of some findings, each given as whose it is, what it is about, its trial and itself; the worst first,
/// then what is found most often.
pub(crate) fn kinds<'a, T>(
    findings: impl Iterator<Item = (&'a str, &'a str, &'a T, &'a Finding)>,
) -> Vec<Kind<'a, T>> {
    let mut kinds: BTreeMap<(Impact, &str, &str), (Kind<'a, T>, &T)> = BTreeMap::new();
    for (who, about, trial, finding) in findings {
        let new = || (Kind { who, about, impact: finding.impact, finding, first: trial, trials: 1 }, trial);
        let (kind, last) = kinds.entry((finding.impact, who, about)).or_insert_with(new);
        if !std::ptr::eq(*last, trial) {
            kind.trials += 1;
            *last = trial;
        }
    }
    let mut kinds: Vec<Kind<'a, T>> = kinds.into_values().map(|(kind, _)| kind).collect();
    kinds.sort_by_key(|kind| (kind.impact, std::cmp::Reverse(kind.trials)));
    kinds
}

/// What sorts by impact, the worst first and what has none last.
pub(crate) fn rank<'a>(findings: impl Iterator<Item = &'a Finding>) -> usize {
    let worst = findings.map(|finding| finding.impact).min();
    Impact::ALL.iter().position(|impact| Some(*impact) == worst).unwrap_or(Impact::ALL.len())
}

/// An impact as a coloured word.
pub(crate) fn word(impact: Impact) -> String {
    let style = match impact {
        Impact::LeaksSecrets | Impact::LosesData => BAD,
        Impact::Hangs => WARN.bold(),
        Impact::Cosmetic => QUIET,
    };
    styled(style, impact)
}

/// How many trials show an impact.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    failed: usize,
    known: usize,
    /// Only warnings show it, so that the trial does not fail by it.
    warned: usize,
}

impl Tally {
    fn all(self) -> usize {
        self.failed + self.known + self.warned
    }
}

/// A trial counts for every impact that it shows, and for `cosmetic` where it shows nothing worse.
fn tallies<'a>(trials: impl Iterator<Item = (Verdict, &'a [Finding])>) -> [(Impact, Tally); 4] {
    let mut tallies = Impact::ALL.map(|impact| (impact, Tally::default()));
    for (verdict, findings) in trials {
        let worse = findings.iter().any(|finding| finding.impact != Impact::Cosmetic);
        for (impact, tally) in &mut tallies {
            let mut of_impact = findings.iter().filter(|finding| finding.impact == *impact).peekable();
            if of_impact.peek().is_none() || (*impact == Impact::Cosmetic && worse) {
                continue;
            }
            let fails = of_impact.any(|finding| finding.severity == Severity::Violation);
            match verdict {
                Verdict::KnownFailure if fails => tally.known += 1,
                _ if fails => tally.failed += 1,
                _ => tally.warned += 1,
            }
        }
    }
    tallies
}

/// `loses data     12 trials: 2 failed, 9 known failures, 1 with warnings only`, a line for each impact; nothing where nothing
/// was found.
pub(crate) fn write<'a>(
    noun: &str,
    trials: impl Iterator<Item = (Verdict, &'a [Finding])>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let tallies = tallies(trials);
    if tallies.iter().all(|(_, tally)| tally.all() == 0) {
        return Ok(());
    }
    for (impact, tally) in tallies {
        let Tally { failed, known, warned } = tally;
        let known_failures = if known == 1 { "known failure" } else { "known failures" };
        let parts: Vec<String> =
            [(failed, "failed"), (known, known_failures), (warned, "with warnings only")]
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!("{count} {what}"))
                .collect();
        let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
        let style = if tally.all() == 0 { QUIET } else { Style::new() };
        let line = format!("{:<14} {}{parts}", impact.to_string(), pluralize(tally.all(), noun));
        writeln!(out, "{}", styled(style, line))?;
    }
    writeln!(out)
}

/// The same for a program: `{"loses-data": {"all", "failed", "known-failures", "warnings-only"}, …}`.
pub(crate) fn json<'a>(trials: impl Iterator<Item = (Verdict, &'a [Finding])>) -> Map<String, Value> {
    let of = |(impact, tally): (Impact, Tally)| {
        let Tally { failed, known, warned } = tally;
        let counts = json!({
            "all": tally.all(), "failed": failed, "known-failures": known, "warnings-only": warned,
        });
        (impact.to_string().replace(' ', "-"), counts)
    };
    tallies(trials).map(of).into_iter().collect()
}
