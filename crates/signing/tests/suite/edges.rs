//! Both sides of every bound of the verifier, and the words for mistakes that differ from others by one character.

use crate::mistakes::{mismatch, verdict};
use crate::signed_request::{ALL, Owned, SECRET, chain, credentials, hmac, signing_key};
use signing::Scheme::{AwsSigv4, BceAuthV1, VolcHmacSha256};
use signing::{Fault, Scheme, canonical_request, claim, verify};

fn signed(scheme: Scheme) -> Owned {
    Owned::new("POST", "/?b=2&a=1", &[("Host", "127.0.0.1:8080")], b"body").signed(scheme, &credentials())
}

/// What the verifier says of a request with another Authorization.
fn fault(scheme: Scheme, change: impl FnOnce(&str) -> String) -> Fault {
    let mut request = signed(scheme);
    let text = request.header("authorization").clone();
    *request.header("authorization") = change(&text);
    verify(scheme, &request.request(), &SECRET.into()).unwrap_err()
}

#[test]
fn an_authorization_of_the_longest_length() {
    for scheme in ALL {
        // The list of signed headers is made longer until the whole has that length; none of them is sent.
        let lengthened = |length: usize| {
            fault(scheme, |text| {
                let missing = length - text.len() - ";".len();
                text.replacen("host", &format!("host;{}", "x".repeat(missing)), 1)
            })
        };
        let is_too_long = |fault: &Fault| fault.to_string().contains("at most 8192 bytes");
        assert!(!is_too_long(&lengthened(8192)), "{scheme:?}");
        for length in [8193, 8194, 9000] {
            assert!(is_too_long(&lengthened(length)), "{scheme:?} {length}");
        }
    }
}

#[test]
fn as_many_signed_headers_as_may_be() {
    for scheme in ALL {
        let listed = |more: usize| {
            let names: String = (0..more).map(|number| format!("x{number};")).collect();
            fault(scheme, |text| text.replacen("host", &format!("{names}host"), 1))
        };
        let names = claim(scheme, &signed(scheme).request()).unwrap().signed_headers.len();
        let is_too_many = |fault: &Fault| fault.to_string().contains("at most 128 names");
        assert_eq!(listed(128 - names), Fault::Missing { header: "x0".to_owned() }, "{scheme:?}");
        for more in [129, 130, 200] {
            assert!(is_too_many(&listed(more - names)), "{scheme:?} {more}");
        }
    }
}

#[test]
fn as_many_headers_as_may_be() {
    for scheme in ALL {
        let verdict = |count: usize| {
            let mut request = signed(scheme);
            let more = count - request.headers.len();
            request.headers.extend((0..more).map(|number| (format!("x-{number}"), "v".to_owned())));
            verify(scheme, &request.request(), &SECRET.into())
        };
        assert!(verdict(512).is_ok(), "{scheme:?}");
        for count in [513, 514] {
            let message = verdict(count).unwrap_err().to_string();
            assert!(message.contains("at most 512"), "{scheme:?}: {message}");
        }
    }
}

#[test]
fn a_signature_of_the_wrong_length_or_of_wrong_digits() {
    for scheme in ALL {
        for wrong in ["a".repeat(63), "a".repeat(65), "g".repeat(64), "A".repeat(64)] {
            let fault = fault(scheme, |text| format!("{}{wrong}", &text[..text.len() - 64]));
            assert!(
                matches!(fault, Fault::Malformed { field: "signature", .. }),
                "{scheme:?} {wrong}: {fault}"
            );
        }
    }
}

#[test]
fn parts_of_a_claim_that_are_empty_or_of_another_version() {
    for (scheme, from, to) in [
        (AwsSigv4, "EXAMPLEID", ""),
        (AwsSigv4, "north-1", ""),
        (AwsSigv4, "jobs", ""),
        (VolcHmacSha256, "EXAMPLEID", ""),
        (VolcHmacSha256, "north-1", ""),
        (BceAuthV1, "EXAMPLEID", ""),
        (BceAuthV1, "bce-auth-v1", "bce-auth-v2"),
    ] {
        let fault = fault(scheme, |text| text.replacen(from, to, 1));
        let field = if scheme == BceAuthV1 { "authorization" } else { "credential" };
        assert!(
            matches!(&fault, Fault::Malformed { field: found, .. } if *found == field),
            "{scheme:?}: {fault}"
        );
    }
}

