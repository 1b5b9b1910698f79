//! A judgement held against what the client is known to fail.

use std::fs;

use contract::{Finding, Impact, Severity};
use judge::Judgement;
use runner::{KnownFailures, reconcile};
use serde_json::{Value, json};
use suite::Verdict;
use tempfile::TempDir;

const CASE: &str = "provider/operation/paging/three-pages";

fn known(case: &str, clause: &str) -> KnownFailures {
    let entry = json!({"case": case, "clause": clause, "what": "it stops", "why": "a bug", "reproduction": "show.txt"});
    parsed(json!({"library": "lib", "version": "1.0.0", "known-failures": [entry]}))
}

fn parsed(file: Value) -> KnownFailures {
    serde_json::from_value(file).unwrap()
}

fn finding(clause: &str, severity: Severity) -> Finding {
    Finding {
        clause: clause.to_owned(),
        requirement: String::new(),
        source: String::new(),
        evidence: String::new(),
        severity,
        impact: Impact::Cosmetic,
        expected: String::new(),
        actual: String::new(),
        exchange: None,
    }
}

#[test]
fn verdicts() {
    let (violation, warning) = (Severity::Violation, Severity::Warning);
    let paging = |severity| finding("paging/end", severity);
    for (what, list, findings, due) in [
        ("nothing listed, nothing found", KnownFailures::default(), vec![], Verdict::Passed),
        ("nothing listed, a warning", KnownFailures::default(), vec![paging(warning)], Verdict::Passed),
        ("nothing listed, a violation", KnownFailures::default(), vec![paging(violation)], Verdict::Failed),
        ("listed and found", known(CASE, "paging/end"), vec![paging(violation)], Verdict::KnownFailure),
        (
            "listed by a glob",
            known("*/operation/paging/*", "paging/end"),
            vec![paging(violation)],
            Verdict::KnownFailure,
        ),
        ("another case listed", known("*/other/*", "paging/end"), vec![paging(violation)], Verdict::Failed),
        ("another clause listed", known(CASE, "paging/pass-on"), vec![paging(violation)], Verdict::Failed),
        (
            "one of two listed",
            known(CASE, "paging/end"),
            vec![paging(violation), finding("method", violation)],
            Verdict::Failed,
        ),
        (
            "a violation beside a warning",
            known(CASE, "paging/end"),
            vec![paging(violation), finding("x", warning)],
            Verdict::KnownFailure,
        ),
        ("listed, and it passes", known(CASE, "paging/end"), vec![], Verdict::Fixed),
        ("listed, and a warning only", known(CASE, "paging/end"), vec![paging(warning)], Verdict::Fixed),
    ] {
        let (verdict, reason, kept) = reconcile(&list, CASE, Judgement::Judged(findings.clone()));
        assert_eq!(verdict, due, "{what}");
        assert_eq!(kept, findings, "{what}");
        let says_why = matches!(due, Verdict::KnownFailure | Verdict::Fixed);
        assert_eq!(reason.is_some_and(|reason| reason.contains("it stops")), says_why, "{what}");
    }
}

#[test]
fn what_was_not_judged_is_no_known_failure() {
    let list = known(CASE, "paging/end");
    let verdict = |judgement| reconcile(&list, CASE, judgement).0;
    assert_eq!(verdict(Judgement::Error("x".to_owned())), Verdict::Error);
    assert_eq!(
        verdict(Judgement::Skipped("x".to_owned(), vec![finding("paging/end", Severity::Warning)])),
        Verdict::Skipped
    );
}

#[test]
fn lists_that_have_gone_stale() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("show.txt"), "").unwrap();
    let cases = [CASE];
    for (what, list, version, everything, due) in [
        ("as it was", known(CASE, "paging/end"), "1.0.0", true, None),
        (
            "another version",
            known(CASE, "paging/end"),
            "1.0.1",
            true,
            Some("written for version 1.0.0, this is 1.0.1"),
        ),
        ("matches nothing", known("*/none/*", "paging/end"), "1.0.0", true, Some("matches no case")),
        ("matches nothing of a selection", known("*/none/*", "paging/end"), "1.0.0", false, None),
        ("no glob", known("[", "paging/end"), "1.0.0", true, Some("is not a glob")),
        ("empty", KnownFailures::default(), "2.0.0", true, None),
    ] {
        let problems = list.problems(version, &cases, everything, folder.path());
        match due {
            None => assert_eq!(problems, [""; 0], "{what}"),
            Some(due) => assert!(problems.len() == 1 && problems[0].contains(due), "{what}: {problems:?}"),
        }
    }
    let elsewhere = TempDir::new().unwrap();
    let problems = known(CASE, "paging/end").problems("1.0.0", &cases, true, elsewhere.path());
    assert!(problems.len() == 1 && problems[0].contains("no reproduction at show.txt"), "{problems:?}");
}

#[test]
fn a_typo_in_a_list_does_not_load() {
    for file in [
        json!({"known-failure": []}),
        json!({"known-failures": [{"case": "x", "clause": "y", "what": "z"}]}),
        json!({"known-failures": [{"case": "x", "clause": "y", "what": "z", "why": "w", "reproduction": "r", "becuase": ""}]}),
    ] {
        assert!(serde_json::from_value::<KnownFailures>(file.clone()).is_err(), "{file}");
    }
}
