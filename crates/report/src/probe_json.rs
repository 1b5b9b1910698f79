//! The probes of a live endpoint as JSON, for programs; without secrets and signatures.

use std::io::{self, Write};

use live::LiveRun;
use serde_json::json;

use crate::impact::{self, rank};
use crate::json::counts;

/// Writes the whole run: `{"exit-code", "verdicts", "impacts", "endpoint", "operations"}`, the probes of an operation by
/// impact, the worst first.
///
/// # Errors
/// What the writer says.
pub fn write(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let mut operations = run.operations.clone();
    for operation in &mut operations {
        operation.probes.sort_by_key(|probe| rank(probe.findings.iter()));
    }
    let document = json!({
        "exit-code": run.exit_code(),
        "verdicts": counts(run.probes().map(|probe| probe.verdict)),
        "impacts": impact::json(run.probes().map(|probe| (probe.verdict, probe.findings.as_slice()))),
        "endpoint": run.endpoint,
        "operations": operations,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
