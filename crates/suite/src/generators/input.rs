//! Input: each request member is sent under its name, unchanged and once, and nothing else is sent.

use client_protocol::Drive;
use contract::{Clause, Fact, Location, PagingStyle, Rule, Side, TimeFormat, ValueType};
use serde_json::{Value, json};

use crate::Case;
use crate::build::GeneratorContext;

/// Every member alone, with the values that are easily sent wrongly; and requests without any.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    if let Some(clause) = context.rule(Rule::NothingAdded) {
        cases.push(context.case(clause, "no-member-on-a-page", Drive::Page));
        cases.push(context.case(clause, "no-member-on-a-walk", Drive::Walk));
    }
    for (clause, at, value_type) in context.members(Side::Request) {
        for (name, value) in values(context, at, value_type) {
            cases.push(sent(context, clause, clause, at, name, value));
        }
        cases.extend(times(context, clause, at));
    }
    cases
}

/// One member with one value beside what is required.
fn sent(
    context: GeneratorContext<'_>,
    place: &Clause,
    tested: &Clause,
    at: &Location,
    name: &str,
    value: Value,
) -> Case {
    let mut case = context.case_at(place, tested, name, Drive::Page);
    if context.operation.paging().map(PagingStyle::position) == Some(at) {
        case.exchanges = context.answer_at(&value);
    }
    at.put(&mut case.input, value);
    case
}

/// Values of a member with a name for each; only those that the reference allows.
fn values(context: GeneratorContext<'_>, at: &Location, value_type: ValueType) -> Vec<(&'static str, Value)> {
    // What orders the items is one of a few words, also where no clause lists them.
    if let Some(word) = context.sort_value(at).filter(Value::is_string) {
        return vec![("alone", word)];
    }
    let alone = context.effective_value(at);
    let mut values = vec![("alone", alone.clone())];
    match value_type {
        ValueType::String => values.extend(TEXTS.iter().map(|(name, text)| (*name, json!(text)))),
        ValueType::Boolean => values.push(("false", json!(false))),
        ValueType::Array => {
            if let Value::Array(items) = &alone
                && let [item] = items.as_slice()
            {
                values.push(("two-items", json!([item, another(context, at, item)])));
            }
            values.push(("no-item", json!([])));
        }
        ValueType::Integer | ValueType::Number | ValueType::Object => {}
    }
    values.retain(|(_, value)| context.allows(at, value) && within(context, at, value));
    values
}

/// Texts that encoders of queries and of JSON get wrong.
const TEXTS: &[(&str, &str)] = &[
    ("blanks", "  two words  "),
    ("a-plus", "a+b"),
    ("percent-signs", "100%20a%"),
    ("ampersand-and-equals-sign", "a&b=c"),
    ("slashes-and-other-delimiters", "a/b?c#d;e:f,g@h$i!(j)*[k]"),
    ("quotes-and-backslashes", "\"a\\b\" 'c'"),
    ("control-characters", "a\tb\nc\u{1}"),
    ("chinese", "客服问答评估-é"),
    ("an-emoji", "nightly-🌙"),
    ("digits", "0012"),
    ("the-word-null", "null"),
];

/// An item unlike the first, where its texts may be others.
fn another(context: GeneratorContext<'_>, at: &Location, item: &Value) -> Value {
    let below = |name: &str| Location {
        side: at.side,
        path: at.path.iter().cloned().chain([name.to_owned()]).collect(),
    };
    let item_at = below("*");
    match item {
        Value::String(text) => {
            let other = json!(format!("{text}-2"));
            if context.allows(&item_at, &other) { other } else { item.clone() }
        }
        other => other.clone(),
    }
}

/// Whether the members around this one leave room for the value.
fn within(context: GeneratorContext<'_>, at: &Location, value: &Value) -> bool {
    // Only the innermost list counts its items, and it holds one.
    match at.path.as_slice() {
        [before @ .., last] if last == "*" => {
            let list = Location { side: at.side, path: before.to_vec() };
            context.allows(&list, &json!([value]))
        }
        _ => true,
    }
}

/// Times as callers have them: with a fraction of a second, and in another zone.
fn times(context: GeneratorContext<'_>, member: &Clause, at: &Location) -> Vec<Case> {
    let timestamp = context.operation.clauses.iter().find(|clause| {
        let is_time =
            matches!(&clause.fact, Fact::Timestamp { at: found, format: TimeFormat::Rfc3339 } if found == at);
        is_time && !context.is_suspended(clause)
    });
    let Some(timestamp) = timestamp else { return Vec::new() };
    [("with-milliseconds", "2024-04-01T12:49:49.125Z"), ("in-another-zone", "2024-04-02T00:48:48+09:30")]
        .into_iter()
        .map(|(name, text)| sent(context, member, timestamp, at, name, json!(text)))
        .collect()
}
