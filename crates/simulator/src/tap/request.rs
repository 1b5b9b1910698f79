//! Reads one request from a wire, head and body.

use std::time::Instant;

use bytes::{Bytes, BytesMut};

use super::answer::ReceivedRequest;
use super::event::{Event, Unreadable};
use super::head::{self, Framing, HEAD_LIMIT};
use super::shared::Shared;
use super::source::Source;
use super::wire::{Gone, Wire};

/// The longest body of a request, in bytes.
pub const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// The longest line that tells the size of a chunk, in bytes.
const CHUNK_LINE_LIMIT: usize = 4 * 1024;

/// What of unreadable bytes is told.
const SHOWN: usize = 256;

/// The first byte of a TLS record with a handshake; no method begins so.
const TLS_HANDSHAKE: u8 = 0x16;

/// A request and where it lay among all bytes of the connection.
pub(super) struct Placed {
    pub(super) request: ReceivedRequest,
    pub(super) from: u64,
    pub(super) until: u64,
}

/// Why there is no further request.
pub(super) enum Stop {
    /// The client went away.
    Gone,
    /// What came is not a request.
    Unreadable(Unreadable),
}

impl From<Gone> for Stop {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

impl From<Unreadable> for Stop {
    fn from(problem: Unreadable) -> Self {
        Self::Unreadable(problem)
    }
}

/// Reads the next request, and tells of one that is cut or unreadable.
pub(super) async fn next(wire: &mut Wire, shared: &Shared, connection: u64) -> Result<Placed, Stop> {
    let mut from = wire.consumed();
    let read = read(wire, || shared.next_exchange(), connection, &mut from).await;
    let received = wire.consumed() + wire.incoming().len() as u64 - from;
    match read {
        Err(Stop::Gone) if received > 0 => {
            shared.answer().observe(Event::RequestCut { connection, at: Instant::now(), received });
        }
        Err(Stop::Unreadable(problem)) => {
            let shown = wire.incoming().get(..SHOWN).unwrap_or(wire.incoming());
            let bytes = Bytes::copy_from_slice(shown);
            shared.answer().observe(Event::NotHttp { connection, at: Instant::now(), problem, bytes });
        }
        _ => {}
    }
    read
}

/// Reads the next request from wherever bytes come.
pub(super) async fn read(
    wire: &mut impl Source,
    next_exchange: impl FnOnce() -> u64,
    connection: u64,
    from: &mut u64,
) -> Result<Placed, Stop> {
    let started = first_byte(wire, from).await?;
    let head = loop {
        if wire.incoming().first() == Some(&TLS_HANDSHAKE) {
            return Err(Unreadable::Tls.into());
        }
        match head::parse(wire.incoming())? {
            Some(head) => break head,
            None => wire.read().await?,
        }
    };
    let exchange = next_exchange();
    let framing = head.framing()?;
    let body_length = match framing {
        Framing::Length(length) => match usize::try_from(length) {
            Ok(length) if length <= BODY_LIMIT => Some(length),
            _ => return Err(Unreadable::BodyTooLarge.into()),
        },
        Framing::Chunked => None,
    };
    let expects_continue = head.expects_continue();
    let raw_head = wire.consume(head.length);
    if expects_continue && wire.incoming().is_empty() && body_length != Some(0) {
        wire.welcome(exchange).await?;
    }
    let body = match body_length {
        Some(length) => {
            fill(wire, length).await?;
            wire.consume(length)
        }
        None => chunks(wire).await?,
    };
    let request = ReceivedRequest {
        connection,
        exchange,
        method: head.method,
        target: head.target,
        version_minor: head.version_minor,
        headers: head.headers,
        body,
        raw_head,
        started,
        complete: wire.last_consumed(),
    };
    Ok(Placed { request, from: *from, until: wire.consumed() })
}

/// Waits for the first byte of a request and passes over empty lines, which clients of old send in between.
async fn first_byte(wire: &mut impl Source, from: &mut u64) -> Result<Instant, Gone> {
    loop {
        let empty = wire.incoming().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        wire.consume(empty);
        *from = wire.consumed();
        if !wire.incoming().is_empty() {
            return Ok(wire.first_waiting());
        }
        wire.read().await?;
    }
}

/// Waits until so many bytes are there.
async fn fill(wire: &mut impl Source, length: usize) -> Result<(), Gone> {
    while wire.incoming().len() < length {
        wire.read().await?;
    }
    Ok(())
}

/// Reads a chunked body with its trailers, which are dropped.
async fn chunks(wire: &mut impl Source) -> Result<Bytes, Stop> {
    let mut body = BytesMut::new();
    loop {
        let size = chunk_size(&line(wire, CHUNK_LINE_LIMIT, Unreadable::Framing).await?)?;
        if size == 0 {
            break;
        }
        if size > BODY_LIMIT - body.len() {
            return Err(Unreadable::BodyTooLarge.into());
        }
        fill(wire, size + 2).await?;
        body.extend_from_slice(&wire.consume(size));
        if *wire.consume(2) != *b"\r\n" {
            return Err(Unreadable::Framing.into());
        }
    }
    let mut room = HEAD_LIMIT;
    loop {
        let trailer = line(wire, room, Unreadable::HeadTooLarge).await?;
        if trailer.is_empty() {
            return Ok(body.freeze());
        }
        room = room.saturating_sub(trailer.len());
    }
}

/// Reads a line and takes the CRLF off it.
async fn line(wire: &mut impl Source, limit: usize, too_long: Unreadable) -> Result<Bytes, Stop> {
    let mut searched = 0;
    loop {
        let unsearched = wire.incoming().get(searched..).unwrap_or_default();
        let newline = unsearched.iter().position(|byte| *byte == b'\n').map(|at| searched + at);
        match newline {
            Some(newline) if newline <= limit => {
                let line = wire.consume(newline + 1);
                return line
                    .strip_suffix(b"\r\n")
                    .map(|text| line.slice_ref(text))
                    .ok_or(Unreadable::Framing.into());
            }
            None if wire.incoming().len() <= limit => searched = wire.incoming().len(),
            _ => return Err(too_long.into()),
        }
        wire.read().await?;
    }
}

/// The size before any extension; one that does not fit is too large for the body at any rate.
fn chunk_size(line: &[u8]) -> Result<usize, Unreadable> {
    let text = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii_end();
    if text.is_empty() || !text.iter().all(u8::is_ascii_hexdigit) {
        return Err(Unreadable::Framing);
    }
    let digits = str::from_utf8(text).map_err(|_| Unreadable::Framing)?;
    usize::from_str_radix(digits, 16).map_err(|_| Unreadable::BodyTooLarge)
}
