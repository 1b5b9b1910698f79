//! Signatures that verify, session tokens that are covered, and secrets that stay.

use std::time::Duration;

use bytes::Bytes;
use jiff::SignedDuration;
use secrecy::SecretString;
use serde_json::json;

use crate::requests::header;
use crate::trial::{By, Trial, check, now, page};

#[test]
fn signatures() {
    for by in [By::Token, By::Marker, By::Number] {
        for (what, change) in [
            (
                "another secret",
                (|trial: &mut Trial| {
                    trial.exchanges[0].credentials.secret_access_key = SecretString::from("x");
                }) as fn(&mut Trial),
            ),
            ("another key", |trial: &mut Trial| {
                trial.exchanges[0].credentials.access_key_id = "AKIDOTHER".to_owned();
            }),
            ("long ago", |trial| trial.exchanges[0].signed = now() - SignedDuration::from_mins(16)),
            ("not yet", |trial| trial.exchanges[0].signed = now() + SignedDuration::from_mins(16)),
            ("unsigned", |trial| {
                trial.exchanges[0].after =
                    |written| written.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
            }),
            ("a target changed afterwards", |trial| {
                trial.exchanges[0].after = |written| written.query.push(("x".to_owned(), String::new()));
            }),
        ] {
            let mut trial = page(by);
            change(&mut trial);
            let findings = trial.findings();
            assert!(findings.contains(&"violation signature".to_owned()), "{what}: {findings:?}");
        }
        let mut trial = page(by);
        trial.exchanges[0].signed = now() - SignedDuration::from_mins(14);
        assert_eq!(trial.findings(), [""; 0], "14 minutes are near enough");
    }
    for by in [By::Token, By::Number] {
        let mut trial = page(by);
        trial.exchanges[0].region = "elsewhere-1".to_owned();
        assert_eq!(trial.findings(), ["violation signature"]);
    }
}

#[test]
fn session_tokens() {
    check(
        with_token,
        &[
            (
                "missing",
                |trial| trial.exchanges[0].credentials.session_token = None,
                &["violation session-token"],
            ),
            (
                "another one",
                |trial| trial.exchanges[0].credentials.session_token = Some(SecretString::from("y")),
                &["violation session-token"],
            ),
            (
                "sent and not signed",
                |trial| {
                    trial.exchanges[0].credentials.session_token = None;
                    trial.exchanges[0].after = |written| {
                        written.headers.push(("X-Amz-Security-Token".to_owned(), "the/token+=".to_owned()));
                    };
                },
                &["violation signature"],
            ),
            (
                "sent twice",
                |trial| {
                    trial.exchanges[0].after = |written| {
                        written.headers.push(("x-amz-security-token".to_owned(), "the/token+=".to_owned()));
                    };
                },
                &["violation signature", "violation session-token"],
            ),
        ],
    );
}

fn with_token() -> Trial {
    let mut trial = page(By::Token);
    let token = Some(SecretString::from("the/token+="));
    trial.question.credentials.session_token.clone_from(&token);
    trial.exchanges[0].credentials.session_token = token;
    trial
}

#[test]
fn a_later_attempt_is_signed_anew() {
    let attempts = |apart: u64, signed_apart: i64| {
        let mut trial = page(By::Token);
        let again = trial.exchanges[0].clone();
        trial.errs(0, 429, "ThrottlingException");
        trial.exchanges.push(again);
        trial.exchanges[1].at = Duration::from_secs(apart);
        trial.exchanges[1].signed = now() + SignedDuration::from_secs(signed_apart);
        trial.findings()
    };
    assert_eq!(attempts(3, 3), [""; 0]);
    assert_eq!(attempts(1, 0), [""; 0], "within one second it may be the same time");
    assert_eq!(attempts(3, 0), ["warning client/signed-anew"]);
}

#[test]
fn secrets_and_hosts() {
    check(
        || page(By::Token),
        &[
            (
                "the secret in a header",
                |trial| {
                    trial.exchanges[0].before =
                        |written| header(written, "x-debug", "key=secret/of+the/TRIAL");
                },
                &["violation http/credentials-stay"],
            ),
            (
                "a signature elsewhere",
                |trial| {
                    trial
                        .redirected_requests
                        .push(Bytes::from("GET / HTTP/1.1\r\nauthorization: x AKIDTRIAL/x\r\n\r\n"));
                },
                &["violation http/credentials-stay"],
            ),
            (
                "the secret in the URL",
                |trial| {
                    trial.exchanges[0].before = |written| {
                        written.query.push(("key".to_owned(), "secret/of+the/TRIAL".to_owned()));
                    };
                },
                &["violation http/credentials-stay", "warning client/nothing-added"],
            ),
            (
                "what the caller asked for elsewhere",
                |trial| {
                    trial
                        .redirected_requests
                        .push(Bytes::from("GET /?statusEquals=Completed HTTP/1.1\r\n\r\n"));
                },
                &["warning protocol/one-endpoint"],
            ),
            (
                "nothing secret elsewhere",
                |trial| trial.redirected_requests.push(Bytes::from("GET / HTTP/1.1\r\n\r\n")),
                &[],
            ),
            (
                "TLS on a plain port",
                |trial| trial.not_http.push("a TLS handshake on a plain HTTP port".to_owned()),
                &["violation protocol/one-endpoint"],
            ),
        ],
    );
    check(
        || page(By::Marker),
        &[(
            "the secret in a body",
            |trial| {
                for input in [&mut trial.question.input, &mut trial.exchanges[0].input] {
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
                |trial| trial.redirected_requests.push(Bytes::from("the/token+=")),
                &["violation http/credentials-stay"],
            ),
            (
                "the session token in the URL too",
                |trial| {
                    trial.exchanges[0].before = |written| {
                        written.query.push(("X-Amz-Security-Token".to_owned(), "the/token+=".to_owned()));
                    };
                },
                &["warning session-token", "warning client/nothing-added"],
            ),
        ],
    );
}
