//! The probes of a live endpoint for a person: what it breaks, what could not be asked, a table, one closing line.

use std::collections::BTreeMap;
use std::io::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Table};

use super::super::harms::{self, kinds, rank};
use super::super::terminal::{BAD, GOOD, QUIET, WARN, breakdown, cell, indented, remark, show, styled};
use crate::finding::{Severity, counted};
use crate::live::{LiveRun, OperationRun, Preflight, ProbeReport};
use crate::verdict::Verdict;

/// Writes what is wrong, the worst harm first, then the table, how many probes show which harm, one closing line.
pub fn write(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let is_red = |probe: &ProbeReport| matches!(probe.verdict, Verdict::Violates | Verdict::CouldNotRun);
    let mut red: Vec<_> = each(run).filter(|(_, probe)| is_red(probe)).collect();
    red.sort_by_key(|(_, probe)| rank(probe.violations()));
    for (operation, probe) in red {
        red_probe(run, operation, probe, out)?;
    }
    remarks(run, out)?;
    not_applicable(run, out)?;
    table(run, out)?;
    preflights(run, out)?;
    harms::write("probe", run.probes().map(|probe| (probe.verdict, probe.findings.as_slice())), out)?;
    closing(run, out)
}

fn each(run: &LiveRun) -> impl Iterator<Item = (&OperationRun, &ProbeReport)> {
    run.operations.iter().flat_map(|operation| operation.probes.iter().map(move |probe| (operation, probe)))
}

fn red_probe(
    run: &LiveRun,
    operation: &OperationRun,
    probe: &ProbeReport,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}  {}", styled(BAD, probe.verdict), styled(anstyle::Style::new().bold(), &probe.probe))?;
    if let Some(reason) = &probe.reason {
        writeln!(out, "  reason    {}", indented(reason))?;
    }
    for finding in probe.violations() {
        show(finding, out)?;
    }
    if let Some(curl) = &probe.curl {
        writeln!(out, "  request   {}  (without its signature)", indented(curl))?;
    }
    writeln!(
        out,
        "  repeat    cargo xtask conformance --live --endpoint {} --region {} --probe '{}'\n",
        run.endpoint, operation.region, probe.probe
    )
}

/// Each kind of remark once, with the number of probes that it was seen in.
fn remarks(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let kinds = kinds(each(run).flat_map(|(operation, probe)| {
        let remarks = probe.findings.iter().filter(|finding| finding.severity == Severity::Remark);
        remarks.map(move |finding| (operation.operation.as_str(), finding.clause.as_str(), probe, finding))
    }));
    if kinds.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} (told, never failing)", styled(WARN, "remarks"))?;
    for kind in kinds {
        remark(&kind, "probe", &kind.first.probe, out)?;
    }
    writeln!(out)
}

/// Each reason once, with the number of probes that it holds for.
fn not_applicable(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let mut reasons: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (operation, probe) in each(run).filter(|(_, probe)| probe.verdict == Verdict::NotApplicable) {
        *reasons.entry((&operation.operation, probe.reason.as_deref().unwrap_or_default())).or_default() += 1;
    }
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(out, "not applicable")?;
    for ((operation, reason), count) in reasons {
        writeln!(out, "  {}", styled(QUIET, format!("{operation}, {}: {reason}", counted(count, "probe"))))?;
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
    let legend = "conforming of judged probes; ! violates, - not applicable, x could not run";
    writeln!(out, "{}\n", styled(QUIET, legend))
}

fn preflights(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    for operation in &run.operations {
        let id = &operation.operation;
        match &operation.preflight {
            Preflight::Offered => {}
            Preflight::NotOffered(said) => {
                writeln!(out, "{} {id}: {said}", styled(WARN, "not offered"))?;
            }
            Preflight::Unusable(said) => {
                writeln!(out, "{} {id}: {}", styled(BAD, "problem"), indented(said))?;
            }
            Preflight::NotAsked => writeln!(out, "{} {id}", styled(QUIET, "not asked"))?,
        }
    }
    Ok(())
}

fn closing(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let verdicts: Vec<Verdict> = run.probes().map(|probe| probe.verdict).collect();
    let code = run.exit_code();
    let judged = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Conforms | Verdict::Violates));
    let summary = match code {
        0 => "all as expected",
        1 => "the server does not conform",
        _ if !judged => "nothing was checked",
        _ => "something could not run",
    };
    let requests: usize = run.probes().map(|probe| probe.exchanges.len()).sum();
    writeln!(
        out,
        "{}  {} of {} in {}{}",
        styled(if code == 0 { GOOD } else { BAD }, summary),
        counted(verdicts.len(), "probe"),
        run.endpoint,
        counted(requests, "request"),
        breakdown(&verdicts)
    )
}
