//! Signs and verifies requests by three schemes, and says which canonical line differs.
#![doc = include_str!("../README.md")]

mod aws_sigv4;
mod bce_auth_v1;
mod canonical;
mod encoding;
mod explain;
mod fault;
mod headers;
mod key_guess;
mod parts;
mod scoped;
mod types;
mod volc_hmac_sha256;

pub use canonical::{Canonical, Difference, Line, first_difference};
pub use fault::{Fault, Mismatch};
pub use types::{Claim, Credentials, Request, Scheme, Scope};

use canonical::Draft;
use jiff::Timestamp;
use parts::Parts;
use secrecy::{ExposeSecret, SecretString};

/// Every scheme with its parts, one row a scheme.
fn parts(scheme: Scheme) -> &'static Parts {
    match scheme {
        Scheme::AwsSigv4 => &aws_sigv4::PARTS,
        Scheme::VolcHmacSha256 => &volc_hmac_sha256::PARTS,
        Scheme::BceAuthV1 => &bce_auth_v1::PARTS,
    }
}

/// The headers to add to the request; each replaces every header of its name.
///
/// `request.headers` must hold Host and whatever else shall be signed.
/// A verifier takes at most 128 signed headers and 8192 bytes of Authorization; no client comes near.
/// A scheme without regions ignores `scope`; fractions of a second are dropped.
pub fn sign(
    scheme: Scheme,
    request: &Request<'_>,
    credentials: &Credentials,
    scope: &Scope,
    time: Timestamp,
) -> Vec<(String, String)> {
    (parts(scheme).sign)(request, credentials, scope, time)
}

/// What the request claims about its signature, without checking it.
///
/// A claim that contradicts itself, or that can be read in two ways, is a fault.
pub fn claim(scheme: Scheme, request: &Request<'_>) -> Result<Claim, Fault> {
    (parts(scheme).claim)(request)
}

/// Checks the signature, comparing in constant time.
///
/// Whether the claimed time, region and service are right is for the caller to judge.
pub fn verify(
    scheme: Scheme,
    request: &Request<'_>,
    secret_access_key: &SecretString,
) -> Result<Claim, Fault> {
    let parts = parts(scheme);
    let claim = (parts.claim)(request)?;
    (parts.check)(request, &claim)?;
    let draft = Draft::new(&parts.style, request, &claim);
    let secret = secret_access_key.expose_secret();
    let signature = (parts.signature)(&draft.canonical().text(), &claim, secret);
    if encoding::signatures_equal(&signature, &claim.signature) {
        return Ok(claim);
    }
    Err(Fault::Mismatch(Box::new(explain::explain(parts, request, &claim, &draft, secret))))
}

/// The canonical request as the verifier computes it, with a name for each line.
///
/// Signed headers that the request does not have are left out.
pub fn canonical_request(scheme: Scheme, request: &Request<'_>, claim: &Claim) -> Canonical {
    Draft::new(&parts(scheme).style, request, claim).canonical()
}

/// The string to sign as the verifier computes it, where the scheme has one.
pub fn string_to_sign(scheme: Scheme, canonical: &Canonical, claim: &Claim) -> Option<String> {
    (parts(scheme).string_to_sign)(&canonical.text(), claim)
}
