//! Reads a response of the service: its error, its request id, and whether the service itself refused the request.

use contract::{Operation, Place, Provider, RequestConstraints, SentMembers};
use serde_json::Value;
use wire::{Exchange, RecordedExchange, Response};

/// What an answer says beside its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The error that it carries, if it is one.
    pub(crate) error: Option<ServiceError>,
    /// The request id that it carries.
    pub(crate) request_id: Option<String>,
    /// Why the service refused the request, where the case's script asked for no error.
    pub(crate) refusal: Option<String>,
}

/// An error as the service answered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceError {
    /// The code; empty where the answer carries none.
    pub(crate) code: String,
    /// The message; empty where the answer carries none.
    pub(crate) message: String,
    /// Whether it is in the provider's envelope; if not, a client need not find the code.
    pub(crate) in_envelope: bool,
}

impl ServiceError {
    /// An error without the provider's envelope.
    pub(crate) fn bare() -> Self {
        Self { code: String::new(), message: String::new(), in_envelope: false }
    }
}

/// Reads an answer to a request for which the case's script has this exchange; `None` once the script is over.
pub(crate) fn read(provider: &Provider, scripted: Option<&Exchange>, response: &Response) -> Answer {
    let body: Option<Value> = serde_json::from_slice(&response.body).ok();
    let at = |place: &Place| match place {
        Place::Header(name) => response.header(name).map(str::to_owned),
        Place::Body(pointer) => body.as_ref()?.pointer(pointer)?.as_str().map(str::to_owned),
    };
    let error = error(provider, scripted, response, &at);
    let in_body = provider.request_id.body.clone().and_then(|pointer| at(&Place::Body(pointer)));
    let in_header = || provider.request_id.header.clone().and_then(|name| at(&Place::Header(name)));
    let asked_for = scripted.is_some_and(|exchange| exchange.error.is_some() || exchange.raw.is_some());
    let refusals =
        [&provider.refusals.validation, &provider.refusals.signature, &provider.refusals.unknown_operation];
    // Any other error is the service's own trouble, of which a recording from elsewhere has no script.
    let refuses =
        |code: &str| refusals.iter().any(|known| known.code == code && known.status == response.status);
    let refusal = error.as_ref().filter(|error| !asked_for && refuses(&error.code));
    let refusal = refusal.map(|error| error.message.clone());
    Answer { refusal, error, request_id: in_body.or_else(in_header) }
}

/// The first request clause that the members of a refused request break, where the service called them invalid.
pub(crate) fn broken_clause(
    operation: &Operation,
    provider: &Provider,
    answer: &Answer,
    exchange: &RecordedExchange,
) -> Option<String> {
    let (error, _) = answer.error.as_ref().zip(answer.refusal.as_ref())?;
    let validation = &provider.refusals.validation;
    let invalid = error.code == validation.code && exchange.response.status == validation.status;
    invalid.then(|| first_broken(operation, exchange)).flatten()
}

fn error(
    provider: &Provider,
    scripted: Option<&Exchange>,
    response: &Response,
    at: &dyn Fn(&Place) -> Option<String>,
) -> Option<ServiceError> {
    let failed = response.status >= 400;
    if scripted.is_some_and(|exchange| exchange.raw.is_some()) {
        // A response that a case writes by hand needs no envelope; with a status of success the body decides later.
        return failed.then(ServiceError::bare);
    }
    let error = at(&provider.error.code).map(|code| ServiceError {
        code,
        message: at(&provider.error.message).unwrap_or_default(),
        in_envelope: true,
    });
    if failed {
        return Some(error.unwrap_or_else(ServiceError::bare));
    }
    error.filter(|_| scripted.is_some_and(|exchange| exchange.error.is_some()))
}

/// The id of the first clause that the members sent break.
fn first_broken(operation: &Operation, exchange: &RecordedExchange) -> Option<String> {
    let request = &exchange.request;
    let sent = SentMembers::of(operation, &request.target, &request.body);
    if sent.unreadable.is_some() {
        return None;
    }
    let constraints = RequestConstraints::of(operation);
    constraints.first_broken(&sent.typed(operation)).map(|broken| broken.clause.id.clone())
}
