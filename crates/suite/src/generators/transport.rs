//! Transport: what happens to an answer on its way never passes for an answer, and a whole one is never lost.

use client_protocol::Expectation;
use contract::{Fact, Rule};
use serde_json::{Value, json};
use wire::{Exchange, Fault, RawBody};

use crate::Case;
use crate::build::responses::{fails, fault, for_ever, raw, returns_or_fails, usual};
use crate::build::{GeneratorContext, faults};
use crate::probe::Probe;

/// How long a client has that the server leaves without an answer.
const DEADLINE_MS: u64 = 3_000;

/// Each fault on the first page, in mid walk and for a moment only.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (rule, name, what) in faults::lasting() {
        let exchange = for_ever(fault(what));
        cases.extend(page(context, rule, name, vec![exchange.clone()], fails()));
        cases.extend(second_page(context, rule, name, exchange, fails()));
    }
    for (rule, name, exchange) in faults::own_bodies(context) {
        cases.extend(page(context, rule, name, vec![for_ever(exchange)], fails()));
    }
    cases.extend(refused(context));
    cases.extend(silence(context));
    for (name, what) in faults::harmless() {
        let rule = Rule::AnswerReturned;
        cases.extend(page(context, rule, name, vec![fault(what.clone())], Expectation::Returns));
        cases.extend(second_page(context, rule, name, fault(what), Expectation::Returns));
    }
    for (rule, name, what) in faults::passing() {
        let name = format!("{name}-once");
        let once = |case: Case| Case { attempts: 3, deadline_ms: 15_000, ..case };
        let outcome = returns_or_fails;
        cases.extend(page(context, rule, &name, vec![fault(what.clone())], outcome()).map(once));
        cases.extend(second_page(context, rule, &name, fault(what), outcome()).map(once));
    }
    cases.extend(types(context));
    cases.extend(codings_and_redirects(context));
    cases
}

/// Only a server's side can break a connection so that a client notices; there is nothing to ask of a server.
pub(crate) fn probes<'a>(_: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    Vec::new()
}

/// Connections that are not taken. A refused one leaves no request behind.
fn refused(context: GeneratorContext<'_>) -> Vec<Case> {
    let refuse = for_ever(fault(Fault::Refuse));
    let first = page(context, Rule::AsksBeforeAnswering, "refused", vec![refuse.clone()], fails());
    let every = context.rule(Rule::PagingEveryItemOnce).filter(|clause| context.binds(clause));
    let second = every.or_else(|| context.rule(Rule::WholeMessage)).map(|clause| Case {
        exchanges: vec![usual(), refuse],
        outcome: fails(),
        attempts: 1,
        ..context.walk_case(clause, "refused-for-the-second-page")
    });
    first.into_iter().chain(second.filter(|_| context.operation.paging().is_some())).collect()
}

/// Four times no end, which costs a client as long as it waits.
fn silence(context: GeneratorContext<'_>) -> Vec<Case> {
    let stall = |what: Fault| for_ever(fault(what));
    let (rule, in_body) = (Rule::GivesUpWaiting, Fault::StallInBody { bytes: faults::MIDDLE, ms: None });
    let (cut, closed) = (Fault::CutAfter { bytes: faults::MIDDLE }, Fault::CloseBeforeFirstByte);
    let cases = [
        page(
            context,
            rule,
            "silence-before-the-head",
            vec![stall(Fault::StallBeforeHead { ms: None })],
            fails(),
        ),
        page(
            context,
            rule,
            "silence-after-the-head",
            vec![stall(Fault::StallAfterHead { ms: None })],
            fails(),
        ),
        page(context, rule, "silence-in-the-body", vec![stall(in_body.clone())], fails()),
        second_page(context, rule, "silence", stall(in_body), fails()),
        // Here the connection has ended, and there is nothing left to wait for.
        page(context, Rule::CallEnds, "cut-in-the-middle-of-the-body", vec![stall(cut)], fails()),
        page(context, Rule::CallEnds, "closed-before-the-first-byte", vec![stall(closed)], fails()),
    ];
    cases.into_iter().flatten().map(|case| Case { deadline_ms: DEADLINE_MS, ..case }).collect()
}

