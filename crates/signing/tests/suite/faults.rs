//! What a verifier refuses before it looks at the signature, and what it never shows.

use crate::signed_request::{ALL, Owned, SECRET, TOKEN, credentials, credentials_with_token};
use signing::Scheme::{AwsSigv4, BceAuthV1, VolcHmacSha256};
use signing::{Fault, Scheme, canonical_request, claim, first_difference, verify};

fn signed(scheme: Scheme) -> Owned {
    let headers = [("Host", "127.0.0.1:8080"), ("X-Note", "a"), ("X-Note", "b")];
    Owned::new("POST", "/?b=2&a=1", &headers, b"body").signed(scheme, &credentials_with_token())
}

/// Changes a rightly signed request and compares the fault.
fn check(scheme: Scheme, change: impl FnOnce(&mut Owned), expected: &str) {
    let mut request = signed(scheme);
    change(&mut request);
    let fault = verify(scheme, &request.request(), &SECRET.into()).unwrap_err();
    assert_eq!(fault.to_string(), expected, "{scheme:?}");
}

fn twice(name: &str) -> impl FnOnce(&mut Owned) {
    let name = name.to_owned();
    move |request| {
        let value = request.header(&name).clone();
        request.headers.push((name.to_uppercase(), value));
    }
}

fn without(name: &str) -> impl FnOnce(&mut Owned) {
    let name = name.to_owned();
    move |request| request.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(&name))
}

#[test]
fn what_stands_twice_or_not_at_all() {
    for scheme in ALL {
        check(scheme, twice("authorization"), "header authorization occurs more than once");
        check(scheme, without("authorization"), "header authorization is missing");
        check(scheme, twice("host"), "header host occurs more than once");
        check(scheme, without("host"), "header host is missing");
    }
    let rows = [
        (AwsSigv4, "x-amz-date", "x-amz-security-token"),
        (VolcHmacSha256, "x-date", "x-security-token"),
        (BceAuthV1, "x-bce-date", "x-bce-security-token"),
    ];
    for (scheme, date, token) in rows {
        check(scheme, twice(date), &format!("header {date} occurs more than once"));
        check(scheme, without(date), &format!("header {date} is missing"));
        check(scheme, twice(token), &format!("header {token} occurs more than once"));
        check(scheme, without(token), &format!("header {token} is missing"));
    }
}

#[test]
fn what_has_to_be_signed() {
    let unlisted = |name: &'static str| {
        move |request: &mut Owned| {
            let authorization = request.header("authorization");
            *authorization = authorization.replace(&format!("{name};"), "");
        }
    };
    check(AwsSigv4, unlisted("host"), "header host is not among the signed headers");
    check(BceAuthV1, unlisted("host"), "header host is not among the signed headers");
    let drop_token = |request: &mut Owned| {
        let authorization = request.header("authorization");
        *authorization = authorization.replace(";x-amz-security-token", "");
    };
    check(AwsSigv4, drop_token, "header x-amz-security-token is not among the signed headers");
    let mut without_host = signed(VolcHmacSha256);
    unlisted("host")(&mut without_host);
    let fault = verify(VolcHmacSha256, &without_host.request(), &SECRET.into()).unwrap_err();
    assert!(matches!(fault, Fault::Mismatch(_)), "{fault}");
}

#[test]
fn dates_and_bodies() {
    let set = |name: &'static str, value: &'static str| {
        move |request: &mut Owned| value.clone_into(request.header(name))
    };
    check(
        AwsSigv4,
        set("x-amz-date", "20260103T000000Z"),
        "the Authorization header is dated 20260102, but x-amz-date says 20260103",
    );
    check(
        BceAuthV1,
        set("x-bce-date", "2026-01-02T04:04:05Z"),
        "the Authorization header is dated 2026-01-02T03:04:05Z, but x-bce-date says 2026-01-02T04:04:05Z",
    );
    for time in [
        "",
        "2026-01-02T03:04:05Z",
        "20260102T0304Z",
        "20260102T030405",
        "20261302T030405Z",
        "2026 102T030405Z",
    ] {
        let expected =
            format!("date header is malformed: expected a time such as 20260102T030405Z, seen {time:?}");
        check(VolcHmacSha256, set("x-date", time), &expected);
    }
    let hash = signing_hash(b"body");
    check(
        VolcHmacSha256,
        set("x-content-sha256", "UNSIGNED-PAYLOAD"),
        &format!("header x-content-sha256 claims \"UNSIGNED-PAYLOAD\", but the body's hash is {hash}"),
    );
}

