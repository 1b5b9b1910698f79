//! Reading headers strictly: what may occur once must occur once, and lists have bounds.

use crate::canonical::{Style, signed_names};
use crate::encoding::trimmed;
use crate::{Claim, Fault, Request};

/// The value of a header that has to occur exactly once.
pub(crate) fn single<'a>(request: &Request<'a>, header: &str) -> Result<&'a str, Fault> {
    optional(request, header)?.ok_or_else(|| Fault::missing(header))
}

/// The value of a header that may occur at most once.
pub(crate) fn optional<'a>(request: &Request<'a>, header: &str) -> Result<Option<&'a str>, Fault> {
    let mut values = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(header));
    let first = values.next();
    if values.next().is_some() {
        return Err(Fault::Duplicate { header: header.to_owned() });
    }
    Ok(first.map(|(_, value)| trimmed(value)))
}

/// The Authorization header, refused when it is longer than any honest one.
pub(crate) fn authorization<'a>(request: &Request<'a>) -> Result<&'a str, Fault> {
    const LONGEST: usize = 8192;
    let value = single(request, "authorization")?;
    if value.len() > LONGEST {
        return Err(Fault::malformed("authorization", value, "at most 8192 bytes"));
    }
    Ok(value)
}

/// The names in a list of signed headers.
pub(crate) fn signed_list(list: &str) -> Result<Vec<String>, Fault> {
    const MOST: usize = 128;
    let refuse = |expected| Err(Fault::malformed("signed headers", list, expected));
    let names: Vec<String> = list.split(';').map(str::to_owned).collect();
    if names.iter().any(|name| !is_token(name)) {
        return refuse("header names separated by semicolons");
    }
    if names.len() > MOST {
        return refuse("at most 128 names");
    }
    let mut sorted: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    sorted.sort();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return refuse("every name once");
    }
    Ok(names)
}

/// The signature, if it has the form of one.
pub(crate) fn signature(text: &str) -> Result<String, Fault> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() != 64 || !text.bytes().all(is_digit) {
        return Err(Fault::malformed("signature", text, "64 lower-case hexadecimal digits"));
    }
    Ok(text.to_owned())
}

/// Their number has a bound, every signed header is there, Host occurs once, and all of `required` that the request has is signed.
pub(crate) fn check_coverage(
    style: &Style,
    request: &Request<'_>,
    claim: &Claim,
    required: &[&str],
) -> Result<(), Fault> {
    // The search for an explanation compares headers with each other, so their number needs a bound.
    const MOST: usize = 512;
    if request.headers.len() > MOST {
        let count = request.headers.len().to_string();
        return Err(Fault::malformed("headers", &count, "at most 512"));
    }
    single(request, "host")?;
    let values = crate::canonical::joined_values(request);
    let names = signed_names(style, request, claim);
    if let Some(absent) = names.iter().find(|name| !values.contains_key(*name)) {
        return Err(Fault::missing(absent));
    }
    match required.iter().find(|name| values.contains_key(**name) && !names.contains(**name)) {
        Some(name) => Err(Fault::Unsigned { header: (*name).to_owned() }),
        None => Ok(()),
    }
}

/// The request's headers without those that `replaced` names, in their order.
pub(crate) fn without(request: &Request<'_>, replaced: &[&str]) -> Vec<(String, String)> {
    let is_replaced = |name: &str| replaced.iter().any(|other| other.eq_ignore_ascii_case(name));
    request.headers.iter().filter(|(name, _)| !is_replaced(name)).cloned().collect()
}

fn is_token(name: &str) -> bool {
    let is_token_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token_byte)
}
