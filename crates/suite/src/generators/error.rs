//! Error: code, status, message and request id reach the caller, and no error passes for a page or for the end.

use client_protocol::Drive;
use contract::{Clause, Fact, Impact, Location, Place, Rule, Side};
use serde_json::{Value, json};
use wire::{ErrorAnswer, Exchange};

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::responses::{
    error, fails, fails_with, for_ever, html_answer, json_answer, text_answer, usual,
};
use crate::probe::{Probe, ProbeOutcome, ProbeRequest, ProbeResponse, SignedBy};

/// A code that no page documents.
const UNHEARD: &str = "QuotaOfTheDay.Exceeded";

/// Documented errors, unheard ones, envelopes under a status of success, and bodies that are no envelope.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for documented in context.errors() {
        let (clause, answer) = (documented.clause, documented.answer());
        cases.push(told(context, clause, "told", &answer));
        cases.extend(told_on_the_second_page(context, clause, "told-on-the-second-page", &answer));
    }
    cases.extend(members(context));
    cases.extend(envelopes(context));
    cases.extend(bodies(context));
    cases
}

/// An error on one page, which is not tried again here.
fn told(context: GeneratorContext<'_>, clause: &Clause, name: &str, answer: &ErrorAnswer) -> Case {
    Case {
        exchanges: vec![for_ever(error(answer))],
        outcome: fails_with(&answer.code),
        attempts: 1,
        ..context.page_case(clause, name)
    }
}

fn told_on_the_second_page(
    context: GeneratorContext<'_>,
    clause: &Clause,
    name: &str,
    answer: &ErrorAnswer,
) -> Option<Case> {
    context.operation.paging()?;
    Some(Case {
        exchanges: vec![usual(), for_ever(error(answer))],
        outcome: fails_with(&answer.code),
        attempts: 1,
        ..context.walk_case(clause, name)
    })
}

/// What the caller can read of an error: code, status, message, request id.
fn members(context: GeneratorContext<'_>) -> Vec<Case> {
    let lasting = context.lasting_error();
    let unheard = |status| ErrorAnswer { code: UNHEARD.to_owned(), status: Some(status), message: None };
    let under = |status| ErrorAnswer { status: Some(status), ..lasting.clone() };
    let saying = |text: &str| ErrorAnswer { message: Some(text.to_owned()), ..lasting.clone() };
    let chinese = "参数“名称”不合法:\\ \"é\" 😀\n第二行";
    let table = [
        (Rule::ErrorCode, "unheard-code-with-400", unheard(400)),
        (Rule::ErrorCode, "unheard-code-with-404", unheard(404)),
        (Rule::ErrorCode, "unheard-code-with-503", unheard(503)),
        (Rule::ErrorCode, "known-code-with-another-status", under(409)),
        (Rule::ErrorStatus, "status-of-a-known-error", lasting.clone()),
        (Rule::ErrorStatus, "status-that-no-page-names", unheard(418)),
        (Rule::ErrorMessage, "message-in-chinese", saying(chinese)),
        (Rule::ErrorMessage, "message-that-looks-like-mark-up", saying("<b>a &amp; b</b> %41 \u{1b}[31m")),
        (Rule::ErrorMessage, "long-message", saying(&"页b ".repeat(700))),
        (Rule::RequestId, "request-id-of-an-error", lasting.clone()),
    ];
    let mut cases = Vec::new();
    for (rule, name, answer) in &table {
        let Some(clause) = context.rule(*rule) else { continue };
        cases.push(told(context, clause, name, answer));
        let name = format!("{name}-on-the-second-page");
        cases.extend(told_on_the_second_page(context, clause, &name, answer));
    }
    cases
}

