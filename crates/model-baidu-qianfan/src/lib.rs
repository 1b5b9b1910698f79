//! Typed requests, responses, errors and pagers of baidu-qianfan.
#![doc = include_str!("../README.md")]

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
