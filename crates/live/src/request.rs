//! Builds the HTTP request of a `ProbeRequest`, signed as it says; pure, with the time handed in.

use contract::{Fact, RequestMembers};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::SecretString;
use serde_json::Value;
use signing::{Credentials, Scope};

use crate::endpoint::Endpoint;
use crate::signer::Signer;
use contract::OperationContext;
use suite::{ProbeRequest, SignedBy};

/// One request, ready to be sent.
#[derive(Clone)]
pub(crate) struct Outgoing {
    /// The method.
    pub(crate) method: String,
    /// Path and query exactly as they go into the request line.
    pub(crate) target: String,
    /// The headers but those that signing adds; Host is among them.
    pub(crate) headers: Vec<(String, String)>,
    /// What signing added; never shown.
    pub(crate) signature: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Outgoing {
    /// The request before it is signed.
    pub(crate) fn unsigned(
        context: OperationContext<'_>,
        request: &ProbeRequest,
        endpoint: &Endpoint,
    ) -> Self {
        let body = body(context, request);
        let mut headers = vec![("host".to_owned(), endpoint.host.clone())];
        headers.extend(request_headers(context));
        if !body.is_empty() && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        Self {
            method: request.method.clone().unwrap_or_else(|| method(context).to_owned()),
            target: target(context, request, endpoint),
            headers,
            signature: Vec::new(),
            body,
        }
    }

    /// The request signed by the provider's scheme, or not as the probe says.
    pub(crate) fn signed(
        context: OperationContext<'_>,
        request: &ProbeRequest,
        endpoint: &Endpoint,
        signer: &Signer,
        time: Timestamp,
    ) -> Self {
        let unsigned = Self::unsigned(context, request, endpoint);
        let signature = unsigned.signature(context, request.signed_by, signer, time);
        Self { signature, ..unsigned }
    }

    /// All headers as sent; what signing adds replaces what bears its name.
    pub(crate) fn all_headers(&self) -> Vec<(String, String)> {
        let added = |name: &str| self.signature.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        self.headers.iter().filter(|(name, _)| !added(name)).chain(&self.signature).cloned().collect()
    }

    fn signature(
        &self,
        context: OperationContext<'_>,
        signed_by: SignedBy,
        signer: &Signer,
        time: Timestamp,
    ) -> Vec<(String, String)> {
        let signing = &context.provider.signing;
        let scope = Scope { region: signer.region.clone(), service: signing.service.clone() };
        let another_target = format!("{}{}another=request", self.target, separator(&self.target));
        let request = signing::Request {
            method: &self.method,
            target: if signed_by == SignedBy::AnotherRequest { &another_target } else { &self.target },
            headers: &self.headers,
            body: &self.body,
        };
        let credentials = match signed_by {
            SignedBy::AnotherSecret => Credentials {
                secret_access_key: SecretString::from("another secret, which opens nothing"),
                ..signer.credentials.clone()
            },
            _ => signer.credentials.clone(),
        };
        let mut added = signing::sign(signing.scheme, &request, &credentials, &scope, time);
        if signed_by == SignedBy::Nobody {
            added.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
        }
        added
    }
}

fn separator(target: &str) -> char {
    if target.contains('?') { '&' } else { '?' }
}

fn method(context: OperationContext<'_>) -> &str {
    context.operation.method().unwrap_or(match context.operation.request_members {
        RequestMembers::Query => "GET",
        RequestMembers::Body => "POST",
    })
}

// RFC 3986, section 2.3: these four and the alphanumerics are unreserved, all else is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn target(context: OperationContext<'_>, request: &ProbeRequest, endpoint: &Endpoint) -> String {
    let path = request.path.as_deref().or(context.operation.path()).unwrap_or("/");
    let mut target = format!("{}{path}", endpoint.base);
    for (name, value) in query(context, request) {
        target.push(separator(&target));
        target.extend(utf8_percent_encode(&name, RESERVED));
        target.push('=');
        target.extend(utf8_percent_encode(&value, RESERVED));
    }
    target
}

fn query(context: OperationContext<'_>, request: &ProbeRequest) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, value) in context.operation.query_constants() {
        match &request.constant {
            Some((changed, other)) if changed == name => {
                pairs.extend(other.clone().map(|other| (name.to_owned(), other)));
            }
            _ => pairs.push((name.to_owned(), value.to_owned())),
        }
    }
    if context.operation.request_members == RequestMembers::Query {
        for (name, value) in &request.input {
            pairs.extend(texts(value).into_iter().map(|text| (name.clone(), text)));
        }
    }
    pairs
}

/// A value as the query writes it: a list is one pair for each item, nothing is no pair.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        other => vec![other.to_string()],
    }
}

fn body(context: OperationContext<'_>, request: &ProbeRequest) -> Vec<u8> {
    match (&request.body, context.operation.request_members) {
        (Some(body), _) => body.to_vec(),
        (None, RequestMembers::Query) => Vec::new(),
        (None, RequestMembers::Body) => Value::Object(request.input.clone()).to_string().into_bytes(),
    }
}

