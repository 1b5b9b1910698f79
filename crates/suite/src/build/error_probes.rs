//! Errors of a server: requests that it has to refuse, and what its refusals have to hold.

use contract::{Clause, Fact, Impact, Location, Place, Rule, Side};
use serde_json::{Value, json};

use crate::build::GeneratorContext;
use crate::probe::{Probe, ProbeOutcome, ProbeRequest, ProbeResponse, SignedBy};

/// A refused request has the code, the message and the request id that a caller needs.
pub(crate) fn of_refusals<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let unsigned = || ProbeRequest::input(context.first_page()).signed_by(SignedBy::Nobody);
    let mut probes = Vec::new();
    let code = &context.provider.error.code;
    if let Some(clause) = clause_of(context, code, Rule::ErrorCode) {
        probes.push(Probe::once(context, clause, "code-of-a-refusal", unsigned(), move |response| {
            is_there(context, response, "a code", |response| response.error_code(*context).map(str::to_owned))
        }));
    }
    let message = &context.provider.error.message;
    if let Some(clause) = clause_of(context, message, Rule::ErrorMessage) {
        probes.push(Probe::once(context, clause, "message-of-a-refusal", unsigned(), move |response| {
            is_there(context, response, "a message", |response| at_place(response, message))
        }));
    }
    let request_id = &context.provider.request_id;
    let in_body = request_id.body.as_deref().and_then(|pointer| member_at(context, pointer));
    if let Some(clause) = in_body.or_else(|| context.rule(Rule::RequestId)) {
        probes.push(Probe::once(context, clause, "request-id-of-a-refusal", unsigned(), move |response| {
            is_there(context, response, "a request id", |response| response.request_id(*context))
        }));
    }
    probes
}

/// A documented error has its documented status.
pub(crate) fn of_statuses<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for documented in context.errors() {
        let (clause, code, status) = (documented.clause, documented.code, documented.status);
        for (name, ask) in provoking(context, code) {
            probes.push(Probe::once(context, clause, name, ask, move |response| {
                status_of(context, code, status, response)
            }));
        }
    }
    probes
}

/// Requests to which the contract's service answers by this error.
fn provoking(context: GeneratorContext<'_>, code: &str) -> Vec<(&'static str, ProbeRequest)> {
    let refusals = &context.provider.refusals;
    let mut asks = Vec::new();
    if refusals.signature.code == code {
        let ask = ProbeRequest::input(context.first_page()).signed_by(SignedBy::Nobody);
        asks.push(("status-for-an-unsigned-request", ask));
    }
    if refusals.validation.code == code
        && let Some(input) = invalid(context)
    {
        asks.push(("status-for-invalid-input", ProbeRequest::input(input)));
    }
    asks
}

/// Input that a clause which binds forbids.
fn invalid(context: GeneratorContext<'_>) -> Option<serde_json::Map<String, Value>> {
    let clauses = context.operation.clauses.iter().filter(|clause| context.binds(clause));
    clauses
        .filter(|clause| clause.fact.at().is_some_and(|at| at.side == Side::Request))
        .find_map(|clause| match &clause.fact {
            Fact::Range { at, maximum: Some(maximum), .. } => Some((at, json!(maximum.checked_add(1)?))),
            Fact::Choice { at, values } if values.iter().all(Value::is_string) => {
                Some((at, json!("no-such-choice")))
            }
            _ => None,
        })
        .map(|(at, value)| {
            let mut input = context.first_page();
            at.put(&mut input, value);
            input
        })
}

fn status_of(
    context: GeneratorContext<'_>,
    code: &str,
    status: u16,
    response: &ProbeResponse,
) -> ProbeOutcome {
    match response.error_code(*context) {
        Some(found) if found != code => ProbeOutcome::Skipped(format!("answered by {found}, not by {code}")),
        _ if !response.is_error(*context) => {
            ProbeOutcome::Skipped(format!("no error, so that {code} could not be checked"))
        }
        None => ProbeOutcome::Skipped("an error without a code".to_owned()),
        Some(_) if response.status == status => ProbeOutcome::Passed,
        Some(_) => ProbeOutcome::Broken(
            format!("{code} with status {status}"),
            response.describe(*context),
            Impact::Cosmetic,
        ),
    }
}

/// Whether an error has a part that a caller needs.
fn is_there(
    context: GeneratorContext<'_>,
    response: &ProbeResponse,
    what: &str,
    part: impl Fn(&ProbeResponse) -> Option<String>,
) -> ProbeOutcome {
    if !response.is_error(*context) {
        let actual = response.describe(*context);
        return ProbeOutcome::Skipped(format!("the request was not refused: {actual}"));
    }
    match part(response) {
        Some(text) if !text.is_empty() => ProbeOutcome::Passed,
        _ => {
            let actual = format!("{} without one", response.describe(*context));
            ProbeOutcome::Broken(format!("an error with {what}"), actual, Impact::Cosmetic)
        }
    }
}

/// The clause that requires a part of the envelope: that of the member where it stands in the body, else the rule.
fn clause_of<'a>(context: GeneratorContext<'a>, place: &Place, rule: Rule) -> Option<&'a Clause> {
    let member = match place {
        Place::Body(pointer) => member_at(context, pointer),
        Place::Header(_) => None,
    };
    member.or_else(|| context.rule(rule))
}

/// The member of the error body at a pointer; that it must be there, where a clause says so.
fn member_at<'a>(context: GeneratorContext<'a>, pointer: &str) -> Option<&'a Clause> {
    let at = Location { side: Side::Error, path: pointer.split('/').skip(1).map(str::to_owned).collect() };
    let clauses = || context.operation.clauses.iter().filter(|clause| clause.fact.at() == Some(&at));
    clauses()
        .find(|clause| matches!(clause.fact, Fact::Required { .. }))
        .or_else(|| clauses().find(|clause| matches!(clause.fact, Fact::Member { .. })))
}

fn at_place(response: &ProbeResponse, place: &Place) -> Option<String> {
    match place {
        Place::Header(name) => response.header(name).map(str::to_owned),
        Place::Body(pointer) => response.value.as_ref()?.pointer(pointer)?.as_str().map(str::to_owned),
    }
}
