//! The usual cases and probes of a limit: one value of a request member, allowed or forbidden.

use contract::{Clause, Location, PagingStyle, RequestMembers, Side};
use serde_json::Value;
use wire::Exchange;

use crate::Case;
use crate::build::GeneratorContext;
use crate::probe::Probe;

/// A value of a member, and whether the reference allows it.
pub(crate) struct Sample {
    name: String,
    value: Value,
    allowed: bool,
}

impl Sample {
    /// A value that the reference allows.
    pub(crate) fn allowed(name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { name: name.into(), value: value.into(), allowed: true }
    }

    /// A value that breaks the clause that the sample is for, and no other.
    pub(crate) fn forbidden(name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { name: name.into(), value: value.into(), allowed: false }
    }
}

/// A case for each sample. What is forbidden is asked only where the clause binds: elsewhere a service may
/// accept it.
pub(crate) fn cases(
    context: GeneratorContext<'_>,
    clause: &Clause,
    at: &Location,
    samples: Vec<Sample>,
) -> Vec<Case> {
    let longest = longest(context, LONGEST_TARGET);
    samples
        .into_iter()
        .filter(|sample| is_asked(context, clause, sample) && length(context, &sample.value) <= longest)
        .map(|sample| {
            let name = named(at, &sample.name);
            if sample.allowed {
                accepted(context, clause, name, at, sample.value)
            } else {
                context.forbidden(clause, name, at, sample.value)
            }
        })
        .collect()
}

/// The same values asked of a server.
pub(crate) fn probes<'a>(
    context: GeneratorContext<'a>,
    clause: &'a Clause,
    at: &Location,
    samples: Vec<Sample>,
) -> Vec<Probe<'a>> {
    let longest = longest(context, LONGEST_TARGET_OF_A_PROBE);
    samples
        .into_iter()
        .filter(|sample| is_asked(context, clause, sample) && length(context, &sample.value) <= longest)
        // A token that the server did not give itself may be refused whatever it looks like, and a number may
        // lie behind the last page.
        .filter(|sample| !sample.allowed || context.operation.paging().map(PagingStyle::position) != Some(at))
        .map(|sample| {
            let name = named(at, &sample.name);
            if sample.allowed {
                Probe::accepts(context, clause, &name, at, sample.value)
            } else {
                Probe::refuses(context, clause, &name, at, sample.value)
            }
        })
        .collect()
}

/// A name that tells the items of a list from the list.
pub(crate) fn named(at: &Location, name: &str) -> String {
    match at.path.last() {
        Some(last) if last == "*" => format!("item-{name}"),
        _ => name.to_owned(),
    }
}

/// Whether a request member is the token or the marker that answers give.
pub(crate) fn is_token(context: GeneratorContext<'_>, at: &Location) -> bool {
    match context.operation.paging() {
        Some(PagingStyle::Token { token: position, .. } | PagingStyle::Marker { marker: position, .. }) => {
            position == at
        }
        _ => false,
    }
}

/// Whether the clause is one of a request member.
pub(crate) fn is_of_request(at: &Location) -> bool {
    at.side == Side::Request
}

// What the fault proxy reads of a request's head, with room for the rest of it.
const LONGEST_TARGET: usize = 48 * 1024;

// RFC 9110 asks servers to take 8,000 bytes of a target, and what stands before them may take no more.
const LONGEST_TARGET_OF_A_PROBE: usize = 6_000;

const LONGEST_BODY: usize = 256 * 1024;

fn longest(context: GeneratorContext<'_>, target: usize) -> usize {
    match context.operation.request_members {
        RequestMembers::Query => target,
        RequestMembers::Body => LONGEST_BODY,
    }
}

/// How many bytes a value takes on the wire, at most.
fn length(context: GeneratorContext<'_>, value: &Value) -> usize {
    match (context.operation.request_members, value) {
        (RequestMembers::Query, Value::String(text)) => {
            text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { 1 } else { 3 }).sum()
        }
        (_, value) => value.to_string().len(),
    }
}

fn is_asked(context: GeneratorContext<'_>, clause: &Clause, sample: &Sample) -> bool {
    if sample.allowed { !context.is_suspended(clause) } else { context.binds(clause) }
}

fn accepted(
    context: GeneratorContext<'_>,
    clause: &Clause,
    name: String,
    at: &Location,
    value: Value,
) -> Case {
    let case = context.case_with(clause, name, at, value);
    if is_token(context, at) {
        // The server has given no such token, so the case says which page it leads to: the last, with one item.
        let page = Exchange { items: Some(1), ..Exchange::default() };
        return Case { items: 1, exchanges: vec![page], ..case };
    }
    case
}
