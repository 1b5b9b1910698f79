//! The samples of both references are read and written without loss.
#![expect(clippy::unwrap_used, reason = "a check of a test may panic")]

use model_volcengine_ark::{
    BatchInferenceJob, EvaluationJob, InputError, ListBatchInferenceJobsRequest, ListEvaluationJobsRequest,
    Phase, Response,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn check<T: DeserializeOwned + Serialize>(text: &str) -> T {
    let sample: Value = serde_json::from_str(text).unwrap();
    let typed: T = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), sample);
    typed
}

#[test]
fn request_samples() {
    check::<ListEvaluationJobsRequest>(include_str!("samples/list-evaluation-jobs.request.json"));
    check::<ListBatchInferenceJobsRequest>(include_str!("samples/list-batch-inference-jobs.request.json"));
}

#[test]
fn response_samples_hold_no_unknown_member() {
    let response: Response<EvaluationJob> = check(include_str!("samples/list-evaluation-jobs.response.json"));
    let job = &response.result.items.items()[0];
    assert_eq!(job.status.value().unwrap().phase.value(), Some(&Phase::Finished));
    assert!(job.unknown.is_empty() && job.model_reference.value().unwrap().unknown.is_empty());

    let response: Response<BatchInferenceJob> =
        check(include_str!("samples/list-batch-inference-jobs.response.json"));
    let job = &response.result.items.items()[0];
    assert_eq!(job.request_counts.value().unwrap().total.value(), Some(&2));
    assert!(job.unknown.is_empty() && job.model_reference.value().unwrap().unknown.is_empty());
}

#[test]
fn responses_are_written_as_they_were_read() {
    for text in [
        r#"{"Result":{}}"#,
        r#"{"ResponseMetadata":null,"Result":{"TotalCount":null,"Items":null},"Later":18446744073709551615}"#,
        r#"{"ResponseMetadata":{"Error":null},"Result":{"Items":[{}],"TotalCount":9007199254740993}}"#,
        r#"{"Result":{"Items":[{"Id":"","Status":{"Phase":"Queued","PhaseTime":"2024-04-01T11:54:41.000100Z"},
            "Tags":[{"Key":null}],"ModelReference":{"Other":1.5e300}}]}}"#,
    ] {
        check::<Response<EvaluationJob>>(text);
        check::<Response<BatchInferenceJob>>(text);
    }
}

#[test]
fn input_that_has_no_place_is_told() {
    for input in [
        json!([]),
        json!({"PageNumber": "1"}),
        json!({"PageNumber": 1.5}),
        json!({"PageNumber": 9_223_372_036_854_775_808_u64}),
        json!({"ProjectName": null}),
        json!({"Filter": []}),
        json!({"Filter": {"Phases": [null]}}),
        json!({"Filter": {"Colour": 1}}),
        json!({"colour": "green"}),
    ] {
        let evaluation = ListEvaluationJobsRequest::from_json(&input);
        assert!(matches!(evaluation, Err(InputError::Inexpressible(_))), "{input}");
        let batch = ListBatchInferenceJobsRequest::from_json(&input);
        assert!(matches!(batch, Err(InputError::Inexpressible(_))), "{input}");
    }
}

proptest! {
    #[test]
    fn numbers_and_texts_are_open(number in any::<i64>(), text in ".{0,8}") {
        let input = json!({
            "PageNumber": number, "PageSize": number, "SortOrder": text, "SortBy": text, "ProjectName": text,
            "TagFilters": [{"Key": text, "Values": [text]}], "Filter": {"Phases": [text]}
        });
        let request = ListEvaluationJobsRequest::from_json(&input).unwrap();
        prop_assert_eq!(serde_json::to_value(&request).unwrap(), input.clone());
        let request = ListBatchInferenceJobsRequest::from_json(&input).unwrap();
        prop_assert_eq!(serde_json::to_value(&request).unwrap(), input);
    }
}
