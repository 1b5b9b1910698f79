//! What goes on the wire: names, values, headers.

use judge::ClientAnswer;
use serde_json::{Value, json};

use crate::trial::{By, Trial, check, page, walk};
use crate::written::Written;

#[test]
fn members_in_a_query() {
    check(
        || page(By::Token),
        &[
            (
                "a number in another spelling",
                |trial| set(trial, "maxResults", json!("02")),
                &["violation max-results/member"],
            ),
            (
                "another value",
                |trial| set(trial, "statusEquals", json!("Failed")),
                &["violation status-equals/member"],
            ),
            (
                "the same instant",
                |trial| set(trial, "creationTimeAfter", json!("2024-01-01T08:00:00.000+08:00")),
                &[],
            ),
            (
                "another instant",
                |trial| set(trial, "creationTimeAfter", json!("2024-01-01T00:00:01Z")),
                &["violation creation-time-after/member"],
            ),
            (
                "left out",
                |trial| drop(trial.exchanges[0].input.remove("statusEquals")),
                &["violation status-equals/member"],
            ),
            (
                "another name",
                |trial| rename(trial, "statusEquals", "StatusEquals"),
                &["violation status-equals/member", "warning client/nothing-added"],
            ),
            ("an extra parameter", |trial| set(trial, "x", json!("1")), &["warning client/nothing-added"]),
            ("an empty extra parameter", |trial| set(trial, "x", json!("")), &[]),
            (
                "a filter that was not requested",
                |trial| set(trial, "nameContains", json!("a")),
                &["violation name-contains/filter"],
            ),
            (
                "an order that was not requested",
                |trial| set(trial, "sortOrder", json!("Descending")),
                &["violation sort-order/sort"],
            ),
            (
                "a token that the caller did not give",
                |trial| set(trial, "nextToken", json!("x")),
                &["violation paging/first-call"],
            ),
            (
                "a parameter twice",
                |trial| {
                    trial.exchanges[0].before = |written| {
                        let pair = written.query[0].clone();
                        written.query.push(pair);
                    }
                },
                &["violation max-results/member"],
            ),
            (
                "another value, where the case asks about all members",
                |trial| {
                    trial.question.clause = "inputs-sent".to_owned();
                    set(trial, "statusEquals", json!("Failed"));
                },
                &["violation inputs-sent"],
            ),
            (
                "a body",
                |trial| trial.exchanges[0].before = |written| written.body = b"{}".to_vec(),
                &["violation no-body"],
            ),
            (
                "another method",
                |trial| trial.exchanges[0].before = |written| written.method = "POST".to_owned(),
                &["violation method"],
            ),
            (
                "another path",
                |trial| trial.exchanges[0].before = |written| written.path.push('/'),
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
            ("a number as a text", |trial| set(trial, "maxKeys", json!("2")), &["violation max-keys/member"]),
            (
                "a number with a fraction",
                |trial| set(trial, "maxKeys", json!(2.0)),
                &["violation max-keys/member"],
            ),
            ("a default said", |trial| set(trial, "pageReverse", json!(false)), &[]),
            ("no default", |trial| set(trial, "pageReverse", json!(true)), &["violation page-reverse/sort"]),
            ("null for nothing", |trial| set(trial, "marker", Value::Null), &[]),
            ("an empty marker", |trial| set(trial, "marker", json!("")), &[]),
            (
                "a marker that the caller did not give",
                |trial| set(trial, "marker", json!("x")),
                &["violation paging/first-call"],
            ),
            ("an extra member", |trial| set(trial, "x", json!(1)), &["warning client/nothing-added"]),
            (
                "a required member left out",
                |trial| drop(trial.exchanges[0].input.remove("evalType")),
                &["violation eval-type/member"],
            ),
            (
                "not JSON",
                |trial| trial.exchanges[0].before = |written| written.body = b"maxKeys=2".to_vec(),
                &["violation inputs-sent"],
            ),
            (
                "a list",
                |trial| trial.exchanges[0].before = |written| written.body = b"[]".to_vec(),
                &["violation inputs-sent"],
            ),
            (
                "no action",
                |trial| trial.exchanges[0].before = |written| written.query.clear(),
                &["violation action"],
            ),
            (
                "two actions",
                |trial| {
                    trial.exchanges[0].before = |written| {
                        let pair = written.query[0].clone();
                        written.query.push(pair);
                    }
                },
                &["violation action"],
            ),
            (
                "a content type with a charset",
                |trial| {
                    trial.exchanges[0].before =
                        |written| header(written, "content-type", "application/json; charset=utf-8");
                },
                &[],
            ),
            (
                "another content type",
                |trial| trial.exchanges[0].before = |written| header(written, "content-type", "text/plain"),
                &["violation content-type"],
            ),
            (
                "no content type",
                |trial| {
                    trial.exchanges[0].before =
                        |written| written.headers.retain(|(name, _)| name != "content-type");
                },
                &["violation content-type"],
            ),
        ],
    );
    check(
        || page(By::Number),
        &[
            ("the first page said", |trial| set(trial, "PageNumber", json!(1)), &[]),
            (
                "another page",
                |trial| {
                    set(trial, "PageNumber", json!(2));
                    trial.exchanges[0].body["Result"]["PageNumber"] = json!(2);
                    trial.output()["Result"]["PageNumber"] = json!(2);
                },
                &["warning paging/first-call"],
            ),
            ("an empty list", |trial| set(trial, "TagFilters", json!([])), &[]),
            (
                "a filter without its list",
                |trial| set(trial, "Filter", json!({})),
                &["warning filter/phases/member"],
            ),
            (
                "a filter with a null more",
                |trial| set(trial, "Filter", json!({"Phases": ["Completed"], "Name": null})),
                &[],
            ),
            (
                "a filter with a name more",
                |trial| set(trial, "Filter", json!({"Phases": ["Completed"], "Name": "x"})),
                &["warning filter/member"],
            ),
            (
                "no version",
                |trial| trial.exchanges[0].before = |written| written.query.truncate(1),
                &["violation version"],
            ),
        ],
    );
}

#[test]
fn the_requirement_that_a_case_is_about_is_named() {
    let mut trial = page(By::Token);
    set(&mut trial, "statusEquals", json!("Failed"));
    for (clause, due) in [
        ("status-equals/filter", "violation status-equals/filter"),
        ("status-equals/choice", "violation status-equals/choice"),
        // A clause about another member explains nothing here.
        ("max-results/range", "violation status-equals/member"),
    ] {
        trial.question.clause = clause.to_owned();
        assert_eq!(trial.findings(), [due], "{clause}");
    }
    // What weighs less than the requirement that inputs are sent does not replace it.
    let mut trial = page(By::Marker);
    drop(trial.exchanges[0].input.remove("evalType"));
    trial.question.clause = "eval-type/filter".to_owned();
    assert_eq!(trial.findings(), ["violation eval-type/member"]);
    let mut trial = page(By::Number);
    drop(trial.exchanges[0].input.remove("Filter"));
    for (clause, due) in [
        ("filter/phases/filter", "warning filter/phases/filter"),
        ("filter/phases/item", "warning filter/phases/item"),
        ("page-size/member", "warning filter/member"),
    ] {
        trial.question.clause = clause.to_owned();
        assert_eq!(trial.findings(), [due], "{clause}");
    }
}

#[test]
fn the_size_of_a_page_is_the_paginators_to_choose() {
    check(
        || walk(By::Token),
        &[
            (
                "chosen by the paginator",
                |trial| {
                    trial.question.input.remove("maxResults");
                },
                &[],
            ),
            (
                "asked for by the caller and changed",
                |trial| {
                    trial.exchanges.iter_mut().for_each(|exchange| {
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
            |trial| drop(trial.question.input.remove("maxResults")),
            &["warning client/nothing-added"],
        )],
    );
}

#[test]
fn a_call_ends_and_asks_before_it_answers() {
    check(
        || page(By::Token),
        &[
            ("silence", |trial| trial.answer = ClientAnswer::Silent, &["violation protocol/call-ends"]),
            ("no request", |trial| trial.exchanges.clear(), &["violation protocol/asks-before-answering"]),
        ],
    );
}

fn set(trial: &mut Trial, name: &str, value: Value) {
    trial.exchanges[0].input.insert(name.to_owned(), value);
}

fn rename(trial: &mut Trial, from: &str, to: &str) {
    let value = trial.exchanges[0].input.remove(from).unwrap();
    set(trial, to, value);
}

pub(crate) fn header(written: &mut Written, name: &str, value: &str) {
    written.headers.retain(|(found, _)| found != name);
    written.headers.push((name.to_owned(), value.to_owned()));
}
