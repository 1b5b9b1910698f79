//! What is signed verifies, what is changed does not, and no header text makes the reader panic.

use crate::signed_request::{ALL, Owned, SECRET, TIME, credentials, scope};
use proptest::prelude::*;
use signing::{Credentials, Fault, Scheme, claim, verify};

/// A request with repeated headers, repeated query keys and any text.
fn requests() -> impl Strategy<Value = Owned> {
    let piece = "[a-zA-Z0-9%+~'()*!/:,=é \u{4e2d}-]{0,6}";
    let query = prop::collection::vec((piece, piece), 0..5);
    let headers = prop::collection::vec(("X-(Bce-)?[AB]", "[ -~é\t]{0,12}"), 0..4);
    let path = prop::collection::vec("[a-z%:.~é-]{0,4}", 0..4);
    let body = prop::collection::vec(any::<u8>(), 0..40);
    ("GET|POST|delete", path, query, headers, body).prop_map(|(method, path, query, headers, body)| {
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let target = match query.is_empty() {
            true => format!("/{}", path.join("/")),
            false => format!("/{}?{}", path.join("/"), query.join("&")),
        };
        let mut request = Owned { method, target, headers, body };
        request.headers.push(("Host".to_owned(), "127.0.0.1:8080".to_owned()));
        request
    })
}

fn schemes() -> impl Strategy<Value = Scheme> {
    prop::sample::select(ALL.to_vec())
}

fn verifies(scheme: Scheme, request: &Owned) -> bool {
    verify(scheme, &request.request(), &SECRET.into()).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn signed_requests_verify(scheme in schemes(), request in requests(), token in "|[!-~]{1,20}") {
        let token = (!token.is_empty()).then(|| token.as_str().into());
        let has_token = token.is_some();
        let credentials = Credentials { session_token: token, ..credentials() };
        let request = request.signed(scheme, &credentials);
        let claim = verify(scheme, &request.request(), &SECRET.into()).unwrap();
        prop_assert_eq!(&claim.access_key_id, "EXAMPLEID");
        prop_assert_eq!(claim.time, TIME.parse().unwrap());
        let covers_token = claim.signed_headers.iter().any(|name| name.ends_with("security-token"));
        prop_assert_eq!(covers_token, has_token);
        if scheme != Scheme::BceAuthV1 {
            prop_assert_eq!(claim.region, Some(scope().region));
            prop_assert_eq!(claim.service, Some(scope().service));
        }
    }

    #[test]
    fn any_authorization_is_read_without_panic(scheme in schemes(), text in "\\PC*") {
        let request = Owned::new("GET", "/", &[("Host", "h"), ("Authorization", &text)], b"");
        prop_assert!(!verifies(scheme, &request));
    }

    #[test]
    fn any_authorization_of_the_right_words_is_read_without_panic(
        scheme in schemes(),
        words in prop::collection::vec(
            "bce-auth-v1|AWS4-HMAC-SHA256|HMAC-SHA256|Credential|SignedHeaders|Signature|host|[/;,= ]|[0-9a-f]{64}|\
             2026-01-02T03:04:05Z|20260102|1800|é",
            0..30,
        ),
    ) {
        let text = words.concat();
        let dates = [("x-amz-date", "20260102T030405Z"), ("x-date", "20260102T030405Z")];
        let headers = [("Host", "h"), ("Authorization", text.as_str()), dates[0], dates[1]];
        let request = Owned::new("GET", "/", &headers, b"");
        prop_assert!(claim(scheme, &request.request()).is_ok() || !verifies(scheme, &request));
    }
}

proptest! {
    // Each refusal tries every known mistake, so fewer cases than above.
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_changed_request_does_not_verify(
        scheme in schemes(),
        request in requests(),
        at in any::<prop::sample::Index>(),
    ) {
        let request = request.signed(scheme, &credentials());
        let mut body = request.clone();
        body.body.push(b'x');
        prop_assert_eq!(verifies(scheme, &body), scheme == Scheme::BceAuthV1);
        if !request.body.is_empty() {
            let mut body = request.clone();
            let at = at.index(body.body.len());
            body.body[at] ^= 1;
            prop_assert_eq!(verifies(scheme, &body), scheme == Scheme::BceAuthV1);
        }

        let mut query = request.clone();
        query.target.push_str(if query.target.contains('?') { "&added=1" } else { "?added=1" });
        prop_assert!(!verifies(scheme, &query));

        let mut method = request.clone();
        method.method.push('X');
        prop_assert!(!verifies(scheme, &method));

        let signed = claim(scheme, &request.request()).unwrap().signed_headers;
        let mut header = request.clone();
        let name = &signed[at.index(signed.len())];
        header.header(name).push('x');
        prop_assert!(!verifies(scheme, &header));

        let mut signature = request.clone();
        let authorization = signature.header("authorization");
        let position = authorization.len() - 1 - at.index(64);
        let other = if authorization.as_bytes()[position] == b'0' { "1" } else { "0" };
        authorization.replace_range(position..=position, other);
        let fault = verify(scheme, &signature.request(), &SECRET.into()).unwrap_err();
        prop_assert!(matches!(fault, Fault::Mismatch(_)));

        let another: secrecy::SecretString = "another-secret".into();
        prop_assert!(verify(scheme, &request.request(), &another).is_err());
    }
}
