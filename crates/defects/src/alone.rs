//! Runs harmless clients over all cases: nothing may be held against them that is not held against the client behind them.

use std::collections::BTreeSet;
use std::sync::Arc;

use conformance::{Harm, Run, Severity, TrialReport, Verdict};
use contract::Contracts;
use globset::GlobMatcher;

use crate::harmless::{BUNDLES, harmless};
use crate::matrix::{MatrixError, Programs, run_one, told};

/// What was held against harmless clients.
#[derive(Debug, Clone)]
pub struct LeftAlone {
    /// How many differences were tried.
    pub differences: usize,
    /// How many cases each of them met.
    pub cases: usize,
    /// What was held against which of them, a line each.
    pub blamed: Vec<String>,
}

/// Runs every difference that matches over every case that matches.
///
/// # Errors
/// [`MatrixError`] if the harness could not work.
pub async fn left_alone(
    contracts: Arc<Contracts>,
    programs: &Programs,
    names: Option<&GlobMatcher>,
    cases: Option<&GlobMatcher>,
) -> Result<LeftAlone, MatrixError> {
    let ids = contracts.operations().flat_map(|operation| &operation.cases).map(|case| case.id.clone());
    let ids: Vec<String> = ids.filter(|id| cases.is_none_or(|glob| glob.is_match(id))).collect();
    let wanted = |name: &str| names.is_none_or(|glob| glob.is_match(name));
    let mut blamed = Vec::new();
    let bare = run(&contracts, &[], programs, &ids).await?;
    let known = remarks(&bare);
    blamed.extend(unlike(&bare, &run(&contracts, &["none"], programs, &ids).await?));
    blamed.extend(
        bare.trials
            .iter()
            .filter(|trial| trial.is_red())
            .map(|trial| format!("the client behind is not fit: {}: {}", trial.case, told(trial))),
    );
    for bundle in BUNDLES {
        let names: Vec<&str> = bundle.iter().copied().filter(|name| wanted(name)).collect();
        if names.is_empty() {
            continue;
        }
        let found = run(&contracts, &names, programs, &ids).await?;
        let wrong: Vec<String> = found
            .trials
            .iter()
            .filter(|trial| is_blamed(trial, &known))
            .map(|trial| trial.case.clone())
            .collect();
        if wrong.is_empty() {
            continue;
        }
        let before = blamed.len();
        // Which one of the bundle it is shows only when each is tried alone.
        for name in &names {
            let alone = run(&contracts, &[name], programs, &wrong).await?;
            blamed.extend(blame(name, &alone, &known));
        }
        if blamed.len() == before {
            blamed.extend(blame(&names.join(" with "), &found, &known));
        }
    }
    let differences = harmless().filter(|difference| wanted(difference.name)).count();
    Ok(LeftAlone { differences, cases: ids.len(), blamed })
}

async fn run(
    contracts: &Arc<Contracts>,
    names: &[&str],
    programs: &Programs,
    cases: &[String],
) -> Result<Run, MatrixError> {
    let failed = |problem: String| MatrixError::Run { defect: names.join(" with "), problem };
    let run = run_one(Arc::clone(contracts), names, programs, cases).await.map_err(failed)?;
    run.ok_or_else(|| failed("no case matches".to_owned()))
}

/// Where the proxy between alone makes a difference, which it must not.
fn unlike(bare: &Run, through: &Run) -> Vec<String> {
    let pairs = bare.trials.iter().zip(&through.trials);
    let clauses = |trial: &TrialReport| -> Vec<String> {
        trial.findings.iter().map(|finding| finding.clause.clone()).collect()
    };
    pairs
        .filter(|(bare, through)| bare.verdict != through.verdict || clauses(bare) != clauses(through))
        .map(|(bare, through)| {
            format!(
                "the proxy is not transparent in {}: {}, without it {}",
                bare.case,
                told(through),
                told(bare)
            )
        })
        .collect()
}

type Remarks = BTreeSet<(String, String)>;

fn remarks(run: &Run) -> Remarks {
    let of_trial = |trial: &TrialReport| {
        let case = trial.case.clone();
        trial.findings.iter().map(|finding| (case.clone(), finding.clause.clone())).collect::<Vec<_>>()
    };
    run.trials.iter().flat_map(of_trial).collect()
}

fn is_blamed(trial: &TrialReport, known: &Remarks) -> bool {
    let new = trial.findings.iter().any(|finding| {
        finding.severity == Severity::Violation
            || finding.harm != Harm::Differs
            || !known.contains(&(trial.case.clone(), finding.clause.clone()))
    });
    new || matches!(trial.verdict, Verdict::Violates | Verdict::CouldNotRun)
}

fn blame(name: &str, run: &Run, known: &Remarks) -> Vec<String> {
    let wrong = run.trials.iter().filter(|trial| is_blamed(trial, known));
    wrong.map(|trial| format!("{name} is blamed in {}: {}", trial.case, told(trial))).collect()
}
