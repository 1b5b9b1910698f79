//! What a run with every client leaves to say about each: its rows, what it refuses, and why it fails what it fails.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Finding, Impact};
use runner::default_behavior::{BehaviorScenario, Observation, SCENARIOS};
use runner::{Client, KnownFailure, Run, TrialResult};
use suite::Verdict;

/// One client in one operation.
pub(crate) struct Row<'a> {
    pub(crate) client: &'a str,
    pub(crate) version: &'a str,
    pub(crate) operation: &'a str,
    pub(crate) trials: Vec<&'a TrialResult>,
    pub(crate) seen: Vec<&'a Observation>,
}

/// The rows of one client, by operation.
pub(crate) fn rows<'a>(run: &'a Run, client: &'a str, observations: &'a [Observation]) -> Vec<Row<'a>> {
    let of_client = || run.trials.iter().filter(|trial| trial.client == client);
    let operations: BTreeSet<&str> = of_client().map(|trial| trial.operation.as_str()).collect();
    let seen = observations.iter().filter(|seen| seen.client == client);
    operations
        .into_iter()
        .map(|operation| Row {
            client,
            version: version(run, client),
            operation,
            trials: of_client().filter(|trial| trial.operation == operation).collect(),
            seen: seen.clone().filter(|seen| seen.operation == operation).collect(),
        })
        .collect()
}

/// The version that a client reported.
pub(crate) fn version<'a>(run: &'a Run, client: &str) -> &'a str {
    let client = run.clients.iter().find(|result| result.name == client);
    client.and_then(|client| client.version.as_deref()).unwrap_or("?")
}

impl<'a> Row<'a> {
    /// What was observed in a scenario.
    pub(crate) fn seen(&self, scenario: &str) -> Option<&'a Observation> {
        self.seen.iter().copied().find(|seen| seen.scenario == scenario)
    }

    /// The subjects of its trials.
    pub(crate) fn subjects(&self) -> BTreeSet<&'a str> {
        self.trials.iter().map(|trial| trial.subject.as_str()).collect()
    }

    /// The verdicts of its trials of one subject, or of all.
    pub(crate) fn verdicts(&self, subject: Option<&str>) -> Vec<Verdict> {
        let of_subject = self.trials.iter().filter(|trial| subject.is_none_or(|name| trial.subject == name));
        of_subject.map(|trial| trial.verdict).collect()
    }

    /// Of input that the reference forbids, how much was refused, of how much, generator by generator.
    pub(crate) fn refusals(&self) -> BTreeMap<&'static str, (usize, usize)> {
        let mut generators: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for trial in &self.trials {
            if let (Some(generator), Some(refused)) = (trial.generator, trial.refused) {
                let (count, all) = generators.entry(generator).or_default();
                *count += usize::from(refused);
                *all += 1;
            }
        }
        generators
    }
}

/// The scenario of an observation.
pub(crate) fn scenario(seen: &Observation) -> Option<&'static BehaviorScenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == seen.scenario)
}

/// One cause of known failures, with the worst impact that it had in a run.
pub(crate) struct KnownCause<'a> {
    pub(crate) client: &'a Client,
    pub(crate) impact: Impact,
    /// How many trials fail by it.
    pub(crate) trials: usize,
    /// The first of its entries; all say the same, but for case and clause.
    pub(crate) entry: &'a KnownFailure,
    /// One finding for each clause that it breaks.
    pub(crate) broken: Vec<&'a Finding>,
}

/// The causes of clients, the worst impact first.
pub(crate) fn known_causes<'a>(run: &'a Run, clients: &'a [Client]) -> Vec<KnownCause<'a>> {
    let mut causes = Vec::new();
    for client in clients {
        let entries = &client.known_failures.entries;
        for (index, entry) in entries.iter().enumerate() {
            // One cause that breaks two requirements has two entries.
            let same =
                |other: &KnownFailure| other.what == entry.what && other.reproduction == entry.reproduction;
            if !entries[..index].iter().any(same) {
                let entries: Vec<&KnownFailure> = entries.iter().filter(|other| same(other)).collect();
                causes.push(known_cause(run, client, &entries));
            }
        }
    }
    causes.sort_by_key(|cause| cause.impact);
    causes
}

fn known_cause<'a>(run: &'a Run, client: &'a Client, entries: &[&'a KnownFailure]) -> KnownCause<'a> {
    let failing = run.trials.iter().filter(|trial| {
        trial.client == client.name
            && trial.verdict == Verdict::KnownFailure
            && entries.iter().any(|entry| entry.matches(&trial.case))
    });
    let clauses: Vec<&str> = entries.iter().map(|entry| entry.clause.as_str()).collect();
    let mut cause =
        KnownCause { client, impact: Impact::Cosmetic, trials: 0, entry: entries[0], broken: Vec::new() };
    for trial in failing {
        cause.trials += 1;
        for finding in trial.findings.iter().filter(|finding| clauses.contains(&finding.clause.as_str())) {
            cause.impact = cause.impact.min(finding.impact);
            if !cause.broken.iter().any(|known| known.clause == finding.clause) {
                cause.broken.push(finding);
            }
        }
    }
    cause
}
