//! Where a walk goes, what it sends again, and where it ends.

use client_protocol::{ErrorKind, OutcomeResult, Stopped};
use judge::ClientAnswer;
use serde_json::{Value, json};

use crate::trial::{By, Row, Trial, body, check, page, position, walk};

#[test]
fn by_tokens() {
    check(
        || walk(By::Token),
        &[
            (
                "one byte of the token changed",
                |trial| send(trial, 1, "nextToken", json!("p1+/-")),
                &["violation paging/pass-on"],
            ),
            (
                "the token encoded once more",
                |trial| send(trial, 1, "nextToken", json!("p1%2B%2F%3D")),
                &["violation paging/pass-on"],
            ),
            (
                "no token",
                |trial| drop(trial.exchanges[1].input.remove("nextToken")),
                &["violation paging/pass-on"],
            ),
            (
                "the token of the page before",
                |trial| send(trial, 2, "nextToken", json!("p1+/=")),
                &["violation paging/pass-on"],
            ),
            (
                "a token at first",
                |trial| send(trial, 0, "nextToken", json!("x")),
                &["violation paging/first-call"],
            ),
            (
                "a filter dropped on the second page",
                |trial| drop(trial.exchanges[1].input.remove("statusEquals")),
                &["violation paging/inputs-again"],
            ),
            (
                "a size changed on the third page",
                |trial| send(trial, 2, "maxResults", json!(3)),
                &["violation paging/inputs-again"],
            ),
            (
                "stopped early",
                |trial| {
                    trial.exchanges.truncate(2);
                    trial.returns_all();
                },
                &["violation paging/end"],
            ),
            (
                "only the first page",
                |trial| {
                    trial.exchanges.truncate(1);
                    trial.returns_all();
                },
                &["violation paging/end"],
            ),
            ("a request after the end", after_the_end, &["violation paging/end"]),
            ("the end by an empty token", |trial| trial.exchanges[2].body["nextToken"] = json!(""), &[]),
            ("the end by a null token", |trial| trial.exchanges[2].body["nextToken"] = Value::Null, &[]),
            (
                "stopped at the limit",
                |trial| {
                    trial.question.pages = 2;
                    trial.exchanges.truncate(2);
                    trial.returns_all();
                    limited(trial, 2);
                },
                &[],
            ),
            (
                "stopped before the limit",
                |trial| {
                    trial.exchanges.truncate(2);
                    trial.returns_all();
                    limited(trial, 2);
                },
                &["violation paging/end"],
            ),
            (
                "stopped at a limit that was not reached",
                |trial| {
                    trial.exchanges.truncate(1);
                    trial.returns_all();
                    limited(trial, 50);
                },
                &["violation paging/end"],
            ),
        ],
    );
}

#[test]
fn by_markers() {
    check(
        || walk(By::Marker),
        &[
            (
                "the marker changed",
                |trial| send(trial, 1, "marker", json!("p1+ =")),
                &["violation paging/pass-on"],
            ),
            (
                "the marker of the answer in place of the next one",
                |trial| send(trial, 1, "marker", json!("")),
                &["violation paging/pass-on"],
            ),
            (
                "a filter dropped on the second page",
                |trial| drop(trial.exchanges[1].input.remove("keyFilter")),
                &["violation key-filter/filter"],
            ),
            (
                "stopped early",
                |trial| {
                    trial.exchanges.truncate(2);
                    trial.returns_all();
                },
                &["violation paging/end"],
            ),
            (
                "a next marker beside the end",
                |trial| trial.exchanges[2].body["result"]["pageInfo"]["nextMarker"] = json!("x"),
                &[],
            ),
            ("a request after the end", after_the_end, &["violation paging/end"]),
            ("more, and an empty marker to ask for it with", more_behind_nothing, &[]),
            (
                "the same, and asked all the same",
                |trial| {
                    after_the_end(trial);
                    more_behind_nothing(trial);
                    trial.exchanges[3].body["result"]["evalTaskList"] = json!([]);
                },
                &[],
            ),
        ],
    );
}

#[test]
fn by_numbers() {
    check(
        || walk(By::Number),
        &[
            ("the first page said", |trial| send(trial, 0, "PageNumber", json!(1)), &[]),
            (
                "a page skipped",
                |trial| {
                    send(trial, 1, "PageNumber", json!(3));
                    trial.exchanges[1].body["Result"]["PageNumber"] = json!(3);
                },
                &["warning paging/pass-on"],
            ),
            (
                "the same page again",
                |trial| {
                    send(trial, 1, "PageNumber", json!(1));
                    trial.exchanges[1].body["Result"]["PageNumber"] = json!(1);
                },
                &["warning paging/pass-on"],
            ),
            (
                "a filter dropped on the second page",
                |trial| drop(trial.exchanges[1].input.remove("Filter")),
                &["warning paging/inputs-again"],
            ),
            (
                "stopped early",
                |trial| {
                    trial.exchanges.truncate(2);
                    trial.returns_all();
                },
                &["warning paging/end"],
            ),
            ("a request after the end", after_the_end, &["warning paging/end"]),
            (
                "a total that grows at the end",
                |trial| trial.exchanges[2].body["Result"]["TotalCount"] = json!(5),
                &[],
            ),
            (
                "a total that shrinks ends the walk",
                |trial| {
                    trial.exchanges[1].body["Result"]["TotalCount"] = json!(4);
                    trial.exchanges.truncate(2);
                    trial.returns_all();
                },
                &[],
            ),
            (
                "a total that grows lets the walk go on",
                |trial| {
                    let mut more = trial.exchanges[2].clone();
                    more.input.insert("PageNumber".to_owned(), position(By::Number, 3));
                    more.body = body(By::Number, 3, &[6], 6);
                    trial.exchanges[2].body["Result"]["TotalCount"] = json!(6);
                    trial.exchanges.push(more);
                    trial.returns_all();
                },
                &[],
            ),
            (
                "a page that the server clamped",
                |trial| {
                    trial.exchanges[0].body = body(By::Number, 0, &[1], 3);
                    trial.exchanges[1].body = body(By::Number, 1, &[2], 3);
                    trial.exchanges[2].body = body(By::Number, 2, &[3], 3);
                    trial.returns_all();
                },
                &[],
            ),
            (
                "no total",
                |trial| {
                    trial.exchanges.truncate(1);
                    trial.exchanges[0].body["Result"].as_object_mut().unwrap().remove("TotalCount");
                    trial.returns_all();
                },
                &[],
            ),
            (
                "an empty page below the total, and stopped",
                |trial| {
                    trial.exchanges[1].body = body(By::Number, 1, &[], 5);
                    trial.exchanges.truncate(2);
                    trial.returns_all();
                },
                &[],
            ),
        ],
    );
}

