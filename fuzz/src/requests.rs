//! Requests to the simulator: it answers every one of them, by the contract, and pages lead somewhere.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use bytes::Bytes;
use contract::{Contracts, Operation, RequestMembers};
use secrecy::SecretString;
use serde_json::{Map, Value};
use signing::{Credentials, Scope};
use simulator::{OfflineSimulator, Scenario, Served};
use wire::ReceivedRequest;

use crate::message::{Message, first_line};

/// The contracts of this repository.
pub(crate) static CONTRACTS: LazyLock<Arc<Contracts>> =
    LazyLock::new(|| Arc::new(Contracts::bundled().expect("the contracts of this repository")));

/// No trial has more, so that an input stays cheap.
const MOST_ITEMS: u8 = 12;

/// The first line decides the operation and the number of items; requests follow, parted by a line `----`.
///
/// Those that have no Authorization of their own are signed.
pub(crate) fn check(data: &[u8]) {
    let (line, messages) = first_line(data);
    let number = |index: usize| line.get(index).copied().unwrap_or_default().wrapping_sub(b'0');
    let operations: Vec<&Operation> = CONTRACTS.operations().collect();
    let operation = operations[usize::from(number(0)) % operations.len()];
    let items = usize::from(number(1) % (MOST_ITEMS + 1));
    let (mut first, mut again) = (simulator(operation, items), simulator(operation, items));
    for message in parted(messages).take(4) {
        let mut message = Message::read(message);
        if message.values("authorization").next().is_none() {
            message = signed(&CONTRACTS, operation, &message);
        }
        let request = received(message);
        let served = first.answer(&request);
        assert_eq!(served, again.answer(&request), "two answers to one request");
        check_answer(operation, &served, items);
        if served.error.is_none() {
            check_walk(operation, &request, served, items);
        }
    }
}

/// A server that takes a signature of any time.
fn simulator(operation: &Operation, items: usize) -> OfflineSimulator {
    let mut scenario = Scenario::new(&operation.id, items);
    (scenario.credentials, scenario.freshness) = (credentials(), None);
    OfflineSimulator::new(Arc::clone(&CONTRACTS), scenario).expect("an operation of the contracts")
}

/// The keys of every trial in here.
pub(crate) fn credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: SecretString::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        session_token: None,
    }
}

/// What a scenario answers to a signed request with these members.
pub(crate) fn first_answer(
    contracts: &Contracts,
    operation: &Operation,
    input: &Map<String, Value>,
    mut scenario: Scenario,
) -> Served {
    let constants = operation.query_constants().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let members = input.iter().map(|(name, value)| (name.clone(), text(value)));
    let (query, body): (Vec<(String, String)>, Vec<u8>) = match operation.request_members {
        RequestMembers::Query => (constants.chain(members).collect(), Vec::new()),
        RequestMembers::Body => (constants.collect(), Value::Object(input.clone()).to_string().into_bytes()),
    };
    let pairs = query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let message = Message {
        method: operation.method().unwrap_or("GET").to_owned(),
        target: format!("{}?{}", operation.path().unwrap_or("/"), pairs.collect::<Vec<_>>().join("&")),
        headers: vec![("host".to_owned(), "127.0.0.1".to_owned())],
        body,
    };
    let request = received(signed(contracts, operation, &message));
    scenario.freshness = None;
    OfflineSimulator::new(Arc::new(contracts.clone()), scenario)
        .expect("an operation of the contracts")
        .answer(&request)
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The message as the fault proxy hands it over.
pub(crate) fn received(message: Message) -> ReceivedRequest {
    let now = Instant::now();
    ReceivedRequest {
        connection: 1,
        exchange: 1,
        method: message.method,
        target: message.target,
        version_minor: 1,
        headers: message.headers,
        body: Bytes::from(message.body),
        raw_head: Bytes::new(),
        started: now,
        complete: now,
    }
}

/// The message signed for an operation of the contracts.
pub(crate) fn signed(contracts: &Contracts, operation: &Operation, message: &Message) -> Message {
    let signing = &contracts.provider(operation).signing;
    let scope = Scope { region: "us-east-1".to_owned(), service: signing.service.clone() };
    let time = "2026-01-02T03:04:05Z".parse().expect("a time");
    message.signed(signing.scheme, &credentials(), &scope, time)
}

fn parted(mut messages: &[u8]) -> impl Iterator<Item = &[u8]> {
    const BETWEEN: &[u8] = b"\n----\n";
    std::iter::from_fn(move || {
        let whole = std::mem::take(&mut messages);
        let at = whole.windows(BETWEEN.len()).position(|window| window == BETWEEN);
        let (message, rest) = at.map_or((whole, &b""[..]), |at| (&whole[..at], &whole[at + BETWEEN.len()..]));
        messages = rest;
        (!message.is_empty()).then_some(message)
    })
}

/// A refusal is an error with a reason, an answer of success is JSON with a list of items that exist.
fn check_answer(operation: &Operation, served: &Served, items: usize) {
    assert_eq!(served.refusal.is_some(), served.error.is_some(), "an error without a reason, or the reverse");
    assert_eq!(served.status >= 400, served.error.is_some(), "status {}", served.status);
    if let Some(clause) = &served.refused_by {
        assert!(operation.clause(clause).is_some(), "refused by {clause}, which is no clause");
    }
    let body: Value = serde_json::from_slice(&served.body).expect("an answer is JSON");
    if served.error.is_none() {
        let list = operation.paging().and_then(|style| style.list().value(&body)).and_then(Value::as_array);
        let list = list.unwrap_or_else(|| panic!("no list of items in {body}"));
        assert!(list.len() <= items, "{} items of {items}", list.len());
    }
}

/// From any page the walk comes to an end, and no item comes twice.
fn check_walk(operation: &Operation, request: &ReceivedRequest, served: Served, items: usize) {
    let Some(contract::PagingStyle::Token { token, next, list, .. }) = operation.paging() else { return };
    let mut simulator = simulator(operation, items);
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let (mut page, mut number) = (simulator.answer(request), 0);
    // A token of another walk leads nowhere in this one.
    if page.error.is_some() || page.body != served.body {
        return;
    }
    loop {
        let body: Value = serde_json::from_slice(&page.body).expect("an answer is JSON");
        for item in list.value(&body).and_then(Value::as_array).into_iter().flatten() {
            let earlier = numbers.insert(item.to_string(), number);
            assert_eq!(earlier, None, "an item on two pages: {item}");
        }
        let Some(next) = next.value(&body).and_then(Value::as_str) else { return };
        number += 1;
        assert!(number <= items, "a walk over {items} items has no end");
        page = simulator.answer(&onward(operation, request, token.name(), next));
        assert_eq!(page.refusal, None, "the token that was given is refused");
    }
}

/// The same request with another token in its query.
fn onward(operation: &Operation, request: &ReceivedRequest, name: &str, token: &str) -> ReceivedRequest {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let target = format!("?{pair}");
            !pair.is_empty() && contract::query_pairs(&target).iter().all(|(found, _)| found != name)
        })
        .collect();
    let query =
        kept.into_iter().map(str::to_owned).chain([format!("{name}={}", encoded(token))]).collect::<Vec<_>>();
    let message = Message {
        method: request.method.clone(),
        target: format!("{path}?{}", query.join("&")),
        headers: request.headers.clone(),
        body: request.body.to_vec(),
    };
    received(signed(&CONTRACTS, operation, &message))
}
