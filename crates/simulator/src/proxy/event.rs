//! The events of the fault proxy: everything that happens on its sockets, with the time taken right at the socket.

use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;

use wire::{Departure, Finish, Unreadable};

/// One thing that happened.
///
/// For every [`Planned`](super::Planned) there is exactly one [`Event::RequestComplete`] and, later, exactly one
/// [`Event::ResponseFinished`]; after the latter, all that was sent for it has been observed. A client can act
/// on bytes before their event is observed, for the event follows the call that sent them.
#[derive(Debug, Clone)]
#[non_exhaustive]
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
    /// Bytes were written to the client's connection.
    BytesOut {
        /// Which connection.
        connection: u64,
        /// Right before they were written: the client cannot have received them earlier.
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
    /// A request had arrived whole; observed once its trial is known.
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
    /// The client disconnected in the middle of a request.
    RequestCut {
        /// Which connection.
        connection: u64,
        /// When that was detected.
        at: Instant,
        /// How many bytes of the request had arrived.
        received: u64,
    },
    /// What came cannot be read as a request; the connection ends.
    NotHttp {
        /// Which connection.
        connection: u64,
        /// When that was detected.
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
        /// When that was detected.
        at: Instant,
        /// How it went.
        how: Departure,
    },
    /// The connection is gone on the fault proxy's side too; nothing follows on it.
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
    /// A request came to the second listener, to which [`Fault::Redirect`](wire::Fault::Redirect) points.
    Redirected {
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
    /// The connection of the fault proxy that it happened on, if on one.
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
            Self::Refusing { .. } | Self::Accepting { .. } | Self::Redirected { .. } => None,
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
            | Self::Redirected { at, .. } => *at,
        }
    }
}

/// The status to refuse unreadable bytes with; `None` where the client would not understand one.
pub(super) fn refusal_status(problem: Unreadable) -> Option<u16> {
    match problem {
        Unreadable::Tls => None,
        Unreadable::Head | Unreadable::Framing => Some(400),
        Unreadable::HeadTooLarge => Some(431),
        Unreadable::BodyTooLarge => Some(413),
    }
}