/// The same bytes under other names.
fn types(context: GeneratorContext<'_>) -> Vec<Case> {
    let list = context.operation.paging().map(contract::PagingStyle::list);
    let listed = list.and_then(|list| {
        let mut members = context.operation.clauses_at(list);
        members.find(|clause| matches!(clause.fact, Fact::Member { .. }) && context.binds(clause))
    });
    let plain = listed.or_else(|| context.rule(Rule::AnswerReturned)).map(|clause| Case {
        exchanges: vec![for_ever(fault(Fault::ContentType { value: "text/plain".to_owned() }))],
        outcome: returns_or_fails(),
        ..context.page_case(clause, "answer-called-plain-text")
    });
    let called = |name: &str, content_type: &str| {
        let body = RawBody::Json(context.only_page(vec![in_chinese(context)]));
        let exchanges = vec![raw(200, content_type, body)];
        page(context, Rule::AnswerReturned, name, exchanges, Expectation::Returns)
    };
    let charset = called("content-type-with-a-charset", "application/json; charset=utf-8");
    let letters = called("content-type-in-other-letters", "Application/JSON");
    plain.into_iter().chain(charset).chain(letters).collect()
}

/// An item whose texts show by which charset they were read, where the reference leaves them free.
fn in_chinese(context: GeneratorContext<'_>) -> Value {
    let mut item = context.item();
    let list = context.operation.paging().map(contract::PagingStyle::list);
    for (name, value) in item.as_object_mut().into_iter().flatten() {
        let Some(at) = list.map(|list| list.items().child(name)) else { continue };
        let text = "评测-é";
        if value.is_string()
            && context.operation.time_format(&at).is_none()
            && context.allows(&at, &json!(text))
        {
            *value = json!(text);
        }
    }
    item
}

/// A coding that the client did not ask for, and invitations to another host.
fn codings_and_redirects(context: GeneratorContext<'_>) -> Vec<Case> {
    let gzip = for_ever(fault(Fault::Gzip));
    let name = "gzip-that-nobody-asked-for";
    let mut cases: Vec<Case> = [
        page(context, Rule::ContentCoding, name, vec![gzip.clone()], returns_or_fails()),
        second_page(context, Rule::ContentCoding, name, gzip, returns_or_fails()),
    ]
    .into_iter()
    .flatten()
    .collect();
    for status in [301, 302, 303, 307, 308] {
        let redirect = for_ever(fault(Fault::Redirect { status: Some(status), location: None }));
        let name = format!("redirect-to-another-host-by-{status}");
        let rule = Rule::CredentialsStay;
        let session_token = context.session_token();
        let made = [
            page(context, rule, &name, vec![redirect.clone()], returns_or_fails()),
            second_page(context, rule, &name, redirect, returns_or_fails()),
        ];
        cases.extend(
            made.into_iter().flatten().map(|case| Case { session_token: session_token.clone(), ..case }),
        );
    }
    cases
}

/// One page; one attempt, since what comes after it is what the generator of retries asks.
fn page(
    context: GeneratorContext<'_>,
    rule: Rule,
    name: &str,
    exchanges: Vec<Exchange>,
    outcome: Expectation,
) -> Option<Case> {
    let clause = context.rule(rule).filter(|clause| !context.is_suspended(clause))?;
    Some(Case { exchanges, outcome, attempts: 1, ..context.page_case(clause, name) })
}

/// The same in mid walk.
fn second_page(
    context: GeneratorContext<'_>,
    rule: Rule,
    name: &str,
    exchange: Exchange,
    outcome: Expectation,
) -> Option<Case> {
    context.operation.paging()?;
    let clause = context.rule(rule).filter(|clause| !context.is_suspended(clause))?;
    let case = context.walk_case(clause, &format!("{name}-on-the-second-page"));
    Some(Case { exchanges: vec![usual(), exchange], outcome, attempts: 1, ..case })
}
