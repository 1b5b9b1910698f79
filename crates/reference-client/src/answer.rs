//! Turns what the library gave into an outcome.

use std::pin::pin;

use client_protocol::{Call, ClientError, ErrorKind, OutcomeResult, Stopped};
use futures_util::{Stream, StreamExt};
use model_transport::{Error, InputError};
use serde::Serialize;
use serde_json::Value;

/// The outcome of one page.
pub(crate) fn page<P: Serialize>(result: Result<P, Error>) -> OutcomeResult {
    match result.map(|page| serde_json::to_value(page)) {
        Ok(Ok(output)) => returned(output, 1, Stopped::End),
        Ok(Err(error)) => broken(&error),
        Err(error) => failed(&error),
    }
}

/// The outcome of a walk: `items` takes the list out of a page, `whole` puts the joined list in its place.
pub(crate) async fn walk<P, I: Serialize>(
    call: &Call,
    pages: impl Stream<Item = Result<P, Error>>,
    items: impl Fn(P) -> Vec<I>,
    whole: impl Fn(Vec<Value>) -> Value,
) -> OutcomeResult {
    let mut pages = pin!(pages);
    let mut joined = Vec::new();
    let mut received = 0;
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) => return failed_after(&error, whole(joined), received),
        };
        for item in items(page) {
            match serde_json::to_value(item) {
                Ok(item) => joined.push(item),
                Err(error) => return broken(&error),
            }
        }
        received += 1;
        if call.limits.pages.is_some_and(|limit| received >= limit) {
            return returned(whole(joined), received, Stopped::Limit);
        }
    }
    returned(whole(joined), received, Stopped::End)
}

/// The outcome of input that is no request.
pub(crate) fn unsent(error: InputError) -> OutcomeResult {
    match error {
        InputError::Invalid(error) => failed(&Error::Refused(error)),
        inexpressible => OutcomeResult::Unsupported { reason: inexpressible.to_string() },
    }
}

/// The outcome of an error.
pub(crate) fn failed(error: &Error) -> OutcomeResult {
    OutcomeResult::Failed { error: client_error(error), output: None, part: None, pages: None }
}

fn failed_after(error: &Error, output: Value, pages: u32) -> OutcomeResult {
    OutcomeResult::Failed { error: client_error(error), output: Some(output), part: None, pages: Some(pages) }
}

fn returned(output: Value, pages: u32, stopped: Stopped) -> OutcomeResult {
    OutcomeResult::Returned { output, part: None, pages: Some(pages), stopped }
}

fn broken(error: &serde_json::Error) -> OutcomeResult {
    OutcomeResult::Broken { reason: format!("the response cannot be written as JSON: {error}"), trace: None }
}

fn client_error(error: &Error) -> ClientError {
    let (kind, variant) = match error {
        Error::Service(_) => (ErrorKind::Service, "Service"),
        Error::Refused(_) => (ErrorKind::Refused, "Refused"),
        Error::Transport { .. } => (ErrorKind::Transport, "Transport"),
        Error::Timeout { .. } => (ErrorKind::Timeout, "Timeout"),
        Error::Decode { .. } => (ErrorKind::Decode, "Decode"),
        Error::Paging { .. } => (ErrorKind::Paging, "Paging"),
        _ => (ErrorKind::Other, "Other"),
    };
    let message = match error {
        Error::Service(error) => error.message.clone(),
        other => Some(other.to_string()),
    };
    ClientError {
        kind,
        code: error.code().map(str::to_owned),
        message,
        http_status: error.http_status(),
        request_id: error.request_id().map(str::to_owned),
        native: format!("model_transport::Error::{variant}"),
    }
}
