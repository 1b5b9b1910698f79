//! Requirements that no bundled contract has: a made-up one has limits of every kind and other defaults.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use contract::Contracts;
use fixtures::Folder;
use serde_json::{Value, json};
use signing::{Request, Scheme, Scope};
use simulator::{OfflineSimulator, Scenario, Served};
use wire::ReceivedRequest;

const OPERATION: &str = "acme-cloud/list-widgets";

/// The made-up contract with a change to its operation.
fn made_up(change: impl FnOnce(&mut Value)) -> Arc<Contracts> {
    let folder = Folder::made_up();
    folder.edit(&format!("{OPERATION}/operation.json"), change);
    Arc::new(folder.load())
}

/// A clause with documented evidence.
fn clause(id: &str, fact: Value) -> Value {
    let mut clause = json!({"id": id, "evidence": "documented", "source": {"section": "x"}, "requirement": format!("{id} holds")});
    clause.as_object_mut().unwrap().extend(fact.as_object().unwrap().clone());
    clause
}

fn add(operation: &mut Value, clauses: &[Value]) {
    operation["clauses"].as_array_mut().unwrap().extend(clauses.iter().cloned());
}

/// Asks once for a page of twelve widgets.
fn ask(contracts: &Arc<Contracts>, query: &str, body: &str) -> Served {
    let mut scenario = Scenario::new(OPERATION, 12);
    scenario.freshness = None;
    let target = format!("/widgets{query}");
    let mut headers = vec![("host".to_owned(), "127.0.0.1".to_owned())];
    let request = Request { method: "POST", target: &target, headers: &headers, body: body.as_bytes() };
    let scope = Scope { region: scenario.region.clone(), service: "widgets".to_owned() };
    let time = "2026-01-02T03:04:05Z".parse().unwrap();
    headers.extend(signing::sign(Scheme::AwsSigv4, &request, &scenario.credentials, &scope, time));
    let now = Instant::now();
    OfflineSimulator::new(Arc::clone(contracts), scenario).unwrap().answer(&ReceivedRequest {
        connection: 1,
        exchange: 1,
        method: "POST".to_owned(),
        target,
        version_minor: 1,
        headers,
        body: Bytes::from(body.to_owned()),
        raw_head: Bytes::new(),
        started: now,
        complete: now,
    })
}

/// Asks with members in the body; the clause that the request breaks, or the answer.
fn asked(contracts: &Arc<Contracts>, input: &Value) -> Result<Value, String> {
    answered(ask(contracts, "", &input.to_string()))
}

fn answered(served: Served) -> Result<Value, String> {
    match (served.refusal, served.refused_by) {
        (None, _) => Ok(serde_json::from_slice(&served.body).unwrap()),
        (Some(_), Some(clause)) => Err(clause),
        (Some(reason), None) => Err(reason),
    }
}

fn check(contracts: &Arc<Contracts>, rows: &[(Value, Result<(), &str>)]) {
    for (input, due) in rows {
        let found = asked(contracts, input).map(|_| ());
        assert_eq!(found, due.map_err(str::to_owned), "{input}");
    }
}