#[test]
fn hostile_authorization_headers() {
    let lists = ["", ";", "host;;x", "host;host", "Host;host", "ho st", "höst"];
    for list in lists {
        for scheme in [AwsSigv4, VolcHmacSha256] {
            let mut request = signed(scheme);
            let text = request.header("authorization").clone();
            let (head, tail) = text.split_once("SignedHeaders=").unwrap();
            let (_, tail) = tail.split_once(',').unwrap();
            *request.header("authorization") = format!("{head}SignedHeaders={list},{tail}");
            let fault = claim(scheme, &request.request()).unwrap_err();
            assert!(matches!(fault, Fault::Malformed { field: "signed headers", .. }), "{list}: {fault}");
        }
    }
    for scheme in ALL {
        for text in ["", " ", "/", "bce-auth-v1", "AWS4-HMAC-SHA256 ", "HMAC-SHA256 Credential=", "=,=,="] {
            let mut request = signed(scheme);
            text.clone_into(request.header("authorization"));
            let fault = claim(scheme, &request.request()).unwrap_err();
            assert!(matches!(fault, Fault::Malformed { .. }), "{text}: {fault}");
        }
        let mut request = signed(scheme);
        *request.header("authorization") += &"/;é".repeat(1_000_000);
        let fault = claim(scheme, &request.request()).unwrap_err();
        assert!(fault.to_string().len() < 400, "{fault}");
    }
    let repeated = |request: &mut Owned| {
        let authorization = request.header("authorization");
        *authorization = format!("{authorization}, Signature={}", "0".repeat(64));
    };
    let mut request = signed(AwsSigv4);
    repeated(&mut request);
    assert!(matches!(claim(AwsSigv4, &request.request()), Err(Fault::Malformed { .. })));
}

#[test]
fn more_headers_than_any_client_sends() {
    for scheme in ALL {
        let flood = |request: &mut Owned| {
            let headers = (0..100_000).map(|number| (format!("x-bce-{number}"), "v".to_owned()));
            request.headers.extend(headers);
        };
        let count = signed(scheme).headers.len() + 100_000;
        let expected = format!("headers is malformed: expected at most 512, seen \"{count}\"");
        check(scheme, flood, &expected);
    }
}

#[test]
fn the_default_headers_of_a_list_left_empty() {
    let headers = [("Host", "h"), ("Content-Length", "4"), ("Content-Type", " "), ("X-Other", "o")];
    let mut request = Owned::new("POST", "/", &headers, b"body").signed(BceAuthV1, &credentials());
    let text = request.header("authorization").clone();
    *request.header("authorization") = text.replace("content-type;host;x-bce-date", "");
    let claimed = claim(BceAuthV1, &request.request()).unwrap();
    assert!(claimed.signed_headers.is_empty());
    assert_eq!(
        canonical_request(BceAuthV1, &request.request(), &claimed).text(),
        "POST\n/\n\ncontent-length:4\nhost:h\nx-bce-date:2026-01-02T03%3A04%3A05Z"
    );
}

#[test]
fn the_lines_by_name() {
    let request = signed(AwsSigv4);
    let claimed = claim(AwsSigv4, &request.request()).unwrap();
    let canonical = canonical_request(AwsSigv4, &request.request(), &claimed);
    let lines: Vec<(&str, &str)> =
        canonical.lines.iter().map(|line| (line.name.as_str(), line.text.as_str())).collect();
    let token = format!("x-amz-security-token:{TOKEN}");
    let hash = signing_hash(b"body");
    assert_eq!(
        lines,
        [
            ("method", "POST"),
            ("path", "/"),
            ("query", "a=1&b=2"),
            ("header host", "host:127.0.0.1:8080"),
            ("header x-amz-date", "x-amz-date:20260102T030405Z"),
            ("header x-amz-security-token", token.as_str()),
            ("header x-note", "x-note:a,b"),
            ("end of headers", ""),
            ("signed headers", "host;x-amz-date;x-amz-security-token;x-note"),
            ("payload hash", hash.as_str()),
        ]
    );
    let mut other = canonical.clone();
    assert_eq!(first_difference(&canonical, &other), None);
    other.lines[5].text.push('x');
    let difference = first_difference(&canonical, &other).unwrap();
    assert_eq!(difference.name, "header x-amz-security-token");
    assert!(!format!("{difference} {difference:?} {canonical:?}").contains(TOKEN));
    other.lines.truncate(2);
    let difference = first_difference(&canonical, &other).unwrap();
    assert_eq!((difference.name.as_str(), difference.seen), ("query", None));
}

#[test]
fn secrets_are_never_shown() {
    let shown = format!("{:?}", credentials_with_token());
    assert!(!shown.contains(SECRET) && !shown.contains(TOKEN), "{shown}");
}

fn signing_hash(body: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(body))
}
