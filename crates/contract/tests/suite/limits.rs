//! Every limit that a reference sets, from both sides: a value on the limit is valid, one just outside is not.

use std::collections::BTreeSet;

use contract::{Clause, Contracts, Fact, Location, Operation, Side, ValueType};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::derived_schema::{operations, schema};

/// Texts to build others from: one byte, three bytes, two UTF-16 units and a letter, two UTF-16 units and none.
const LETTERS: [&str; 6] = ["𠀀", "😀", "批", "a", "A", "0"];

#[test]
fn a_value_on_a_limit_is_valid_and_one_just_outside_is_not() {
    let mut kinds = BTreeSet::new();
    for (contracts, operation) in operations() {
        for clause in &operation.clauses {
            let Some(at) = clause.fact.at() else { continue };
            let probes = probes(operation, clause);
            if clause.evidence.binds() && operation.ambiguity_about(&clause.id).is_none() {
                if !probes.is_empty() {
                    kinds.insert(clause.fact.kind());
                }
                check(contracts, operation, at, &probes);
            } else if !matches!(clause.fact, Fact::Member { .. }) {
                // It does not bind, so the values outside are as valid as those on the limit.
                let lifted: Vec<Probe> =
                    probes.into_iter().map(|probe| Probe { broken: None, ..probe }).collect();
                check(contracts, operation, at, &lifted);
            }
        }
    }
    let all = ["choice", "items", "length", "member", "pattern", "range", "required"];
    assert_eq!(kinds, BTreeSet::from(all), "no operation has such a limit");
}

#[test]
fn lengths_count_code_points() {
    let (contracts, operation) = operations().last().expect("the made-up operation");
    let at = Location { side: Side::Request, path: vec!["name".to_owned()] };
    // Eight letters of four bytes, two UTF-16 units each; then eight and a combining mark, which is no letter.
    let rows =
        [("𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀", None), ("𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀", Some("maxLength")), ("𠀀", Some("minLength"))];
    let probes = rows.map(|(text, broken)| Probe { value: Some(json!(text)), broken });
    check(contracts, operation, &at, &probes);
}

/// A value for a member, or its absence, and the keyword that it breaks.
#[derive(Debug)]
struct Probe {
    value: Option<Value>,
    broken: Option<&'static str>,
}

fn check(contracts: &Contracts, operation: &Operation, at: &Location, probes: &[Probe]) {
    let validator = jsonschema::validator_for(&schema(contracts, operation, at.side)).expect("a schema");
    for Probe { value, broken } in probes {
        let document = document(operation, at, value.as_ref());
        let keywords = broken_at(&validator, &document, at);
        let expected: BTreeSet<&str> = broken.iter().copied().collect();
        let shown = value.as_ref().map(Value::to_string).unwrap_or_default();
        let shown: String = shown.chars().take(80).collect();
        // A text that is too short may break the pattern as well; one on the limit breaks nothing at all.
        let right = if expected.is_empty() { keywords.is_empty() } else { keywords.is_superset(&expected) };
        assert!(right, "{} {at} = {shown}: breaks {keywords:?}, not {expected:?}", operation.id);
    }
}

/// The keywords that a document breaks, all of which must lie at the member or at the object around it.
fn broken_at<'a>(validator: &'a Validator, document: &'a Value, at: &Location) -> BTreeSet<&'a str> {
    let pointer = at.pointer().replace('*', "0");
    validator
        .iter_errors(document)
        .map(|error| {
            let place = error.instance_path().to_string();
            assert!(pointer.starts_with(&place), "{at}: {error} at {place}");
            let keyword = error.schema_path().as_str().rsplit('/').next().unwrap_or_default();
            KEYWORDS.into_iter().find(|known| *known == keyword).unwrap_or("unexpected")
        })
        .collect()
}

const KEYWORDS: [&str; 10] = [
    "type",
    "required",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "enum",
];

