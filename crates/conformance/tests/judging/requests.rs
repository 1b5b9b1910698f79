//! What goes on the wire: names, values, headers.

use conformance::ClientAnswer;
use serde_json::{Value, json};

use crate::request::Written;
use crate::scene::{By, Scene, check, page, walk};

#[test]
fn members_in_a_query() {
    check(
        || page(By::Token),
        &[
            (
                "a number in another spelling",
                |scene| set(scene, "maxResults", json!("02")),
                &["violation max-results/member"],
            ),
            (
                "another value",
                |scene| set(scene, "statusEquals", json!("Failed")),
                &["violation status-equals/member"],
            ),
            (
                "the same instant",
                |scene| set(scene, "creationTimeAfter", json!("2024-01-01T08:00:00.000+08:00")),
                &[],
            ),
            (
                "another instant",
                |scene| set(scene, "creationTimeAfter", json!("2024-01-01T00:00:01Z")),
                &["violation creation-time-after/member"],
            ),
            (
                "left out",
                |scene| drop(scene.exchanges[0].input.remove("statusEquals")),
                &["violation status-equals/member"],
            ),
            (
                "another name",
                |scene| rename(scene, "statusEquals", "StatusEquals"),
                &["violation status-equals/member", "remark client/nothing-added"],
            ),
            ("an extra parameter", |scene| set(scene, "x", json!("1")), &["remark client/nothing-added"]),
            ("an empty extra parameter", |scene| set(scene, "x", json!("")), &[]),
            (
                "a filter that nobody asked for",
                |scene| set(scene, "nameContains", json!("a")),
                &["violation name-contains/filter"],
            ),
            (
                "an order that nobody asked for",
                |scene| set(scene, "sortOrder", json!("Descending")),
                &["violation sort-order/sort"],
            ),
            (
                "a token that nobody gave",
                |scene| set(scene, "nextToken", json!("x")),
                &["violation paging/first-call"],
            ),
            (
                "a parameter twice",
                |scene| {
                    scene.exchanges[0].before = |written| {
                        let pair = written.query[0].clone();
                        written.query.push(pair);
                    }
                },
                &["violation max-results/member"],
            ),
            (
                "another value, where the case asks about all members",
                |scene| {
                    scene.case.clause = "inputs-sent".to_owned();
                    set(scene, "statusEquals", json!("Failed"));
                },
                &["violation inputs-sent"],
            ),
            (
                "a body",
                |scene| scene.exchanges[0].before = |written| written.body = b"{}".to_vec(),
                &["violation no-body"],
            ),
            (
                "another method",
                |scene| scene.exchanges[0].before = |written| written.method = "POST".to_owned(),
                &["violation method"],
            ),
            (
                "another path",
                |scene| scene.exchanges[0].before = |written| written.path.push('/'),
                &["violation path"],
            ),
        ],
    );
}

#[test]
fn members_in_a_body() {
    check(
        || page(By::Marker),
        &[
            ("a number as a text", |scene| set(scene, "maxKeys", json!("2")), &["violation max-keys/member"]),
            (
                "a number with a fraction",
                |scene| set(scene, "maxKeys", json!(2.0)),
                &["violation max-keys/member"],
            ),
            ("a default said", |scene| set(scene, "pageReverse", json!(false)), &[]),
            ("no default", |scene| set(scene, "pageReverse", json!(true)), &["violation page-reverse/sort"]),
            ("null for nothing", |scene| set(scene, "marker", Value::Null), &[]),
            ("an empty marker", |scene| set(scene, "marker", json!("")), &[]),
            (
                "a marker that nobody gave",
                |scene| set(scene, "marker", json!("x")),
                &["violation paging/first-call"],
            ),
            ("an extra member", |scene| set(scene, "x", json!(1)), &["remark client/nothing-added"]),
            (
                "a required member left out",
                |scene| drop(scene.exchanges[0].input.remove("evalType")),
                &["violation eval-type/member"],
            ),
            (
                "not JSON",
                |scene| scene.exchanges[0].before = |written| written.body = b"maxKeys=2".to_vec(),
                &["violation inputs-sent"],
            ),
            (
                "a list",
                |scene| scene.exchanges[0].before = |written| written.body = b"[]".to_vec(),
                &["violation inputs-sent"],
            ),
            (
                "no action",
                |scene| scene.exchanges[0].before = |written| written.query.clear(),
                &["violation action"],
            ),
            (
                "two actions",
                |scene| {
                    scene.exchanges[0].before = |written| {
                        let pair = written.query[0].clone();
                        written.query.push(pair);
                    }
                },
                &["violation action"],
            ),
            (
                "a content type with a charset",
                |scene| {
                    scene.exchanges[0].before =
                        |written| header(written, "content-type", "application/json; charset=utf-8");
                },
                &[],
            ),
            (
                "another content type",
                |scene| scene.exchanges[0].before = |written| header(written, "content-type", "text/plain"),
                &["violation content-type"],
            ),
            (
                "no content type",
                |scene| {
                    scene.exchanges[0].before =
                        |written| written.headers.retain(|(name, _)| name != "content-type");
                },
                &["violation content-type"],
            ),
        ],
    );
    check(
        || page(By::Number),
        &[
            ("the first page said", |scene| set(scene, "PageNumber", json!(1)), &[]),
            (
                "another page",
                |scene| {
                    set(scene, "PageNumber", json!(2));
                    scene.exchanges[0].body["Result"]["PageNumber"] = json!(2);
                    scene.output()["Result"]["PageNumber"] = json!(2);
                },
                &["remark paging/first-call"],
            ),
            ("an empty list", |scene| set(scene, "TagFilters", json!([])), &[]),
            (
                "a filter without its list",
                |scene| set(scene, "Filter", json!({})),
                &["remark filter/phases/member"],
            ),
            (
                "a filter with a null more",
                |scene| set(scene, "Filter", json!({"Phases": ["Completed"], "Name": null})),
                &[],
            ),
            (
                "a filter with a name more",
                |scene| set(scene, "Filter", json!({"Phases": ["Completed"], "Name": "x"})),
                &["remark filter/member"],
            ),
            (
                "no version",
                |scene| scene.exchanges[0].before = |written| written.query.truncate(1),
                &["violation version"],
            ),
        ],
    );
}

