//! A run for a person: each finding with what to do about it, and a table of clients by subject.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Table};

use crate::finding::{Finding, Severity};
use crate::run::Run;
use crate::verdict::{ClientRun, TrialReport, Verdict};

pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const QUIET: Style = Style::new().dimmed();
pub(super) const WARN: Style = AnsiColor::Yellow.on_default();

/// Writes what is red first to last, then the table, then one closing line.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    for trial in run.trials.iter().filter(|trial| trial.is_red()) {
        red_trial(trial, out)?;
    }
    for client in &run.clients {
        for problem in &client.problems {
            writeln!(out, "{} {}: {problem}\n", styled(BAD, "problem"), client.name)?;
        }
    }
    broken_promises(run, out)?;
    remarks(run, out)?;
    table(run, out)?;
    undeclared(run, out)?;
    closing(run, out)
}

fn red_trial(trial: &TrialReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}  {}  {}",
        styled(BAD, trial.verdict),
        styled(Style::new().bold(), &trial.case),
        styled(QUIET, &trial.client)
    )?;
    if let Some(reason) = &trial.reason {
        writeln!(out, "  reason    {}", indented(reason))?;
    }
    for finding in trial.violations() {
        show(finding, out)?;
    }
    if let Some(curl) = &trial.curl {
        writeln!(out, "  request   {}", indented(curl))?;
        writeln!(out, "  served by {}", trial.serve)?;
    }
    writeln!(out, "  repeat    {}", trial.repeat)?;
    if !trial.stderr.is_empty() {
        writeln!(out, "  stderr    {}", indented(&trial.stderr))?;
    }
    for line in &trial.trace {
        writeln!(out, "  {}", styled(QUIET, line))?;
    }
    writeln!(out)
}

pub(super) fn show(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let request = finding.exchange.map_or_else(String::new, |index| format!(" (request {})", index + 1));
    writeln!(out, "  promise   {} [{}, {}]", indented(&finding.promise), finding.clause, finding.evidence)?;
    writeln!(out, "  source    {}", finding.source)?;
    writeln!(out, "  expected  {}", indented(&finding.expected))?;
    writeln!(out, "  seen      {}{request}", indented(&finding.seen))
}

/// With so few findings nobody needs them summed up.
const FEW: usize = 3;

/// Many findings often have one cause, so that the promises broken are told once more, the most often broken first.
fn broken_promises(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut promises: BTreeMap<(&str, &str), (usize, &TrialReport, &Finding)> = BTreeMap::new();
    for trial in run.trials.iter().filter(|trial| trial.verdict == Verdict::Violates) {
        let mut told: Vec<&str> = Vec::new();
        for finding in trial.violations() {
            if !told.contains(&finding.clause.as_str()) {
                told.push(&finding.clause);
                promises.entry((&trial.client, &finding.clause)).or_insert((0, trial, finding)).0 += 1;
            }
        }
    }
    if run.trials.iter().filter(|trial| trial.verdict == Verdict::Violates).count() <= FEW {
        return Ok(());
    }
    let mut promises: Vec<_> = promises.into_iter().collect();
    promises.sort_by_key(|(_, (count, ..))| std::cmp::Reverse(*count));
    writeln!(out, "{}", styled(BAD, "broken promises"))?;
    for ((client, clause), (count, trial, finding)) in promises {
        writeln!(
            out,
            "  {client}: {} [{clause}], {}",
            finding.promise,
            crate::finding::counted(count, "trial")
        )?;
        writeln!(out, "    {}", styled(QUIET, format!("first in {}", trial.case)))?;
    }
    writeln!(out)
}

/// Remarks fail nothing, so each kind is told once with the number of trials that it was seen in.
fn remarks(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut kinds: BTreeMap<(&str, &str), (usize, &TrialReport, &Finding)> = BTreeMap::new();
    for trial in &run.trials {
        let mut counted: Vec<&str> = Vec::new();
        for finding in trial.findings.iter().filter(|finding| finding.severity == Severity::Remark) {
            let entry = kinds.entry((&trial.client, &finding.clause)).or_insert((0, trial, finding));
            if !counted.contains(&finding.clause.as_str()) {
                counted.push(&finding.clause);
                entry.0 += 1;
            }
        }
    }
    if kinds.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} (told, never failing)", styled(WARN, "remarks"))?;
    for ((client, clause), (count, trial, finding)) in kinds {
        let trials = if count == 1 { "1 trial".to_owned() } else { format!("{count} trials") };
        writeln!(out, "  {client}: {} [{clause}, {}], {trials}", finding.promise, finding.evidence)?;
        writeln!(
            out,
            "    {}",
            styled(QUIET, format!("expected {}; seen {}; {}", finding.expected, finding.seen, trial.case))
        )?;
    }
    writeln!(out)
}

