//! Typed requests, responses, errors and pagers of amazon-bedrock.
//!
//! One operation: `ListEvaluationJobs`. Its requests cannot hold a value that its reference forbids, its
//! responses keep what they do not know, and [`Client::pages`] and [`Client::items`] follow its continuation tokens.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use model_amazon_bedrock::{Client, Credentials, Error, ListEvaluationJobsRequest, MaxResults, Settings};
//! use model_amazon_bedrock::StatusEquals;
//!
//! # async fn example() -> Result<(), Error> {
//! let credentials =
//!     Credentials { access_key_id: "AKID".into(), secret_access_key: "secret".into(), session_token: None };
//! let endpoint = "https://bedrock.us-east-1.amazonaws.com";
//! let client = Client::new(Settings::builder(endpoint, "us-east-1", credentials).build()?);
//!
//! let request = ListEvaluationJobsRequest {
//!     max_results: Some(MaxResults::try_from(100)?),
//!     status_equals: Some(StatusEquals::Completed),
//!     ..Default::default()
//! };
//! let mut jobs = std::pin::pin!(client.items(request));
//! while let Some(job) = jobs.try_next().await? {
//!     println!("{:?} {:?}", job.job_name, job.status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! "The reference" in this crate's documentation is the description of `ListEvaluationJobs` in the Amazon Bedrock
//! API Reference, quoted by its sections. What the reference leaves open, this crate leaves open too.

mod client;
mod envelope;
mod limits;
mod pager;
mod request;
mod response;

pub use client::Client;
pub use limits::{MaxResults, NameContains, NextToken};
pub use model_transport::{
    BackOff, Clock, Connections, Credentials, Error, Field, InputError, InvalidMember, ServiceError,
    Settings, TimestampText,
};
pub use request::{ListEvaluationJobsRequest, SortBy, SortOrder, StatusEquals};
pub use response::{EvaluationSummary, ListEvaluationJobsResponse, Status};
