//! The generators of request lines, inputs, filters, orders and response members: names, values, and probes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use bytes::Bytes;
use client_protocol::Drive;
use contract::{Contracts, PagingStyle};
use fixtures::{BUNDLED, MADE_UP};
use serde_json::{Value, json};

use crate::Case;
use crate::build::GeneratorContext;
use crate::generators::{GENERATORS, probes};
use crate::probe::{NextStep, ProbeOutcome, ProbeRequest, ProbeResponse};
static TOKENS: LazyLock<&str> =
    LazyLock::new(|| paged_by(|style| matches!(style, PagingStyle::Token { .. })));
static MARKERS: LazyLock<&str> =
    LazyLock::new(|| paged_by(|style| matches!(style, PagingStyle::Marker { .. })));
static NUMBERS: LazyLock<&str> =
    LazyLock::new(|| paged_by(|style| matches!(style, PagingStyle::PageNumber { .. })));

/// The last operation that pages in this way.
fn paged_by(style: fn(&PagingStyle) -> bool) -> &'static str {
    let fits = |operation: &&contract::Operation| operation.paging().is_some_and(style);
    BUNDLED.contracts.operations().filter(fits).last().unwrap().id.as_str()
}

fn of_generator(contracts: &Contracts, operation: &str, generator: &str) -> Vec<Case> {
    let context = GeneratorContext::of(contracts, operation).unwrap();
    let generator = GENERATORS.iter().find(|candidate| candidate.name == generator).unwrap();
    (generator.cases)(context)
}

fn case(contracts: &Contracts, operation: &str, generator: &str, name: &str) -> Case {
    let id = format!("{operation}/{name}");
    of_generator(contracts, operation, generator)
        .into_iter()
        .find(|case| case.id == id)
        .unwrap_or_else(|| panic!("no {id}"))
}

#[test]
fn the_request_line_of_every_kind_of_request() {
    let contracts = &*BUNDLED.contracts;
    let cases = of_generator(contracts, *TOKENS, "request-line");
    let ids: Vec<&str> = cases.iter().map(|case| case.id.trim_start_matches(*TOKENS)).collect();
    assert_eq!(
        ids[..3],
        ["/method/on-the-first-page", "/method/on-later-pages", "/method/with-every-member-at-once"]
    );
    assert!(ids.contains(&"/no-body/on-later-pages"));
    assert_eq!((cases[1].drive, &cases[1].input["maxResults"]), (Drive::Walk, &json!(2)));
    assert_eq!(cases[2].input.len(), 8, "every member of the request");
}

#[test]
fn inputs_are_those_that_the_reference_allows() {
    let contracts = &*BUNDLED.contracts;
    let names = |operation, place: &str| -> BTreeSet<String> {
        let start = format!("{operation}/{place}/");
        let cases = of_generator(contracts, operation, "input");
        cases.iter().filter_map(|case| Some(case.id.strip_prefix(&start)?.to_owned())).collect()
    };
    // A pattern leaves few of the texts that are easily sent wrongly.
    let few = ["alone", "digits", "the-word-null"].map(str::to_owned).into();
    assert_eq!(names(*TOKENS, "name-contains"), few);
    assert!(names(*MARKERS, "key-filter").contains("quotes-and-backslashes"));
    assert_eq!(names(*MARKERS, "eval-type"), ["alone".to_owned()].into(), "a choice is no free text");
    let nested = case(contracts, *NUMBERS, "input", "filter/phases/item-chinese");
    assert_eq!(nested.input["Filter"], json!({ "Phases": ["客服问答评估-é"] }));
    // A made-up token is answered all the same.
    assert_eq!(case(contracts, *TOKENS, "input", "next-token/a-plus").exchanges.len(), 1);
}

#[test]
fn filters_leave_some_of_the_items() {
    let contracts = &*BUNDLED.contracts;
    let part = case(contracts, *TOKENS, "filter", "name-contains/leaves-what-fits");
    assert_eq!((part.clause.as_str(), part.items), ("name-contains/filter", 40));
    let both = case(contracts, *TOKENS, "filter", "name-contains/beside-status-equals");
    assert_eq!(both.input.keys().collect::<Vec<_>>(), ["nameContains", "statusEquals"]);
    // The reference does not say that this member filters, and that it is sent is a clause that binds.
    assert!(
        of_generator(contracts, *MARKERS, "filter").iter().all(|case| case.clause == "key-filter/filter")
    );
}

#[test]
fn both_orders_and_none_without_its_field() {
    let contracts = &*BUNDLED.contracts;
    let down = case(contracts, *TOKENS, "sort", "sort-order/sort/descending-on-every-page");
    assert_eq!(
        Value::from(down.input),
        json!({ "sortBy": "CreationTime", "sortOrder": "Descending", "maxResults": 2 })
    );
    assert_eq!(of_generator(contracts, *MARKERS, "sort").len(), 4);
}

