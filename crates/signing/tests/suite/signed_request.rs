//! Fixed keys, a fixed time and signed requests for the tests.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use signing::{Credentials, Request, Scheme, Scope, sign};

pub(crate) const ALL: [Scheme; 3] = [Scheme::AwsSigv4, Scheme::VolcHmacSha256, Scheme::BceAuthV1];
pub(crate) const SECRET: &str = "example-secret-key";
pub(crate) const TOKEN: &str = "example/session+token==";
pub(crate) const TIME: &str = "2026-01-02T03:04:05Z";

/// A request that owns its parts.
#[derive(Debug, Clone)]
pub(crate) struct Owned {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Owned {
    pub(crate) fn new(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { method: method.to_owned(), target: target.to_owned(), headers, body: body.to_vec() }
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request { method: &self.method, target: &self.target, headers: &self.headers, body: &self.body }
    }

    /// The same with the headers that make it a signed one.
    pub(crate) fn signed(mut self, scheme: Scheme, credentials: &Credentials) -> Self {
        let added = sign(scheme, &self.request(), credentials, &scope(), TIME.parse().unwrap());
        self.headers.extend(added);
        self
    }

    pub(crate) fn header(&mut self, name: &str) -> &mut String {
        let mut headers = self.headers.iter_mut();
        &mut headers.find(|(other, _)| other.eq_ignore_ascii_case(name)).unwrap().1
    }

    /// The same with another signature.
    pub(crate) fn resigned(mut self, signature: &str) -> Self {
        let authorization = self.header("authorization");
        let kept = authorization.len() - signature.len();
        authorization.replace_range(kept.., signature);
        self
    }
}

pub(crate) fn scope() -> Scope {
    Scope { region: "north-1".to_owned(), service: "jobs".to_owned() }
}

pub(crate) fn credentials() -> Credentials {
    Credentials {
        access_key_id: "EXAMPLEID".to_owned(),
        secret_access_key: SECRET.into(),
        session_token: None,
    }
}

pub(crate) fn credentials_with_token() -> Credentials {
    Credentials { session_token: Some(TOKEN.into()), ..credentials() }
}

/// HMAC-SHA-256 without the crate under test.
pub(crate) fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// A chain of HMACs without the crate under test.
pub(crate) fn chain(secret: &str, steps: &[&str]) -> Vec<u8> {
    steps.iter().fold(secret.as_bytes().to_vec(), |key, step| hmac(&key, step.as_bytes()))
}

/// The key that the scheme derives for the fixed keys and time.
pub(crate) fn signing_key(scheme: Scheme) -> Vec<u8> {
    match scheme {
        Scheme::AwsSigv4 => chain(&format!("AWS4{SECRET}"), &["20260102", "north-1", "jobs", "aws4_request"]),
        Scheme::VolcHmacSha256 => chain(SECRET, &["20260102", "north-1", "jobs", "request"]),
        Scheme::BceAuthV1 => {
            let prefix = format!("bce-auth-v1/EXAMPLEID/{TIME}/1800");
            hex::encode(hmac(SECRET.as_bytes(), prefix.as_bytes())).into_bytes()
        }
    }
}
