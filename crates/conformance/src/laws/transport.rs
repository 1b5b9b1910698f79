//! Transport: what happens to an answer on its way never passes for an answer, and a whole one is never lost.

use contract::{Case, CaseOutcome, Exchange, Fact, Location, RawBody, Rule, Side};
use serde_json::{Value, json};

use super::Ground;
use super::script::{fails, fault, for_ever, raw, returns_or_fails, text_answer, usual};
use crate::probe::Probe;

/// So much of a body is no whole body yet, however short the jobs are.
const MIDDLE: usize = 60;

/// How long a client has that the server leaves without an answer.
const DEADLINE_MS: u64 = 3_000;

/// Each fault on the first page, in mid walk and for a moment only.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (rule, name, what) in lasting() {
        let exchange = for_ever(fault(what));
        cases.extend(page(ground, rule, name, vec![exchange.clone()], fails()));
        cases.extend(second_page(ground, rule, name, exchange, fails()));
    }
    for (rule, name, exchange) in own_bodies(ground) {
        cases.extend(page(ground, rule, name, vec![for_ever(exchange)], fails()));
    }
    cases.extend(refused(ground));
    cases.extend(silence(ground));
    for (name, what) in harmless() {
        let rule = Rule::AnswerReturned;
        cases.extend(page(ground, rule, name, vec![fault(what.clone())], CaseOutcome::Returns));
        cases.extend(second_page(ground, rule, name, fault(what), CaseOutcome::Returns));
    }
    for (rule, name, what) in passing() {
        let name = format!("{name}-once");
        let once = |case: Case| Case { attempts: 3, deadline_ms: 15_000, ..case };
        let outcome = returns_or_fails;
        cases.extend(page(ground, rule, &name, vec![fault(what.clone())], outcome()).map(once));
        cases.extend(second_page(ground, rule, &name, fault(what), outcome()).map(once));
    }
    cases.extend(types(ground));
    cases.extend(codings_and_redirects(ground));
    cases
}

/// A connection cannot be broken from a client's side, so that there is nothing to ask of a server.
pub(crate) fn probes<'a>(_: Ground<'a>) -> Vec<Probe<'a>> {
    Vec::new()
}

/// Faults after which there is no answer, as often as one asks.
fn lasting() -> Vec<(Rule, &'static str, Value)> {
    let (whole, json) = (Rule::WholeMessage, Rule::ValidJson);
    vec![
        (whole, "closed-before-the-first-byte", json!("close-before-first-byte")),
        (whole, "reset-before-the-first-byte", json!("reset")),
        (whole, "reset-before-the-body", json!({"reset-after": {"bytes": 0}})),
        (whole, "reset-in-the-middle-of-the-body", json!({"reset-after": {"bytes": MIDDLE}})),
        (whole, "cut-before-the-body", json!({"cut-after": {"bytes": 0}})),
        (whole, "cut-after-one-byte-of-the-body", json!({"cut-after": {"bytes": 1}})),
        (whole, "cut-in-the-middle-of-the-body", json!({"cut-after": {"bytes": MIDDLE}})),
        (whole, "length-one-above-the-body", json!({"content-length": {"difference": 1}})),
        (whole, "length-far-above-the-body", json!({"content-length": {"difference": 1000}})),
        (json, "length-one-below-the-body", json!({"content-length": {"difference": -1}})),
        (json, "length-far-below-the-body", json!({"content-length": {"difference": -20}})),
        (whole, "chunk-without-a-size", json!({"broken-chunk": {"after_chunks": 2}})),
        (whole, "chunks-without-an-end", json!({"cut-chunked": {"bytes": MIDDLE}})),
        (whole, "whole-body-in-chunks-without-an-end", json!({"cut-chunked": {"bytes": 10_000_000}})),
        (json, "garbled-from-the-first-byte", json!({"garble": {"at": 0}})),
        (json, "garbled-from-the-middle", json!("garble")),
        (Rule::EmptyIsNoAnswer, "empty-body", json!("empty-body")),
        (json, "page-in-html", json!("html")),
        (Rule::StatusIsError, "bad-gateway-in-html", json!({"html": {"status": 502}})),
    ]
}

