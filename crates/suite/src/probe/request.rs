//! One request of a probe: the documented members, and how it differs from the request that is due.

use bytes::Bytes;
use serde_json::{Map, Value};

/// One request of a probe.
#[derive(Debug, Clone, Default)]
pub struct ProbeRequest {
    /// The documented request members.
    pub input: Map<String, Value>,
    /// Who signs.
    pub signed_by: SignedBy,
    /// Another method than the documented one.
    pub method: Option<String>,
    /// Another path than the documented one.
    pub path: Option<String>,
    /// A constant of the query with another value, or left out.
    pub constant: Option<(String, Option<String>)>,
    /// These bytes in place of the JSON body.
    pub body: Option<Bytes>,
}

/// Who signs a request of a probe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SignedBy {
    /// The caller, as is due.
    #[default]
    Caller,
    /// No one: the request has no signature.
    Nobody,
    /// The caller, by a secret that is not the caller's.
    AnotherSecret,
    /// The caller, over another request than the one that is sent.
    AnotherRequest,
}

impl ProbeRequest {
    /// The request that is due for these members.
    pub fn input(input: Map<String, Value>) -> Self {
        Self { input, ..Self::default() }
    }

    /// The same, signed otherwise.
    pub fn signed_by(self, signed_by: SignedBy) -> Self {
        Self { signed_by, ..self }
    }
}