#[test]
fn limits_of_every_kind_on_both_sides() {
    check(
        &made_up(|_| {}),
        &[
            (json!({"page": 1}), Ok(())),
            (json!({"page": 50}), Ok(())),
            (json!({"page": 0}), Err("page/range")),
            (json!({"page": 51}), Err("page/range")),
            (json!({"page": "1"}), Err("page/member")),
            (json!({"page": 1.5}), Err("page/member")),
            (json!({"page": null}), Err("page/required")),
            (json!({}), Err("page/required")),
            // What careful clients do and what a sample shows does not bind.
            (json!({"page": 1, "size": 101}), Ok(())),
            (json!({"page": 1, "size": "many"}), Err("size/member")),
            (json!({"page": 1, "name": "ab"}), Ok(())),
            (json!({"page": 1, "name": "abcdefgh"}), Ok(())),
            (json!({"page": 1, "name": "a"}), Err("name/length")),
            (json!({"page": 1, "name": "abcdefghi"}), Err("name/length")),
            // Eight letters of three bytes each.
            (json!({"page": 1, "name": "部件部件部件部件"}), Ok(())),
            (json!({"page": 1, "name": "a1"}), Err("name/pattern")),
            (json!({"page": 1, "name": null}), Ok(())),
            (json!({"page": 1, "colour": "green"}), Ok(())),
            (json!({"page": 1, "colour": "blue"}), Err("colour/choice")),
            (json!({"page": 1, "labels": ["x"]}), Ok(())),
            (json!({"page": 1, "labels": ["x", "y", "z"]}), Ok(())),
            (json!({"page": 1, "labels": []}), Err("labels/items")),
            (json!({"page": 1, "labels": ["w", "x", "y", "z"]}), Err("labels/items")),
            (json!({"page": 1, "labels": ["x", 7]}), Err("labels/item")),
            // A requirement of the response says nothing about a request with a member of that name.
            (json!({"page": 1, "total": -1}), Ok(())),
        ],
    );
}

#[test]
fn an_ambiguity_suspends_a_limit() {
    let contracts = made_up(|operation| {
        let ambiguity = json!({"id": "long-names", "about": ["name/length"], "problem": "the sample's name is longer",
            "reading": "the length is not checked", "suspends": ["name/length"]});
        operation["ambiguities"].as_array_mut().unwrap().push(ambiguity);
    });
    check(
        &contracts,
        &[
            (json!({"page": 1, "name": "abcdefghi"}), Ok(())),
            (json!({"page": 1, "name": "a1"}), Err("name/pattern")),
        ],
    );
}

#[test]
fn ranges_with_one_end_and_times_of_both_formats() {
    let at = |name: &str| format!("request/{name}");
    let member = |name: &str, of: &str| {
        clause(&format!("{name}/member"), json!({"kind": "member", "at": at(name), "type": of}))
    };
    let contracts = made_up(|operation| {
        add(
            operation,
            &[
                member("low", "integer"),
                clause("low/range", json!({"kind": "range", "at": at("low"), "minimum": 3})),
                member("high", "integer"),
                clause("high/range", json!({"kind": "range", "at": at("high"), "maximum": 3})),
                member("since", "string"),
                clause("since/time", json!({"kind": "timestamp", "at": at("since"), "format": "rfc3339"})),
                member("day", "string"),
                clause("day/time", json!({"kind": "timestamp", "at": at("day"), "format": "civil"})),
            ],
        );
    });
    check(
        &contracts,
        &[
            (json!({"page": 1, "low": 3}), Ok(())),
            (json!({"page": 1, "low": 2}), Err("low/range")),
            (json!({"page": 1, "low": 1000}), Ok(())),
            (json!({"page": 1, "high": 3}), Ok(())),
            (json!({"page": 1, "high": 4}), Err("high/range")),
            (json!({"page": 1, "high": -1000}), Ok(())),
            (json!({"page": 1, "since": "2024-01-02T03:04:05+08:00"}), Ok(())),
            (json!({"page": 1, "since": "2024-01-02 03:04:05"}), Err("since/time")),
            (json!({"page": 1, "since": "2024-01-02"}), Err("since/time")),
            (json!({"page": 1, "day": "2024-01-02 03:04:05"}), Ok(())),
            (json!({"page": 1, "day": "yesterday"}), Err("day/time")),
        ],
    );
}

/// How many widgets the first page holds, and the size that it tells.
fn sizes(contracts: &Arc<Contracts>, input: &Value) -> [usize; 2] {
    let body = asked(contracts, input).unwrap();
    [body["widgets"].as_array().unwrap().len(), body["size"].as_u64().unwrap() as usize]
}

