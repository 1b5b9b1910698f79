//! How the service shows errors and request ids.

use model_transport::{Answer, Problem};
use serde_json::Value;

/// The request id in the body, or else in the header.
pub(crate) fn request_id(answer: &Answer) -> Option<String> {
    let in_body = answer.json().and_then(|body| body.get("requestId")?.as_str());
    in_body.or_else(|| answer.header("x-bce-request-id")).map(str::to_owned)
}

/// The error in the body (the reference, "Error codes"). The reference names no HTTP status, so every status
/// can hold one.
pub(crate) fn problem(answer: &Answer) -> Option<Problem> {
    let member = |name| answer.json()?.get(name).and_then(Value::as_str).map(str::to_owned);
    let code = member("code")?;
    Some(Problem { code: Some(code), message: member("message") })
}
