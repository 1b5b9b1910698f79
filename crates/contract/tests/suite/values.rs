//! When two values say the same: what was sent, what was received, and what reads the same to a person.

use contract::values::{reads_the_same, same_received, same_sent, whole_number};
use contract::{Location, Operation, RequestMembers, Side, TimeFormat};
use fixtures::BUNDLED;
use serde_json::{Value, json};

use crate::derived_schema::{in_body, in_query};

#[test]
fn a_query_says_what_its_texts_mean() {
    let operation = in_query();
    for (member, sent, due, same) in [
        ("maxResults", "7", json!(7), true),
        ("maxResults", "07", json!(7), false),
        ("maxResults", "7.0", json!(7), false),
        ("nameContains", "a+b", json!("a b"), true),
        ("nameContains", "a%20b", json!("a b"), false),
        ("creationTimeAfter", "2024-04-01T13:48:48+02:00", json!("2024-04-01T11:48:48Z"), true),
        ("creationTimeAfter", "2024-04-01T11:48:49Z", json!("2024-04-01T11:48:48Z"), false),
        // Only a member that is a time is compared as one.
        ("nameContains", "2024-04-01T13:48:48+02:00", json!("2024-04-01T11:48:48Z"), false),
    ] {
        let at = Location::of_request(member);
        assert_eq!(same_sent(operation, &at, &json!(sent), &due), same, "{member}: {sent} for {due}");
    }
}

#[test]
fn a_body_keeps_types_and_may_add_nulls() {
    let operation = in_body();
    for (member, sent, due, same) in [
        ("labels", json!(["a", "b"]), json!(["a", "b"]), true),
        ("labels", json!(["b", "a"]), json!(["a", "b"]), false),
        ("labels", json!(["a"]), json!(["a", "b"]), false),
        ("page", json!(1), json!(1), true),
        ("page", json!(1.0), json!(1), false),
        ("page", json!("1"), json!(1), false),
        ("page", json!({ "a": 1, "b": null }), json!({ "a": 1 }), true),
        ("page", json!({ "a": 1, "b": 2 }), json!({ "a": 1 }), false),
        ("page", json!({ "b": null }), json!({ "a": 1 }), false),
    ] {
        let at = Location::of_request(member);
        assert_eq!(same_sent(operation, &at, &sent, &due), same, "{member}: {sent} for {due}");
    }
}

#[test]
fn a_number_above_a_clamp_may_be_sent_as_the_limit() {
    let clamp = |operation: &'static Operation| {
        operation.clauses.iter().find_map(|clause| match &clause.fact {
            contract::Fact::Clamp { at, maximum } => Some((operation, at, *maximum)),
            _ => None,
        })
    };
    let (operation, at, maximum) = BUNDLED.contracts.operations().find_map(clamp).unwrap();
    let same = |sent: i64, due: i64| {
        let sent = match operation.request_members {
            RequestMembers::Query => json!(sent.to_string()),
            RequestMembers::Body => json!(sent),
        };
        same_sent(operation, at, &sent, &json!(due))
    };
    assert!(same(maximum, maximum + 1));
    assert!(same(maximum + 1, maximum + 1));
    assert!(!same(maximum, maximum - 1));
    assert!(!same(maximum - 1, maximum + 1));
}

#[test]
fn a_value_that_a_client_reports_may_be_written_otherwise() {
    let operation = in_query();
    let format = |at: &Location| operation.time_format(at);
    let times: Vec<&Location> = operation.members(Side::Response).map(|(at, _)| at).collect();
    let time = times.iter().find(|at| format(at) == Some(TimeFormat::Rfc3339)).unwrap();
    let other = times.iter().find(|at| format(at).is_none()).unwrap();
    let (utc, offset) = (json!("2024-04-01T11:48:48Z"), json!("2024-04-01T13:48:48+02:00"));
    assert!(same_received(operation, time, &offset, &utc));
    assert!(!same_received(operation, other, &offset, &utc));
    for (reported, served, same) in [
        (json!(7.0), json!(7), true),
        (json!(7), json!(7.5), false),
        // Beyond 2^53 whole numbers are compared digit by digit, unless one of them has been a float.
        (json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992_u64), false),
        (json!("7"), json!(7), false),
        (Value::Null, json!(""), false),
    ] {
        assert_eq!(same_received(operation, other, &reported, &served), same, "{reported} for {served}");
    }
}

#[test]
fn a_person_reads_the_same_in_another_form() {
    for (one, other, same) in [
        (json!("7"), json!(7), true),
        (json!(7.0), json!(7), true),
        (json!("true"), json!(true), true),
        (json!("2024-04-01T13:48:48+02:00"), json!("2024-04-01T11:48:48Z"), true),
        (json!("2024-04-01 11:48:48"), json!("2024-04-01T11:48:48"), true),
        (json!("2024-04-01 11:48:48"), json!("2024-04-01T11:48:48Z"), false),
        (json!(["1", { "a": "2" }]), json!([1, { "a": 2 }]), true),
        (json!(["1"]), json!(["1", "2"]), false),
        (json!({ "a": 1 }), json!({ "b": 1 }), false),
        (Value::Null, json!("null"), false),
    ] {
        assert_eq!(reads_the_same(&one, &other), same, "{one} and {other}");
        assert_eq!(reads_the_same(&other, &one), same, "{other} and {one}");
    }
}

#[test]
fn whole_numbers_are_those_without_a_fraction() {
    assert_eq!(whole_number(&json!(i64::MIN)), Some(i128::from(i64::MIN)));
    assert_eq!(whole_number(&json!(u64::MAX)), Some(i128::from(u64::MAX)));
    for other in [json!(1.0), json!("1"), Value::Null] {
        assert_eq!(whole_number(&other), None, "{other}");
    }
}
