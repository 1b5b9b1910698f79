//! A run for a person: each failure with what to do about it, and a table of clients by subject.

use std::io::{self, Write};

use anstyle::Style;
use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Table};
use contract::{Finding, Severity, pluralize};
use runner::{ClientResult, Run, TrialResult};
use suite::Verdict;

use crate::commands::{self, Commands};
use crate::impact::{self, Kind, kinds, rank, word};
use crate::style::{BAD, GOOD, LEGEND, QUIET, WARN, breakdown, cell, indented, styled};
use crate::trace;

/// Writes what failed, the worst impact first, then known failures, warnings, the table, how many trials show which impact,
/// and the result of the run.
///
/// # Errors
/// What the writer says.
pub fn write(run: &Run, commands: &Commands, out: &mut dyn Write) -> io::Result<()> {
    let mut failing: Vec<&TrialResult> = run.trials.iter().filter(|trial| trial.fails_the_run()).collect();
    failing.sort_by_key(|trial| rank(trial.violations()));
    for trial in failing {
        failure(run, commands, trial, out)?;
    }
    for client in &run.clients {
        for problem in &client.problems {
            writeln!(out, "{} {}: {problem}\n", styled(BAD, "error"), client.name)?;
        }
    }
    broken_requirements(run, out)?;
    known_failures(run, out)?;
    warnings(run, out)?;
    table(run, out)?;
    not_tested(run, out)?;
    impact::write("trial", run.trials.iter().map(|trial| (trial.verdict, trial.findings.as_slice())), out)?;
    closing(run, out)
}

fn failure(run: &Run, commands: &Commands, trial: &TrialResult, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}  {}  {}",
        styled(BAD, trial.verdict),
        styled(Style::new().bold(), &trial.case),
        styled(QUIET, &trial.client)
    )?;
    if let Some(reason) = &trial.reason {
        writeln!(out, "  reason       {}", indented(reason))?;
    }
    for finding in trial.violations() {
        show(finding, out)?;
    }
    if let Some(request) = commands::request(trial) {
        writeln!(out, "  request      {}", indented(&request))?;
        writeln!(out, "  served by    {}", commands.serve_trial(trial))?;
    }
    let client = run.clients.iter().find(|client| client.name == trial.client);
    writeln!(out, "  repeat       {}", commands.repeat(client, trial))?;
    if !trial.stderr.is_empty() {
        writeln!(out, "  stderr       {}", indented(&trial.stderr))?;
    }
    for line in trial.evidence.iter().flat_map(|evidence| trace::lines(&evidence.wire)) {
        writeln!(out, "  {}", styled(QUIET, line))?;
    }
    writeln!(out)
}

pub(crate) fn show(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let request = finding.exchange.map_or_else(String::new, |index| format!(" (request {})", index + 1));
    writeln!(out, "  impact       {}", word(finding.impact))?;
    writeln!(
        out,
        "  requirement  {} [{}, {}]",
        indented(&finding.requirement),
        finding.clause,
        finding.evidence
    )?;
    writeln!(out, "  source       {}", finding.source)?;
    writeln!(out, "  expected     {}", indented(&finding.expected))?;
    writeln!(out, "  actual       {}{request}", indented(&finding.actual))
}

/// So few failures are not summed up.
const FEW: usize = 3;

/// Many failures often have one cause, so that the broken requirements are listed once more, the worst impact first.
fn broken_requirements(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let failed = || run.trials.iter().filter(|trial| trial.verdict == Verdict::Failed);
    if failed().count() <= FEW {
        return Ok(());
    }
    writeln!(out, "{}", styled(BAD, "broken requirements"))?;
    for kind in kinds(failed().flat_map(|trial| {
        trial
            .violations()
            .map(move |finding| (trial.client.as_str(), finding.clause.as_str(), trial, finding))
    })) {
        let Finding { requirement, clause, .. } = kind.finding;
        let trials = pluralize(kind.trials, "trial");
        writeln!(out, "  {}  {}: {requirement} [{clause}], {trials}", word(kind.impact), kind.who)?;
        writeln!(out, "    {}", styled(QUIET, format!("first in {}", kind.first.case)))?;
    }
    writeln!(out)
}

/// Known failures do not fail the run, and may still be what a reader most wants to know.
fn known_failures(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let found = run.trials.iter().flat_map(|trial| {
        trial.known_failures.iter().flat_map(move |cause| {
            let findings = trial.violations().filter(|finding| finding.clause == cause.clause);
            findings.map(move |finding| (trial.client.as_str(), cause.what.as_str(), trial, finding))
        })
    });
    let kinds = kinds(found);
    if kinds.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} (the run fails when one starts to pass)", styled(WARN, "known failures"))?;
    for kind in kinds {
        let trials = pluralize(kind.trials, "trial");
        writeln!(
            out,
            "  {}  {}: {} [{}], {trials}",
            word(kind.impact),
            kind.who,
            kind.about,
            kind.finding.clause
        )?;
        writeln!(out, "    {}", styled(QUIET, format!("first in {}", kind.first.case)))?;
    }
    writeln!(out)
}

/// Warnings fail nothing, so each kind is listed once with the number of trials that show it.
fn warnings(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let kinds = kinds(run.trials.iter().flat_map(|trial| {
        let warnings = trial.findings.iter().filter(|finding| finding.severity == Severity::Warning);
        warnings.map(move |finding| (trial.client.as_str(), finding.clause.as_str(), trial, finding))
    }));
    if kinds.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} (they fail nothing)", styled(WARN, "warnings"))?;
    for kind in kinds {
        warning(&kind, "trial", &kind.first.case, out)?;
    }
    writeln!(out)
}

/// One kind of warning with its first example.
pub(crate) fn warning<T>(kind: &Kind<'_, T>, noun: &str, place: &str, out: &mut dyn Write) -> io::Result<()> {
    let Finding { requirement, clause, evidence, expected, actual, .. } = kind.finding;
    let times = pluralize(kind.trials, noun);
    writeln!(out, "  {}  {}: {requirement} [{clause}, {evidence}], {times}", word(kind.impact), kind.who)?;
    writeln!(out, "    {}", styled(QUIET, format!("expected {expected}; actual {actual}; {place}")))
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
            let trials: Vec<&TrialResult> = run
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
    writeln!(out, "{}\n", styled(QUIET, LEGEND))
}

/// What was not tested since an adapter does not implement it.
fn not_tested(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    for client in run.clients.iter().filter(|client| client.version.is_some()) {
        if !client.not_implemented.is_empty() {
            let operations = client.not_implemented.join(", ");
            let line =
                format!("{}: not tested: {operations} (the adapter does not implement it)", client.name);
            writeln!(out, "{}", styled(QUIET, line))?;
        }
    }
    Ok(())
}

fn closing(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let verdicts: Vec<Verdict> = run.trials.iter().map(|trial| trial.verdict).collect();
    let warned = |trial: &&TrialResult| trial.verdict == Verdict::Passed && !trial.findings.is_empty();
    let warned = run.trials.iter().filter(warned).count();
    let (style, result) = match run.exit_code() {
        0 => (GOOD, "PASS"),
        1 => (BAD, "FAIL"),
        _ => (BAD, "ERROR"),
    };
    let trials = pluralize(run.trials.len(), "trial");
    let counts = breakdown(&verdicts, warned);
    let seconds = run.took.as_secs_f64();
    writeln!(out, "{}  {trials}{counts} in {seconds:.1} s", styled(style, result))
}

fn named(client: &ClientResult) -> String {
    client
        .version
        .as_ref()
        .map_or_else(|| client.name.clone(), |version| format!("{} {version}", client.name))
}
