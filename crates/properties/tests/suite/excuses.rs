//! Where the readings differ and each is right: what exactly, whose reading differs, and why.

use contract::{Fact, Location, Operation, Side, TimeFormat, ValueType};
use serde_json::Value;

use crate::readings::{Reading, Readings};

/// Inputs of which one reading may say something else than the others.
pub(crate) struct Excuse {
    pub(crate) reading: Reading,
    pub(crate) why: &'static str,
    pub(crate) when: fn(&Operation, &Value) -> bool,
    /// An operation and an input that shows the difference.
    example: (&'static str, &'static str),
}

/// Every difference that is left; whatever is not named here has to be read the same three times.
pub(crate) const EXCUSES: &[Excuse] = &[
    Excuse {
        reading: Reading::Simulator,
        why: "no reference says what an explicit null means, so the simulator takes it for an absent member; the typed \
              requests write no null and the schemas give each member one type",
        when: |operation, input| any_member(operation, input, |_, _, value| value.is_null()),
        example: ("baidu-qianfan/describe-eval-tasks", r#"{"evalType": "auto", "marker": null}"#),
    },
    Excuse {
        reading: Reading::Simulator,
        why: "a type that only an example shows does not bind, so the simulator is lenient; a typed request and a \
              schema cannot do without some type, and take the one shown",
        when: |operation, input| {
            any_member(operation, input, |operation, at, value| {
                operation.clauses_at(at).any(|clause| match clause.fact {
                    Fact::Member { r#type, .. } => !clause.evidence.binds() && !r#type.holds(value),
                    _ => false,
                })
            })
        },
        example: ("volcengine-ark/list-evaluation-jobs", r#"{"PageSize": "10"}"#),
    },
    Excuse {
        reading: Reading::Model,
        why: "the reference gives no largest number, the typed request keeps it in 64 bits with a sign",
        when: |operation, input| {
            any_member(operation, input, |operation, at, value| {
                let bounded =
                    operation.clauses_at(at).any(|clause| matches!(clause.fact, Fact::Range { .. }));
                is(operation, at, ValueType::Integer) && !bounded && value.is_u64() && !value.is_i64()
            })
        },
        example: (
            "baidu-qianfan/describe-eval-tasks",
            r#"{"evalType": "auto", "maxKeys": 9223372036854775808}"#,
        ),
    },
    Excuse {
        reading: Reading::Schema,
        why: "JSON Schema counts 5.0 among the integers; on the wire it is another text than 5, and neither the \
              typed request nor the simulator takes it for one",
        when: |operation, input| {
            any_member(operation, input, |operation, at, value| {
                is(operation, at, ValueType::Integer)
                    && value.is_f64()
                    && value.as_f64().is_some_and(|number| number.fract() == 0.0)
            })
        },
        example: ("amazon-bedrock/list-evaluation-jobs", r#"{"maxResults": 5.0}"#),
    },
    Excuse {
        reading: Reading::Model,
        why: "a typed request has no place for a member that the reference does not show; to schema and simulator a \
              member that is not known does no harm",
        when: |operation, input| has_unknown_member(operation, input, &[]),
        example: ("volcengine-ark/list-evaluation-jobs", r#"{"Filter": {"Colour": "green"}}"#),
    },
    Excuse {
        reading: Reading::Schema,
        why: "RFC 3339 has instants that the time library of model and simulator has not: after the evening of \
              9999-12-30, before the year 0 in UTC, and of a finer grain than nanoseconds",
        when: |operation, input| {
            any_time(operation, input, |text| {
                let fraction = text.split('.').nth(1).unwrap_or_default();
                let digits = fraction.chars().take_while(char::is_ascii_digit).count();
                text.starts_with("9999-12-3") || digits > 9
            })
        },
        example: ("amazon-bedrock/list-evaluation-jobs", r#"{"creationTimeAfter": "9999-12-31T23:59:59Z"}"#),
    },
];

#[test]
fn every_excuse_is_needed() {
    for excuse in EXCUSES {
        let (id, text) = excuse.example;
        let readings = Readings::of(id);
        let input: Value = serde_json::from_str(text).unwrap();
        let said = readings.of_input(&input);
        assert!((excuse.when)(readings.operation, &input), "{text} is not excused by: {}", excuse.why);
        assert!(!said.agree_without(&[]), "{text}: {said}; this excuse is not needed: {}", excuse.why);
        assert!(
            said.agree_without(&[excuse.reading]),
            "{text}: {said}; not what is excused by: {}",
            excuse.why
        );
    }
}

/// Whether any documented member of the input, at whatever depth, is so.
fn any_member(
    operation: &Operation,
    input: &Value,
    is_so: impl Fn(&Operation, &Location, &Value) -> bool,
) -> bool {
    operation
        .members(Side::Request)
        .any(|(at, _)| at.values(input).iter().any(|located| is_so(operation, at, located.value)))
}

fn any_time(operation: &Operation, input: &Value, is_so: impl Fn(&str) -> bool) -> bool {
    any_member(operation, input, |operation, at, value| {
        operation.time_format(at) == Some(TimeFormat::Rfc3339) && value.as_str().is_some_and(&is_so)
    })
}

fn is(operation: &Operation, at: &Location, value_type: ValueType) -> bool {
    operation.value_type(at) == Some(value_type)
}

fn has_unknown_member(operation: &Operation, value: &Value, path: &[String]) -> bool {
    let inner = |name: &str| path.iter().cloned().chain([name.to_owned()]).collect::<Vec<_>>();
    let known = |path: &[String]| operation.members(Side::Request).any(|(at, _)| at.path == path);
    match value {
        Value::Object(members) => members.iter().any(|(name, member)| {
            let path = inner(name);
            !known(&path) || has_unknown_member(operation, member, &path)
        }),
        Value::Array(items) => items.iter().any(|item| has_unknown_member(operation, item, &inner("*"))),
        _ => false,
    }
}