#[test]
fn members_of_responses_with_what_may_come_in_their_place() {
    let contracts = &*BUNDLED.contracts;
    let absent = case(contracts, *NUMBERS, "response-member", "job/status/phase/absent");
    assert_eq!(absent.clause, "client/absent-member");
    assert_eq!(absent.exchanges[0].edit.as_ref().unwrap().remove, ["/Result/Items/0/Status/Phase"]);
    let set = |case: Case| case.exchanges[0].edit.clone().unwrap().set;
    let large = case(contracts, *NUMBERS, "response-member", "job/status/retry-count/a-large-number");
    assert_eq!(set(large)["/Result/Items/0/Status/RetryCount"], json!(1_i64 << 53));
    let echoed = case(contracts, *MARKERS, "response-member", "page-info/max-keys/a-large-number");
    assert_eq!(set(echoed)["/result/pageInfo/maxKeys"], json!(i32::MAX));
    let known = case(contracts, *MARKERS, "response-member", "eval-task/eval-mode/value-rule-model");
    assert_eq!(known.clause, "eval-task/eval-mode/choice");
    let ids: Vec<String> =
        of_generator(contracts, *MARKERS, "response-member").into_iter().map(|case| case.id).collect();
    for never in ["result/absent", "eval-task/eval-mode/digits", "eval-task/item-absent"] {
        assert!(!ids.contains(&format!("{}/{never}", *MARKERS)), "{never}");
    }
}

#[test]
fn times_and_echoes_of_cases() {
    let contracts = &*BUNDLED.contracts;
    let offset = case(contracts, *TOKENS, "response-timestamp", "job-summary/creation-time/with-an-offset");
    assert_eq!(offset.clause, "job-summary/creation-time/timestamp");
    let civil = case(contracts, *MARKERS, "response-timestamp", "eval-task/create-time/midnight");
    assert_eq!(civil.clause, "eval-task/create-time/member", "only a sample shows the form");
    let echo = of_generator(contracts, *NUMBERS, "echo");
    assert!(
        echo.iter().all(|case| case.clause == "result/page-number/echo"),
        "an ambiguity suspends the other"
    );
}

#[test]
fn an_operation_of_a_made_up_provider() {
    let operation = MADE_UP.contracts.operation("acme-cloud/list-widgets").unwrap();
    let cases = MADE_UP.suite.of(operation);
    for generator in ["request-line", "input", "response-member"] {
        assert!(cases.iter().any(|case| case.generator == Some(generator)), "{generator}");
    }
}

/// What a server answers to each request of a probe in turn.
fn outcome(contracts: &Contracts, operation: &str, name: &str, bodies: &[Value]) -> ProbeOutcome {
    let probes = probes(contracts, operation);
    let id = format!("{operation}/{name}");
    let probe = probes.iter().find(|probe| probe.id == id).unwrap_or_else(|| panic!("no {id}"));
    let mut answers: Vec<ProbeResponse> = Vec::new();
    for body in bodies.iter().map(Some).chain([None]) {
        match (probe.next(&answers), body) {
            (NextStep::Ask(request), Some(body)) => answers.push(answer(request, body)),
            (NextStep::Ask(request), None) => panic!("{id} sends another request: {request:?}"),
            (NextStep::Done(outcome), _) => return outcome,
        }
    }
    unreachable!("the last turn has no body")
}

