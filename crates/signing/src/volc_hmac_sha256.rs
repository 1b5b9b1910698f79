//! The scheme `volc-hmac-sha256`.

use jiff::Timestamp;

use crate::canonical::Style;
use crate::encoding::{self, Order};
use crate::parts::Parts;
use crate::scoped::{self, Dialect};
use crate::{Claim, Credentials, Fault, Request, Scope};

pub(crate) const PARTS: Parts = Parts {
    style: Style {
        // Official libraries send a blank as `+` and sign it as `%20`.
        plus_is_blank: true,
        query_order: Order::NameThenValue,
        ignored_parameter: None,
        path: encoding::path_encoded_once,
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
    algorithm: "HMAC-SHA256",
    key_prefix: "",
    terminator: "request",
    date_header: "X-Date",
    hash_header: "X-Content-Sha256",
    token_header: "X-Security-Token",
    always_sends_hash: true,
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
    // Official libraries leave even Host out of the list, so no header is demanded.
    scoped::check(&DIALECT, &PARTS.style, request, claim, &[])
}
