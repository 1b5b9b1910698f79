//! Reads a recording out of a HAR file, version 1.2.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;
use wire::{Finish, ReceivedRequest, RecordedExchange, Recording, Response};

/// A HAR document that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarError {
    /// JSON Pointer of the place.
    pub pointer: String,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for HarError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: expected {}", self.pointer, self.expected)
    }
}

impl std::error::Error for HarError {}

/// The recording of every entry of a HAR document, in its order.
///
/// HAR has no place for two things, so they are assumed: each response arrived whole, and no fault was applied. Bodies are read as
/// text, or from base64 where `encoding` says so. Times count from the first entry.
///
/// # Errors
/// The first member that is missing, of another type, or out of range; a body that the file leaves out, too.
pub fn recording(har: &Value) -> Result<Recording, HarError> {
    let entries = har.pointer("/log/entries").and_then(Value::as_array);
    let entries = entries.ok_or(HarError { pointer: "/log/entries".to_owned(), expected: "a list" })?;
    let read = entries.iter().enumerate().map(|(index, entry)| Entry { index, entry });
    let starts = read.clone().map(Entry::started).collect::<Result<Vec<_>, _>>()?;
    let exchanges = read.zip(&starts).map(|(entry, start)| entry.exchange(*start, starts[0]));
    Ok(Recording { exchanges: exchanges.collect::<Result<_, _>>()?, ..Recording::default() })
}

#[derive(Clone, Copy)]
struct Entry<'a> {
    index: usize,
    entry: &'a Value,
}

impl<'a> Entry<'a> {
    fn error(self, pointer: &str, expected: &'static str) -> HarError {
        HarError { pointer: format!("/log/entries/{}{pointer}", self.index), expected }
    }

