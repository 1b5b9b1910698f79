//! Faults: what is done to a response on its way to the client, as data in case files.

use std::fmt;
use std::num::NonZeroUsize;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

/// What is done to one response. Sizes are in bytes of the body, times in milliseconds.
///
/// A fault without required parameters is written by its name alone, `"reset"` or `"garble"`; one with parameters as
/// `{"cut-after": {"bytes": 40}}`. A size beyond the end of the body means the whole body. FIN closes the
/// connection in order, RST aborts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "kebab-case", deny_unknown_fields)]
// Exhaustive: with a new fault, the compiler names every place that has to apply or judge it.
pub enum Fault {
    /// The request is not answered: the port refuses connections until it is opened again, every connection is
    /// closed, and this one gets FIN without a byte.
    Refuse,
    /// FIN without a byte of answer.
    CloseBeforeFirstByte,
    /// RST without a byte of answer.
    Reset,
    /// The head with the true Content-Length, so many bytes of the body, and then RST.
    ResetAfter {
        /// How much of the body is sent.
        bytes: usize,
    },
    /// The head with the true Content-Length, so many bytes of the body, and then FIN.
    CutAfter {
        /// How much of the body is sent.
        bytes: usize,
    },
    /// The whole body and then FIN under a false Content-Length.
    ContentLength {
        /// What is added to the true length: above zero the client misses bytes, below zero it receives extra bytes.
        /// The length never goes below zero.
        difference: i64,
    },
    /// Nothing is sent for a while; without `ms` until the client closes or the server closes its connections,
    /// with it the whole response follows.
    StallBeforeHead {
        /// How long.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
    },
    /// The head is sent, and then nothing for a while, as in `stall-before-head`.
    StallAfterHead {
        /// How long.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
    },
    /// The head with the true Content-Length and so many bytes of the body are sent, and then nothing for a
    /// while, as in `stall-before-head`.
    StallInBody {
        /// How much of the body is sent before.
        bytes: usize,
        /// How long.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
    },
    /// The head with the true Content-Length, and then the whole body slowly: so many bytes, a pause, and so on.
    Pace {
        /// How much at a time, at least 1.
        bytes: NonZeroUsize,
        /// The pause between.
        ms: u64,
    },
    /// The body in chunks: some right ones, then a line that is no chunk size, then FIN.
    BrokenChunk {
        /// How many right chunks come first: 1 if not given; fewer if the body has fewer bytes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after_chunks: Option<usize>,
    },
    /// So many bytes of the body in one right chunk, then FIN without the last chunk.
    CutChunked {
        /// How much of the body is sent.
        bytes: usize,
    },
    /// The response whole with its body made invalid JSON: from one place on, every byte is `#`.
    Garble {
        /// Where that place is: half of the body if not given, and never beyond its last byte.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<usize>,
    },
    /// An HTML page in place of the response, as a proxy on the way would send.
    Html {
        /// Its status: 200 if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
    },
    /// The response whole under another content type.
    ContentType {
        /// The content type.
        value: String,
    },
    /// The response whole, its body compressed with gzip, with Content-Encoding, whatever the request accepts.
    Gzip,
    /// A redirect in place of the response.
    Redirect {
        /// Its status: 302 if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// Where to: if not given, the same target on another host name, where the simulator answers `{}` and records
        /// every request in [`Recording::redirected_requests`](crate::Recording::redirected_requests).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<String>,
    },
    /// The planned status and headers with `Content-Length: 0` and no body.
    EmptyBody,
}

impl Fault {
    /// Its name in a case file.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::CloseBeforeFirstByte => "close-before-first-byte",
            Self::Reset => "reset",
            Self::ResetAfter { .. } => "reset-after",
            Self::CutAfter { .. } => "cut-after",
            Self::ContentLength { .. } => "content-length",
            Self::StallBeforeHead { .. } => "stall-before-head",
            Self::StallAfterHead { .. } => "stall-after-head",
            Self::StallInBody { .. } => "stall-in-body",
            Self::Pace { .. } => "pace",
            Self::BrokenChunk { .. } => "broken-chunk",
            Self::CutChunked { .. } => "cut-chunked",
            Self::Garble { .. } => "garble",
            Self::Html { .. } => "html",
            Self::ContentType { .. } => "content-type",
            Self::Gzip => "gzip",
            Self::Redirect { .. } => "redirect",
            Self::EmptyBody => "empty-body",
        }
    }
}

/// What happened, as the end of the sentence "the response was …".
impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refuse => formatter.write_str("missing, because the port refused the connection"),
            Self::CloseBeforeFirstByte => {
                formatter.write_str("missing, because the connection was closed before its first byte")
            }
            Self::Reset => {
                formatter.write_str("missing, because the connection was reset before its first byte")
            }
            Self::ResetAfter { bytes } => write!(formatter, "reset after {bytes} bytes of its body"),
            Self::CutAfter { bytes } => write!(formatter, "cut after {bytes} bytes of its body"),
            Self::ContentLength { difference } => {
                write!(
                    formatter,
                    "sent with a Content-Length that differs from the true length by {difference}"
                )
            }
            Self::StallBeforeHead { .. } => formatter.write_str("stalled before its head"),
            Self::StallAfterHead { .. } => formatter.write_str("stalled after its head"),
            Self::StallInBody { bytes, .. } => write!(formatter, "stalled after {bytes} bytes of its body"),
            Self::Pace { bytes, ms } => write!(formatter, "sent {bytes} bytes at a time every {ms} ms"),
            Self::BrokenChunk { .. } => formatter.write_str("sent in chunks, one with an invalid size"),
            Self::CutChunked { bytes } => write!(formatter, "sent in chunks and cut after {bytes} bytes"),
            Self::Garble { .. } => formatter.write_str("garbled, so that it is not JSON"),
            Self::Html { .. } => formatter.write_str("an HTML page"),
            Self::ContentType { value } => write!(formatter, "sent with Content-Type {value}"),
            Self::Gzip => formatter.write_str("compressed with gzip"),
            Self::Redirect { .. } => formatter.write_str("a redirect to another host"),
            Self::EmptyBody => formatter.write_str("sent without its body"),
        }
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FaultVisitor)
    }
}

/// Accepts a bare name for a fault whose parameters are all optional.
struct FaultVisitor;

impl<'de> Visitor<'de> for FaultVisitor {
    type Value = Fault;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a fault, or an object with that name as its one key")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Fault, E> {
        Fault::deserialize(Value::from(name))
            .or_else(|_| Fault::deserialize(json!({ name: {} })))
            .map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Fault, A::Error> {
        Fault::deserialize(MapAccessDeserializer::new(map))
    }
}
