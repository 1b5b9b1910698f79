//! Reads the head of a request, and from it how the body is framed.

use httparse::{EMPTY_HEADER, Error, Status};

use wire::Unreadable;

/// The longest head of a request, in bytes.
pub const HEAD_LIMIT: usize = 64 * 1024;

/// Enough for any sane client; more are read with a second try.
const USUAL_HEADERS: usize = 64;

/// No head within the limit has more: a header takes four bytes.
const MOST_HEADERS: usize = HEAD_LIMIT / 4;

/// The head of a request.
pub(super) struct Head {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) version_minor: u8,
    pub(super) headers: Vec<(String, String)>,
    /// How many bytes it takes.
    pub(super) length: usize,
}

/// How the body of a request is framed.
pub(super) enum Framing {
    /// By its length, which is 0 where no length is given.
    Length(u64),
    /// In chunks.
    Chunked,
}

/// Reads a head; `None` if it is not complete.
pub(super) fn parse(bytes: &[u8]) -> Result<Option<Head>, Unreadable> {
    // What lies beyond the limit is not looked at, so that it makes no difference whether it has come already.
    let is_full = bytes.len() > HEAD_LIMIT;
    let bytes = bytes.get(..HEAD_LIMIT).unwrap_or(bytes);
    let parsed = match parse_with(bytes, &mut [EMPTY_HEADER; USUAL_HEADERS]) {
        Err(Error::TooManyHeaders) => parse_with(bytes, &mut vec![EMPTY_HEADER; MOST_HEADERS]),
        parsed => parsed,
    };
    match parsed {
        Ok(None) if is_full => Err(Unreadable::HeadTooLarge),
        Ok(head) => Ok(head),
        Err(Error::TooManyHeaders) => Err(Unreadable::HeadTooLarge),
        Err(_) => Err(Unreadable::Head),
    }
}

impl Head {
    /// How the body is framed, by RFC 9112 section 6; where servers may be lenient it is strict.
    pub(super) fn framing(&self) -> Result<Framing, Unreadable> {
        let mut lengths = self.values("content-length");
        let mut encodings = self.values("transfer-encoding");
        match (lengths.next(), encodings.next()) {
            (None, None) => Ok(Framing::Length(0)),
            (Some(length), None) if lengths.all(|other| other == length) => {
                // `parse` would take a sign.
                let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
                let length = if digits { length.parse().ok() } else { None };
                length.map(Framing::Length).ok_or(Unreadable::Framing)
            }
            (None, Some(encoding))
                if encodings.next().is_none()
                    && self.version_minor == 1
                    && encoding.trim().eq_ignore_ascii_case("chunked") =>
            {
                Ok(Framing::Chunked)
            }
            _ => Err(Unreadable::Framing),
        }
    }

    /// Whether the client waits for `100 Continue` before it sends the body.
    pub(super) fn expects_continue(&self) -> bool {
        self.version_minor == 1
            && self.values("expect").any(|value| value.eq_ignore_ascii_case("100-continue"))
    }

    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

fn parse_with<'b>(bytes: &'b [u8], headers: &mut [httparse::Header<'b>]) -> Result<Option<Head>, Error> {
    let mut request = httparse::Request::new(headers);
    let Status::Complete(length) = request.parse(bytes)? else {
        return Ok(None);
    };
    let headers =
        request.headers.iter().map(|header| (header.name.to_owned(), latin_1(header.value))).collect();
    Ok(Some(Head {
        method: request.method.unwrap_or_default().to_owned(),
        target: request.path.unwrap_or_default().to_owned(),
        version_minor: request.version.unwrap_or_default(),
        headers,
        length,
    }))
}

/// Every byte is the character of the same number.
fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
