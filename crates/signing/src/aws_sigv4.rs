//! The scheme `aws-sigv4`.

use jiff::Timestamp;

use crate::canonical::Style;
use crate::encoding::{self, Order};
use crate::parts::Parts;
use crate::scoped::{self, Dialect};
use crate::{Claim, Credentials, Fault, Request, Scope};

pub(crate) const PARTS: Parts = Parts {
    style: Style {
        plus_is_blank: false,
        query_order: Order::NameThenValue,
        ignored_parameter: None,
        // Paths are encoded once more than on the wire by every service but the object store.
        path: encoding::path_encoded_twice,
        header_text: encoding::blanks_collapsed,
        skips_blank_headers: false,
        signed_by_default: |_| false,
        covers_payload: true,
    },
    sign,
    claim,
    check,
    string_to_sign: |canonical, claim| Some(scoped::string_to_sign(&DIALECT, canonical, claim)),
    signature: |canonical, claim, secret| scoped::signature(&DIALECT, canonical, claim, secret),
    key_guesses: |request, canonical, claim, secret| {
        scoped::key_guesses(&DIALECT, request, canonical, claim, secret)
    },
};

const DIALECT: Dialect = Dialect {
    algorithm: "AWS4-HMAC-SHA256",
    key_prefix: "AWS4",
    terminator: "aws4_request",
    date_header: "X-Amz-Date",
    hash_header: "X-Amz-Content-Sha256",
    token_header: "X-Amz-Security-Token",
    always_sends_hash: false,
};

fn sign(
    request: &Request<'_>,
    credentials: &Credentials,
    scope: &Scope,
    time: Timestamp,
) -> Vec<(String, String)> {
    scoped::sign(&DIALECT, &PARTS.style, request, credentials, scope, time)
}

fn claim(request: &Request<'_>) -> Result<Claim, Fault> {
    scoped::claim(&DIALECT, request)
}

fn check(request: &Request<'_>, claim: &Claim) -> Result<(), Fault> {
    scoped::check(&DIALECT, &PARTS.style, request, claim, &["host", "x-amz-security-token"])
}
