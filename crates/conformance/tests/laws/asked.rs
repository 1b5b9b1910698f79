//! What the probes of walks, errors and signatures say of servers that are made up here.

use std::sync::LazyLock;

use bytes::Bytes;
use contract::{Contracts, PagingStyle};
use serde_json::{Value, json};

use super::{Ground, error, paging_marker, paging_page_number, paging_token, put, signature};
use crate::finding::Harm;
use crate::probe::{Answered, Ask, Heard, Next, Probe, SignedBy};

static CONTRACTS: LazyLock<Contracts> = LazyLock::new(|| Contracts::bundled().unwrap());

/// A server in a few lines: it has jobs, and one way to be wrong.
#[derive(Clone, Copy)]
struct Server {
    jobs: i64,
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

fn value<'a>(ask: &'a Ask, name: &str) -> Option<&'a Value> {
    ask.input.get(name)
}

fn answer(ground: Ground<'_>, server: Server, ask: &Ask, asked: usize) -> Heard {
    let style = ground.operation.paging().unwrap();
    let size = value(ask, style.size().name()).and_then(Value::as_i64).unwrap_or(10);
    let position = value(ask, style.position().name());
    let from = match style {
        PagingStyle::PageNumber { first, .. } => {
            (position.and_then(Value::as_i64).unwrap_or(*first) - first) * size
        }
        _ => position.and_then(Value::as_str).map_or(0, |text| text.parse().unwrap()),
    };
    if server.wrong == Wrong::KnowsNoPosition && position.is_some() && from > 0 {
        return refusal(ground, ask, 400, "NoSuchPage");
    }
    if server.wrong == Wrong::HasNoTime {
        return refusal(ground, ask, 503, "Busy");
    }
    let jobs = server.jobs + if server.wrong == Wrong::MakesJobsMeanwhile { asked as i64 } else { 0 };
    let given = if server.wrong == Wrong::GivesMoreThanAskedFor { size + 1 } else { size };
    let until = (from + given).min(jobs);
    let lost = i64::from(server.wrong == Wrong::LosesJobsBetweenPages && from > 0);
    let number = |job: i64| if server.wrong == Wrong::TellsTheFirstJobTwice && job == 1 { 0 } else { job };
    let list: Vec<Value> = (from + lost..until).map(|job| json!({"id": number(job)})).collect();
    let mut body = serde_json::Map::new();
    put(&mut body, &style.list().path, Value::Array(list));
    let next = if server.wrong == Wrong::LeadsBackToTheStart { "1".to_owned() } else { until.to_string() };
    match style {
        PagingStyle::Token { next: at, .. } if until < jobs => put(&mut body, &at.path, json!(next)),
        PagingStyle::Token { .. } => {}
        PagingStyle::Marker { next: at, truncated, .. } => {
            put(&mut body, &truncated.path, json!(until < jobs));
            put(&mut body, &at.path, json!(next));
        }
        PagingStyle::PageNumber { total, .. } => {
            let told = jobs + i64::from(server.wrong == Wrong::TellsAnotherTotal);
            put(&mut body, &total.path, json!(told));
        }
    }
    heard(ask, 200, Value::Object(body), Vec::new())
}

fn heard(ask: &Ask, status: u16, value: Value, headers: Vec<(String, String)>) -> Heard {
    let body = Bytes::from(value.to_string());
    Heard { ask: ask.clone(), status, headers, body, value: Some(value) }
}

/// The provider's envelope.
fn refusal(ground: Ground<'_>, ask: &Ask, status: u16, code: &str) -> Heard {
    let envelope = &ground.provider.error;
    let filled =
        |text: &str| text.replace("{code}", code).replace("{message}", "no").replace("{request-id}", "r-1");
    let value = serde_json::from_str(&filled(&envelope.body.to_string())).unwrap();
    let mut headers: Vec<(String, String)> =
        envelope.headers.iter().map(|(name, value)| (name.clone(), filled(value))).collect();
    headers.extend(ground.provider.request_id.header.iter().map(|name| (name.clone(), "r-1".to_owned())));
    heard(ask, status, value, headers)
}

/// Asks until the probe has its answer.
fn ask(probe: &Probe<'_>, server: impl Fn(&Ask, usize) -> Heard) -> Answered {
    let mut all = Vec::new();
    for asked in 0..60 {
        match probe.next(&all) {
            Next::Ask(ask) => all.push(server(&ask, asked)),
            Next::Done(answered) => return answered,
        }
    }
    panic!("{} does not come to an end", probe.id)
}

/// The verdicts of all paging probes whose name ends like this, over every bundled operation.
fn verdicts(name: &str, server: Server) -> Vec<Answered> {
    let mut verdicts = Vec::new();
    for operation in CONTRACTS.operations() {
        let ground = Ground::of(&CONTRACTS, &operation.id).unwrap();
        let probes = [paging_token::probes, paging_page_number::probes, paging_marker::probes];
        for probe in probes.iter().flat_map(|probes| probes(ground)).filter(|probe| probe.id.ends_with(name))
        {
            verdicts.push(ask(&probe, |ask, asked| answer(ground, server, ask, asked)));
        }
    }
    verdicts
}