#[test]
fn two_readings_of_one_clock() {
    let dated = |date: &str| {
        let mut request = signed(BceAuthV1);
        date.clone_into(request.header("x-bce-date"));
        verify(BceAuthV1, &request.request(), &SECRET.into()).unwrap_err()
    };
    // The date header is signed, so that another one never verifies; but within five seconds it is no contradiction.
    for date in ["2026-01-02T03:04:00Z", "2026-01-02T03:04:10Z"] {
        assert!(matches!(dated(date), Fault::Mismatch(_)), "{date}");
    }
    for date in ["2026-01-02T03:03:59Z", "2026-01-02T03:04:11Z"] {
        assert!(matches!(dated(date), Fault::DateMismatch { .. }), "{date}");
    }
}

#[test]
fn lines_are_sorted_by_name_or_as_a_whole() {
    // A hyphen stands before a colon, so that the two orders differ.
    let headers = [("Host", "h"), ("X-Bce-A", "1"), ("X-Bce-A-B", "2")];
    let names = |scheme: Scheme| -> Vec<String> {
        let request = Owned::new("GET", "/", &headers, b"").signed(scheme, &credentials());
        let claimed = claim(scheme, &request.request()).unwrap();
        let canonical = canonical_request(scheme, &request.request(), &claimed);
        let lines = canonical.lines.into_iter().map(|line| line.name);
        lines.filter(|name| name.starts_with("header x-bce-a")).collect()
    };
    assert_eq!(names(AwsSigv4), ["header x-bce-a", "header x-bce-a-b"]);
    assert_eq!(names(VolcHmacSha256), ["header x-bce-a", "header x-bce-a-b"]);
    assert_eq!(names(BceAuthV1), ["header x-bce-a-b", "header x-bce-a"]);
}

#[test]
fn a_query_as_a_form_encodes_it() {
    let form = "a=x+y*&b=-._%7E%21%27%28%29";
    for scheme in ALL {
        let request = Owned::new("GET", "/?a=x%20y%2A&b=-._~%21%27%28%29", &[("Host", "h")], b"");
        let found = mismatch(scheme, request.signed(scheme, &credentials()), |canonical| {
            let line = canonical.lines.iter_mut().find(|line| line.name == "query").unwrap();
            form.clone_into(&mut line.text);
        });
        assert_eq!(found.mistake, Some("query-as-form"), "{scheme:?}: {found}");
    }
}

#[test]
fn a_header_that_was_added_to_the_list_afterwards() {
    for scheme in [AwsSigv4, VolcHmacSha256] {
        let request =
            Owned::new("GET", "/", &[("Host", "h"), ("X-Late", "v")], b"").signed(scheme, &credentials());
        let found = mismatch(scheme, request, |canonical| {
            canonical.lines.retain(|line| line.name != "header x-late");
            let list = canonical.lines.iter_mut().find(|line| line.name == "signed headers").unwrap();
            list.text = list.text.replace(";x-late", "");
        });
        assert_eq!(found.mistake, Some("header-not-covered"), "{scheme:?}: {found}");
        assert!(found.explanation.contains("it was added to the list afterwards"), "{found}");
    }
}

#[test]
fn a_key_is_described_without_the_secret() {
    for (scheme, right, wrong, because) in [
        (
            AwsSigv4,
            "AWS4+secret > 20260102 > north-1 > jobs > aws4_request",
            "secret > 20260102 > north-1 > jobs > aws4_request",
            "the signing key was derived without the prefix AWS4",
        ),
        (
            VolcHmacSha256,
            "secret > 20260102 > north-1 > jobs > request",
            "AWS4+secret > 20260102 > north-1 > jobs > request",
            "the signing key was derived with the prefix AWS4",
        ),
    ] {
        let request = signed(scheme);
        let claimed = claim(scheme, &request.request()).unwrap();
        let canonical = canonical_request(scheme, &request.request(), &claimed);
        let text = signing::string_to_sign(scheme, &canonical, &claimed).unwrap();
        let start = if scheme == AwsSigv4 { SECRET.to_owned() } else { format!("AWS4{SECRET}") };
        let terminator = if scheme == AwsSigv4 { "aws4_request" } else { "request" };
        let key = chain(&start, &["20260102", "north-1", "jobs", terminator]);
        assert_ne!(key, signing_key(scheme));
        let found = verdict(scheme, request, &hmac(&key, text.as_bytes()));
        let line = found.line.unwrap();
        assert_eq!((line.expected.as_deref(), line.seen.as_deref()), (Some(right), Some(wrong)));
        assert_eq!(found.explanation, because);
    }
}
