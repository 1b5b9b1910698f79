//! The fault proxy: owns the port that a client talks to, keeps every byte with its time, and applies faults.
//!
//! The fault proxy is the only part that knows about sockets. It reads HTTP/1.1 and HTTP/1.0 requests with its own
//! framing, asks an [`Answer`] for the response, applies at most one [`Fault`](wire::Fault) to it, and reports
//! everything that happens to the same [`Answer`] as an [`Event`]. It keeps nothing itself.

mod answer;
mod apply_fault;
mod connection;
mod delivered;
mod event;
mod head;
mod listener;
mod message;
mod pieces;
mod redirect_target;
mod request;
mod script;
mod shared;
mod socket;
mod source;

use std::fmt;
use std::io;
use std::sync::Arc;

pub use answer::{After, Answer, Answering, Planned};
pub use event::Event;
pub use head::HEAD_LIMIT;
pub use pieces::{Conversation, read_pieces};
pub use request::BODY_LIMIT;
use shared::Shared;

/// A listener on 127.0.0.1 that owns the port a client under test talks to.
///
/// Dropping it closes the port and every connection, and ends every task.
pub struct FaultProxy {
    shared: Arc<Shared>,
}

impl FaultProxy {
    /// Listens on a free port. Needs a tokio runtime around it.
    pub fn start(answer: Arc<dyn Answer>) -> io::Result<Self> {
        Self::start_at(0, answer)
    }

    /// Listens on this port; `AddrInUse` if it is in use, even by another fault proxy that refuses. 0 is any free port.
    pub fn start_at(port: u16, answer: Arc<dyn Answer>) -> io::Result<Self> {
        let shared = Shared::open(port, answer, |shared, stream, connection, at| {
            Box::pin(connection::serve(shared, stream, connection, at))
        })?;
        Ok(Self { shared })
    }

    /// The port, the same for the whole life of the fault proxy.
    pub fn port(&self) -> u16 {
        self.shared.port()
    }

    /// The address to give to a client, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port())
    }

    /// The address of the second listener, to which [`Fault::Redirect`](wire::Fault::Redirect) points by default; starts it if need be.
    pub fn redirect_target_url(&self) -> io::Result<String> {
        self.shared.redirect_target_url()
    }

    /// Stops listening, keeps the port, and closes every connection.
    ///
    /// When this returns, every new connection is refused.
    pub async fn refuse(&self) {
        self.shared.refuse(None).await;
    }

    /// Listens again on the same port; nothing happens if the fault proxy listens already.
    pub async fn accept_again(&self) -> io::Result<()> {
        self.shared.accept_again()
    }

    /// Closes every connection there is, idle or running, and returns when they are closed.
    ///
    /// New ones are accepted as before.
    pub async fn close_connections(&self) {
        self.shared.close_connections(None).await;
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.shared.shut();
    }
}

impl fmt::Debug for FaultProxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FaultProxy").field("port", &self.port()).finish_non_exhaustive()
    }
}
