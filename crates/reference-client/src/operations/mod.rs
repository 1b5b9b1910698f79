//! Every operation, one row each.

mod amazon_bedrock;
mod baidu_qianfan;
mod volcengine_ark;

use client_protocol::{Call, OutcomeResult};
use model_transport::Connections;

use crate::{answer, budget};

/// The operations, as the protocol names them.
pub(crate) const NAMES: &[&str] = &[
    "amazon-bedrock/list-evaluation-jobs",
    "volcengine-ark/list-evaluation-jobs",
    "volcengine-ark/list-batch-inference-jobs",
    "baidu-qianfan/describe-eval-tasks",
];

/// Makes one call of the library.
pub(crate) async fn run(call: &Call, connections: Connections) -> OutcomeResult {
    let settings = match budget::settings(call, connections) {
        Ok(settings) => settings,
        Err(error) => return answer::failed(&error),
    };
    match call.operation.as_str() {
        "amazon-bedrock/list-evaluation-jobs" => amazon_bedrock::list_evaluation_jobs(call, settings).await,
        "volcengine-ark/list-evaluation-jobs" => volcengine_ark::list_evaluation_jobs(call, settings).await,
        "volcengine-ark/list-batch-inference-jobs" => {
            volcengine_ark::list_batch_inference_jobs(call, settings).await
        }
        "baidu-qianfan/describe-eval-tasks" => baidu_qianfan::describe_eval_tasks(call, settings).await,
        other => OutcomeResult::Unsupported { reason: format!("there is no operation {other:?}") },
    }
}