/// An envelope under a status of success, where the page says that the envelope decides.
fn envelopes(context: GeneratorContext<'_>) -> Vec<Case> {
    let Some(clause) = context.rule(Rule::ErrorEnvelope) else { return Vec::new() };
    let under_200 = |code: &str| ErrorAnswer { code: code.to_owned(), status: Some(200), message: None };
    let table = [
        ("lasting-error-with-status-200", under_200(&context.lasting_error().code)),
        ("passing-error-with-status-200", under_200(&context.passing_error().code)),
        ("unheard-code-with-status-200", under_200(UNHEARD)),
    ];
    let mut cases = Vec::new();
    for (name, answer) in table {
        cases.push(told(context, clause, name, &answer));
        let name = format!("{name}-on-the-second-page");
        cases.extend(told_on_the_second_page(context, clause, &name, &answer));
        if context.operation.paging().is_some() {
            let name =
                format!("{}-on-the-first-page-of-a-walk", name.trim_end_matches("-on-the-second-page"));
            let drive = Drive::Walk;
            cases.push(Case { drive, ..told(context, clause, &name, &answer) });
        }
    }
    cases
}

/// A failing status decides, whatever the body is.
fn bodies(context: GeneratorContext<'_>) -> Vec<Case> {
    let full = context.only_page(vec![context.item()]);
    let empty = context.only_page(Vec::new());
    let list = json!([{"message": "in a list"}]);
    let table: [(&str, Exchange); 11] = [
        ("status-400-that-looks-like-a-page", json_answer(400, full.clone())),
        ("status-403-that-looks-like-a-page", json_answer(403, full.clone())),
        ("status-500-that-looks-like-a-page", json_answer(500, full)),
        ("status-503-that-looks-like-the-last-page", json_answer(503, empty)),
        ("status-400-and-a-list", json_answer(400, list.clone())),
        ("status-500-and-a-list", json_answer(500, list)),
        ("status-404-and-no-body", text_answer(404, "")),
        ("status-500-and-no-body", text_answer(500, "")),
        ("status-401-in-html", html_answer(401)),
        ("status-404-in-html", html_answer(404)),
        ("status-502-in-html", html_answer(502)),
    ];
    let mut cases = Vec::new();
    for (name, exchange) in table {
        let lasting = for_ever(exchange);
        if let Some(clause) = context.rule(Rule::StatusIsError) {
            let case = context.page_case(clause, name);
            cases.push(Case { exchanges: vec![lasting.clone()], outcome: fails(), attempts: 1, ..case });
            if context.operation.paging().is_some() {
                let case = context.walk_case(clause, &format!("{name}-on-the-second-page"));
                let exchanges = vec![usual(), lasting.clone()];
                cases.push(Case { exchanges, outcome: fails(), attempts: 1, ..case });
            }
        }
        // Whoever cannot read the body can still say that it is the service that failed.
        if let Some(clause) = context.rule(Rule::ErrorStatus).filter(|_| !name.contains("looks-like")) {
            let case = context.page_case(clause, name);
            cases.push(Case { exchanges: vec![lasting], outcome: fails(), attempts: 1, ..case });
        }
    }
    cases
}

/// An unsigned request and invalid input, each answered by the documented envelope under the documented status.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let unsigned = || ProbeRequest::input(context.first_page()).signed_by(SignedBy::Nobody);
    let mut probes = Vec::new();
    let code = &context.provider.error.code;
    if let Some(clause) = promise(context, code, Rule::ErrorCode) {
        probes.push(Probe::once(context, clause, "code-of-a-refusal", unsigned(), move |response| {
            is_there(context, response, "a code", |response| response.error_code(*context).map(str::to_owned))
        }));
    }
    let message = &context.provider.error.message;
    if let Some(clause) = promise(context, message, Rule::ErrorMessage) {
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
            ProbeOutcome::Skipped(format!("no error, so that {code} was not to be had"))
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
        let told = response.describe(*context);
        return ProbeOutcome::Skipped(format!("the request was not refused: {told}"));
    }
    match part(response) {
        Some(text) if !text.is_empty() => ProbeOutcome::Passed,
        _ => {
            let seen = format!("{} without one", response.describe(*context));
            ProbeOutcome::Broken(format!("an error with {what}"), seen, Impact::Cosmetic)
        }
    }
}

/// The clause that constraints a part of the envelope: the member where it stands in the body, else the rule.
fn promise<'a>(context: GeneratorContext<'a>, place: &Place, rule: Rule) -> Option<&'a Clause> {
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