    fn text(self, pointer: &str) -> Result<&'a str, HarError> {
        let text = self.entry.pointer(pointer).and_then(Value::as_str);
        text.ok_or_else(|| self.error(pointer, "a text"))
    }

    fn started(self) -> Result<Timestamp, HarError> {
        let text = self.text("/startedDateTime")?;
        text.parse().map_err(|_| self.error("/startedDateTime", "a time in ISO 8601"))
    }

    fn exchange(self, start: Timestamp, first: Timestamp) -> Result<RecordedExchange, HarError> {
        let at = Duration::try_from(start.duration_since(first)).unwrap_or_default();
        let ended = self.took().and_then(|took| at.checked_add(took));
        let ended = ended.ok_or_else(|| self.error("/time", "a number of milliseconds"))?;
        // Browsers write the status 0 where no response arrived.
        let status = self.entry.pointer("/response/status").and_then(Value::as_u64);
        let status = status.and_then(|status| u16::try_from(status).ok());
        let status = status.filter(|status| (100..600).contains(status));
        let status =
            status.ok_or_else(|| self.error("/response/status", "an HTTP status from 100 to 599"))?;
        let headers = self.headers("/response/headers")?;
        let body = self.body("/response/content")?;
        Ok(RecordedExchange {
            request: Arc::new(self.request()?),
            response: Response {
                status,
                reason: None,
                headers,
                body: body.clone(),
                close: false,
                chunked: false,
            },
            fault: None,
            at,
            wall: start,
            finish: Some(Finish::Whole),
            ended: Some(ended),
            sent: body,
        })
    }

    /// How long the exchange took; `None` where the number is too large for a duration.
    fn took(self) -> Option<Duration> {
        let milliseconds = self.entry.pointer("/time").and_then(Value::as_f64).unwrap_or(0.0).max(0.0);
        Duration::try_from_secs_f64(milliseconds / 1000.0).ok()
    }

    fn request(self) -> Result<ReceivedRequest, HarError> {
        let url = self.text("/request/url")?;
        // What follows the authority is the target; a URL without a path asks for the root.
        let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
        let target = after_scheme.find(['/', '?']).map_or("/", |start| &after_scheme[start..]);
        let target = if target.starts_with('?') { format!("/{target}") } else { target.to_owned() };
        let version = self.text("/request/httpVersion").unwrap_or("HTTP/1.1");
        // An `Instant` cannot be made from a time of day. No check reads it; the times are in `at` and `wall`.
        let now = Instant::now();
        Ok(ReceivedRequest {
            connection: 0,
            exchange: self.index as u64,
            method: self.text("/request/method")?.to_owned(),
            target: target.split('#').next().unwrap_or_default().to_owned(),
            version_minor: u8::from(!version.ends_with("1.0")),
            headers: self.headers("/request/headers")?,
            body: self.body("/request/postData")?,
            raw_head: Bytes::new(),
            started: now,
            complete: now,
        })
    }

    fn headers(self, pointer: &str) -> Result<Vec<(String, String)>, HarError> {
        let headers = self.entry.pointer(pointer).and_then(Value::as_array);
        let headers = headers.ok_or_else(|| self.error(pointer, "a list of headers"))?;
        let pair = |(index, header): (usize, &Value)| {
            let member = |name: &str| header.get(name)?.as_str().map(str::to_owned);
            let pair = member("name").zip(member("value"));
            pair.ok_or_else(|| self.error(&format!("{pointer}/{index}"), "a name and a value"))
        };
        headers.iter().enumerate().map(pair).collect()
    }

    /// The bytes of a message's content; none where it has none.
    fn body(self, pointer: &str) -> Result<Bytes, HarError> {
        let place = format!("{pointer}/text");
        let Some(text) = self.entry.pointer(&place).and_then(Value::as_str) else {
            // Some tools leave bodies out of the file. An empty body in their place would change what is judged.
            let size = self.entry.pointer(&format!("{pointer}/size")).and_then(Value::as_i64);
            let is_empty = size.is_none_or(|size| size <= 0);
            return if is_empty {
                Ok(Bytes::new())
            } else {
                Err(self.error(&place, "a text, because the size is not 0"))
            };
        };
        match self.entry.pointer(&format!("{pointer}/encoding")).and_then(Value::as_str) {
            Some("base64") => {
                STANDARD.decode(text).map(Bytes::from).map_err(|_| self.error(&place, "base64"))
            }
            _ => Ok(Bytes::from(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn har(request: &Value, response: &Value) -> Value {
        json!({"log": {"entries": [{
            "startedDateTime": "2026-01-02T03:04:05Z", "time": 12.5, "request": request, "response": response,
        }]}})
    }

    #[test]
    fn an_entry_becomes_an_exchange() {
        let request = json!({"method": "POST", "url": "https://h?Action=List", "httpVersion": "HTTP/1.1",
            "headers": [{"name": "X-A", "value": "1"}], "postData": {"text": "{}"}});
        let response =
            json!({"status": 200, "headers": [], "content": {"text": "eyJhIjoxfQ==", "encoding": "base64"}});
        let recording = recording(&har(&request, &response)).unwrap();
        let exchange = &recording.exchanges[0];
        assert_eq!(exchange.request.target, "/?Action=List");
        assert_eq!(exchange.request.headers, [("X-A".to_owned(), "1".to_owned())]);
        assert_eq!(&exchange.response.body[..], br#"{"a":1}"#);
        assert_eq!(exchange.ended, Some(Duration::from_micros(12_500)));
    }

    #[test]
    fn what_is_missing_is_named_with_its_place() {
        let request = json!({"method": "GET", "url": "http://h/", "headers": [{"name": "X"}]});
        let response = json!({"status": 200, "headers": [], "content": {}});
        let error = recording(&har(&request, &response)).unwrap_err();
        assert_eq!(error.to_string(), "/log/entries/0/request/headers/0: expected a name and a value");
        assert!(recording(&json!({})).is_err());
    }

    #[test]
    fn values_that_a_recording_cannot_hold_are_errors() {
        let plain = json!({"method": "GET", "url": "http://h/", "headers": []});
        let answer =
            |status: u16, content: Value| json!({"status": status, "headers": [], "content": content});
        let problem = |har: &Value| recording(har).unwrap_err().to_string();
        let mut endless = har(&plain, &answer(200, json!({})));
        endless["log"]["entries"][0]["time"] = json!(1e300);
        assert_eq!(problem(&endless), "/log/entries/0/time: expected a number of milliseconds");
        let aborted = har(&plain, &answer(0, json!({})));
        assert_eq!(
            problem(&aborted),
            "/log/entries/0/response/status: expected an HTTP status from 100 to 599"
        );
        let left_out = har(&plain, &answer(200, json!({"size": 7})));
        assert_eq!(
            problem(&left_out),
            "/log/entries/0/response/content/text: expected a text, because the size is not 0"
        );
        for text in ["A", "AAAAA===", "AA=A", "YQ", "Y Q="] {
            let coded = har(&plain, &answer(200, json!({"text": text, "encoding": "base64"})));
            assert_eq!(problem(&coded), "/log/entries/0/response/content/text: expected base64", "{text}");
        }
    }

    #[test]
    fn no_entries_are_no_exchanges() {
        assert!(recording(&json!({"log": {"entries": []}})).unwrap().exchanges.is_empty());
    }
}
