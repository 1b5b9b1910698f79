//! Signatures by the wrong keys, for the wrong place or time, or over something else.

use contract::Rule;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use wire::Fault;

use crate::case_view::CaseView;
use crate::context::CallContext;
use crate::defect::{Defect, ExtraRequest, Mutation};
use crate::message::Request;
use crate::signed::{is_scoped, lets_pass_unsigned};

fn asks(view: &CaseView<'_>) -> bool {
    view.asks(Rule::Signature)
}

fn scoped(view: &CaseView<'_>) -> bool {
    asks(view) && is_scoped(view.provider.signing.scheme)
}

/// The header of the session token, where the scheme has one.
fn token_header(context: &CallContext) -> Option<String> {
    context.operation.provider.signing.session_token_header.clone()
}

fn first_of_call(context: &CallContext) -> Option<&Request> {
    context.past.first().map(|(request, _)| request)
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "unsigned",
        what: "sends requests without a signature",
        mutations: &[Mutation::Signature(|_, _, signature| signature.credentials = None)],
        made_for: |view| asks(view) && view.named(&["shortest", "reset"]),
    },
    Defect {
        name: "signed-by-another-secret",
        what: "signs by a secret that is not the call's",
        mutations: &[Mutation::Signature(|_, _, signature| {
            if let Some(credentials) = &mut signature.credentials {
                credentials.secret_access_key = SecretString::from("another secret");
            }
        })],
        made_for: |view| asks(view) && view.usual(),
    },
    Defect {
        name: "signed-by-another-key",
        what: "signs by an access key that is not the call's",
        mutations: &[Mutation::Signature(|_, _, signature| {
            if let Some(credentials) = &mut signature.credentials {
                "AKIDNOBODYSKEY".clone_into(&mut credentials.access_key_id);
            }
        })],
        made_for: |view| asks(view) && view.named(&["shortest"]),
    },
    Defect {
        name: "signed-for-another-region",
        what: "signs for a region that is not the call's",
        mutations: &[Mutation::Signature(|_, _, signature| signature.scope.region.push_str("-2"))],
        made_for: |view| scoped(view) && view.named(&["shortest"]),
    },
    Defect {
        name: "signed-for-another-service",
        what: "signs for another service than the operation's",
        mutations: &[Mutation::Signature(|_, _, signature| signature.scope.service.push_str("-runtime"))],
        made_for: |view| scoped(view) && view.named(&["every-member"]),
    },
    Defect {
        name: "signed-an-hour-ago",
        what: "signs with a clock that is an hour late",
        mutations: &[Mutation::Signature(|_, _, signature| {
            signature.time = Timestamp::now() - SignedDuration::from_hours(1);
        })],
        made_for: |view| asks(view) && view.named(&["every-page", "every-attempt"]),
    },
    Defect {
        name: "signed-over-another-query",
        what: "signs the query before it has added a pair to it",
        mutations: &[Mutation::Signed(|_, request| {
            let mark = if request.target.contains('?') { '&' } else { '?' };
            request.target = format!("{}{mark}x=1", request.target);
        })],
        made_for: |view| asks(view) && view.named(&["shortest", "every-member"]),
    },
    Defect {
        name: "signed-over-another-body",
        what: "signs the body before it has put a blank behind it",
        mutations: &[Mutation::Signed(|context, request| {
            let covers = is_scoped(context.operation.provider.signing.scheme);
            if !request.body.is_empty() && covers {
                request.body.push(b' ');
            }
        })],
        made_for: |view| {
            let body = view.operation.request_members == contract::RequestMembers::Body;
            scoped(view) && body && view.named(&["shortest", "every-member"])
        },
    },
    Defect {
        name: "signature-of-the-first-request",
        what: "puts the signature of the first request on every other",
        mutations: &[Mutation::Signed(|context, request| {
            if let Some(value) = first_of_call(context).and_then(|first| first.header("authorization")) {
                let value = value.to_owned();
                request.set_header("authorization", &value);
            }
        })],
        made_for: |view| scoped(view) && view.walks(),
    },
    Defect {
        name: "time-of-the-first-attempt",
        what: "signs every attempt with the time of the first",
        mutations: &[Mutation::Signature(|context, _, signature| {
            let scheme = context.operation.provider.signing.scheme;
            let first = first_of_call(context).and_then(|first| {
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
        made_for: |view| view.asks(Rule::SignedAnew),
    },
    Defect {
        name: "session-token-left-out",
        what: "never sends the session token",
        mutations: &[
            Mutation::Signature(|_, _, signature| {
                if let Some(credentials) = &mut signature.credentials {
                    credentials.session_token = None;
                }
            }),
            Mutation::Request(|context, request| {
                if let Some(header) = token_header(context) {
                    request.remove_header(&header);
                }
            }),
        ],
        made_for: |view| view.asks(Rule::SessionToken),
    },
    Defect {
        name: "session-token-not-signed",
        what: "sends the session token outside of the signature",
        mutations: &[
            Mutation::Request(|context, request| {
                if let Some(header) = token_header(context) {
                    request.remove_header(&header);
                }
            }),
            Mutation::Signature(|_, _, signature| {
                if let Some(credentials) = &mut signature.credentials {
                    credentials.session_token = None;
                }
            }),
            Mutation::Signed(|context, request| {
                if let (Some(header), Some(token)) =
                    (token_header(context), &context.call.credentials.session_token)
                {
                    request.set_header(&header, token);
                }
            }),
        ],
        made_for: |view| {
            view.asks(Rule::SessionToken)
                && !view.walks()
                && view
                    .provider
                    .signing
                    .session_token_header
                    .as_ref()
                    .is_some_and(|header| lets_pass_unsigned(view.provider.signing.scheme, header))
        },
    },
    Defect {
        name: "session-token-on-the-first-request",
        what: "sends the session token with the first request only",
        mutations: &[
            Mutation::Request(|context, request| {
                if let Some(header) = token_header(context).filter(|_| context.requests() > 0) {
                    request.remove_header(&header);
                }
            }),
            Mutation::Signature(|context, _, signature| {
                if let Some(credentials) = signature.credentials.as_mut().filter(|_| context.requests() > 0) {
                    credentials.session_token = None;
                }
            }),
        ],
        made_for: |view| view.asks(Rule::SessionToken) && view.named(&["every", "later", "second", "again"]),
    },
    Defect {
        name: "session-token-in-the-url",
        what: "writes the session token into the URL as well, where logs keep it",
        mutations: &[Mutation::Request(|context, request| {
            if let (Some(header), Some(token)) =
                (token_header(context), &context.call.credentials.session_token)
            {
                let mut pairs = request.query();
                pairs.push((header, token.clone()));
                request.set_query(&pairs);
            }
        })],
        made_for: |view| view.asks(Rule::SessionToken),
    },
    Defect {
        name: "secret-in-a-header",
        what: "sends the secret key along",
        mutations: &[Mutation::Request(|context, request| {
            request.set_header("x-debug", &context.call.credentials.secret_access_key);
        })],
        made_for: |view| view.asks(Rule::CredentialsStay) && !view.walks() && view.named(&["302"]),
    },
    Defect {
        name: "redirect-followed",
        what: "follows a redirect to another host, signature and all",
        mutations: &[Mutation::More(|_, request, answer| {
            let place = answer.header("location").and_then(|location| location.strip_prefix("http://"));
            let host = place
                .and_then(|place| place.split('/').next())
                .map(|host| host.replace("localhost", "127.0.0.1"));
            let host = host.and_then(|host| host.parse().ok());
            host.map_or_else(Vec::new, |host| {
                vec![ExtraRequest { to: Some(host), ..ExtraRequest::same(request) }]
            })
        })],
        made_for: |view| {
            view.asks(Rule::CredentialsStay) && matches!(view.fault(), Some(Fault::Redirect { .. }))
        },
    },
];