fn answer(request: ProbeRequest, body: &Value) -> ProbeResponse {
    let status = if body.get("message").is_some() { 400 } else { 200 };
    let headers = vec![("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned())];
    ProbeResponse { request, status, headers, body: Bytes::from(body.to_string()), value: Some(body.clone()) }
}

fn page(items: &[(&str, &str, &str)], next: Option<&str>) -> Value {
    let item = |(name, status, time): &(&str, &str, &str)| json!({ "jobName": name, "status": status, "creationTime": time });
    let mut page = json!({ "jobSummaries": items.iter().map(item).collect::<Vec<_>>() });
    if let Some(next) = next {
        page["nextToken"] = json!(next);
    }
    page
}

const A: (&str, &str, &str) = ("a", "Completed", "2024-01-01T00:00:00Z");
const B: (&str, &str, &str) = ("b", "Failed", "2024-01-02T00:00:00.5Z");

fn broken(outcome: &ProbeOutcome) -> bool {
    matches!(outcome, ProbeOutcome::Broken(..))
}

#[test]
fn another_request_is_not_answered_with_items() {
    let contracts = &*BUNDLED.contracts;
    let refused = json!({ "message": "no such operation" });
    for name in ["method/another-method", "path/another-path"] {
        assert_eq!(outcome(contracts, *TOKENS, name, std::slice::from_ref(&refused)), ProbeOutcome::Passed);
        assert!(broken(&outcome(contracts, *TOKENS, name, &[page(&[A], None)])), "{name}");
    }
    assert!(broken(&outcome(
        contracts,
        *NUMBERS,
        "action/left-out",
        &[json!({ "Result": { "Items": [] } })]
    )));
}

#[test]
fn a_filter_is_probed_by_a_value_that_an_item_has() {
    let contracts = &*BUNDLED.contracts;
    let ask =
        |bodies: &[Value]| outcome(contracts, *TOKENS, "status-equals/by-a-value-that-an-item-has", bodies);
    let all = page(&[A, B], None);
    assert_eq!(ask(&[all.clone(), page(&[A], None)]), ProbeOutcome::Passed);
    assert!(broken(&ask(&[all.clone(), all.clone()])), "an item that does not fit");
    assert_eq!(
        ask(&[all.clone(), page(&[], Some("t")), page(&[A], None)]),
        ProbeOutcome::Passed,
        "on a later page"
    );
    assert!(broken(&ask(&[all.clone(), page(&[], None), all.clone()])), "the item is missing");
    let moved_on = page(&[("a", "Deleting", A.2), B], None);
    assert!(
        matches!(ask(&[all, page(&[], None), moved_on]), ProbeOutcome::Skipped(_)),
        "it changed meanwhile"
    );
    assert!(matches!(ask(&[page(&[], None)]), ProbeOutcome::Skipped(_)), "no items");
}

#[test]
fn a_filter_that_every_request_gives_is_skipped() {
    let contracts = &*BUNDLED.contracts;
    let all = json!({ "result": { "evalTaskList": [{ "evalType": "auto" }], "pageInfo": {} } });
    let answered = outcome(contracts, *MARKERS, "eval-type/by-a-value-that-an-item-has", &[all]);
    assert!(matches!(answered, ProbeOutcome::Skipped(_)));
}

#[test]
fn orders_by_a_field_and_by_none() {
    let contracts = &*BUNDLED.contracts;
    let ask = |name: &str, items: &[_]| {
        outcome(contracts, *TOKENS, &format!("sort-order/sort/{name}"), &[page(items, None)])
    };
    assert_eq!(ask("ascending", &[A, A, B]), ProbeOutcome::Passed);
    assert!(broken(&ask("ascending", &[B, A])));
    assert!(broken(&ask("descending", &[A, B])));
    assert!(matches!(ask("descending", &[A]), ProbeOutcome::Skipped(_)));
    let list = |ids: &[&str]| {
        let tasks: Vec<Value> = ids.iter().map(|id| json!({ "taskId": id })).collect();
        json!({ "result": { "evalTaskList": tasks, "pageInfo": { "isTruncated": false } } })
    };
    let ask = |first: &[&str], second: &[&str]| {
        let name = "page-reverse/sort/one-order-is-the-opposite-of-the-other";
        outcome(contracts, *MARKERS, name, &[list(first), list(second)])
    };
    assert_eq!(ask(&["1", "2", "3"], &["3", "2", "1"]), ProbeOutcome::Passed);
    assert!(broken(&ask(&["1", "2"], &["1", "2"])));
    assert!(matches!(ask(&["1", "2"], &["3", "1"]), ProbeOutcome::Skipped(_)));
}

#[test]
fn echoes_times_and_heads_of_responses() {
    let contracts = &*BUNDLED.contracts;
    let numbered =
        |number: i64| json!({ "Result": { "TotalCount": 3, "PageNumber": number, "Items": [{}, {}] } });
    let ask =
        |bodies: &[Value]| outcome(contracts, *NUMBERS, "result/page-number/on-the-second-page", bodies);
    assert_eq!(ask(&[numbered(1), numbered(2)]), ProbeOutcome::Passed);
    assert!(broken(&ask(&[numbered(1), numbered(1)])));
    let time = |text| page(&[("a", "Completed", text)], None);
    let ask =
        |text| outcome(contracts, *TOKENS, "job-summary/creation-time/as-the-format-says", &[time(text)]);
    assert_eq!(ask("2024-01-01T00:00:00+08:00"), ProbeOutcome::Passed);
    assert!(broken(&ask("1712000000")));
    assert_eq!(
        outcome(contracts, *TOKENS, "response/content-type/of-a-page", &[page(&[], None)]),
        ProbeOutcome::Passed
    );
}

#[test]
fn bodies_are_checked_against_the_derived_schemas() {
    let contracts = &*BUNDLED.contracts;
    let ask = |body: Value| outcome(contracts, *MARKERS, "eval-task-list/body-of-a-page", &[body]);
    let with = |task: Value| json!({ "result": { "evalTaskList": [task] } });
    assert_eq!(ask(with(json!({ "taskId": "1", "description": null, "more": [] }))), ProbeOutcome::Passed);
    for (body, clause) in [
        (with(json!({ "taskId": 1 })), "eval-task/task-id/member"),
        (with(json!({ "evalType": "hybrid" })), "eval-task/eval-type/choice"),
        (json!({ "requestId": "r" }), "result/required"),
    ] {
        let answered = ask(body);
        assert!(
            matches!(&answered, ProbeOutcome::BrokenElsewhere(found, ..) if found == clause),
            "{clause}: {answered:?}"
        );
    }
}
