//! The usual cases and probes of what answers hold: a value that reaches the caller, a token that is passed on.

use std::collections::BTreeMap;

use client_protocol::Drive;
use contract::{Clause, Constraints, Impact, Location, PagingStyle, truncated};
use serde_json::{Map, Value};
use wire::{Edit, Exchange, TokenText};

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::samples::named;
use crate::probe::{Probe, ProbeOutcome, ProbeRequest};

/// A case in which a member of the answer has this value, and reaches the caller unchanged. A token is passed on
/// in a walk; `None` where the reference does not let it be sent again.
pub(crate) fn holds(
    context: GeneratorContext<'_>,
    clause: &Clause,
    name: &str,
    at: &Location,
    value: Value,
) -> Option<Case> {
    let name = named(at, name);
    if is_next(context, at) {
        let position = context.operation.paging()?.position();
        let text = value.as_str().filter(|_| Constraints::of(context.operation, position).fits(&value))?;
        return Some(passed_on(context, clause, name, text));
    }
    Some(edited(context, clause, name, at, value))
}

/// A walk whose first page names the next one by this text.
pub(crate) fn passed_on(context: GeneratorContext<'_>, clause: &Clause, name: String, text: &str) -> Case {
    let mut case = context.case(clause, name, Drive::Walk);
    case.input = input_of_a_walk(context);
    let next = Some(TokenText::Text(text.to_owned()));
    // More than two pages, whatever part of the items the required members leave.
    case.items = 8;
    case.exchanges = vec![Exchange { next, ..Exchange::default() }];
    case
}

/// A case in which the first place of a member in an answer has this value.
pub(crate) fn edited(
    context: GeneratorContext<'_>,
    clause: &Clause,
    name: String,
    at: &Location,
    value: Value,
) -> Case {
    let mut case = context.case(clause, name, Drive::Page);
    let first = Location {
        side: at.side,
        path: at.path.iter().map(|part| if part == "*" { "0".to_owned() } else { part.clone() }).collect(),
    };
    let set = BTreeMap::from([(first.pointer(), value)]);
    case.exchanges = vec![Exchange { edit: Some(Edit { set, remove: Vec::new() }), ..Exchange::default() }];
    case
}

/// A probe that asks for a page and looks at every value that a member has there.
pub(crate) fn probe<'a>(
    context: GeneratorContext<'a>,
    clause: &'a Clause,
    name: &str,
    at: &'a Location,
) -> Probe<'a> {
    let input = if is_next(context, at) { input_of_a_walk(context) } else { context.minimal_input() };
    Probe::once(context, clause, name, ProbeRequest::input(input), move |response| {
        let Some(page) = response.page(*context) else {
            return ProbeOutcome::Skipped(format!("no page to look at: {}", response.describe(*context)));
        };
        let constraints = Constraints::of(context.operation, at);
        let values = at.values(page);
        let mut found = values.iter().filter(|located| !located.value.is_null()).peekable();
        if found.peek().is_none() {
            return ProbeOutcome::Skipped(format!("the answer has no {}", at.pointer()));
        }
        let breaks = |value: &Value| constraints.broken(value).iter().any(|broken| broken.id == clause.id);
        match found.find(|located| breaks(located.value)) {
            Some(located) => ProbeOutcome::Broken(
                clause.requirement.clone(),
                format!("{} = {}", located.pointer, truncated(located.value)),
                Impact::Cosmetic,
            ),
            None => ProbeOutcome::Passed,
        }
    })
}

/// Whether a member of the answer names the next page.
pub(crate) fn is_next(context: GeneratorContext<'_>, at: &Location) -> bool {
    match context.operation.paging() {
        Some(PagingStyle::Token { next, .. } | PagingStyle::Marker { next, .. }) => next == at,
        _ => false,
    }
}

/// The smallest input with a page size that makes more than one page of a case's items.
fn input_of_a_walk(context: GeneratorContext<'_>) -> Map<String, Value> {
    let mut input = context.minimal_input();
    if let Some(style) = context.operation.paging() {
        let size = style.size();
        let two = Value::from(2);
        let asked =
            if Constraints::of(context.operation, size).fits(&two) { two } else { context.sample(size) };
        size.put(&mut input, asked);
    }
    input
}
