//! Mistakes in the string to sign and in the signing key.

use super::{Dialect, chain, date_text, scope_fields, string_to_sign, time_text};
use crate::encoding::{hmac, sha256_hex, trimmed};
use crate::key_guess::KeyGuess;
use crate::{Claim, Request};

/// Signatures with one mistake each after the canonical request.
pub(crate) fn key_guesses(
    dialect: &Dialect,
    request: &Request<'_>,
    canonical: &str,
    claim: &Claim,
    secret: &str,
) -> Vec<KeyGuess> {
    let right = Recipe {
        text: string_to_sign(dialect, canonical, claim),
        prefix: dialect.key_prefix,
        steps: scope_fields(dialect, claim).to_vec(),
    };
    let mut all = keys(&right, secret);
    all.extend(steps(dialect, request, claim, &right, secret));
    all.extend(texts(dialect, canonical, claim, &right, secret));
    all
}

/// What a signature is made from.
#[derive(Clone)]
struct Recipe {
    text: String,
    prefix: &'static str,
    steps: Vec<String>,
}

impl Recipe {
    fn key(&self, secret: &str) -> Vec<u8> {
        chain(&format!("{}{secret}", self.prefix), &self.steps)
    }

    /// The chain in words, without the secret.
    fn described(&self) -> String {
        let secret =
            if self.prefix.is_empty() { "secret".to_owned() } else { format!("{}+secret", self.prefix) };
        std::iter::once(&secret).chain(&self.steps).map(String::as_str).collect::<Vec<_>>().join(" > ")
    }

    fn key_guess(
        &self,
        mistake: &'static str,
        because: impl Into<String>,
        seen: String,
        key: &[u8],
    ) -> KeyGuess {
        KeyGuess {
            mistake,
            line: "signing key",
            expected: self.described(),
            seen,
            because: because.into(),
            signature: hex::encode(hmac(key, self.text.as_bytes())),
        }
    }

    fn text_guess(
        &self,
        mistake: &'static str,
        because: impl Into<String>,
        text: String,
        key: &[u8],
    ) -> KeyGuess {
        KeyGuess {
            mistake,
            line: "string to sign",
            expected: self.text.clone(),
            signature: hex::encode(hmac(key, text.as_bytes())),
            seen: text,
            because: because.into(),
        }
    }
}

/// Another start of the chain, or another form of its end.
fn keys(right: &Recipe, secret: &str) -> Vec<KeyGuess> {
    let other_prefix = if right.prefix.is_empty() { "AWS4" } else { "" };
    let because = match other_prefix {
        "" => format!("the signing key was derived without the prefix {}", right.prefix),
        _ => format!("the signing key was derived with the prefix {other_prefix}"),
    };
    let prefixed = Recipe { prefix: other_prefix, ..right.clone() };
    let with_newline = format!("{}\n", trimmed(secret));
    let as_hex = hex::encode(right.key(secret));
    vec![
        right.key_guess("key-prefix", because, prefixed.described(), &prefixed.key(secret)),
        right.key_guess(
            "key-not-derived",
            "the secret itself signed, without a derived key",
            "secret".to_owned(),
            secret.as_bytes(),
        ),
        right.key_guess(
            "key-as-text",
            "the signing key was used as hexadecimal text, not as raw bytes",
            format!("hex of {}", right.described()),
            as_hex.as_bytes(),
        ),
        right.key_guess(
            "secret-with-newline",
            "the secret was used with a newline at its end",
            right.described().replace("secret", "secret and a newline"),
            &right.key(&with_newline),
        ),
    ]
}

/// Other dates, regions, services and terminators, in the key, in the scope, or in both.
fn steps(
    dialect: &Dialect,
    request: &Request<'_>,
    claim: &Claim,
    right: &Recipe,
    secret: &str,
) -> Vec<KeyGuess> {
    let key = right.key(secret);
    let scope = right.steps.join("/");
    let mut all = Vec::new();
    for Alternative { mistake, what, steps } in alternatives(dialect, request, claim) {
        let other_text = right.text.replacen(&scope, &steps.join("/"), 1);
        let other = Recipe { steps, ..right.clone() };
        let other_key = other.key(secret);
        let in_key = format!("the signing key was derived with {what}");
        let in_text = format!("the string to sign was written with {what}");
        let in_both = format!("the string to sign was written, and the key derived, with {what}");
        all.push(right.key_guess(mistake, in_key, other.described(), &other_key));
        all.push(right.text_guess(mistake, in_text, other_text.clone(), &key));
        all.push(right.text_guess(mistake, in_both, other_text, &other_key));
    }
    all
}

struct Alternative {
    mistake: &'static str,
    what: String,
    steps: Vec<String>,
}

