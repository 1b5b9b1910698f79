//! Reads one request from a wire, head and body.

use std::time::Instant;

use bytes::{Bytes, BytesMut};

use super::head::{self, Framing, HEAD_LIMIT};
use super::source::{Gone, Source};
use wire::ReceivedRequest;
use wire::Unreadable;

/// The longest body of a request, in bytes.
pub const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// The longest line with the size of a chunk, in bytes.
const CHUNK_LINE_LIMIT: usize = 4 * 1024;

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
    /// The client disconnected.
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

/// Reads the next request from wherever bytes come.
pub(super) async fn read(
    socket: &mut impl Source,
    next_exchange: impl FnOnce() -> u64,
    connection: u64,
    from: &mut u64,
) -> Result<Placed, Stop> {
    let started = first_byte(socket, from).await?;
    let head = loop {
        if socket.incoming().first() == Some(&TLS_HANDSHAKE) {
            return Err(Unreadable::Tls.into());
        }
        match head::parse(socket.incoming())? {
            Some(head) => break head,
            None => socket.read().await?,
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
    let raw_head = socket.consume(head.length);
    if expects_continue && socket.incoming().is_empty() && body_length != Some(0) {
        socket.welcome(exchange).await?;
    }
    let body = match body_length {
        Some(length) => {
            fill(socket, length).await?;
            socket.consume(length)
        }
        None => chunks(socket).await?,
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
        complete: socket.last_consumed(),
    };
    Ok(Placed { request, from: *from, until: socket.consumed() })
}

/// Waits for the first byte of a request and passes over empty lines, which old clients send in between.
async fn first_byte(socket: &mut impl Source, from: &mut u64) -> Result<Instant, Gone> {
    loop {
        let empty = socket.incoming().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        socket.consume(empty);
        *from = socket.consumed();
        if !socket.incoming().is_empty() {
            return Ok(socket.first_waiting());
        }
        socket.read().await?;
    }
}

/// Waits until so many bytes are there.
async fn fill(socket: &mut impl Source, length: usize) -> Result<(), Gone> {
    while socket.incoming().len() < length {
        socket.read().await?;
    }
    Ok(())
}

/// Reads a chunked body with its trailers, which are dropped.
async fn chunks(socket: &mut impl Source) -> Result<Bytes, Stop> {
    let mut body = BytesMut::new();
    loop {
        let size = chunk_size(&line(socket, CHUNK_LINE_LIMIT, Unreadable::Framing).await?)?;
        if size == 0 {
            break;
        }
        if size > BODY_LIMIT - body.len() {
            return Err(Unreadable::BodyTooLarge.into());
        }
        fill(socket, size + 2).await?;
        body.extend_from_slice(&socket.consume(size));
        if *socket.consume(2) != *b"\r\n" {
            return Err(Unreadable::Framing.into());
        }
    }
    let mut room = HEAD_LIMIT;
    loop {
        let trailer = line(socket, room, Unreadable::HeadTooLarge).await?;
        if trailer.is_empty() {
            return Ok(body.freeze());
        }
        room = room.saturating_sub(trailer.len());
    }
}

/// Reads a line and takes the CRLF off it.
async fn line(socket: &mut impl Source, limit: usize, too_long: Unreadable) -> Result<Bytes, Stop> {
    let mut searched = 0;
    loop {
        let unsearched = socket.incoming().get(searched..).unwrap_or_default();
        let newline = unsearched.iter().position(|byte| *byte == b'\n').map(|at| searched + at);
        match newline {
            Some(newline) if newline <= limit => {
                let line = socket.consume(newline + 1);
                return line
                    .strip_suffix(b"\r\n")
                    .map(|text| line.slice_ref(text))
                    .ok_or(Unreadable::Framing.into());
            }
            None if socket.incoming().len() <= limit => searched = socket.incoming().len(),
            _ => return Err(too_long.into()),
        }
        socket.read().await?;
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
