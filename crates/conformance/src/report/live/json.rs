//! The probes of a live endpoint as JSON, for programs; without secrets and signatures.

use std::io::{self, Write};

use serde_json::json;

use super::super::json::counts;
use crate::live::LiveRun;

/// Writes the whole run: `{"exit-code", "verdicts", "endpoint", "operations"}`.
pub fn write(run: &LiveRun, out: &mut dyn Write) -> io::Result<()> {
    let document = json!({
        "exit-code": run.exit_code(),
        "verdicts": counts(run.probes().map(|probe| probe.verdict)),
        "endpoint": run.endpoint,
        "operations": run.operations,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
