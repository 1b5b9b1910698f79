//! What broken clients and servers do to users is weighed as such, and what harms nobody is not called harm.

use conformance::Harm::{self, Differs, LeaksSecrets, LosesData, NeverReturns};
use defects::matrix::Matrix;
use defects::server::ServerMatrix;

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
    ("members-made-up", LosesData),
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

/// What is weighed otherwise than it should be.
pub(crate) fn problems(found: &Matrix) -> Vec<String> {
    let unknown = |name: &str| format!("there is no defect {name} to weigh");
    WEIGHTS
        .iter()
        .flat_map(|(name, due)| match found.rows.iter().find(|row| row.defect.name == *name) {
            None => vec![unknown(name)],
            Some(row) => row
                .pairs
                .iter()
                .filter(|pair| pair.harm != Some(*due))
                .map(|pair| format!("{name} is weighed {:?} in {}, not {due:?}", pair.harm, pair.case))
                .collect(),
        })
        .collect()
}
