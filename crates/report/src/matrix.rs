//! The clients side by side, as Markdown: verdicts, default behavior, and what each is known to fail.

use std::collections::{BTreeMap, BTreeSet};

use client_protocol::Drive;
use contract::Impact;
use runner::default_behavior::{Observation, SCENARIOS};
use runner::{Client, KnownFailure, Run, TrialResult};
use suite::Verdict;

use crate::style::cell;

/// The whole page. Its only times are those that libraries wait, in whole seconds, so that two runs write the same.
#[must_use]
pub fn page(run: &Run, clients: &[Client], observations: &[Observation]) -> String {
    let rows: Vec<Row<'_>> = rows(run, observations);
    [
        "# The clients, side by side\n\n<!-- Written by `cargo xtask matrix` from a run; do not edit. -->\n"
            .to_owned(),
        verdicts(&rows),
        default_behavior(&rows),
        refusals(&rows),
        known_failures(run, clients),
    ]
    .join("\n")
}

/// One client in one operation.
struct Row<'a> {
    client: &'a str,
    version: &'a str,
    operation: &'a str,
    trials: Vec<&'a TrialResult>,
    seen: Vec<&'a Observation>,
}

fn rows<'a>(run: &'a Run, observations: &'a [Observation]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for client in &run.clients {
        let of_client = run.trials.iter().filter(|trial| trial.client == client.name);
        let operations: BTreeSet<&str> = of_client.map(|trial| trial.operation.as_str()).collect();
        for operation in operations {
            let is = |name: &str, of: &str| name == client.name && of == operation;
            rows.push(Row {
                client: &client.name,
                version: client.version.as_deref().unwrap_or("?"),
                operation,
                trials: run.trials.iter().filter(|trial| is(&trial.client, &trial.operation)).collect(),
                seen: observations.iter().filter(|seen| is(&seen.client, &seen.operation)).collect(),
            });
        }
    }
    rows
}

