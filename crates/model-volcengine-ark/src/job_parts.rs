//! What both operations' samples have in common.

use std::collections::BTreeMap;

use model_transport::{Field, TimestampText, open_enum};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A filter by tag (the reference of `ListBatchInferenceJobs`, request sample, `TagFilters`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase", deny_unknown_fields)]
pub struct TagFilter {
    /// `Key`: the tag's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// `Values`: the values to look for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
}

/// A tag of a job (both references, response sample, `Tags`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Tag {
    /// `Key`: the tag's name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub key: Field<String>,
    /// `Value`: the tag's value.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub value: Field<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// A place in the object storage (both references, response sample, the members ending in `TosLocation`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct TosLocation {
    /// `BucketName`: the bucket.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub bucket_name: Field<String>,
    /// `ObjectKey`: the object, or what the keys of several objects begin with.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub object_key: Field<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// How far a job is (both references, response sample, `Status`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct JobStatus {
    /// `Phase`: the phase.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub phase: Field<Phase>,
    /// `PhaseTime`: since when.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub phase_time: Field<TimestampText>,
    /// `RetryCount`: how often it was tried again; shown for evaluation jobs only.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub retry_count: Field<i64>,
    /// `Message`: the same for people.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub message: Field<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// The model of a job (both references, response sample, `ModelReference`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct ModelReference {
    /// `CustomModelId`: a model of the caller's own; shown for evaluation jobs only.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub custom_model_id: Field<String>,
    /// `FoundationModel`: a model of the provider's; shown for batch inference jobs only.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub foundation_model: Field<FoundationModel>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// A model of the provider's (the reference of `ListBatchInferenceJobs`, response sample, `FoundationModel`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
#[non_exhaustive]
pub struct FoundationModel {
    /// `Name`: the model's name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub name: Field<String>,
    /// `ModelVersion`: its version, a text.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub model_version: Field<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

open_enum! {
    /// A job's phase: the two that samples show, and any other.
    ///
    /// ```
    /// use model_volcengine_ark::Phase;
    ///
    /// assert_eq!(Phase::from("Queued"), Phase::Other("Queued".into()));
    /// ```
    pub enum Phase {
        /// An evaluation job came to its end (the reference of `ListEvaluationJobs`, both samples).
        Finished = "Finished",
        /// A batch inference job came to its end (the reference of `ListBatchInferenceJobs`, response sample).
        Completed = "Completed",
    }
}

open_enum! {
    /// What to sort by: what the samples show, and any other.
    pub enum SortBy {
        /// When the job was created (both references, request sample).
        CreateTime = "CreateTime",
    }
}

open_enum! {
    /// Which way to sort: what a sample shows, and any other.
    pub enum SortOrder {
        /// Smallest first (the reference of `ListEvaluationJobs`, request sample).
        Ascending = "Asc",
    }
}
