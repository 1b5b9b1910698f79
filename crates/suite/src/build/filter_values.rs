//! Values to filter by: one that leaves many items of a list and not all, and one that a server's own items show.

use contract::{Filter, Match, Reading};
use serde_json::{Map, Value, json};

use crate::build::GeneratorContext;

/// The value that leaves the most of the items that this input leaves, and not all of them where that can be.
pub(crate) fn narrowing(
    context: GeneratorContext<'_>,
    filter: Filter<'_>,
    items: &[Value],
    input: &Map<String, Value>,
) -> Option<Value> {
    let input = Value::Object(input.clone());
    let asked: Vec<(Filter<'_>, &Value)> = Filter::effective(context.operation)
        .filter_map(|other| Some((other, other.at.value(&input)?)))
        .collect();
    let others: Vec<&Value> = items
        .iter()
        .filter(|item| {
            asked
                .iter()
                .all(|(other, wanted)| other.at == filter.at || other.passes(wanted, item, Reading::Lenient))
        })
        .collect();
    let learnt: Vec<Value> =
        others.iter().flat_map(|item| filter.values_that_find(context.operation, item)).collect();
    let several = several(filter, &learnt).filter(|value| context.allows(filter.at, value));
    let values = learnt.into_iter().flat_map(|value| parts(context, filter, value)).chain(several);
    let left =
        |value: &Value| others.iter().filter(|item| filter.passes(value, item, Reading::Lenient)).count();
    // The first of the best, so that the case stays the same when items are added.
    let mut best: Option<(usize, Value)> = None;
    for value in values {
        let left = left(&value);
        let score = if left < others.len() { left + 1 } else { 1 };
        if best.as_ref().is_none_or(|(found, _)| score > *found) {
            best = Some((score, value));
        }
    }
    best.map(|(_, value)| value)
}

/// A value and, for a text that has to be contained, its beginnings.
fn parts(context: GeneratorContext<'_>, filter: Filter<'_>, value: Value) -> Vec<Value> {
    match (filter.comparison, value) {
        (Match::Contains, Value::String(text)) => (1..=3)
            .filter_map(|fewer| {
                let length = text.chars().count().checked_sub(fewer).filter(|length| *length > 0)?;
                Some(json!(text.chars().take(length).collect::<String>()))
            })
            .filter(|part| context.allows(filter.at, part))
            .collect(),
        (_, value) => vec![value],
    }
}

/// One list of some of the items that were learnt, where the filter takes a list.
fn several(filter: Filter<'_>, learnt: &[Value]) -> Option<Value> {
    let mut items: Vec<&Value> = Vec::new();
    for item in learnt.iter().filter_map(Value::as_array).flatten() {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    let some = items.len().div_ceil(2).min(5);
    (filter.comparison == Match::OneOf && some > 1).then(|| json!(items[..some]))
}

/// A value that leaves one of these items, if it can be another one than all of them have.
pub(crate) fn to_learn(
    context: GeneratorContext<'_>,
    filter: Filter<'_>,
    items: &[&Value],
) -> Option<(Value, Value)> {
    let found = items.iter().flat_map(|item| {
        filter
            .values_that_find(context.operation, item)
            .into_iter()
            .map(move |value| (value, (*item).clone()))
    });
    let parted = |value: &Value| items.iter().any(|item| !filter.passes(value, item, Reading::Lenient));
    let mut first = None;
    for (value, item) in found.filter(|(value, item)| filter.passes(value, item, Reading::Lenient)) {
        if parted(&value) {
            return Some((value, item));
        }
        first = first.or(Some((value, item)));
    }
    first
}
