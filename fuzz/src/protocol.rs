//! Lines of the client protocol: what is read can be written, and is then read as the same.

use client_protocol::{FromClient, LINE_LIMIT, LineError, ToClient, parse_line, write_line};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bytes are one line, read in both directions.
pub(crate) fn check(data: &[u8]) {
    stable::<FromClient>(data);
    stable::<ToClient>(data);
    let both = parse_line::<FromClient>(data).is_ok() && parse_line::<ToClient>(data).is_ok();
    assert!(!both, "a line that both sides may say");
    let ended = [data, b"\n"].concat();
    assert_eq!(
        parse_line::<FromClient>(data).ok(),
        parse_line::<FromClient>(&ended).ok(),
        "a newline at the end makes a difference"
    );
}

fn stable<M: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(data: &[u8]) {
    let message: M = match parse_line(data) {
        Ok(message) => message,
        // What is too long is refused unread, and nothing else is.
        Err(LineError::TooLong(length)) => return assert!(length > LINE_LIMIT),
        Err(_) => return,
    };
    let line = match write_line(&message) {
        Ok(line) => line,
        // Escapes may be longer than what they stand for.
        Err(LineError::TooLong(length)) => return assert!(length > LINE_LIMIT),
        Err(error) => panic!("{message:?} cannot be written: {error}"),
    };
    assert_eq!(line.find('\n'), Some(line.len() - 1), "a message is one line");
    let again: M = parse_line(line.as_bytes()).expect("what was written");
    assert_eq!(message, again, "{line}");
    assert_eq!(write_line(&again).expect("what was written"), line);
}
