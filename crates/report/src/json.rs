//! A run as JSON, for programs.

use std::io::{self, Write};

use runner::{Run, TrialResult};
use serde_json::{Map, Value, json};
use suite::Verdict;

use crate::commands::{self, Commands};
use crate::{impact, trace};

/// Writes the whole run: `{"exit-code", "verdicts", "impacts", "clients", "trials"}`, the trials by impact, the worst first.
///
/// # Errors
/// What the writer says.
pub fn write(run: &Run, commands: &Commands, out: &mut dyn Write) -> io::Result<()> {
    let verdicts = counts(run.trials.iter().map(|trial| trial.verdict));
    let impacts = impact::json(run.trials.iter().map(|trial| (trial.verdict, trial.findings.as_slice())));
    let mut trials: Vec<&TrialResult> = run.trials.iter().collect();
    trials.sort_by_key(|trial| impact::rank(trial.findings.iter()));
    let trials =
        trials.into_iter().map(|trial| of_trial(run, commands, trial)).collect::<Result<Vec<_>, _>>()?;
    let document = json!({
        "exit-code": run.exit_code(), "verdicts": verdicts, "impacts": impacts, "clients": run.clients, "trials": trials,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// A trial with the commands that repeat it.
fn of_trial(run: &Run, commands: &Commands, trial: &TrialResult) -> serde_json::Result<Value> {
    let mut value = serde_json::to_value(trial)?;
    let client = run.clients.iter().find(|client| client.name == trial.client);
    let trace: Vec<String> =
        trial.evidence.iter().flat_map(|evidence| trace::lines(&evidence.wire)).collect();
    if let Some(members) = value.as_object_mut() {
        members.extend(commands::request(trial).map(|request| ("curl".to_owned(), json!(request))));
        members.insert("serve".to_owned(), json!(commands.serve_trial(trial)));
        members.insert("repeat".to_owned(), json!(commands.repeat(client, trial)));
        if !trace.is_empty() {
            members.insert("trace".to_owned(), json!(trace));
        }
    }
    Ok(value)
}

/// How many there are of each verdict.
pub(crate) fn counts(verdicts: impl Iterator<Item = Verdict>) -> Map<String, Value> {
    let found: Vec<Verdict> = verdicts.collect();
    Verdict::ALL
        .iter()
        .map(|verdict| {
            let count = found.iter().filter(|found| *found == verdict).count();
            (verdict.to_string().replace(' ', "-"), json!(count))
        })
        .collect()
}
