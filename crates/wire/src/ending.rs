//! How exchanges and connections end.

use std::io;

use crate::Fault;

/// How an exchange ended.
#[derive(Debug, Clone, PartialEq, Eq)]
// Exhaustive: with a new ending, the compiler names every place that has to judge it.
pub enum Finish {
    /// The response was sent as planned.
    Whole,
    /// The fault was applied to its end.
    Broken(Fault),
    /// The client disconnected, or the server closed its connections, before the end.
    Abandoned,
    /// The server could not do what was planned: an error of the harness.
    Failed(io::ErrorKind),
}

/// How a client closed its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// With FIN.
    Orderly,
    /// With RST, or with an equivalent error.
    Reset,
}

/// Why bytes cannot be read as a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
// Exhaustive: with a new reason, the compiler names the place that chooses its status.
pub enum Unreadable {
    /// A TLS handshake on a port that speaks plain HTTP.
    #[error("a TLS handshake on a plain HTTP port")]
    Tls,
    /// Not the head of an HTTP/1.x request.
    #[error("not the head of an HTTP/1.x request")]
    Head,
    /// A head longer than the reader accepts.
    #[error("the head of the request is too large")]
    HeadTooLarge,
    /// A body of unknown length, or broken chunks.
    #[error("the framing of the request's body is wrong")]
    Framing,
    /// A body longer than the reader accepts.
    #[error("the body of the request is too large")]
    BodyTooLarge,
}
