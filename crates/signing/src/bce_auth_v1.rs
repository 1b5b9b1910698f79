//! The scheme `bce-auth-v1`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use secrecy::ExposeSecret;

use crate::canonical::{Draft, Style};
use crate::encoding::{self, Order, hmac, hmac_hex};
use crate::key_guess::KeyGuess;
use crate::parts::Parts;
use crate::{Claim, Credentials, Fault, Request, Scope, headers};

pub(crate) const PARTS: Parts = Parts {
    style: Style {
        plus_is_blank: false,
        query_order: Order::WholeText,
        // A signature that travels in the query cannot cover itself.
        ignored_parameter: Some(b"authorization"),
        path: encoding::path_encoded_once,
        header_text: |text| encoding::encode(encoding::trimmed(text).as_bytes()),
        skips_blank_headers: true,
        signed_by_default,
        covers_payload: false,
    },
    sign,
    claim,
    check,
    string_to_sign: |_, _| None,
    signature,
    key_guesses,
};

const VERSION: &str = "bce-auth-v1";
const DATE_HEADER: &str = "x-bce-date";
const TOKEN_HEADER: &str = "x-bce-security-token";
const EXPIRY_SECONDS: u64 = 1800;

fn sign(
    request: &Request<'_>,
    credentials: &Credentials,
    _scope: &Scope,
    time: Timestamp,
) -> Vec<(String, String)> {
    let mut added = vec![(DATE_HEADER.to_owned(), time_text(time))];
    if let Some(token) = &credentials.session_token {
        added.push((TOKEN_HEADER.to_owned(), token.expose_secret().to_owned()));
    }
    let replaced: Vec<&str> = added.iter().map(|(name, _)| name.as_str()).collect();
    let mut all = headers::without(request, &replaced);
    all.extend(added.iter().cloned());
    let request = Request { headers: &all, ..*request };
    let mut claim = Claim {
        access_key_id: credentials.access_key_id.clone(),
        time,
        region: None,
        service: None,
        signed_headers: names_to_sign(&all),
        signature: String::new(),
        expires_after: Some(EXPIRY_SECONDS),
    };
    let canonical = Draft::new(&PARTS.style, &request, &claim).canonical().text();
    claim.signature = signature(&canonical, &claim, credentials.secret_access_key.expose_secret());
    let list = claim.signed_headers.join(";");
    added.push(("Authorization".to_owned(), format!("{}/{list}/{}", prefix(&claim), claim.signature)));
    added
}

fn claim(request: &Request<'_>) -> Result<Claim, Fault> {
    const FORM: &str = "bce-auth-v1/ID/TIMESTAMP/EXPIRY/SIGNEDHEADERS/SIGNATURE";
    let text = headers::authorization(request)?;
    let fields: Vec<&str> = text.split('/').collect();
    let [version, access_key_id, time, expiry, list, signature] = fields[..] else {
        return Err(Fault::malformed("authorization", text, FORM));
    };
    if version != VERSION || access_key_id.is_empty() {
        return Err(Fault::malformed("authorization", text, FORM));
    }
    let seconds: Option<u64> = expiry.parse().ok();
    // Only the usual way of writing a number gives the same prefix again.
    let Some(seconds) = seconds.filter(|seconds| seconds.to_string() == expiry) else {
        return Err(Fault::malformed("expiry", expiry, "a number of seconds"));
    };
    Ok(Claim {
        access_key_id: access_key_id.to_owned(),
        time: claimed_time(request, time)?,
        region: None,
        service: None,
        signed_headers: if list.is_empty() { Vec::new() } else { headers::signed_list(list)? },
        signature: headers::signature(signature)?,
        expires_after: Some(seconds),
    })
}

fn check(request: &Request<'_>, claim: &Claim) -> Result<(), Fault> {
    headers::optional(request, TOKEN_HEADER)?;
    headers::check_coverage(&PARTS.style, request, claim, &["host"])
}

fn signature(canonical: &str, claim: &Claim, secret: &str) -> String {
    let key = hmac_hex(secret.as_bytes(), prefix(claim).as_bytes());
    hmac_hex(key.as_bytes(), canonical.as_bytes())
}

