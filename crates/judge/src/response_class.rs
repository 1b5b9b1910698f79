//! Whether a response was usable when it reached the client, after any fault.

use contract::{OperationContext, Place, Rule};
use serde_json::Value;
use wire::{Fault, Finish, RecordedExchange};

use crate::answer::{Answer, ServiceError};

/// Whether a response was usable when it reached the client.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ResponseClass {
    /// A whole successful response.
    Page(Value),
    /// A whole successful response in a form that a client may refuse: slow, compressed, or with another media type.
    Tolerable(Value),
    /// An error, whole.
    Error(ServiceError),
    /// A response that a client must not use; the rule says why.
    Unusable(Rule),
    /// A redirect that the client followed: its response came from the other host.
    Redirected,
}

/// Classifies a response; `redirected` says whether the client followed a redirect in the trial.
pub(crate) fn classify(
    context: OperationContext<'_>,
    exchange: &RecordedExchange,
    answer: &Answer,
    redirected: bool,
) -> ResponseClass {
    let body = &exchange.response.body;
    if !matches!(exchange.finish, Some(Finish::Whole | Finish::Broken(_))) {
        return ResponseClass::Unusable(Rule::WholeMessage);
    }
    let whole = || match &answer.error {
        Some(error) => ResponseClass::Error(error.clone()),
        None => match serde_json::from_slice::<Value>(body) {
            Ok(value) if is_error_envelope(context, &value) => {
                ResponseClass::Error(error_in(context, &value))
            }
            Ok(value) => ResponseClass::Page(value),
            Err(_) if body.is_empty() => ResponseClass::Unusable(Rule::EmptyIsNoAnswer),
            Err(_) => ResponseClass::Unusable(Rule::ValidJson),
        },
    };
    let tolerable = || match whole() {
        ResponseClass::Page(value) => ResponseClass::Tolerable(value),
        other => other,
    };
    match &exchange.fault {
        None => whole(),
        // A fault beyond the end of the body leaves the answer whole.
        Some(
            Fault::ResetAfter { bytes } | Fault::CutAfter { bytes } | Fault::StallInBody { bytes, ms: None },
        ) if *bytes >= body.len() => tolerable(),
        Some(
            Fault::Refuse
            | Fault::CloseBeforeFirstByte
            | Fault::Reset
            | Fault::ResetAfter { .. }
            | Fault::CutAfter { .. },
        ) => ResponseClass::Unusable(Rule::WholeMessage),
        Some(Fault::BrokenChunk { .. } | Fault::CutChunked { .. }) => {
            ResponseClass::Unusable(Rule::WholeMessage)
        }
        Some(Fault::ContentLength { difference }) if *difference > 0 => {
            ResponseClass::Unusable(Rule::WholeMessage)
        }
        Some(Fault::ContentLength { .. } | Fault::Garble { .. }) => ResponseClass::Unusable(Rule::ValidJson),
        Some(Fault::EmptyBody | Fault::Html { .. }) => match &answer.error {
            Some(error) => ResponseClass::Error(ServiceError { in_envelope: false, ..error.clone() }),
            None if matches!(exchange.fault, Some(Fault::Html { status: Some(400..) })) => {
                ResponseClass::Error(ServiceError::bare())
            }
            None if exchange.fault == Some(Fault::EmptyBody) => {
                ResponseClass::Unusable(Rule::EmptyIsNoAnswer)
            }
            None => ResponseClass::Unusable(Rule::ValidJson),
        },
        Some(
            Fault::StallBeforeHead { ms } | Fault::StallAfterHead { ms } | Fault::StallInBody { ms, .. },
        ) => match ms {
            Some(_) => tolerable(),
            None => ResponseClass::Unusable(Rule::WholeMessage),
        },
        // A client that accepts gzip must decode it.
        Some(Fault::Gzip) if takes_gzip(exchange) => whole(),
        Some(Fault::Pace { .. } | Fault::ContentType { .. } | Fault::Gzip) => tolerable(),
        Some(Fault::Redirect { .. }) if !redirected => ResponseClass::Unusable(Rule::ValidJson),
        Some(Fault::Redirect { .. }) => ResponseClass::Redirected,
    }
}

/// Whether a body is the provider's error envelope although the status is one of success.
fn is_error_envelope(context: OperationContext<'_>, value: &Value) -> bool {
    let stated = context.rule(Rule::ErrorEnvelope).is_some();
    stated
        && matches!(&context.provider.error.code, Place::Body(pointer) if value.pointer(pointer).is_some_and(Value::is_string))
}

fn error_in(context: OperationContext<'_>, value: &Value) -> ServiceError {
    let text = |place: &Place| match place {
        Place::Body(pointer) => value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned(),
        Place::Header(_) => String::new(),
    };
    ServiceError {
        code: text(&context.provider.error.code),
        message: text(&context.provider.error.message),
        in_envelope: true,
    }
}

/// Whether a request names gzip among the codings that it accepts.
pub(crate) fn takes_gzip(exchange: &RecordedExchange) -> bool {
    exchange.request.header_values("accept-encoding").flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(weight.trim(), "q=0" | "q=0.0")
    })
}
