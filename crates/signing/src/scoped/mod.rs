//! What the schemes with a credential scope share: the header, the chain of keys, the string to sign.

mod guesses;

pub(crate) use guesses::key_guesses;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use secrecy::ExposeSecret;

use crate::canonical::{Draft, Style};
use crate::encoding::{hmac, sha256_hex};
use crate::{Claim, Credentials, Fault, Request, Scope, fault, headers};

/// The words in which two schemes of this family differ.
pub(crate) struct Dialect {
    pub(crate) algorithm: &'static str,
    pub(crate) key_prefix: &'static str,
    pub(crate) terminator: &'static str,
    pub(crate) date_header: &'static str,
    pub(crate) hash_header: &'static str,
    pub(crate) token_header: &'static str,
    pub(crate) always_sends_hash: bool,
}

/// The headers that make the request a signed one.
pub(crate) fn sign(
    dialect: &Dialect,
    style: &Style,
    request: &Request<'_>,
    credentials: &Credentials,
    scope: &Scope,
    time: Timestamp,
) -> Vec<(String, String)> {
    let mut added = vec![(dialect.date_header.to_owned(), time_text(time))];
    if dialect.always_sends_hash {
        added.push((dialect.hash_header.to_owned(), sha256_hex(request.body)));
    }
    if let Some(token) = &credentials.session_token {
        added.push((dialect.token_header.to_owned(), token.expose_secret().to_owned()));
    }
    let replaced: Vec<&str> = added.iter().map(|(name, _)| name.as_str()).collect();
    let mut all = headers::without(request, &replaced);
    all.extend(added.iter().cloned());
    let request = Request { headers: &all, ..*request };
    let mut claim = Claim {
        access_key_id: credentials.access_key_id.clone(),
        time,
        region: Some(scope.region.clone()),
        service: Some(scope.service.clone()),
        signed_headers: signable_names(&all),
        signature: String::new(),
        expires_after: None,
    };
    let canonical = Draft::new(style, &request, &claim).canonical().text();
    claim.signature = signature(dialect, &canonical, &claim, credentials.secret_access_key.expose_secret());
    added.push(("Authorization".to_owned(), authorization(dialect, &claim)));
    added
}

/// What the Authorization and the date header say.
pub(crate) fn claim(dialect: &Dialect, request: &Request<'_>) -> Result<Claim, Fault> {
    const FORM: &str = "ALGORITHM Credential=…, SignedHeaders=…, Signature=…";
    let text = headers::authorization(request)?;
    let refuse = || Fault::malformed("authorization", text, FORM);
    let (algorithm, fields) = text.split_once(' ').ok_or_else(refuse)?;
    if algorithm != dialect.algorithm {
        return Err(Fault::malformed("algorithm", algorithm, dialect.algorithm));
    }
    let (mut credential, mut list, mut signature) = (None, None, None);
    for field in fields.split(',') {
        let (name, value) = field.trim().split_once('=').ok_or_else(refuse)?;
        let slot = match name {
            "Credential" => &mut credential,
            "SignedHeaders" => &mut list,
            "Signature" => &mut signature,
            _ => return Err(refuse()),
        };
        if slot.replace(value).is_some() {
            return Err(refuse());
        }
    }
    let (Some(credential), Some(list), Some(signature)) = (credential, list, signature) else {
        return Err(refuse());
    };
    let [terminator, service, region, date, access_key_id] = credential_fields(credential)?;
    if terminator != dialect.terminator {
        return Err(Fault::malformed("credential terminator", terminator, dialect.terminator));
    }
    Ok(Claim {
        access_key_id: access_key_id.to_owned(),
        time: claimed_time(dialect, request, date)?,
        region: Some(region.to_owned()),
        service: Some(service.to_owned()),
        signed_headers: headers::signed_list(list)?,
        signature: headers::signature(signature)?,
        expires_after: None,
    })
}