#[test]
fn the_promise_that_a_case_asks_about_is_named() {
    let mut scene = page(By::Token);
    set(&mut scene, "statusEquals", json!("Failed"));
    for (clause, due) in [
        ("status-equals/filter", "violation status-equals/filter"),
        ("status-equals/choice", "violation status-equals/choice"),
        // A clause about another member explains nothing here.
        ("max-results/range", "violation status-equals/member"),
    ] {
        scene.case.clause = clause.to_owned();
        assert_eq!(scene.findings(), [due], "{clause}");
    }
    // What weighs less than the promise that inputs are sent does not stand in its place.
    let mut scene = page(By::Marker);
    drop(scene.exchanges[0].input.remove("evalType"));
    scene.case.clause = "eval-type/filter".to_owned();
    assert_eq!(scene.findings(), ["violation eval-type/member"]);
    let mut scene = page(By::Number);
    drop(scene.exchanges[0].input.remove("Filter"));
    for (clause, due) in [
        ("filter/phases/filter", "remark filter/phases/filter"),
        ("filter/phases/item", "remark filter/phases/item"),
        ("page-size/member", "remark filter/member"),
    ] {
        scene.case.clause = clause.to_owned();
        assert_eq!(scene.findings(), [due], "{clause}");
    }
}

#[test]
fn the_size_of_a_page_is_the_paginators_to_choose() {
    check(
        || walk(By::Token),
        &[
            (
                "chosen by the paginator",
                |scene| {
                    scene.case.input.remove("maxResults");
                },
                &[],
            ),
            (
                "asked for by the caller and changed",
                |scene| {
                    scene.exchanges.iter_mut().for_each(|exchange| {
                        drop(exchange.input.insert("maxResults".to_owned(), json!(100)));
                    });
                },
                &["violation max-results/member", "violation paging/inputs-again"],
            ),
        ],
    );
    check(
        || page(By::Token),
        &[(
            "chosen for a page",
            |scene| drop(scene.case.input.remove("maxResults")),
            &["remark client/nothing-added"],
        )],
    );
}

#[test]
fn a_call_ends_and_asks_before_it_answers() {
    check(
        || page(By::Token),
        &[
            ("silence", |scene| scene.answer = ClientAnswer::Silent, &["violation protocol/call-ends"]),
            ("no request", |scene| scene.exchanges.clear(), &["violation protocol/asks-before-answering"]),
        ],
    );
}

fn set(scene: &mut Scene, name: &str, value: Value) {
    scene.exchanges[0].input.insert(name.to_owned(), value);
}

fn rename(scene: &mut Scene, from: &str, to: &str) {
    let value = scene.exchanges[0].input.remove(from).unwrap();
    set(scene, to, value);
}

pub(crate) fn header(written: &mut Written, name: &str, value: &str) {
    written.headers.retain(|(found, _)| found != name);
    written.headers.push((name.to_owned(), value.to_owned()));
}
