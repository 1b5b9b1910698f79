//! Echo: what an answer repeats of its request reaches the caller, and is what was asked for.

use contract::{Case, CaseDrive, CaseOutcome, Clause, Fact, Fails, Location, PagingStyle};
use serde_json::{Map, Value, json};

use super::response_member::{edited, pointer, set};
use super::{Ground, put};
use crate::finding::Harm;
use crate::probe::{Answered, Ask, Heard, Next, Probe, further};

/// The answer repeats what was asked for, and says something else.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, of) in echoes(ground) {
        let asked = ground.allowed(of);
        let mut case = ground.case(clause, "what-was-asked-for", CaseDrive::Page);
        put(&mut case.input, &of.path, asked.clone());
        if is_position(ground, of) {
            case.exchanges = ground.answer_at(&asked);
        }
        case.jobs = 20;
        cases.push(case.clone());
        // What the service says counts, for a caller that reads it. To take it for a mistake is careful.
        let other = match &asked {
            Value::Number(number) => json!(number.as_i64().unwrap_or(1) + 4),
            _ => json!("another-text"),
        };
        let mut differs =
            edited(ground, clause, clause, "something-else-than-asked-for", set(&pointer(at), other));
        differs.outcome =
            CaseOutcome::AnyOf(vec![CaseOutcome::Returns, CaseOutcome::Fails(Fails::default())]);
        if !is_position(ground, of) || case.exchanges.is_empty() {
            put(&mut differs.input, &of.path, asked);
        }
        differs.jobs = 20;
        cases.push(differs);
    }
    cases
}

/// A server repeats a size that it was asked for, and the position: that of the second page, where there is one.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for (clause, at, of) in echoes(ground) {
        let mut input = ground.input();
        ground.in_small_pages(&mut input);
        if is_position(ground, of) {
            probes.push(Probe::new(ground, clause, "on-the-second-page", move |heard| {
                on_the_second_page(ground, at, of, &input, heard)
            }));
        } else {
            put(&mut input, &of.path, ground.allowed(of));
            let ask = Ask::input(input);
            probes.push(Probe::once(ground, clause, "what-was-asked-for", ask, move |heard| {
                repeats(ground, at, of, heard)
            }));
        }
    }
    probes
}

fn on_the_second_page(
    ground: Ground<'_>,
    at: &Location,
    of: &Location,
    input: &Map<String, Value>,
    heard: &[Heard],
) -> Next {
    match heard {
        [] => Next::Ask(Ask::input(input.clone())),
        [first] if first.page(ground).is_none() => {
            Next::Done(Answered::NotApplicable(format!("no page came, but {}", first.told(ground))))
        }
        [_] => further(ground, heard).map_or_else(
            || Next::Done(Answered::NotApplicable("there is one page only".to_owned())),
            Next::Ask,
        ),
        [_, second, ..] => Next::Done(repeats(ground, at, of, second)),
    }
}

fn repeats(ground: Ground<'_>, at: &Location, of: &Location, heard: &Heard) -> Answered {
    let Some(page) = heard.page(ground) else {
        return Answered::NotApplicable(format!("no page came, but {}", heard.told(ground)));
    };
    let asked = of.value(&Value::Object(heard.ask.input.clone())).cloned().unwrap_or_default();
    let expected = format!("{} = {asked}, as was asked for", at.pointer());
    match at.value(page) {
        Some(told) if *told == asked => Answered::Kept,
        Some(told) => Answered::Broken(expected, crate::judge::shown(told), Harm::Differs),
        // That a member is always there is another promise.
        None => Answered::NotApplicable(format!("the answer has no {}", at.pointer())),
    }
}

fn is_position(ground: Ground<'_>, at: &Location) -> bool {
    ground.operation.paging().map(PagingStyle::position) == Some(at)
}

fn echoes<'a>(ground: Ground<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location, &'a Location)> {
    ground.operation.clauses.iter().filter(move |clause| !ground.is_off(clause)).filter_map(|clause| {
        match &clause.fact {
            Fact::Echo { at, of } => Some((clause, at, of)),
            _ => None,
        }
    })
}
