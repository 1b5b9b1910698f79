//! The probes of a live endpoint as JSON, for programs; without secrets and signatures.

use std::io::{self, Write};

use live::{LiveRun, OperationRun, ProbeResult};
use serde_json::{Value, json};

use crate::commands;
use crate::impact::{self, rank};
use crate::json::counts;

/// Writes the whole run: `{"exit-code", "verdicts", "impacts", "endpoint", "operations"}`, the probes of an operation by
/// impact, the worst first.
///
/// # Errors
/// What the writer says.
pub fn write(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let operations = run.operations.iter().map(|operation| of_operation(run, operation));
    let operations = operations.collect::<serde_json::Result<Vec<_>>>()?;
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

/// An operation with its probes, the worst impact first, each with its last request as a command line.
fn of_operation(run: &LiveRun, operation: &OperationRun) -> serde_json::Result<Value> {
    let mut probes: Vec<&ProbeResult> = operation.probes.iter().collect();
    probes.sort_by_key(|probe| rank(probe.findings.iter()));
    let mut values = Vec::new();
    for probe in probes {
        let mut value = serde_json::to_value(probe)?;
        if let (Some(members), Some(request)) =
            (value.as_object_mut(), commands::probe_request(&run.endpoint, probe))
        {
            members.insert("curl".to_owned(), json!(request));
        }
        values.push(value);
    }
    let mut value = serde_json::to_value(operation)?;
    if let Some(members) = value.as_object_mut() {
        members.insert("probes".to_owned(), Value::Array(values));
    }
    Ok(value)
}
