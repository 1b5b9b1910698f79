//! A judgement held against what the client is known to fail.

use std::fs;

use conformance::{ExpectedFailures, Finding, Harm, Judgement, Severity, Verdict, reconcile};
use serde_json::{Value, json};
use tempfile::TempDir;

const CASE: &str = "provider/operation/paging/three-pages";

fn expected(case: &str, clause: &str) -> ExpectedFailures {
    let entry = json!({"case": case, "clause": clause, "what": "it stops", "why": "a bug", "reproduction": "show.txt"});
    parsed(json!({"library": "lib", "version": "1.0.0", "expected-failures": [entry]}))
}

fn parsed(file: Value) -> ExpectedFailures {
    serde_json::from_value(file).unwrap()
}

fn finding(clause: &str, severity: Severity) -> Finding {
    Finding {
        clause: clause.to_owned(),
        promise: String::new(),
        source: String::new(),
        evidence: String::new(),
        severity,
        harm: Harm::Differs,
        expected: String::new(),
        seen: String::new(),
        exchange: None,
    }
}

#[test]
fn verdicts() {
    let (violation, remark) = (Severity::Violation, Severity::Remark);
    let paging = |severity| finding("paging/end", severity);
    for (what, list, findings, due) in [
        ("nothing listed, nothing found", ExpectedFailures::default(), vec![], Verdict::Conforms),
        ("nothing listed, a remark", ExpectedFailures::default(), vec![paging(remark)], Verdict::Conforms),
        (
            "nothing listed, a violation",
            ExpectedFailures::default(),
            vec![paging(violation)],
            Verdict::Violates,
        ),
        ("listed and found", expected(CASE, "paging/end"), vec![paging(violation)], Verdict::FailsAsExpected),
        (
            "listed by a glob",
            expected("*/operation/paging/*", "paging/end"),
            vec![paging(violation)],
            Verdict::FailsAsExpected,
        ),
        (
            "another case listed",
            expected("*/other/*", "paging/end"),
            vec![paging(violation)],
            Verdict::Violates,
        ),
        (
            "another clause listed",
            expected(CASE, "paging/pass-on"),
            vec![paging(violation)],
            Verdict::Violates,
        ),
        (
            "one of two listed",
            expected(CASE, "paging/end"),
            vec![paging(violation), finding("method", violation)],
            Verdict::Violates,
        ),
        (
            "a violation beside a remark",
            expected(CASE, "paging/end"),
            vec![paging(violation), finding("x", remark)],
            Verdict::FailsAsExpected,
        ),
        ("listed, and it passes", expected(CASE, "paging/end"), vec![], Verdict::ConformsUnexpectedly),
        (
            "listed, and a remark only",
            expected(CASE, "paging/end"),
            vec![paging(remark)],
            Verdict::ConformsUnexpectedly,
        ),
    ] {
        let (verdict, reason, kept) = reconcile(&list, CASE, Judgement::Judged(findings.clone()));
        assert_eq!(verdict, due, "{what}");
        assert_eq!(kept, findings, "{what}");
        let says_why = matches!(due, Verdict::FailsAsExpected | Verdict::ConformsUnexpectedly);
        assert_eq!(reason.is_some_and(|reason| reason.contains("it stops")), says_why, "{what}");
    }
}

#[test]
fn what_was_not_judged_is_not_expected_either() {
    let list = expected(CASE, "paging/end");
    let verdict = |judgement| reconcile(&list, CASE, judgement).0;
    assert_eq!(verdict(Judgement::CouldNotRun("x".to_owned())), Verdict::CouldNotRun);
    assert_eq!(
        verdict(Judgement::NotApplicable("x".to_owned(), vec![finding("paging/end", Severity::Remark)])),
        Verdict::NotApplicable
    );
}

#[test]
fn lists_that_have_gone_stale() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("show.txt"), "").unwrap();
    let cases = [CASE];
    for (what, list, version, everything, due) in [
        ("as it was", expected(CASE, "paging/end"), "1.0.0", true, None),
        (
            "another version",
            expected(CASE, "paging/end"),
            "1.0.1",
            true,
            Some("written for version 1.0.0, this is 1.0.1"),
        ),
        ("matches nothing", expected("*/none/*", "paging/end"), "1.0.0", true, Some("matches no case")),
        ("matches nothing of a selection", expected("*/none/*", "paging/end"), "1.0.0", false, None),
        ("no glob", expected("[", "paging/end"), "1.0.0", true, Some("is not a glob")),
        ("empty", ExpectedFailures::default(), "2.0.0", true, None),
    ] {
        let problems = list.problems(version, &cases, everything, folder.path());
        match due {
            None => assert_eq!(problems, [""; 0], "{what}"),
            Some(due) => assert!(problems.len() == 1 && problems[0].contains(due), "{what}: {problems:?}"),
        }
    }
    let elsewhere = TempDir::new().unwrap();
    let problems = expected(CASE, "paging/end").problems("1.0.0", &cases, true, elsewhere.path());
    assert!(problems.len() == 1 && problems[0].contains("no reproduction at show.txt"), "{problems:?}");
}

#[test]
fn a_typo_in_a_list_does_not_load() {
    for file in [
        json!({"expected-failure": []}),
        json!({"expected-failures": [{"case": "x", "clause": "y", "what": "z", "why": "w"}]}),
        json!({"expected-failures": [{"case": "x", "clause": "y", "what": "z", "why": "w", "reproduction": "r", "becuase": ""}]}),
    ] {
        assert!(serde_json::from_value::<ExpectedFailures>(file.clone()).is_err(), "{file}");
    }
}