#[test]
fn sizes_by_what_is_asked_documented_and_made_up() {
    let made = made_up(|operation| operation["simulation"]["default-page-size"] = json!(4));
    assert_eq!(sizes(&made, &json!({"page": 1})), [4, 4]);
    assert_eq!(sizes(&made, &json!({"page": 1, "size": 0})), [4, 4]);
    assert_eq!(sizes(&made, &json!({"page": 1, "size": -1})), [4, 4]);
    assert_eq!(sizes(&made, &json!({"page": 1, "size": 1})), [1, 1]);
    assert_eq!(sizes(&made, &json!({"page": 3, "size": 5})), [2, 5]);
    let documented = made_up(|operation| {
        operation["simulation"]["default-page-size"] = json!(4);
        let size = |fact: Value| clause(fact["kind"].as_str().unwrap(), fact.clone());
        add(
            operation,
            &[
                size(json!({"kind": "default", "at": "request/size", "value": 3})),
                size(json!({"kind": "clamp", "at": "request/size", "maximum": 6})),
            ],
        );
    });
    assert_eq!(sizes(&documented, &json!({"page": 1})), [3, 3]);
    assert_eq!(sizes(&documented, &json!({"page": 1, "size": 6})), [6, 6]);
    assert_eq!(sizes(&documented, &json!({"page": 1, "size": 7})), [6, 6]);
}

#[test]
fn members_of_a_query_are_read_by_their_types() {
    let contracts = made_up(|operation| {
        operation["request-members"] = json!("query");
        // Lists and nested members have no form in a query.
        operation["clauses"]
            .as_array_mut()
            .unwrap()
            .retain(|clause| !clause["id"].as_str().unwrap().starts_with("labels"));
        let at = |name: &str| format!("request/{name}");
        add(
            operation,
            &[
                clause("share", json!({"kind": "member", "at": at("share"), "type": "number"})),
                clause("hollow", json!({"kind": "member", "at": at("hollow"), "type": "boolean"})),
                clause("version", json!({"kind": "query-constant", "name": "Version", "value": "page=0"})),
            ],
        );
    });
    let constant = "?Version=page%3D0";
    for (query, due) in [
        ("page=1&size=2", Ok(())),
        ("page=1&share=0.5&hollow=true", Ok(())),
        ("page=%31", Ok(())),
        ("page=one", Err("page/member")),
        ("page=1.5", Err("page/member")),
        ("page=1&share=half", Err("share")),
        ("page=1&hollow=yes", Err("hollow")),
        ("page=51", Err("page/range")),
        // A text of digits stays a text.
        ("page=1&name=77", Err("name/pattern")),
        ("page=1&name", Err("name/length")),
        ("&&page=1&", Ok(())),
        ("", Err("page/required")),
    ] {
        let found = answered(ask(&contracts, &format!("{constant}&{query}"), "")).map(|_| ());
        assert_eq!(found, due.map_err(str::to_owned), "{query}");
    }
    let without = answered(ask(&contracts, "?page=1", ""));
    assert_eq!(without, Err("no operation without Version=page=0".to_owned()));
}

#[test]
fn a_body_of_white_space_is_one_without_members() {
    let contracts = made_up(|operation| {
        let clauses = operation["clauses"].as_array_mut().unwrap();
        clauses.retain(|clause| clause["id"] != "page/required");
    });
    for body in ["", " \r\n\t"] {
        let answer = answered(ask(&contracts, "", body)).unwrap();
        assert_eq!((&answer["page"], &answer["total"]), (&json!(1), &json!(12)), "{body:?}");
    }
    for (body, due) in
        [("[]", "the body is JSON that is not an object"), ("{", "the body is text that is not JSON: ")]
    {
        let answer = answered(ask(&contracts, "", body)).unwrap_err();
        assert!(answer.starts_with(due), "{body:?}: {answer}");
    }
}
