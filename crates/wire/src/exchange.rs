//! A scripted exchange: how a server answers one request.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::Fault;

/// One response of the server. Without any member it is the response that the contract requires.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Exchange {
    /// Changes to the body that the contract requires.
    #[serde(default)]
    pub edit: Option<Edit>,
    /// How many items this page holds, whatever the request asked for.
    #[serde(default)]
    pub items: Option<usize>,
    /// The text of the token or marker that this page gives.
    #[serde(default)]
    pub next: Option<TokenText>,
    /// An error in the provider's envelope.
    #[serde(default)]
    pub error: Option<ErrorAnswer>,
    /// A response outside the contract.
    #[serde(default)]
    pub raw: Option<RawAnswer>,
    /// More headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// What happens to the bytes on their way.
    #[serde(default)]
    pub fault: Option<Fault>,
    /// How often this exchange is repeated; once by default.
    #[serde(default)]
    pub times: Option<u32>,
    /// Repeat it to the end of the trial.
    #[serde(default)]
    pub for_ever: bool,
}

impl Exchange {
    /// Whether the port refuses connections here, so that no request can arrive.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.fault == Some(Fault::Refuse)
    }
}

/// The exchange of a script that answers request number `index`, counted from 0; `None` once the script is over.
#[must_use]
pub fn scripted(exchanges: &[Exchange], index: usize) -> Option<&Exchange> {
    let mut passed = 0;
    exchanges.iter().find(|exchange| {
        passed += exchange.times.unwrap_or(1) as usize;
        exchange.for_ever || index < passed
    })
}

/// Changes to a JSON body, each at a JSON Pointer.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Edit {
    /// Values to put in; a missing last member is added.
    #[serde(default)]
    pub set: BTreeMap<String, Value>,
    /// Members to take out.
    #[serde(default)]
    pub remove: Vec<String>,
}

/// The text of a token or marker.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenText {
    /// A literal text.
    Text(String),
    /// A text repeated up to a length in code points.
    #[expect(missing_docs, reason = "said above")]
    Repeated { of: String, length: usize },
}

impl TokenText {
    /// The text itself.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Repeated { of, length } => of.chars().cycle().take(*length).collect(),
        }
    }
}

/// An error in the provider's envelope.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ErrorAnswer {
    /// The code.
    pub code: String,
    /// The HTTP status; by default the one of the error's clause.
    #[serde(default)]
    pub status: Option<u16>,
    /// The message; a fixed one by default.
    #[serde(default)]
    pub message: Option<String>,
}

/// A response outside the contract.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type`.
    #[serde(default = "json_type")]
    pub content_type: String,
    /// The body.
    pub body: RawBody,
}

/// The body of a raw answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RawBody {
    /// A literal text.
    Text(String),
    /// A JSON value, written compactly.
    Json(Value),
}

fn json_type() -> String {
    "application/json".to_owned()
}
