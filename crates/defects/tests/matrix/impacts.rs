//! The impact of what broken clients and servers do: data loss, leaks and hangs are reported as such, and nothing else is.

use contract::Impact::{self, Cosmetic, Hangs, LeaksSecrets, LosesData};
use defects::matrix::{Filter, Matrix, matrix};
use defects::server::ServerMatrix;
use globset::{Glob, escape};

use crate::fixture::{LOADED, PROGRAMS};

/// Defects with the worst impact that each of their cases must report.
const CLIENT_IMPACTS: &[(&str, Impact)] = &[
    ("secret-in-a-header", LeaksSecrets),
    ("session-token-in-the-url", LeaksSecrets),
    ("redirect-followed", LeaksSecrets),
    ("stops-after-the-first-page", LosesData),
    ("stops-on-an-empty-page", LosesData),
    ("stops-on-a-short-page", LosesData),
    ("part-of-a-walk-for-the-whole", LosesData),
    ("part-of-a-walk-after-one-attempt", LosesData),
    ("loses-the-first-page", LosesData),
    ("gives-an-item-twice", LosesData),
    ("items-lost", LosesData),
    ("error-for-an-empty-page", LosesData),
    ("no-json-for-an-empty-page", LosesData),
    ("value-without-asking", LosesData),
    ("position-that-reads-none-dropped", LosesData),
    ("filters-not-sent-again", LosesData),
    ("order-not-sent-again", LosesData),
    ("texts-lost", LosesData),
    ("texts-beyond-ascii-lost", LosesData),
    ("times-an-hour-late", LosesData),
    ("members-made-up", Cosmetic),
    ("waits-for-ever", Hangs),
    // A caller that gets an error has lost nothing silently.
    ("fails-whatever-comes", Cosmetic),
    ("strict-about-nulls", Cosmetic),
    ("refuses-whatever-is-given", Cosmetic),
    ("another-code", Cosmetic),
    ("no-code", Cosmetic),
    ("unsigned", Cosmetic),
    ("signed-for-another-region", Cosmetic),
    ("session-token-left-out", Cosmetic),
    ("another-method", Cosmetic),
    ("position-encoded-again", Cosmetic),
    // All of the value was there, only the end of its message was not.
    ("what-came-for-the-whole", Cosmetic),
    ("gives-items-in-another-order", Cosmetic),
    ("asks-after-the-end", Cosmetic),
    ("tries-again-without-end", Cosmetic),
    ("a-parameter-of-its-own", Cosmetic),
    ("inputs-twice", Cosmetic),
    ("numbers-as-texts", Cosmetic),
    ("empty-lists-for-null", Cosmetic),
    ("empty-texts-for-null", Cosmetic),
];

/// Broken servers with the impact that each of their probes must report.
const SERVER_IMPACTS: &[(&str, Impact)] = &[
    ("believes-everybody", LeaksSecrets),
    ("ignores-filters", LosesData),
    ("filters-too-much", LosesData),
    ("loses-an-item-of-later-pages", LosesData),
    ("gives-an-item-twice", LosesData),
    ("counts-one-item-more", LosesData),
    ("ignores-positions", LosesData),
    ("turns-the-order", Cosmetic),
    ("gives-larger-pages", Cosmetic),
    ("refuses-first-calls", Cosmetic),
    ("refuses-by-another-code", Cosmetic),
    ("error-without-a-message", Cosmetic),
    ("calls-a-page-plain-text", Cosmetic),
];

/// The same of servers.
pub(crate) fn server_problems(found: &ServerMatrix) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, due) in SERVER_IMPACTS {
        let row = found.rows.iter().find(|row| row.defect.name == *name);
        let pairs = row.map(|row| row.pairs.as_slice()).unwrap_or_default();
        if pairs.is_empty() {
            problems.push(format!("there is no broken server {name} whose impact is known"));
        }
        for pair in pairs.iter().filter(|pair| pair.impact != Some(*due)) {
            problems.push(format!("{name} has the impact {:?} by {}, not {due:?}", pair.impact, pair.probe));
        }
    }
    problems
}

/// Every pair with another impact than the one due: the defect, the case, and a line that says it.
pub(crate) fn wrong(found: &Matrix) -> Vec<(&'static str, String, String)> {
    let mut wrong = Vec::new();
    for (name, due) in CLIENT_IMPACTS {
        for row in found.rows.iter().filter(|row| row.defect.name == *name) {
            for pair in row.pairs.iter().filter(|pair| pair.impact != Some(*due)) {
                let what = format!("{name} has the impact {:?} in {}, not {due:?}", pair.impact, pair.case);
                wrong.push((*name, pair.case.clone(), what));
            }
        }
    }
    wrong
}

/// The same, asked once more alone: on a busy machine a client that has its answer may be too late with it.
pub(crate) async fn problems(found: &Matrix) -> Vec<String> {
    let unknown =
        CLIENT_IMPACTS.iter().filter(|(name, _)| found.rows.iter().all(|row| row.defect.name != *name));
    let mut problems: Vec<String> =
        unknown.map(|(name, _)| format!("there is no defect {name} whose impact is known")).collect();
    for (name, case, _) in wrong(found) {
        let exactly = |text: &str| Some(Glob::new(&escape(text)).expect("a glob").compile_matcher());
        let filter = Filter { defects: exactly(name), cases: exactly(&case), everywhere: false };
        let again = matrix(&LOADED, defects::defects(), &PROGRAMS, &filter).await.expect("a run");
        problems.extend(wrong(&again).into_iter().map(|(_, _, what)| what));
    }
    problems
}
