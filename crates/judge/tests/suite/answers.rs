//! What the service answered reaches the caller unchanged, as far as a requirement says so.

use client_protocol::OutcomeResult;
use judge::ClientAnswer;
use serde_json::{Value, json};

use crate::trial::{By, Trial, check, page, walk};

#[test]
fn members_of_an_answer() {
    check(
        || page(By::Token),
        &[
            (
                "a text changed",
                |trial| trial.jobs()[0]["jobName"] = json!("other"),
                &["violation job-summary/job-name/member"],
            ),
            (
                "a member left out",
                |trial| remove(trial, "jobName"),
                &["violation job-summary/job-name/member"],
            ),
            (
                "null for a value",
                |trial| trial.jobs()[0]["jobName"] = Value::Null,
                &["violation job-summary/job-name/member"],
            ),
            ("an unknown member left out", |trial| remove(trial, "unheard"), &[]),
            ("an unknown member changed", |trial| trial.jobs()[0]["unheard"] = json!(1), &[]),
            ("null for nothing", |trial| trial.jobs()[0]["jobArn"] = Value::Null, &[]),
            ("an empty list for nothing", |trial| trial.jobs()[0]["evaluationTaskTypes"] = json!([]), &[]),
            (
                "a member made up",
                |trial| trial.jobs()[0]["jobArn"] = json!("arn:"),
                &["warning client/values-unchanged"],
            ),
            (
                "an empty text for nothing",
                |trial| trial.jobs()[0]["jobArn"] = json!(""),
                &["warning client/values-unchanged"],
            ),
            (
                "an item of a list left out",
                |trial| trial.jobs()[0]["modelIdentifiers"] = json!(["m"]),
                &["violation job-summary/model-identifiers/member"],
            ),
            ("a job lost", |trial| drop(trial.jobs().pop()), &["violation job-summaries/member"]),
            (
                "a token lost",
                |trial| drop(trial.output().as_object_mut().unwrap().remove("nextToken")),
                &["violation response-next-token/member"],
            ),
            (
                "the same instant in another zone",
                |trial| trial.jobs()[0]["creationTime"] = json!("2024-04-01T19:48:48.125000+08:00"),
                &[],
            ),
            (
                "another instant",
                |trial| trial.jobs()[0]["creationTime"] = json!("2024-04-01T11:48:48Z"),
                &["violation job-summary/creation-time/member"],
            ),
            (
                "a time without its zone",
                |trial| trial.jobs()[0]["creationTime"] = json!("2024-04-01 11:48:48.125"),
                &["violation job-summary/creation-time/member"],
            ),
            (
                "a state that the page does not know",
                |trial| {
                    trial.exchanges[0].body["jobSummaries"][0]["status"] = json!("Unheard");
                    trial.jobs()[0]["status"] = json!("Unheard");
                },
                &[],
            ),
            (
                "no list for a null",
                |trial| {
                    trial.exchanges[0].body["jobSummaries"] = Value::Null;
                    *trial.output() = trial.exchanges[0].body.clone();
                    trial.output().as_object_mut().unwrap().remove("jobSummaries");
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
                |trial| trial.jobs()[0]["createTime"] = json!("2023-05-31T23:34:38Z"),
                &["violation eval-task/create-time/member"],
            ),
            (
                "a truth turned",
                |trial| trial.output()["result"]["pageInfo"]["isTruncated"] = json!(false),
                &["violation page-info/is-truncated/member"],
            ),
            (
                "a truth as a text",
                |trial| trial.output()["result"]["pageInfo"]["isTruncated"] = json!("true"),
                &["violation page-info/is-truncated/member"],
            ),
            (
                "an undocumented choice, and another one returned",
                |trial| {
                    trial.exchanges[0].body["result"]["evalTaskList"][0]["evalType"] = json!("both");
                },
                &["warning client/unknown-value"],
            ),
        ],
    );
    check(
        || page(By::Number),
        &[
            (
                "a number with a fraction of nothing",
                |trial| trial.output()["Result"]["TotalCount"] = json!(5.0),
                &[],
            ),
            (
                "another number",
                |trial| trial.output()["Result"]["TotalCount"] = json!(6),
                &["warning result/total-count/member"],
            ),
            ("nothing inside nothing", |trial| trial.jobs()[0]["Status"] = json!({"Phase": null}), &[]),
            (
                "something inside nothing",
                |trial| trial.jobs()[0]["Status"] = json!({"Phase": "Failed"}),
                &["warning client/values-unchanged"],
            ),
            (
                "the same number and a half",
                |trial| trial.output()["Result"]["TotalCount"] = json!(5.5),
                &["warning result/total-count/member"],
            ),
            (
                "a large number, rounded",
                |trial| {
                    trial.exchanges[0].body["Result"]["TotalCount"] = json!(9_007_199_254_740_993_u64);
                    trial.output()["Result"]["TotalCount"] = json!(9_007_199_254_740_992_u64);
                },
                &["warning result/total-count/member"],
            ),
            (
                "a number as a text",
                |trial| trial.output()["Result"]["TotalCount"] = json!("5"),
                &["warning result/total-count/member"],
            ),
        ],
    );
}

#[test]
fn the_requirement_that_a_case_is_about_is_named() {
    let mut trial = page(By::Token);
    trial.jobs()[0]["creationTime"] = json!("2024-04-01T11:48:48Z");
    for (clause, due) in [
        ("job-summary/creation-time/timestamp", "violation job-summary/creation-time/timestamp"),
        ("job-summary/job-name/member", "violation job-summary/creation-time/member"),
    ] {
        trial.question.clause = clause.to_owned();
        assert_eq!(trial.findings(), [due], "{clause}");
    }
    // A form that only a sample shows weighs less than the member that the reference documents.
    let mut trial = page(By::Marker);
    trial.jobs()[0]["createTime"] = json!("2023-05-31T23:34:38Z");
    trial.question.clause = "eval-task/create-time/timestamp".to_owned();
    assert_eq!(trial.findings(), ["violation eval-task/create-time/member"]);
}

#[test]
fn members_of_a_walk() {
    check(
        || walk(By::Token),
        &[
            (
                "changed on the last page",
                |trial| trial.jobs()[4]["status"] = json!("Failed"),
                &["violation job-summary/status/member"],
            ),
            ("no list", |trial| *trial.output() = json!({}), &["violation paging/every-item-once"]),
            (
                "no list but a text",
                |trial| *trial.output() = json!({"jobSummaries": "none"}),
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
            ("the part named", |trial| part(trial, "/Result", true), &[]),
            (
                "the part not named",
                |trial| part(trial, "", true),
                &[
                    "warning response-metadata/member",
                    "warning result/member",
                    "warning client/values-unchanged",
                    "warning client/values-unchanged",
                    "warning client/values-unchanged",
                    "warning client/values-unchanged",
                ],
            ),
            (
                "another part named",
                |trial| part(trial, "/Results", true),
                &["violation http/answer-returned"],
            ),
        ],
    );
    check(
        || walk(By::Number),
        &[
            ("the part named", |trial| part(trial, "/Result", true), &[]),
            (
                "a part without the list",
                |trial| part(trial, "/ResponseMetadata", false),
                &["violation http/answer-returned"],
            ),
        ],
    );
}

/// The client gives what lies under `Result`, and names it so.
fn part(trial: &mut Trial, name: &str, inner: bool) {
    if let ClientAnswer::Outcome(OutcomeResult::Returned { output, part, .. }) = &mut trial.answer {
        if inner {
            *output = output["Result"].take();
        }
        *part = (!name.is_empty()).then(|| name.to_owned());
    }
}

fn remove(trial: &mut Trial, name: &str) {
    trial.jobs()[0].as_object_mut().unwrap().remove(name);
}
