//! The outcomes of the probes of walks, errors and signatures with servers that are right or wrong in one way.

use bytes::Bytes;
use contract::pagination::PAGE_LIMIT;
use contract::{Impact, PagingStyle};
use fixtures::BUNDLED;
use serde_json::{Value, json};

use crate::build::GeneratorContext;
use crate::generators::{error, paging_marker, paging_page_number, paging_token, signature};
use crate::probe::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse, SignedBy};

/// A server in a few lines: it has items, and one way to be wrong.
#[derive(Clone, Copy)]
struct Server {
    items: i64,
    wrong: Wrong,
}

#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Nothing,
    LosesItemsBetweenPages,
    RepeatsTheFirstItem,
    GivesMoreThanAskedFor,
    RepeatsAPosition,
    KnowsNoPosition,
    StatesAnotherTotal,
    MakesItemsMeanwhile,
    IsBusy,
}

fn value<'a>(ask: &'a ProbeRequest, name: &str) -> Option<&'a Value> {
    ask.input.get(name)
}

fn answer(context: GeneratorContext<'_>, server: Server, ask: &ProbeRequest, asked: usize) -> ProbeResponse {
    let style = context.operation.paging().unwrap();
    let size = value(ask, style.size().name()).and_then(Value::as_i64).unwrap_or(10);
    let position = value(ask, style.position().name());
    let from = match style {
        PagingStyle::PageNumber { first, .. } => {
            (position.and_then(Value::as_i64).unwrap_or(*first) - first) * size
        }
        _ => position.and_then(Value::as_str).map_or(0, |text| text.parse().unwrap()),
    };
    if server.wrong == Wrong::KnowsNoPosition && position.is_some() && from > 0 {
        return refusal(context, ask, 400, "NoSuchPage");
    }
    if server.wrong == Wrong::IsBusy {
        return refusal(context, ask, 503, "Busy");
    }
    let items = server.items + if server.wrong == Wrong::MakesItemsMeanwhile { asked as i64 } else { 0 };
    let given = if server.wrong == Wrong::GivesMoreThanAskedFor { size + 1 } else { size };
    let until = (from + given).min(items);
    let lost = i64::from(server.wrong == Wrong::LosesItemsBetweenPages && from > 0);
    let number = |item: i64| if server.wrong == Wrong::RepeatsTheFirstItem && item == 1 { 0 } else { item };
    let list: Vec<Value> = (from + lost..until).map(|item| json!({"id": number(item)})).collect();
    let mut body = serde_json::Map::new();
    style.list().put(&mut body, Value::Array(list));
    let next = if server.wrong == Wrong::RepeatsAPosition { "1".to_owned() } else { until.to_string() };
    match style {
        PagingStyle::Token { next: at, .. } if until < items => at.put(&mut body, json!(next)),
        PagingStyle::Token { .. } => {}
        PagingStyle::Marker { next: at, truncated, .. } => {
            truncated.put(&mut body, json!(until < items));
            at.put(&mut body, json!(next));
        }
        PagingStyle::PageNumber { total, .. } => {
            let stated = items + i64::from(server.wrong == Wrong::StatesAnotherTotal);
            total.put(&mut body, json!(stated));
        }
    }
    response(ask, 200, Value::Object(body), Vec::new())
}

fn response(ask: &ProbeRequest, status: u16, value: Value, headers: Vec<(String, String)>) -> ProbeResponse {
    let body = Bytes::from(value.to_string());
    ProbeResponse { request: ask.clone(), status, headers, body, value: Some(value) }
}

/// The provider's envelope.
fn refusal(context: GeneratorContext<'_>, ask: &ProbeRequest, status: u16, code: &str) -> ProbeResponse {
    let envelope = &context.provider.error;
    let filled =
        |text: &str| text.replace("{code}", code).replace("{message}", "no").replace("{request-id}", "r-1");
    let value = serde_json::from_str(&filled(&envelope.body.to_string())).unwrap();
    let mut headers: Vec<(String, String)> =
        envelope.headers.iter().map(|(name, value)| (name.clone(), filled(value))).collect();
    headers.extend(context.provider.request_id.header.iter().map(|name| (name.clone(), "r-1".to_owned())));
    response(ask, status, value, headers)
}

/// Runs a probe to its outcome.
fn run(probe: &Probe<'_>, server: impl Fn(&ProbeRequest, usize) -> ProbeResponse) -> ProbeOutcome {
    let mut all = Vec::new();
    for asked in 0..=3 * PAGE_LIMIT {
        match probe.next(&all) {
            NextStep::Ask(ask) => all.push(server(&ask, asked)),
            NextStep::Done(outcome) => return outcome,
        }
    }
    panic!("{} does not end", probe.id)
}

/// The outcomes of all paging probes whose name ends like this, over every bundled operation.
fn outcomes(name: &str, server: Server) -> Vec<ProbeOutcome> {
    let mut outcomes = Vec::new();
    for operation in BUNDLED.contracts.operations() {
        let context = GeneratorContext::of(&BUNDLED.contracts, &operation.id).unwrap();
        let probes = [paging_token::probes, paging_page_number::probes, paging_marker::probes];
        for probe in probes.iter().flat_map(|probes| probes(context)).filter(|probe| probe.id.ends_with(name))
        {
            outcomes.push(run(&probe, |ask, asked| answer(context, server, ask, asked)));
        }
    }
    outcomes
}

fn passed(outcome: &ProbeOutcome) -> bool {
    *outcome == ProbeOutcome::Passed
}

fn loses(outcome: &ProbeOutcome) -> bool {
    matches!(outcome, ProbeOutcome::Broken(.., Impact::LosesData))
}