fn kept(answered: &Answered) -> bool {
    *answered == Answered::Kept
}

fn loses(answered: &Answered) -> bool {
    matches!(answered, Answered::Broken(.., Harm::LosesData))
}

fn differs(answered: &Answered) -> bool {
    matches!(answered, Answered::Broken(.., Harm::Differs))
}

fn not_applicable(answered: &Answered) -> bool {
    matches!(answered, Answered::NotApplicable(_))
}

#[test]
fn walks() {
    use Wrong::{
        GivesMoreThanAskedFor, HasNoTime, KnowsNoPosition, LeadsBackToTheStart, LosesJobsBetweenPages,
        MakesJobsMeanwhile, Nothing, TellsAnotherTotal, TellsTheFirstJobTwice,
    };
    let same = "same-jobs-by-pages-of-any-size";
    for (name, jobs, wrong, due) in [
        ("first-call-without-a-position", 0, Nothing, kept as fn(&Answered) -> bool),
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
        ("total-is-the-number-of-jobs", 120, Nothing, kept),
        ("total-is-the-number-of-jobs", 7, TellsAnotherTotal, loses),
        ("total-is-the-number-of-jobs", 5_000, TellsAnotherTotal, not_applicable),
    ] {
        let verdicts = verdicts(name, Server { jobs, wrong });
        assert!(!verdicts.is_empty(), "{name}");
        assert!(verdicts.iter().all(due), "{name} of {jobs} jobs: {verdicts:?}");
    }
    // Where pages are numbered, the server cannot lead anywhere.
    let verdicts = verdicts("walk-ends", Server { jobs: 200, wrong: LeadsBackToTheStart });
    assert_eq!(
        verdicts
            .iter()
            .filter(|answered| matches!(answered, Answered::Broken(.., Harm::NeverReturns)))
            .count(),
        2,
        "{verdicts:?}"
    );
}

#[test]
fn signatures() {
    for operation in CONTRACTS.operations() {
        let ground = Ground::of(&CONTRACTS, &operation.id).unwrap();
        for probe in signature::probes(ground) {
            let accepts = probe.id.ends_with("accepted");
            let right = |ask: &Ask, _| match ask.signed_by {
                SignedBy::Caller => heard(ask, 200, json!({}), Vec::new()),
                _ => refusal(ground, ask, 403, "Denied"),
            };
            assert_eq!(ask(&probe, right), Answered::Kept, "{}", probe.id);
            let lets_in = ask(&probe, |ask, _| heard(ask, 200, json!({}), Vec::new()));
            assert_eq!(kept(&lets_in), accepts, "{}: {lets_in:?}", probe.id);
            let shuts_out = ask(&probe, |ask, _| refusal(ground, ask, 403, "Denied"));
            assert_eq!(differs(&shuts_out), accepts, "{}: {shuts_out:?}", probe.id);
            let busy = ask(&probe, |ask, _| refusal(ground, ask, 503, "Busy"));
            assert!(not_applicable(&busy), "{}: {busy:?}", probe.id);
            let bare = ask(&probe, |ask, _| heard(ask, 403, json!({}), Vec::new()));
            assert!(differs(&bare), "without an envelope, {}: {bare:?}", probe.id);
        }
    }
}

#[test]
fn errors() {
    for operation in CONTRACTS.operations() {
        let ground = Ground::of(&CONTRACTS, &operation.id).unwrap();
        let probes = error::probes(ground);
        let names: Vec<&str> = probes.iter().filter_map(|probe| probe.id.rsplit('/').next()).collect();
        for due in ["code-of-a-refusal", "message-of-a-refusal", "request-id-of-a-refusal"] {
            assert!(names.contains(&due), "{}: {names:?}", operation.id);
        }
        for probe in &probes {
            let of_status = probe.id.contains("/status-for-");
            let contract::Fact::Error { code, status, .. } = &probe.clause.fact else {
                assert!(!of_status, "{}", probe.id);
                let right = ask(probe, |ask, _| refusal(ground, ask, 400, "Invalid"));
                assert_eq!(right, Answered::Kept, "{}", probe.id);
                let bare = ask(probe, |ask, _| heard(ask, 400, json!({"other": 1}), Vec::new()));
                assert!(differs(&bare), "{}: {bare:?}", probe.id);
                continue;
            };
            let told = |status: u16, code: &str| ask(probe, |ask, _| refusal(ground, ask, status, code));
            assert_eq!(told(*status, code), Answered::Kept, "{}", probe.id);
            assert!(differs(&told(418, code)), "{}", probe.id);
            assert!(not_applicable(&told(*status, "Another")), "{}", probe.id);
        }
    }
}
