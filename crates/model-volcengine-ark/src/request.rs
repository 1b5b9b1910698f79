//! What the requests of both operations share.

use model_transport::{InputError, typed_input};
use serde::de::DeserializeOwned;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::job_parts::{SortBy, SortOrder, TagFilter};

/// A request for one page of jobs, by the type of its operation's own filter; a member that is not set is not sent
/// (both references, request sample).
///
/// Use it under the names of the operations: [`ListEvaluationJobsRequest`](crate::ListEvaluationJobsRequest) and
/// [`ListBatchInferenceJobsRequest`](crate::ListBatchInferenceJobsRequest). Written as JSON its members have the
/// order of the operation's request sample.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase", deny_unknown_fields, bound = "F: JobFilter")]
pub struct ListRequest<F> {
    /// `PageNumber`: which page, counted from 1. The request sample of `ListBatchInferenceJobs` asks for 0 and is
    /// answered 1, so 0 reads as the first page too.
    pub page_number: Option<i64>,
    /// `PageSize`: how many jobs in one page; the service may give another number.
    pub page_size: Option<i64>,
    /// `SortOrder`: which way to sort.
    pub sort_order: Option<SortOrder>,
    /// `SortBy`: what to sort by.
    pub sort_by: Option<SortBy>,
    /// `TagFilters`: only jobs with these tags; an empty list is sent as such.
    pub tag_filters: Option<Vec<TagFilter>>,
    /// `ProjectName`: only jobs of this project.
    pub project_name: Option<String>,
    /// `Filter`: the operation's own filters.
    pub filter: Option<F>,
}

/// The filter of an operation, and with it the operation; the filter types of this crate and no others.
pub trait JobFilter: sealed::Sealed + Serialize + DeserializeOwned + Default + Send + Sync + 'static {
    /// What the operation lists.
    type Job: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static;

    /// The operation: the value of `Action` in the query.
    const ACTION: &'static str;
}

impl<F: JobFilter> ListRequest<F> {
    /// Reads a request out of a JSON object under the names of the reference.
    ///
    /// # Errors
    /// [`InputError::Inexpressible`] for an unknown member, a null, or a value of another type.
    pub fn from_json(input: &Value) -> Result<Self, InputError> {
        typed_input(input)
    }
}

impl<F: JobFilter> Serialize for ListRequest<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        if F::PROJECT_NAME_COMES_FIRST {
            write(&mut members, "ProjectName", &self.project_name)?;
        }
        write(&mut members, "PageNumber", &self.page_number)?;
        write(&mut members, "PageSize", &self.page_size)?;
        write(&mut members, "SortOrder", &self.sort_order)?;
        write(&mut members, "SortBy", &self.sort_by)?;
        write(&mut members, "TagFilters", &self.tag_filters)?;
        if !F::PROJECT_NAME_COMES_FIRST {
            write(&mut members, "ProjectName", &self.project_name)?;
        }
        write(&mut members, "Filter", &self.filter)?;
        members.end()
    }
}

fn write<M: SerializeMap>(
    members: &mut M,
    name: &str,
    value: &Option<impl Serialize>,
) -> Result<(), M::Error> {
    value.as_ref().map_or(Ok(()), |value| members.serialize_entry(name, value))
}

/// Keeps [`JobFilter`] to this crate.
pub(crate) mod sealed {
    /// Implemented by the filters of this crate only.
    pub trait Sealed {
        /// Where the operation's request sample has `ProjectName`: before all other members, or before `Filter`.
        const PROJECT_NAME_COMES_FIRST: bool;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{ListBatchInferenceJobsRequest, ListEvaluationJobsRequest};

    #[test]
    fn members_have_the_order_of_the_sample() {
        let input = json!({
            "Filter": {}, "ProjectName": "p", "TagFilters": [], "SortBy": "CreateTime", "SortOrder": "Asc",
            "PageSize": 2, "PageNumber": 1
        });
        let shared = r#""PageNumber":1,"PageSize":2,"SortOrder":"Asc","SortBy":"CreateTime","TagFilters":[]"#;
        let request = ListEvaluationJobsRequest::from_json(&input).unwrap();
        let written = serde_json::to_string(&request).unwrap();
        assert_eq!(written, format!(r#"{{{shared},"ProjectName":"p","Filter":{{}}}}"#));
        let request = ListBatchInferenceJobsRequest::from_json(&input).unwrap();
        let written = serde_json::to_string(&request).unwrap();
        assert_eq!(written, format!(r#"{{"ProjectName":"p",{shared},"Filter":{{}}}}"#));
    }
}
