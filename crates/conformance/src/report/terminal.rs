//! A run for a person: each finding with what to do about it, and a table of clients by subject.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Table};

use super::harms::{self, Kind, kinds, rank, word};
use crate::finding::{Finding, Severity, counted};
use crate::run::Run;
use crate::verdict::{ClientRun, TrialReport, Verdict};

pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const QUIET: Style = Style::new().dimmed();
pub(super) const WARN: Style = AnsiColor::Yellow.on_default();

/// Writes what is red, the worst harm first, then what is known and what is remarked, the table, and how many trials
/// show which harm.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut red: Vec<&TrialReport> = run.trials.iter().filter(|trial| trial.is_red()).collect();
    red.sort_by_key(|trial| rank(trial.violations()));
    for trial in red {
        red_trial(trial, out)?;
    }
    for client in &run.clients {
        for problem in &client.problems {
            writeln!(out, "{} {}: {problem}\n", styled(BAD, "problem"), client.name)?;
        }
    }
    broken_promises(run, out)?;
    expected_failures(run, out)?;
    remarks(run, out)?;
    table(run, out)?;
    undeclared(run, out)?;
    harms::write("trial", run.trials.iter().map(|trial| (trial.verdict, trial.findings.as_slice())), out)?;
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
    writeln!(out, "  harm      {}", word(finding.harm))?;
    writeln!(out, "  promise   {} [{}, {}]", indented(&finding.promise), finding.clause, finding.evidence)?;
    writeln!(out, "  source    {}", finding.source)?;
    writeln!(out, "  expected  {}", indented(&finding.expected))?;
    writeln!(out, "  seen      {}{request}", indented(&finding.seen))
}

/// With so few findings nobody needs them summed up.
const FEW: usize = 3;

/// Many findings often have one cause, so that the promises broken are told once more, the worst harm first.
fn broken_promises(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let violates = || run.trials.iter().filter(|trial| trial.verdict == Verdict::Violates);
    if violates().count() <= FEW {
        return Ok(());
    }
    writeln!(out, "{}", styled(BAD, "broken promises"))?;
    for kind in kinds(violates().flat_map(|trial| {
        trial
            .violations()
            .map(move |finding| (trial.client.as_str(), finding.clause.as_str(), trial, finding))
    })) {
        let Finding { promise, clause, .. } = kind.finding;
        let trials = counted(kind.trials, "trial");
        writeln!(out, "  {}  {}: {promise} [{clause}], {trials}", word(kind.harm), kind.who)?;
        writeln!(out, "    {}", styled(QUIET, format!("first in {}", kind.first.case)))?;
    }
    writeln!(out)
}

/// What clients are known to fail turns no run red, and may still be what a reader most wants to know.
fn expected_failures(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let found = run.trials.iter().flat_map(|trial| {
        trial.causes.iter().flat_map(move |cause| {
            let findings = trial.violations().filter(|finding| finding.clause == cause.clause);
            findings.map(move |finding| (trial.client.as_str(), cause.what.as_str(), trial, finding))
        })
    });
    let kinds = kinds(found);
    if kinds.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} (still broken; a fix would turn the run red)", styled(WARN, "expected failures"))?;
    for kind in kinds {
        let trials = counted(kind.trials, "trial");
        writeln!(
            out,
            "  {}  {}: {} [{}], {trials}",
            word(kind.harm),
            kind.who,
            kind.about,
            kind.finding.clause
        )?;
        writeln!(out, "    {}", styled(QUIET, format!("first in {}", kind.first.case)))?;
    }
    writeln!(out)
}

/// Remarks fail nothing, so each kind is told once with the number of trials that it was seen in.
fn remarks(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let kinds = kinds(run.trials.iter().flat_map(|trial| {
        let remarks = trial.findings.iter().filter(|finding| finding.severity == Severity::Remark);
        remarks.map(move |finding| (trial.client.as_str(), finding.clause.as_str(), trial, finding))
    }));
    if kinds.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} (told, never failing)", styled(WARN, "remarks"))?;
    for kind in kinds {
        remark(&kind, "trial", &kind.first.case, out)?;
    }
    writeln!(out)
}

/// One kind of remark with its first example.
pub(super) fn remark<T>(kind: &Kind<'_, T>, noun: &str, place: &str, out: &mut dyn Write) -> io::Result<()> {
    let Finding { promise, clause, evidence, expected, seen, .. } = kind.finding;
    let times = counted(kind.trials, noun);
    writeln!(out, "  {}  {}: {promise} [{clause}, {evidence}], {times}", word(kind.harm), kind.who)?;
    writeln!(out, "    {}", styled(QUIET, format!("expected {expected}; seen {seen}; {place}")))
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
    let style = if run.exit_code() == 0 { GOOD } else { BAD };
    let summary = match run.exit_code() {
        0 => "all as expected",
        1 => "a client does not conform",
        _ if run.trials.is_empty() => "nothing was checked",
        _ => "something could not run",
    };
    let trials = counted(run.trials.len(), "trial");
    writeln!(out, "{}  {trials}{}", styled(style, summary), breakdown(&verdicts))
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
