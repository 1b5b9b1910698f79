//! A value that is changed on its way breaks the limit that the case asks about, where it asks about that member.

use serde_json::{Value, json};

use crate::trial::{By, Trial, check, page};

#[test]
fn a_changed_value_is_about_the_clause_of_the_case() {
    check(
        || page(By::Token),
        &[
            (
                "another instant, in a case about its format",
                |trial| {
                    asks(trial, "creation-time-after/timestamp");
                    sends(trial, "creationTimeAfter", json!("2024-01-01T00:00:01Z"));
                },
                &["violation creation-time-after/timestamp"],
            ),
            (
                "a number made smaller, in a case about its range",
                |trial| {
                    asks(trial, "max-results/range");
                    sends(trial, "maxResults", json!("1"));
                },
                &["violation max-results/range"],
            ),
            (
                "left out, in a case about its values",
                |trial| {
                    asks(trial, "status-equals/choice");
                    drop(trial.exchanges[0].input.remove("statusEquals"));
                },
                &["violation status-equals/choice"],
            ),
            (
                "another member than the one that the case is about",
                |trial| {
                    asks(trial, "status-equals/choice");
                    sends(trial, "maxResults", json!("1"));
                },
                &["violation max-results/member"],
            ),
        ],
    );
    check(
        || page(By::Marker),
        &[
            // What only a sample shows does not make less of what the reference documents.
            (
                "a clause that binds less",
                |trial| {
                    asks(trial, "eval-type/filter");
                    sends(trial, "evalType", json!("manual"));
                },
                &["violation eval-type/member"],
            ),
            (
                "a clause that an ambiguity suspends",
                |trial| {
                    asks(trial, "max-keys/default");
                    sends(trial, "maxKeys", json!(1));
                },
                &["violation max-keys/member"],
            ),
            (
                "a number that the client makes smaller than the service would",
                |trial| {
                    asks(trial, "max-keys/clamp");
                    trial.question.input.insert("maxKeys".to_owned(), json!(500));
                    sends(trial, "maxKeys", json!(99));
                },
                &["violation max-keys/clamp"],
            ),
            (
                "a number that the client makes what the service would take it for",
                |trial| {
                    asks(trial, "max-keys/clamp");
                    trial.question.input.insert("maxKeys".to_owned(), json!(500));
                    sends(trial, "maxKeys", json!(100));
                },
                &[],
            ),
            (
                "another value than the default, though none was given",
                |trial| {
                    asks(trial, "page-reverse/default");
                    sends(trial, "pageReverse", json!(true));
                },
                &["violation page-reverse/default"],
            ),
            (
                "a listed value that comes to the caller as another",
                |trial| {
                    asks(trial, "eval-task/eval-type/choice");
                    trial.jobs()[0]["evalType"] = json!("manual");
                },
                &["violation eval-task/eval-type/choice"],
            ),
            (
                "a value beside the one that the case is about",
                |trial| {
                    asks(trial, "eval-task/eval-type/choice");
                    trial.jobs()[0]["taskId"] = json!("other");
                },
                &["violation eval-task/task-id/member"],
            ),
        ],
    );
    check(
        || page(By::Number),
        &[(
            "inside another member",
            |trial| {
                asks(trial, "filter/phases/member");
                sends(trial, "Filter", json!({"Phases": []}));
            },
            &["warning filter/phases/member"],
        )],
    );
}

fn asks(trial: &mut Trial, clause: &str) {
    trial.question.clause = clause.to_owned();
}

fn sends(trial: &mut Trial, name: &str, value: Value) {
    trial.exchanges[0].input.insert(name.to_owned(), value);
}
