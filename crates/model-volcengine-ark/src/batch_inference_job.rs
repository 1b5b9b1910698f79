//! `ListBatchInferenceJobs`: its request and its items.

use std::collections::BTreeMap;

use model_transport::{Field, TimestampText};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::job_parts::{JobStatus, ModelReference, Phase, Tag, TosLocation};
use crate::request::{JobFilter, ListRequest, sealed};

/// Which batch inference jobs to list (the reference of `ListBatchInferenceJobs`, request sample).
///
/// ```
/// use model_volcengine_ark::{BatchInferenceJobFilter, ListBatchInferenceJobsRequest};
///
/// let request = ListBatchInferenceJobsRequest {
///     filter: Some(BatchInferenceJobFilter { name: Some("nightly".into()), ..Default::default() }),
///     ..Default::default()
/// };
/// assert_eq!(serde_json::to_string(&request)?, r#"{"Filter":{"Name":"nightly"}}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub type ListBatchInferenceJobsRequest = ListRequest<BatchInferenceJobFilter>;

/// Filters of batch inference jobs (the reference of `ListBatchInferenceJobs`, request sample, `Filter`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase", deny_unknown_fields)]
pub struct BatchInferenceJobFilter {
    /// `Ids`: only jobs with one of these ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<String>>,
    /// `Name`: only jobs of this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `FoundationModels`: only jobs of one of these models.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foundation_models: Option<Vec<FoundationModelFilter>>,
    /// `CustomModelIds`: only jobs of one of these models of the caller's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_model_ids: Option<Vec<String>>,
    /// `Phases`: only jobs in one of these phases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phases: Option<Vec<Phase>>,
}

/// A filter by model (the reference of `ListBatchInferenceJobs`, request sample, `FoundationModels`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase", deny_unknown_fields)]
pub struct FoundationModelFilter {
    /// `Name`: the model's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `ModelVersions`: any of these versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_versions: Option<Vec<String>>,
}

/// One batch inference job (the reference of `ListBatchInferenceJobs`, response sample, `Items`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct BatchInferenceJob {
    /// `Id`: the job's id.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub id: Field<String>,
    /// `Name`: the job's name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub name: Field<String>,
    /// `Description`: may be empty.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// `InputFileTosLocation`: where the input is.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub input_file_tos_location: Field<TosLocation>,
    /// `OutputDirTosLocation`: where the output goes.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub output_dir_tos_location: Field<TosLocation>,
    /// `CompletionWindow`: how long the job may take, such as `1d`.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub completion_window: Field<String>,
    /// `Status`: how far the job is.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub status: Field<JobStatus>,
    /// `ModelReference`: the model that infers.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub model_reference: Field<ModelReference>,
    /// `RequestCounts`: how many requests the input holds, and how many are done.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub request_counts: Field<RequestCounts>,
    /// `Tags`: the job's tags.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub tags: Field<Vec<Tag>>,
    /// `ProjectName`: the job's project.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub project_name: Field<String>,
    /// `CreateTime`: when the job was created.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub create_time: Field<TimestampText>,
    /// `UpdateTime`: when the job last changed.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub update_time: Field<TimestampText>,
    /// `ExpireTime`: when the job's time is over.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub expire_time: Field<TimestampText>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// Numbers of requests in a job (the reference of `ListBatchInferenceJobs`, response sample, `RequestCounts`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct RequestCounts {
    /// `Total`: all of them.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub total: Field<i64>,
    /// `Completed`: those that succeeded.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub completed: Field<i64>,
    /// `Failed`: those that failed.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub failed: Field<i64>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

impl sealed::Sealed for BatchInferenceJobFilter {
    const PROJECT_NAME_COMES_FIRST: bool = true;
}

impl JobFilter for BatchInferenceJobFilter {
    type Job = BatchInferenceJob;

    const ACTION: &'static str = "ListBatchInferenceJobs";
}
