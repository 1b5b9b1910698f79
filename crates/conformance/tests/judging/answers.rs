//! What the service answered reaches the caller unchanged, as far as anybody promises it.

use client_protocol::OutcomeResult;
use conformance::ClientAnswer;
use serde_json::{Value, json};

use crate::scene::{By, Scene, check, page, walk};

#[test]
fn members_of_an_answer() {
    check(
        || page(By::Token),
        &[
            (
                "a text changed",
                |scene| scene.jobs()[0]["jobName"] = json!("other"),
                &["violation job-summary/job-name/member"],
            ),
            (
                "a member left out",
                |scene| remove(scene, "jobName"),
                &["violation job-summary/job-name/member"],
            ),
            (
                "null for a value",
                |scene| scene.jobs()[0]["jobName"] = Value::Null,
                &["violation job-summary/job-name/member"],
            ),
            ("an unknown member left out", |scene| remove(scene, "unheard"), &[]),
            ("an unknown member changed", |scene| scene.jobs()[0]["unheard"] = json!(1), &[]),
            ("null for nothing", |scene| scene.jobs()[0]["jobArn"] = Value::Null, &[]),
            ("an empty list for nothing", |scene| scene.jobs()[0]["evaluationTaskTypes"] = json!([]), &[]),
            (
                "a member made up",
                |scene| scene.jobs()[0]["jobArn"] = json!("arn:"),
                &["remark client/values-unchanged"],
            ),
            (
                "an empty text for nothing",
                |scene| scene.jobs()[0]["jobArn"] = json!(""),
                &["remark client/values-unchanged"],
            ),
            (
                "an item of a list left out",
                |scene| scene.jobs()[0]["modelIdentifiers"] = json!(["m"]),
                &["violation job-summary/model-identifiers/member"],
            ),
            ("a job lost", |scene| drop(scene.jobs().pop()), &["violation job-summaries/member"]),
            (
                "a token lost",
                |scene| drop(scene.output().as_object_mut().unwrap().remove("nextToken")),
                &["violation response-next-token/member"],
            ),
            (
                "the same instant in another zone",
                |scene| scene.jobs()[0]["creationTime"] = json!("2024-04-01T19:48:48.125000+08:00"),
                &[],
            ),
            (
                "another instant",
                |scene| scene.jobs()[0]["creationTime"] = json!("2024-04-01T11:48:48Z"),
                &["violation job-summary/creation-time/member"],
            ),
            (
                "a time without its zone",
                |scene| scene.jobs()[0]["creationTime"] = json!("2024-04-01 11:48:48.125"),
                &["violation job-summary/creation-time/member"],
            ),
            (
                "a state that the page does not know",
                |scene| {
                    scene.exchanges[0].body["jobSummaries"][0]["status"] = json!("Unheard");
                    scene.jobs()[0]["status"] = json!("Unheard");
                },
                &[],
            ),
            (
                "no list for a null",
                |scene| {
                    scene.exchanges[0].body["jobSummaries"] = Value::Null;
                    *scene.output() = scene.exchanges[0].body.clone();
                    scene.output().as_object_mut().unwrap().remove("jobSummaries");
                },
                &[],
            ),
        ],
    );
    check(
        || page(By::Marker),
        &[
            (
                "a civil time turned into an instant",
                |scene| scene.jobs()[0]["createTime"] = json!("2023-05-31T23:34:38Z"),
                &["violation eval-task/create-time/member"],
            ),
            (
                "a truth turned",
                |scene| scene.output()["result"]["pageInfo"]["isTruncated"] = json!(false),
                &["violation page-info/is-truncated/member"],
            ),
            (
                "a truth as a text",
                |scene| scene.output()["result"]["pageInfo"]["isTruncated"] = json!("true"),
                &["violation page-info/is-truncated/member"],
            ),
            (
                "a choice that the page does not know, and another one told",
                |scene| {
                    scene.exchanges[0].body["result"]["evalTaskList"][0]["evalType"] = json!("both");
                },
                &["remark client/unknown-value"],
            ),
        ],
    );
    check(
        || page(By::Number),
        &[
            (
                "a number with a fraction of nothing",
                |scene| scene.output()["Result"]["TotalCount"] = json!(5.0),
                &[],
            ),
            (
                "another number",
                |scene| scene.output()["Result"]["TotalCount"] = json!(6),
                &["remark result/total-count/member"],
            ),
            ("nothing inside nothing", |scene| scene.jobs()[0]["Status"] = json!({"Phase": null}), &[]),
            (
                "something inside nothing",
                |scene| scene.jobs()[0]["Status"] = json!({"Phase": "Failed"}),
                &["remark client/values-unchanged"],
            ),
            (
                "the same number and a half",
                |scene| scene.output()["Result"]["TotalCount"] = json!(5.5),
                &["remark result/total-count/member"],
            ),
            (
                "a large number, rounded",
                |scene| {
                    scene.exchanges[0].body["Result"]["TotalCount"] = json!(9_007_199_254_740_993_u64);
                    scene.output()["Result"]["TotalCount"] = json!(9_007_199_254_740_992_u64);
                },
                &["remark result/total-count/member"],
            ),
            (
                "a number as a text",
                |scene| scene.output()["Result"]["TotalCount"] = json!("5"),
                &["remark result/total-count/member"],
            ),
        ],
    );
}

