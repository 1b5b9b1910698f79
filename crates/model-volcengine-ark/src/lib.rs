//! Typed requests, responses, errors and pagers of volcengine-ark.
//!
//! Two operations: `ListEvaluationJobs` and `ListBatchInferenceJobs`. [`Client::send`], [`Client::pages`] and
//! [`Client::items`] take the request of either.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use model_volcengine_ark::{Client, Credentials, Error, EvaluationJobFilter, ListEvaluationJobsRequest, Phase};
//! use model_volcengine_ark::Settings;
//!
//! # async fn example() -> Result<(), Error> {
//! let credentials =
//!     Credentials { access_key_id: "AKLT".into(), secret_access_key: "secret".into(), session_token: None };
//! let endpoint = "https://ark.cn-beijing.volcengineapi.com";
//! let client = Client::new(Settings::builder(endpoint, "cn-beijing", credentials).build()?);
//!
//! let request = ListEvaluationJobsRequest {
//!     page_size: Some(50),
//!     filter: Some(EvaluationJobFilter { phases: Some(vec![Phase::Finished]) }),
//!     ..Default::default()
//! };
//! let mut jobs = std::pin::pin!(client.items(request));
//! while let Some(job) = jobs.try_next().await? {
//!     println!("{:?} {:?}", job.id, job.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! "The reference" of an operation in this crate's documentation is its description in the Ark API reference of
//! Volcengine. Neither has tables, only one sample request and one sample response. So every type here is what a
//! sample shows; there are no limits, texts are open, and every response member may be absent or null.

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
