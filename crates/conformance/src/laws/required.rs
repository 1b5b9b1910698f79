//! Required: a member that must be given, given and left out.

use contract::{Case, CaseDrive, Clause, Fact, Location, Side};
use serde_json::{Map, Value};

use super::member::named;
use super::{Ground, put};
use crate::probe::{Ask, Probe, accepted, refusal};

const GIVEN: &str = "given";
const ABSENT: &str = "absent";
const ABSENT_AMONG_OTHERS: &str = "absent-among-others";

/// Given, absent where nothing else is asked for, and absent among all other members.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at) in required(ground) {
        cases.push(ground.case(clause, named(at, GIVEN), CaseDrive::Page));
        for (name, input) in left_out(ground, clause, at) {
            let case = ground.case(clause, named(at, name), CaseDrive::Page);
            cases.push(Case { input, outcome: ground.refused(), ..case });
        }
    }
    cases
}

/// The same inputs asked of a server.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for (clause, at) in required(ground) {
        let member = at.name();
        let ask = Ask::input(ground.input());
        probes.push(Probe::once(ground, clause, &named(at, GIVEN), ask, move |heard| {
            accepted(ground, &format!("a request with {member}"), heard)
        }));
        for (name, input) in left_out(ground, clause, at) {
            probes.push(Probe::once(ground, clause, &named(at, name), Ask::input(input), move |heard| {
                refusal(ground, &format!("a request without {member}"), heard)
            }));
        }
    }
    probes
}

fn required<'a>(ground: Ground<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location)> {
    ground.operation.clauses.iter().filter(move |clause| ground.speaks(clause)).filter_map(|clause| {
        let Fact::Required { at } = &clause.fact else { return None };
        (at.side == Side::Request).then_some((clause, at))
    })
}

/// The inputs that lack the member, where the page forbids that.
fn left_out(ground: Ground<'_>, clause: &Clause, at: &Location) -> Vec<(&'static str, Map<String, Value>)> {
    if !ground.binds(clause) {
        return Vec::new();
    }
    let absent = without(ground.input(), &at.path);
    let mut whole = ground.input();
    for (other, _) in ground.operation.members(Side::Request).filter(|(other, _)| other.path.len() == 1) {
        let position = ground.operation.paging().is_some_and(|style| style.position() == other);
        if !position && !whole.contains_key(other.name()) {
            put(&mut whole, &other.path, ground.sample(other));
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
