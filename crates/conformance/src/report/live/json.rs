//! The probes of a live endpoint as JSON, for programs; without secrets and signatures.

use std::io::{self, Write};

use serde_json::json;

use super::super::harms::{self, rank};
use super::super::json::counts;
use crate::live::LiveRun;

/// Writes the whole run: `{"exit-code", "verdicts", "harms", "endpoint", "operations"}`, the probes of an operation by
/// harm, the worst first.
pub fn write(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let mut operations = run.operations.clone();
    for operation in &mut operations {
        operation.probes.sort_by_key(|probe| rank(probe.findings.iter()));
    }
    let document = json!({
        "exit-code": run.exit_code(),
        "verdicts": counts(run.probes().map(|probe| probe.verdict)),
        "harms": harms::json(run.probes().map(|probe| (probe.verdict, probe.findings.as_slice()))),
        "endpoint": run.endpoint,
        "operations": operations,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