#[test]
fn jobs() {
    const LOST: &[&str] = &["violation paging/every-item-once"];
    const ROWS: &[Row] = &[
        ("lost", |trial| drop(trial.jobs().remove(2)), LOST),
        ("all lost", |trial| trial.jobs().clear(), LOST),
        (
            "repeated",
            |trial| {
                let job = trial.jobs()[1].clone();
                trial.jobs().insert(2, job);
            },
            LOST,
        ),
        (
            "one page twice",
            |trial| {
                let jobs = trial.jobs()[..2].to_vec();
                trial.jobs().extend(jobs);
            },
            LOST,
        ),
        ("in another order", |trial| trial.jobs().swap(0, 4), LOST),
        ("the last in place of the first", |trial| trial.jobs()[0] = trial.jobs()[4].clone(), LOST),
        (
            "one lost and one changed",
            |trial| {
                trial.jobs()[0]["unheard"] = json!("of");
                drop(trial.jobs().pop());
            },
            LOST,
        ),
    ];
    check(|| walk(By::Token), ROWS);
    check(|| walk(By::Marker), ROWS);
}

#[test]
fn a_walk_in_the_middle_of_which_a_page_fails() {
    check(
        || walk(By::Token),
        &[
            (
                "given up",
                |trial| {
                    trial.exchanges.truncate(2);
                    trial.errs(1, 400, "ValidationException");
                    trial.question.expectation =
                        serde_json::from_value(json!({"fails": {"code": "ValidationException"}})).unwrap();
                    trial.fails(ErrorKind::Service, Some("ValidationException"));
                },
                &[],
            ),
            (
                "taken for the end",
                |trial| {
                    let all = std::mem::replace(&mut trial.answer, ClientAnswer::Silent);
                    trial.exchanges.truncate(2);
                    trial.errs(1, 500, "InternalServerException");
                    trial.answer = all;
                    trial.jobs().truncate(2);
                },
                &["violation http/status-is-error"],
            ),
            (
                "tried again",
                |trial| {
                    let again = trial.exchanges[1].clone();
                    trial.errs(1, 500, "InternalServerException");
                    trial.exchanges.insert(2, again);
                },
                &[],
            ),
            (
                "tried again without the filter",
                |trial| {
                    let mut again = trial.exchanges[1].clone();
                    again.input.remove("statusEquals");
                    trial.errs(1, 500, "InternalServerException");
                    trial.exchanges.insert(2, again);
                },
                &["violation paging/inputs-again"],
            ),
            (
                "tried again without the token",
                |trial| {
                    let mut again = trial.exchanges[1].clone();
                    again.input.remove("nextToken");
                    trial.errs(1, 500, "InternalServerException");
                    trial.exchanges.insert(2, again);
                },
                &["violation paging/pass-on"],
            ),
        ],
    );
}

fn send(trial: &mut Trial, index: usize, name: &str, value: Value) {
    trial.exchanges[index].input.insert(name.to_owned(), value);
}

fn after_the_end(trial: &mut Trial) {
    trial.exchanges.push(trial.exchanges[2].clone());
}

/// The third page says that there is more, and names no marker.
fn more_behind_nothing(trial: &mut Trial) {
    let info = &mut trial.exchanges[2].body["result"]["pageInfo"];
    (info["isTruncated"], info["nextMarker"]) = (json!(true), json!(""));
}

#[test]
fn a_call_for_one_page() {
    check(
        || page(By::Token),
        &[
            (
                "one page ahead, and the page that was asked for",
                |trial| trial.exchanges = walk(By::Token).exchanges[..2].to_vec(),
                &["warning paging/first-call"],
            ),
            (
                "the second page in place of the first",
                |trial| {
                    trial.exchanges = walk(By::Token).exchanges[..2].to_vec();
                    *trial.output() = trial.exchanges[1].body.clone();
                },
                &[
                    "violation job-summary/job-name/member",
                    "violation job-summary/job-name/member",
                    "violation response-next-token/member",
                    "warning paging/first-call",
                ],
            ),
        ],
    );
}

fn limited(trial: &mut Trial, count: u32) {
    if let ClientAnswer::Outcome(OutcomeResult::Returned { stopped, pages, .. }) = &mut trial.answer {
        (*stopped, *pages) = (Stopped::Limit, Some(count));
    }
}
