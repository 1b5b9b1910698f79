//! One call of the protocol as one call of the library, and what its caller gets as an outcome.

use std::time::Duration;

use aws_sdk_bedrock::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_bedrock::config::timeout::TimeoutConfig;
use aws_sdk_bedrock::config::{Credentials, Region};
use aws_sdk_bedrock::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_bedrock::operation::RequestId;
use aws_sdk_bedrock::operation::list_evaluation_jobs::ListEvaluationJobsError;
use aws_sdk_bedrock::operation::list_evaluation_jobs::builders::ListEvaluationJobsFluentBuilder;
use aws_sdk_bedrock::primitives::{DateTime, DateTimeFormat};
use aws_sdk_bedrock::types::{EvaluationSummary, EvaluationTaskType};
use aws_sdk_bedrock::{Client, Config};
use client_protocol::{Call, ClientError, Drive, ErrorKind, OutcomeResult, Stopped};
use serde_json::{Map, Value, json};

/// The documented operation that the library is asked for.
pub(crate) const OPERATION: &str = "amazon-bedrock/list-evaluation-jobs";

/// What the library does when nothing is set (see README.md); only used to share out a deadline.
const DEFAULT_ATTEMPTS: u32 = 3;

/// The library's version.
pub(crate) fn version() -> &'static str {
    aws_sdk_bedrock::meta::PKG_VERSION
}

/// Makes the call, in a runtime of its own, with which every connection goes.
pub(crate) fn answer(call: &Call) -> OutcomeResult {
    let bedrock = client(call);
    let request = match request(&bedrock, &call.input) {
        Ok(request) => request,
        Err(reason) => return OutcomeResult::Unsupported { reason },
    };
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(async {
            match call.drive {
                Drive::Page => page(request).await,
                Drive::Walk => walk(request, call.limits.pages).await,
            }
        }),
        Err(error) => OutcomeResult::Broken { reason: error.to_string(), trace: None },
    }
}

/// A client of the call's own, whose quota of retries is its own, too.
fn client(call: &Call) -> Client {
    let credentials = &call.credentials;
    let mut config = Config::builder()
        .behavior_version_latest()
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(call.endpoint.as_str())
        .region(Region::new(call.region.clone()))
        .credentials_provider(Credentials::new(
            credentials.access_key_id.as_str(),
            credentials.secret_access_key.as_str(),
            credentials.session_token.clone(),
            None,
            "call",
        ))
        .retry_partition(RetryPartition::new(format!("call {}", call.seq)));
    if let Some(attempts) = call.limits.attempts {
        config = config.retry_config(RetryConfig::standard().with_max_attempts(attempts));
    }
    if let Some(deadline_ms) = call.limits.deadline_ms {
        let attempts = call.limits.attempts.unwrap_or(DEFAULT_ATTEMPTS);
        let share = Duration::from_millis(deadline_ms * 4 / 5) / attempts;
        config = config.timeout_config(TimeoutConfig::builder().operation_attempt_timeout(share).build());
    }
    Client::from_conf(config.build())
}

/// The library's request; what its types cannot say is the error.
fn request(bedrock: &Client, input: &Value) -> Result<ListEvaluationJobsFluentBuilder, String> {
    let mut request = bedrock.list_evaluation_jobs();
    for (name, value) in input.as_object().into_iter().flatten() {
        let text = value.as_str();
        let number = value.as_i64().and_then(|number| i32::try_from(number).ok());
        let time = text.and_then(|text| DateTime::from_str(text, DateTimeFormat::DateTimeWithOffset).ok());
        let with_member = match name.as_str() {
            "creationTimeAfter" => time.map(|time| request.creation_time_after(time)),
            "creationTimeBefore" => time.map(|time| request.creation_time_before(time)),
            "maxResults" => number.map(|number| request.max_results(number)),
            "nameContains" => text.map(|text| request.name_contains(text)),
            "nextToken" => text.map(|text| request.next_token(text)),
            "sortBy" => text.map(|text| request.sort_by(text.into())),
            "sortOrder" => text.map(|text| request.sort_order(text.into())),
            "statusEquals" => text.map(|text| request.status_equals(text.into())),
            _ => None,
        };
        request = with_member.ok_or_else(|| format!("the request's types have no {name} that is {value}"))?;
    }
    Ok(request)
}

