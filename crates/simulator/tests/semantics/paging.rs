//! Walks by the documented rules meet every job once and in order, whatever the page size and however many jobs.

use contract::{Fact, Operation, PagingStyle};
use serde_json::{Value, json};
use simulator::Scenario;

use crate::testbed::{CONTRACTS, Testbed, least, least_and, markers, numbered, operations, tokens};

#[tokio::test]
async fn a_walk_meets_every_job_once_and_in_order() {
    for operation in operations() {
        let testbed = Testbed::start(operation, 14).await;
        let whole = testbed.walked(&least(operation)).await;
        let count = whole.len();
        assert!(count >= 10 && whole.is_sorted(), "{}: {whole:?}", operation.id);
        let size_of = operation.paging().unwrap().size().name();
        for size in [1, 2, 3, count, count + 1] {
            let input = least_and(operation, &json!({ size_of: size }));
            let pages = testbed.walk(&input).await;
            let numbers: Vec<usize> = pages.iter().flat_map(|page| page.numbers(operation)).collect();
            assert_eq!(numbers, whole, "{} by {size}", operation.id);
            assert_eq!(pages.len(), count.div_ceil(size), "{} by {size}", operation.id);
        }
    }
}

/// The numbers on the page that a size gives, and the size that the answer tells.
async fn page(operation: &'static Operation, jobs: usize, input: Value) -> (usize, Option<i64>) {
    let testbed = Testbed::start(operation, jobs).await;
    let answer = testbed.ask(&least_and(operation, &input)).await;
    let told = match operation.paging().unwrap() {
        PagingStyle::Token { .. } => None,
        PagingStyle::PageNumber { echo_size, .. } | PagingStyle::Marker { echo_size, .. } => {
            echo_size.value(&answer.json()).and_then(Value::as_i64)
        }
    };
    (answer.numbers(operation).len(), told)
}

#[tokio::test]
async fn a_page_is_as_large_as_it_was_asked_for() {
    for (operation, jobs, input, due) in [
        (tokens(), 1200, json!({"maxResults": 1000}), (1000, None)),
        (tokens(), 1200, json!({"maxResults": 1}), (1, None)),
        (tokens(), 3, json!({"maxResults": 1000}), (3, None)),
        // Of four tasks three are automatic.
        (markers(), 400, json!({}), (10, Some(10))),
        (markers(), 400, json!({"maxKeys": 99}), (99, Some(99))),
        (markers(), 400, json!({"maxKeys": 100}), (100, Some(100))),
        (markers(), 400, json!({"maxKeys": 101}), (100, Some(100))),
        (markers(), 400, json!({"maxKeys": 1_000_000}), (100, Some(100))),
        (markers(), 4, json!({"maxKeys": 101}), (3, Some(100))),
        (numbered()[0], 40, json!({}), (10, Some(10))),
        (numbered()[0], 40, json!({"PageSize": 25}), (25, Some(25))),
        (numbered()[1], 40, json!({"PageSize": 200}), (40, Some(200))),
    ] {
        assert_eq!(page(operation, jobs, input.clone()).await, due, "{} {input}", operation.id);
    }
}

#[tokio::test]
async fn the_size_of_the_server_wins_over_the_size_asked_for() {
    for operation in operations() {
        let mut scenario = Scenario::new(&operation.id, 14);
        scenario.page_size = Some(3);
        let testbed = Testbed::with(operation, scenario).await;
        let size_of = operation.paging().unwrap().size().name();
        let pages = testbed.walk(&least_and(operation, &json!({ size_of: 5 }))).await;
        let sizes: Vec<usize> = pages.iter().map(|page| page.numbers(operation).len()).collect();
        let (last, full) = sizes.split_last().unwrap();
        assert!(full.len() >= 3 && full.iter().all(|size| *size == 3), "{}: {sizes:?}", operation.id);
        assert!((1..=3).contains(last), "{}: {sizes:?}", operation.id);
    }
}

#[tokio::test]
async fn numbered_pages_tell_total_number_and_size() {
    for operation in numbered() {
        let testbed = Testbed::start(operation, 12).await;
        for (input, due) in [
            (json!({}), [12, 1, 10, 10]),
            (json!({"PageSize": 5}), [12, 1, 5, 5]),
            (json!({"PageSize": 5, "PageNumber": 3}), [12, 3, 5, 2]),
            (json!({"PageSize": 5, "PageNumber": 4}), [12, 4, 5, 0]),
            (json!({"PageSize": 5, "PageNumber": 1_000_000}), [12, 1_000_000, 5, 0]),
            (json!({"PageSize": 2, "PageNumber": 2, "Filter": {"Phases": ["Failed"]}}), [3, 2, 2, 1]),
        ] {
            let answer = testbed.ask(&least_and(operation, &input)).await;
            let result = &answer.json()["Result"];
            let told = [&result["TotalCount"], &result["PageNumber"], &result["PageSize"]];
            let [total, number, size] = told.map(|value| value.as_i64().unwrap());
            let items = answer.numbers(operation).len() as i64;
            assert_eq!([total, number, size, items], due, "{} {input}", operation.id);
        }
    }
}

