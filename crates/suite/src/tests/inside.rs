//! The generators over the bundled operations and over one that no provider has: names, values, both sides, answers response.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use bytes::Bytes;
use contract::{Contracts, Drive, PagingStyle};
use serde_json::{Value, json};

use super::*;
use crate::probe::{NextStep, ProbeOutcome, ProbeRequest, ProbeResponse};

static CONTRACTS: LazyLock<Contracts> = LazyLock::new(|| Contracts::bundled().unwrap());
static TOKENS: LazyLock<&str> =
    LazyLock::new(|| paged_by(|style| matches!(style, PagingStyle::Token { .. })));
static MARKERS: LazyLock<&str> =
    LazyLock::new(|| paged_by(|style| matches!(style, PagingStyle::Marker { .. })));
static NUMBERS: LazyLock<&str> =
    LazyLock::new(|| paged_by(|style| matches!(style, PagingStyle::PageNumber { .. })));

/// The last operation that pages in this way.
fn paged_by(style: fn(&PagingStyle) -> bool) -> &'static str {
    let fits = |operation: &&contract::Operation| operation.paging().is_some_and(style);
    CONTRACTS.operations().filter(fits).last().unwrap().id.as_str()
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
fn the_head_of_every_kind_of_request() {
    let contracts = &*CONTRACTS;
    let cases = of_generator(contracts, *TOKENS, "request-line");
    let ids: Vec<&str> = cases.iter().map(|case| case.id.trim_start_matches(*TOKENS)).collect();
    assert_eq!(
        ids[..3],
        ["/method/on-the-first-page", "/method/on-later-pages", "/method/with-every-member-at-once"]
    );
    assert!(ids.contains(&"/no-body/on-later-pages"));
    assert_eq!((cases[1].drive, &cases[1].input["maxResults"]), (Drive::Walk, &json!(2)));
    assert_eq!(cases[2].input.len(), 8, "every member of the page");
}

