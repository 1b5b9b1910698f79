//! A value that is changed on its way breaks the limit that the case asks about, where it asks about that member.

use serde_json::{Value, json};

use crate::scene::{By, Scene, check, page};

#[test]
fn a_changed_value_is_about_the_clause_of_the_case() {
    check(
        || page(By::Token),
        &[
            (
                "another instant, in a case about its format",
                |scene| {
                    asks(scene, "creation-time-after/timestamp");
                    sends(scene, "creationTimeAfter", json!("2024-01-01T00:00:01Z"));
                },
                &["violation creation-time-after/timestamp"],
            ),
            (
                "a number made smaller, in a case about its range",
                |scene| {
                    asks(scene, "max-results/range");
                    sends(scene, "maxResults", json!("1"));
                },
                &["violation max-results/range"],
            ),
            (
                "left out, in a case about its values",
                |scene| {
                    asks(scene, "status-equals/choice");
                    drop(scene.exchanges[0].input.remove("statusEquals"));
                },
                &["violation status-equals/choice"],
            ),
            (
                "another member than the one that the case is about",
                |scene| {
                    asks(scene, "status-equals/choice");
                    sends(scene, "maxResults", json!("1"));
                },
                &["violation max-results/member"],
            ),
        ],
    );
    check(
        || page(By::Marker),
        &[
            // What only a sample shows does not make less of what the page promises.
            (
                "a clause that binds less",
                |scene| {
                    asks(scene, "eval-type/filter");
                    sends(scene, "evalType", json!("manual"));
                },
                &["violation eval-type/member"],
            ),
            (
                "a clause that a doubt turns off",
                |scene| {
                    asks(scene, "max-keys/default");
                    sends(scene, "maxKeys", json!(1));
                },
                &["violation max-keys/member"],
            ),
            (
                "a number that the client makes smaller than the service would",
                |scene| {
                    asks(scene, "max-keys/clamp");
                    scene.case.input.insert("maxKeys".to_owned(), json!(500));
                    sends(scene, "maxKeys", json!(99));
                },
                &["violation max-keys/clamp"],
            ),
            (
                "a number that the client makes what the service would take it for",
                |scene| {
                    asks(scene, "max-keys/clamp");
                    scene.case.input.insert("maxKeys".to_owned(), json!(500));
                    sends(scene, "maxKeys", json!(100));
                },
                &[],
            ),
            (
                "another value than the default, though none was given",
                |scene| {
                    asks(scene, "page-reverse/default");
                    sends(scene, "pageReverse", json!(true));
                },
                &["violation page-reverse/default"],
            ),
            (
                "a listed value that comes to the caller as another",
                |scene| {
                    asks(scene, "eval-task/eval-type/choice");
                    scene.jobs()[0]["evalType"] = json!("manual");
                },
                &["violation eval-task/eval-type/choice"],
            ),
            (
                "a value beside the one that the case is about",
                |scene| {
                    asks(scene, "eval-task/eval-type/choice");
                    scene.jobs()[0]["taskId"] = json!("other");
                },
                &["violation eval-task/task-id/member"],
            ),
        ],
    );
    check(
        || page(By::Number),
        &[(
            "inside another member",
            |scene| {
                asks(scene, "filter/phases/member");
                sends(scene, "Filter", json!({"Phases": []}));
            },
            &["remark filter/phases/member"],
        )],
    );
}

fn asks(scene: &mut Scene, clause: &str) {
    scene.case.clause = clause.to_owned();
}

fn sends(scene: &mut Scene, name: &str, value: Value) {
    scene.exchanges[0].input.insert(name.to_owned(), value);
}
