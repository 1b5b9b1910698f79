//! What binds is enforced, on both sides of every limit; what does not bind is not.

use contract::{Clause, Fact, Operation, Side, TimeFormat, ValueType};
use serde_json::{Value, json};

use crate::testbed::{CONTRACTS, Testbed, least, least_and, markers, numbered, operations, tokens};

/// Sends one member, and looks at whether it is accepted.
async fn check(testbed: &Testbed, name: &str, value: &Value, accepted: bool, why: &str) {
    let operation = testbed.operation;
    let answer = testbed.ask(&least_and(operation, &json!({ name: value }))).await;
    let told = String::from_utf8_lossy(&answer.bytes);
    if accepted {
        assert_eq!(answer.status, 200, "{} {name}={value} ({why}): {told}", operation.id);
        return;
    }
    let due = &CONTRACTS.provider(operation).refusals.validation;
    assert_eq!(answer.status, due.status, "{} {name}={value} ({why}): {told}", operation.id);
    assert_eq!(answer.code(operation).as_ref(), Some(&due.code), "{} {name}={value}", operation.id);
}

/// A value on and beside each limit of a clause, with whether it keeps to it.
fn around(clause: &Clause) -> Vec<(Value, bool)> {
    let text = |length: u64| Value::from("a".repeat(usize::try_from(length).unwrap()));
    match &clause.fact {
        Fact::Range { minimum, maximum, .. } => {
            let low = minimum.iter().flat_map(|limit| [(json!(limit - 1), false), (json!(limit), true)]);
            let high = maximum.iter().flat_map(|limit| [(json!(limit), true), (json!(limit + 1), false)]);
            low.chain(high).collect()
        }
        Fact::Length { minimum, maximum, .. } => vec![
            (text(minimum - 1), false),
            (text(*minimum), true),
            (text(*maximum), true),
            (text(maximum + 1), false),
        ],
        Fact::Choice { values, .. } => {
            let right = values.iter().map(|value| (value.clone(), true));
            right.chain([(json!("none-of-them"), false), (json!(""), false)]).collect()
        }
        Fact::Timestamp { format: TimeFormat::Rfc3339, .. } => vec![
            (json!("2024-01-02T03:04:05Z"), true),
            (json!("2024-01-02T03:04:05.678+08:00"), true),
            (json!("2024-01-02"), false),
            (json!("yesterday"), false),
        ],
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn every_binding_limit_is_enforced_on_both_sides() {
    let mut checked = 0;
    for operation in operations() {
        let testbed = Testbed::start(operation, 3).await;
        let position = operation.paging().unwrap().position();
        let binding = |clause: &&Clause| clause.evidence.binds() && of_request(clause);
        for clause in operation.clauses.iter().filter(binding) {
            // A position that was not given is refused whatever its length; it has tests of its own.
            let at = clause.fact.at().unwrap();
            for (value, accepted) in around(clause) {
                let accepted = accepted && at != position;
                check(&testbed, at.name(), &value, accepted, &clause.id).await;
                checked += 1;
            }
        }
    }
    assert!(checked >= 20, "only {checked} values were tried");
}

#[tokio::test]
async fn lengths_count_code_points_and_patterns_are_ecma_262() {
    let testbed = Testbed::start(tokens(), 3).await;
    for (value, accepted) in [
        ("a", true),
        ("a-b", true),
        ("a---b", true),
        ("0", true),
        ("A", false),
        ("-a", false),
        ("a-", false),
        ("a b", false),
        ("a\n", false),
        ("é", false),
    ] {
        check(&testbed, "nameContains", &json!(value), accepted, "the pattern").await;
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_refused_where_the_type_binds() {
    let testbed = Testbed::start(tokens(), 3).await;
    for value in ["", "x", "1.5", "0x1", "99999999999999999999"] {
        check(&testbed, "maxResults", &json!(value), false, "a whole number").await;
    }
    let testbed = Testbed::start(markers(), 3).await;
    for (name, value) in [
        ("maxKeys", json!("5")),
        ("pageReverse", json!("true")),
        ("keyFilter", json!(5)),
        ("evalType", json!(1)),
    ] {
        check(&testbed, name, &value, false, "the type").await;
    }
    check(&testbed, "maxKeys", &json!(5), true, "the type").await;
}

#[tokio::test]
async fn a_required_member_is_missed() {
    let operation = markers();
    let testbed = Testbed::start(operation, 3).await;
    check(&testbed, "evalType", &Value::Null, false, "null is nothing").await;
    let mut input = least(operation);
    input.remove("evalType").unwrap();
    let answer = testbed.ask(&input).await;
    assert_eq!(answer.status, CONTRACTS.provider(operation).refusals.validation.status);
}

#[tokio::test]
async fn what_does_not_bind_is_not_enforced() {
    for operation in numbered() {
        let testbed = Testbed::start(operation, 3).await;
        for (name, value) in [
            ("PageSize", json!(100_000)),
            ("PageSize", json!("ten")),
            ("SortOrder", json!("Sideways")),
            ("ProjectName", json!(5)),
        ] {
            check(&testbed, name, &value, true, "an example binds nobody").await;
        }
    }
    let testbed = Testbed::start(markers(), 3).await;
    for size in [0, -1, 101, 1_000_000] {
        check(&testbed, "maxKeys", &json!(size), true, "a clamp refuses nothing").await;
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    for operation in [markers(), numbered()[0]] {
        let testbed = Testbed::start(operation, 3).await;
        for body in ["{", "[]", "\"text\"", "null", "{\"a\":1}x"] {
            let mut asked = testbed.right(&least(operation));
            asked.body = body.as_bytes().to_vec();
            let answer = testbed.send(&asked).await.unwrap();
            let due = &CONTRACTS.provider(operation).refusals.validation;
            assert_eq!(answer.status, due.status, "{} {body}", operation.id);
            assert_eq!(answer.code(operation).as_ref(), Some(&due.code), "{} {body}", operation.id);
        }
    }
}

fn of_request(clause: &Clause) -> bool {
    clause.fact.at().is_some_and(|at| at.side == Side::Request)
}

/// A query has texts only, so its types are those that its texts can be read as.
#[test]
fn the_operations_are_what_the_rows_take_them_for() {
    let value_type = |operation: &Operation, name: &str| {
        let at = contract::Location { side: Side::Request, path: vec![name.to_owned()] };
        operation.value_type(&at)
    };
    assert_eq!(value_type(tokens(), "maxResults"), Some(ValueType::Integer));
    assert_eq!(value_type(markers(), "pageReverse"), Some(ValueType::Boolean));
    assert_eq!(value_type(numbered()[0], "PageSize"), Some(ValueType::Integer));
}
