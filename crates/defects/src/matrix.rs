//! Runs every defect against the cases that were made to catch it, and says which of them did.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use conformance::{Client, Harm, Run, Selection, Settings, Severity, TrialReport};
use contract::Contracts;
use globset::GlobMatcher;
use tokio::sync::Semaphore;

use crate::aim::Aim;
use crate::defect::Defect;

/// Where the programs are.
#[derive(Debug, Clone)]
pub struct Programs {
    /// The program of this crate.
    pub defective: PathBuf,
    /// The client that stands behind it.
    pub reference: PathBuf,
    /// The contracts' folder.
    pub schemas: PathBuf,
    /// The repository's root.
    pub root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
}

/// Which part of the matrix is wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only defects whose name matches.
    pub defects: Option<GlobMatcher>,
    /// Only cases whose id matches.
    pub cases: Option<GlobMatcher>,
    /// Every case, whether it was made for the defect or not.
    pub everywhere: bool,
}

/// What became of every pair.
#[derive(Debug, Clone)]
pub struct Matrix {
    /// One for each defect, in the order of the table.
    pub rows: Vec<Row>,
    /// Cases that no defect was made for.
    pub unclaimed: Vec<String>,
}

/// One defect and its cases.
#[derive(Debug, Clone)]
pub struct Row {
    /// The defect.
    pub defect: &'static Defect,
    /// Its cases.
    pub pairs: Vec<Pair>,
    /// What is wrong with the client as a whole.
    pub problems: Vec<String>,
}

/// One defect in one case.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The case.
    pub case: String,
    /// Its operation.
    pub operation: String,
    /// What became of it.
    pub came: Came,
    /// The worst that its findings say it would do to a user; `None` where nothing was found.
    pub harm: Option<Harm>,
}

/// What became of a defect in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Caught by a violation of the case's clause.
    Violation,
    /// Caught by a remark about the case's clause.
    Remark,
    /// Not caught; what the harness said instead.
    Missed(String),
}

/// The harness itself could not work.
#[derive(Debug, thiserror::Error)]
pub enum MatrixError {
    /// A run failed.
    #[error("{defect}: {problem}")]
    Run {
        /// With which defect.
        defect: String,
        /// Why.
        problem: String,
    },
}

impl Matrix {
    /// Whether every pair was caught, every case has a defect and every defect a case.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.unclaimed.is_empty() && self.rows.iter().all(Row::is_whole)
    }

    /// Every pair with its defect.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static Defect, &Pair)> {
        self.rows.iter().flat_map(|row| row.pairs.iter().map(move |pair| (row.defect, pair)))
    }
}

impl Row {
    /// Whether there is a case and every one of them caught the defect.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.problems.is_empty() && !self.pairs.is_empty() && self.caught() == self.pairs.len()
    }

    /// How many cases caught it.
    #[must_use]
    pub fn caught(&self) -> usize {
        self.pairs.iter().filter(|pair| !matches!(pair.came, Came::Missed(_))).count()
    }

    /// How many cases caught it by a violation.
    #[must_use]
    pub fn violations(&self) -> usize {
        self.pairs.iter().filter(|pair| pair.came == Came::Violation).count()
    }

    /// In how many cases it shows this harm at worst.
    #[must_use]
    pub fn showing(&self, harm: Harm) -> usize {
        self.pairs.iter().filter(|pair| pair.harm == Some(harm)).count()
    }

    /// The operations in which it was tried.
    #[must_use]
    pub fn operations(&self) -> BTreeSet<&str> {
        self.pairs.iter().map(|pair| pair.operation.as_str()).collect()
    }
}

/// The cases that a defect was made for.
#[must_use]
pub fn cases_of(contracts: &Contracts, defect: &Defect) -> Vec<String> {
    contracts
        .operations()
        .flat_map(|operation| operation.cases.iter().map(move |case| (operation, case)))
        .filter(|(operation, case)| {
            Aim::at(contracts, operation, case).is_some_and(|aim| (defect.made_for)(&aim))
        })
        .map(|(_, case)| case.id.clone())
        .collect()
}

