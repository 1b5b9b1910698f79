//! Inputs drawn for one clause: values that fit, values that miss it by a little, and wild ones.

use contract::{Clause, Fact, Location, Operation, Side, TimeFormat, ValueType};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::texts::{self, Shape};
use crate::times;

/// Whole inputs in which the member of the clause is drawn for it; the required members are right.
pub(crate) fn inputs(operation: &'static Operation, clause: &'static Clause) -> BoxedStrategy<Value> {
    let at = clause.fact.at().unwrap();
    let members = operation.members(Side::Request).map(|(at, _)| at);
    let others: Vec<&Location> =
        members.filter(|other| other.path.len() == 1 && other.path[0] != at.path[0]).collect();
    let (required, optional): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|other| is_required(operation, other));
    let required: Vec<_> = required.into_iter().map(|other| named(operation, other)).collect();
    // Now and then another member stands beside the drawn one, for they must not take each other's limits.
    let optional = match optional.is_empty() {
        true => Just(None).boxed(),
        false => {
            let named: Vec<_> = optional.into_iter().map(|other| named(operation, other)).collect();
            option::weighted(0.2, proptest::strategy::Union::new(named)).boxed()
        }
    };
    (drawn(operation, clause, at), required, optional)
        .prop_map(move |(value, required, optional)| {
            let mut input: Map<String, Value> = required.into_iter().chain(optional).collect();
            if let Some(Value::Object(placed)) = value.map(|value| placed(&at.path, value)) {
                input.extend(placed);
            }
            Value::Object(input)
        })
        .boxed()
}

/// The member of a clause, or its absence.
fn drawn(
    operation: &'static Operation,
    clause: &'static Clause,
    at: &'static Location,
) -> BoxedStrategy<Option<Value>> {
    let some = |strategy: BoxedStrategy<Value>| strategy.prop_map(Some).boxed();
    let absent = Just(None).boxed();
    let (near, wild_weight) = match &clause.fact {
        Fact::Member { .. } => (mistyped(operation, at), 6),
        Fact::Range { minimum, maximum, .. } => (numbers(*minimum, *maximum), 1),
        Fact::Clamp { maximum, .. } => (numbers(None, Some(*maximum)), 1),
        Fact::Length { .. } => (texts::lengths(&shape(operation, at)).prop_map(Value::from).boxed(), 1),
        Fact::Pattern { .. } => (texts::near_misses(&shape(operation, at)).prop_map(Value::from).boxed(), 1),
        Fact::Choice { values, .. } => (choices(values), 2),
        Fact::Timestamp { .. } => (times::near_misses().prop_map(Value::from).boxed(), 1),
        Fact::Items { minimum, maximum, .. } => (lists(operation, at, *minimum, *maximum), 1),
        _ => (fitting(operation, at), 2),
    };
    let absences = if matches!(clause.fact, Fact::Required { .. }) { 8 } else { 1 };
    prop_oneof![6 => some(fitting(operation, at)), 8 => some(near), wild_weight => some(wild()), absences => absent]
        .boxed()
}

/// Values that the member may hold.
fn fitting(operation: &'static Operation, at: &Location) -> BoxedStrategy<Value> {
    let choice = operation.clauses_at(at).find_map(|clause| match &clause.fact {
        Fact::Choice { values, .. } => Some(values.clone()),
        _ => None,
    });
    if let Some(values) = choice {
        return select(values).boxed();
    }
    if operation.time_format(at) == Some(TimeFormat::Rfc3339) {
        return times::times().prop_map(Value::from).boxed();
    }
    match operation.value_type(at).unwrap() {
        ValueType::String => texts::fitting(&shape(operation, at)).prop_map(Value::from).boxed(),
        ValueType::Integer => match range(operation, at) {
            Some((minimum, maximum)) => {
                (minimum.unwrap_or(i64::MIN)..=maximum.unwrap_or(i64::MAX)).prop_map(Value::from).boxed()
            }
            None => prop_oneof![-2_i64..200, any::<i64>()].prop_map(Value::from).boxed(),
        },
        ValueType::Number => any::<i32>().prop_map(Value::from).boxed(),
        ValueType::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        ValueType::Array => {
            let (minimum, maximum) = items(operation, at);
            vec(item(operation, at), minimum..=maximum.min(minimum + 3)).prop_map(Value::from).boxed()
        }
        ValueType::Object => {
            let members: Vec<_> = children(operation, at).map(|child| named(operation, child)).collect();
            vec(option::of(proptest::strategy::Union::new(members)), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().flatten().collect()))
                .boxed()
        }
    }
}

/// Values that look like the right one and have another type: quoted, boxed, with a fraction, one level up.
fn mistyped(operation: &'static Operation, at: &Location) -> BoxedStrategy<Value> {
    let fitting = fitting(operation, at);
    let disguises = prop_oneof![
        fitting.clone().prop_map(|value| match value {
            Value::String(text) => text.parse::<f64>().ok().map_or(json!([text]), Value::from),
            other => Value::from(other.to_string()),
        }),
        fitting.clone().prop_map(|value| json!([value])),
        fitting.clone().prop_map(|value| json!({ "value": value })),
        fitting,
    ];
    prop_oneof![2 => disguises, 1 => numbers(Some(0), Some(1)), 1 => Just(Value::Null)].boxed()
}

