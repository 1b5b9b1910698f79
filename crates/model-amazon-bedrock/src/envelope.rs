//! How the service shows errors and request ids.

use model_transport::{Answer, Problem};
use serde_json::Value;

/// The request id, in the header of every answer.
pub(crate) fn request_id(answer: &Answer) -> Option<String> {
    answer.header("x-amzn-requestid").map(str::to_owned)
}

/// The error that an answer holds, if any.
///
/// A failing status is one by itself. At a succeeding status it takes a sign that no page has: the header of
/// error types, or a body with a code or a message and no jobs.
pub(crate) fn problem(answer: &Answer) -> Option<Problem> {
    let in_header = answer.header("x-amzn-errortype");
    let in_body = |names: &[&str]| names.iter().find_map(|name| answer.json()?.get(name)?.as_str());
    let code = in_header.or_else(|| in_body(&["__type", "code"])).map(bare_code);
    let message = in_body(&["message", "Message"]);
    let is_page = |body: &Value| body.get("jobSummaries").is_some();
    if answer.is_success() {
        let shows_error = (code.is_some() || message.is_some()) && !answer.json().is_some_and(is_page);
        if in_header.is_none() && !shows_error {
            return None;
        }
    } else if code.is_none() && message.is_none() {
        return None;
    }
    Some(Problem { code, message: message.map(str::to_owned) })
}

/// The code without the namespace before `#` and the address after `:`.
fn bare_code(code: &str) -> String {
    let code = code.split(':').next().unwrap_or(code);
    code.rsplit('#').next().unwrap_or(code).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lose_namespace_and_address() {
        for code in [
            "ThrottlingException",
            "ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/",
            "com.amazon.bedrock#ThrottlingException",
            "com.amazon.bedrock#ThrottlingException:http://internal.amazon.com/#/",
        ] {
            assert_eq!(bare_code(code), "ThrottlingException", "{code}");
        }
    }
}
