//! Requests signed in a wrong way are distinguished by the line that differs.

use crate::signed_request::{
    ALL, Owned, SECRET, TOKEN, chain, credentials, credentials_with_token, hmac, signing_key,
};
use signing::Scheme::{AwsSigv4, BceAuthV1, VolcHmacSha256};
use signing::{Canonical, Fault, Mismatch, Scheme, canonical_request, claim, string_to_sign, verify};

const HASH_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// One change of the canonical request, by the line's name.
#[derive(Clone, Copy)]
enum Change {
    /// The line reads so instead.
    Set(&'static str, &'static str),
    /// A piece of the line reads so instead.
    Replace(&'static str, &'static str, &'static str),
    /// The line is not there.
    Remove(&'static str),
}

use Change::{Remove, Replace, Set};

fn request() -> Owned {
    let headers = [("Host", "127.0.0.1:8080"), ("Content-Type", " text/x;  a=b "), ("X-Bce-Note", "a b")];
    Owned::new("POST", "/a:b/c?b=2&a=x%20y&c=~%27%28%29%2A%21%2F&d=%C3%A9", &headers, b"{\"a\": 1}")
}

/// Signs with the change, and returns what the verifier makes of it.
pub(crate) fn mismatch(scheme: Scheme, request: Owned, change: impl Fn(&mut Canonical)) -> Mismatch {
    let claimed = claim(scheme, &request.request()).unwrap();
    let mut canonical = canonical_request(scheme, &request.request(), &claimed);
    change(&mut canonical);
    let text = string_to_sign(scheme, &canonical, &claimed).unwrap_or_else(|| canonical.text());
    verdict(scheme, request, &hmac(&signing_key(scheme), text.as_bytes()))
}

pub(crate) fn verdict(scheme: Scheme, request: Owned, signature: &[u8]) -> Mismatch {
    let request = request.resigned(&hex::encode(signature));
    match verify(scheme, &request.request(), &SECRET.into()) {
        Err(Fault::Mismatch(mismatch)) => *mismatch,
        other => panic!("expected a mismatch, seen {other:?}"),
    }
}

fn apply(change: Change, canonical: &mut Canonical) {
    let lines = &mut canonical.lines;
    let at = |lines: &[signing::Line], name: &str| {
        lines.iter().position(|line| line.name == name).unwrap_or_else(|| panic!("no line {name}"))
    };
    match change {
        Set(name, text) => {
            let at = at(lines, name);
            lines[at].text = text.to_owned();
        }
        Replace(name, from, to) => {
            let at = at(lines, name);
            assert!(lines[at].text.contains(from), "{from} is not in {:?}", lines[at]);
            lines[at].text = lines[at].text.replace(from, to);
        }
        Remove(name) => {
            let at = at(lines, name);
            lines.remove(at);
        }
    }
}

/// Signs `request` with `change` and asks for the mistake; the difference must be in the line that changed.
fn check(scheme: Scheme, request: Owned, change: Change, mistake: &str) {
    let mismatch = mismatch(scheme, request, |canonical| apply(change, canonical));
    assert_eq!(mismatch.mistake, Some(mistake), "{scheme:?}: {mismatch}");
    let line = mismatch.line.clone().unwrap();
    let name = match change {
        Set(name, _) | Replace(name, _, _) | Remove(name) => name,
    };
    assert_eq!(line.name, name, "{scheme:?} {mistake}: {mismatch}");
    assert_ne!(line.expected, line.seen);
    if let Set(_, text) = change {
        assert_eq!(line.seen.as_deref(), Some(text));
    }
    assert_eq!(line.seen.is_none(), matches!(change, Remove(_)));
}

#[test]
fn mistakes_in_every_scheme() {
    let sent = "b=2&a=x%20y&c=~%27%28%29%2A%21%2F&d=%C3%A9";
    let rows = [
        (Set("query", sent), "query-not-sorted"),
        (Set("query", ""), "query-empty"),
        (Replace("query", "%20", "+"), "blank-as-plus"),
        (Set("query", "a=x%20y&b=2&c=~%27%28%29%2a%21%2f&d=%c3%a9"), "query-in-lower-case-hex"),
        (Replace("query", "~", "%7E"), "character-encoded"),
        (Replace("query", "%27", "'"), "character-not-encoded"),
        (Replace("query", "%28", "("), "character-not-encoded"),
        (Replace("query", "%29", ")"), "character-not-encoded"),
        (Replace("query", "%2A", "*"), "character-not-encoded"),
        (Replace("query", "%21", "!"), "character-not-encoded"),
        (Replace("query", "%2F", "/"), "character-not-encoded"),
        (Replace("query", "%27%28%29%2A%21", "'()*!"), "marks-not-encoded"),
        (Replace("query", "a=x%20y&", ""), "parameter-not-covered"),
        (Replace("query", "&b=2", ""), "parameter-not-covered"),
        (Replace("query", "&d=%C3%A9", ""), "parameter-not-covered"),
        (Replace("query", "%", "%25"), "query-encoded-twice"),
        (Set("method", "post"), "method-case"),
        (Set("method", "Post"), "method-case"),
        (Set("method", "GET"), "another-method"),
        (Set("path", "/a:b/c"), "path-not-encoded"),
        (Set("path", "/"), "path-not-covered"),
        (Set("path", "/a%3Ab/c/"), "path-with-trailing-slash"),
        (Set("path", "/a%253Ab/c"), "path-encoded-twice"),
        (Remove("header host"), "header-not-covered"),
        (Remove("header content-type"), "header-not-covered"),
    ];
    for scheme in ALL {
        for (change, mistake) in rows {
            check(scheme, request().signed(scheme, &credentials()), change, mistake);
        }
    }
}

#[test]
fn mistakes_with_a_payload_hash() {
    let rows = [
        (Set("header host", "host:127.0.0.1"), "host-without-port"),
        (Set("header content-type", "content-type: text/x;  a=b "), "values-not-trimmed"),
        (Set("header content-type", "content-type:text/x;  a=b"), "blanks-not-collapsed"),
        (Set("header content-type", "content-type:"), "header-empty"),
        (Remove("end of headers"), "blank-line-left-out"),
        (Remove("signed headers"), "list-left-out"),
        (Set("payload hash", HASH_OF_NOTHING), "body-taken-as-empty"),
        (Set("payload hash", "UNSIGNED-PAYLOAD"), "payload-unsigned"),
        (Set("payload hash", ""), "payload-hash-empty"),
    ];
    for scheme in [AwsSigv4, VolcHmacSha256] {
        for (change, mistake) in rows {
            check(scheme, request().signed(scheme, &credentials()), change, mistake);
        }
    }
}

#[test]
fn mistakes_of_one_scheme() {
    let rows = [
        (BceAuthV1, Set("header host", "host:127.0.0.1"), "host-without-port"),
        (BceAuthV1, Set("header content-type", "content-type:"), "header-empty"),
        (VolcHmacSha256, Set("path", "/a%3ab/c"), "path-in-lower-case-hex"),
        (BceAuthV1, Set("path", "/a%3ab/c"), "path-in-lower-case-hex"),
    ];
    for (scheme, change, mistake) in rows {
        check(scheme, request().signed(scheme, &credentials()), change, mistake);
    }
}

#[test]
fn parameters_in_another_order() {
    // An equals sign sorts after a hyphen, so that the two ways of sorting differ.
    let request = Owned::new("GET", "/?a-b=1&a=3&a=2", &[("Host", "h")], b"");
    let rows = [
        (AwsSigv4, "a-b=1&a=2&a=3", "query-sorted-by-text"),
        (VolcHmacSha256, "a=3&a=2&a-b=1", "query-sorted-by-name-only"),
        (BceAuthV1, "a=2&a=3&a-b=1", "query-sorted-by-name"),
    ];
    for (scheme, query, mistake) in rows {
        check(scheme, request.clone().signed(scheme, &credentials()), Set("query", query), mistake);
    }
}

#[test]
fn a_header_that_is_not_listed() {
    for scheme in ALL {
        let mut signed = request().signed(scheme, &credentials());
        let right = signed.header("authorization").clone();
        *signed.header("authorization") = right.replace("content-type;", "");
        let mismatch = mismatch(scheme, signed, |canonical| {
            let line = signing::Line {
                name: "header content-type".to_owned(),
                text: match scheme {
                    BceAuthV1 => "content-type:text%2Fx%3B%20%20a%3Db",
                    AwsSigv4 | VolcHmacSha256 => "content-type:text/x; a=b",
                }
                .to_owned(),
            };
            canonical.lines.insert(3, line);
        });
        assert_eq!(mismatch.mistake, Some("unlisted-header-covered"), "{mismatch}");
        let line = mismatch.line.unwrap();
        assert_eq!((line.name.as_str(), line.expected), ("header content-type", None));
    }
}

#[test]
fn what_a_report_reads_like() {
    let signed = Owned::new("GET", "/?b=2&a=1", &[("Host", "h")], b"").signed(BceAuthV1, &credentials());
    let mismatch = mismatch(BceAuthV1, signed, |canonical| apply(Set("query", "b=2&a=1"), canonical));
    assert_eq!(
        mismatch.to_string(),
        "signature differs: line `query`, expected \"a=1&b=2\", client signed \"b=2&a=1\"; \
         the query parameters were signed in the order in which they were sent, not sorted"
    );
}

#[test]
fn header_values_that_were_not_encoded() {
    let request = Owned::new("GET", "/", &[("Host", "127.0.0.1:8080")], b"");
    let mismatch = mismatch(BceAuthV1, request.signed(BceAuthV1, &credentials()), |canonical| {
        for line in &mut canonical.lines {
            line.text = line.text.replace("%3A", ":");
        }
    });
    assert_eq!(mismatch.mistake, Some("values-not-encoded"));
    let line = mismatch.line.unwrap();
    assert_eq!(line.name, "header host");
    assert_eq!(line.expected.as_deref(), Some("host:127.0.0.1%3A8080"));
    assert_eq!(line.seen.as_deref(), Some("host:127.0.0.1:8080"));
}

#[test]
fn headers_in_the_order_of_the_wire() {
    for scheme in ALL {
        let signed = request().signed(scheme, &credentials());
        let sent: Vec<String> =
            signed.headers.iter().map(|(name, _)| format!("header {}", name.to_lowercase())).collect();
        let mismatch = mismatch(scheme, signed, |canonical| {
            let is_header = |line: &&mut signing::Line| line.name.starts_with("header ");
            let mut headers: Vec<_> = canonical.lines.iter_mut().filter(is_header).collect();
            let mut sorted: Vec<_> = headers.iter().map(|line| (**line).clone()).collect();
            sorted.sort_by_key(|line| sent.iter().position(|name| *name == line.name));
            for (line, other) in headers.iter_mut().zip(sorted) {
                **line = other;
            }
        });
        assert_eq!(mismatch.mistake, Some("headers-not-sorted"), "{mismatch}");
        let line = mismatch.line.unwrap();
        assert_eq!(line.name, "header content-type");
        assert!(line.seen.unwrap().starts_with("host:"));
    }
}

#[test]
fn a_path_that_is_encoded_already() {
    let request = || Owned::new("GET", "/a%3Ab", &[("Host", "localhost")], b"");
    let rows = [
        (AwsSigv4, Set("path", "/a%3Ab"), "path-encoded-once"),
        (VolcHmacSha256, Set("path", "/a%253Ab"), "path-encoded-twice"),
        (BceAuthV1, Set("path", "/a%253Ab"), "path-encoded-twice"),
    ];
    for (scheme, change, mistake) in rows {
        check(scheme, request().signed(scheme, &credentials()), change, mistake);
    }
}

#[test]
fn a_default_port() {
    let request = Owned::new("GET", "/", &[("Host", "localhost:443")], b"");
    for scheme in [AwsSigv4, VolcHmacSha256] {
        let change = Set("header host", "host:localhost");
        check(scheme, request.clone().signed(scheme, &credentials()), change, "host-default-port-dropped");
    }
}

#[test]
fn a_query_signed_as_sent() {
    let request = Owned::new("GET", "/?a=%7e%27'&b=c,d", &[("Host", "localhost")], b"");
    for scheme in ALL {
        let change = Set("query", "a=%7e%27'&b=c,d");
        check(scheme, request.clone().signed(scheme, &credentials()), change, "query-as-sent");
    }
}

#[test]
fn a_plus_in_the_query() {
    let request = Owned::new("GET", "/?a=b+c", &[("Host", "localhost")], b"");
    let rows = [
        (AwsSigv4, "a=b%20c", "plus-as-blank"),
        (VolcHmacSha256, "a=b%2Bc", "plus-as-itself"),
        (BceAuthV1, "a=b%20c", "plus-as-blank"),
    ];
    for (scheme, query, mistake) in rows {
        check(scheme, request.clone().signed(scheme, &credentials()), Set("query", query), mistake);
    }
}

#[test]
fn a_body_hashed_with_a_newline() {
    let hash = |body: &[u8]| {
        use sha2::{Digest, Sha256};
        hex::encode(Sha256::digest(body))
    };
    for scheme in [AwsSigv4, VolcHmacSha256] {
        let signed = request().signed(scheme, &credentials());
        let wrong = hash(b"{\"a\": 1}\n");
        let mismatch = mismatch(scheme, signed, |canonical| {
            canonical.lines.last_mut().unwrap().text.clone_from(&wrong);
        });
        assert_eq!(mismatch.mistake, Some("body-with-newline"));
        let line = mismatch.line.unwrap();
        assert_eq!((line.name.as_str(), line.seen), ("payload hash", Some(wrong)));
        assert_eq!(line.expected, Some(hash(b"{\"a\": 1}")));
    }
}

#[test]
fn a_session_token_that_was_not_covered() {
    let rows = [
        (AwsSigv4, "header x-amz-security-token"),
        (VolcHmacSha256, "header x-security-token"),
        (BceAuthV1, "header x-bce-security-token"),
    ];
    for (scheme, name) in rows {
        let signed = request().signed(scheme, &credentials_with_token());
        check(scheme, signed.clone(), Remove(name), "session-token-not-covered");
        let mismatch = mismatch(scheme, signed, |canonical| apply(Remove(name), canonical));
        let shown = format!("{mismatch} {mismatch:?}");
        assert!(!shown.contains(TOKEN) && !shown.contains(SECRET), "{shown}");
        assert!(!shown.contains("session%2Btoken"), "{shown}");
    }
}

#[test]
fn wrong_keys() {
    let check = |scheme: Scheme, key: &[u8], mistake: &str| {
        let signed = request().signed(scheme, &credentials());
        let claimed = claim(scheme, &signed.request()).unwrap();
        let canonical = canonical_request(scheme, &signed.request(), &claimed);
        let text = string_to_sign(scheme, &canonical, &claimed).unwrap_or_else(|| canonical.text());
        let mismatch = verdict(scheme, signed, &hmac(key, text.as_bytes()));
        assert_eq!(mismatch.mistake, Some(mistake), "{mismatch}");
        assert_eq!(mismatch.line.as_ref().unwrap().name, "signing key");
        assert!(!format!("{mismatch:?}").contains(SECRET));
    };
    let aws = format!("AWS4{SECRET}");
    let (date, region, service) = ("20260102", "north-1", "jobs");
    check(AwsSigv4, &chain(SECRET, &[date, region, service, "aws4_request"]), "key-prefix");
    check(VolcHmacSha256, &chain(&aws, &[date, region, service, "request"]), "key-prefix");
    check(AwsSigv4, &chain(&aws, &[date, region, service, "request"]), "terminator");
    check(AwsSigv4, &chain(&aws, &[date, region, service]), "terminator");
    check(VolcHmacSha256, &chain(SECRET, &[date, region, service, "aws4_request"]), "terminator");
    check(VolcHmacSha256, &chain(SECRET, &[date, service, region, "request"]), "region-service-order");
    check(AwsSigv4, &chain(&aws, &[region, date, service, "aws4_request"]), "step-order");
    check(AwsSigv4, &chain(&aws, &["2026-01-02", region, service, "aws4_request"]), "date");
    check(AwsSigv4, &chain(&aws, &["20260101", region, service, "aws4_request"]), "date");
    check(AwsSigv4, &chain(&aws, &[date, "us-east-1", service, "aws4_request"]), "region");
    check(AwsSigv4, &chain(&aws, &[date, region, "", "aws4_request"]), "service");
    for scheme in ALL {
        check(scheme, SECRET.as_bytes(), "key-not-derived");
    }
    check(AwsSigv4, hex::encode(signing_key(AwsSigv4)).as_bytes(), "key-as-text");
    check(BceAuthV1, &hex::decode(signing_key(BceAuthV1)).unwrap(), "key-as-bytes");
}

#[test]
fn wrong_strings_to_sign() {
    let check = |scheme: Scheme, change: &dyn Fn(&str) -> String, mistake: &str| {
        let signed = request().signed(scheme, &credentials_with_token());
        let claimed = claim(scheme, &signed.request()).unwrap();
        let canonical = canonical_request(scheme, &signed.request(), &claimed);
        let right = string_to_sign(scheme, &canonical, &claimed).unwrap();
        let wrong = change(&right);
        let mismatch = verdict(scheme, signed, &hmac(&signing_key(scheme), wrong.as_bytes()));
        assert_eq!(mismatch.mistake, Some(mistake), "{mismatch}");
        let line = mismatch.line.unwrap();
        assert_eq!((line.name.as_str(), line.expected), ("string to sign", Some(right)));
        assert_eq!(line.seen, Some(wrong));
    };
    for scheme in [AwsSigv4, VolcHmacSha256] {
        check(scheme, &|text| text.replace("20260102T030405Z", "20260102"), "time");
        check(scheme, &|text| text.replace("20260102T030405Z", "2026-01-02T03:04:05Z"), "time");
        check(scheme, &|text| text.replace("north-1/jobs", "jobs/north-1"), "region-service-order");
        check(scheme, &|text| text.replace("20260102/", "EXAMPLEID/20260102/"), "access-key-in-scope");
        check(scheme, &|text| format!("{text}\n"), "newline-after-string-to-sign");
    }
    check(AwsSigv4, &|text| text.replace("AWS4-", ""), "algorithm");
    check(VolcHmacSha256, &|text| format!("AWS4-{text}"), "algorithm");
}

#[test]
fn a_signature_that_nothing_explains() {
    for scheme in ALL {
        let mismatch = verdict(scheme, request().signed(scheme, &credentials()), &[0; 32]);
        assert_eq!((&mismatch.line, mismatch.mistake), (&None, None));
        assert!(mismatch.explanation.starts_with("no known mistake"));
        assert!(mismatch.canonical.text().starts_with("POST\n/a%3Ab/c\na=x%20y&b=2&"));
        assert_eq!(mismatch.string_to_sign.is_some(), scheme != BceAuthV1);
    }
}