/// Values on both sides of a clause's limits.
fn probes(operation: &Operation, clause: &Clause) -> Vec<Probe> {
    let Some(at) = clause.fact.at() else { return Vec::new() };
    let on = |value: Value| Probe { value: Some(value), broken: None };
    let off = |value: Value, keyword| Probe { value: Some(value), broken: Some(keyword) };
    match &clause.fact {
        Fact::Member { r#type, .. } => {
            let mut probes = vec![on(valid(operation, at)), off(Value::Null, "type")];
            let others = [json!("text"), json!(7), json!(7.5), json!(true), json!([]), json!({})];
            probes.extend(
                others.into_iter().filter(|value| !is(value, *r#type)).map(|value| off(value, "type")),
            );
            probes
        }
        Fact::Required { .. } => {
            vec![on(valid(operation, at)), Probe { value: None, broken: Some("required") }]
        }
        Fact::Range { minimum, maximum, .. } => {
            let low = minimum.map(|least| [on(json!(least)), off(json!(least - 1), "minimum")]);
            let high = maximum.map(|most| [on(json!(most)), off(json!(most + 1), "maximum")]);
            low.into_iter().chain(high).flatten().collect()
        }
        Fact::Length { minimum, maximum, .. } => {
            let short = minimum.checked_sub(1).map(|length| off(text(operation, at, length), "minLength"));
            let mut probes = vec![
                on(text(operation, at, *minimum)),
                on(text(operation, at, *maximum)),
                off(text(operation, at, maximum + 1), "maxLength"),
            ];
            probes.extend(short);
            probes
        }
        Fact::Items { minimum, maximum, .. } => {
            let short = minimum.checked_sub(1).map(|length| off(list(operation, at, length), "minItems"));
            let mut probes = vec![
                on(list(operation, at, *minimum)),
                on(list(operation, at, *maximum)),
                off(list(operation, at, maximum + 1), "maxItems"),
            ];
            probes.extend(short);
            probes
        }
        Fact::Pattern { pattern, .. } => {
            let expression = regress::Regex::with_flags(pattern, "u").expect("a pattern that loaded");
            let length = lengths(operation, at).0.max(4);
            let mut probes: Vec<Probe> = texts(length)
                .map(|text| match expression.find(&text) {
                    Some(_) => on(json!(text)),
                    None => off(json!(text), "pattern"),
                })
                .collect();
            let both = |probe: &Probe| probe.broken.is_some();
            assert!(
                probes.iter().any(both) && !probes.iter().all(both),
                "{}: {pattern} needs a text on each side; add one to `texts`",
                clause.id
            );
            probes.dedup_by(|one, other| one.value == other.value);
            probes
        }
        Fact::Choice { values, .. } => {
            let near = values.iter().filter_map(Value::as_str).flat_map(|value| {
                [value.to_uppercase(), value.to_lowercase(), format!("{value} "), String::new()]
            });
            let outside = near.map(Value::from).filter(|value| !values.contains(value));
            values.iter().cloned().map(on).chain(outside.map(|value| off(value, "enum"))).collect()
        }
        _ => Vec::new(),
    }
}

/// A document with everything that is required, and the value at a location, in the first item of each list.
fn document(operation: &Operation, at: &Location, value: Option<&Value>) -> Value {
    fn put(operation: &Operation, at: &Location, depth: usize, value: Option<&Value>) -> Option<Value> {
        if depth == at.path.len() {
            return value.cloned();
        }
        let below = put(operation, at, depth + 1, value);
        if at.path[depth] == "*" {
            return Some(Value::Array(below.into_iter().collect()));
        }
        let here = Location { side: at.side, path: at.path[..depth].to_vec() };
        let mut members = required(operation, &here);
        members.shift_remove(&at.path[depth]);
        members.extend(below.map(|below| (at.path[depth].clone(), below)));
        Some(Value::Object(members))
    }
    put(operation, at, 0, value).expect("a document is an object")
}

fn required(operation: &Operation, parent: &Location) -> Map<String, Value> {
    let children = operation.clauses.iter().filter_map(|clause| match &clause.fact {
        Fact::Required { at }
            if at.side == parent.side && at.path[..at.path.len() - 1] == parent.path[..] =>
        {
            Some((at.name().to_owned(), valid(operation, at)))
        }
        _ => None,
    });
    children.collect()
}

/// Some value that every clause about a member allows.
fn valid(operation: &Operation, at: &Location) -> Value {
    for clause in operation.clauses_at(at) {
        match &clause.fact {
            Fact::Choice { values, .. } => return values[0].clone(),
            Fact::Range { minimum: Some(limit), .. } | Fact::Range { maximum: Some(limit), .. } => {
                return json!(limit);
            }
            Fact::Items { minimum, .. } => return list(operation, at, *minimum),
            _ => {}
        }
    }
    match operation.value_type(at).expect("a member") {
        ValueType::String => text(operation, at, lengths(operation, at).0.max(1)),
        ValueType::Integer => json!(7),
        ValueType::Number => json!(7.5),
        ValueType::Boolean => json!(true),
        ValueType::Array => json!([]),
        ValueType::Object => Value::Object(required(operation, at)),
    }
}

fn list(operation: &Operation, at: &Location, length: u64) -> Value {
    let item = Location { side: at.side, path: at.path.iter().cloned().chain(["*".to_owned()]).collect() };
    (0..length).map(|_| valid(operation, &item)).collect()
}

/// A text of so many code points that fits the member's pattern, where one of that length does.
fn text(operation: &Operation, at: &Location, length: u64) -> Value {
    let patterns: Vec<regress::Regex> = operation
        .clauses_at(at)
        .filter_map(|clause| match &clause.fact {
            Fact::Pattern { pattern, .. } => regress::Regex::with_flags(pattern, "u").ok(),
            _ => None,
        })
        .collect();
    let fits = |text: &String| patterns.iter().all(|pattern| pattern.find(text).is_some());
    json!(texts(length).find(fits).unwrap_or_else(|| "a".repeat(usize::try_from(length).expect("a length"))))
}

/// Texts of so many code points: one letter again and again, and hyphens, blanks or a line end between two letters.
fn texts(length: u64) -> impl Iterator<Item = String> {
    let length = usize::try_from(length).expect("a length");
    let between = ["-", " ", "\n"].into_iter().filter(move |_| length > 2);
    LETTERS
        .into_iter()
        .map(move |letter| letter.repeat(length))
        .chain(between.clone().map(move |inner| format!("a{}a", inner.repeat(length.saturating_sub(2)))))
        .chain(between.map(move |inner| format!("{}{inner}", "a".repeat(length.saturating_sub(1)))))
}

fn lengths(operation: &Operation, at: &Location) -> (u64, u64) {
    operation
        .clauses_at(at)
        .find_map(|clause| match clause.fact {
            Fact::Length { minimum, maximum, .. } => Some((minimum, maximum)),
            _ => None,
        })
        .unwrap_or((0, u64::MAX))
}

/// Whether a value has a type, as JSON Schema means it.
fn is(value: &Value, value_type: ValueType) -> bool {
    match value_type {
        ValueType::String => value.is_string(),
        ValueType::Integer => value.is_i64() || value.is_u64(),
        ValueType::Number => value.is_number(),
        ValueType::Boolean => value.is_boolean(),
        ValueType::Array => value.is_array(),
        ValueType::Object => value.is_object(),
    }
}
