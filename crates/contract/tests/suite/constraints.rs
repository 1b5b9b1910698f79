//! Whether a value keeps what a contract states of its member, and what a service refuses.

use contract::{Constraints, Location, RequestConstraints, RequestMembers};
use fixtures::{BUNDLED, MADE_UP};
use serde_json::{Value, json};

fn request(name: &str) -> Location {
    Location::of_request(name)
}

#[test]
fn a_value_breaks_each_clause_that_it_does_not_keep() {
    let operation = MADE_UP.contracts.operation("acme-cloud/list-widgets").unwrap();
    for (member, value, expected) in [
        ("name", json!("abc"), &[][..]),
        ("name", json!("a"), &["name/length"]),
        ("name", json!("a1"), &["name/pattern"]),
        ("name", json!("1"), &["name/length", "name/pattern"]),
        // A value of a wrong type breaks no other clause.
        ("name", json!(1), &["name/member"]),
        ("colour", json!("blue"), &["colour/choice"]),
        ("labels", json!([]), &["labels/items"]),
        ("page", json!(51), &["page/range"]),
        ("page", json!(1.0), &["page/member"]),
        ("page", json!(u64::MAX), &["page/range"]),
        // Also what only practice says, so that a value which fits is valid beyond ambiguity.
        ("size", json!(101), &["size/range"]),
        ("unknown", json!(true), &[]),
    ] {
        let at = request(member);
        let constraints = Constraints::of(operation, &at);
        let broken: Vec<&str> =
            constraints.broken(&value).into_iter().map(|clause| clause.id.as_str()).collect();
        assert_eq!(broken, expected, "{member} = {value}");
        assert_eq!(constraints.fits(&value), expected.is_empty(), "{member} = {value}");
        for id in expected {
            let clause = operation.clause(id).unwrap();
            assert_eq!(constraints.breaks_only(clause, &value), expected.len() == 1, "{member} = {value}");
        }
    }
}

#[test]
fn a_number_in_a_query_is_a_text_like_any_other() {
    let operation = BUNDLED
        .contracts
        .operations()
        .find(|operation| operation.request_members == RequestMembers::Query)
        .unwrap();
    let text = operation
        .members(contract::Side::Request)
        .map(|(at, _)| at)
        .find(|at| {
            operation
                .clause(&format!("{}/pattern", "name-contains"))
                .is_some_and(|clause| clause.fact.at() == Some(at))
        })
        .unwrap();
    let constraints = Constraints::of(operation, text);
    assert!(constraints.broken(&json!(12)).iter().all(|clause| !clause.id.ends_with("/member")));
    assert!(constraints.broken(&json!(["12"])).iter().any(|clause| clause.id.ends_with("/member")));
}

#[test]
fn texts_are_made_to_measure() {
    let operation = MADE_UP.contracts.operation("acme-cloud/list-widgets").unwrap();
    let at = request("name");
    let constraints = Constraints::of(operation, &at);
    for length in 0..12 {
        let text = constraints.text(length);
        // No text at all has no letter, which the pattern wants.
        assert_eq!(text.is_some(), length > 0, "{length}");
        let Some(text) = text else { continue };
        assert_eq!(text.chars().count(), length);
        assert_eq!(constraints.fits(&json!(text)), (2..=8).contains(&length), "{text}");
    }
    let wide = constraints.text_outside_the_basic_plane(8).unwrap();
    assert_eq!((wide.chars().count(), wide.encode_utf16().count()), (8, 16), "{wide}");
}

#[test]
fn a_service_refuses_by_the_first_clause_that_binds() {
    let operation = MADE_UP.contracts.operation("acme-cloud/list-widgets").unwrap();
    let constraints = RequestConstraints::of(operation);
    for (members, expected) in [
        (json!({ "page": 1 }), None),
        (json!({}), Some(("page/required", None))),
        (json!({ "page": null }), Some(("page/required", None))),
        (json!({ "page": 0, "name": "a" }), Some(("page/range", Some(json!(0))))),
        (json!({ "page": 1, "name": "1" }), Some(("name/length", Some(json!("1"))))),
        // Only practice says so, which no service has to enforce.
        (json!({ "page": 1, "size": 101 }), None),
        // A null says no more than an absent member.
        (json!({ "page": 1, "name": null }), None),
        (json!({ "page": 1, "labels": ["a", 7] }), Some(("labels/item", Some(json!(7))))),
    ] {
        let broken = constraints.first_broken(&members);
        let actual: Option<(&str, Option<Value>)> =
            broken.as_ref().map(|broken| (broken.clause.id.as_str(), broken.value.clone()));
        assert_eq!(actual, expected, "{members}");
        if let Some(broken) = broken {
            assert!(broken.message().starts_with(&broken.clause.requirement), "{}", broken.message());
        }
    }
}
