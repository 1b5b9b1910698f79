//! Framing: what the bytes of a connection say does not depend on how they were cut, and what is read can be written and read again.

use simulator::proxy::{BODY_LIMIT, Conversation, HEAD_LIMIT, read_pieces};
use wire::ReceivedRequest;

/// The first two bytes decide the cuts, the rest is what a client sent.
pub(crate) fn check(data: &[u8]) {
    let Some((cuts, bytes)) = data.split_first_chunk::<2>() else { return };
    let whole = read_pieces([bytes]);
    same(&whole, &read_pieces(pieces(bytes, u16::from_le_bytes(*cuts))), bytes);
    if bytes.len() <= 512 {
        same(&whole, &read_pieces(bytes.chunks(1)), bytes);
    }
    bounded(&whole, bytes);
    for request in &whole.requests {
        written_again(request);
    }
}

/// Pieces of 1 to 64 bytes and a few long ones.
fn pieces(mut bytes: &[u8], seed: u16) -> Vec<&[u8]> {
    let mut random = fastrand::Rng::with_seed(u64::from(seed));
    let mut pieces = Vec::new();
    while !bytes.is_empty() {
        let longest = if random.u8(..4) == 0 { 1024 } else { 64 };
        let (piece, rest) = bytes.split_at(random.usize(1..=longest).min(bytes.len()));
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}

fn same(one: &Conversation, other: &Conversation, bytes: &[u8]) {
    assert_eq!(one.unreadable, other.unreadable, "how it ends depends on the cuts");
    assert_eq!(one.consumed, other.consumed, "where it ends depends on the cuts");
    assert_eq!(one.requests.len(), other.requests.len(), "{}", bytes.escape_ascii());
    for (one, other) in one.requests.iter().zip(&other.requests) {
        same_request(one, other);
        assert_eq!(one.raw_head, other.raw_head);
    }
}

fn same_request(one: &ReceivedRequest, other: &ReceivedRequest) {
    assert_eq!(
        (&one.method, &one.target, one.version_minor, &one.body),
        (&other.method, &other.target, other.version_minor, &other.body)
    );
}

/// Nothing is read twice, and nothing is larger than its limit.
fn bounded(conversation: &Conversation, bytes: &[u8]) {
    assert!(conversation.consumed <= bytes.len() as u64);
    let mut taken = 0;
    for request in &conversation.requests {
        assert!(request.raw_head.len() <= HEAD_LIMIT && request.body.len() <= BODY_LIMIT);
        assert!(bytes.windows(request.raw_head.len()).any(|window| *window == *request.raw_head));
        let names: usize = request.headers.iter().map(|(name, _)| name.len()).sum();
        assert!(request.method.len() + request.target.len() + names <= request.raw_head.len());
        taken += request.raw_head.len() + request.body.len();
    }
    assert!(taken as u64 <= conversation.consumed, "{taken} of {} bytes", conversation.consumed);
}

/// The head as it came and the body, framed by its length or as one chunk, are the same request again.
fn written_again(request: &ReceivedRequest) {
    let mut bytes = request.raw_head.to_vec();
    if request.header_values("transfer-encoding").next().is_some() {
        if !request.body.is_empty() {
            bytes.extend_from_slice(format!("{:X};x=y\r\n", request.body.len()).as_bytes());
            bytes.extend_from_slice(&request.body);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"0\r\nTrailer: x\r\n\r\n");
    } else {
        bytes.extend_from_slice(&request.body);
    }
    let again = read_pieces([&bytes[..]]);
    assert_eq!((again.unreadable, again.consumed), (None, bytes.len() as u64), "{}", bytes.escape_ascii());
    let [again] = &again.requests[..] else { panic!("{} requests of one", again.requests.len()) };
    same_request(request, again);
    assert_eq!(request.headers, again.headers);
}
