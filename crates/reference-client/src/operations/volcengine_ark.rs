//! The operations of Volcengine Ark.

use client_protocol::{Call, Drive, OutcomeResult};
use model_volcengine_ark::{
    Client, InputError, JobFilter, ListBatchInferenceJobsRequest, ListEvaluationJobsRequest, ListRequest,
    Response, Settings,
};
use serde_json::json;

use crate::answer;

/// `ListEvaluationJobs`.
pub(crate) async fn list_evaluation_jobs(call: &Call, settings: Settings) -> OutcomeResult {
    list(call, settings, ListEvaluationJobsRequest::from_json(&call.input)).await
}

/// `ListBatchInferenceJobs`.
pub(crate) async fn list_batch_inference_jobs(call: &Call, settings: Settings) -> OutcomeResult {
    list(call, settings, ListBatchInferenceJobsRequest::from_json(&call.input)).await
}

async fn list<F: JobFilter>(
    call: &Call,
    settings: Settings,
    request: Result<ListRequest<F>, InputError>,
) -> OutcomeResult {
    let request = match request {
        Ok(request) => request,
        Err(error) => return answer::unsent(error),
    };
    let client = Client::new(settings);
    match call.drive {
        Drive::Page => answer::page(client.send(&request).await),
        Drive::Walk => {
            let jobs = |response: Response<F::Job>| response.result.items.into_value().unwrap_or_default();
            let whole = |jobs| json!({ "Result": { "Items": jobs } });
            answer::walk(call, client.pages(request), jobs, whole).await
        }
    }
}
