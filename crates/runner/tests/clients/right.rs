//! A right client for every contract: it sends requests, follows the pages, and reports what it received.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use client_protocol::{Call, ClientError, Drive, ErrorKind, OutcomeResult, Stopped};
use contract::{Contracts, Operation, PagingStyle, Place};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::request::Written;

/// A client and the connection that it keeps.
pub(crate) struct Right<'a> {
    contracts: &'a Contracts,
    connection: Option<(String, TcpStream)>,
}

struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl<'a> Right<'a> {
    pub(crate) fn new(contracts: &'a Contracts) -> Self {
        Self { contracts, connection: None }
    }

    pub(crate) fn outcome(&mut self, call: &Call) -> OutcomeResult {
        match self.pages(call) {
            Ok((output, pages, stopped)) => {
                OutcomeResult::Returned { output, part: None, pages: Some(pages), stopped }
            }
            Err(error) => OutcomeResult::Failed { error: *error, output: None, part: None, pages: None },
        }
    }

    fn pages(&mut self, call: &Call) -> Result<(Value, u32, Stopped), Box<ClientError>> {
        let Some(operation) = self.contracts.operation(&call.operation) else {
            return Err(failed(ErrorKind::Other, "UnknownOperation"));
        };
        let mut input = call.input.as_object().cloned().unwrap_or_default();
        let mut whole = self.page(operation, call, &input)?;
        let Some(style) = operation.paging().filter(|_| call.drive == Drive::Walk) else {
            return Ok((whole, 1, Stopped::End));
        };
        let (mut last, mut pages) = (whole.clone(), 1);
        while let Some(position) = onward(style, &input, &whole, &last) {
            if Some(pages) == call.limits.pages {
                return Ok((whole, pages, Stopped::Limit));
            }
            if input.get(style.position().name()) == Some(&position) {
                return Err(failed(ErrorKind::Paging, "RepeatedPosition"));
            }
            input.insert(style.position().name().to_owned(), position);
            last = self.page(operation, call, &input)?;
            pages += 1;
            let more = style.list().value(&last).and_then(Value::as_array).cloned().unwrap_or_default();
            if let Some(Value::Array(all)) = whole.pointer_mut(&style.list().pointer()) {
                all.extend(more);
            }
        }
        Ok((whole, pages, Stopped::End))
    }

    fn page(
        &mut self,
        operation: &Operation,
        call: &Call,
        input: &Map<String, Value>,
    ) -> Result<Value, Box<ClientError>> {
        let host = call.endpoint.trim_start_matches("http://");
        let credentials = signing::Credentials {
            access_key_id: call.credentials.access_key_id.clone(),
            secret_access_key: SecretString::from(call.credentials.secret_access_key.clone()),
            session_token: call.credentials.session_token.clone().map(SecretString::from),
        };
        let mut written = Written::new(operation, host, input);
        written.sign(self.contracts, operation, &credentials, &call.region, Timestamp::now());
        let answer = self.exchange(host, &written).map_err(|_| failed(ErrorKind::Transport, "io::Error"))?;
        let body = serde_json::from_slice::<Value>(&answer.body);
        let provider = self.contracts.provider(operation);
        let text = |place: &Place| match place {
            Place::Header(wanted) => answer
                .headers
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .map(|(_, value)| value.clone()),
            Place::Body(pointer) => body.as_ref().ok()?.pointer(pointer)?.as_str().map(str::to_owned),
        };
        let code = text(&provider.error.code);
        if answer.status >= 400 || code.is_some() {
            let mut error = failed(ErrorKind::Service, "ServiceError");
            error.code = code;
            error.message = text(&provider.error.message);
            error.http_status = Some(answer.status);
            return Err(error);
        }
        body.map_err(|_| failed(ErrorKind::Decode, "serde_json::Error"))
    }

    fn exchange(&mut self, host: &str, written: &Written) -> io::Result<Answer> {
        let kept = self.connection.take().filter(|(found, _)| found == host);
        if let Some((_, mut stream)) = kept {
            // The server may have closed it meanwhile, which says nothing about this request.
            if let Ok(answer) = ask(&mut stream, written) {
                self.connection = Some((host.to_owned(), stream));
                return Ok(answer);
            }
        }
        let mut stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        // No case of a right answer takes so long, and every deadline is longer.
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        let answer = ask(&mut stream, written)?;
        self.connection = Some((host.to_owned(), stream));
        Ok(answer)
    }
}

/// The position of the page after `last`, if there is one.
fn onward(style: &PagingStyle, input: &Map<String, Value>, whole: &Value, last: &Value) -> Option<Value> {
    let text = |value: Option<&Value>| value.filter(|value| value.as_str() != Some("")).cloned();
    let count = |body: &Value| style.list().value(body).and_then(Value::as_array).map_or(0, Vec::len);
    match style {
        PagingStyle::Token { next, .. } => text(next.value(last)),
        PagingStyle::Marker { next, truncated, .. } => {
            (truncated.value(last) == Some(&Value::Bool(true))).then(|| text(next.value(last)))?
        }
        PagingStyle::PageNumber { number, total, first, .. } => {
            let total = total.value(last)?.as_u64()?;
            let asked = input.get(number.name()).map_or(Some(*first), Value::as_i64)?;
            (count(last) > 0 && (count(whole) as u64) < total).then(|| Value::from(asked + 1))
        }
    }
}

fn ask(stream: &mut TcpStream, written: &Written) -> io::Result<Answer> {
    stream.write_all(&[written.head().as_bytes(), &written.body].concat())?;
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        let read = stream.read(&mut buffer)?;
        bytes.extend_from_slice(&buffer[..read]);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let (status, headers) = head(&bytes[..end]).ok_or(io::ErrorKind::InvalidData)?;
            let length = headers
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .and_then(|(_, value)| value.parse::<usize>().ok())
                .ok_or(io::ErrorKind::InvalidData)?;
            if bytes.len() >= end + 4 + length {
                return Ok(Answer { status, headers, body: bytes[end + 4..end + 4 + length].to_vec() });
            }
        }
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

fn head(bytes: &[u8]) -> Option<(u16, Vec<(String, String)>)> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut lines = text.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    Some((status, headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect()))
}

fn failed(kind: ErrorKind, native: &str) -> Box<ClientError> {
    Box::new(ClientError {
        kind,
        code: None,
        message: None,
        http_status: None,
        request_id: None,
        native: native.to_owned(),
    })
}