fn verdicts(rows: &[Row<'_>]) -> String {
    let subjects: BTreeSet<&str> =
        rows.iter().flat_map(|row| &row.trials).map(|trial| trial.subject.as_str()).collect();
    let mut header = vec!["client", "version", "operation"];
    header.extend(&subjects);
    header.push("all");
    let lines = rows.iter().map(|row| {
        let of = |subject: Option<&str>| {
            let of_subject =
                row.trials.iter().filter(|trial| subject.is_none_or(|name| trial.subject == name));
            cell(&of_subject.map(|trial| trial.verdict).collect::<Vec<_>>())
        };
        let mut line = vec![row.client.to_owned(), row.version.to_owned(), row.operation.to_owned()];
        line.extend(subjects.iter().map(|subject| of(Some(subject))));
        line.push(of(None));
        line
    });
    format!(
        "## Verdicts\n\nPassed of judged trials, by subject; `!` failed, `~` known failure (see [below](#known-failures)), `-` skipped: the library cannot express the case, or did not reach what it is about.\n\n{}",
        table(&header, lines)
    )
}

fn default_behavior(rows: &[Row<'_>]) -> String {
    let attempts = ["throttled", "failing", "unavailable", "cut", "reset"];
    let mut header = vec!["client", "operation"];
    header.extend(["429", "500", "503", "cut body", "reset", "waits", "same page", "endless pages"]);
    let lines = rows.iter().map(|row| {
        let seen = |name: &str| row.seen.iter().copied().find(|seen| seen.scenario == name);
        let mut line = vec![row.client.to_owned(), row.operation.to_owned()];
        line.extend(attempts.iter().map(|name| seen(name).map_or_else(String::new, attempted)));
        line.push(seen("silent").map_or_else(String::new, waited));
        line.extend(
            ["same-page", "endless"]
                .iter()
                .map(|name| seen(name).map_or_else(|| "no paginator".to_owned(), walked)),
        );
        line
    });
    format!(
        "## Default behavior\n\nMeasured with nothing set but endpoint and keys. Requests sent to a server that always answers so; `returned` where the caller got a value for it. Where a library requires a value of its caller, the README in its folder says which was given. `waits`: how long one request is left unanswered before the library gives up. `same page`: pages taken from a server that always names the same next page, and `endless pages` from one that always has another.\n\n{}",
        table(&header, lines)
    )
}

fn attempted(seen: &Observation) -> String {
    match seen.outcome.result.as_str() {
        "failed" => seen.requests.to_string(),
        other => format!("{}, {other}", seen.requests),
    }
}

fn waited(seen: &Observation) -> String {
    let patience = SCENARIOS.iter().find(|scenario| scenario.name == seen.scenario);
    match (seen.waited, patience) {
        (Some(waited), _) => format!("{:.0} s", waited.as_secs_f64()),
        (None, Some(scenario)) => format!("more than {} s", scenario.patience),
        (None, None) => String::new(),
    }
}

fn walked(seen: &Observation) -> String {
    debug_assert_eq!(seen.drive, Drive::Walk, "only walks take several pages");
    match (&seen.outcome.native, seen.outcome.stopped) {
        (_, true) => "no end".to_owned(),
        (Some(native), _) => format!("{}, {native}", seen.requests),
        (None, _) => format!("{}, {}", seen.requests, seen.outcome.result),
    }
}

/// Of input that the reference forbids, how much a library refuses by itself, generator by generator.
fn refusals(rows: &[Row<'_>]) -> String {
    let count = |row: &Row<'_>| {
        let mut generators: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for trial in &row.trials {
            if let (Some(generator), Some(refused)) = (trial.generator, trial.refused) {
                let (count, all) = generators.entry(generator).or_default();
                *count += usize::from(refused);
                *all += 1;
            }
        }
        generators
    };
    let counted: Vec<_> = rows.iter().map(count).collect();
    let generators: BTreeSet<&str> = counted.iter().flat_map(BTreeMap::keys).copied().collect();
    let mut header = vec!["client", "operation"];
    header.extend(&generators);
    let lines = rows.iter().zip(&counted).map(|(row, counted)| {
        let mut line = vec![row.client.to_owned(), row.operation.to_owned()];
        line.extend(generators.iter().map(|generator| {
            counted.get(generator).map_or_else(String::new, |(count, all)| format!("{count}/{all}"))
        }));
        line
    });
    format!(
        "## What the libraries refuse by themselves\n\nOf input that the reference forbids, how many values are refused before anything is sent. A library need not refuse: what it sends, the service refuses. What a typed library cannot express is not counted.\n\n{}",
        table(&header, lines)
    )
}

fn known_failures(run: &Run, clients: &[Client]) -> String {
    let header = ["impact", "client", "trials", "what happens", "why", "where", "shown by"];
    let mut lines: Vec<(Impact, Vec<String>)> = Vec::new();
    for client in clients {
        let entries = &client.known_failures.entries;
        for (index, entry) in entries.iter().enumerate() {
            // One cause that breaks two requirements has two entries.
            let same =
                |other: &KnownFailure| other.what == entry.what && other.reproduction == entry.reproduction;
            if !entries[..index].iter().any(same) {
                let entries: Vec<&KnownFailure> = entries.iter().filter(|other| same(other)).collect();
                lines.push(known_failure(run, client, &entries));
            }
        }
    }
    lines.sort_by_key(|(impact, _)| *impact);
    format!(
        "## Known failures\n\nEach breaks a requirement of the reference or of a standard, and each has a program that shows it without this harness (`cargo xtask reproduce`). The worst impact comes first.\n\n{}",
        table(&header, lines.into_iter().map(|(_, line)| line))
    )
}

/// One cause, with the worst impact that it had in this run.
fn known_failure(run: &Run, client: &Client, entries: &[&KnownFailure]) -> (Impact, Vec<String>) {
    let failing = run.trials.iter().filter(|trial| {
        trial.client == client.name
            && trial.verdict == Verdict::KnownFailure
            && entries.iter().any(|entry| entry.matches(&trial.case))
    });
    let clauses: Vec<&str> = entries.iter().map(|entry| entry.clause.as_str()).collect();
    let mut impact = Impact::Cosmetic;
    let mut trials = 0;
    for trial in failing {
        trials += 1;
        let findings = trial.findings.iter().filter(|finding| clauses.contains(&finding.clause.as_str()));
        impact = findings.map(|finding| finding.impact).fold(impact, Ord::min);
    }
    let entry = entries[0];
    let line = vec![
        impact.to_string(),
        client.name.clone(),
        trials.to_string(),
        entry.what.clone(),
        entry.why.clone(),
        entry.place.as_ref().map_or_else(String::new, |place| format!("`{place}`")),
        entry.reproduction.as_ref().map_or_else(String::new, |reproduction| {
            format!("[{reproduction}]({}/{reproduction})", client.name)
        }),
    ];
    (impact, line)
}

fn table(header: &[&str], lines: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let mut text = line(&header);
    text.push_str(&line(&vec!["---".to_owned(); header.len()]));
    for cells in lines {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        text.push_str(&line(&cells));
    }
    text
}