#[tokio::test]
async fn markers_are_told_again() {
    let operation = markers();
    let testbed = Testbed::start(operation, 12).await;
    let pages = testbed.walk(&least_and(operation, &json!({"maxKeys": 4}))).await;
    let info: Vec<Value> = pages.iter().map(|page| page.json()["result"]["pageInfo"].clone()).collect();
    assert_eq!(info[0]["marker"], "");
    assert_eq!(info[1]["marker"], info[0]["nextMarker"]);
    assert_eq!(info[2]["marker"], info[1]["nextMarker"]);
    assert_eq!(info[2]["nextMarker"], Value::Null);
    assert!(info.iter().all(|info| info["maxKeys"] == 4), "{info:?}");
    // An empty marker is none.
    let input = least_and(operation, &json!({"maxKeys": 4, "marker": ""}));
    assert_eq!(testbed.ask(&input).await.numbers(operation), pages[0].numbers(operation));
}

#[tokio::test]
async fn a_position_that_was_never_given_is_refused() {
    for operation in [tokens(), markers()] {
        let testbed = Testbed::start(operation, 12).await;
        let style = operation.paging().unwrap();
        let (size, position) = (style.size().name(), style.position().name());
        let first = testbed.walk(&least_and(operation, &json!({ size: 5 }))).await;
        let given = match style {
            PagingStyle::Token { next, .. } | PagingStyle::Marker { next, .. } => {
                next.value(&first[0].json()).unwrap().as_str().unwrap().to_owned()
            }
            PagingStyle::PageNumber { .. } => unreachable!(),
        };
        let due = &CONTRACTS.provider(operation).refusals.validation;
        for wrong in ["x", &given[1..], &given.to_lowercase(), &format!("{given}=")] {
            let answer = testbed.ask(&least_and(operation, &json!({ size: 5, position: wrong }))).await;
            assert_eq!(answer.status, due.status, "{} {wrong}", operation.id);
            assert_eq!(answer.code(operation).as_ref(), Some(&due.code), "{} {wrong}", operation.id);
        }
        let again = testbed.ask(&least_and(operation, &json!({ size: 5, position: given }))).await;
        assert_eq!(again.numbers(operation), first[1].numbers(operation), "{}", operation.id);
        // Another trial's tokens are not this one's.
        let other = Testbed::start(operation, 12).await;
        let answer = other.ask(&least_and(operation, &json!({ size: 5, position: given }))).await;
        assert_eq!(answer.status, due.status, "{}", operation.id);
    }
}

#[tokio::test]
async fn a_hundred_thousand_jobs_are_served_from_first_to_last() {
    const JOBS: usize = 100_000;
    for operation in numbered() {
        let testbed = Testbed::start(operation, JOBS).await;
        for (number, first, last) in
            [(1, 1, 100), (500, 49_901, 50_000), (1000, 99_901, 100_000), (1001, 0, 0)]
        {
            let answer =
                testbed.ask(&least_and(operation, &json!({"PageSize": 100, "PageNumber": number}))).await;
            let numbers = answer.numbers(operation);
            assert_eq!(answer.json()["Result"]["TotalCount"], JOBS);
            let ends = numbers.first().zip(numbers.last()).map_or((0, 0), |(first, last)| (*first, *last));
            assert_eq!(ends, (first, last), "{} page {number}", operation.id);
        }
        let input = json!({"PageSize": 3, "PageNumber": 33_334, "SortOrder": "Desc"});
        assert_eq!(testbed.ask(&least_and(operation, &input)).await.numbers(operation), [1]);
    }
    let testbed = Testbed::start(tokens(), JOBS).await;
    let pages = testbed.walk(&least_and(tokens(), &json!({"maxResults": 1000}))).await;
    assert_eq!(pages.len(), 100);
    for (page, first, last) in [(0, 1, 1000), (49, 49_001, 50_000), (99, 99_001, 100_000)] {
        let numbers = pages[page].numbers(tokens());
        assert_eq!((numbers[0], numbers[999]), (first, last));
    }
    let reversed = json!({"maxResults": 2, "sortOrder": "Descending"});
    assert_eq!(testbed.ask(&least_and(tokens(), &reversed)).await.numbers(tokens()), [100_000, 99_999]);
}

#[test]
fn the_contracts_have_what_the_rows_take_them_for() {
    let clamped = |operation: &Operation| {
        operation.clauses.iter().find_map(|clause| match clause.fact {
            Fact::Clamp { maximum, .. } => Some(maximum),
            _ => None,
        })
    };
    assert_eq!(clamped(markers()), Some(100));
    assert_eq!(clamped(tokens()), None);
}