fn key_guesses(_: &Request<'_>, canonical: &str, claim: &Claim, secret: &str) -> Vec<KeyGuess> {
    let guess = |mistake, seen: &str, because: &str, key: &[u8]| KeyGuess {
        mistake,
        line: "signing key",
        expected: "lower-case hex of HMAC(secret, version/id/timestamp/expiry)".to_owned(),
        seen: seen.to_owned(),
        because: because.to_owned(),
        signature: hmac_hex(key, canonical.as_bytes()),
    };
    let prefix = prefix(claim);
    let without_expiry = prefix.rsplit_once('/').map_or(prefix.as_str(), |(head, _)| head);
    let with_headers = format!("{prefix}/{}", claim.signed_headers.join(";"));
    let hex_over = |text: &str| hmac_hex(secret.as_bytes(), text.as_bytes()).into_bytes();
    let trimmed = secret.trim();
    vec![
        guess(
            "key-as-bytes",
            "the bytes of HMAC(secret, version/id/timestamp/expiry)",
            "the signing key was used as raw bytes, not as its hexadecimal text",
            &hmac(secret.as_bytes(), prefix.as_bytes()),
        ),
        guess(
            "key-in-upper-case",
            "upper-case hex of HMAC(secret, version/id/timestamp/expiry)",
            "the signing key was written in upper-case hex",
            hmac_hex(secret.as_bytes(), prefix.as_bytes()).to_uppercase().as_bytes(),
        ),
        guess(
            "key-not-derived",
            "the secret",
            "the secret itself signed, without a derived key",
            secret.as_bytes(),
        ),
        guess(
            "expiry-not-in-key",
            "lower-case hex of HMAC(secret, version/id/timestamp)",
            "the signing key was derived without the expiry",
            &hex_over(without_expiry),
        ),
        guess(
            "headers-in-key",
            "lower-case hex of HMAC(secret, version/id/timestamp/expiry/signed headers)",
            "the signing key was derived over the list of signed headers too",
            &hex_over(&with_headers),
        ),
        guess(
            "slash-ends-key-text",
            "lower-case hex of HMAC(secret, version/id/timestamp/expiry/)",
            "the text from which the signing key is derived ended in a slash",
            &hex_over(&format!("{prefix}/")),
        ),
        guess(
            "secret-with-newline",
            "lower-case hex of HMAC(secret and a newline, version/id/timestamp/expiry)",
            "the secret was used with a newline at its end",
            hmac_hex(format!("{trimmed}\n").as_bytes(), prefix.as_bytes()).as_bytes(),
        ),
    ]
}

fn prefix(claim: &Claim) -> String {
    let expiry = claim.expires_after.unwrap_or(EXPIRY_SECONDS);
    format!("{VERSION}/{}/{}/{expiry}", claim.access_key_id, time_text(claim.time))
}

fn claimed_time(request: &Request<'_>, text: &str) -> Result<Timestamp, Fault> {
    // A library that reads its clock once for each place may cross a second in between.
    const SECONDS_BETWEEN_TWO_READINGS: u64 = 5;
    let time = parsed_time("timestamp", text)?;
    let Some(seen) = headers::optional(request, DATE_HEADER)? else {
        return Ok(time);
    };
    let repeated = parsed_time("date header", seen)?;
    if repeated.as_second().abs_diff(time.as_second()) > SECONDS_BETWEEN_TWO_READINGS {
        return Err(Fault::DateMismatch {
            header: DATE_HEADER.to_owned(),
            authorization: text.to_owned(),
            seen: seen.to_owned(),
        });
    }
    Ok(time)
}

fn parsed_time(field: &'static str, text: &str) -> Result<Timestamp, Fault> {
    let malformed = || Fault::malformed(field, text, "a time such as 2026-01-02T03:04:05Z");
    let time = DateTime::strptime("%Y-%m-%dT%H:%M:%SZ", text)
        .and_then(|time| time.to_zoned(TimeZone::UTC))
        .map_err(|_| malformed())?
        .timestamp();
    // The parser is more lenient than the form.
    if time_text(time) == text { Ok(time) } else { Err(malformed()) }
}

fn time_text(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn signed_by_default(name: &str) -> bool {
    matches!(name, "host" | "content-length" | "content-type" | "content-md5") || name.starts_with("x-bce-")
}

/// Headers that no HTTP library changes on its own; a length may still be added after signing.
fn names_to_sign(all: &[(String, String)]) -> Vec<String> {
    let mut names: Vec<String> = all.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.retain(|name| name != "content-length" && name != "content-md5" && signed_by_default(name));
    names.sort();
    names.dedup();
    names
}
