//! Where a walk goes, what it sends again, and where it ends.

use client_protocol::{ErrorKind, OutcomeResult, Stopped};
use conformance::ClientAnswer;
use serde_json::{Value, json};

use crate::scene::{By, Row, Scene, body, check, page, position, walk};

#[test]
fn by_tokens() {
    check(
        || walk(By::Token),
        &[
            (
                "one byte of the token changed",
                |scene| send(scene, 1, "nextToken", json!("p1+/-")),
                &["violation paging/pass-on"],
            ),
            (
                "the token encoded once more",
                |scene| send(scene, 1, "nextToken", json!("p1%2B%2F%3D")),
                &["violation paging/pass-on"],
            ),
            (
                "no token",
                |scene| drop(scene.exchanges[1].input.remove("nextToken")),
                &["violation paging/pass-on"],
            ),
            (
                "the token of the page before",
                |scene| send(scene, 2, "nextToken", json!("p1+/=")),
                &["violation paging/pass-on"],
            ),
            (
                "a token at first",
                |scene| send(scene, 0, "nextToken", json!("x")),
                &["violation paging/first-call"],
            ),
            (
                "a filter dropped on the second page",
                |scene| drop(scene.exchanges[1].input.remove("statusEquals")),
                &["violation paging/inputs-again"],
            ),
            (
                "a size changed on the third page",
                |scene| send(scene, 2, "maxResults", json!(3)),
                &["violation paging/inputs-again"],
            ),
            (
                "stopped early",
                |scene| {
                    scene.exchanges.truncate(2);
                    scene.returns_all();
                },
                &["violation paging/end"],
            ),
            (
                "only the first page",
                |scene| {
                    scene.exchanges.truncate(1);
                    scene.returns_all();
                },
                &["violation paging/end"],
            ),
            ("a request after the end", after_the_end, &["violation paging/end"]),
            ("the end by an empty token", |scene| scene.exchanges[2].body["nextToken"] = json!(""), &[]),
            ("the end by a null token", |scene| scene.exchanges[2].body["nextToken"] = Value::Null, &[]),
            (
                "stopped at the limit",
                |scene| {
                    scene.case.pages = 2;
                    scene.exchanges.truncate(2);
                    scene.returns_all();
                    limited(scene, 2);
                },
                &[],
            ),
            (
                "stopped before the limit",
                |scene| {
                    scene.exchanges.truncate(2);
                    scene.returns_all();
                    limited(scene, 2);
                },
                &["violation paging/end"],
            ),
            (
                "stopped at a limit that was not reached",
                |scene| {
                    scene.exchanges.truncate(1);
                    scene.returns_all();
                    limited(scene, 50);
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
                |scene| send(scene, 1, "marker", json!("p1+ =")),
                &["violation paging/pass-on"],
            ),
            (
                "the marker of the answer in place of the next one",
                |scene| send(scene, 1, "marker", json!("")),
                &["violation paging/pass-on"],
            ),
            (
                "a filter dropped on the second page",
                |scene| drop(scene.exchanges[1].input.remove("keyFilter")),
                &["violation key-filter/filter"],
            ),
            (
                "stopped early",
                |scene| {
                    scene.exchanges.truncate(2);
                    scene.returns_all();
                },
                &["violation paging/end"],
            ),
            (
                "a next marker beside the end",
                |scene| scene.exchanges[2].body["result"]["pageInfo"]["nextMarker"] = json!("x"),
                &[],
            ),
            ("a request after the end", after_the_end, &["violation paging/end"]),
            ("more, and an empty marker to ask for it with", more_behind_nothing, &[]),
            (
                "the same, and asked all the same",
                |scene| {
                    after_the_end(scene);
                    more_behind_nothing(scene);
                    scene.exchanges[3].body["result"]["evalTaskList"] = json!([]);
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
            ("the first page said", |scene| send(scene, 0, "PageNumber", json!(1)), &[]),
            (
                "a page skipped",
                |scene| {
                    send(scene, 1, "PageNumber", json!(3));
                    scene.exchanges[1].body["Result"]["PageNumber"] = json!(3);
                },
                &["remark paging/pass-on"],
            ),
            (
                "the same page again",
                |scene| {
                    send(scene, 1, "PageNumber", json!(1));
                    scene.exchanges[1].body["Result"]["PageNumber"] = json!(1);
                },
                &["remark paging/pass-on"],
            ),
            (
                "a filter dropped on the second page",
                |scene| drop(scene.exchanges[1].input.remove("Filter")),
                &["remark paging/inputs-again"],
            ),
            (
                "stopped early",
                |scene| {
                    scene.exchanges.truncate(2);
                    scene.returns_all();
                },
                &["remark paging/end"],
            ),
            ("a request after the end", after_the_end, &["remark paging/end"]),
            (
                "a total that grows at the end",
                |scene| scene.exchanges[2].body["Result"]["TotalCount"] = json!(5),
                &[],
            ),
            (
                "a total that shrinks ends the walk",
                |scene| {
                    scene.exchanges[1].body["Result"]["TotalCount"] = json!(4);
                    scene.exchanges.truncate(2);
                    scene.returns_all();
                },
                &[],
            ),
            (
                "a total that grows lets the walk go on",
                |scene| {
                    let mut more = scene.exchanges[2].clone();
                    more.input.insert("PageNumber".to_owned(), position(By::Number, 3));
                    more.body = body(By::Number, 3, &[6], 6);
                    scene.exchanges[2].body["Result"]["TotalCount"] = json!(6);
                    scene.exchanges.push(more);
                    scene.returns_all();
                },
                &[],
            ),
            (
                "a page that the server clamped",
                |scene| {
                    scene.exchanges[0].body = body(By::Number, 0, &[1], 3);
                    scene.exchanges[1].body = body(By::Number, 1, &[2], 3);
                    scene.exchanges[2].body = body(By::Number, 2, &[3], 3);
                    scene.returns_all();
                },
                &[],
            ),
            (
                "no total",
                |scene| {
                    scene.exchanges.truncate(1);
                    scene.exchanges[0].body["Result"].as_object_mut().unwrap().remove("TotalCount");
                    scene.returns_all();
                },
                &[],
            ),
            (
                "an empty page below the total, and stopped",
                |scene| {
                    scene.exchanges[1].body = body(By::Number, 1, &[], 5);
                    scene.exchanges.truncate(2);
                    scene.returns_all();
                },
                &[],
            ),
        ],
    );
}

#[test]
fn jobs() {
    const LOST: &[&str] = &["violation paging/every-job-once"];
    const ROWS: &[Row] = &[
        ("lost", |scene| drop(scene.jobs().remove(2)), LOST),
        ("all lost", |scene| scene.jobs().clear(), LOST),
        (
            "repeated",
            |scene| {
                let job = scene.jobs()[1].clone();
                scene.jobs().insert(2, job);
            },
            LOST,
        ),
        (
            "one page twice",
            |scene| {
                let jobs = scene.jobs()[..2].to_vec();
                scene.jobs().extend(jobs);
            },
            LOST,
        ),
        ("in another order", |scene| scene.jobs().swap(0, 4), LOST),
        ("the last in place of the first", |scene| scene.jobs()[0] = scene.jobs()[4].clone(), LOST),
        (
            "one lost and one changed",
            |scene| {
                scene.jobs()[0]["unheard"] = json!("of");
                drop(scene.jobs().pop());
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
                |scene| {
                    scene.exchanges.truncate(2);
                    scene.errs(1, 400, "ValidationException");
                    scene.case.outcome =
                        serde_json::from_value(json!({"fails": {"code": "ValidationException"}})).unwrap();
                    scene.fails(ErrorKind::Service, Some("ValidationException"));
                },
                &[],
            ),
            (
                "taken for the end",
                |scene| {
                    let all = std::mem::replace(&mut scene.answer, ClientAnswer::Silent);
                    scene.exchanges.truncate(2);
                    scene.errs(1, 500, "InternalServerException");
                    scene.answer = all;
                    scene.jobs().truncate(2);
                },
                &["violation http/status-is-error"],
            ),
            (
                "tried again",
                |scene| {
                    let again = scene.exchanges[1].clone();
                    scene.errs(1, 500, "InternalServerException");
                    scene.exchanges.insert(2, again);
                },
                &[],
            ),
            (
                "tried again without the filter",
                |scene| {
                    let mut again = scene.exchanges[1].clone();
                    again.input.remove("statusEquals");
                    scene.errs(1, 500, "InternalServerException");
                    scene.exchanges.insert(2, again);
                },
                &["violation paging/inputs-again"],
            ),
            (
                "tried again without the token",
                |scene| {
                    let mut again = scene.exchanges[1].clone();
                    again.input.remove("nextToken");
                    scene.errs(1, 500, "InternalServerException");
                    scene.exchanges.insert(2, again);
                },
                &["violation paging/pass-on"],
            ),
        ],
    );
}

fn send(scene: &mut Scene, index: usize, name: &str, value: Value) {
    scene.exchanges[index].input.insert(name.to_owned(), value);
}

fn after_the_end(scene: &mut Scene) {
    scene.exchanges.push(scene.exchanges[2].clone());
}

/// The third page says that there is more, and names no marker.
fn more_behind_nothing(scene: &mut Scene) {
    let info = &mut scene.exchanges[2].body["result"]["pageInfo"];
    (info["isTruncated"], info["nextMarker"]) = (json!(true), json!(""));
}

#[test]
fn a_call_for_one_page() {
    check(
        || page(By::Token),
        &[
            (
                "one page ahead, and the page that was asked for",
                |scene| scene.exchanges = walk(By::Token).exchanges[..2].to_vec(),
                &["remark paging/first-call"],
            ),
            (
                "the second page in place of the first",
                |scene| {
                    scene.exchanges = walk(By::Token).exchanges[..2].to_vec();
                    *scene.output() = scene.exchanges[1].body.clone();
                },
                &[
                    "violation job-summary/job-name/member",
                    "violation job-summary/job-name/member",
                    "violation response-next-token/member",
                    "remark paging/first-call",
                ],
            ),
        ],
    );
}

fn limited(scene: &mut Scene, count: u32) {
    if let ClientAnswer::Outcome(OutcomeResult::Returned { stopped, pages, .. }) = &mut scene.answer {
        (*stopped, *pages) = (Stopped::Limit, Some(count));
    }
}
