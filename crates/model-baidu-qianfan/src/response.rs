//! The response of `DescribeEvalTasks`.

use std::collections::BTreeMap;

use model_transport::{Field, open_enum};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::time::CivilTimeText;

/// One page of tasks in its envelope (the reference, "Response").
///
/// Written as JSON it is what was received: absent members stay absent, nulls stay null, unknown members stay.
///
/// ```
/// use model_baidu_qianfan::DescribeEvalTasksResponse;
///
/// let text = r#"{"requestId":"r","result":{"evalTaskList":[{"taskId":"ame-1","createTime":"2023-05-31 23:34:38"}]}}"#;
/// let response: DescribeEvalTasksResponse = serde_json::from_str(text)?;
/// let task = &response.result.eval_task_list.items()[0];
/// assert_eq!(task.task_id.value().map(String::as_str), Some("ame-1"));
/// assert_eq!(serde_json::to_string(&response)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DescribeEvalTasksResponse {
    /// `requestId`: the id to quote to support.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub request_id: Field<String>,
    /// `result`: the page of tasks; every success has one.
    pub result: TaskPage,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// One page of tasks (the reference, "Response", `result`); without `evalTaskList` the page is empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct TaskPage {
    /// `evalTaskList`: the tasks.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub eval_task_list: Field<Vec<EvalTask>>,
    /// `pageInfo`: where the page lies.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub page_info: Field<PageInfo>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// Where a page lies (the reference, "Response", `pageInfo`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct PageInfo {
    /// `marker`: where this page began; empty at the first task.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub marker: Field<String>,
    /// `maxKeys`: how many tasks a full page has.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub max_keys: Field<i64>,
    /// `isTruncated`: whether more tasks follow.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub is_truncated: Field<bool>,
    /// `nextMarker`: where the next page begins; there while `isTruncated` is true.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub next_marker: Field<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// One task (the reference, "Response", `evalTaskList`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct EvalTask {
    /// `taskId`: the task's id.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub task_id: Field<String>,
    /// `taskName`: the task's name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub task_name: Field<String>,
    /// `evalType`: the kind of task.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub eval_type: Field<TaskType>,
    /// `evalMode`: what evaluates.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub eval_mode: Field<EvalMode>,
    /// `description`: the task's description.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// `createTime`: when the task was created, in a zone that the reference does not name.
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub create_time: Field<CivilTimeText>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

open_enum! {
    /// The kind of a task (the reference, "Response", `evalTaskList`, `evalType`), or any other.
    pub enum TaskType {
        /// People evaluate.
        Manual = "manual",
        /// Rules or a model evaluate.
        Auto = "auto",
    }
}

open_enum! {
    /// What evaluates (the reference, "Response", `evalTaskList`, `evalMode`), or any other.
    ///
    /// ```
    /// use model_baidu_qianfan::EvalMode;
    ///
    /// assert_eq!(EvalMode::from("rule,model"), EvalMode::RuleAndModel);
    /// ```
    pub enum EvalMode {
        /// Rules.
        Rule = "rule",
        /// A model as the judge.
        Model = "model",
        /// People.
        Manual = "manual",
        /// Rules and a model as the judge: one value in the reference, not a list.
        RuleAndModel = "rule,model",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let response: DescribeEvalTasksResponse = serde_json::from_str(text).unwrap();
        let written = serde_json::to_value(&response).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn responses_are_written_as_they_were_read() {
        // The reference, "Response sample".
        check(
            r#"{
                "requestId": "55244c61-3b25-40be-af34-ee6c4675e965",
                "result": {
                    "evalTaskList": [{
                        "taskId": "ame-nfw1fxxxxx", "taskName": "sandboxdd", "evalType": "auto", "evalMode": "rule",
                        "description": "sfasf", "createTime": "2023-05-31 23:34:38"
                    }],
                    "pageInfo": {"marker": "", "maxKeys": 100, "isTruncated": false}
                }
            }"#,
        );
        check(r#"{"result":{}}"#);
        check(r#"{"requestId":null,"result":{"evalTaskList":null,"pageInfo":null}}"#);
        check(
            r#"{"result":{"pageInfo":{"maxKeys":9007199254740993,"isTruncated":null,"nextMarker":""}},"later":1e-7}"#,
        );
        check(
            r#"{"result":{"evalTaskList":[{"evalType":"both","evalMode":"rule,model","createTime":"soon","x":[]}]}}"#,
        );
    }

    #[test]
    fn a_success_needs_its_result() {
        for text in ["{}", r#"{"result":null}"#, r#"{"result":[]}"#, r#"{"result":{"evalTaskList":{}}}"#] {
            assert!(serde_json::from_str::<DescribeEvalTasksResponse>(text).is_err(), "{text}");
        }
    }
}
