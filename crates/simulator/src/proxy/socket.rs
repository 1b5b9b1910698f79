//! One client's socket; every byte is reported with its time.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::answer::Answer;
use super::delivered::delivered;
use super::event::Event;
use super::source::{Gone, Source};
use wire::Departure;

/// What one read has room for at the least.
const ROOM: usize = 8 * 1024;

/// What may wait to be read as a request while an answer stalls.
const AHEAD_LIMIT: usize = 1024 * 1024;

/// How many reads are remembered whose bytes are not consumed.
const ARRIVALS_KEPT: usize = 4096;

/// How long a client may take to close after FIN. Closing at once would reset the connection if the client
/// were still sending, and with it take back what it has not read yet.
const LINGER: Duration = Duration::from_millis(500);

/// A client's socket and what has come from it.
pub(super) struct ClientSocket {
    connection: u64,
    stream: TcpStream,
    answer: Arc<dyn Answer>,
    incoming: BytesMut,
    consumed: u64,
    /// Up to which byte of the connection the reads came whose bytes are not all consumed, and when.
    arrivals: VecDeque<(u64, Instant)>,
    last_consumed: Instant,
    departure: Option<Departure>,
}

/// The exchange that outgoing bytes belong to.
#[derive(Clone, Copy, Default)]
pub(super) struct Cause {
    pub(super) exchange: Option<u64>,
    pub(super) tag: Option<u64>,
}

impl ClientSocket {
    /// The wire of an accepted connection.
    pub(super) fn new(connection: u64, stream: TcpStream, answer: Arc<dyn Answer>, at: Instant) -> Self {
        // Without it the second write of a response would wait for the client's acknowledgement; with a client
        // that is gone already it fails, and the first read reports that.
        let _ = stream.set_nodelay(true);
        Self {
            connection,
            stream,
            answer,
            incoming: BytesMut::with_capacity(ROOM),
            consumed: 0,
            arrivals: VecDeque::new(),
            last_consumed: at,
            departure: None,
        }
    }

    /// Sends all of the bytes.
    pub(super) async fn write(&mut self, mut bytes: Bytes, cause: Cause) -> Result<(), Gone> {
        while !bytes.is_empty() {
            let at = Instant::now();
            let sent = self.stream.try_write(&bytes);
            let written = Instant::now();
            match sent {
                Ok(length) if length > 0 => {
                    let bytes = bytes.split_to(length);
                    let Cause { exchange, tag } = cause;
                    let connection = self.connection;
                    self.answer.observe(Event::BytesOut { connection, at, written, exchange, tag, bytes });
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if self.stream.writable().await.is_err() {
                        return Err(self.gone(Departure::Reset, Instant::now()));
                    }
                }
                Ok(_) | Err(_) => return Err(self.gone(Departure::Reset, written)),
            }
        }
        Ok(())
    }

    /// Sends nothing for a while, or until the client is gone; keeps what arrives meanwhile.
    pub(super) async fn pause(&mut self, duration: Option<Duration>) -> Result<(), Gone> {
        match duration {
            Some(duration) => tokio::select! {
                gone = self.read_ahead() => Err(gone),
                () = sleep(duration) => Ok(()),
            },
            None => Err(self.read_ahead().await),
        }
    }

    /// Ends the connection with FIN; `finished` is called once that is sent.
    pub(super) async fn finish(mut self, finished: impl FnOnce()) {
        // What cannot be shut down was closed by the client.
        let _ = socket2::SockRef::from(&self.stream).shutdown(std::net::Shutdown::Write);
        finished();
        let drained = async {
            while self.read().await.is_ok() {
                let length = self.incoming.len();
                self.consume(length);
            }
        };
        // A client that takes longer is closed on.
        let _ = timeout(LINGER, drained).await;
    }

    /// Ends the connection with RST once all that was sent has been delivered.
    pub(super) async fn reset(self) {
        delivered(&self.stream).await;
        // It fails only where the client has reset the connection first.
        let _ = self.stream.set_zero_linger();
    }

    fn arrived(&mut self, at: Instant) {
        let until = self.consumed + self.incoming.len() as u64;
        if self.arrivals.len() > ARRIVALS_KEPT {
            // A body that arrives in many small reads loses the times in its middle, which are never read.
            self.arrivals.pop_back();
        }
        self.arrivals.push_back((until, at));
    }

    async fn read_ahead(&mut self) -> Gone {
        while self.incoming.len() < AHEAD_LIMIT {
            if let Err(gone) = self.read().await {
                return gone;
            }
        }
        std::future::pending().await
    }

    fn gone(&mut self, how: Departure, at: Instant) -> Gone {
        if self.departure.is_none() {
            self.departure = Some(how);
            self.answer.observe(Event::ClientClosed { connection: self.connection, at, how });
        }
        Gone
    }
}

impl Source for ClientSocket {
    fn incoming(&self) -> &[u8] {
        &self.incoming
    }

    fn consume(&mut self, length: usize) -> Bytes {
        self.consumed += length as u64;
        while let Some((until, at)) = self.arrivals.front().copied() {
            if length > 0 {
                self.last_consumed = at;
            }
            if until > self.consumed {
                break;
            }
            self.arrivals.pop_front();
            if until == self.consumed {
                break;
            }
        }
        self.incoming.split_to(length).freeze()
    }

    fn consumed(&self) -> u64 {
        self.consumed
    }

    fn first_waiting(&self) -> Instant {
        self.arrivals.front().map_or(self.last_consumed, |(_, at)| *at)
    }

    fn last_consumed(&self) -> Instant {
        self.last_consumed
    }

    async fn read(&mut self) -> Result<(), Gone> {
        if self.departure.is_some() {
            return Err(Gone);
        }
        let before = self.incoming.len();
        self.incoming.reserve(ROOM);
        let read = self.stream.read_buf(&mut self.incoming).await;
        let at = Instant::now();
        match read {
            Ok(0) => Err(self.gone(Departure::Orderly, at)),
            Ok(_) => {
                self.arrived(at);
                let bytes = Bytes::copy_from_slice(self.incoming.get(before..).unwrap_or_default());
                self.answer.observe(Event::BytesIn { connection: self.connection, at, bytes });
                Ok(())
            }
            Err(_) => Err(self.gone(Departure::Reset, at)),
        }
    }

    async fn welcome(&mut self, exchange: u64) -> Result<(), Gone> {
        let cause = Cause { exchange: Some(exchange), tag: None };
        self.write(Bytes::from_static(b"HTTP/1.1 100 Continue\r\n\r\n"), cause).await
    }
}
