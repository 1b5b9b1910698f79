//! The faults that put another whole response in place of the planned one.

use std::io::{self, Write};

use bytes::{Bytes, BytesMut};
use flate2::Compression;
use flate2::write::GzEncoder;

use wire::Fault;
use wire::{ReceivedRequest, Response};

/// The body that a proxy on the way would send.
const PAGE: &str = "<!DOCTYPE html>\n<html>\n<head><title>Service</title></head>\n\
                    <body><h1>This page is not the answer you asked for</h1></body>\n</html>\n";

/// The response that this fault makes of the planned one; `redirect_target` is the address of another host.
pub(super) fn apply_fault(
    mut response: Response,
    fault: &Fault,
    request: &ReceivedRequest,
    redirect_target: impl FnOnce() -> io::Result<String>,
) -> io::Result<Response> {
    match fault {
        Fault::Garble { at } => response.body = garbled(&response.body, *at),
        Fault::Html { status } => {
            response.status = status.unwrap_or(200);
            response.reason = None;
            response.body = Bytes::from_static(PAGE.as_bytes());
            remove(&mut response, "content-encoding");
            set(&mut response, "Content-Type", "text/html; charset=utf-8");
        }
        Fault::ContentType { value } => set(&mut response, "Content-Type", value),
        Fault::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&response.body)?;
            response.body = encoder.finish()?.into();
            set(&mut response, "Content-Encoding", "gzip");
        }
        Fault::Redirect { status, location } => {
            let location = match location {
                Some(location) => location.clone(),
                None => redirect_target()? + path(&request.target),
            };
            response.status = status.unwrap_or(302);
            response.reason = None;
            response.body = Bytes::new();
            remove(&mut response, "content-type");
            remove(&mut response, "content-encoding");
            set(&mut response, "Location", &location);
        }
        Fault::EmptyBody => {
            response.body = Bytes::new();
            response.chunked = false;
        }
        _ => {}
    }
    Ok(response)
}

/// Keeps the bytes before a place and overwrites the rest, so that strings and brackets stay open.
fn garbled(body: &[u8], at: Option<usize>) -> Bytes {
    let at = at.unwrap_or(body.len() / 2).min(body.len().saturating_sub(1));
    let kept = body.get(..at).unwrap_or_default();
    let mut bytes = BytesMut::from(kept);
    bytes.resize(body.len().max(1), b'#');
    bytes.freeze()
}

/// The target without scheme and host, which clients of proxies send along.
fn path(target: &str) -> &str {
    match target.split_once("://") {
        Some((_, rest)) if !target.starts_with('/') => rest.find('/').map_or("/", |slash| &rest[slash..]),
        _ => target,
    }
}

fn set(response: &mut Response, name: &str, value: &str) {
    remove(response, name);
    response.headers.push((name.to_owned(), value.to_owned()));
}

fn remove(response: &mut Response, name: &str) {
    response.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
}
