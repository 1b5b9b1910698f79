//! What the operations of one provider share: endpoint, signing scheme, error envelope.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::Clause;

/// What the operations of one provider share.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Provider {
    /// The folder's name.
    #[serde(skip)]
    pub id: String,
    /// The name for people.
    pub title: String,
    /// Where the provider's clauses come from unless they say otherwise.
    pub reference: Reference,
    /// Where the service listens.
    pub endpoint: Endpoint,
    /// How requests are signed.
    pub signing: Signing,
    /// Where an answer carries its request id.
    pub request_id: RequestId,
    /// What every successful response carries.
    pub success: Success,
    /// What an error looks like.
    pub error: Envelope,
    /// Which errors the simulator gives when it refuses a request by itself.
    pub refusals: Refusals,
    /// Requirements that hold for every operation of the provider.
    pub clauses: Vec<Clause>,
}

/// A reference that was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Reference {
    /// The reference's title.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// Where the service listens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Endpoint {
    /// Host name, `{region}` filled in.
    pub host: String,
    /// The region that cases sign for.
    pub region: String,
}

/// How requests are signed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Signing {
    /// One of the three schemes.
    pub scheme: signing::Scheme,
    /// The service's name in the credential scope.
    pub service: String,
    /// The header that carries a session token, where the scheme has one.
    #[serde(default)]
    pub session_token_header: Option<String>,
    /// The provider's own names of the environment variables that hold keys.
    pub environment: BTreeMap<String, String>,
    /// The beginnings of environment variables that the provider's libraries read; a client under test gets none.
    pub environment_prefixes: Vec<String>,
}

/// Where an answer carries its request id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RequestId {
    /// A header.
    #[serde(default)]
    pub header: Option<String>,
    /// A JSON Pointer into the body.
    #[serde(default)]
    pub body: Option<String>,
}

/// What every successful response carries.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Success {
    /// Headers.
    pub headers: BTreeMap<String, String>,
}

/// What an error looks like; `{code}`, `{message}`, `{status}`, `{request-id}`, `{operation}` and `{region}` are filled in.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Envelope {
    /// Headers.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Value,
    /// The place of the code.
    pub code: Place,
    /// The place of the message.
    pub message: Place,
}

/// Where an answer carries a value: `header:NAME` or `body:/JSON/Pointer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a header.
    Header(String),
    /// In the body, at a JSON Pointer.
    Body(String),
}

/// Which errors the simulator gives when it refuses a request by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Refusals {
    /// Invalid input.
    pub validation: Refusal,
    /// A missing or wrong signature.
    pub signature: Refusal,
    /// Another method, path or action.
    pub unknown_operation: Refusal,
}

/// An error to refuse with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// The code.
    pub code: String,
    /// The HTTP status.
    pub status: u16,
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.split_once(':') {
            Some(("header", name)) => Ok(Self::Header(name.to_owned())),
            Some(("body", pointer)) => Ok(Self::Body(pointer.to_owned())),
            _ => Err(serde::de::Error::custom(format!("{text:?} is neither header:NAME nor body:/pointer"))),
        }
    }
}
