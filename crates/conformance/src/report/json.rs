//! A run as JSON, for programs.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::run::Run;
use crate::verdict::Verdict;

/// Writes the whole run: `{"exit-code", "verdicts", "clients", "trials"}`.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let verdicts = counts(run.trials.iter().map(|trial| trial.verdict));
    let document = json!({ "exit-code": run.exit_code(), "verdicts": verdicts, "clients": run.clients, "trials": run.trials });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// How many there are of each verdict.
pub(super) fn counts(verdicts: impl Iterator<Item = Verdict>) -> Map<String, Value> {
    let found: Vec<Verdict> = verdicts.collect();
    Verdict::ALL
        .iter()
        .map(|verdict| {
            let count = found.iter().filter(|found| *found == verdict).count();
            (verdict.to_string().replace(' ', "-"), json!(count))
        })
        .collect()
}
