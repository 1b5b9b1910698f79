//! What goes into a signature, and what a signed request claims.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// How requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
// Exhaustive: with a new scheme, the compiler names every place that tells schemes apart.
pub enum Scheme {
    /// `aws-sigv4`: a string to sign with a credential scope, the key derived in a chain.
    AwsSigv4,
    /// `volc-hmac-sha256`: the same chain without a prefix on the key, another terminator.
    VolcHmacSha256,
    /// `bce-auth-v1`: the canonical request signed directly; the body is not covered.
    BceAuthV1,
}

/// A request as it is on the wire.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method as sent.
    pub method: &'a str,
    /// Path and query exactly as sent.
    pub target: &'a str,
    /// The headers as sent, Host among them.
    pub headers: &'a [(String, String)],
    /// The body as sent.
    pub body: &'a [u8],
}

/// Who signs.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The public half of the key pair.
    pub access_key_id: String,
    /// The secret half of the key pair.
    pub secret_access_key: SecretString,
    /// The token that comes with temporary credentials.
    pub session_token: Option<SecretString>,
}

/// Where a signature is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The region's name.
    pub region: String,
    /// The service's name.
    pub service: String,
}

/// What a request says about its own signature.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claim {
    /// The public half of the key pair.
    pub access_key_id: String,
    /// When the request was signed.
    pub time: Timestamp,
    /// The region in the credential scope, where the scheme has one.
    pub region: Option<String>,
    /// The service in the credential scope, where the scheme has one.
    pub service: Option<String>,
    /// The list of signed headers as sent; empty where the request leaves it to the scheme's default.
    pub signed_headers: Vec<String>,
    /// The signature, 64 lower-case hexadecimal digits.
    pub signature: String,
    /// For how many seconds the signature is good, where the request says so.
    pub expires_after: Option<u64>,
}

impl<'a> Request<'a> {
    /// The two halves of the target; the question mark belongs to neither.
    pub(crate) fn path_and_query(&self) -> (&'a str, &'a str) {
        self.target.split_once('?').unwrap_or((self.target, ""))
    }
}
