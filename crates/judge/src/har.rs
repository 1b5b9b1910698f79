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
#[non_exhaustive]
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
/// HAR has no place for two things, so they are assumed: each response arrived whole, and no fault was applied. Bodies
/// are read as text, or from base64 where `encoding` says so. Entries are taken by their start, as HAR 1.2 does not
/// demand that they are in order, and times count from the first. The pseudo headers of HTTP/2 are left out, and the
/// URL's authority stands for a missing `Host`.
///
/// Every entry is judged as a request of the call: take out what a browser added, such as preflight requests, and keep
/// headers that an exporter likes to remove, such as `Authorization`.
///
/// # Errors
/// The first member that is missing, of another type, or out of range; also a body that the file leaves out, and a
/// response that broke off.
pub fn recording(har: &Value) -> Result<Recording, HarError> {
    let entries = har.pointer("/log/entries").and_then(Value::as_array);
    let entries = entries.ok_or(HarError { pointer: "/log/entries".to_owned(), expected: "a list" })?;
    let read = entries.iter().enumerate().map(|(index, entry)| Entry { index, entry });
    let started = read.map(|entry| Ok((entry.started()?, entry)));
    let mut started = started.collect::<Result<Vec<(Timestamp, Entry<'_>)>, HarError>>()?;
    started.sort_by_key(|(start, _)| *start);
    let first = started.first().map(|(start, _)| *start).unwrap_or_default();
    let exchanges = started.into_iter().map(|(start, entry)| entry.exchange(start, first));
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
        // Browsers note here why a response broke off after its head.
        if self.entry.pointer("/response/_error").is_some_and(Value::is_string) {
            return Err(self.error("/response/_error", "no error: a response that arrived whole"));
        }
        let headers = self.headers("/response/headers")?;
        let body = self.body("/response/content", "/response/bodySize")?;
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

    /// How long the exchange took; `None` where that is no number that a duration can hold.
    fn took(self) -> Option<Duration> {
        let milliseconds = self.entry.pointer("/time").and_then(Value::as_f64)?;
        Duration::try_from_secs_f64(milliseconds / 1000.0).ok()
    }

    fn request(self) -> Result<ReceivedRequest, HarError> {
        let url = self.text("/request/url")?;
        // What follows the authority is the target; a URL without a path asks for the root.
        let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
        let split = after_scheme.find(['/', '?', '#']).unwrap_or(after_scheme.len());
        let (authority, target) = after_scheme.split_at(split);
        let target = if target.is_empty() { "/" } else { target };
        let target = if target.starts_with('?') { format!("/{target}") } else { target.to_owned() };
        let version = self.text("/request/httpVersion").unwrap_or("HTTP/1.1");
        // An `Instant` cannot be made from a time of day. No check reads it; the times are in `at` and `wall`.
        let now = Instant::now();
        let mut headers = self.headers("/request/headers")?;
        let is_host = |(name, _): &(String, String)| name.eq_ignore_ascii_case("host");
        if !headers.iter().any(is_host) {
            headers.insert(0, ("Host".to_owned(), authority.to_owned()));
        }
        Ok(ReceivedRequest {
            connection: 0,
            exchange: self.index as u64,
            method: self.text("/request/method")?.to_owned(),
            target: target.split('#').next().unwrap_or_default().to_owned(),
            version_minor: u8::from(!version.ends_with("1.0")),
            headers,
            body: self.body("/request/postData", "/request/bodySize")?,
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
        let pairs = headers.iter().enumerate().map(pair).collect::<Result<Vec<_>, _>>()?;
        Ok(pairs.into_iter().filter(|(name, _)| !name.starts_with(':')).collect())
    }

    /// The bytes of a message's content, which `size` counts as they were sent; none where it has none.
    fn body(self, content: &str, size: &str) -> Result<Bytes, HarError> {
        let place = format!("{content}/text");
        let is_empty = |pointer: &str| {
            let size = self.entry.pointer(pointer).and_then(Value::as_i64);
            size.is_none_or(|size| size <= 0)
        };
        let text = self.entry.pointer(&place).and_then(Value::as_str).unwrap_or_default();
        // Some tools leave bodies out of the file. An empty body in their place would change what is judged.
        if text.is_empty() && !(is_empty(&format!("{content}/size")) && is_empty(size)) {
            return Err(self.error(&place, "a text, because the size is not 0"));
        }
        if self.entry.pointer(&format!("{content}/params/0")).is_some() && text.is_empty() {
            return Err(self.error(&place, "a text beside the parameters"));
        }
        match self.entry.pointer(&format!("{content}/encoding")).and_then(Value::as_str) {
            None | Some("") => Ok(Bytes::from(text.to_owned())),
            Some(coding) if coding.eq_ignore_ascii_case("base64") => {
                STANDARD.decode(text).map(Bytes::from).map_err(|_| self.error(&place, "base64"))
            }
            Some(_) => Err(self.error(&format!("{content}/encoding"), "base64 or no encoding")),
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
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(exchange.request.headers, [pair("Host", "h"), pair("X-A", "1")]);
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
    fn what_a_file_leaves_out_is_never_read_as_empty() {
        let answer = |answer: Value| with(json!({"status": 200, "headers": [], "content": {}}), answer);
        let request = |post: Value| with(json!({"method": "POST", "url": "http://h/", "headers": []}), post);
        let (plain, whole) = (json!({}), json!({}));
        for (sent, received, place) in [
            (json!({"bodySize": 57}), whole.clone(), "request/postData/text"),
            (json!({"bodySize": 57, "postData": {"text": ""}}), whole.clone(), "request/postData/text"),
            (json!({"postData": {"params": [{"name": "a"}]}}), whole.clone(), "request/postData/text"),
            (plain.clone(), json!({"bodySize": 9}), "response/content/text"),
            (plain.clone(), json!({"content": {"size": 7, "text": ""}}), "response/content/text"),
            (
                plain.clone(),
                json!({"content": {"text": "x", "encoding": "hex"}}),
                "response/content/encoding",
            ),
            (plain.clone(), json!({"_error": "net::ERR_FAILED"}), "response/_error"),
        ] {
            let error = recording(&har(&request(sent), &answer(received))).unwrap_err();
            assert_eq!(error.pointer, format!("/log/entries/0/{place}"));
        }
    }

    #[test]
    fn entries_are_taken_by_their_start_and_headers_as_http_1_1_has_them() {
        let answer = json!({"status": 200, "headers": [], "content": {}});
        let request = |path: &str| {
            json!({"method": "GET", "url": format!("https://h:8{path}"), "httpVersion": "h2",
                "headers": [{"name": ":authority", "value": "h:8"}]})
        };
        let mut both = har(&request("/second"), &answer);
        let mut earlier = har(&request("/first"), &answer)["log"]["entries"][0].take();
        earlier["startedDateTime"] = json!("2026-01-02T03:04:04Z");
        both["log"]["entries"].as_array_mut().unwrap().push(earlier);
        let read = recording(&both).unwrap().exchanges;
        assert_eq!([&*read[0].request.target, &*read[1].request.target], ["/first", "/second"]);
        assert_eq!([read[0].at, read[1].at], [Duration::ZERO, Duration::from_secs(1)]);
        assert_eq!(read[0].request.headers, [("Host".to_owned(), "h:8".to_owned())]);
    }

    fn with(mut value: Value, members: Value) -> Value {
        if let (Value::Object(value), Value::Object(members)) = (&mut value, members) {
            value.extend(members);
        }
        value
    }

    #[test]
    fn no_entries_are_no_exchanges() {
        assert!(recording(&json!({"log": {"entries": []}})).unwrap().exchanges.is_empty());
    }
}
