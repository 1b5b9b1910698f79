//! What the caller of a library got, reduced to what two programs can be compared by.

use client_protocol::{OutcomeResult, Stopped};
use contract::{Location, Operation};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use judge::ClientAnswer;

/// What the caller of a library got.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservedOutcome {
    /// `returned`, `failed`, `silent`, `unsupported` or `unusable`.
    pub result: String,
    /// The library's own error type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    /// The status that the error holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// How many items there were in what was returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<usize>,
    /// How many pages it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Whether a walk was ended from outside.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// Why there is no outcome.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl ObservedOutcome {
    /// What an adapter's answer means for the caller.
    pub(crate) fn of(operation: &Operation, answer: &ClientAnswer) -> Self {
        match answer {
            ClientAnswer::Silent => Self::named("silent"),
            ClientAnswer::Unusable(reason) => Self { reason: reason.clone(), ..Self::named("unusable") },
            ClientAnswer::Outcome(outcome) => Self::of_outcome(operation, outcome),
        }
    }

    fn of_outcome(operation: &Operation, outcome: &OutcomeResult) -> Self {
        match outcome {
            OutcomeResult::Returned { output, part, pages, stopped } => Self {
                items: operation
                    .paging()
                    .and_then(|style| listed(style.list(), part.as_deref().unwrap_or_default(), output)),
                pages: *pages,
                stopped: *stopped == Stopped::Limit,
                ..Self::named("returned")
            },
            OutcomeResult::Failed { error, .. } => Self {
                native: Some(error.native.clone()),
                http_status: error.http_status,
                ..Self::named("failed")
            },
            OutcomeResult::Unsupported { reason } => {
                Self { reason: reason.clone(), ..Self::named("unsupported") }
            }
            OutcomeResult::Broken { reason, .. } => {
                Self { reason: reason.clone(), ..Self::named("unusable") }
            }
        }
    }

    /// Only the result's name.
    pub(crate) fn named(result: &str) -> Self {
        Self { result: result.to_owned(), ..Self::default() }
    }
}

/// How many items the list holds of which `output` is the document from `part` on.
fn listed(list: &Location, part: &str, output: &Value) -> Option<usize> {
    let pointer = list.pointer();
    let found = output.pointer(pointer.strip_prefix(part)?)?;
    found.as_array().map(Vec::len)
}
