//! The probes of a live endpoint for a person: what it breaks, what was not tested, a table, one closing line.

use std::collections::BTreeMap;
use std::io::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Table};
use contract::{Severity, pluralize};
use live::{LiveRun, OperationRun, Preflight, ProbeResult};
use suite::Verdict;

use crate::commands::{self, Commands};
use crate::impact::{self, kinds, rank};
use crate::style::{BAD, GOOD, LEGEND, QUIET, WARN, breakdown, cell, indented, styled};
use crate::terminal::{show, warning};

/// Writes what is wrong, the worst impact first, then the table, how many probes show which impact, one closing line.
pub fn write(run: &LiveRun, commands: &Commands, out: &mut dyn Write) -> io::Result<()> {
    let fails = |probe: &ProbeResult| matches!(probe.verdict, Verdict::Failed | Verdict::Error);
    let mut failing: Vec<_> = each(run).filter(|(_, probe)| fails(probe)).collect();
    failing.sort_by_key(|(_, probe)| rank(probe.violations()));
    for (operation, probe) in failing {
        failure(run, commands, operation, probe, out)?;
    }
    warnings(run, out)?;
    skipped(run, out)?;
    table(run, out)?;
    preflights(run, out)?;
    impact::write("probe", run.probes().map(|probe| (probe.verdict, probe.findings.as_slice())), out)?;
    closing(run, out)
}

fn each(run: &LiveRun) -> impl Iterator<Item = (&OperationRun, &ProbeResult)> {
    run.operations.iter().flat_map(|operation| operation.probes.iter().map(move |probe| (operation, probe)))
}

fn failure(
    run: &LiveRun,
    commands: &Commands,
    operation: &OperationRun,
    probe: &ProbeResult,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}  {}", styled(BAD, probe.verdict), styled(anstyle::Style::new().bold(), &probe.probe))?;
    if let Some(reason) = &probe.reason {
        writeln!(out, "  reason       {}", indented(reason))?;
    }
    for finding in probe.violations() {
        show(finding, out)?;
    }
    if let Some(request) = commands::probe_request(&run.endpoint, probe) {
        writeln!(out, "  request      {}  (without its signature)", indented(&request))?;
    }
    let repeat = commands.repeat_probe(&run.endpoint, &operation.region, &probe.probe);
    writeln!(out, "  repeat       {repeat}\n")
}

/// Each kind of warning once, with the number of probes that it was seen in.
fn warnings(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let kinds = kinds(each(run).flat_map(|(operation, probe)| {
        let warnings = probe.findings.iter().filter(|finding| finding.severity == Severity::Warning);
        warnings.map(move |finding| (operation.operation.as_str(), finding.clause.as_str(), probe, finding))
    }));
    if kinds.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} (they fail nothing)", styled(WARN, "warnings"))?;
    for kind in kinds {
        warning(&kind, "probe", &kind.first.probe, out)?;
    }
    writeln!(out)
}

/// Each reason once, with the number of probes that it holds for.
fn skipped(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let mut reasons: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (operation, probe) in each(run).filter(|(_, probe)| probe.verdict == Verdict::Skipped) {
        *reasons.entry((&operation.operation, probe.reason.as_deref().unwrap_or_default())).or_default() += 1;
    }
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(out, "skipped")?;
    for ((operation, reason), count) in reasons {
        writeln!(
            out,
            "  {}",
            styled(QUIET, format!("{operation}, {}: {reason}", pluralize(count, "probe")))
        )?;
    }
    writeln!(out)
}

fn table(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    if run.probes().next().is_none() {
        return Ok(());
    }
    let mut subjects: Vec<&str> = run.probes().map(|probe| probe.subject).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["operation"].into_iter().chain(subjects.iter().copied()).chain(["all"]));
    for operation in run.operations.iter().filter(|operation| !operation.probes.is_empty()) {
        let verdicts = |subject: Option<&str>| -> Vec<Verdict> {
            let probes = operation.probes.iter();
            let of_subject = probes.filter(|probe| subject.is_none_or(|subject| probe.subject == subject));
            of_subject.map(|probe| probe.verdict).collect()
        };
        let columns = subjects.iter().copied().map(Some).chain([None]);
        let cells =
            columns.map(|subject| Cell::new(cell(&verdicts(subject))).set_alignment(CellAlignment::Right));
        table.add_row([Cell::new(&operation.operation)].into_iter().chain(cells));
    }
    writeln!(out, "{table}")?;
    writeln!(out, "{}\n", styled(QUIET, LEGEND))
}

fn preflights(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    for operation in &run.operations {
        let id = &operation.operation;
        match &operation.preflight {
            Preflight::Offered => {}
            Preflight::NotOffered(answer) => {
                writeln!(out, "{} {id}: {answer}", styled(WARN, "not offered"))?;
            }
            Preflight::Unusable(problem) => {
                writeln!(out, "{} {id}: {}", styled(BAD, "error"), indented(problem))?;
            }
            Preflight::NotAsked => writeln!(out, "{} {id}", styled(QUIET, "not sent"))?,
        }
    }
    Ok(())
}

fn closing(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let verdicts: Vec<Verdict> = run.probes().map(|probe| probe.verdict).collect();
    let warned = |probe: &&ProbeResult| probe.verdict == Verdict::Passed && !probe.findings.is_empty();
    let warned = run.probes().filter(warned).count();
    let (style, result) = match run.exit_code() {
        0 => (GOOD, "PASS"),
        1 => (BAD, "FAIL"),
        _ => (BAD, "ERROR"),
    };
    let requests: usize = run.probes().map(|probe| probe.exchanges.len()).sum();
    writeln!(
        out,
        "{}  {} of {} in {}{}",
        styled(style, result),
        pluralize(verdicts.len(), "probe"),
        run.endpoint,
        pluralize(requests, "request"),
        breakdown(&verdicts, warned)
    )
}