/// Runs the matrix.
///
/// # Errors
/// [`MatrixError`] if the harness could not work.
pub async fn matrix(
    contracts: Arc<Contracts>,
    table: impl Iterator<Item = &'static Defect>,
    programs: &Programs,
    wanted: &Wanted,
) -> Result<Matrix, MatrixError> {
    let all: Vec<String> =
        contracts.operations().flat_map(|operation| &operation.cases).map(|case| case.id.clone()).collect();
    let all: Vec<String> =
        all.into_iter().filter(|id| wanted.cases.as_ref().is_none_or(|glob| glob.is_match(id))).collect();
    let mut unclaimed: BTreeSet<String> =
        if wanted.defects.is_some() { BTreeSet::new() } else { all.iter().cloned().collect() };
    let at_a_time = Arc::new(Semaphore::new(AT_A_TIME));
    let mut tasks = Vec::new();
    for defect in table {
        if wanted.defects.as_ref().is_some_and(|glob| !glob.is_match(defect.name)) {
            continue;
        }
        let mut cases = if wanted.everywhere { all.clone() } else { cases_of(&contracts, defect) };
        cases.retain(|id| wanted.cases.as_ref().is_none_or(|glob| glob.is_match(id)));
        unclaimed.retain(|id| !cases.contains(id));
        let (contracts, programs, at_a_time) =
            (Arc::clone(&contracts), programs.clone(), Arc::clone(&at_a_time));
        tasks.push((
            defect,
            tokio::spawn(async move {
                let _place = at_a_time.acquire().await.map_err(|error| error.to_string())?;
                run_one(contracts, &[defect.name], &programs, &cases).await
            }),
        ));
    }
    let mut rows = Vec::new();
    for (defect, task) in tasks {
        let failed = |problem: String| MatrixError::Run { defect: defect.name.to_owned(), problem };
        let run = task.await.map_err(|error| failed(error.to_string()))?.map_err(failed)?;
        let Some(run) = run else {
            if wanted.cases.is_none() {
                rows.push(Row { defect, pairs: Vec::new(), problems: Vec::new() });
            }
            continue;
        };
        let problems = run.clients.iter().filter(|client| client.version.is_none());
        rows.push(Row {
            defect,
            problems: problems.flat_map(|client| client.problems.clone()).collect(),
            pairs: run.trials.iter().map(pair).collect(),
        });
    }
    Ok(Matrix { rows, unclaimed: unclaimed.into_iter().collect() })
}

/// Runs at a time; most of them wait for a process to start.
const AT_A_TIME: usize = 10;

/// Runs the client with some changes over some cases, the client behind alone where no change is named; nothing
/// where there are no cases.
pub(crate) async fn run_one(
    contracts: Arc<Contracts>,
    names: &[&str],
    programs: &Programs,
    cases: &[String],
) -> Result<Option<Run>, String> {
    if cases.is_empty() {
        return Ok(None);
    }
    let mut client =
        Client::of_command("client", &programs.root, &programs.target).map_err(|error| error.to_string())?;
    let schemas = ["--schemas".to_owned(), programs.schemas.to_string_lossy().into_owned()];
    let changes = names.iter().flat_map(|name| ["--defect".to_owned(), (*name).to_owned()]);
    let reference = programs.reference.to_string_lossy().into_owned();
    client.manifest.command = if names.is_empty() {
        vec![reference]
    } else {
        std::iter::once(programs.defective.to_string_lossy().into_owned())
            .chain(schemas)
            .chain(changes)
            .chain(["--".to_owned(), reference])
            .collect()
    };
    client.name = if names.is_empty() { "bare".to_owned() } else { names.join("+") };
    let every = contracts.operations().map(|operation| operation.cases.len()).sum::<usize>() == cases.len();
    let globs = if every { Vec::new() } else { vec![format!("{{{}}}", cases.join(","))] };
    let selection = Selection::new(&contracts, &globs, 0).map_err(|error| error.to_string())?;
    // Trials that wait on purpose are many in some runs, and cost nothing while they wait.
    let settings = Settings {
        jobs: (cases.len() / 4).clamp(1, 16),
        trace: false,
        offline: false,
        root: programs.root.clone(),
    };
    let quiet = Arc::new(|_: conformance::Progress<'_>| {});
    conformance::run(contracts, vec![client], &selection, settings, quiet)
        .await
        .map(Some)
        .map_err(|error| error.to_string())
}

fn pair(trial: &TrialReport) -> Pair {
    let mut about = trial.findings.iter().filter(|finding| finding.clause == trial.clause);
    let came = match about.by_ref().map(|finding| finding.severity).min() {
        Some(Severity::Violation) => Came::Violation,
        Some(Severity::Remark) => Came::Remark,
        None => Came::Missed(told(trial)),
    };
    let harm = trial.findings.iter().map(|finding| finding.harm).min();
    Pair { case: trial.case.clone(), operation: trial.operation.clone(), came, harm }
}

/// What the harness said of a trial, in a line.
pub(crate) fn told(trial: &TrialReport) -> String {
    let findings: Vec<String> = trial
        .findings
        .iter()
        .map(|finding| format!("{} of {} (seen: {})", finding.severity, finding.clause, finding.seen))
        .collect();
    let reason = trial.reason.as_ref().map_or_else(String::new, |reason| format!(", {reason}"));
    format!("{}{reason}, asked about {}; {}", trial.verdict, trial.clause, findings.join("; "))
}