/// One call of the library, one page.
async fn page(request: ListEvaluationJobsFluentBuilder) -> OutcomeResult {
    match request.send().await {
        Ok(page) => {
            let mut output = jobs(page.job_summaries.as_deref());
            output.extend(page.next_token.map(|token| ("nextToken".to_owned(), json!(token))));
            returned(output, 1, Stopped::End)
        }
        Err(error) => OutcomeResult::Failed { error: failure(&error), output: None, part: None, pages: None },
    }
}

/// All pages by the library's own paginator, whose items are put into one response.
async fn walk(request: ListEvaluationJobsFluentBuilder, limit: Option<u32>) -> OutcomeResult {
    let mut stream = request.into_paginator().send();
    let mut received: Option<Vec<EvaluationSummary>> = None;
    let mut pages = 0;
    while let Some(page) = stream.next().await {
        match page {
            Ok(page) => {
                pages += 1;
                if let Some(more) = page.job_summaries {
                    received.get_or_insert_default().extend(more);
                }
                if limit == Some(pages) {
                    return returned(jobs(received.as_deref()), pages, Stopped::Limit);
                }
            }
            Err(error) => {
                let mut error = failure(&error);
                if error.kind == ErrorKind::Refused && pages > 0 {
                    // It refused what the service had sent, not the input.
                    error.kind = ErrorKind::Other;
                }
                let output = Some(Value::Object(jobs(received.as_deref())));
                return OutcomeResult::Failed { error, output, part: None, pages: Some(pages) };
            }
        }
    }
    returned(jobs(received.as_deref()), pages, Stopped::End)
}

fn returned(output: Map<String, Value>, pages: u32, stopped: Stopped) -> OutcomeResult {
    OutcomeResult::Returned { output: Value::Object(output), part: None, pages: Some(pages), stopped }
}

/// The response with its list, if the library gives one.
fn jobs(jobs: Option<&[EvaluationSummary]>) -> Map<String, Value> {
    jobs.map(|jobs| ("jobSummaries".to_owned(), jobs.iter().map(job).collect())).into_iter().collect()
}

/// The documented members of one job; the library writes none of its types as JSON.
#[expect(deprecated, reason = "the reference documents modelIdentifiers, which the library calls deprecated")]
fn job(job: &EvaluationSummary) -> Value {
    let task_types: Vec<&str> = job.evaluation_task_types.iter().map(EvaluationTaskType::as_str).collect();
    json!({
        "creationTime": time(&job.creation_time),
        "evaluationTaskTypes": task_types,
        "jobArn": job.job_arn,
        "jobName": job.job_name,
        "jobType": job.job_type.as_str(),
        "modelIdentifiers": job.model_identifiers,
        "status": job.status.as_str(),
    })
}

/// A time as RFC 3339, which has no word for years after 9999.
fn time(time: &DateTime) -> String {
    time.fmt(DateTimeFormat::DateTime).unwrap_or_else(|_| format!("{time:?}"))
}

/// The library's error as a caller can read it.
fn failure(error: &SdkError<ListEvaluationJobsError>) -> ClientError {
    eprintln!("{}", DisplayErrorContext(error));
    let (native, kind) = match error {
        SdkError::ConstructionFailure(_) => ("ConstructionFailure", ErrorKind::Refused),
        SdkError::TimeoutError(_) => ("TimeoutError", ErrorKind::Timeout),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => ("DispatchFailure", ErrorKind::Timeout),
        SdkError::DispatchFailure(_) => ("DispatchFailure", ErrorKind::Transport),
        // The body could not be read to its end.
        SdkError::ResponseError(_) => ("ResponseError", ErrorKind::Transport),
        // What the library cannot parse is a service error, too; its status says that it is none.
        SdkError::ServiceError(error) if error.raw().status().is_success() => {
            ("ServiceError", ErrorKind::Decode)
        }
        SdkError::ServiceError(_) => ("ServiceError", ErrorKind::Service),
        _ => ("SdkError", ErrorKind::Other),
    };
    ClientError {
        kind,
        code: error.code().map(str::to_owned),
        message: error.message().map(str::to_owned),
        http_status: error.raw_response().map(|response| response.status().as_u16()),
        request_id: error.request_id().map(str::to_owned),
        native: native.to_owned(),
    }
}
