//! Runs harmless clients over all cases: every finding that the client behind them does not have is a false positive.

use std::collections::BTreeSet;

use contract::{Impact, Severity};
use globset::GlobMatcher;
use runner::{Run, TrialResult};
use suite::{Loaded, Verdict};

use crate::harmless::{BUNDLES, harmless};
use crate::matrix::{MatrixError, Programs, describe, run_one};

/// The false positives of a run with harmless clients.
#[derive(Debug, Clone)]
pub struct FalsePositives {
    /// How many variants were tried.
    pub variants: usize,
    /// In how many cases each of them was tried.
    pub cases: usize,
    /// Each false positive as a line: the variant, the case and the findings.
    pub blamed: Vec<String>,
}

/// Runs every variant that matches over every case that matches.
///
/// # Errors
/// [`MatrixError`] if the harness could not work.
pub async fn false_positives(
    loaded: &Loaded,
    programs: &Programs,
    names: Option<&GlobMatcher>,
    cases: Option<&GlobMatcher>,
) -> Result<FalsePositives, MatrixError> {
    let ids = loaded.suite.cases().map(|case| case.id.clone());
    let ids: Vec<String> = ids.filter(|id| cases.is_none_or(|glob| glob.is_match(id))).collect();
    let filter = |name: &str| names.is_none_or(|glob| glob.is_match(name));
    let mut blamed = Vec::new();
    let baseline = run(loaded, &[], programs, &ids).await?;
    let known = warnings(&baseline);
    blamed.extend(unlike(&baseline, &run(loaded, &["none"], programs, &ids).await?));
    blamed.extend(
        baseline
            .trials
            .iter()
            .filter(|trial| trial.fails_the_run())
            .map(|trial| format!("the client behind is not fit: {}: {}", trial.case, describe(trial))),
    );
    for bundle in BUNDLES {
        let names: Vec<&str> = bundle.iter().copied().filter(|name| filter(name)).collect();
        if names.is_empty() {
            continue;
        }
        let found = run(loaded, &names, programs, &ids).await?;
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
        // Which one of the bundle it is shows only when each is tried by itself.
        for name in &names {
            let single = run(loaded, &[name], programs, &wrong).await?;
            blamed.extend(blame(name, &single, &known));
        }
        if blamed.len() == before {
            blamed.extend(blame(&names.join(" with "), &found, &known));
        }
    }
    let variants = harmless().filter(|variant| filter(variant.name)).count();
    Ok(FalsePositives { variants, cases: ids.len(), blamed })
}

async fn run(
    loaded: &Loaded,
    names: &[&str],
    programs: &Programs,
    cases: &[String],
) -> Result<Run, MatrixError> {
    let failed = |problem: String| MatrixError::Run { defect: names.join(" with "), problem };
    let run = run_one(loaded, names, programs, cases).await.map_err(failed)?;
    run.ok_or_else(|| failed("no case matches".to_owned()))
}

/// Where the proxy itself makes a difference, which it must not.
fn unlike(baseline: &Run, through: &Run) -> Vec<String> {
    let pairs = baseline.trials.iter().zip(&through.trials);
    let clauses = |trial: &TrialResult| -> Vec<String> {
        trial.findings.iter().map(|finding| finding.clause.clone()).collect()
    };
    pairs
        .filter(|(baseline, through)| {
            baseline.verdict != through.verdict || clauses(baseline) != clauses(through)
        })
        .map(|(baseline, through)| {
            format!(
                "the proxy is not transparent in {}: {}, without it {}",
                baseline.case,
                describe(through),
                describe(baseline)
            )
        })
        .collect()
}

type Warnings = BTreeSet<(String, String)>;

fn warnings(run: &Run) -> Warnings {
    let of_trial = |trial: &TrialResult| {
        let case = trial.case.clone();
        trial.findings.iter().map(|finding| (case.clone(), finding.clause.clone())).collect::<Vec<_>>()
    };
    run.trials.iter().flat_map(of_trial).collect()
}

fn is_blamed(trial: &TrialResult, known: &Warnings) -> bool {
    let new = trial.findings.iter().any(|finding| {
        finding.severity == Severity::Violation
            || finding.impact != Impact::Cosmetic
            || !known.contains(&(trial.case.clone(), finding.clause.clone()))
    });
    new || matches!(trial.verdict, Verdict::Failed | Verdict::Error)
}

fn blame(name: &str, run: &Run, known: &Warnings) -> Vec<String> {
    let wrong = run.trials.iter().filter(|trial| is_blamed(trial, known));
    wrong.map(|trial| format!("{name} is blamed in {}: {}", trial.case, describe(trial))).collect()
}