#[test]
fn the_promise_that_a_case_asks_about_is_named() {
    let mut scene = page(By::Token);
    scene.jobs()[0]["creationTime"] = json!("2024-04-01T11:48:48Z");
    for (clause, due) in [
        ("job-summary/creation-time/timestamp", "violation job-summary/creation-time/timestamp"),
        ("job-summary/job-name/member", "violation job-summary/creation-time/member"),
    ] {
        scene.case.clause = clause.to_owned();
        assert_eq!(scene.findings(), [due], "{clause}");
    }
    // A form that only a sample shows weighs less than the member that the page promises.
    let mut scene = page(By::Marker);
    scene.jobs()[0]["createTime"] = json!("2023-05-31T23:34:38Z");
    scene.case.clause = "eval-task/create-time/timestamp".to_owned();
    assert_eq!(scene.findings(), ["violation eval-task/create-time/member"]);
}

#[test]
fn members_of_a_walk() {
    check(
        || walk(By::Token),
        &[
            (
                "changed on the last page",
                |scene| scene.jobs()[4]["status"] = json!("Failed"),
                &["violation job-summary/status/member"],
            ),
            ("no list", |scene| *scene.output() = json!({}), &["violation paging/every-job-once"]),
            (
                "no list but a text",
                |scene| *scene.output() = json!({"jobSummaries": "none"}),
                &["violation http/answer-returned"],
            ),
        ],
    );
}

#[test]
fn a_part_of_an_answer() {
    check(
        || page(By::Number),
        &[
            ("the part named", |scene| part(scene, "/Result", true), &[]),
            (
                "the part not named",
                |scene| part(scene, "", true),
                &[
                    "remark response-metadata/member",
                    "remark result/member",
                    "remark client/values-unchanged",
                    "remark client/values-unchanged",
                    "remark client/values-unchanged",
                    "remark client/values-unchanged",
                ],
            ),
            (
                "another part named",
                |scene| part(scene, "/Results", true),
                &["violation http/answer-returned"],
            ),
        ],
    );
    check(
        || walk(By::Number),
        &[
            ("the part named", |scene| part(scene, "/Result", true), &[]),
            (
                "a part without the list",
                |scene| part(scene, "/ResponseMetadata", false),
                &["violation http/answer-returned"],
            ),
        ],
    );
}

/// The client gives what lies under `Result`, and names it so.
fn part(scene: &mut Scene, name: &str, inner: bool) {
    if let ClientAnswer::Outcome(OutcomeResult::Returned { output, part, .. }) = &mut scene.answer {
        if inner {
            *output = output["Result"].take();
        }
        *part = (!name.is_empty()).then(|| name.to_owned());
    }
}

fn remove(scene: &mut Scene, name: &str) {
    scene.jobs()[0].as_object_mut().unwrap().remove(name);
}
