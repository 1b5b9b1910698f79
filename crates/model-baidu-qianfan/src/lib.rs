//! Typed requests, responses, errors and pagers of baidu-qianfan.
//!
//! One operation: `DescribeEvalTasks`. Its requests cannot hold a value that its reference forbids, its responses
//! keep what they do not know, and [`Client::pages`] and [`Client::items`] follow its markers.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use model_baidu_qianfan::{Client, Credentials, DescribeEvalTasksRequest, ENDPOINT, Error, EvalType, Settings};
//!
//! # async fn example() -> Result<(), Error> {
//! let credentials =
//!     Credentials { access_key_id: "ALTAK".into(), secret_access_key: "secret".into(), session_token: None };
//! let client = Client::new(Settings::builder(ENDPOINT, "bj", credentials).build()?);
//!
//! let request = DescribeEvalTasksRequest { max_keys: Some(100), ..DescribeEvalTasksRequest::new(EvalType::Auto) };
//! let mut tasks = std::pin::pin!(client.items(request));
//! while let Some(task) = tasks.try_next().await? {
//!     println!("{:?} {:?}", task.task_id, task.task_name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! "The reference" in this crate's documentation is the description of `DescribeEvalTasks` in the Qianfan API
//! reference of Baidu AI Cloud; its sections are named in English here. What the reference leaves open, this crate
//! leaves open too.

mod client;
mod envelope;
mod pager;
mod request;
mod response;
mod time;

pub use client::{Client, ENDPOINT};
pub use model_transport::{
    BackOff, Clock, Connections, Credentials, Error, Field, InputError, InvalidMember, ServiceError, Settings,
};
pub use request::{DescribeEvalTasksRequest, EvalType};
pub use response::{DescribeEvalTasksResponse, EvalMode, EvalTask, PageInfo, TaskPage, TaskType};
pub use time::CivilTimeText;