fn differs(outcome: &ProbeOutcome) -> bool {
    matches!(outcome, ProbeOutcome::Broken(.., Impact::Cosmetic))
}

fn skipped(outcome: &ProbeOutcome) -> bool {
    matches!(outcome, ProbeOutcome::Skipped(_))
}

#[test]
fn walks_of_servers_that_page_wrongly() {
    use Wrong::{
        GivesMoreThanAskedFor, IsBusy, KnowsNoPosition, LosesItemsBetweenPages, MakesItemsMeanwhile, Nothing,
        RepeatsAPosition, RepeatsTheFirstItem, StatesAnotherTotal,
    };
    let same = "same-items-by-pages-of-any-size";
    for (name, items, wrong, due) in [
        ("first-call-without-a-position", 0, Nothing, passed as fn(&ProbeOutcome) -> bool),
        ("first-call-without-a-position", 7, IsBusy, skipped),
        ("walk-ends", 7, Nothing, passed),
        ("walk-ends", 120, Nothing, passed),
        ("walk-ends", 5_000, Nothing, skipped),
        (same, 7, Nothing, passed),
        (same, 500, Nothing, passed),
        (same, 1, Nothing, skipped),
        (same, 7, MakesItemsMeanwhile, skipped),
        (same, 7, IsBusy, skipped),
        (same, 7, LosesItemsBetweenPages, loses),
        (same, 7, RepeatsTheFirstItem, loses),
        (same, 7, KnowsNoPosition, differs),
        ("no-more-than-asked-for", 7, Nothing, passed),
        ("no-more-than-asked-for", 1, Nothing, skipped),
        ("no-more-than-asked-for", 7, GivesMoreThanAskedFor, differs),
        ("-works", 7, Nothing, passed),
        ("-works", 1, Nothing, skipped),
        ("-works", 7, KnowsNoPosition, differs),
        ("total-is-the-number-of-items", 120, Nothing, passed),
        ("total-is-the-number-of-items", 7, StatesAnotherTotal, loses),
        ("total-is-the-number-of-items", 5_000, StatesAnotherTotal, skipped),
    ] {
        let outcomes = outcomes(name, Server { items, wrong });
        assert!(!outcomes.is_empty(), "{name}");
        assert!(outcomes.iter().all(due), "{name} of {items} items: {outcomes:?}");
    }
    // Where pages are numbered, the server cannot lead anywhere.
    let outcomes = outcomes("walk-ends", Server { items: 200, wrong: RepeatsAPosition });
    assert_eq!(
        outcomes.iter().filter(|outcome| matches!(outcome, ProbeOutcome::Broken(.., Impact::Hangs))).count(),
        2,
        "{outcomes:?}"
    );
}

#[test]
fn signatures_are_checked_or_the_probe_is_broken() {
    for operation in BUNDLED.contracts.operations() {
        let context = GeneratorContext::of(&BUNDLED.contracts, &operation.id).unwrap();
        for probe in signature::probes(context) {
            let accepts = probe.id.ends_with("accepted");
            let right = |ask: &ProbeRequest, _| match ask.signed_by {
                SignedBy::Caller => response(ask, 200, json!({}), Vec::new()),
                _ => refusal(context, ask, 403, "Denied"),
            };
            assert_eq!(run(&probe, right), ProbeOutcome::Passed, "{}", probe.id);
            let lets_in = run(&probe, |ask, _| response(ask, 200, json!({}), Vec::new()));
            assert_eq!(passed(&lets_in), accepts, "{}: {lets_in:?}", probe.id);
            let shuts_out = run(&probe, |ask, _| refusal(context, ask, 403, "Denied"));
            assert_eq!(differs(&shuts_out), accepts, "{}: {shuts_out:?}", probe.id);
            let busy = run(&probe, |ask, _| refusal(context, ask, 503, "Busy"));
            assert!(skipped(&busy), "{}: {busy:?}", probe.id);
            let without_envelope = run(&probe, |ask, _| response(ask, 403, json!({}), Vec::new()));
            assert!(differs(&without_envelope), "without an envelope, {}: {without_envelope:?}", probe.id);
        }
    }
}

#[test]
fn errors_have_their_envelope_and_status() {
    for operation in BUNDLED.contracts.operations() {
        let context = GeneratorContext::of(&BUNDLED.contracts, &operation.id).unwrap();
        let probes = error::probes(context);
        let names: Vec<&str> = probes.iter().filter_map(|probe| probe.id.rsplit('/').next()).collect();
        for due in ["code-of-a-refusal", "message-of-a-refusal", "request-id-of-a-refusal"] {
            assert!(names.contains(&due), "{}: {names:?}", operation.id);
        }
        for probe in &probes {
            let of_status = probe.id.contains("/status-for-");
            let contract::Fact::Error { code, status, .. } = &probe.clause.fact else {
                assert!(!of_status, "{}", probe.id);
                let right = run(probe, |ask, _| refusal(context, ask, 400, "Invalid"));
                assert_eq!(right, ProbeOutcome::Passed, "{}", probe.id);
                let without_envelope =
                    run(probe, |ask, _| response(ask, 400, json!({"other": 1}), Vec::new()));
                assert!(differs(&without_envelope), "{}: {without_envelope:?}", probe.id);
                continue;
            };
            let outcome = |status: u16, code: &str| run(probe, |ask, _| refusal(context, ask, status, code));
            assert_eq!(outcome(*status, code), ProbeOutcome::Passed, "{}", probe.id);
            assert!(differs(&outcome(418, code)), "{}", probe.id);
            assert!(skipped(&outcome(*status, "Another")), "{}", probe.id);
        }
    }
}
