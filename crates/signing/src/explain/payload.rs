//! Mistakes in the last line.

use super::guess::{Guess, Situation};
use crate::encoding::sha256_hex;

pub(super) fn guesses(situation: &Situation<'_>) -> Vec<Guess> {
    if !situation.style.covers_payload {
        return Vec::new();
    }
    let body = situation.request.body;
    PAYLOADS
        .iter()
        .map(|row| {
            situation.guess(row.mistake, row.because, |draft| draft.payload = Some((row.payload)(body)))
        })
        .chain([situation.guess(
            "payload-line-left-out",
            "the line with the body's hash was left out",
            |draft| draft.payload = None,
        )])
        .collect()
}

struct Row {
    mistake: &'static str,
    because: &'static str,
    payload: fn(&[u8]) -> String,
}

const PAYLOADS: &[Row] = &[
    Row {
        mistake: "body-taken-as-empty",
        because: "the hash of an empty body was signed, but the body is not empty",
        payload: |_| sha256_hex(b""),
    },
    Row {
        mistake: "body-with-newline",
        because: "the body was hashed with a newline at its end that was not sent",
        payload: |body| sha256_hex(&[body, b"\n"].concat()),
    },
    Row {
        mistake: "body-trimmed",
        because: "the body was hashed without the white space at its end",
        payload: |body| sha256_hex(body.trim_ascii_end()),
    },
    Row {
        mistake: "payload-unsigned",
        because: "the word UNSIGNED-PAYLOAD was signed in place of the body's hash",
        payload: |_| "UNSIGNED-PAYLOAD".to_owned(),
    },
    Row {
        mistake: "payload-hash-empty",
        because: "an empty line was signed in place of the body's hash",
        payload: |_| String::new(),
    },
    Row {
        mistake: "payload-hash-in-upper-case",
        because: "the body's hash was signed in upper-case hex",
        payload: |body| sha256_hex(body).to_uppercase(),
    },
    Row {
        mistake: "body-not-hashed",
        because: "the body itself was signed in place of its hash",
        payload: |body| String::from_utf8_lossy(body).into_owned(),
    },
    Row {
        mistake: "empty-object-as-body",
        because: "the body was hashed as if it were `{}`",
        payload: |_| sha256_hex(b"{}"),
    },
];
