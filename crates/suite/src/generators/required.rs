//! Required: a member that must be given, given and left out.

use client_protocol::Drive;
use contract::{Clause, Fact, Location, Side};
use serde_json::{Map, Value};

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::samples::named;
use crate::probe::{Probe, ProbeRequest, accepted, refusal};

const GIVEN: &str = "given";
const ABSENT: &str = "absent";
const ABSENT_AMONG_OTHERS: &str = "absent-among-others";

/// Given, absent where nothing else is asked for, and absent among all other members.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at) in required(context) {
        cases.push(context.case(clause, named(at, GIVEN), Drive::Page));
        for (name, input) in left_out(context, clause, at) {
            let case = context.case(clause, named(at, name), Drive::Page);
            cases.push(Case { input, outcome: context.refused(), ..case });
        }
    }
    cases
}

/// The same inputs asked of a server.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for (clause, at) in required(context) {
        let member = at.name();
        let ask = ProbeRequest::input(context.minimal_input());
        probes.push(Probe::once(context, clause, &named(at, GIVEN), ask, move |response| {
            accepted(context, &format!("a request with {member}"), response)
        }));
        for (name, input) in left_out(context, clause, at) {
            probes.push(Probe::once(
                context,
                clause,
                &named(at, name),
                ProbeRequest::input(input),
                move |response| refusal(context, &format!("a request without {member}"), response),
            ));
        }
    }
    probes
}

fn required<'a>(context: GeneratorContext<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location)> {
    context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause)).filter_map(
        |clause| {
            let Fact::Required { at } = &clause.fact else { return None };
            (at.side == Side::Request).then_some((clause, at))
        },
    )
}

/// The inputs that lack the member, where the reference forbids that.
fn left_out(
    context: GeneratorContext<'_>,
    clause: &Clause,
    at: &Location,
) -> Vec<(&'static str, Map<String, Value>)> {
    if !context.binds(clause) {
        return Vec::new();
    }
    let absent = without(context.minimal_input(), &at.path);
    let mut whole = context.minimal_input();
    for (other, _) in context.operation.members(Side::Request).filter(|(other, _)| other.path.len() == 1) {
        let position = context.operation.paging().is_some_and(|style| style.position() == other);
        if !position && !whole.contains_key(other.name()) {
            other.put(&mut whole, context.sample(other));
        }
    }
    let among_others = without(whole, &at.path);
    let alone = among_others == absent;
    let mut inputs = vec![(ABSENT, absent)];
    if !alone {
        inputs.push((ABSENT_AMONG_OTHERS, among_others));
    }
    inputs
}

/// The same members, but for the one at a path.
fn without(mut members: Map<String, Value>, path: &[String]) -> Map<String, Value> {
    if let Some((name, rest)) = path.split_first() {
        if rest.is_empty() {
            members.shift_remove(name);
        } else if let Some(inner) = members.get_mut(name) {
            take(inner, rest);
        }
    }
    members
}

fn take(value: &mut Value, path: &[String]) {
    let Some((name, rest)) = path.split_first() else { return };
    match value {
        Value::Array(items) if name == "*" => items.iter_mut().for_each(|item| take(item, rest)),
        Value::Object(members) if rest.is_empty() => drop(members.shift_remove(name)),
        Value::Object(members) => {
            if let Some(inner) = members.get_mut(name) {
                take(inner, rest);
            }
        }
        _ => {}
    }
}
