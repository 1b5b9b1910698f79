//! The usual forms of a probe: one request and its response, one value accepted or refused.

use contract::{Clause, Impact, Location};
use serde_json::{Map, Value};

use crate::build::GeneratorContext;
use crate::probe::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse};

impl<'a> Probe<'a> {
    /// Asks once and looks at the answer.
    pub(crate) fn once(
        context: GeneratorContext<'a>,
        clause: &'a Clause,
        name: &str,
        ask: ProbeRequest,
        judge: impl Fn(&ProbeResponse) -> ProbeOutcome + Send + Sync + 'a,
    ) -> Self {
        Self::new(context, clause, name, move |responses| match responses {
            [] => NextStep::Ask(ask.clone()),
            [answer, ..] => NextStep::Done(judge(answer)),
        })
    }

    /// Input that the reference allows: answered by a page.
    pub(crate) fn accepts(
        context: GeneratorContext<'a>,
        clause: &'a Clause,
        name: &str,
        at: &Location,
        value: Value,
    ) -> Self {
        let (input, asked) = with(context, at, value);
        Self::once(context, clause, name, ProbeRequest::input(input), move |response| {
            accepted(context, &asked, response)
        })
    }

    /// Input that the reference forbids: answered by an error of the caller, with the documented code where there is one.
    pub(crate) fn refuses(
        context: GeneratorContext<'a>,
        clause: &'a Clause,
        name: &str,
        at: &Location,
        value: Value,
    ) -> Self {
        let (input, asked) = with(context, at, value);
        Self::once(context, clause, name, ProbeRequest::input(input), move |response| {
            refusal(context, &asked, response)
        })
    }
}

/// Whether an answer is a page.
pub(crate) fn accepted(context: GeneratorContext<'_>, asked: &str, response: &ProbeResponse) -> ProbeOutcome {
    if response.page(*context).is_some() {
        ProbeOutcome::Passed
    } else {
        ProbeOutcome::Broken(format!("{asked} accepted"), response.describe(*context), Impact::Cosmetic)
    }
}

/// Whether an answer refuses input that the reference forbids.
pub(crate) fn refusal(context: GeneratorContext<'_>, asked: &str, response: &ProbeResponse) -> ProbeOutcome {
    let due = &context.provider.refusals.validation;
    // Which code and status a refusal has is a requirement only where a clause that binds says so.
    let stated = context.clauses().any(|clause| {
        matches!(&clause.fact, contract::Fact::Error { code, .. } if *code == due.code)
            && context.binds(clause)
    });
    let right = match stated {
        true => response.status == due.status && response.error_code(*context) == Some(due.code.as_str()),
        false => response.is_error(*context) && response.status < 500,
    };
    if right {
        return ProbeOutcome::Passed;
    }
    let how = if stated {
        format!("{asked} refused by status {} with {}", due.status, due.code)
    } else {
        format!("{asked} refused as the caller's mistake")
    };
    ProbeOutcome::Broken(how, response.describe(*context), Impact::Cosmetic)
}

/// The smallest input with one member more, and that member in words.
fn with(context: GeneratorContext<'_>, at: &Location, value: Value) -> (Map<String, Value>, String) {
    let asked = format!("{} = {}", at.name(), contract::truncated(&value));
    let mut input = context.minimal_input();
    at.put(&mut input, value);
    (input, asked)
}
