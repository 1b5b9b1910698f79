//! What the tap tells of: everything that happens on its sockets, with the time taken right at the socket.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;

use super::fault::Fault;

/// One thing that happened.
///
/// For every [`Planned`](super::Planned) there is exactly one [`Event::RequestComplete`] and, later, exactly one
/// [`Event::ResponseFinished`]; whoever waits for the latter has seen all that was sent for it. A client can act
/// on bytes before their event is observed, for the event follows the call that sent them.
#[derive(Debug, Clone)]
pub enum Event {
    /// A client connected.
    ConnectionOpened {
        /// Which connection.
        connection: u64,
        /// When it was accepted.
        at: Instant,
        /// The client's end of it.
        peer: SocketAddr,
    },
    /// Bytes arrived.
    BytesIn {
        /// Which connection.
        connection: u64,
        /// Right after they were read.
        at: Instant,
        /// The bytes.
        bytes: Bytes,
    },
    /// Bytes were handed to the client's connection.
    BytesOut {
        /// Which connection.
        connection: u64,
        /// Right before they were written: the client cannot have seen them earlier.
        at: Instant,
        /// Right after they were written.
        written: Instant,
        /// The exchange that they answer; none for the refusal of what is not HTTP.
        exchange: Option<u64>,
        /// The tag of the exchange; none before it was answered, as for `100 Continue`.
        tag: Option<u64>,
        /// The bytes.
        bytes: Bytes,
    },
    /// A request had arrived whole; told once it is known whose it is.
    RequestComplete {
        /// Which connection.
        connection: u64,
        /// Which exchange.
        exchange: u64,
        /// The tag that its answer carries.
        tag: Option<u64>,
        /// When its last byte had arrived.
        at: Instant,
        /// Where it begins among all bytes that came in on this connection.
        from: u64,
        /// Where it ends among them.
        until: u64,
    },
    /// The client went away in the middle of a request.
    RequestCut {
        /// Which connection.
        connection: u64,
        /// When that was seen.
        at: Instant,
        /// How many bytes of the request had arrived.
        received: u64,
    },
    /// What came cannot be read as a request; the connection ends.
    NotHttp {
        /// Which connection.
        connection: u64,
        /// When that was seen.
        at: Instant,
        /// What is wrong with it.
        problem: Unreadable,
        /// The first bytes of what cannot be read, at most 256.
        bytes: Bytes,
    },
    /// All that will be sent for an exchange has been sent.
    ResponseFinished {
        /// Which connection.
        connection: u64,
        /// Which exchange.
        exchange: u64,
        /// Its tag.
        tag: Option<u64>,
        /// When it was finished.
        at: Instant,
        /// How it ended.
        how: Finish,
    },
    /// The client closed its end.
    ClientClosed {
        /// Which connection.
        connection: u64,
        /// When that was seen.
        at: Instant,
        /// How it went.
        how: Departure,
    },
    /// The connection is gone on the tap's side too; nothing follows on it.
    ConnectionClosed {
        /// Which connection.
        connection: u64,
        /// When it was gone.
        at: Instant,
    },
    /// The port began to refuse connections.
    Refusing {
        /// From when on.
        at: Instant,
    },
    /// The port accepts connections again.
    Accepting {
        /// From when on.
        at: Instant,
    },
    /// A request came to the second listener, to which [`Fault::Redirect`] points.
    Elsewhere {
        /// Which connection of the second listener; it counts its own.
        connection: u64,
        /// When the request had arrived whole.
        at: Instant,
        /// The head as it came, or the first bytes of what is not HTTP.
        head: Bytes,
        /// The body, freed of its chunks.
        body: Bytes,
    },
}

impl Event {
    /// The connection of the tap that it happened on, if on one.
    pub fn connection(&self) -> Option<u64> {
        match self {
            Self::ConnectionOpened { connection, .. }
            | Self::BytesIn { connection, .. }
            | Self::BytesOut { connection, .. }
            | Self::RequestComplete { connection, .. }
            | Self::RequestCut { connection, .. }
            | Self::NotHttp { connection, .. }
            | Self::ResponseFinished { connection, .. }
            | Self::ClientClosed { connection, .. }
            | Self::ConnectionClosed { connection, .. } => Some(*connection),
            Self::Refusing { .. } | Self::Accepting { .. } | Self::Elsewhere { .. } => None,
        }
    }

    /// When it happened.
    pub fn at(&self) -> Instant {
        match self {
            Self::ConnectionOpened { at, .. }
            | Self::BytesIn { at, .. }
            | Self::BytesOut { at, .. }
            | Self::RequestComplete { at, .. }
            | Self::RequestCut { at, .. }
            | Self::NotHttp { at, .. }
            | Self::ResponseFinished { at, .. }
            | Self::ClientClosed { at, .. }
            | Self::ConnectionClosed { at, .. }
            | Self::Refusing { at }
            | Self::Accepting { at }
            | Self::Elsewhere { at, .. } => *at,
        }
    }
}

/// How an exchange ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// The response was sent as planned.
    Whole,
    /// The fault was applied to its end.
    Broken(Fault),
    /// The client went away, or the tap closed its connections, before the end.
    Abandoned,
    /// The tap could not do what was planned: a fault of the harness.
    Failed(io::ErrorKind),
}

/// How a client closed its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// With FIN.
    Orderly,
    /// With RST, or with an error that comes to the same.
    Reset,
}

/// Why bytes cannot be read as a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A TLS handshake on a port that speaks plain HTTP.
    #[error("a TLS handshake on a plain HTTP port")]
    Tls,
    /// Not the head of an HTTP/1.x request.
    #[error("not the head of an HTTP/1.x request")]
    Head,
    /// A head longer than [`HEAD_LIMIT`](super::HEAD_LIMIT).
    #[error("the head of the request is too large")]
    HeadTooLarge,
    /// A body whose length cannot be told, or broken chunks.
    #[error("the framing of the request's body is wrong")]
    Framing,
    /// A body longer than [`BODY_LIMIT`](super::BODY_LIMIT).
    #[error("the body of the request is too large")]
    BodyTooLarge,
}

impl Unreadable {
    /// The status to refuse it with; none where the client would not understand one.
    pub(super) fn status(self) -> Option<u16> {
        match self {
            Self::Tls => None,
            Self::Head | Self::Framing => Some(400),
            Self::HeadTooLarge => Some(431),
            Self::BodyTooLarge => Some(413),
        }
    }
}
