//! One request of a probe: the documented members, and how it differs from the request that is due.

use bytes::Bytes;
use serde_json::{Map, Value};

/// One request of a probe.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ask {
    /// The documented request members.
    pub(crate) input: Map<String, Value>,
    /// Who signs.
    pub(crate) signed_by: SignedBy,
    /// Another method than the documented one.
    pub(crate) method: Option<String>,
    /// Another path than the documented one.
    pub(crate) path: Option<String>,
    /// A constant of the query with another value, or left out.
    pub(crate) constant: Option<(String, Option<String>)>,
    /// These bytes in place of the JSON body.
    pub(crate) body: Option<Bytes>,
}

/// Who signs a request of a probe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum SignedBy {
    /// The caller, as is due.
    #[default]
    Caller,
    /// Nobody.
    Nobody,
    /// The caller, by a secret that is not the caller's.
    AnotherSecret,
    /// The caller, over another request than the one that is sent.
    AnotherRequest,
}

impl Ask {
    /// The request that is due for these members.
    pub(crate) fn input(input: Map<String, Value>) -> Self {
        Self { input, ..Self::default() }
    }

    /// The same, signed otherwise.
    pub(crate) fn signed_by(self, signed_by: SignedBy) -> Self {
        Self { signed_by, ..self }
    }
}
