//! The report of a run for programs.

use report::commands::Commands;
use report::json;
use serde_json::{Value, json};

use crate::testbed::run;

fn document() -> Value {
    let mut written = Vec::new();
    json::write(&run(), &Commands::of_clone(), &mut written).unwrap();
    serde_json::from_slice(&written).unwrap()
}

#[test]
fn the_worst_impact_comes_first() {
    let document = document();
    let worst: Vec<&Value> =
        document["trials"].as_array().unwrap().iter().map(|trial| &trial["findings"][0]["impact"]).collect();
    let due = ["leaks-secrets", "loses-data", "loses-data", "loses-data", "loses-data", "loses-data"]
        .into_iter()
        .chain(["hangs", "cosmetic", "cosmetic", "cosmetic"]);
    let due: Vec<Value> = due.map(Value::from).collect();
    assert_eq!(worst, due.iter().chain(std::iter::repeat_n(&Value::Null, 4)).collect::<Vec<_>>());
}

#[test]
fn impacts_and_verdicts_are_counted() {
    let document = document();
    assert_eq!(
        document["impacts"],
        json!({
            "leaks-secrets": {"all": 1, "failed": 1, "known-failures": 0, "warnings-only": 0},
            "loses-data": {"all": 5, "failed": 2, "known-failures": 2, "warnings-only": 1},
            "hangs": {"all": 1, "failed": 1, "known-failures": 0, "warnings-only": 0},
            "cosmetic": {"all": 3, "failed": 1, "known-failures": 1, "warnings-only": 1},
        })
    );
    assert_eq!(
        document["verdicts"],
        json!({"passed": 3, "failed": 5, "known-failure": 3, "fixed": 1, "skipped": 1, "error": 1})
    );
    assert_eq!(document["exit-code"], 2);
}

#[test]
fn each_trial_has_the_commands_that_repeat_it() {
    for trial in document()["trials"].as_array().unwrap() {
        let case = trial["case"].as_str().unwrap();
        assert!(trial["serve"].as_str().unwrap().contains(case), "{trial}");
        assert!(trial["repeat"].as_str().unwrap().contains(case), "{trial}");
        assert_eq!(trial.get("curl").is_some(), trial["verdict"] == "failed", "{trial}");
        for finding in trial["findings"].as_array().unwrap() {
            for member in ["clause", "requirement", "source", "expected", "actual", "impact", "severity"] {
                assert!(finding[member].is_string(), "{member} of {finding}");
            }
        }
    }
}