/// Bodies of known lengths, cut at a place that matters, and texts that are almost JSON.
fn own_bodies(ground: Ground<'_>) -> Vec<(Rule, &'static str, Exchange)> {
    let body = ground.only_page(Vec::new()).to_string();
    let length = body.len();
    let cut = |text: String, bytes: usize| Exchange {
        fault: Some(json!({"cut-after": {"bytes": bytes}})),
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
fn refused(ground: Ground<'_>) -> Vec<Case> {
    let refuse = for_ever(fault(json!("refuse")));
    let first = page(ground, Rule::AsksBeforeAnswering, "refused", vec![refuse.clone()], fails());
    let every = ground.rule(Rule::PagingEveryJobOnce).filter(|clause| ground.binds(clause));
    let second = every.or_else(|| ground.rule(Rule::WholeMessage)).map(|clause| Case {
        exchanges: vec![usual(), refuse],
        outcome: fails(),
        attempts: 1,
        ..ground.walk_case(clause, "refused-for-the-second-page")
    });
    first.into_iter().chain(second.filter(|_| ground.operation.paging().is_some())).collect()
}

/// Four times no end, which costs a client as long as it waits.
fn silence(ground: Ground<'_>) -> Vec<Case> {
    let stall = |what: Value| for_ever(fault(what));
    let (rule, in_body) = (Rule::GivesUpWaiting, json!({"stall-in-body": {"bytes": MIDDLE}}));
    let (cut, closed) = (json!({"cut-after": {"bytes": MIDDLE}}), json!("close-before-first-byte"));
    let cases = [
        page(ground, rule, "silence-before-the-head", vec![stall(json!("stall-before-head"))], fails()),
        page(ground, rule, "silence-after-the-head", vec![stall(json!("stall-after-head"))], fails()),
        page(ground, rule, "silence-in-the-body", vec![stall(in_body.clone())], fails()),
        second_page(ground, rule, "silence", stall(in_body), fails()),
        // Here the connection has ended, and there is nothing left to wait for.
        page(ground, Rule::CallEnds, "cut-in-the-middle-of-the-body", vec![stall(cut)], fails()),
        page(ground, Rule::CallEnds, "closed-before-the-first-byte", vec![stall(closed)], fails()),
    ];
    cases.into_iter().flatten().map(|case| Case { deadline_ms: DEADLINE_MS, ..case }).collect()
}

/// Ways to bring a whole answer that no client may fail over.
fn harmless() -> Vec<(&'static str, Value)> {
    vec![
        ("short-pause-before-the-head", json!({"stall-before-head": {"ms": 200}})),
        ("short-pause-after-the-head", json!({"stall-after-head": {"ms": 200}})),
        ("short-pause-in-the-body", json!({"stall-in-body": {"bytes": MIDDLE, "ms": 200}})),
        ("body-in-small-pieces", json!({"pace": {"bytes": 101, "ms": 1}})),
    ]
}

/// Faults that the next attempt does not meet; a client may make one or tell the error.
fn passing() -> Vec<(Rule, &'static str, Value)> {
    let (whole, json) = (Rule::WholeMessage, Rule::ValidJson);
    vec![
        (whole, "closed-before-the-first-byte", json!("close-before-first-byte")),
        (whole, "reset-before-the-first-byte", json!("reset")),
        (whole, "cut-in-the-middle-of-the-body", json!({"cut-after": {"bytes": MIDDLE}})),
        (whole, "chunks-without-an-end", json!({"cut-chunked": {"bytes": MIDDLE}})),
        (json, "garbled-from-the-middle", json!("garble")),
        (Rule::EmptyIsNoAnswer, "empty-body", json!("empty-body")),
    ]
}

/// The same bytes under other names.
fn types(ground: Ground<'_>) -> Vec<Case> {
    let list = ground.operation.paging().map(contract::PagingStyle::list);
    let promised = list.and_then(|list| {
        let mut members = ground.operation.clauses_at(list);
        members.find(|clause| matches!(clause.fact, Fact::Member { .. }) && ground.binds(clause))
    });
    let plain = promised.or_else(|| ground.rule(Rule::AnswerReturned)).map(|clause| Case {
        exchanges: vec![for_ever(fault(json!({"content-type": {"value": "text/plain"}})))],
        outcome: returns_or_fails(),
        ..ground.page_case(clause, "answer-called-plain-text")
    });
    let called = |name: &str, content_type: &str| {
        let body = RawBody::Json(ground.only_page(vec![in_chinese(ground)]));
        let exchanges = vec![raw(200, content_type, body)];
        page(ground, Rule::AnswerReturned, name, exchanges, CaseOutcome::Returns)
    };
    let charset = called("content-type-with-a-charset", "application/json; charset=utf-8");
    let letters = called("content-type-in-other-letters", "Application/JSON");
    plain.into_iter().chain(charset).chain(letters).collect()
}

/// A job whose texts show by which charset they were read, where the page leaves them free.
fn in_chinese(ground: Ground<'_>) -> Value {
    let mut job = ground.job();
    let list = ground.operation.paging().map(contract::PagingStyle::list);
    for (name, value) in job.as_object_mut().into_iter().flatten() {
        let path =
            list.into_iter().flat_map(|list| &list.path).cloned().chain(["*".to_owned(), name.clone()]);
        let at = Location { side: Side::Response, path: path.collect() };
        let text = "评测-é";
        if value.is_string()
            && ground.operation.time_format(&at).is_none()
            && ground.allows(&at, &json!(text))
        {
            *value = json!(text);
        }
    }
    job
}

/// A coding that nobody asked for, and invitations to another host.
fn codings_and_redirects(ground: Ground<'_>) -> Vec<Case> {
    let gzip = for_ever(fault(json!("gzip")));
    let name = "gzip-that-nobody-asked-for";
    let mut cases: Vec<Case> = [
        page(ground, Rule::ContentCoding, name, vec![gzip.clone()], returns_or_fails()),
        second_page(ground, Rule::ContentCoding, name, gzip, returns_or_fails()),
    ]
    .into_iter()
    .flatten()
    .collect();
    for status in [301, 302, 303, 307, 308] {
        let redirect = for_ever(fault(json!({"redirect": {"status": status}})));
        let name = format!("redirect-to-another-host-by-{status}");
        let rule = Rule::CredentialsStay;
        let session_token = session_token(ground);
        let made = [
            page(ground, rule, &name, vec![redirect.clone()], returns_or_fails()),
            second_page(ground, rule, &name, redirect, returns_or_fails()),
        ];
        cases.extend(
            made.into_iter().flatten().map(|case| Case { session_token: session_token.clone(), ..case }),
        );
    }
    cases
}

/// A session token full of what encoders get wrong, where the provider knows session tokens.
pub(crate) fn session_token(ground: Ground<'_>) -> Option<String> {
    ground.provider.signing.session_token_header.as_ref()?;
    ground.rule(Rule::SessionToken)?;
    Some("FwoGZXIvYXdzEJr//////////wEaDK+Zq2k/h8==".to_owned())
}

/// One page; one attempt, since what comes after it is the law of retries.
fn page(
    ground: Ground<'_>,
    rule: Rule,
    name: &str,
    exchanges: Vec<Exchange>,
    outcome: CaseOutcome,
) -> Option<Case> {
    let clause = ground.rule(rule).filter(|clause| ground.speaks(clause))?;
    Some(Case { exchanges, outcome, attempts: 1, ..ground.page_case(clause, name) })
}

/// The same in mid walk.
fn second_page(
    ground: Ground<'_>,
    rule: Rule,
    name: &str,
    exchange: Exchange,
    outcome: CaseOutcome,
) -> Option<Case> {
    ground.operation.paging()?;
    let clause = ground.rule(rule).filter(|clause| ground.speaks(clause))?;
    let case = ground.walk_case(clause, &format!("{name}-on-the-second-page"));
    Some(Case { exchanges: vec![usual(), exchange], outcome, attempts: 1, ..case })
}
