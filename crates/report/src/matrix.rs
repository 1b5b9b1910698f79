//! The clients side by side, as Markdown: verdicts, default behavior, and what each is known to fail.

use std::collections::{BTreeMap, BTreeSet};

use client_protocol::Drive;
use runner::default_behavior::Observation;
use runner::{Client, Run};

use crate::markdown::{code, table, text};
use crate::measured::{KnownCause, Row, known_causes, rows, scenario};
use crate::style::cell;

/// The whole page. Its only times are those that libraries wait, in whole seconds, so that two runs write the same.
#[must_use]
pub fn page(run: &Run, clients: &[Client], observations: &[Observation]) -> String {
    let rows: Vec<Row<'_>> =
        run.clients.iter().flat_map(|client| rows(run, &client.name, observations)).collect();
    [
        "# The clients, side by side\n\n<!-- Written by `cargo xtask matrix` from a run; do not edit. -->\n\n[A page for each library](../docs/libraries/README.md) says the same for one alone.\n"
            .to_owned(),
        verdicts(&rows),
        default_behavior(&rows),
        refusals(&rows),
        known_failures(run, clients),
    ]
    .join("\n")
}

fn verdicts(rows: &[Row<'_>]) -> String {
    let subjects: BTreeSet<&str> = rows.iter().flat_map(Row::subjects).collect();
    let mut header = vec!["client", "version", "operation"];
    header.extend(&subjects);
    header.push("all");
    let lines = rows.iter().map(|row| {
        let mut line = vec![row.client.to_owned(), row.version.to_owned(), row.operation.to_owned()];
        line.extend(subjects.iter().map(|subject| cell(&row.verdicts(Some(subject)))));
        line.push(cell(&row.verdicts(None)));
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
        let mut line = vec![row.client.to_owned(), row.operation.to_owned()];
        line.extend(attempts.iter().map(|name| row.seen(name).map_or_else(String::new, attempted)));
        line.push(row.seen("silent").map_or_else(String::new, waited));
        line.extend(
            ["same-page", "endless"]
                .iter()
                .map(|name| row.seen(name).map_or_else(|| "no paginator".to_owned(), walked)),
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
    match (seen.waited, scenario(seen)) {
        (Some(waited), _) => format!("{:.0} s", waited.as_secs_f64()),
        (None, Some(scenario)) => format!("more than {} s", scenario.patience),
        (None, None) => String::new(),
    }
}

fn walked(seen: &Observation) -> String {
    debug_assert_eq!(seen.drive, Drive::Walk, "only walks take several pages");
    match (&seen.outcome.native, seen.outcome.stopped) {
        (_, true) => "no end".to_owned(),
        (Some(native), _) => format!("{}, {}", seen.requests, text(native)),
        (None, _) => format!("{}, {}", seen.requests, seen.outcome.result),
    }
}

/// Of input that the reference forbids, how much a library refuses by itself, generator by generator.
fn refusals(rows: &[Row<'_>]) -> String {
    let counted: Vec<_> = rows.iter().map(Row::refusals).collect();
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
    format!(
        "## Known failures\n\nEach breaks a requirement of the reference or of a standard, and each has a program that shows it without this harness (`cargo xtask reproduce`). The worst impact comes first.\n\n{}",
        table(&header, known_causes(run, clients).iter().map(known_failure))
    )
}

fn known_failure(cause: &KnownCause<'_>) -> Vec<String> {
    let KnownCause { client, entry, .. } = cause;
    vec![
        cause.impact.to_string(),
        client.name.clone(),
        cause.trials.to_string(),
        text(&entry.what),
        text(&entry.why),
        entry.place.as_deref().map_or_else(String::new, code),
        entry.reproduction.as_ref().map_or_else(String::new, |reproduction| {
            format!("[{reproduction}]({}/{reproduction})", client.name)
        }),
    ]
}