/// Numbers on, beside and far beyond the limits, in every way that JSON writes one.
fn numbers(minimum: Option<i64>, maximum: Option<i64>) -> BoxedStrategy<Value> {
    let limits: Vec<i64> = minimum.into_iter().chain(maximum).collect();
    let whole = (select(limits.clone()), -3_i64..=3).prop_map(|(limit, by)| limit.saturating_add(by));
    let parts = (select(limits), select(vec![-1.0, -0.5, -1e-9, 0.0, 1e-9, 0.5, 1.0]))
        .prop_map(|(limit, by)| limit as f64 + by);
    let far = select(vec![
        json!(i64::MIN),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(9_223_372_036_854_775_808_u64),
        json!(9_007_199_254_740_993_i64),
        json!(-1),
        json!(65_537),
        json!(65_536_i64 + 5),
        json!(4_294_967_296_i64 + 5),
        json!(1e300),
        json!(-0.0),
    ]);
    prop_oneof![
        8 => whole.clone().prop_map(Value::from),
        2 => parts.prop_map(Value::from),
        2 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        2 => far,
        1 => whole.prop_map(|number| Value::from(number.to_string())),
    ]
    .boxed()
}

/// The choices, and each with one character changed or its case.
fn choices(values: &'static [Value]) -> BoxedStrategy<Value> {
    select(values)
        .prop_flat_map(|value| match value {
            Value::String(text) => prop_oneof![
                6 => texts::changed(text.clone()),
                1 => Just(text.to_lowercase()),
                1 => Just(text.to_uppercase()),
                1 => Just(String::new()),
            ]
            .prop_map(Value::from)
            .boxed(),
            other => Just(Value::from(other.to_string())).boxed(),
        })
        .boxed()
}

fn lists(operation: &'static Operation, at: &Location, minimum: u64, maximum: u64) -> BoxedStrategy<Value> {
    let (least, most) = (minimum.saturating_sub(1) as usize, maximum as usize + 1);
    let lengths = prop_oneof![least..=least + 2, most.saturating_sub(2)..=most];
    let item = item(operation, at);
    lengths.prop_flat_map(move |length| vec(item.clone(), length)).prop_map(Value::from).boxed()
}

/// Any JSON that is not too large.
fn wild() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts::wild().prop_map(Value::from),
        select(vec![json!(""), json!("null"), json!("true"), json!(0), json!(1), json!([]), json!({})]),
    ]
    .boxed();
    prop_oneof![
        8 => leaf.clone(),
        1 => vec(leaf.clone(), 0..3).prop_map(Value::from),
        1 => (texts::wild(), leaf).prop_map(|(name, value)| json!({ name: value })),
    ]
    .boxed()
}

fn named(operation: &'static Operation, at: &Location) -> BoxedStrategy<(String, Value)> {
    let name = at.name().to_owned();
    fitting(operation, at).prop_map(move |value| (name.clone(), value)).boxed()
}

fn item(operation: &'static Operation, at: &Location) -> BoxedStrategy<Value> {
    let item = Location { side: at.side, path: at.path.iter().cloned().chain(["*".to_owned()]).collect() };
    fitting(operation, &item)
}

fn children(operation: &'static Operation, at: &Location) -> impl Iterator<Item = &'static Location> {
    let (path, side) = (at.path.clone(), at.side);
    let is_child = move |child: &Location| {
        child.path.len() == path.len() + 1
            && child.path.starts_with(&path)
            && child.path.last().is_some_and(|name| name != "*")
    };
    operation.members(side).map(|(child, _)| child).filter(move |child| is_child(child))
}

fn shape(operation: &Operation, at: &Location) -> Shape {
    let mut shape = Shape { pattern: None, shortest: 0, longest: 40 };
    for clause in operation.clauses_at(at) {
        match &clause.fact {
            Fact::Pattern { pattern, .. } => shape.pattern = Some(pattern.clone()),
            Fact::Length { minimum, maximum, .. } => {
                (shape.shortest, shape.longest) = (*minimum as usize, *maximum as usize);
            }
            _ => {}
        }
    }
    shape
}

fn range(operation: &Operation, at: &Location) -> Option<(Option<i64>, Option<i64>)> {
    operation.clauses_at(at).find_map(|clause| match clause.fact {
        Fact::Range { minimum, maximum, .. } => Some((minimum, maximum)),
        _ => None,
    })
}

fn items(operation: &Operation, at: &Location) -> (usize, usize) {
    let found = operation.clauses_at(at).find_map(|clause| match clause.fact {
        Fact::Items { minimum, maximum, .. } => Some((minimum as usize, maximum as usize)),
        _ => None,
    });
    found.unwrap_or((0, 3))
}

fn is_required(operation: &Operation, at: &Location) -> bool {
    operation.clauses_at(at).any(|clause| matches!(clause.fact, Fact::Required { .. }))
}

/// The value with objects and lists around it as its path says.
fn placed(path: &[String], value: Value) -> Value {
    path.iter().rev().fold(value, |inner, name| match name.as_str() {
        "*" => json!([inner]),
        name => json!({ name: inner }),
    })
}