/// The headers that the contract gives a value; those without one are the signing scheme's to fill in.
fn request_headers(context: OperationContext<'_>) -> impl Iterator<Item = (String, String)> {
    context.clauses().filter_map(|clause| match &clause.fact {
        Fact::RequestHeader { name, value: Some(value) } => Some((name.clone(), value.clone())),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use contract::Contracts;
    use serde_json::json;
    use signing::{Fault, Request};

    use super::*;

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn signer(token: Option<&str>) -> Signer {
        Signer {
            credentials: Credentials {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: SecretString::from(SECRET),
                session_token: token.map(SecretString::from),
            },
            region: "north-1".to_owned(),
        }
    }

    /// Each operation's request for this request, with its context.
    fn each(
        request: impl Fn(OperationContext<'_>) -> ProbeRequest,
        check: impl Fn(OperationContext<'_>, &Outgoing),
    ) {
        let contracts = Contracts::bundled().unwrap();
        let endpoint = Endpoint::new("http://127.0.0.1:4000/below").unwrap();
        let time = "2026-01-02T03:04:05Z".parse().unwrap();
        for operation in contracts.operations() {
            let context = OperationContext::of(&contracts, &operation.id).unwrap();
            let token = context.provider.signing.session_token_header.as_ref().map(|_| "a token/+=");
            let sent = Outgoing::signed(context, &request(context), &endpoint, &signer(token), time);
            check(context, &sent);
        }
    }

    fn verified(context: OperationContext<'_>, sent: &Outgoing) -> Result<signing::Claim, Fault> {
        let headers = sent.all_headers();
        let request =
            Request { method: &sent.method, target: &sent.target, headers: &headers, body: &sent.body };
        signing::verify(context.provider.signing.scheme, &request, &SecretString::from(SECRET))
    }

    fn plain(context: OperationContext<'_>) -> ProbeRequest {
        ProbeRequest::input(context.minimal_input())
    }

    #[test]
    fn a_request_as_documented_verifies() {
        each(plain, |context, sent| {
            let claim = verified(context, sent).unwrap();
            assert_eq!(claim.time.to_string(), "2026-01-02T03:04:05Z");
            assert!(claim.region.is_none_or(|region| region == "north-1"));
            assert!(sent.target.starts_with("/below/"), "{}", sent.target);
            let headers = sent.all_headers();
            assert!(headers.contains(&("host".to_owned(), "127.0.0.1:4000".to_owned())));
            for clause in context.clauses() {
                if let Fact::RequestHeader { name, .. } = &clause.fact {
                    assert!(headers.iter().any(|(sent, _)| sent.eq_ignore_ascii_case(name)), "{name}");
                }
            }
            if let Some(token) = &context.provider.signing.session_token_header {
                let sent = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(token)).unwrap();
                assert_eq!(sent.1, "a token/+=");
            }
        });
    }

    #[test]
    fn a_request_that_is_signed_wrongly_does_not_verify() {
        let signed_by = |who| move |context: OperationContext<'_>| plain(context).signed_by(who);
        each(signed_by(SignedBy::Nobody), |context, sent| {
            assert!(matches!(verified(context, sent), Err(Fault::Missing { .. })));
        });
        each(signed_by(SignedBy::AnotherSecret), |context, sent| {
            assert!(matches!(verified(context, sent), Err(Fault::Mismatch(_))));
        });
        each(signed_by(SignedBy::AnotherRequest), |context, sent| {
            assert!(matches!(verified(context, sent), Err(Fault::Mismatch(_))));
            assert!(!sent.target.contains("another"), "{}", sent.target);
        });
    }

    #[test]
    fn members_go_where_the_contract_says() {
        let request = |context: OperationContext<'_>| {
            let mut input = context.minimal_input();
            input.insert("some text".to_owned(), json!("a+b/c= ~é"));
            input.insert("list".to_owned(), json!(["x", 2]));
            input.insert("nothing".to_owned(), Value::Null);
            ProbeRequest::input(input)
        };
        each(request, |context, sent| {
            verified(context, sent).unwrap();
            let query = sent.target.split_once('?').map_or("", |(_, query)| query);
            match context.operation.request_members {
                RequestMembers::Query => {
                    assert_eq!(query, "some%20text=a%2Bb%2Fc%3D%20~%C3%A9&list=x&list=2");
                    assert!(sent.body.is_empty());
                }
                RequestMembers::Body => {
                    let body: Value = serde_json::from_slice(&sent.body).unwrap();
                    assert_eq!(body["some text"], "a+b/c= ~é");
                    let constants: Vec<String> = context
                        .operation
                        .query_constants()
                        .map(|(name, value)| format!("{name}={value}"))
                        .collect();
                    assert_eq!(query, constants.join("&"));
                }
            }
        });
    }

    #[test]
    fn a_request_changes_what_it_names() {
        let request = |context: OperationContext<'_>| ProbeRequest {
            method: Some("PATCH".to_owned()),
            path: Some("/elsewhere".to_owned()),
            constant: context.operation.query_constants().next().map(|(name, _)| (name.to_owned(), None)),
            body: Some(bytes::Bytes::from_static(b"{")),
            ..plain(context)
        };
        each(request, |context, sent| {
            verified(context, sent).unwrap();
            assert_eq!((sent.method.as_str(), sent.body.as_slice()), ("PATCH", b"{".as_slice()));
            assert!(sent.target.starts_with("/below/elsewhere"));
            if let Some((name, _)) = context.operation.query_constants().next() {
                assert!(!sent.target.contains(&format!("{name}=")), "{}", sent.target);
            }
        });
    }
}
