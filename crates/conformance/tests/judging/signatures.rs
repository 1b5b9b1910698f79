//! Signatures that verify, session tokens that are covered, and secrets that stay.

use std::time::Duration;

use bytes::Bytes;
use jiff::SignedDuration;
use secrecy::SecretString;
use serde_json::json;

use crate::requests::header;
use crate::scene::{By, Scene, check, now, page};

#[test]
fn signatures() {
    for by in [By::Token, By::Marker, By::Number] {
        for (what, spoil) in [
            (
                "another secret",
                (|scene: &mut Scene| {
                    scene.exchanges[0].credentials.secret_access_key = SecretString::from("x");
                }) as fn(&mut Scene),
            ),
            ("another key", |scene: &mut Scene| {
                scene.exchanges[0].credentials.access_key_id = "AKIDOTHER".to_owned();
            }),
            ("long ago", |scene| scene.exchanges[0].signed = now() - SignedDuration::from_mins(16)),
            ("not yet", |scene| scene.exchanges[0].signed = now() + SignedDuration::from_mins(16)),
            ("unsigned", |scene| {
                scene.exchanges[0].after =
                    |written| written.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
            }),
            ("a target changed afterwards", |scene| {
                scene.exchanges[0].after = |written| written.query.push(("x".to_owned(), String::new()));
            }),
        ] {
            let mut scene = page(by);
            spoil(&mut scene);
            let findings = scene.findings();
            assert!(findings.contains(&"violation signature".to_owned()), "{what}: {findings:?}");
        }
        let mut scene = page(by);
        scene.exchanges[0].signed = now() - SignedDuration::from_mins(14);
        assert_eq!(scene.findings(), [""; 0], "14 minutes are near enough");
    }
    for by in [By::Token, By::Number] {
        let mut scene = page(by);
        scene.exchanges[0].region = "elsewhere-1".to_owned();
        assert_eq!(scene.findings(), ["violation signature"]);
    }
}

#[test]
fn session_tokens() {
    check(
        with_token,
        &[
            (
                "missing",
                |scene| scene.exchanges[0].credentials.session_token = None,
                &["violation session-token"],
            ),
            (
                "another one",
                |scene| scene.exchanges[0].credentials.session_token = Some(SecretString::from("y")),
                &["violation session-token"],
            ),
            (
                "sent and not signed",
                |scene| {
                    scene.exchanges[0].credentials.session_token = None;
                    scene.exchanges[0].after = |written| {
                        written.headers.push(("X-Amz-Security-Token".to_owned(), "the/token+=".to_owned()));
                    };
                },
                &["violation signature"],
            ),
            (
                "sent twice",
                |scene| {
                    scene.exchanges[0].after = |written| {
                        written.headers.push(("x-amz-security-token".to_owned(), "the/token+=".to_owned()));
                    };
                },
                &["violation signature", "violation session-token"],
            ),
        ],
    );
}

fn with_token() -> Scene {
    let mut scene = page(By::Token);
    let token = Some(SecretString::from("the/token+="));
    scene.credentials.session_token.clone_from(&token);
    scene.exchanges[0].credentials.session_token = token;
    scene
}

#[test]
fn a_later_attempt_is_signed_anew() {
    let attempts = |apart: u64, signed_apart: i64| {
        let mut scene = page(By::Token);
        let again = scene.exchanges[0].clone();
        scene.errs(0, 429, "ThrottlingException");
        scene.exchanges.push(again);
        scene.exchanges[1].at = Duration::from_secs(apart);
        scene.exchanges[1].signed = now() + SignedDuration::from_secs(signed_apart);
        scene.findings()
    };
    assert_eq!(attempts(3, 3), [""; 0]);
    assert_eq!(attempts(1, 0), [""; 0], "within one second it may be the same time");
    assert_eq!(attempts(3, 0), ["remark client/signed-anew"]);
}

#[test]
fn secrets_and_hosts() {
    check(
        || page(By::Token),
        &[
            (
                "the secret in a header",
                |scene| {
                    scene.exchanges[0].before =
                        |written| header(written, "x-debug", "key=secret/of+the/TRIAL");
                },
                &["violation http/credentials-stay"],
            ),
            (
                "a signature elsewhere",
                |scene| {
                    scene
                        .elsewhere
                        .push(Bytes::from("GET / HTTP/1.1\r\nauthorization: x AKIDTRIAL/x\r\n\r\n"));
                },
                &["violation http/credentials-stay"],
            ),
            (
                "the secret in the URL",
                |scene| {
                    scene.exchanges[0].before = |written| {
                        written.query.push(("key".to_owned(), "secret/of+the/TRIAL".to_owned()));
                    };
                },
                &["violation http/credentials-stay", "remark client/nothing-added"],
            ),
            (
                "what the caller asked for elsewhere",
                |scene| {
                    scene.elsewhere.push(Bytes::from("GET /?statusEquals=Completed HTTP/1.1\r\n\r\n"));
                },
                &["remark protocol/one-endpoint"],
            ),
            (
                "nothing secret elsewhere",
                |scene| scene.elsewhere.push(Bytes::from("GET / HTTP/1.1\r\n\r\n")),
                &[],
            ),
            (
                "TLS on a plain port",
                |scene| scene.not_http.push("a TLS handshake on a plain HTTP port".to_owned()),
                &["violation protocol/one-endpoint"],
            ),
        ],
    );
    check(
        || page(By::Marker),
        &[(
            "the secret in a body",
            |scene| {
                for input in [&mut scene.case.input, &mut scene.exchanges[0].input] {
                    input.insert("keyFilter".to_owned(), json!("secret/of+the/TRIAL"));
                }
            },
            &["violation http/credentials-stay"],
        )],
    );
    check(
        with_token,
        &[
            (
                "the session token elsewhere",
                |scene| scene.elsewhere.push(Bytes::from("the/token+=")),
                &["violation http/credentials-stay"],
            ),
            (
                "the session token in the URL too",
                |scene| {
                    scene.exchanges[0].before = |written| {
                        written.query.push(("X-Amz-Security-Token".to_owned(), "the/token+=".to_owned()));
                    };
                },
                &["remark session-token", "remark client/nothing-added"],
            ),
        ],
    );
}
