//! Signs a request again, so that a change to it breaks no more than it is meant to.

use contract::Provider;
use jiff::Timestamp;
use signing::{Credentials, Scheme, Scope};

use crate::message::Request;

/// By whom and for what a request is signed.
#[derive(Debug, Clone)]
pub struct Signature {
    /// Whose keys; without them the request is sent unsigned.
    pub credentials: Option<Credentials>,
    /// For which region and service.
    pub scope: Scope,
    /// When.
    pub time: Timestamp,
    /// Headers that stay out of the signature although they were in it.
    pub left_out: Vec<String>,
    scheme: Scheme,
    /// The names that the signature covered when the request came.
    covered: Vec<String>,
}

impl Signature {
    /// The signature that is due: the one that the request came with, by the call's keys.
    #[must_use]
    pub fn due(provider: &Provider, request: &Request, region: &str, credentials: Credentials) -> Self {
        let scheme = provider.signing.scheme;
        let claim = signing::claim(scheme, &signable(request, &request.headers)).ok();
        let time = claim.as_ref().map_or_else(Timestamp::now, |claim| claim.time);
        let covered = claim.map(|claim| claim.signed_headers).unwrap_or_default();
        Self {
            credentials: Some(credentials),
            scope: Scope { region: region.to_owned(), service: provider.signing.service.clone() },
            time,
            left_out: Vec::new(),
            scheme,
            covered,
        }
    }

    /// Also covers a header.
    pub fn cover(&mut self, name: &str) {
        self.covered.push(name.to_owned());
    }

    /// Signs a request, its old signature replaced.
    pub fn put_on(&self, request: &mut Request) {
        let Some(credentials) = &self.credentials else {
            request.remove_header("authorization");
            return;
        };
        let headers: Vec<(String, String)> = request
            .headers
            .iter()
            .filter(|(name, _)| self.covers(name) && !name.eq_ignore_ascii_case("authorization"))
            .cloned()
            .collect();
        let added =
            signing::sign(self.scheme, &signable(request, &headers), credentials, &self.scope, self.time);
        for (name, value) in added {
            request.set_header(&name, &value);
        }
    }

    fn covers(&self, name: &str) -> bool {
        let named = |names: &[String]| names.iter().any(|found| found.eq_ignore_ascii_case(name));
        !named(&self.left_out) && (self.covered.is_empty() || named(&self.covered))
    }
}

/// Whether a scheme signs for a region and a service, and covers the body.
pub(crate) fn is_scoped(scheme: Scheme) -> bool {
    let (headers, _) = sample(scheme);
    let request = signing::Request { method: "GET", target: "/", headers: &headers, body: b"" };
    signing::claim(scheme, &request).is_ok_and(|claim| claim.region.is_some())
}

/// Whether a request with a header outside of its signature still verifies by a scheme.
pub(crate) fn lets_pass_unsigned(scheme: Scheme, header: &str) -> bool {
    let (mut headers, credentials) = sample(scheme);
    headers.push((header.to_owned(), "token".to_owned()));
    let request = signing::Request { method: "GET", target: "/", headers: &headers, body: b"" };
    signing::verify(scheme, &request, &credentials.secret_access_key).is_ok()
}

/// The headers of a signed request, and who signed it.
fn sample(scheme: Scheme) -> (Vec<(String, String)>, Credentials) {
    let credentials = Credentials {
        access_key_id: "id".to_owned(),
        secret_access_key: "secret".into(),
        session_token: None,
    };
    let scope = Scope { region: "region".to_owned(), service: "service".to_owned() };
    let mut headers = vec![("host".to_owned(), "localhost".to_owned())];
    let request = signing::Request { method: "GET", target: "/", headers: &headers, body: b"" };
    let added = signing::sign(scheme, &request, &credentials, &scope, Timestamp::UNIX_EPOCH);
    headers.extend(added);
    (headers, credentials)
}

fn signable<'a>(request: &'a Request, headers: &'a [(String, String)]) -> signing::Request<'a> {
    signing::Request { method: &request.method, target: &request.target, headers, body: &request.body }
}
