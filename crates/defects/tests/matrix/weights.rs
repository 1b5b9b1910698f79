//! What broken clients and servers do to users is weighed as such, and what harms nobody is not called harm.

use std::sync::Arc;

use conformance::Harm::{self, Differs, LeaksSecrets, LosesData, NeverReturns};
use defects::matrix::{Matrix, Wanted, matrix};
use defects::server::ServerMatrix;
use globset::{Glob, escape};

use crate::stand::{CONTRACTS, PROGRAMS};

/// Defects with the worst that each of their cases has to show.
const WEIGHTS: &[(&str, Harm)] = &[
    ("secret-in-a-header", LeaksSecrets),
    ("session-token-in-the-url", LeaksSecrets),
    ("redirect-followed", LeaksSecrets),
    ("stops-after-the-first-page", LosesData),
    ("stops-on-an-empty-page", LosesData),
    ("stops-on-a-short-page", LosesData),
    ("part-of-a-walk-for-the-whole", LosesData),
    ("part-of-a-walk-after-one-attempt", LosesData),
    ("loses-the-first-page", LosesData),
    ("gives-a-job-twice", LosesData),
    ("jobs-lost", LosesData),
    ("error-for-an-empty-page", LosesData),
    ("no-json-for-an-empty-page", LosesData),
    ("value-without-asking", LosesData),
    ("position-that-reads-none-dropped", LosesData),
    ("filters-not-sent-again", LosesData),
    ("order-not-sent-again", LosesData),
    ("texts-lost", LosesData),
    ("texts-beyond-ascii-lost", LosesData),
    ("times-an-hour-late", LosesData),
    ("members-made-up", Differs),
    ("waits-for-ever", NeverReturns),
    // Whoever is told of an error has lost nothing in silence.
    ("fails-whatever-comes", Differs),
    ("strict-about-nulls", Differs),
    ("refuses-whatever-is-given", Differs),
    ("another-code", Differs),
    ("no-code", Differs),
    ("unsigned", Differs),
    ("signed-for-another-region", Differs),
    ("session-token-left-out", Differs),
    ("another-method", Differs),
    ("position-encoded-again", Differs),
    // All of the value was there, only the end of its message was not.
    ("what-came-for-the-whole", Differs),
    ("gives-jobs-in-another-order", Differs),
    ("asks-after-the-end", Differs),
    ("tries-again-without-end", Differs),
    ("a-parameter-of-its-own", Differs),
    ("inputs-twice", Differs),
    ("numbers-as-texts", Differs),
    ("empty-lists-for-null", Differs),
    ("empty-texts-for-null", Differs),
];

/// Broken servers with what each of their probes has to say that it does to whoever asks.
const SERVER_WEIGHTS: &[(&str, Harm)] = &[
    ("believes-everybody", LeaksSecrets),
    ("ignores-filters", LosesData),
    ("filters-too-much", LosesData),
    ("loses-a-job-of-later-pages", LosesData),
    ("gives-a-job-twice", LosesData),
    ("counts-one-job-more", LosesData),
    ("ignores-positions", LosesData),
    ("turns-the-order", Differs),
    ("gives-larger-pages", Differs),
    ("refuses-first-calls", Differs),
    ("refuses-by-another-code", Differs),
    ("error-without-a-message", Differs),
    ("calls-a-page-plain-text", Differs),
];

/// The same of servers.
pub(crate) fn server_problems(found: &ServerMatrix) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, due) in SERVER_WEIGHTS {
        let row = found.rows.iter().find(|row| row.defect.name == *name);
        let pairs = row.map(|row| row.pairs.as_slice()).unwrap_or_default();
        if pairs.is_empty() {
            problems.push(format!("there is no broken server {name} to weigh"));
        }
        for pair in pairs.iter().filter(|pair| pair.harm != Some(*due)) {
            problems.push(format!("{name} is weighed {:?} by {}, not {due:?}", pair.harm, pair.probe));
        }
    }
    problems
}

/// What is weighed otherwise than it should be: the defect, the case, and both harms.
pub(crate) fn wrong(found: &Matrix) -> Vec<(&'static str, String, String)> {
    let mut wrong = Vec::new();
    for (name, due) in WEIGHTS {
        for row in found.rows.iter().filter(|row| row.defect.name == *name) {
            for pair in row.pairs.iter().filter(|pair| pair.harm != Some(*due)) {
                let what = format!("{name} is weighed {:?} in {}, not {due:?}", pair.harm, pair.case);
                wrong.push((*name, pair.case.clone(), what));
            }
        }
    }
    wrong
}

/// The same, asked once more alone: on a busy machine a client that has its answer may be too late with it.
pub(crate) async fn problems(found: &Matrix) -> Vec<String> {
    let unknown = WEIGHTS.iter().filter(|(name, _)| found.rows.iter().all(|row| row.defect.name != *name));
    let mut problems: Vec<String> =
        unknown.map(|(name, _)| format!("there is no defect {name} to weigh")).collect();
    for (name, case, _) in wrong(found) {
        let exactly = |text: &str| Some(Glob::new(&escape(text)).expect("a glob").compile_matcher());
        let wanted = Wanted { defects: exactly(name), cases: exactly(&case), everywhere: false };
        let again =
            matrix(Arc::clone(&CONTRACTS), defects::defects(), &PROGRAMS, &wanted).await.expect("a run");
        problems.extend(wrong(&again).into_iter().map(|(_, _, what)| what));
    }
    problems
}
