//! The clients side by side.

use std::time::Duration;

use client_protocol::Drive;
use report::matrix;
use runner::default_behavior::Observation;
use serde_json::{Value, json};

use crate::testbed::{By, operation, run};

#[test]
fn default_behavior_is_shown_as_it_was_measured() {
    let operation = operation(By::Token).id.clone();
    let seen = |scenario, drive, requests, outcome: Value, waited| Observation {
        client: "example".to_owned(),
        operation: operation.clone(),
        scenario,
        drive,
        requests,
        outcome: serde_json::from_value(outcome).unwrap(),
        waited,
    };
    let failed = || json!({"result": "failed", "native": "TheirError"});
    let row = |waited: Option<Duration>| {
        let observations = [
            seen("throttled", Drive::Page, 3, failed(), None),
            seen("failing", Drive::Page, 1, failed(), None),
            seen("unavailable", Drive::Page, 4, failed(), None),
            seen("cut", Drive::Page, 1, json!({"result": "returned"}), None),
            seen("reset", Drive::Page, 1, json!({"result": "silent"}), None),
            seen("silent", Drive::Page, 1, json!({"result": "silent"}), waited),
            seen("same-page", Drive::Walk, 2, failed(), None),
            seen("endless", Drive::Walk, 50, json!({"result": "returned", "stopped": true}), None),
        ];
        let page = matrix::page(&run(), &[], &observations);
        let (_, section) = page.split_once("## Default behavior").unwrap();
        section.lines().find(|line| line.contains(&operation)).unwrap().to_owned()
    };
    let before = format!("| example | {operation} | 3 | 1 | 4 | 1, returned | 1, silent |");
    assert_eq!(row(Some(Duration::from_millis(60_040))), format!("{before} 60 s | 2, TheirError | no end |"));
    assert_eq!(row(None), format!("{before} more than 100 s | 2, TheirError | no end |"));
}

#[test]
fn verdicts_are_shown_by_subject() {
    let page = matrix::page(&run(), &[], &[]);
    let operation = &operation(By::Token).id;
    let row = page.lines().find(|line| line.contains(operation.as_str())).unwrap();
    for cell in ["example | 1.2.3", "0/1 !1", "0/1 ?1", "1/1"] {
        assert!(row.contains(cell), "{row}");
    }
}
