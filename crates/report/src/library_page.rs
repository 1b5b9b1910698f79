//! One library for an engineer who uses it, as Markdown: what was checked, what goes wrong, what it does by itself.

use std::collections::BTreeSet;
use std::path::Path;

use client_protocol::Drive;
use contract::{Finding, Impact, Severity, pluralize};
use runner::default_behavior::{Observation, SCENARIOS};
use runner::{Client, Manifest, Run, TrialResult};
use suite::Verdict;

use crate::impact::kinds;
use crate::markdown::{code, table, text};
use crate::measured::{KnownCause, Row, known_causes, rows, scenario, version};
use crate::notes::{Notes, without_rows};
use crate::style::cell;

/// From `docs/libraries`, where the page lies, to the root.
const ROOT: &str = "../..";

/// How much of a value a warning shows, in characters.
const LONGEST_EXAMPLE: usize = 80;

/// The page of one client of a run; `notes` is what people wrote in its `README.md`, without which the page has less.
///
/// Like [`crate::matrix::page`] it holds no time of the machine's own, so that two runs write the same.
#[must_use]
pub fn page(run: &Run, client: &Client, observations: &[Observation], notes: &str) -> String {
    let name = &client.name;
    let rows = rows(run, name, observations);
    let causes = known_causes(run, std::slice::from_ref(client));
    let mut notes = Notes::read(notes, &format!("{ROOT}/clients/{name}/"));
    let parts = [
        format!(
            "# {}\n\n<!-- Written by `cargo xtask matrix` from a run and from clients/{name}; do not edit. -->\n",
            if notes.title.is_empty() { name } else { &notes.title }
        ),
        checked(run, client, &rows, &notes.opening),
        requirements(&rows),
        failures(&causes),
        warnings(run, name),
        deviations(name, &causes, notes.take("Known deviations")),
        default_behavior(&rows, notes.take("Default behavior")),
        refusals(&rows),
        adapter(name, notes),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn checked(run: &Run, client: &Client, rows: &[Row<'_>], opening: &str) -> String {
    let Manifest { homepage, language, .. } = &client.manifest;
    let homepage = if homepage.is_empty() { String::new() } else { format!(", <{homepage}>") };
    let mut written = format!(
        "Version {} was checked ({language}{homepage}), with these operations:\n\n",
        version(run, &client.name)
    );
    for Row { operation, .. } in rows {
        written.push_str(&format!("- [{operation}]({ROOT}/schemas/{operation}/operation.json)\n"));
    }
    written
        .push_str(&format!("\nCheck it yourself:\n\n```sh\nclausal check --client {}\n```\n", client.name));
    if !opening.is_empty() {
        written.push_str(&format!(
            "\n## How it is called\n\n{opening}\n\nA `page` is one call of the library, for one page of results; a `walk` is all pages through its own paginator.\n"
        ));
    }
    written
}

fn requirements(rows: &[Row<'_>]) -> String {
    let tables = rows.iter().map(|row| {
        let line = |name: &str, subject: Option<&str>| {
            let (held, asked) = requirements_of(row, subject);
            vec![name.to_owned(), format!("{held} of {asked}"), cell(&row.verdicts(subject))]
        };
        let lines = row.subjects().into_iter().map(|subject| line(subject, Some(subject)));
        let lines = lines.chain([line("all", None)]);
        let header = ["subject", "requirements that hold", "trials passed"];
        let table = table(&header, lines);
        if rows.len() > 1 { format!("### {}\n\n{table}", row.operation) } else { table }
    });
    format!(
        "## Requirements\n\nA requirement holds if no trial breaks it; most have several trials.\n[The index](README.md#signs) explains the signs.\n\n{}",
        tables.collect::<Vec<_>>().join("\n")
    )
}

/// How many requirements hold, and how many were asked for or broken.
fn requirements_of(row: &Row<'_>, subject: Option<&str>) -> (usize, usize) {
    let judged = row.trials.iter().filter(|trial| {
        trial.verdict != Verdict::Skipped && subject.is_none_or(|name| trial.subject == name)
    });
    let broken: BTreeSet<&str> =
        judged.clone().flat_map(|trial| trial.violations()).map(|finding| finding.clause.as_str()).collect();
    let asked: BTreeSet<&str> = judged.map(|trial| trial.clause.as_str()).chain(broken.clone()).collect();
    (asked.len() - broken.len(), asked.len())
}

fn failures(causes: &[KnownCause<'_>]) -> String {
    let mut written = "## What goes wrong\n\n".to_owned();
    if causes.is_empty() {
        written.push_str("No requirement is known to be broken.\n");
        return written;
    }
    written.push_str("Known failures, the worst impact first.\nEach breaks a requirement of the reference or of a standard, and has a program that shows it without Clausal.\n");
    for impact in Impact::ALL {
        let of_impact: Vec<String> =
            causes.iter().filter(|cause| cause.impact == impact).map(failure).collect();
        if !of_impact.is_empty() {
            written.push_str(&format!("\n### {}\n\n{}\n", capital(&impact.to_string()), meaning(impact)));
            written.push_str(&of_impact.concat());
        }
    }
    written
}

fn failure(cause: &KnownCause<'_>) -> String {
    let KnownCause { client, entry, .. } = cause;
    let mut written = format!("\n**{}**\n\n", capital(&text(&entry.what)));
    for finding in &cause.broken {
        written.push_str(&format!("- Requirement: {}\n", requirement(finding)));
    }
    written.push_str(&format!("- Why: {}\n", text(&entry.why)));
    if let Some(place) = &entry.place {
        written.push_str(&format!("- Where: {}\n", code(place)));
    }
    if let Some(reproduction) = &entry.reproduction {
        written.push_str(&format!(
            "- Shown by: [{reproduction}]({ROOT}/clients/{}/{reproduction})\n",
            client.name
        ));
    }
    written.push_str(&format!("- Seen in: {}\n", pluralize(cause.trials, "trial")));
    written
}

/// A requirement with its clause and its source.
fn requirement(finding: &Finding) -> String {
    let source = match finding.source.split_once(", ") {
        Some((address, section)) if address.starts_with("https://") => {
            format!("[{}]({address})", text(section))
        }
        _ => text(&finding.source),
    };
    format!("{}: {} ({source})", code(&finding.clause), text(&finding.requirement))
}

fn meaning(impact: Impact) -> &'static str {
    match impact {
        Impact::LeaksSecrets => "A secret, or what the caller asked for, is sent to the wrong place.",
        Impact::LosesData => {
            "The caller gets fewer, other or repeated results, or an error, as if it were what the service has."
        }
        Impact::Hangs => "The call does not end by itself.",
        Impact::Cosmetic => "A requirement is broken, and no caller is worse off.",
    }
}

/// What differs from what only an example or careful clients show.
fn warnings(run: &Run, client: &str) -> String {
    let trials = run.trials.iter().filter(|trial| trial.client == client);
    let findings = trials.flat_map(|trial: &TrialResult| {
        let warnings = trial.findings.iter().filter(|finding| finding.severity == Severity::Warning);
        warnings.map(move |finding| (client, finding.clause.as_str(), trial, finding))
    });
    let lines: Vec<Vec<String>> = kinds(findings)
        .iter()
        .map(|kind| {
            let trials = kind.trials.to_string();
            let Finding { expected, actual, .. } = kind.finding;
            let example = format!("expected {}; actual {}", text(&start(expected)), text(&start(actual)));
            vec![kind.impact.to_string(), requirement(kind.finding), example, trials]
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    format!(
        "### Warnings\n\nThese fail no trial: only an example or the practice of careful clients speaks for the requirement, or the reference leaves it open.\n\n{}",
        table(&["impact", "requirement", "for example", "trials"], lines.into_iter())
    )
}

/// The start of a text that may hold a whole body; what is in an object or a list may hold the time of the run.
fn start(text: &str) -> String {
    let structure = text.find(['{', '[']).map_or(text.len(), |at| at + 1);
    let longest = text.char_indices().nth(LONGEST_EXAMPLE).map_or(text.len(), |(end, _)| end);
    let end = structure.min(longest);
    if end < text.len() { format!("{}…", &text[..end]) } else { text.to_owned() }
}

/// The hand-written deviations, but for those that are known failures.
fn deviations(client: &str, causes: &[KnownCause<'_>], notes: Option<String>) -> String {
    let shown: Vec<&str> = causes
        .iter()
        .filter_map(|cause| Path::new(cause.entry.reproduction.as_deref()?).file_stem()?.to_str())
        .collect();
    notes.and_then(|body| without_rows(&body, &shown)).map_or_else(String::new, |body| {
        format!(
            "### More deviations\n\nThese fail no trial ([the scripts]({ROOT}/clients/{client}/repro)).\n{body}\n"
        )
    })
}

fn default_behavior(rows: &[Row<'_>], notes: Option<String>) -> String {
    let mut header = vec!["the server"];
    header.extend(rows.iter().map(|row| row.operation));
    let answered = SCENARIOS.iter().filter(|scenario| scenario.name != "plain");
    let lines = answered.map(|scenario| {
        let mut line = vec![scenario.what.to_owned()];
        line.extend(rows.iter().map(|row| match row.seen(scenario.name) {
            Some(seen) => observed(seen),
            None if scenario.drive == Drive::Walk => "no paginator".to_owned(),
            None => String::new(),
        }));
        line
    });
    let mut written = format!(
        "## What it does by itself\n\nMeasured with nothing set but endpoint and keys, on servers that always answer alike.\nNo requirement says what is right here.\n\n{}",
        table(&header, lines)
    );
    if let Some(notes) = notes {
        written.push_str(&format!("\n{notes}\n"));
    }
    written
}

fn observed(seen: &Observation) -> String {
    let patience = scenario(seen).map_or(0, |scenario| scenario.patience);
    if scenario(seen).is_some_and(|scenario| scenario.first_only) {
        return match seen.waited {
            Some(waited) => format!("gives up after {:.0} s", waited.as_secs_f64()),
            None => format!("still waits after {patience} s"),
        };
    }
    let (noun, outcome) = (if seen.drive == Drive::Walk { "page" } else { "request" }, &seen.outcome);
    let end = match (outcome.result.as_str(), &outcome.native) {
        _ if outcome.stopped => return "no end: takes page after page".to_owned(),
        ("failed", Some(native)) if seen.drive == Drive::Walk => format!("the error {}", code(native)),
        ("failed", _) => "an error".to_owned(),
        ("returned", _) => "a value".to_owned(),
        ("silent", _) => format!("neither value nor error within {patience} s"),
        (other, _) => text(other),
    };
    format!("{}, then {end}", pluralize(seen.requests, noun))
}

fn refusals(rows: &[Row<'_>]) -> String {
    let counted: Vec<_> = rows.iter().map(Row::refusals).collect();
    let generators: BTreeSet<&str> = counted.iter().flat_map(|of| of.keys().copied()).collect();
    let intro = "## What it refuses by itself";
    if generators.is_empty() {
        return format!("{intro}\n\nNo trial passes it a value that the reference forbids.\n");
    }
    let mut header = vec!["limit"];
    header.extend(rows.iter().map(|row| row.operation));
    let lines = generators.iter().map(|generator| {
        let mut line = vec![(*generator).to_owned()];
        line.extend(counted.iter().map(|of| {
            of.get(generator).map_or_else(String::new, |(count, all)| format!("{count} of {all}"))
        }));
        line
    });
    format!(
        "{intro}\n\nOf values that the reference forbids, how many it refuses before it sends anything.\nA library need not refuse: what it sends, the service refuses.\n\n{}",
        table(&header, lines)
    )
}

fn adapter(client: &str, notes: Notes) -> String {
    let mut written = format!(
        "## Notes on the adapter\n\nThe adapter is the program through which Clausal calls the library: [clients/{client}]({ROOT}/clients/{client}).\n"
    );
    for section in notes.rest() {
        written.push_str(&format!("\n### {}\n\n{}\n", section.heading, section.body));
    }
    written
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
