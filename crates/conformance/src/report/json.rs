//! A run as JSON, for programs.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::harms;
use crate::run::Run;
use crate::verdict::{TrialReport, Verdict};

/// Writes the whole run: `{"exit-code", "verdicts", "harms", "clients", "trials"}`, the trials by harm, the worst first.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let verdicts = counts(run.trials.iter().map(|trial| trial.verdict));
    let harms = harms::json(run.trials.iter().map(|trial| (trial.verdict, trial.findings.as_slice())));
    let mut trials: Vec<&TrialReport> = run.trials.iter().collect();
    trials.sort_by_key(|trial| harms::rank(trial.findings.iter()));
    let document = json!({
        "exit-code": run.exit_code(), "verdicts": verdicts, "harms": harms, "clients": run.clients, "trials": trials,
    });
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
