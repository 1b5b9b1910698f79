//! Default: what is meant where nothing is given, given or not.

use client_protocol::Drive;
use contract::{Clause, Constraints, Fact, Impact, Location, Side};
use serde_json::{Map, Value};

use crate::Case;
use crate::build::samples::Sample;
use crate::build::{GeneratorContext, samples};
use crate::probe::{NextStep, Probe, ProbeOutcome, ProbeRequest};

const LEFT_OUT: &str = "left-out";
const GIVEN: &str = "default-given";

/// Left out, the default given, and the other value where there are two.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, value) in defaults(context) {
        let mut left_out = context.case(clause, LEFT_OUT, Drive::Page);
        // A member that must be given has no default to fall back on.
        if left_out.input.shift_remove(at.name()).is_none() {
            cases.push(left_out);
        }
        cases.extend(samples::cases(context, clause, at, samples(context, at, value)));
    }
    cases
}

/// With the default given a server answers as without; the other value is accepted.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for (clause, at, value) in defaults(context) {
        probes.push(same_answer(context, clause, at, value));
        let others = samples(context, at, value).into_iter().skip(1).collect();
        probes.extend(samples::probes(context, clause, at, others));
    }
    probes
}

fn defaults<'a>(
    context: GeneratorContext<'a>,
) -> impl Iterator<Item = (&'a Clause, &'a Location, &'a Value)> {
    context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause)).filter_map(
        |clause| {
            let Fact::Default { at, value } = &clause.fact else { return None };
            // Where a member lies inside another, the other's absence has no defined meaning.
            (at.side == Side::Request && at.path.len() == 1).then_some((clause, at, value))
        },
    )
}

fn samples(context: GeneratorContext<'_>, at: &Location, value: &Value) -> Vec<Sample> {
    let constraints = Constraints::of(context.operation, at);
    let mut samples = Vec::new();
    if constraints.fits(value) {
        samples.push(Sample::allowed(GIVEN, value.clone()));
    }
    if let Some(value) = value.as_bool() {
        samples.push(Sample::allowed("other-than-the-default", !value));
    }
    samples
}

/// Asks without, with, and without again: only where the first and the last response agree have the items not changed.
fn same_answer<'a>(
    context: GeneratorContext<'a>,
    clause: &'a Clause,
    at: &Location,
    value: &Value,
) -> Probe<'a> {
    let mut without = context.minimal_input();
    without.shift_remove(at.name());
    let mut with: Map<String, Value> = without.clone();
    at.put(&mut with, value.clone());
    let given = format!("{} = {value}", at.name());
    Probe::new(context, clause, GIVEN, move |responses| {
        if let Some(failed) = responses.iter().find(|answer| answer.page(*context).is_none()) {
            let asked = failed.request.input.contains_key(clause.fact.at().map_or("", Location::name));
            let how = if asked { given.clone() } else { "a request that leaves the default out".to_owned() };
            let actual = failed.describe(*context);
            return NextStep::Done(ProbeOutcome::Broken(format!("{how} accepted"), actual, Impact::Cosmetic));
        }
        let [first, second, third, ..] = responses else {
            let input = if responses.len() == 1 { &with } else { &without };
            return NextStep::Ask(ProbeRequest::input(input.clone()));
        };
        let (first, second, third) = (first.items(*context), second.items(*context), third.items(*context));
        NextStep::Done(if first != third {
            ProbeOutcome::Skipped("the items changed while they were asked for".to_owned())
        } else if first.len() < 2 {
            ProbeOutcome::Skipped("fewer than two items, so that neither order nor number shows".to_owned())
        } else if first == second {
            ProbeOutcome::Passed
        } else {
            ProbeOutcome::Broken(
                format!("the same {} items with {given} as without", first.len()),
                format!("{} items, others or in another order", second.len()),
                Impact::Cosmetic,
            )
        })
    })
}
