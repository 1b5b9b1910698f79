//! The response of `ListEvaluationJobs`.

use std::collections::BTreeMap;

use model_transport::{Field, TimestampText, open_enum};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One page of jobs (the reference, "Response Elements").
///
/// Written as JSON it is what was received: absent members stay absent, nulls stay null, unknown members stay.
/// Nothing in the reference says that a member is always there, so a page without `jobSummaries` is an empty page.
///
/// ```
/// use model_amazon_bedrock::{ListEvaluationJobsResponse, Status};
///
/// let text = r#"{"jobSummaries":[{"jobName":"a","status":"Paused","colour":1}],"nextToken":"t"}"#;
/// let page: ListEvaluationJobsResponse = serde_json::from_str(text)?;
/// let job = &page.job_summaries.items()[0];
/// assert_eq!(job.status.value(), Some(&Status::Other("Paused".into())));
/// assert_eq!(job.unknown["colour"], 1);
/// assert_eq!(serde_json::to_string(&page)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListEvaluationJobsResponse {
    /// `jobSummaries`: the jobs. The reference names 1 to 5 items, yet lets `maxResults` ask for 1000, and an
    /// empty list has to be possible; so any number is accepted.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub job_summaries: Field<Vec<EvaluationSummary>>,
    /// `nextToken`: where the next page begins; absent, null or empty on the last page.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub next_token: Field<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// One job (the reference, "Response Syntax", `jobSummaries`, which has the names and types only).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EvaluationSummary {
    /// `creationTime`: when the job was created.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub creation_time: Field<TimestampText>,
    /// `evaluationTaskTypes`: the kinds of task.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub evaluation_task_types: Field<Vec<String>>,
    /// `jobArn`: the job's full name.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub job_arn: Field<String>,
    /// `jobName`: the job's short name.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub job_name: Field<String>,
    /// `jobType`: who evaluates.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub job_type: Field<String>,
    /// `modelIdentifiers`: what is evaluated.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub model_identifiers: Field<Vec<String>>,
    /// `status`: how far the job is.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub status: Field<Status>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

open_enum! {
    /// How far a job is: the values that can be filtered by (the reference, "URI Request Parameters",
    /// `statusEquals`), and any other that a later service may send.
    pub enum Status {
        /// The job runs.
        InProgress = "InProgress",
        /// The job came to its end.
        Completed = "Completed",
        /// The job failed.
        Failed = "Failed",
        /// The job is being stopped.
        Stopping = "Stopping",
        /// The job was stopped.
        Stopped = "Stopped",
        /// The job is being deleted.
        Deleting = "Deleting",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let page: ListEvaluationJobsResponse = serde_json::from_str(text).unwrap();
        let written: Value = serde_json::to_value(&page).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn responses_are_written_as_they_were_read() {
        check("{}");
        check(r#"{"jobSummaries":null,"nextToken":null}"#);
        check(r#"{"jobSummaries":[],"nextToken":""}"#);
        check(r#"{"jobSummaries":[{}],"later":{"big":9007199254740993,"bigger":18446744073709551615}}"#);
        check(
            r#"{"jobSummaries":[{"status":null,"jobName":"","evaluationTaskTypes":null,"modelIdentifiers":[]}]}"#,
        );
        check(
            r#"{"jobSummaries":[{"creationTime":"2026-01-02T03:04:05.678901234Z","evaluationTaskTypes":["Custom"],
            "jobArn":"arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abc","jobName":"评测","jobType":"Human",
            "modelIdentifiers":["m"],"status":"Completed"}],"nextToken":"t"}"#,
        );
    }

    #[test]
    fn members_of_another_type_are_errors() {
        for text in
            ["[]", r#"{"jobSummaries":{}}"#, r#"{"jobSummaries":[{"jobName":5}]}"#, r#"{"nextToken":5}"#]
        {
            assert!(serde_json::from_str::<ListEvaluationJobsResponse>(text).is_err(), "{text}");
        }
    }
}
