//! Typed requests, responses, errors and pagers of volcengine-ark.
#![doc = include_str!("../README.md")]

mod batch_inference_job;
mod client;
mod envelope;
mod evaluation_job;
mod job_parts;
mod pager;
mod request;
mod response;

pub use batch_inference_job::{
    BatchInferenceJob, BatchInferenceJobFilter, FoundationModelFilter, ListBatchInferenceJobsRequest,
    RequestCounts,
};
pub use client::Client;
pub use evaluation_job::{EvaluationJob, EvaluationJobFilter, ListEvaluationJobsRequest};
pub use job_parts::{
    FoundationModel, JobStatus, ModelReference, Phase, SortBy, SortOrder, Tag, TagFilter, TosLocation,
};
pub use model_transport::{
    BackOff, Clock, Connections, Credentials, Error, Field, InputError, InvalidMember, ServiceError,
    Settings, TimestampText,
};
pub use request::{JobFilter, ListRequest};
pub use response::{Response, ResponseMetadata, ResultPage};
