//! `ListEvaluationJobs`: its request and its items.

use std::collections::BTreeMap;

use model_transport::{Field, TimestampText};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::job_parts::{JobStatus, ModelReference, Phase, Tag, TosLocation};
use crate::request::{JobFilter, ListRequest, sealed};

/// Which evaluation jobs to list (the reference of `ListEvaluationJobs`, request sample).
///
/// ```
/// use model_volcengine_ark::{ListEvaluationJobsRequest, SortOrder};
///
/// let request = ListEvaluationJobsRequest {
///     page_size: Some(50),
///     sort_order: Some(SortOrder::Ascending),
///     ..Default::default()
/// };
/// assert_eq!(serde_json::to_string(&request)?, r#"{"PageSize":50,"SortOrder":"Asc"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub type ListEvaluationJobsRequest = ListRequest<EvaluationJobFilter>;

/// Filters of evaluation jobs (the reference of `ListEvaluationJobs`, request sample, `Filter`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase", deny_unknown_fields)]
pub struct EvaluationJobFilter {
    /// `Phases`: only jobs in one of these phases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phases: Option<Vec<Phase>>,
}

/// One evaluation job (the reference of `ListEvaluationJobs`, response sample, `Items`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct EvaluationJob {
    /// `Id`: the job's id.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub id: Field<String>,
    /// `Name`: the job's name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub name: Field<String>,
    /// `Description`: may be empty.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// `ModelReference`: what is evaluated.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub model_reference: Field<ModelReference>,
    /// `EndpointId`: where the model is served.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub endpoint_id: Field<String>,
    /// `ResultTosLocation`: where the results are.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub result_tos_location: Field<TosLocation>,
    /// `Status`: how far the job is.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub status: Field<JobStatus>,
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
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

impl sealed::Sealed for EvaluationJobFilter {
    const PROJECT_NAME_COMES_FIRST: bool = false;
}

impl JobFilter for EvaluationJobFilter {
    type Job = EvaluationJob;

    const ACTION: &'static str = "ListEvaluationJobs";
}
