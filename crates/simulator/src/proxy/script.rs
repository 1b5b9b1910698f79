//! Turns a response and a fault into the steps to take on the wire.

use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use jiff::fmt::rfc2822;

use super::message::{Asked, Form, length, put_chunk};
use wire::Fault;
use wire::Response;

/// What is sent in place of the size of a chunk.
const NO_CHUNK_SIZE: &[u8] = b"not-a-size\r\n";

/// What to do on the wire.
pub(super) struct Script {
    pub(super) steps: Vec<Step>,
    pub(super) ending: Ending,
}

/// One thing to do.
pub(super) enum Step {
    /// Send these bytes.
    Send(Bytes),
    /// Send nothing so long, or until the client is gone.
    Pause(Option<Duration>),
    /// Send these bytes so many at a time with a pause between.
    Pace { body: Bytes, at_a_time: usize, pause: Duration },
}

/// What becomes of the connection after the last step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It waits for the next request.
    Open,
    /// It ends with FIN.
    Orderly,
    /// It ends with RST.
    Reset,
}

/// Writes the script of one response.
pub(super) fn script(asked: Asked, response: &Response, fault: Option<&Fault>) -> Script {
    let whole_ending = if asked.closes(response) { Ending::Orderly } else { Ending::Open };
    let form = asked.form(response);
    let body = asked.body(response);
    match fault {
        None
        | Some(
            Fault::Garble { .. }
            | Fault::Html { .. }
            | Fault::ContentType { .. }
            | Fault::Gzip
            | Fault::Redirect { .. }
            | Fault::EmptyBody,
        ) => Script { steps: vec![Step::Send(asked.whole(response))], ending: whole_ending },
        Some(Fault::Refuse | Fault::CloseBeforeFirstByte) => {
            Script { steps: Vec::new(), ending: Ending::Orderly }
        }
        Some(Fault::Reset) => Script { steps: Vec::new(), ending: Ending::Reset },
        Some(Fault::ResetAfter { bytes }) => begun(asked, response, *bytes, Ending::Reset),
        Some(Fault::CutAfter { bytes }) => begun(asked, response, *bytes, Ending::Orderly),
        Some(Fault::ContentLength { difference }) => {
            let announced = (response.body.len() as u64).saturating_add_signed(*difference);
            let mut bytes = asked.head(response, Form::Length(announced), false);
            bytes.put(body);
            Script { steps: vec![Step::Send(bytes.freeze())], ending: Ending::Orderly }
        }
        Some(Fault::StallBeforeHead { ms }) => {
            let later = dated(response, ms.unwrap_or_default());
            let steps = vec![pause(*ms), Step::Send(asked.whole(&later))];
            Script { steps, ending: whole_ending }
        }
        Some(Fault::StallAfterHead { ms }) => {
            let head = asked.head(response, form, asked.closes(response)).len();
            let mut whole = asked.whole(response);
            let head = whole.split_to(head);
            Script { steps: vec![Step::Send(head), pause(*ms), Step::Send(whole)], ending: whole_ending }
        }
        Some(Fault::StallInBody { bytes, ms }) => {
            let mut rest = body;
            let mut first = asked.head(response, length(response), asked.closes(response));
            first.put(rest.split_to(rest.len().min(*bytes)));
            Script {
                steps: vec![Step::Send(first.freeze()), pause(*ms), Step::Send(rest)],
                ending: whole_ending,
            }
        }
        Some(Fault::Pace { bytes, ms }) => {
            let head = asked.head(response, length(response), asked.closes(response)).freeze();
            let pace = Step::Pace { body, at_a_time: bytes.get(), pause: Duration::from_millis(*ms) };
            Script { steps: vec![Step::Send(head), pace], ending: whole_ending }
        }
        Some(Fault::BrokenChunk { after_chunks }) => {
            let mut bytes = asked.head(response, Form::Chunked, false);
            let right = after_chunks.unwrap_or(1);
            // One part more than is sent, so that the body is never whole.
            let part = (body.len() / right.saturating_add(1)).max(1);
            for piece in body.chunks(part).take(right) {
                put_chunk(&mut bytes, piece);
            }
            bytes.put(NO_CHUNK_SIZE);
            Script { steps: vec![Step::Send(bytes.freeze())], ending: Ending::Orderly }
        }
        Some(Fault::CutChunked { bytes }) => {
            let mut sent = asked.head(response, Form::Chunked, false);
            put_chunk(&mut sent, &body[..body.len().min(*bytes)]);
            Script { steps: vec![Step::Send(sent.freeze())], ending: Ending::Orderly }
        }
    }
}

/// The head with the true length, a part of the body, and an early end.
fn begun(asked: Asked, response: &Response, bytes: usize, ending: Ending) -> Script {
    let body = asked.body(response);
    let mut sent: BytesMut = asked.head(response, length(response), false);
    sent.put(body.slice(..body.len().min(bytes)));
    Script { steps: vec![Step::Send(sent.freeze())], ending }
}

fn pause(ms: Option<u64>) -> Step {
    Step::Pause(ms.map(Duration::from_millis))
}

/// The response as it would be made so many milliseconds later: clients set their clocks by its date.
fn dated(response: &Response, ms: u64) -> Response {
    let mut later = response.clone();
    for (name, value) in &mut later.headers {
        if name.eq_ignore_ascii_case("date")
            && let Ok(made) = rfc2822::parse(value)
            && let Ok(then) = made.timestamp().checked_add(Duration::from_millis(ms))
        {
            *value = then.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        }
    }
    later
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stalled_answer_bears_the_time_at_which_it_comes() {
        let made = Response {
            headers: vec![("date".to_owned(), "Sun, 22 Nov 2026 23:59:59 GMT".to_owned())],
            ..Response::json(200, "{}")
        };
        assert_eq!(dated(&made, 2_200).headers[0].1, "Mon, 23 Nov 2026 00:00:01 GMT");
        assert_eq!(dated(&made, 0).headers, made.headers);
    }
}
