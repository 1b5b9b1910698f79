//! The JSON lines between the harness and a client under test, version 1.
#![doc = include_str!("../README.md")]

mod expectation;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use expectation::{Expectation, ExpectedError};

/// The version of the protocol that this crate speaks.
pub const VERSION: u32 = 1;

/// The longest line, in bytes, its newline not counted.
pub const LINE_LIMIT: usize = 1024 * 1024;

/// What the harness says to a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
// Exhaustive: version 1 of the protocol has no more of them.
pub enum ToClient {
    /// First line of all.
    Hello {
        /// The harness's protocol version.
        protocol: u32,
    },
    /// One call of the library.
    Call(Box<Call>),
    /// No more calls will come.
    Bye,
}

/// What a client says to the harness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
// Exhaustive: version 1 of the protocol has no more of them.
pub enum FromClient {
    /// The answer to `hello`.
    Ready(Ready),
    /// The answer to one `call`.
    Outcome(Outcome),
}

/// What a client is and what it can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ready {
    /// The client's protocol version.
    pub protocol: u32,
    /// Which library the adapter drives.
    pub client: ClientInfo,
    /// `provider/operation` to the drives that the library has for it.
    pub operations: BTreeMap<String, Vec<Drive>>,
}

/// Name and version of the library behind an adapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientInfo {
    /// The library's name in its registry.
    pub name: String,
    /// The version found at run time, not the one asked for.
    pub version: String,
    /// The programming language.
    #[serde(default)]
    pub language: String,
}

/// How the library is driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Drive {
    /// One call of the library for one page.
    Page,
    /// All pages, by the library's own paginator.
    Walk,
}

/// One call of the library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Comes back in the outcome.
    pub seq: u64,
    /// `provider/operation`, as the folders under `schemas/` are named.
    pub operation: String,
    /// One page or all of them.
    pub drive: Drive,
    /// Base URL, scheme and port included; the client sends there and nowhere else.
    pub endpoint: String,
    /// The region to sign for.
    pub region: String,
    /// The keys to sign with.
    pub credentials: Credentials,
    /// The documented request members under their documented names; may be invalid on purpose.
    pub input: Value,
    /// Bounds on the call.
    #[serde(default)]
    pub limits: Limits,
}

/// Keys made for one trial; they open nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Unlike in every other trial.
    pub access_key_id: String,
    /// The key of the signature.
    pub secret_access_key: String,
    /// A session token, null, or absent.
    #[serde(default)]
    pub session_token: Option<String>,
}

/// Bounds on one call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Milliseconds after which the harness stops waiting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_ms: Option<u64>,
    /// Attempts in all for one HTTP request; absent means the library's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// Pages after which a walk stops and says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
}

/// The answer to one call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The `seq` of the call.
    pub seq: u64,
    /// What a caller of the library got.
    #[serde(flatten)]
    pub result: OutcomeResult,
}

/// What a caller of the library got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "lowercase")]
// Exhaustive: version 1 of the protocol has no more of them.
pub enum OutcomeResult {
    /// A value.
    Returned {
        /// The value under the documented response names.
        output: Value,
        /// JSON Pointer of the part of the documented body that `output` holds; absent for the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<String>,
        /// How many pages the caller received, where it says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pages: Option<u32>,
        /// Why a walk ended.
        #[serde(default)]
        stopped: Stopped,
    },
    /// An error.
    Failed {
        /// The error, as far as a caller can read it.
        error: ClientError,
        /// What a walk had received before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output: Option<Value>,
        /// JSON Pointer of the part of the documented body that `output` holds; absent for the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<String>,
        /// How many pages a walk had received before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pages: Option<u32>,
    },
    /// The library cannot express this input.
    Unsupported {
        /// Why it cannot.
        #[serde(default)]
        reason: String,
    },
    /// The adapter itself failed.
    Broken {
        /// What went wrong.
        #[serde(default)]
        reason: String,
        /// A stack trace, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trace: Option<String>,
    },
}

/// Why a walk ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stopped {
    /// There were no more pages.
    #[default]
    End,
    /// It had read as many pages as `limits.pages` allows.
    Limit,
}

/// An error as a caller of the library sees it; a member is there only if it can be read as a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientError {
    /// Which kind of error.
    pub kind: ErrorKind,
    /// The service's error code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The service's message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// The request id that the service gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The library's own error type.
    #[serde(default)]
    pub native: String,
}

/// The kinds of error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorKind {
    /// The service answered with an error that the library recognised.
    Service,
    /// The library refused the input before it sent anything.
    Refused,
    /// Connecting, sending or receiving failed, or the message was cut short.
    Transport,
    /// The library gave up waiting.
    Timeout,
    /// The answer could not be understood.
    Decode,
    /// The library's paginator gave up.
    Paging,
    /// Anything else.
    Other,
}

/// A line that is not a message of this protocol.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LineError {
    /// Longer than [`LINE_LIMIT`].
    #[error("the line has {0} bytes, at most {LINE_LIMIT} are allowed")]
    TooLong(usize),
    /// Not JSON, not an object, an unknown `type`, or a member of the wrong type.
    #[error("not a message of client protocol {VERSION}: {0}")]
    NotAMessage(#[from] serde_json::Error),
}

/// Reads one line, with or without its newline.
///
/// # Errors
/// [`LineError`] if the line is too long or is not a message of the protocol.
pub fn parse_line<M: DeserializeOwned>(line: &[u8]) -> Result<M, LineError> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    if line.len() > LINE_LIMIT {
        return Err(LineError::TooLong(line.len()));
    }
    Ok(serde_json::from_slice(line)?)
}

/// Writes one message as a line, its newline included.
///
/// # Errors
/// [`LineError::TooLong`] if the message does not fit into a line.
pub fn write_line<M: Serialize>(message: &M) -> Result<String, LineError> {
    let mut line = serde_json::to_string(message)?;
    if line.len() > LINE_LIMIT {
        return Err(LineError::TooLong(line.len()));
    }
    line.push('\n');
    Ok(line)
}
