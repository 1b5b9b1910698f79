//! What an answer was worth when it reached the client, after whatever happened to it on its way.

use contract::{Place, Rule};
use serde_json::Value;
use simulator::tap::{Fault, Finish};
use simulator::{RecordedExchange, ServedError};

use super::story::Story;

/// What an answer was worth when it reached the client.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Delivered {
    /// A whole answer of success.
    Page(Value),
    /// A whole answer of success that came in a way which a client may refuse: slowly, coded, under another type.
    Doubtful(Value),
    /// An error, whole.
    Error(ServedError),
    /// Nothing that may pass for an answer; the rule says why.
    Unsound(Rule),
    /// A redirect that the client followed: what it got there is its answer.
    Elsewhere,
}

impl Story<'_> {
    /// What the answer of an exchange was worth.
    pub(super) fn delivered(&self, exchange: &RecordedExchange) -> Delivered {
        let served = &exchange.served;
        if !matches!(exchange.finish, Some(Finish::Whole | Finish::Broken(_))) {
            return Delivered::Unsound(Rule::WholeMessage);
        }
        let whole = || match &served.error {
            Some(error) => Delivered::Error(error.clone()),
            None => match serde_json::from_slice::<Value>(&served.body) {
                Ok(value) if self.is_error_envelope(&value) => Delivered::Error(self.error_in(&value)),
                Ok(value) => Delivered::Page(value),
                Err(_) if served.body.is_empty() => Delivered::Unsound(Rule::EmptyIsNoAnswer),
                Err(_) => Delivered::Unsound(Rule::ValidJson),
            },
        };
        let doubtful = || match whole() {
            Delivered::Page(value) => Delivered::Doubtful(value),
            other => other,
        };
        match &served.fault {
            None => whole(),
            // A fault beyond the end of the body leaves the answer whole.
            Some(
                Fault::ResetAfter { bytes }
                | Fault::CutAfter { bytes }
                | Fault::StallInBody { bytes, ms: None },
            ) if *bytes >= served.body.len() => doubtful(),
            Some(
                Fault::Refuse
                | Fault::CloseBeforeFirstByte
                | Fault::Reset
                | Fault::ResetAfter { .. }
                | Fault::CutAfter { .. },
            ) => Delivered::Unsound(Rule::WholeMessage),
            Some(Fault::BrokenChunk { .. } | Fault::CutChunked { .. }) => {
                Delivered::Unsound(Rule::WholeMessage)
            }
            Some(Fault::ContentLength { difference }) if *difference > 0 => {
                Delivered::Unsound(Rule::WholeMessage)
            }
            Some(Fault::ContentLength { .. } | Fault::Garble { .. }) => Delivered::Unsound(Rule::ValidJson),
            Some(Fault::EmptyBody | Fault::Html { .. }) => match &served.error {
                Some(error) => Delivered::Error(ServedError { in_envelope: false, ..error.clone() }),
                None if matches!(served.fault, Some(Fault::Html { status: Some(400..) })) => {
                    Delivered::Error(ServedError {
                        code: String::new(),
                        message: String::new(),
                        in_envelope: false,
                    })
                }
                None if served.fault == Some(Fault::EmptyBody) => Delivered::Unsound(Rule::EmptyIsNoAnswer),
                None => Delivered::Unsound(Rule::ValidJson),
            },
            Some(
                Fault::StallBeforeHead { ms } | Fault::StallAfterHead { ms } | Fault::StallInBody { ms, .. },
            ) => match ms {
                Some(_) => doubtful(),
                None => Delivered::Unsound(Rule::WholeMessage),
            },
            // Who says that it takes gzip can be given gzip.
            Some(Fault::Gzip) if takes_gzip(exchange) => whole(),
            Some(Fault::Pace { .. } | Fault::ContentType { .. } | Fault::Gzip) => doubtful(),
            Some(Fault::Redirect { .. }) if self.recording.wire.elsewhere.is_empty() => {
                Delivered::Unsound(Rule::ValidJson)
            }
            Some(Fault::Redirect { .. }) => Delivered::Elsewhere,
        }
    }

    /// Whether a body of success is the provider's error envelope all the same.
    fn is_error_envelope(&self, value: &Value) -> bool {
        let stated = self.contracts.rule(self.operation, Rule::ErrorEnvelope).is_some();
        stated
            && matches!(&self.provider.error.code, Place::Body(pointer) if value.pointer(pointer).is_some_and(Value::is_string))
    }

    fn error_in(&self, value: &Value) -> ServedError {
        let text = |place: &Place| match place {
            Place::Body(pointer) => {
                value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            Place::Header(_) => String::new(),
        };
        ServedError {
            code: text(&self.provider.error.code),
            message: text(&self.provider.error.message),
            in_envelope: true,
        }
    }
}

/// Whether a request names gzip among the codings that it accepts.
pub(super) fn takes_gzip(exchange: &RecordedExchange) -> bool {
    exchange.request.header_values("accept-encoding").flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(weight.trim(), "q=0" | "q=0.0")
    })
}
