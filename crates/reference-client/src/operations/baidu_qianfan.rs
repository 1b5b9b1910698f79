//! The operations of Baidu Qianfan.

use client_protocol::{Call, Drive, OutcomeResult};
use model_baidu_qianfan::{Client, DescribeEvalTasksRequest, DescribeEvalTasksResponse, Settings};
use serde_json::json;

use crate::answer;

/// `DescribeEvalTasks`.
pub(crate) async fn describe_eval_tasks(call: &Call, settings: Settings) -> OutcomeResult {
    let request = match DescribeEvalTasksRequest::from_json(&call.input) {
        Ok(request) => request,
        Err(error) => return answer::unsent(error),
    };
    let client = Client::new(settings);
    match call.drive {
        Drive::Page => answer::page(client.send(&request).await),
        Drive::Walk => {
            let tasks = |response: DescribeEvalTasksResponse| {
                response.result.eval_task_list.into_value().unwrap_or_default()
            };
            let whole = |tasks| json!({ "result": { "evalTaskList": tasks } });
            answer::walk(call, client.pages(request), tasks, whole).await
        }
    }
}
