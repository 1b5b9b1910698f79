//! How the service shows errors and request ids.

use model_transport::{Answer, Problem};
use serde_json::Value;

/// The request id in the body's metadata.
pub(crate) fn request_id(answer: &Answer) -> Option<String> {
    answer.json()?.pointer("/ResponseMetadata/RequestId")?.as_str().map(str::to_owned)
}

/// The error in the body's metadata, whatever the status.
pub(crate) fn problem(answer: &Answer) -> Option<Problem> {
    let error = answer.json()?.pointer("/ResponseMetadata/Error")?;
    let member = |name| error.get(name).and_then(Value::as_str).map(str::to_owned);
    (!error.is_null()).then(|| Problem { code: member("Code"), message: member("Message") })
}
