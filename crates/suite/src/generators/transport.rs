//! Transport: what happens to an answer on its way never passes for an answer, and a whole one is never lost.

use client_protocol::Expectation;
use contract::{Fact, Rule};
use std::num::NonZeroUsize;
use wire::{Exchange, Fault, RawBody};

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::responses::{fails, fault, for_ever, raw, returns_or_fails, text_answer, usual};
use crate::probe::Probe;

use serde_json::{Value, json};

/// So much of a body is no whole body yet, however short the items are.
const MIDDLE: usize = 60;

/// How long a client has that the server leaves without an answer.
const DEADLINE_MS: u64 = 3_000;

/// Each fault on the first page, in mid walk and for a moment only.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (rule, name, what) in lasting() {
        let exchange = for_ever(fault(what));
        cases.extend(page(context, rule, name, vec![exchange.clone()], fails()));
        cases.extend(second_page(context, rule, name, exchange, fails()));
    }
    for (rule, name, exchange) in own_bodies(context) {
        cases.extend(page(context, rule, name, vec![for_ever(exchange)], fails()));
    }
    cases.extend(refused(context));
    cases.extend(silence(context));
    for (name, what) in harmless() {
        let rule = Rule::AnswerReturned;
        cases.extend(page(context, rule, name, vec![fault(what.clone())], Expectation::Returns));
        cases.extend(second_page(context, rule, name, fault(what), Expectation::Returns));
    }
    for (rule, name, what) in passing() {
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

/// A connection cannot be broken from a client's side, so that there is nothing to ask of a server.
pub(crate) fn probes<'a>(_: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    Vec::new()
}

/// Faults after which there is no answer, as often as one asks.
fn lasting() -> Vec<(Rule, &'static str, Fault)> {
    let (whole, json) = (Rule::WholeMessage, Rule::ValidJson);
    vec![
        (whole, "closed-before-the-first-byte", Fault::CloseBeforeFirstByte),
        (whole, "reset-before-the-first-byte", Fault::Reset),
        (whole, "reset-before-the-body", Fault::ResetAfter { bytes: 0 }),
        (whole, "reset-in-the-middle-of-the-body", Fault::ResetAfter { bytes: MIDDLE }),
        (whole, "cut-before-the-body", Fault::CutAfter { bytes: 0 }),
        (whole, "cut-after-one-byte-of-the-body", Fault::CutAfter { bytes: 1 }),
        (whole, "cut-in-the-middle-of-the-body", Fault::CutAfter { bytes: MIDDLE }),
        (whole, "length-one-above-the-body", Fault::ContentLength { difference: 1 }),
        (whole, "length-far-above-the-body", Fault::ContentLength { difference: 1000 }),
        (json, "length-one-below-the-body", Fault::ContentLength { difference: -1 }),
        (json, "length-far-below-the-body", Fault::ContentLength { difference: -20 }),
        (whole, "chunk-without-a-size", Fault::BrokenChunk { after_chunks: Some(2) }),
        (whole, "chunks-without-an-end", Fault::CutChunked { bytes: MIDDLE }),
        (whole, "whole-body-in-chunks-without-an-end", Fault::CutChunked { bytes: 10_000_000 }),
        (json, "garbled-from-the-first-byte", Fault::Garble { at: Some(0) }),
        (json, "garbled-from-the-middle", Fault::Garble { at: None }),
        (Rule::EmptyIsNoAnswer, "empty-body", Fault::EmptyBody),
        (json, "page-in-html", Fault::Html { status: None }),
        (Rule::StatusIsError, "bad-gateway-in-html", Fault::Html { status: Some(502) }),
    ]
}

/// Bodies of known lengths, cut at a place that matters, and texts that are almost JSON.
fn own_bodies(context: GeneratorContext<'_>) -> Vec<(Rule, &'static str, Exchange)> {
    let body = context.only_page(Vec::new()).to_string();
    let length = body.len();
    let cut = |text: String, bytes: usize| Exchange {
        fault: Some(Fault::CutAfter { bytes }),
        ..text_answer(200, text)
    };
    let (whole, json) = (Rule::WholeMessage, Rule::ValidJson);
    vec![
        (whole, "last-byte-missing", cut(body.clone(), length - 1)),
        (whole, "cut-in-white-space-after-the-value", cut(format!("{body}{}", " ".repeat(20)), length + 4)),
        (json, "text-after-the-value", text_answer(200, format!("{body} and more"))),
        (json, "value-twice", text_answer(200, format!("{body}{body}"))),
        (json, "comma-before-the-end", text_answer(200, format!("{},}}", &body[..length - 1]))),
        (json, "single-quotes", text_answer(200, body.replace('"', "'"))),
        (json, "white-space-alone", text_answer(200, " \n")),
    ]
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
    let (rule, in_body) = (Rule::GivesUpWaiting, Fault::StallInBody { bytes: MIDDLE, ms: None });
    let (cut, closed) = (Fault::CutAfter { bytes: MIDDLE }, Fault::CloseBeforeFirstByte);
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

/// Ways to bring a whole answer that no client may fail over.
fn harmless() -> Vec<(&'static str, Fault)> {
    vec![
        ("short-pause-before-the-head", Fault::StallBeforeHead { ms: Some(200) }),
        ("short-pause-after-the-head", Fault::StallAfterHead { ms: Some(200) }),
        ("short-pause-in-the-body", Fault::StallInBody { bytes: MIDDLE, ms: Some(200) }),
        ("body-in-small-pieces", Fault::Pace { bytes: NonZeroUsize::MIN.saturating_add(100), ms: 1 }),
    ]
}

/// Faults that the next attempt does not meet; a client may make one or tell the error.
fn passing() -> Vec<(Rule, &'static str, Fault)> {
    let (whole, json) = (Rule::WholeMessage, Rule::ValidJson);
    vec![
        (whole, "closed-before-the-first-byte", Fault::CloseBeforeFirstByte),
        (whole, "reset-before-the-first-byte", Fault::Reset),
        (whole, "cut-in-the-middle-of-the-body", Fault::CutAfter { bytes: MIDDLE }),
        (whole, "chunks-without-an-end", Fault::CutChunked { bytes: MIDDLE }),
        (json, "garbled-from-the-middle", Fault::Garble { at: None }),
        (Rule::EmptyIsNoAnswer, "empty-body", Fault::EmptyBody),
    ]
}

/// The same bytes under other names.
fn types(context: GeneratorContext<'_>) -> Vec<Case> {
    let list = context.operation.paging().map(contract::PagingStyle::list);
    let promised = list.and_then(|list| {
        let mut members = context.operation.clauses_at(list);
        members.find(|clause| matches!(clause.fact, Fact::Member { .. }) && context.binds(clause))
    });
    let plain = promised.or_else(|| context.rule(Rule::AnswerReturned)).map(|clause| Case {
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

/// An item whose texts show by which charset they were read, where the page leaves them free.
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

/// A coding that nobody asked for, and invitations to another host.
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
