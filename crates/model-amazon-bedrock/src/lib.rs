//! Typed requests, responses, errors and pagers of amazon-bedrock.
#![doc = include_str!("../README.md")]

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
