//! Compares what a client returned with what the service sent.
//!
//! The comparison is made here and nowhere else; findings and impact both read its [`Difference`]s.

use client_protocol::{OutcomeResult, Stopped};
use contract::pagination::items;
use contract::values::same_received;
use contract::{Location, Operation, PagingStyle, Side, pluralize, truncated};
use serde_json::Value;

/// One way in which the returned value is not the value that the service sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Difference<'v> {
    /// Another value than the response, or than the part of it that holds the items.
    Another { expected: String, actual: String },
    /// The items of a walk: others, fewer, more, or in another order.
    Walk { expected: String, items: Items<'v> },
    /// The items of one page, likewise.
    Page(Items<'v>),
    /// A member with another value, or without one.
    Value { at: Location, due: &'v Value, actual: Option<&'v Value> },
    /// An empty list that is not there.
    NoEmptyList { at: Location, due: &'v Value },
    /// A value where the service sent null.
    InsteadOfNull { at: Location, due: &'v Value, actual: &'v Value },
    /// A member that the service did not send.
    Invented { at: Location, actual: &'v Value },
}

/// The items that were due and those that were returned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Items<'v> {
    pub(crate) due: Vec<&'v Value>,
    pub(crate) actual: Vec<&'v Value>,
}

/// The differences between a client's outcome and these pages: all of them for a walk, the last one for a call of one
/// page.
///
/// An outcome without a value has no differences.
pub(crate) fn compare<'v>(
    operation: &Operation,
    walks: bool,
    outcome: Option<&'v OutcomeResult>,
    pages: &[&'v Value],
) -> Vec<Difference<'v>> {
    let Some(OutcomeResult::Returned { output, part, pages: count, stopped }) = outcome else {
        return Vec::new();
    };
    let part = part.as_deref().unwrap_or("");
    if walks {
        let limit = count.filter(|_| *stopped == Stopped::Limit).map_or(usize::MAX, |count| count as usize);
        walk(operation, &pages[..pages.len().min(limit)], output, part)
    } else {
        pages.last().map_or_else(Vec::new, |page| one_page(operation, page, output, part))
    }
}

/// How many items the caller received; `None` where it received no list of them.
pub(crate) fn returned_items(operation: &Operation, outcome: Option<&OutcomeResult>) -> Option<usize> {
    let OutcomeResult::Returned { output, part, .. } = outcome? else { return None };
    let list = operation.paging().map(PagingStyle::list)?;
    Some(inside(list, output, &parts(part.as_deref().unwrap_or("")))?.as_array()?.len())
}

/// Whether a value says as little as null does.
pub(crate) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_nothing),
        _ => false,
    }
}

fn one_page<'v>(
    operation: &Operation,
    page: &'v Value,
    output: &'v Value,
    part: &str,
) -> Vec<Difference<'v>> {
    let mut comparison = Comparison { operation, differences: Vec::new() };
    match page.pointer(part) {
        Some(due) => comparison.value(output, due, &Location { side: Side::Response, path: parts(part) }),
        // The service sent nothing there.
        None if is_nothing(output) => {}
        None => comparison.differences.push(Difference::Another {
            expected: format!("the part {part:?} of the response"),
            actual: "the response has no such part".to_owned(),
        }),
    }
    comparison.differences
}

fn walk<'v>(
    operation: &Operation,
    pages: &[&'v Value],
    output: &'v Value,
    part: &str,
) -> Vec<Difference<'v>> {
    let Some(list) = operation.paging().map(PagingStyle::list) else { return Vec::new() };
    let another = |expected: String, actual: String| vec![Difference::Another { expected, actual }];
    let due: Vec<&Value> = pages.iter().filter_map(|page| items(operation, page)).flatten().collect();
    let prefix = parts(part);
    if !list.path.starts_with(&prefix) {
        return another(format!("a part of the response that holds {list}"), format!("the part {part:?}"));
    }
    let actual: Vec<&Value> = match inside(list, output, &prefix) {
        Some(Value::Array(items)) => items.iter().collect(),
        None | Some(Value::Null) => Vec::new(),
        Some(other) => return another(format!("a list at {list}"), truncated(other)),
    };
    if actual.len() != due.len() {
        let expected = format!("{} from {}", pluralize(due.len(), "item"), pluralize(pages.len(), "page"));
        return vec![Difference::Walk { expected, items: Items { due, actual } }];
    }
    if actual != due && actual.iter().all(|item| due.contains(item)) {
        let expected = "the items in the order of the pages".to_owned();
        return vec![Difference::Walk { expected, items: Items { due, actual } }];
    }
    let at = list.items();
    let mut comparison = Comparison { operation, differences: Vec::new() };
    for (actual, due) in actual.iter().zip(&due) {
        comparison.value(actual, due, &at);
    }
    comparison.differences
}

/// The list of items inside the part of the response that was returned.
fn inside<'v>(list: &Location, output: &'v Value, part: &[String]) -> Option<&'v Value> {
    list.path.strip_prefix(part)?.iter().try_fold(output, |value, name| value.get(name))
}

fn parts(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect()
}

struct Comparison<'a, 'v> {
    operation: &'a Operation,
    differences: Vec<Difference<'v>>,
}

impl<'v> Comparison<'_, 'v> {
    fn value(&mut self, actual: &'v Value, due: &'v Value, at: &Location) {
        match (due, actual) {
            (Value::Object(due), Value::Object(actual)) => {
                for (name, due) in due {
                    let at = at.child(name);
                    match actual.get(name) {
                        Some(actual) => self.value(actual, due, &at),
                        // A caller that finds nothing where the service sent null has lost nothing.
                        None if due.is_null() => {}
                        // Many languages cannot distinguish an empty list from an absent one.
                        None if due.as_array().is_some_and(Vec::is_empty) => {
                            self.differences.push(Difference::NoEmptyList { at, due });
                        }
                        None => self.differences.push(Difference::Value { at, due, actual: None }),
                    }
                }
                let invented =
                    actual.iter().filter(|(name, actual)| !due.contains_key(*name) && !is_nothing(actual));
                self.differences.extend(
                    invented.map(|(name, actual)| Difference::Invented { at: at.child(name), actual }),
                );
            }
            (Value::Array(due), Value::Array(actual)) if due.len() == actual.len() => {
                let at = at.items();
                for (due, actual) in due.iter().zip(actual) {
                    self.value(actual, due, &at);
                }
            }
            (Value::Null, actual) if is_nothing(actual) => {}
            (Value::Null, actual) => {
                self.differences.push(Difference::InsteadOfNull { at: at.clone(), due, actual });
            }
            (Value::Array(due), Value::Array(actual)) if self.is_list(at) => {
                let (due, actual) = (due.iter().collect(), actual.iter().collect());
                self.differences.push(Difference::Page(Items { due, actual }));
            }
            _ if same_received(self.operation, at, actual, due) => {}
            _ => self.differences.push(Difference::Value { at: at.clone(), due, actual: Some(actual) }),
        }
    }

    fn is_list(&self, at: &Location) -> bool {
        self.operation.paging().is_some_and(|style| style.list() == at)
    }
}
