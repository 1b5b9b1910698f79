//! Which items a filter leaves: a definite answer where a server gives one, lenient where the reference leaves it open.

use contract::Reading::{self, Definite, Lenient};
use contract::{Contracts, Filter, item};
use fixtures::{BUNDLED, Folder};
use serde_json::{Value, json};

const MADE_UP: &str = "acme-cloud/list-widgets";

/// The made-up operation with a filter of each kind.
fn with_filters() -> Contracts {
    let folder = Folder::made_up();
    folder.edit("acme-cloud/list-widgets/operation.json", |operation| {
        let clauses = operation["clauses"].as_array_mut().unwrap();
        for (member, value_type, filter) in [
            ("name", None, json!({ "field": "title|id", "match": "contains" })),
            ("colour", None, json!({ "field": "colour", "match": "equals" })),
            ("labels", None, json!({ "field": "detail/label", "match": "one-of" })),
            ("after", Some("string"), json!({ "field": "time", "match": "after" })),
            ("before", Some("string"), json!({ "field": "time", "match": "before" })),
            (
                "tags",
                Some("array"),
                json!({ "field": "tags", "match": "tags", "tags": { "key": "Key", "value": "Value", "values": "Values" } }),
            ),
        ] {
            let stated = |kind: &str| {
                json!({
                    "id": format!("{member}/{kind}"), "kind": kind, "at": format!("request/{member}"),
                    "evidence": "documented", "source": { "section": "Request" }, "requirement": "it filters",
                })
            };
            if let Some(value_type) = value_type {
                let mut clause = stated("member");
                clause["type"] = json!(value_type);
                clauses.push(clause);
            }
            let mut clause = stated("filter");
            clause.as_object_mut().unwrap().extend(filter.as_object().unwrap().clone());
            clauses.push(clause);
        }
    });
    folder.load()
}

#[test]
fn each_kind_of_filter_in_both_readings() {
    let contracts = with_filters();
    let operation = contracts.operation(MADE_UP).unwrap();
    let passes = |member: &str, wanted: &Value, item: &Value, reading: Reading| {
        let filter = Filter::of(operation.clause(&format!("{member}/filter")).unwrap()).unwrap();
        filter.passes(wanted, item, reading)
    };
    let tag = |key: &str, value: &str| json!({ "tags": [{ "Key": "a", "Value": "x" }, { "Key": key, "Value": value }] });
    for (member, wanted, item, definite, lenient) in [
        ("colour", json!("red"), json!({ "colour": "red" }), true, true),
        ("colour", json!("red"), json!({ "colour": "Red" }), false, false),
        ("name", json!("ob"), json!({ "title": "job" }), true, true),
        ("name", json!("OB"), json!({ "title": "job" }), false, true),
        // Either of two fields may fit; a null is no field.
        ("name", json!("b"), json!({ "title": null, "id": "b1" }), true, true),
        ("name", json!("b"), json!({ "title": "a" }), false, false),
        ("labels", json!(["x", "y"]), json!({ "detail": { "label": "y" } }), true, true),
        ("labels", json!([]), json!({ "detail": { "label": "y" } }), false, false),
        ("after", json!("2024-01-01T00:00:00Z"), json!({ "time": "2024-01-01T00:00:01Z" }), true, true),
        ("after", json!("2024-01-01T00:00:00Z"), json!({ "time": "2024-01-01T02:00:00+02:00" }), false, true),
        ("after", json!("2024-01-01T00:00:00Z"), json!({ "time": "2023-12-31T23:59:59Z" }), false, false),
        ("after", json!("2024-01-01T00:00:00Z"), json!({ "time": "soon" }), false, true),
        ("before", json!("2024-01-01T00:00:00Z"), json!({ "time": "2023-12-31 23:59:59" }), true, true),
        ("before", json!("2024-01-01T00:00:00Z"), json!({ "time": "2024-01-01T00:00:00Z" }), false, true),
        ("before", json!("2024-01-01T00:00:00Z"), json!({}), false, false),
        ("tags", json!([{ "Key": "k", "Values": ["v"] }]), tag("k", "v"), true, true),
        ("tags", json!([{ "Key": "k", "Values": [] }]), tag("k", "w"), true, true),
        ("tags", json!([{ "Key": "k" }]), tag("k", "w"), true, true),
        ("tags", json!([{ "Key": "k", "Values": ["v"] }]), tag("k", "w"), false, false),
        ("tags", json!([{ "Key": "k" }, { "Key": "m" }]), tag("k", "v"), false, false),
    ] {
        assert_eq!(passes(member, &wanted, &item, Definite), definite, "{member} = {wanted} of {item}");
        assert_eq!(passes(member, &wanted, &item, Lenient), lenient, "{member} = {wanted} of {item}");
    }
}

#[test]
fn a_value_that_finds_an_item_finds_it_in_both_readings() {
    let made_up = with_filters();
    let mut found = 0;
    for contracts in [&*BUNDLED.contracts, &made_up] {
        for operation in contracts.operations() {
            for filter in Filter::effective(operation) {
                for number in 1..=10 {
                    let item = item(operation, number);
                    for value in filter.values_that_find(operation, &item) {
                        assert!(filter.passes(&value, &item, Definite), "{value} of {item}");
                        assert!(filter.passes(&value, &item, Lenient), "{value} of {item}");
                        found += 1;
                    }
                }
            }
        }
    }
    assert!(found > 50, "{found} values");
}