fn alternatives(dialect: &Dialect, request: &Request<'_>, claim: &Claim) -> Vec<Alternative> {
    let [date, region, service, terminator] = scope_fields(dialect, claim);
    let mut all = Vec::new();
    let mut add = |mistake, what: String, steps: &[&str]| {
        let steps = steps.iter().map(|&step| step.to_owned()).collect();
        all.push(Alternative { mistake, what, steps });
    };
    for other in ["aws4_request", "request", "volc_request", "aws3_request", ""] {
        let what = format!("the terminator {other:?}");
        add("terminator", what, &[&date, &region, &service, other]);
    }
    add("terminator", "no terminator".to_owned(), &[&date, &region, &service]);
    add(
        "region-service-order",
        "region and service exchanged".to_owned(),
        &[&date, &service, &region, &terminator],
    );
    for (order, steps) in [
        ("the date after the region", [&region, &date, &service, &terminator]),
        ("the date after the service", [&region, &service, &date, &terminator]),
        ("the steps in reverse", [&terminator, &service, &region, &date]),
    ] {
        add("step-order", order.to_owned(), &steps.map(String::as_str));
    }
    let time = time_text(claim.time);
    let dashed = claim.time.strftime("%Y-%m-%d").to_string();
    let neighbour = |hours: i64| {
        let shifted = claim.time.checked_add(jiff::Span::new().hours(hours));
        shifted.map(date_text).unwrap_or_default()
    };
    for other in [time, dashed, neighbour(-24), neighbour(24)] {
        add("date", format!("the date {other:?}"), &[&other, &region, &service, &terminator]);
    }
    for other in names(request, &region) {
        add("region", format!("the region {other:?}"), &[&date, &other, &service, &terminator]);
    }
    for other in names(request, &service) {
        add("service", format!("the service {other:?}"), &[&date, &region, &other, &terminator]);
    }
    all
}

/// What a client may have taken for the name: nothing, another case, a common default, a label of the host.
fn names(request: &Request<'_>, name: &str) -> Vec<String> {
    const MOST_LABELS: usize = 6;
    let host = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
    let labels = host.map_or("", |(_, value)| value.split(':').next().unwrap_or_default()).split('.');
    let mut all = vec![
        String::new(),
        name.to_lowercase(),
        name.to_uppercase(),
        "us-east-1".to_owned(),
        "cn-north-1".to_owned(),
        "cn-beijing".to_owned(),
    ];
    all.extend(labels.take(MOST_LABELS).map(str::to_owned));
    all
}

/// Other strings to sign.
fn texts(dialect: &Dialect, canonical: &str, claim: &Claim, right: &Recipe, secret: &str) -> Vec<KeyGuess> {
    let key = right.key(secret);
    let time = time_text(claim.time);
    let scope = right.steps.join("/");
    let hash = sha256_hex(canonical.as_bytes());
    let other_algorithm = match dialect.algorithm {
        "HMAC-SHA256" => "AWS4-HMAC-SHA256",
        _ => "HMAC-SHA256",
    };
    let text = |algorithm: &str, time: &str, scope: &str, hash: &str| {
        format!("{algorithm}\n{time}\n{scope}\n{hash}")
    };
    let algorithm = dialect.algorithm;
    let with_id = format!("{}/{scope}", claim.access_key_id);
    let mut unhashed = right.text_guess(
        "canonical-request-not-hashed",
        "the canonical request itself stood in the string to sign, not its hash",
        text(algorithm, &time, &scope, canonical),
        &key,
    );
    // The canonical request may hold a session token.
    unhashed.seen = text(algorithm, &time, &scope, "the canonical request");
    vec![
        unhashed,
        right.text_guess(
            "algorithm",
            format!("the string to sign began with {other_algorithm}"),
            text(other_algorithm, &time, &scope, &hash),
            &key,
        ),
        right.text_guess(
            "time",
            "the string to sign had the date without the time",
            text(algorithm, &date_text(claim.time), &scope, &hash),
            &key,
        ),
        right.text_guess(
            "time",
            "the string to sign had the time with dashes and colons",
            text(algorithm, &claim.time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), &scope, &hash),
            &key,
        ),
        right.text_guess(
            "access-key-in-scope",
            "the credential scope in the string to sign began with the access key",
            text(algorithm, &time, &with_id, &hash),
            &key,
        ),
        right.text_guess(
            "hash-in-upper-case",
            "the hash of the canonical request was written in upper-case hex",
            text(algorithm, &time, &scope, &hash.to_uppercase()),
            &key,
        ),
        right.text_guess(
            "newline-after-string-to-sign",
            "the string to sign ended in a newline",
            format!("{}\n", right.text),
            &key,
        ),
    ]
}
