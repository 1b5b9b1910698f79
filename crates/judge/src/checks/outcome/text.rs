//! Words for outcomes in findings.

use client_protocol::{ClientError, Expectation, ExpectedError};
use contract::pluralize;

use crate::timeline::Timeline;

/// The outcomes that a case allows.
pub(crate) fn described(allowed: &[&Expectation]) -> String {
    let one = |outcome: &Expectation| match outcome {
        Expectation::Returns => "the value".to_owned(),
        Expectation::Refused => "an error before any request".to_owned(),
        Expectation::Fails(ExpectedError { code: Some(code), .. }) => format!("the error {code}"),
        Expectation::Fails(_) => "an error".to_owned(),
        Expectation::AnyOf(_) => String::new(),
    };
    allowed.iter().map(|outcome| one(outcome)).collect::<Vec<_>>().join(" or ")
}

/// The error that the client returned, and the reason of the service where the service refused a request.
pub(crate) fn describe(timeline: &Timeline<'_>, error: &ClientError) -> String {
    let code = error.code.as_ref().map_or_else(String::new, |code| format!(" {code}"));
    let message = error.message.as_ref().map_or_else(String::new, |message| format!(": {message}"));
    let kind = kind_name(error);
    let requests = match timeline.attempts.len() {
        0 => "before any request".to_owned(),
        count => format!("after {}", pluralize(count, "request")),
    };
    let refusal = timeline.attempts.iter().find_map(|attempt| attempt.answer.refusal.as_ref());
    let refusal = refusal
        .filter(|reason| error.message.as_ref() != Some(*reason))
        .map_or_else(String::new, |reason| format!("; the service refused the request: {reason}"));
    format!("an error of kind {kind}{code}, the library's {}, {requests}{message}{refusal}", error.native)
}

/// The kind of an error in lower case.
pub(crate) fn kind_name(error: &ClientError) -> String {
    format!("{:?}", error.kind).to_lowercase()
}
