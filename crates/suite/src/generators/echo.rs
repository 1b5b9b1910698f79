//! Echo: what a response repeats of its request reaches the caller, and is what was asked for.

use client_protocol::{Drive, Expectation, ExpectedError};
use contract::{Clause, Fact, Impact, Location, PagingStyle};
use serde_json::{Map, Value, json};

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::edits::{edited, pointer, set};
use crate::probe::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse, following};

/// The answer repeats what was asked for, and says something else.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, of) in echoes(context) {
        let asked = context.effective_value(of);
        let mut case = context.case(clause, "what-was-asked-for", Drive::Page);
        of.put(&mut case.input, asked.clone());
        if is_position(context, of) {
            case.exchanges = context.answer_at(&asked);
        }
        case.items = 20;
        cases.push(case.clone());
        // The value in the response counts for a caller that reads it; a careful client may take it for a mistake.
        let other = match &asked {
            Value::Number(number) => json!(number.as_i64().unwrap_or(1) + 4),
            _ => json!("another-text"),
        };
        let mut differs =
            edited(context, clause, clause, "something-else-than-asked-for", set(&pointer(at), other));
        differs.outcome =
            Expectation::AnyOf(vec![Expectation::Returns, Expectation::Fails(ExpectedError::default())]);
        if !is_position(context, of) || case.exchanges.is_empty() {
            of.put(&mut differs.input, asked);
        }
        differs.items = 20;
        cases.push(differs);
    }
    cases
}

/// A server repeats a size that it was asked for, and the position: that of the second page, where there is one.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for (clause, at, of) in echoes(context) {
        let mut input = context.minimal_input();
        context.in_small_pages(&mut input);
        if is_position(context, of) {
            probes.push(Probe::new(context, clause, "on-the-second-page", move |responses| {
                on_the_second_page(context, at, of, &input, responses)
            }));
        } else {
            of.put(&mut input, context.effective_value(of));
            let ask = ProbeRequest::input(input);
            probes.push(Probe::once(context, clause, "what-was-asked-for", ask, move |response| {
                repeats(context, at, of, response)
            }));
        }
    }
    probes
}

fn on_the_second_page(
    context: GeneratorContext<'_>,
    at: &Location,
    of: &Location,
    input: &Map<String, Value>,
    responses: &[ProbeResponse],
) -> NextStep {
    match responses {
        [] => NextStep::Ask(ProbeRequest::input(input.clone())),
        [first] if first.page(*context).is_none() => {
            NextStep::Done(ProbeOutcome::Skipped(format!("no page, but {}", first.describe(*context))))
        }
        [_] => following(context, responses).map_or_else(
            || NextStep::Done(ProbeOutcome::Skipped("there is one page only".to_owned())),
            NextStep::Ask,
        ),
        [_, second, ..] => NextStep::Done(repeats(context, at, of, second)),
    }
}

fn repeats(
    context: GeneratorContext<'_>,
    at: &Location,
    of: &Location,
    response: &ProbeResponse,
) -> ProbeOutcome {
    let Some(page) = response.page(*context) else {
        return ProbeOutcome::Skipped(format!("no page, but {}", response.describe(*context)));
    };
    let asked = of.value(&Value::Object(response.request.input.clone())).cloned().unwrap_or_default();
    let expected = format!("{} = {asked}, as requested", at.pointer());
    match at.value(page) {
        Some(actual) if *actual == asked => ProbeOutcome::Passed,
        Some(actual) => ProbeOutcome::Broken(expected, contract::truncated(actual), Impact::Cosmetic),
        // That a member is always there is another requirement.
        None => ProbeOutcome::Skipped(format!("the answer has no {}", at.pointer())),
    }
}

fn is_position(context: GeneratorContext<'_>, at: &Location) -> bool {
    context.operation.paging().map(PagingStyle::position) == Some(at)
}

fn echoes<'a>(
    context: GeneratorContext<'a>,
) -> impl Iterator<Item = (&'a Clause, &'a Location, &'a Location)> {
    context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause)).filter_map(
        |clause| match &clause.fact {
            Fact::Echo { at, of } => Some((clause, at, of)),
            _ => None,
        },
    )
}
