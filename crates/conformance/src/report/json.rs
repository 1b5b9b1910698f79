//! A run as JSON, for programs.

use std::io::{self, Write};

use serde_json::json;

use crate::run::Run;
use crate::verdict::Verdict;

/// Writes the whole run: `{"exit-code", "verdicts", "clients", "trials"}`.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let verdicts: serde_json::Map<String, serde_json::Value> = Verdict::ALL
        .iter()
        .map(|verdict| {
            (
                verdict.to_string().replace(' ', "-"),
                json!(run.trials.iter().filter(|trial| trial.verdict == *verdict).count()),
            )
        })
        .collect();
    let document = json!({ "exit-code": run.exit_code(), "verdicts": verdicts, "clients": run.clients, "trials": run.trials });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
