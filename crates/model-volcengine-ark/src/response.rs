//! The response of both operations, by the type of its jobs.

use std::collections::BTreeMap;

use model_transport::Field;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One page of jobs in its envelope (both references, response sample).
///
/// Written as JSON it is what was received: absent members stay absent, nulls stay null, unknown members stay.
///
/// ```
/// use model_volcengine_ark::{EvaluationJob, Response};
///
/// let text = r#"{"ResponseMetadata":{"RequestId":"r"},"Result":{"TotalCount":1,"Items":[{"Id":"ej-1"}]}}"#;
/// let response: Response<EvaluationJob> = serde_json::from_str(text)?;
/// assert_eq!(response.result.items.items()[0].id.value().map(String::as_str), Some("ej-1"));
/// assert_eq!(serde_json::to_string(&response)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", bound(deserialize = "I: Deserialize<'de>"))]
#[non_exhaustive]
pub struct Response<I> {
    /// `ResponseMetadata`: about the call.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub response_metadata: Field<ResponseMetadata>,
    /// `Result`: the page of jobs; a response without one is no success.
    pub result: ResultPage<I>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// About one call (both references, response sample, `ResponseMetadata`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct ResponseMetadata {
    /// `RequestId`: the id to quote to support.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub request_id: Field<String>,
    /// `Action`: the operation.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub action: Field<String>,
    /// `Version`: the version of the API.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub version: Field<String>,
    /// `Service`: the service.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub service: Field<String>,
    /// `Region`: the region.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub region: Field<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// One page of jobs (both references, response sample, `Result`).
///
/// The samples do not say that a member is always there; without `Items` the page is empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", bound(deserialize = "I: Deserialize<'de>"))]
#[non_exhaustive]
pub struct ResultPage<I> {
    /// `TotalCount`: the number of jobs on all pages.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub total_count: Field<i64>,
    /// `PageNumber`: which page this is, counted from 1.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub page_number: Field<i64>,
    /// `PageSize`: how many jobs a full page has. The sample asks for 1 and is answered 10.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub page_size: Field<i64>,
    /// `Items`: the jobs.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub items: Field<Vec<I>>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}