fn table(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut subjects: Vec<&str> = run.trials.iter().map(|trial| trial.subject.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["client", "operation"].into_iter().chain(subjects.iter().copied()).chain(["all"]));
    for client in &run.clients {
        let mut operations: Vec<&str> = run
            .trials
            .iter()
            .filter(|trial| trial.client == client.name)
            .map(|trial| trial.operation.as_str())
            .collect();
        operations.sort_unstable();
        operations.dedup();
        for operation in operations {
            let trials: Vec<&TrialReport> = run
                .trials
                .iter()
                .filter(|trial| trial.client == client.name && trial.operation == operation)
                .collect();
            let mut row = vec![Cell::new(named(client)), Cell::new(operation)];
            for subject in &subjects {
                let of_subject: Vec<Verdict> = trials
                    .iter()
                    .filter(|trial| trial.subject == *subject)
                    .map(|trial| trial.verdict)
                    .collect();
                row.push(Cell::new(cell(&of_subject)).set_alignment(CellAlignment::Right));
            }
            let all: Vec<Verdict> = trials.iter().map(|trial| trial.verdict).collect();
            row.push(Cell::new(cell(&all)).set_alignment(CellAlignment::Right));
            table.add_row(row);
        }
    }
    if run.trials.is_empty() {
        return Ok(());
    }
    writeln!(out, "{table}")?;
    writeln!(
        out,
        "{}\n",
        styled(
            QUIET,
            "conforming of judged trials; ! violates, ~ fails as expected, ? conforms unexpectedly, - not applicable, x could not run"
        )
    )
}

/// `12/14 !1 ~1 -2`: conforming of judged, then what else there is.
pub(super) fn cell(verdicts: &[Verdict]) -> String {
    if verdicts.is_empty() {
        return String::new();
    }
    let count = |verdict| verdicts.iter().filter(|found| **found == verdict).count();
    let judged = verdicts.len() - count(Verdict::NotApplicable) - count(Verdict::CouldNotRun);
    let mut text = format!("{}/{judged}", count(Verdict::Conforms));
    for (verdict, sign) in [
        (Verdict::Violates, '!'),
        (Verdict::FailsAsExpected, '~'),
        (Verdict::ConformsUnexpectedly, '?'),
        (Verdict::NotApplicable, '-'),
        (Verdict::CouldNotRun, 'x'),
    ] {
        if count(verdict) > 0 {
            text.push_str(&format!(" {sign}{}", count(verdict)));
        }
    }
    text
}

fn undeclared(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    for client in
        run.clients.iter().filter(|client| !client.undeclared.is_empty() && client.version.is_some())
    {
        writeln!(
            out,
            "{}",
            styled(
                QUIET,
                format!(
                    "{} does not declare {}; nothing was checked there",
                    client.name,
                    client.undeclared.join(", ")
                )
            )
        )?;
    }
    Ok(())
}

fn closing(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let verdicts: Vec<Verdict> = run.trials.iter().map(|trial| trial.verdict).collect();
    let trials = run.trials.len();
    let style = if run.exit_code() == 0 { GOOD } else { BAD };
    let summary = match run.exit_code() {
        0 => "all as expected",
        1 => "a client does not conform",
        _ if run.trials.is_empty() => "nothing was checked",
        _ => "something could not run",
    };
    let noun = if trials == 1 { "trial" } else { "trials" };
    writeln!(out, "{}  {trials} {noun}{}", styled(style, summary), breakdown(&verdicts))
}

/// `: 12 conform, 1 violates`, or no text where there is nothing.
pub(super) fn breakdown(verdicts: &[Verdict]) -> String {
    let mut parts = Vec::new();
    for verdict in Verdict::ALL {
        let count = verdicts.iter().filter(|found| **found == verdict).count();
        if count > 0 {
            parts.push(format!("{count} {}", wording(verdict, count)));
        }
    }
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

fn wording(verdict: Verdict, count: usize) -> &'static str {
    match (verdict, count) {
        (Verdict::Conforms, 1) => "conforms",
        (Verdict::Conforms, _) => "conform",
        (Verdict::Violates, 1) => "violates",
        (Verdict::Violates, _) => "violate",
        (Verdict::FailsAsExpected, 1) => "fails as expected",
        (Verdict::FailsAsExpected, _) => "fail as expected",
        (Verdict::ConformsUnexpectedly, 1) => "conforms unexpectedly",
        (Verdict::ConformsUnexpectedly, _) => "conform unexpectedly",
        (Verdict::NotApplicable, _) => "not applicable",
        (Verdict::CouldNotRun, _) => "could not run",
    }
}

fn named(client: &ClientRun) -> String {
    client
        .version
        .as_ref()
        .map_or_else(|| client.name.clone(), |version| format!("{} {version}", client.name))
}

pub(super) fn indented(text: &str) -> String {
    text.replace('\n', "\n            ")
}

pub(super) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}
