//! Short forms of what the server does in an exchange and of what a client may return.

use client_protocol::{Expectation, ExpectedError};
use serde_json::Value;
use wire::{Edit, ErrorAnswer, Exchange, Fault, RawAnswer, RawBody, TokenText};

/// What the contract says.
pub fn usual() -> Exchange {
    Exchange::default()
}

/// Something that happens to the bytes on their way.
pub fn fault(fault: Fault) -> Exchange {
    Exchange { fault: Some(fault), ..usual() }
}

/// An error in the provider's envelope.
pub fn error(answer: &ErrorAnswer) -> Exchange {
    Exchange { error: Some(answer.clone()), ..usual() }
}

/// A page of so many items.
pub fn items(count: usize) -> Exchange {
    Exchange { items: Some(count), ..usual() }
}

/// A page that names the next one by this text.
pub fn next(text: &str) -> Exchange {
    Exchange { next: Some(TokenText::Text(text.to_owned())), ..usual() }
}

/// The page of the contract with one value put in.
pub fn set(pointer: String, value: Value) -> Exchange {
    also_set(usual(), pointer, value)
}

/// The same exchange with one value more put into its page.
pub fn also_set(mut exchange: Exchange, pointer: String, value: Value) -> Exchange {
    exchange.edit.get_or_insert_default().set.insert(pointer, value);
    exchange
}

/// The page of the contract without one member.
pub fn without(pointer: String) -> Exchange {
    Exchange { edit: Some(Edit { remove: vec![pointer], ..Edit::default() }), ..usual() }
}

/// A JSON value under any status.
pub fn json_answer(status: u16, value: Value) -> Exchange {
    raw(status, "application/json", RawBody::Json(value))
}

/// A text under any status, called JSON.
pub fn text_answer(status: u16, text: impl Into<String>) -> Exchange {
    raw(status, "application/json", RawBody::Text(text.into()))
}

/// What a proxy in between would answer.
pub fn html_answer(status: u16) -> Exchange {
    let text = format!("<html><body><h1>{status}</h1></body></html>");
    raw(status, "text/html", RawBody::Text(text))
}

/// Any status, type and body.
pub fn raw(status: u16, content_type: &str, body: RawBody) -> Exchange {
    let raw = RawAnswer { status, content_type: content_type.to_owned(), body };
    Exchange { raw: Some(raw), ..usual() }
}

/// The same, to the end of the trial.
pub fn for_ever(exchange: Exchange) -> Exchange {
    Exchange { for_ever: true, ..exchange }
}

/// Some error.
pub fn fails() -> Expectation {
    Expectation::Fails(ExpectedError::default())
}

/// The error of this code.
pub fn fails_with(code: &str) -> Expectation {
    Expectation::Fails(ExpectedError { kinds: Vec::new(), code: Some(code.to_owned()) })
}

/// The value, or some error.
pub fn returns_or_fails() -> Expectation {
    Expectation::AnyOf(vec![Expectation::Returns, fails()])
}

/// The value, as another attempt brings it, or the error of this code.
pub fn returns_or_fails_with(code: &str) -> Expectation {
    Expectation::AnyOf(vec![Expectation::Returns, fails_with(code)])
}