/// Whether the headers carry what the signature needs.
pub(crate) fn check(
    dialect: &Dialect,
    style: &Style,
    request: &Request<'_>,
    claim: &Claim,
    required: &[&str],
) -> Result<(), Fault> {
    headers::check_coverage(style, request, claim, required)?;
    headers::optional(request, &dialect.token_header.to_ascii_lowercase())?;
    let hash_header = dialect.hash_header.to_ascii_lowercase();
    let Some(claimed) = headers::optional(request, &hash_header)? else {
        return Ok(());
    };
    let actual = sha256_hex(request.body);
    if claimed != actual {
        return Err(Fault::BodyHash { header: hash_header, claimed: fault::excerpt(claimed), actual });
    }
    Ok(())
}

/// Algorithm, time, credential scope and the hash of the canonical request.
pub(crate) fn string_to_sign(dialect: &Dialect, canonical: &str, claim: &Claim) -> String {
    let scope = scope_fields(dialect, claim).join("/");
    let hash = sha256_hex(canonical.as_bytes());
    format!("{}\n{}\n{scope}\n{hash}", dialect.algorithm, time_text(claim.time))
}

/// The signature over a canonical request.
pub(crate) fn signature(dialect: &Dialect, canonical: &str, claim: &Claim, secret: &str) -> String {
    let key = chain(&format!("{}{secret}", dialect.key_prefix), &scope_fields(dialect, claim));
    hex::encode(hmac(&key, string_to_sign(dialect, canonical, claim).as_bytes()))
}

/// One HMAC after the other, each result the next key.
fn chain(secret: &str, steps: &[String]) -> Vec<u8> {
    steps.iter().fold(secret.as_bytes().to_vec(), |key, step| hmac(&key, step.as_bytes()).to_vec())
}

/// Date, region, service and terminator.
fn scope_fields(dialect: &Dialect, claim: &Claim) -> [String; 4] {
    let field = |text: &Option<String>| text.clone().unwrap_or_default();
    [date_text(claim.time), field(&claim.region), field(&claim.service), dialect.terminator.to_owned()]
}

fn authorization(dialect: &Dialect, claim: &Claim) -> String {
    format!(
        "{} Credential={}/{}, SignedHeaders={}, Signature={}",
        dialect.algorithm,
        claim.access_key_id,
        scope_fields(dialect, claim).join("/"),
        claim.signed_headers.join(";"),
        claim.signature
    )
}

/// The fields of a credential from its end, because only the access key might hold a slash.
fn credential_fields(credential: &str) -> Result<[&str; 5], Fault> {
    let fields: Vec<&str> = credential.rsplitn(5, '/').collect();
    match <[&str; 5]>::try_from(fields) {
        Ok(fields) if fields.iter().all(|field| !field.is_empty()) => Ok(fields),
        _ => Err(Fault::malformed("credential", credential, "ID/DATE/REGION/SERVICE/TERMINATOR")),
    }
}

fn claimed_time(dialect: &Dialect, request: &Request<'_>, scope_date: &str) -> Result<Timestamp, Fault> {
    const FORM: &str = "a time such as 20260102T030405Z";
    let header = dialect.date_header.to_ascii_lowercase();
    let text = headers::single(request, &header)?;
    let malformed = || Fault::malformed("date header", text, FORM);
    let time = DateTime::strptime("%Y%m%dT%H%M%SZ", text)
        .and_then(|time| time.to_zoned(TimeZone::UTC))
        .map_err(|_| malformed())?
        .timestamp();
    // The parser is more lenient than the form.
    if time_text(time) != text {
        return Err(malformed());
    }
    let date = date_text(time);
    if date != scope_date {
        return Err(Fault::DateMismatch { header, authorization: fault::excerpt(scope_date), seen: date });
    }
    Ok(time)
}

fn time_text(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn date_text(time: Timestamp) -> String {
    time.strftime("%Y%m%d").to_string()
}

/// Everything but what belongs to one hop, or to the signature itself.
fn signable_names(all: &[(String, String)]) -> Vec<String> {
    const UNSIGNED: [&str; 9] = [
        "authorization",
        "connection",
        "expect",
        "keep-alive",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    let mut names: Vec<String> = all.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.retain(|name| !UNSIGNED.contains(&name.as_str()));
    names.sort();
    names.dedup();
    names
}
