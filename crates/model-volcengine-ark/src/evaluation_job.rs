//! `ListEvaluationJobs`: its request and its items.

use std::collections::BTreeMap;

use model_transport::{Field, InputError, TimestampText, typed_input};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::common::{JobStatus, ModelReference, Phase, SortBy, SortOrder, Tag, TagFilter, TosLocation};
use crate::listing::{Listing, sealed};

/// Which evaluation jobs to list; a member that is not set is not sent (the page of `ListEvaluationJobs`,
/// request sample).
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListEvaluationJobsRequest {
    /// `PageNumber`: which page, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_number: Option<i64>,
    /// `PageSize`: how many jobs in one page; the service may give another number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i64>,
    /// `SortOrder`: which way to sort.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_order: Option<SortOrder>,
    /// `SortBy`: what to sort by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_by: Option<SortBy>,
    /// `TagFilters`: only jobs with these tags; an empty list is sent as such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_filters: Option<Vec<TagFilter>>,
    /// `ProjectName`: only jobs of this project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// `Filter`: further filters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<EvaluationJobFilter>,
}

/// Filters of evaluation jobs (the page of `ListEvaluationJobs`, request sample, `Filter`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase", deny_unknown_fields)]
pub struct EvaluationJobFilter {
    /// `Phases`: only jobs in one of these phases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phases: Option<Vec<Phase>>,
}

/// One evaluation job (the page of `ListEvaluationJobs`, response sample, `Items`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
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

impl ListEvaluationJobsRequest {
    /// Reads a request out of a JSON object under the names of the page.
    ///
    /// # Errors
    /// [`InputError::Inexpressible`] for an unknown member, a null, or a value of another type.
    pub fn from_json(input: &Value) -> Result<Self, InputError> {
        typed_input(input)
    }
}

impl sealed::Sealed for ListEvaluationJobsRequest {}

impl Listing for ListEvaluationJobsRequest {
    type Item = EvaluationJob;

    const ACTION: &'static str = "ListEvaluationJobs";

    fn page_number(&self) -> Option<i64> {
        self.page_number
    }

    fn with_page_number(&self, page_number: i64) -> Self {
        Self { page_number: Some(page_number), ..self.clone() }
    }
}
