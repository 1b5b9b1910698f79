//! What the probes of walks, errors and signatures say of servers that are made up here.

use std::sync::LazyLock;

use bytes::Bytes;
use contract::{Contracts, PagingStyle};
use serde_json::{Value, json};

use super::{GeneratorContext, error, paging_marker, paging_page_number, paging_token, put, signature};
use crate::probe::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse, SignedBy};
use contract::Impact;

static CONTRACTS: LazyLock<Contracts> = LazyLock::new(|| Contracts::bundled().unwrap());

/// A server in a few lines: it has items, and one way to be wrong.
#[derive(Clone, Copy)]
struct Server {
    items: i64,
    wrong: Wrong,
}

#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Nothing,
    LosesJobsBetweenPages,
    TellsTheFirstJobTwice,
    GivesMoreThanAskedFor,
    LeadsBackToTheStart,
    KnowsNoPosition,
    TellsAnotherTotal,
    MakesJobsMeanwhile,
    HasNoTime,
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
    if server.wrong == Wrong::HasNoTime {
        return refusal(context, ask, 503, "Busy");
    }
    let items = server.items + if server.wrong == Wrong::MakesJobsMeanwhile { asked as i64 } else { 0 };
    let given = if server.wrong == Wrong::GivesMoreThanAskedFor { size + 1 } else { size };
    let until = (from + given).min(items);
    let lost = i64::from(server.wrong == Wrong::LosesJobsBetweenPages && from > 0);
    let number = |item: i64| if server.wrong == Wrong::TellsTheFirstJobTwice && item == 1 { 0 } else { item };
    let list: Vec<Value> = (from + lost..until).map(|item| json!({"id": number(item)})).collect();
    let mut body = serde_json::Map::new();
    style.list().put(&mut body, Value::Array(list));
    let next = if server.wrong == Wrong::LeadsBackToTheStart { "1".to_owned() } else { until.to_string() };
    match style {
        PagingStyle::Token { next: at, .. } if until < items => at.put(&mut body, json!(next)),
        PagingStyle::Token { .. } => {}
        PagingStyle::Marker { next: at, truncated, .. } => {
            truncated.put(&mut body, json!(until < items));
            at.put(&mut body, json!(next));
        }
        PagingStyle::PageNumber { total, .. } => {
            let told = items + i64::from(server.wrong == Wrong::TellsAnotherTotal);
            total.put(&mut body, json!(told));
        }
    }
    response(ask, 200, Value::Object(body), Vec::new())
}

