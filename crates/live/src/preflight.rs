//! Reads the answer to one plain request: whether the operation is offered at all, or why nothing can be judged.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::send::Fault;
use contract::OperationContext;
use suite::ProbeResponse;

/// What one plain request says about an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preflight {
    /// It is offered, and probes can be judged.
    Offered,
    /// The endpoint does not know it; no finding follows.
    NotOffered(String),
    /// Nothing can be judged: the request, the response, and what to do.
    Unusable(String),
    /// Not asked, because the endpoint failed before.
    NotAsked,
}

/// What follows from the answer to the plain request, or from its absence.
pub(crate) fn read(
    context: OperationContext<'_>,
    request: &str,
    answer: &Result<ProbeResponse, Fault>,
    now: Timestamp,
) -> Preflight {
    let response = match answer {
        Ok(response) => response,
        Err(fault) => return Preflight::Unusable(format!("{request}: {fault}. {}", advice(fault))),
    };
    let refusals = &context.provider.refusals;
    let code = response.error_code(context);
    let answer_line = describe(context, response);
    let unusable = |advice: &str| Preflight::Unusable(format!("{request}: {answer_line}. {advice}"));
    if code == Some(refusals.unknown_operation.code.as_str()) || matches!(response.status, 404 | 405 | 501) {
        return Preflight::NotOffered(answer_line);
    }
    let refused = code == Some(refusals.signature.code.as_str()) || matches!(response.status, 401 | 403);
    if refused {
        let variables: Vec<&str> =
            context.provider.signing.environment.values().map(String::as_str).collect();
        return unusable(&format!(
            "The service rejected the credentials; check {}, and --region{}",
            variables.join(", "),
            clock(response, now)
        ));
    }
    if (300..400).contains(&response.status) {
        return unusable("Redirects are not followed; give --endpoint the address that responds without one");
    }
    if response.value.is_none() {
        return unusable(if response.status >= 500 {
            "The server failed without a JSON body; check that it offers the operation, and that --endpoint does not name a proxy in front of it"
        } else {
            "The body is not JSON; check that --endpoint names the service, not a proxy in front of it"
        });
    }
    if response.page(context).is_none() {
        return unusable(
            "The simplest valid request got an error, so nothing can be judged; check the message and the account",
        );
    }
    Preflight::Offered
}

fn advice(fault: &Fault) -> &'static str {
    match fault {
        Fault::Unreachable(_) => "Check --endpoint, and that a server listens there",
        Fault::Untrusted(_) => {
            "Set SSL_CERT_FILE to a PEM file with the authority that issued it, or give --endpoint the host that the certificate names"
        }
        Fault::NotTls(_) => {
            "Check the scheme and the port of --endpoint: a server without TLS has an http address"
        }
        Fault::TimedOut(_) => "Check that the server is up; raise --timeout-ms if it is slow",
        Fault::Cut(_) => "The server, or a proxy in front of it, closes connections; check its log",
        Fault::NotHttp(_) => "Check that --endpoint names an HTTP service, with the right scheme and port",
        Fault::TooLarge => "Check that --endpoint names the service",
        Fault::Throttled(_) => "Nothing was judged",
        Fault::Unsendable(_) => "Check --endpoint and the keys in the environment",
    }
}

/// How many characters of a message or a body are repeated.
const LONGEST_TEXT: usize = 160;

/// Status, code and body in a line.
fn describe(context: OperationContext<'_>, response: &ProbeResponse) -> String {
    let content_type = response.header("content-type").unwrap_or("no content type");
    let code = response.error_code(context).map_or_else(String::new, |code| format!(" {code}"));
    let text: String =
        String::from_utf8_lossy(&response.body).split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(title) = title(&text) {
        return format!("status {}{code}, an HTML page titled {title:?}", response.status);
    }
    let start: String = text.chars().take(LONGEST_TEXT).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    let body = if start.is_empty() { "no body".to_owned() } else { format!("{start}{more}") };
    format!("status {}{code}, {content_type}: {body}", response.status)
}

/// The title of an HTML page.
fn title(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("<title>")?;
    Some(rest.split_once("</title>")?.0.trim())
}

/// A signature is rejected, too, where two clocks differ.
fn clock(response: &ProbeResponse, now: Timestamp) -> String {
    const NOTABLE: SignedDuration = SignedDuration::from_mins(4);
    let date = response.header("date").and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    let apart = date.map(|date| now.duration_since(date.timestamp()));
    match apart.filter(|apart| apart.abs() > NOTABLE) {
        Some(apart) => format!(
            "; the server's clock is {} minutes {} this one",
            apart.abs().as_mins(),
            if apart.is_positive() { "behind" } else { "ahead of" }
        ),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use contract::{Contracts, Place};
    use serde_json::json;

    use super::*;
    use suite::ProbeRequest;

    fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Result<ProbeResponse, Fault> {
        Ok(ProbeResponse {
            request: ProbeRequest::default(),
            status,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: Bytes::from(body.to_owned()),
            value: serde_json::from_str(body).ok(),
        })
    }

    fn each(check: impl Fn(OperationContext<'_>, &dyn Fn(&Result<ProbeResponse, Fault>) -> Preflight)) {
        let contracts = Contracts::bundled().unwrap();
        let now = "2026-01-02T03:04:05Z".parse().unwrap();
        for operation in contracts.operations() {
            let context = OperationContext::of(&contracts, &operation.id).unwrap();
            check(context, &|answer| read(context, "GET /x", answer, now));
        }
    }

    fn error(context: OperationContext<'_>, code: &str, status: u16) -> Result<ProbeResponse, Fault> {
        match &context.provider.error.code {
            Place::Header(name) => response(status, &[(name, code)], "{}"),
            Place::Body(pointer) => {
                let members = pointer.split('/').skip(1).collect::<Vec<_>>();
                let body = members.into_iter().rev().fold(json!(code), |inner, name| json!({ name: inner }));
                response(status, &[], &body.to_string())
            }
        }
    }

    #[test]
    fn an_operation_that_is_not_offered_differs_from_one_that_cannot_be_asked() {
        each(|context, read| {
            let refusals = &context.provider.refusals;
            let offered = |answer| read(&answer);
            assert_eq!(offered(response(200, &[], "{}")), Preflight::Offered);
            for status in [404, 405, 501] {
                assert!(matches!(offered(response(status, &[], "<html>")), Preflight::NotOffered(_)));
            }
            let unknown = error(context, &refusals.unknown_operation.code, 400);
            assert!(matches!(read(&unknown), Preflight::NotOffered(_)));
            for (status, body) in [(200, "<html>"), (502, "<html>"), (302, ""), (500, "{}"), (200, "")] {
                assert!(
                    matches!(offered(response(status, &[], body)), Preflight::Unusable(_)),
                    "{status} {body}"
                );
            }
        });
    }

    #[test]
    fn rejected_keys_name_the_variables_and_a_clock_that_differs() {
        each(|context, read| {
            let mut refused = error(context, &context.provider.refusals.signature.code, 400);
            refused
                .as_mut()
                .unwrap()
                .headers
                .push(("Date".to_owned(), "Fri, 02 Jan 2026 04:04:05 GMT".to_owned()));
            let Preflight::Unusable(said) = read(&refused) else { panic!("{:?}", read(&refused)) };
            for variable in context.provider.signing.environment.values() {
                assert!(said.contains(variable), "{said}");
            }
            assert!(said.contains("60 minutes ahead"), "{said}");
            let Preflight::Unusable(said) = read(&response(401, &[], "")) else { panic!("usable") };
            assert!(!said.contains("clock"), "{said}");
        });
    }
}
