//! Filters leave the jobs that they describe, sorting turns the order, and both go together.

use contract::{Fact, Operation};
use serde_json::{Value, json};

use crate::testbed::{Testbed, least, least_and, markers, numbered, operations, tokens};

/// Asks for jobs out of twelve, on one page and by a walk of pages of two, and compares their numbers.
async fn check(operation: &'static Operation, rows: &[(Value, &[usize])]) {
    let testbed = Testbed::start(operation, 12).await;
    let size = operation.paging().unwrap().size().name();
    for (input, due) in rows {
        let mut input = least_and(operation, input);
        input.insert(size.to_owned(), json!(50));
        let answer = testbed.ask(&input).await;
        assert_eq!(answer.numbers(operation), *due, "{} {input:?}", operation.id);
        input.insert(size.to_owned(), json!(2));
        assert_eq!(testbed.walked(&input).await, *due, "{} {input:?} by pages", operation.id);
    }
}

#[tokio::test]
async fn the_filters_of_the_operation_with_tokens() {
    // Job 3 was created at 13:50:50.125, each an hour, a minute and a second after the one before.
    check(
        tokens(),
        &[
            (json!({}), &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
            (json!({"statusEquals": "Completed"}), &[1, 7]),
            (json!({"statusEquals": "Deleting"}), &[6, 12]),
            (json!({"nameContains": "job-1"}), &[1, 10, 11, 12]),
            (json!({"nameContains": "nothing"}), &[]),
            (json!({"creationTimeAfter": "2024-04-01T13:50:50.125Z"}), &[4, 5, 6, 7, 8, 9, 10, 11, 12]),
            (json!({"creationTimeAfter": "2024-04-01T13:50:50.124Z"}), &[3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
            (json!({"creationTimeAfter": "2024-04-01T21:50:50.125+08:00"}), &[4, 5, 6, 7, 8, 9, 10, 11, 12]),
            (json!({"creationTimeBefore": "2024-04-01T13:50:50.125Z"}), &[1, 2]),
            (json!({"creationTimeBefore": "2024-04-01T13:50:51Z"}), &[1, 2, 3]),
            (
                json!({"creationTimeAfter": "2024-04-01T12:00:00Z", "creationTimeBefore": "2024-04-01T15:00:00Z"}),
                &[2, 3, 4],
            ),
            (json!({"statusEquals": "Completed", "nameContains": "7"}), &[7]),
            (json!({"statusEquals": "Completed", "nameContains": "8"}), &[]),
            (json!({"sortBy": "CreationTime"}), &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
            (
                json!({"sortBy": "CreationTime", "sortOrder": "Ascending"}),
                &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
            ),
            (
                json!({"sortBy": "CreationTime", "sortOrder": "Descending"}),
                &[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
            ),
            (json!({"nameContains": "job-1", "sortOrder": "Descending"}), &[12, 11, 10, 1]),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_filters_of_the_operation_with_markers() {
    check(
        markers(),
        &[
            (json!({"evalType": "auto"}), &[1, 2, 3, 5, 6, 7, 9, 10, 11]),
            (json!({"evalType": "manual"}), &[4, 8, 12]),
            (json!({"evalType": "auto", "keyFilter": "sandbox"}), &[1, 7, 10]),
            (json!({"evalType": "auto", "keyFilter": "ame-nfw1f1"}), &[1, 10, 11]),
            (json!({"evalType": "auto", "keyFilter": "客服"}), &[2, 5, 11]),
            (json!({"evalType": "auto", "keyFilter": "none"}), &[]),
            (json!({"evalType": "manual", "pageReverse": false}), &[4, 8, 12]),
            (json!({"evalType": "manual", "pageReverse": true}), &[12, 8, 4]),
            (json!({"evalType": "auto", "keyFilter": "sandbox", "pageReverse": true}), &[10, 7, 1]),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_filters_of_the_operations_with_numbered_pages() {
    let [batches, evaluations] = numbered();
    for operation in [batches, evaluations] {
        check(
            operation,
            &[
                (json!({"Filter": {"Phases": ["Failed"]}}), &[4, 8, 12]),
                (json!({"Filter": {"Phases": ["Failed", "Running"]}}), &[2, 4, 6, 8, 10, 12]),
                (
                    json!({"Filter": {"Phases": []}, "SortOrder": "Desc"}),
                    &[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
                ),
                (json!({"Filter": {}, "SortBy": "CreateTime", "SortOrder": "Asc", "TagFilters": []}), &ALL),
                (json!({"TagFilters": [{"Key": "none", "Values": ["x"]}]}), &[]),
                (json!({"ProjectName": "default", "Filter": {"Phases": ["Failed"]}}), &[4, 8]),
                (
                    json!({"ProjectName": "default", "Filter": {"Phases": ["Failed"]}, "SortOrder": "Desc"}),
                    &[8, 4],
                ),
            ],
        )
        .await;
    }
    check(
        evaluations,
        &[
            (json!({"ProjectName": "chat-assistant"}), &[3, 6, 9, 12]),
            (json!({"TagFilters": [{"Key": "team", "Values": ["客服"]}]}), &[2, 4, 6, 8, 10, 12]),
            (json!({"TagFilters": [{"Key": "team", "Values": ["客服", "search"]}]}), &ALL),
            (json!({"TagFilters": [{"Key": "team", "Values": []}]}), &ALL),
            (
                json!({"TagFilters": [{"Key": "team", "Values": ["客服"]}, {"Key": "none", "Values": []}]}),
                &[],
            ),
        ],
    )
    .await;
    check(
        batches,
        &[
            (json!({"ProjectName": "data-labels"}), &[3, 6, 9, 12]),
            (json!({"Filter": {"Ids": ["bi-20240918194641-r2nw2", "bi-20240918194641-r2nw11"]}}), &[2, 11]),
            (json!({"Filter": {"Name": "任务 1"}}), &[1, 10, 11, 12]),
            (json!({"Filter": {"Name": "任务 1", "Ids": ["bi-20240918194641-r2nw11"]}}), &[11]),
            (json!({"Filter": {"CustomModelIds": ["cm-1"]}}), &[]),
            (json!({"TagFilters": [{"Key": "test_key", "Values": ["test_value"]}]}), &[1, 3, 5, 7, 9, 11]),
        ],
    )
    .await;
}

#[tokio::test]
async fn every_filter_and_every_sort_of_every_contract_does_something() {
    for operation in operations() {
        let testbed = Testbed::start(operation, 12).await;
        let usual = testbed.walked(&least(operation)).await;
        for clause in &operation.clauses {
            let (at, value) = match &clause.fact {
                // No answer can show these to be wrong, for no text, list or choice fits.
                Fact::Filter { at, r#match, .. } => match r#match {
                    contract::Match::After => (at, json!("2099-01-01T00:00:00Z")),
                    contract::Match::Before => (at, json!("1999-01-01T00:00:00Z")),
                    contract::Match::OneOf => (at, json!(["nothing"])),
                    contract::Match::Tags => (at, json!([{"Key": "nothing", "Values": ["x"]}])),
                    contract::Match::Equals => (at, other_choice(operation, at)),
                    contract::Match::Contains => (at, json!("nothing")),
                },
                Fact::Sort { order, descending, .. } => (order, descending.clone()),
                _ => continue,
            };
            let inner = at.path.iter().rev().fold(value, |value, name| json!({ name: value }));
            let found = testbed.walked(&least_and(operation, &inner)).await;
            assert_ne!(found, usual, "{} {}", operation.id, clause.id);
        }
    }
}

fn other_choice(operation: &Operation, at: &contract::Location) -> Value {
    let choice = operation.clauses_at(at).find_map(|clause| match &clause.fact {
        Fact::Choice { values, .. } => values.first().cloned(),
        _ => None,
    });
    choice.unwrap_or_else(|| json!("nothing"))
}

const ALL: [usize; 12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