#[test]
fn inputs_are_those_that_the_page_allows() {
    let contracts = &*CONTRACTS;
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
fn filters_leave_some_of_the_jobs() {
    let contracts = &*CONTRACTS;
    let part = case(contracts, *TOKENS, "filter", "name-contains/leaves-what-fits");
    assert_eq!((part.clause.as_str(), part.items), ("name-contains/filter", 40));
    let both = case(contracts, *TOKENS, "filter", "name-contains/beside-status-equals");
    assert_eq!(both.input.keys().collect::<Vec<_>>(), ["nameContains", "statusEquals"]);
    // The page does not say that this member leaves anything, and sending it has a promise that weighs more.
    assert!(
        of_generator(contracts, *MARKERS, "filter").iter().all(|case| case.clause == "key-filter/filter")
    );
}

#[test]
fn both_orders_and_none_without_its_field() {
    let contracts = &*CONTRACTS;
    let down = case(contracts, *TOKENS, "sort", "sort-order/sort/descending-on-every-page");
    assert_eq!(
        Value::from(down.input),
        json!({ "sortBy": "CreationTime", "sortOrder": "Descending", "maxResults": 2 })
    );
    assert_eq!(of_generator(contracts, *MARKERS, "sort").len(), 4);
}

#[test]
fn members_of_answers_with_what_may_come_in_their_place() {
    let contracts = &*CONTRACTS;
    let absent = case(contracts, *NUMBERS, "response-member", "item/status/phase/absent");
    assert_eq!(absent.clause, "client/absent-member");
    assert_eq!(absent.exchanges[0].edit.as_ref().unwrap().remove, ["/Result/Items/0/Status/Phase"]);
    let set = |case: Case| case.exchanges[0].edit.clone().unwrap().set;
    let large = case(contracts, *NUMBERS, "response-member", "item/status/retry-count/a-large-number");
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
fn times_and_echoes() {
    let contracts = &*CONTRACTS;
    let offset = case(contracts, *TOKENS, "response-timestamp", "item-summary/creation-time/with-an-offset");
    assert_eq!(offset.clause, "item-summary/creation-time/timestamp");
    let civil = case(contracts, *MARKERS, "response-timestamp", "eval-task/create-time/midnight");
    assert_eq!(civil.clause, "eval-task/create-time/member", "only a sample shows the form");
    let echo = of_generator(contracts, *NUMBERS, "echo");
    assert!(
        echo.iter().all(|case| case.clause == "result/page-number/echo"),
        "an ambiguity turns off the other"
    );
}

#[test]
fn an_operation_that_no_provider_has() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().unwrap();
    for (from, to) in [("../schemas/_meta", "_meta"), ("contract/tests/schemas/acme-cloud", "acme-cloud")] {
        copy(&crates.join(from), &folder.path().join(to));
    }
    fs::copy(crates.join("../schemas/standards.json"), folder.path().join("standards.json")).unwrap();
    let contracts = with_laws(Contracts::load(folder.path()).unwrap()).unwrap();
    let cases = &contracts.operation("acme-cloud/list-widgets").unwrap().cases;
    for generator in ["request-line", "input", "response-member"] {
        assert!(cases.iter().any(|case| case.generator == Some(generator)), "{generator}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let inside = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &inside);
        } else {
            fs::copy(entry.path(), inside).unwrap();
        }
    }
}

/// What a server answers to each request of a probe in turn.
fn response(contracts: &Contracts, operation: &str, name: &str, bodies: &[Value]) -> ProbeOutcome {
    let probes = probes(contracts, operation);
    let id = format!("{operation}/{name}");
    let probe = probes.iter().find(|probe| probe.id == id).unwrap_or_else(|| panic!("no {id}"));
    let mut answers: Vec<ProbeResponse> = Vec::new();
    for body in bodies.iter().map(Some).chain([None]) {
        match (probe.next(&answers), body) {
            (NextStep::Ask(ask), Some(body)) => answers.push(answer(ask, body)),
            (NextStep::Ask(ask), None) => panic!("{id} asks on: {ask:?}"),
            (NextStep::Done(answered), _) => return answered,
        }
    }
    unreachable!("the last turn has no body")
}

fn answer(ask: ProbeRequest, body: &Value) -> ProbeResponse {
    let status = if body.get("message").is_some() { 400 } else { 200 };
    let headers = vec![("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned())];
    ProbeResponse { ask, status, headers, body: Bytes::from(body.to_string()), value: Some(body.clone()) }
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

fn broken(answered: &ProbeOutcome) -> bool {
    matches!(answered, ProbeOutcome::Broken(..))
}

#[test]
fn another_request_is_not_answered_with_jobs() {
    let contracts = &*CONTRACTS;
    let refused = json!({ "message": "no such operation" });
    for name in ["method/another-method", "path/another-path"] {
        assert_eq!(response(contracts, *TOKENS, name, std::slice::from_ref(&refused)), ProbeOutcome::Passed);
        assert!(broken(&response(contracts, *TOKENS, name, &[page(&[A], None)])), "{name}");
    }
    assert!(broken(&response(
        contracts,
        *NUMBERS,
        "action/left-out",
        &[json!({ "Result": { "Items": [] } })]
    )));
}

#[test]
fn a_filter_is_asked_by_what_a_job_has() {
    let contracts = &*CONTRACTS;
    let ask =
        |bodies: &[Value]| response(contracts, *TOKENS, "status-equals/by-a-value-that-an-item-has", bodies);
    let all = page(&[A, B], None);
    assert_eq!(ask(&[all.clone(), page(&[A], None)]), ProbeOutcome::Passed);
    assert!(broken(&ask(&[all.clone(), all.clone()])), "a item that does not fit");
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
fn a_filter_that_every_request_gives_is_not_asked() {
    let contracts = &*CONTRACTS;
    let all = json!({ "result": { "evalTaskList": [{ "evalType": "auto" }], "pageInfo": {} } });
    let answered = response(contracts, *MARKERS, "eval-type/by-a-value-that-an-item-has", &[all]);
    assert!(matches!(answered, ProbeOutcome::Skipped(_)));
}

#[test]
fn orders_by_a_field_and_by_none() {
    let contracts = &*CONTRACTS;
    let ask = |name: &str, items: &[_]| {
        response(contracts, *TOKENS, &format!("sort-order/sort/{name}"), &[page(items, None)])
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
        response(contracts, *MARKERS, name, &[list(first), list(second)])
    };
    assert_eq!(ask(&["1", "2", "3"], &["3", "2", "1"]), ProbeOutcome::Passed);
    assert!(broken(&ask(&["1", "2"], &["1", "2"])));
    assert!(matches!(ask(&["1", "2"], &["3", "1"]), ProbeOutcome::Skipped(_)));
}

#[test]
fn echoes_times_and_heads_of_answers() {
    let contracts = &*CONTRACTS;
    let numbered =
        |number: i64| json!({ "Result": { "TotalCount": 3, "PageNumber": number, "Items": [{}, {}] } });
    let ask =
        |bodies: &[Value]| response(contracts, *NUMBERS, "result/page-number/on-the-second-page", bodies);
    assert_eq!(ask(&[numbered(1), numbered(2)]), ProbeOutcome::Passed);
    assert!(broken(&ask(&[numbered(1), numbered(1)])));
    let time = |text| page(&[("a", "Completed", text)], None);
    let ask =
        |text| response(contracts, *TOKENS, "item-summary/creation-time/as-the-format-says", &[time(text)]);
    assert_eq!(ask("2024-01-01T00:00:00+08:00"), ProbeOutcome::Passed);
    assert!(broken(&ask("1712000000")));
    assert_eq!(
        response(contracts, *TOKENS, "response/content-type/of-a-page", &[page(&[], None)]),
        ProbeOutcome::Passed
    );
}

#[test]
fn bodies_are_held_against_the_derived_schemas() {
    let contracts = &*CONTRACTS;
    let ask = |body: Value| response(contracts, *MARKERS, "eval-task-list/body-of-a-page", &[body]);
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
