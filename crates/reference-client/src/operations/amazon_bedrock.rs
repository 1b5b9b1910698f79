//! The operations of Amazon Bedrock.

use client_protocol::{Call, Drive, OutcomeResult};
use model_amazon_bedrock::{Client, ListEvaluationJobsRequest, ListEvaluationJobsResponse, Settings};
use serde_json::json;

use crate::answer;

/// `ListEvaluationJobs`.
pub(crate) async fn list_evaluation_jobs(call: &Call, settings: Settings) -> OutcomeResult {
    let request = match ListEvaluationJobsRequest::from_json(&call.input) {
        Ok(request) => request,
        Err(error) => return answer::unsent(error),
    };
    let client = Client::new(settings);
    match call.drive {
        Drive::Page => answer::page(client.send(&request).await),
        Drive::Walk => {
            let jobs = |page: ListEvaluationJobsResponse| page.job_summaries.into_value().unwrap_or_default();
            answer::walk(call, client.pages(request), jobs, |jobs| json!({ "jobSummaries": jobs })).await
        }
    }
}
