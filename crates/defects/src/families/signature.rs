//! Signatures by the wrong keys, for the wrong place or time, or over something else.

use contract::Rule;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use crate::aim::Aim;
use crate::defect::{Aside, Defect, Does};
use crate::message::Request;
use crate::scene::Scene;
use crate::signed::{is_scoped, lets_pass_unsigned};

fn asks(aim: &Aim<'_>) -> bool {
    aim.asks(Rule::Signature)
}

fn scoped(aim: &Aim<'_>) -> bool {
    asks(aim) && is_scoped(aim.provider.signing.scheme)
}

/// The header of the session token, where the scheme has one.
fn token_header(scene: &Scene) -> Option<String> {
    scene.ground.provider.signing.session_token_header.clone()
}

fn first_of_call(scene: &Scene) -> Option<&Request> {
    scene.past.first().map(|(request, _)| request)
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "unsigned",
        what: "sends requests without a signature",
        does: &[Does::Signature(|_, _, signature| signature.credentials = None)],
        made_for: |aim| asks(aim) && aim.named(&["shortest", "reset"]),
    },
    Defect {
        name: "signed-by-another-secret",
        what: "signs by a secret that is not the call's",
        does: &[Does::Signature(|_, _, signature| {
            if let Some(credentials) = &mut signature.credentials {
                credentials.secret_access_key = SecretString::from("another secret");
            }
        })],
        made_for: |aim| asks(aim) && aim.usual(),
    },
    Defect {
        name: "signed-by-another-key",
        what: "signs by an access key that is not the call's",
        does: &[Does::Signature(|_, _, signature| {
            if let Some(credentials) = &mut signature.credentials {
                "AKIDNOBODYSKEY".clone_into(&mut credentials.access_key_id);
            }
        })],
        made_for: |aim| asks(aim) && aim.named(&["shortest"]),
    },
    Defect {
        name: "signed-for-another-region",
        what: "signs for a region that is not the call's",
        does: &[Does::Signature(|_, _, signature| signature.scope.region.push_str("-2"))],
        made_for: |aim| scoped(aim) && aim.named(&["shortest"]),
    },
    Defect {
        name: "signed-for-another-service",
        what: "signs for another service than the operation's",
        does: &[Does::Signature(|_, _, signature| signature.scope.service.push_str("-runtime"))],
        made_for: |aim| scoped(aim) && aim.named(&["every-member"]),
    },
    Defect {
        name: "signed-an-hour-ago",
        what: "signs with a clock that is an hour late",
        does: &[Does::Signature(|_, _, signature| {
            signature.time = Timestamp::now() - SignedDuration::from_hours(1);
        })],
        made_for: |aim| asks(aim) && aim.named(&["every-page", "every-attempt"]),
    },
    Defect {
        name: "signed-over-another-query",
        what: "signs the query before it has added a pair to it",
        does: &[Does::Signed(|_, request| {
            let mark = if request.target.contains('?') { '&' } else { '?' };
            request.target = format!("{}{mark}x=1", request.target);
        })],
        made_for: |aim| asks(aim) && aim.named(&["shortest", "every-member"]),
    },
    Defect {
        name: "signed-over-another-body",
        what: "signs the body before it has put a blank behind it",
        does: &[Does::Signed(|scene, request| {
            let covers = is_scoped(scene.ground.provider.signing.scheme);
            if !request.body.is_empty() && covers {
                request.body.push(b' ');
            }
        })],
        made_for: |aim| {
            let body = aim.operation.request_members == contract::RequestMembers::Body;
            scoped(aim) && body && aim.named(&["shortest", "every-member"])
        },
    },
    Defect {
        name: "signature-of-the-first-request",
        what: "puts the signature of the first request on every other",
        does: &[Does::Signed(|scene, request| {
            if let Some(value) = first_of_call(scene).and_then(|first| first.header("authorization")) {
                let value = value.to_owned();
                request.set_header("authorization", &value);
            }
        })],
        made_for: |aim| scoped(aim) && aim.walks(),
    },
    Defect {
        name: "time-of-the-first-attempt",
        what: "signs every attempt with the time of the first",
        does: &[Does::Signature(|scene, _, signature| {
            let scheme = scene.ground.provider.signing.scheme;
            let first = first_of_call(scene).and_then(|first| {
                let request = signing::Request {
                    method: &first.method,
                    target: &first.target,
                    headers: &first.headers,
                    body: &first.body,
                };
                signing::claim(scheme, &request).ok()
            });
            if let Some(claim) = first {
                signature.time = claim.time;
            }
        })],
        made_for: |aim| aim.asks(Rule::SignedAnew),
    },
    Defect {
        name: "session-token-left-out",
        what: "never sends the session token",
        does: &[
            Does::Signature(|_, _, signature| {
                if let Some(credentials) = &mut signature.credentials {
                    credentials.session_token = None;
                }
            }),
            Does::Request(|scene, request| {
                if let Some(header) = token_header(scene) {
                    request.remove_header(&header);
                }
            }),
        ],
        made_for: |aim| aim.asks(Rule::SessionToken),
    },
    Defect {
        name: "session-token-not-signed",
        what: "sends the session token outside of the signature",
        does: &[
            Does::Request(|scene, request| {
                if let Some(header) = token_header(scene) {
                    request.remove_header(&header);
                }
            }),
            Does::Signature(|_, _, signature| {
                if let Some(credentials) = &mut signature.credentials {
                    credentials.session_token = None;
                }
            }),
            Does::Signed(|scene, request| {
                if let (Some(header), Some(token)) =
                    (token_header(scene), &scene.call.credentials.session_token)
                {
                    request.set_header(&header, token);
                }
            }),
        ],
        made_for: |aim| {
            aim.asks(Rule::SessionToken)
                && !aim.walks()
                && aim
                    .provider
                    .signing
                    .session_token_header
                    .as_ref()
                    .is_some_and(|header| lets_pass_unsigned(aim.provider.signing.scheme, header))
        },
    },
    Defect {
        name: "session-token-on-the-first-request",
        what: "sends the session token with the first request only",
        does: &[
            Does::Request(|scene, request| {
                if let Some(header) = token_header(scene).filter(|_| scene.requests() > 0) {
                    request.remove_header(&header);
                }
            }),
            Does::Signature(|scene, _, signature| {
                if let Some(credentials) = signature.credentials.as_mut().filter(|_| scene.requests() > 0) {
                    credentials.session_token = None;
                }
            }),
        ],
        made_for: |aim| aim.asks(Rule::SessionToken) && aim.named(&["every", "later", "second", "again"]),
    },
    Defect {
        name: "session-token-in-the-url",
        what: "writes the session token into the URL as well, where logs keep it",
        does: &[Does::Request(|scene, request| {
            if let (Some(header), Some(token)) = (token_header(scene), &scene.call.credentials.session_token)
            {
                let mut pairs = request.query();
                pairs.push((header, token.clone()));
                request.set_query(&pairs);
            }
        })],
        made_for: |aim| aim.asks(Rule::SessionToken),
    },
    Defect {
        name: "secret-in-a-header",
        what: "sends the secret key along",
        does: &[Does::Request(|scene, request| {
            request.set_header("x-debug", &scene.call.credentials.secret_access_key);
        })],
        made_for: |aim| aim.asks(Rule::CredentialsStay) && !aim.walks() && aim.named(&["302"]),
    },
    Defect {
        name: "redirect-followed",
        what: "follows a redirect to another host, signature and all",
        does: &[Does::More(|_, request, answer| {
            let place = answer.header("location").and_then(|location| location.strip_prefix("http://"));
            let host = place
                .and_then(|place| place.split('/').next())
                .map(|host| host.replace("localhost", "127.0.0.1"));
            let host = host.and_then(|host| host.parse().ok());
            host.map_or_else(Vec::new, |host| vec![Aside { to: Some(host), ..Aside::same(request) }])
        })],
        made_for: |aim| aim.asks(Rule::CredentialsStay) && aim.fault() == Some("redirect"),
    },
];
