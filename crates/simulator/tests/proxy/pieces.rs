//! What a connection says does not depend on how its bytes were cut.

use simulator::proxy::{Conversation, HEAD_LIMIT, read_pieces};
use wire::Unreadable;

const THREE: &[u8] = b"\r\nGET /1 HTTP/1.1\r\nHost: h\r\n\r\n\
    POST /2 HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi\
    POST /3 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\none\r\n0\r\nTrailer: x\r\n\r\n";

/// Method, target and body of every request, and how it ended.
fn told(conversation: &Conversation) -> (Vec<String>, Option<Unreadable>, u64) {
    let requests = conversation.requests.iter().map(|request| {
        format!("{} {} {}", request.method, request.target, String::from_utf8_lossy(&request.body))
    });
    (requests.collect(), conversation.unreadable, conversation.consumed)
}

#[test]
fn pieces_of_every_size_say_the_same() {
    let whole = told(&read_pieces([THREE]));
    assert_eq!(
        whole,
        (["GET /1 ", "POST /2 hi", "POST /3 one"].map(str::to_owned).into(), None, THREE.len() as u64)
    );
    for size in 1..THREE.len() {
        assert_eq!(told(&read_pieces(THREE.chunks(size))), whole, "pieces of {size}");
    }
}

#[test]
fn a_request_that_is_cut_is_none() {
    for length in 0..26 {
        let (requests, unreadable, _) = told(&read_pieces([&THREE[2..2 + length]]));
        assert_eq!((requests, unreadable), (Vec::new(), None), "{length} bytes");
    }
}

#[test]
fn a_head_that_is_too_long_is_so_whatever_stands_behind_the_limit() {
    // Read in one piece, the byte that no head may hold came before the end of the room.
    let mut bytes = b"GET / HTTP/1.1\r\nX: ".to_vec();
    bytes.resize(HEAD_LIMIT + 1, b'a');
    bytes.extend_from_slice(b"\0\r\n\r\n");
    for size in [bytes.len(), 1024, HEAD_LIMIT, HEAD_LIMIT + 1] {
        let conversation = read_pieces(bytes.chunks(size));
        assert_eq!(conversation.unreadable, Some(Unreadable::HeadTooLarge), "pieces of {size}");
    }
}

#[test]
fn a_head_of_the_longest_length_is_read() {
    let mut bytes = b"GET / HTTP/1.1\r\nX: ".to_vec();
    bytes.resize(HEAD_LIMIT - 4, b'a');
    bytes.extend_from_slice(b"\r\n\r\nGET /next HTTP/1.1\r\n\r\n");
    assert_eq!(read_pieces([&bytes[..]]).requests.len(), 2);
    bytes.insert(20, b'a');
    assert_eq!(read_pieces([&bytes[..]]).unreadable, Some(Unreadable::HeadTooLarge));
}
