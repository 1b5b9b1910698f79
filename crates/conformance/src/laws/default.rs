//! Default: what is meant where nothing is given, given or not.

use contract::{Case, CaseDrive, Clause, Fact, Location, Side};
use serde_json::{Map, Value};

use super::fit::Promises;
use super::member::{self, Sample};
use super::{Ground, put};
use crate::finding::Harm;
use crate::probe::{Answered, Ask, Next, Probe};

const LEFT_OUT: &str = "left-out";
const GIVEN: &str = "default-given";

/// Left out, the default given, and the other value where there are two.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, value) in defaults(ground) {
        let mut left_out = ground.case(clause, LEFT_OUT, CaseDrive::Page);
        // A member that must be given has no default to fall back on.
        if left_out.input.shift_remove(at.name()).is_none() {
            cases.push(left_out);
        }
        cases.extend(member::cases(ground, clause, at, samples(ground, at, value)));
    }
    cases
}

/// With the default given a server answers as without; the other value is accepted.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for (clause, at, value) in defaults(ground) {
        probes.push(same_answer(ground, clause, at, value));
        let others = samples(ground, at, value).into_iter().skip(1).collect();
        probes.extend(member::probes(ground, clause, at, others));
    }
    probes
}

fn defaults<'a>(ground: Ground<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location, &'a Value)> {
    ground.operation.clauses.iter().filter(move |clause| ground.speaks(clause)).filter_map(|clause| {
        let Fact::Default { at, value } = &clause.fact else { return None };
        // Where a member lies inside another, nobody can say what the other's absence means.
        (at.side == Side::Request && at.path.len() == 1).then_some((clause, at, value))
    })
}

fn samples(ground: Ground<'_>, at: &Location, value: &Value) -> Vec<Sample> {
    let promises = Promises::of(ground, at);
    let mut samples = Vec::new();
    if promises.fits(value) {
        samples.push(Sample::allowed(GIVEN, value.clone()));
    }
    if let Some(value) = value.as_bool() {
        samples.push(Sample::allowed("other-than-the-default", !value));
    }
    samples
}

/// Asks without, with, and without again: only where the first and the last answer agree do the jobs stand still.
fn same_answer<'a>(ground: Ground<'a>, clause: &'a Clause, at: &Location, value: &Value) -> Probe<'a> {
    let mut without = ground.input();
    without.shift_remove(at.name());
    let mut with: Map<String, Value> = without.clone();
    put(&mut with, &at.path, value.clone());
    let given = format!("{} = {value}", at.name());
    Probe::new(ground, clause, GIVEN, move |heard| {
        if let Some(failed) = heard.iter().find(|answer| answer.page(ground).is_none()) {
            let asked = failed.ask.input.contains_key(clause.fact.at().map_or("", Location::name));
            let how = if asked { given.clone() } else { "a request that leaves the default out".to_owned() };
            let told = failed.told(ground);
            return Next::Done(Answered::Broken(format!("{how} accepted"), told, Harm::Differs));
        }
        let [first, second, third, ..] = heard else {
            let input = if heard.len() == 1 { &with } else { &without };
            return Next::Ask(Ask::input(input.clone()));
        };
        let (first, second, third) = (first.jobs(ground), second.jobs(ground), third.jobs(ground));
        Next::Done(if first != third {
            Answered::NotApplicable("the jobs changed while they were asked for".to_owned())
        } else if first.len() < 2 {
            Answered::NotApplicable("fewer than two jobs, so that neither order nor number shows".to_owned())
        } else if first == second {
            Answered::Kept
        } else {
            Answered::Broken(
                format!("the same {} jobs with {given} as without", first.len()),
                format!("{} jobs, or others, or in another order", second.len()),
                Harm::Differs,
            )
        })
    })
}