fn response(ask: &ProbeRequest, status: u16, value: Value, headers: Vec<(String, String)>) -> ProbeResponse {
    let body = Bytes::from(value.to_string());
    ProbeResponse { ask: ask.clone(), status, headers, body, value: Some(value) }
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

/// Asks until the probe has its answer.
fn ask(probe: &Probe<'_>, server: impl Fn(&ProbeRequest, usize) -> ProbeResponse) -> ProbeOutcome {
    let mut all = Vec::new();
    for asked in 0..60 {
        match probe.next(&all) {
            NextStep::Ask(ask) => all.push(server(&ask, asked)),
            NextStep::Done(answered) => return answered,
        }
    }
    panic!("{} does not come to an end", probe.id)
}

/// The verdicts of all paging probes whose name ends like this, over every bundled operation.
fn verdicts(name: &str, server: Server) -> Vec<ProbeOutcome> {
    let mut verdicts = Vec::new();
    for operation in CONTRACTS.operations() {
        let context = GeneratorContext::of(&CONTRACTS, &operation.id).unwrap();
        let probes = [paging_token::probes, paging_page_number::probes, paging_marker::probes];
        for probe in probes.iter().flat_map(|probes| probes(context)).filter(|probe| probe.id.ends_with(name))
        {
            verdicts.push(ask(&probe, |ask, asked| answer(context, server, ask, asked)));
        }
    }
    verdicts
}

fn kept(answered: &ProbeOutcome) -> bool {
    *answered == ProbeOutcome::Passed
}

fn loses(answered: &ProbeOutcome) -> bool {
    matches!(answered, ProbeOutcome::Broken(.., Impact::LosesData))
}

fn differs(answered: &ProbeOutcome) -> bool {
    matches!(answered, ProbeOutcome::Broken(.., Impact::Cosmetic))
}

fn not_applicable(answered: &ProbeOutcome) -> bool {
    matches!(answered, ProbeOutcome::Skipped(_))
}

#[test]
fn walks() {
    use Wrong::{
        GivesMoreThanAskedFor, HasNoTime, KnowsNoPosition, LeadsBackToTheStart, LosesJobsBetweenPages,
        MakesJobsMeanwhile, Nothing, TellsAnotherTotal, TellsTheFirstJobTwice,
    };
    let same = "same-items-by-pages-of-any-size";
    for (name, items, wrong, due) in [
        ("first-call-without-a-position", 0, Nothing, kept as fn(&ProbeOutcome) -> bool),
        ("first-call-without-a-position", 7, HasNoTime, not_applicable),
        ("walk-ends", 7, Nothing, kept),
        ("walk-ends", 120, Nothing, kept),
        ("walk-ends", 5_000, Nothing, not_applicable),
        (same, 7, Nothing, kept),
        (same, 500, Nothing, kept),
        (same, 1, Nothing, not_applicable),
        (same, 7, MakesJobsMeanwhile, not_applicable),
        (same, 7, HasNoTime, not_applicable),
        (same, 7, LosesJobsBetweenPages, loses),
        (same, 7, TellsTheFirstJobTwice, loses),
        (same, 7, KnowsNoPosition, differs),
        ("no-more-than-asked-for", 7, Nothing, kept),
        ("no-more-than-asked-for", 1, Nothing, not_applicable),
        ("no-more-than-asked-for", 7, GivesMoreThanAskedFor, differs),
        ("-works", 7, Nothing, kept),
        ("-works", 1, Nothing, not_applicable),
        ("-works", 7, KnowsNoPosition, differs),
        ("total-is-the-number-of-items", 120, Nothing, kept),
        ("total-is-the-number-of-items", 7, TellsAnotherTotal, loses),
        ("total-is-the-number-of-items", 5_000, TellsAnotherTotal, not_applicable),
    ] {
        let verdicts = verdicts(name, Server { items, wrong });
        assert!(!verdicts.is_empty(), "{name}");
        assert!(verdicts.iter().all(due), "{name} of {items} items: {verdicts:?}");
    }
    // Where pages are numbered, the server cannot lead anywhere.
    let verdicts = verdicts("walk-ends", Server { items: 200, wrong: LeadsBackToTheStart });
    assert_eq!(
        verdicts
            .iter()
            .filter(|answered| matches!(answered, ProbeOutcome::Broken(.., Impact::Hangs)))
            .count(),
        2,
        "{verdicts:?}"
    );
}

#[test]
fn signatures() {
    for operation in CONTRACTS.operations() {
        let context = GeneratorContext::of(&CONTRACTS, &operation.id).unwrap();
        for probe in signature::probes(context) {
            let accepts = probe.id.ends_with("accepted");
            let right = |ask: &ProbeRequest, _| match ask.signed_by {
                SignedBy::Caller => response(ask, 200, json!({}), Vec::new()),
                _ => refusal(context, ask, 403, "Denied"),
            };
            assert_eq!(ask(&probe, right), ProbeOutcome::Passed, "{}", probe.id);
            let lets_in = ask(&probe, |ask, _| response(ask, 200, json!({}), Vec::new()));
            assert_eq!(kept(&lets_in), accepts, "{}: {lets_in:?}", probe.id);
            let shuts_out = ask(&probe, |ask, _| refusal(context, ask, 403, "Denied"));
            assert_eq!(differs(&shuts_out), accepts, "{}: {shuts_out:?}", probe.id);
            let busy = ask(&probe, |ask, _| refusal(context, ask, 503, "Busy"));
            assert!(not_applicable(&busy), "{}: {busy:?}", probe.id);
            let bare = ask(&probe, |ask, _| response(ask, 403, json!({}), Vec::new()));
            assert!(differs(&bare), "without an envelope, {}: {bare:?}", probe.id);
        }
    }
}

#[test]
fn errors() {
    for operation in CONTRACTS.operations() {
        let context = GeneratorContext::of(&CONTRACTS, &operation.id).unwrap();
        let probes = error::probes(context);
        let names: Vec<&str> = probes.iter().filter_map(|probe| probe.id.rsplit('/').next()).collect();
        for due in ["code-of-a-refusal", "message-of-a-refusal", "request-id-of-a-refusal"] {
            assert!(names.contains(&due), "{}: {names:?}", operation.id);
        }
        for probe in &probes {
            let of_status = probe.id.contains("/status-for-");
            let contract::Fact::Error { code, status, .. } = &probe.clause.fact else {
                assert!(!of_status, "{}", probe.id);
                let right = ask(probe, |ask, _| refusal(context, ask, 400, "Invalid"));
                assert_eq!(right, ProbeOutcome::Passed, "{}", probe.id);
                let bare = ask(probe, |ask, _| response(ask, 400, json!({"other": 1}), Vec::new()));
                assert!(differs(&bare), "{}: {bare:?}", probe.id);
                continue;
            };
            let told = |status: u16, code: &str| ask(probe, |ask, _| refusal(context, ask, status, code));
            assert_eq!(told(*status, code), ProbeOutcome::Passed, "{}", probe.id);
            assert!(differs(&told(418, code)), "{}", probe.id);
            assert!(not_applicable(&told(*status, "Another")), "{}", probe.id);
        }
    }
}
