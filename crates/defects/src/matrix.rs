//! Runs every defect against the cases that were made to catch it, and says which of them did.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use contract::{Impact, Severity};
use globset::GlobMatcher;
use runner::{Client, Run, Selection, Settings, TrialResult};
use suite::Loaded;
use tokio::sync::Semaphore;

use crate::case_view::CaseView;
use crate::defect::Defect;

/// Where the programs are.
#[derive(Debug, Clone)]
pub struct Programs {
    /// The program of this crate.
    pub defective: PathBuf,
    /// The client behind it.
    pub reference: PathBuf,
    /// The contracts' folder.
    pub schemas: PathBuf,
    /// The repository's root.
    pub root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
}

/// Which part of the matrix is filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
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
    pub caught: Caught,
    /// The worst that its findings say it would do to a user; `None` where nothing was found.
    pub impact: Option<Impact>,
}

/// What became of a defect in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caught {
    /// Caught by a violation of the case's clause.
    Violation,
    /// Caught by a warning about the case's clause.
    Warning,
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
        self.pairs.iter().filter(|pair| !matches!(pair.caught, Caught::Missed(_))).count()
    }

    /// How many cases caught it by a violation.
    #[must_use]
    pub fn violations(&self) -> usize {
        self.pairs.iter().filter(|pair| pair.caught == Caught::Violation).count()
    }

    /// In how many cases it shows this impact at worst.
    #[must_use]
    pub fn showing(&self, impact: Impact) -> usize {
        self.pairs.iter().filter(|pair| pair.impact == Some(impact)).count()
    }

    /// The operations in which it was tried.
    #[must_use]
    pub fn operations(&self) -> BTreeSet<&str> {
        self.pairs.iter().map(|pair| pair.operation.as_str()).collect()
    }
}

/// The cases that a defect was made for.
#[must_use]
pub fn cases_of(loaded: &Loaded, defect: &Defect) -> Vec<String> {
    loaded
        .contracts
        .operations()
        .flat_map(|operation| loaded.suite.of(operation).iter().map(move |case| (operation, case)))
        .filter(|(operation, case)| {
            CaseView::at(&loaded.contracts, operation, case).is_some_and(|view| (defect.made_for)(&view))
        })
        .map(|(_, case)| case.id.clone())
        .collect()
}

/// Runs the matrix.
///
/// # Errors
/// [`MatrixError`] if the harness could not work.
pub async fn matrix(
    loaded: &Loaded,
    table: impl Iterator<Item = &'static Defect>,
    programs: &Programs,
    filter: &Filter,
) -> Result<Matrix, MatrixError> {
    let ids = loaded.suite.cases().map(|case| case.id.clone());
    let all: Vec<String> =
        ids.filter(|id| filter.cases.as_ref().is_none_or(|glob| glob.is_match(id))).collect();
    let mut unclaimed: BTreeSet<String> =
        if filter.defects.is_some() { BTreeSet::new() } else { all.iter().cloned().collect() };
    let at_a_time = Arc::new(Semaphore::new(AT_A_TIME));
    let mut tasks = Vec::new();
    for defect in table {
        if filter.defects.as_ref().is_some_and(|glob| !glob.is_match(defect.name)) {
            continue;
        }
        let mut cases = if filter.everywhere { all.clone() } else { cases_of(loaded, defect) };
        cases.retain(|id| filter.cases.as_ref().is_none_or(|glob| glob.is_match(id)));
        unclaimed.retain(|id| !cases.contains(id));
        let (loaded, programs, at_a_time) = (loaded.clone(), programs.clone(), Arc::clone(&at_a_time));
        tasks.push((
            defect,
            tokio::spawn(async move {
                let _place = at_a_time.acquire().await.map_err(|error| error.to_string())?;
                run_one(&loaded, &[defect.name], &programs, &cases).await
            }),
        ));
    }
    let mut rows = Vec::new();
    for (defect, task) in tasks {
        let failed = |problem: String| MatrixError::Run { defect: defect.name.to_owned(), problem };
        let run = task.await.map_err(|error| failed(error.to_string()))?.map_err(failed)?;
        let Some(run) = run else {
            if filter.cases.is_none() {
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

/// Runs the client with some changes over some cases, only the client behind it where no change is named; nothing
/// where there are no cases.
pub(crate) async fn run_one(
    loaded: &Loaded,
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
    client.name = if names.is_empty() { "baseline".to_owned() } else { names.join("+") };
    let every = loaded.suite.cases().count() == cases.len();
    let globs = if every { Vec::new() } else { vec![format!("{{{}}}", cases.join(","))] };
    let selection = Selection::new(&loaded.suite, &globs, 0).map_err(|error| error.to_string())?;
    // Trials that wait on purpose are many in some runs, and cost nothing while they wait.
    let settings = Settings {
        jobs: (cases.len() / 4).clamp(1, 16),
        trace: false,
        offline: false,
        root: programs.root.clone(),
    };
    let quiet = Arc::new(|_: runner::Progress<'_>| {});
    runner::run(loaded.clone(), vec![client], &selection, settings, quiet)
        .await
        .map(Some)
        .map_err(|error| error.to_string())
}

fn pair(trial: &TrialResult) -> Pair {
    let mut about = trial.findings.iter().filter(|finding| finding.clause == trial.clause);
    let caught = match about.by_ref().map(|finding| finding.severity).min() {
        Some(Severity::Violation) => Caught::Violation,
        Some(Severity::Warning) => Caught::Warning,
        None => Caught::Missed(describe(trial)),
    };
    let impact = trial.findings.iter().map(|finding| finding.impact).min();
    Pair { case: trial.case.clone(), operation: trial.operation.clone(), caught, impact }
}

/// What the harness said of a trial, in a line.
pub(crate) fn describe(trial: &TrialResult) -> String {
    let findings: Vec<String> = trial
        .findings
        .iter()
        .map(|finding| format!("{} of {} (actual: {})", finding.severity, finding.clause, finding.actual))
        .collect();
    let reason = trial.reason.as_ref().map_or_else(String::new, |reason| format!(", {reason}"));
    format!("{}{reason}, asked about {}; {}", trial.verdict, trial.clause, findings.join("; "))
}
