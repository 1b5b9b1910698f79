//! Writes the bytes of a response: head, and body as framed.

use bytes::{BufMut, Bytes, BytesMut};
use hyper::StatusCode;

use wire::{ReceivedRequest, Response};

/// The body of a chunked response is cut into pieces of this size.
const CHUNK: usize = 16 * 1024;

/// The end of a chunked body.
const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// Headers that are the fault proxy's own.
const OWN_HEADERS: [&str; 3] = ["content-length", "transfer-encoding", "connection"];

/// What of a request bears on the form of its response.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// Nothing but the head may be answered.
    head_only: bool,
    /// The client speaks HTTP/1.0.
    old: bool,
    /// The client means to use the connection again.
    keep_alive: bool,
}

/// How a response is framed.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// By this Content-Length.
    Length(u64),
    /// In chunks.
    Chunked,
}

impl Asked {
    /// What this request asks.
    pub(super) fn by(request: &ReceivedRequest) -> Self {
        let has = |wanted: &str| {
            request
                .header_values("connection")
                .flat_map(|value| value.split(','))
                .any(|option| option.trim().eq_ignore_ascii_case(wanted))
        };
        let old = request.version_minor == 0;
        let keep_alive = if old { has("keep-alive") } else { !has("close") };
        Self { head_only: request.method == "HEAD", old, keep_alive }
    }

    /// The form for what cannot be read.
    pub(super) fn by_nobody() -> Self {
        Self { head_only: false, old: false, keep_alive: false }
    }

    /// Whether the connection ends after this response.
    pub(super) fn closes(self, response: &Response) -> bool {
        response.close || !self.keep_alive
    }

    /// The form that the response asks for and the client understands.
    pub(super) fn form(self, response: &Response) -> Form {
        if response.chunked && !self.old { Form::Chunked } else { length(response) }
    }

    /// The body that may be sent.
    pub(super) fn body(self, response: &Response) -> Bytes {
        let bodyless = self.head_only || is_bodyless(response.status);
        if bodyless { Bytes::new() } else { response.body.clone() }
    }

    /// The whole response in one piece.
    pub(super) fn whole(self, response: &Response) -> Bytes {
        let form = self.form(response);
        let body = self.body(response);
        let mut bytes = BytesMut::with_capacity(256 + body.len());
        self.put_head(&mut bytes, response, form, self.closes(response));
        match form {
            Form::Length(_) => bytes.put(body),
            Form::Chunked if self.head_only || is_bodyless(response.status) => {}
            Form::Chunked => {
                for piece in body.chunks(CHUNK) {
                    put_chunk(&mut bytes, piece);
                }
                bytes.put(LAST_CHUNK);
            }
        }
        bytes.freeze()
    }

    /// The head in this form.
    pub(super) fn head(self, response: &Response, form: Form, close: bool) -> BytesMut {
        let mut bytes = BytesMut::with_capacity(256);
        self.put_head(&mut bytes, response, form, close);
        bytes
    }

    fn put_head(self, bytes: &mut BytesMut, response: &Response, form: Form, close: bool) {
        let registered = || StatusCode::from_u16(response.status).ok()?.canonical_reason();
        let reason = response.reason.as_deref().or_else(registered).unwrap_or_default();
        bytes.put(format!("HTTP/1.1 {} ", response.status).as_bytes());
        put_text(bytes, reason);
        bytes.put(&b"\r\n"[..]);
        for (name, value) in &response.headers {
            if !OWN_HEADERS.iter().any(|own| name.eq_ignore_ascii_case(own)) {
                put_text(bytes, name);
                bytes.put(&b": "[..]);
                put_text(bytes, value);
                bytes.put(&b"\r\n"[..]);
            }
        }
        match form {
            _ if is_bodyless(response.status) => {}
            Form::Length(length) => bytes.put(format!("Content-Length: {length}\r\n").as_bytes()),
            Form::Chunked => bytes.put(&b"Transfer-Encoding: chunked\r\n"[..]),
        }
        if close {
            bytes.put(&b"Connection: close\r\n"[..]);
        } else if self.old && self.keep_alive {
            bytes.put(&b"Connection: keep-alive\r\n"[..]);
        }
        bytes.put(&b"\r\n"[..]);
    }
}

/// The true length of a response.
pub(super) fn length(response: &Response) -> Form {
    Form::Length(response.body.len() as u64)
}

/// Writes one chunk; an empty one would be the last.
pub(super) fn put_chunk(bytes: &mut BytesMut, piece: &[u8]) {
    if !piece.is_empty() {
        bytes.put(format!("{:x}\r\n", piece.len()).as_bytes());
        bytes.put(piece);
        bytes.put(&b"\r\n"[..]);
    }
}

/// A status whose responses never have a body.
fn is_bodyless(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 304)
}

/// Writes text as Latin-1. A line break would end the header, so it becomes a space.
fn put_text(bytes: &mut BytesMut, text: &str) {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        bytes.put(text.as_bytes());
        return;
    }
    for character in text.chars() {
        bytes.put_u8(match character {
            '\r' | '\n' | '\0' => b' ',
            _ => u8::try_from(character).unwrap_or(b'?'),
        });
    }
}
