//! Finds whole requests and answers among the bytes of a connection.

use crate::message::{Answer, Request};

/// What the bytes so far hold.
pub(crate) enum Found<M> {
    /// Not the whole message yet.
    Part,
    /// A whole message, and how many bytes it takes.
    Whole(M, usize),
    /// Nothing that can be read, so that the bytes are best passed on as they are.
    Unreadable,
}

/// More headers than any client or server here sends.
const HEADERS: usize = 96;

/// The first request among the bytes.
pub(crate) fn request(bytes: &[u8]) -> Found<Request> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let head = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(head)) => head,
        Ok(httparse::Status::Partial) => return Found::Part,
        Err(_) => return Found::Unreadable,
    };
    let headers = owned(parsed.headers);
    let chunked = is_chunked(&headers);
    let Some((body, length)) = body(&headers, &bytes[head..], Some(0)) else { return Found::Part };
    let request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        minor: parsed.version.unwrap_or(1),
        headers,
        body,
        chunked,
    };
    Found::Whole(request, head + length)
}

/// The first answer among the bytes; `ended` says that no further byte will come.
pub(crate) fn answer(bytes: &[u8], ended: bool) -> Found<Answer> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Response::new(&mut headers);
    let head = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(head)) => head,
        Ok(httparse::Status::Partial) => return Found::Part,
        Err(_) => return Found::Unreadable,
    };
    let mut headers = owned(parsed.headers);
    let status = parsed.code.unwrap_or_default();
    let unframed = if matches!(status, 204 | 304) { Some(0) } else { ended.then_some(bytes.len() - head) };
    let Some((body, length)) = body(&headers, &bytes[head..], unframed) else { return Found::Part };
    let closes = headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("connection") && value.to_ascii_lowercase().contains("close")
    });
    let framing = ["content-length", "transfer-encoding", "connection"];
    headers.retain(|(name, _)| !framing.iter().any(|own| name.eq_ignore_ascii_case(own)));
    Found::Whole(Answer { status, headers, body, closes }, head + length)
}

/// The body and the bytes that it takes; `unframed` is its length where no header says it.
fn body(headers: &[(String, String)], rest: &[u8], unframed: Option<usize>) -> Option<(Vec<u8>, usize)> {
    if is_chunked(headers) {
        return chunks(rest);
    }
    let declared = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse::<usize>().ok());
    let length = declared.or(unframed)?;
    Some((rest.get(..length)?.to_vec(), length))
}

fn chunks(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut body = Vec::new();
    let mut at = 0;
    loop {
        let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(bytes.get(at..)?)
        else {
            return None;
        };
        at += line;
        let size = usize::try_from(size).ok()?;
        if size == 0 {
            // No trailers are sent here.
            return (bytes.get(at..at + 2)? == b"\r\n").then_some((body, at + 2));
        }
        body.extend(bytes.get(at..at + size)?);
        at += size;
        if bytes.get(at..at + 2)? != b"\r\n" {
            return None;
        }
        at += 2;
    }
}

fn is_chunked(headers: &[(String, String)]) -> bool {
    headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("transfer-encoding") && value.to_ascii_lowercase().contains("chunked")
    })
}

fn owned(headers: &[httparse::Header<'_>]) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|header| (header.name.to_owned(), header.value.iter().map(|byte| char::from(*byte)).collect()))
        .collect()
}
