//! Differences that no page forbids: a client with one of them must be left alone.

use client_protocol::{Call, ErrorKind, OutcomeResult, Stopped};
use contract::{Fact, Location, PagingStyle, RequestMembers, Side, TimeFormat};
use serde_json::{Value, json};

use crate::defect::{Aside, Defect, Does};
use crate::families::common::change_output;
use crate::families::inputs::minimal;
use crate::scene::Scene;

/// Every harmless difference. Each may meet every case.
pub const HARMLESS: &[Defect] = &[
    Defect {
        name: "query-in-another-order",
        what: "writes the pairs of the query from the last to the first",
        does: &[Does::Request(|_, request| {
            let pairs: Vec<_> = request.query().into_iter().rev().collect();
            request.set_query(&pairs);
        })],
        made_for: |_| true,
    },
    Defect {
        name: "members-in-another-order",
        what: "writes the members of the body from the last to the first",
        does: &[Does::Request(|scene, request| {
            if scene.ground.operation.request_members == RequestMembers::Body {
                request.change_members(&scene.ground.operation, |members| {
                    let pairs: Vec<_> = std::mem::take(members).into_iter().collect();
                    members.extend(pairs.into_iter().rev());
                });
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "headers-in-upper-case",
        what: "writes the names of headers in upper case",
        does: &[Does::Signed(|_, request| {
            request.headers.iter_mut().for_each(|(name, _)| *name = name.to_uppercase());
        })],
        made_for: |_| true,
    },
    Defect {
        name: "headers-in-another-order",
        what: "writes the headers from the last to the first",
        does: &[Does::Signed(|_, request| request.headers.reverse())],
        made_for: |_| true,
    },
    Defect {
        name: "headers-of-its-own",
        what: "sends a user agent and other headers, one of them signed",
        does: &[
            Does::Request(|_, request| {
                request.set_header("user-agent", "a-client/1.0 (some, system)");
                request.set_header("x-request-tag", "a  tag");
                request.set_header("accept-language", "en, zh;q=0.5");
            }),
            Does::Signature(|_, _, signature| signature.cover("x-request-tag")),
        ],
        made_for: |_| true,
    },
    Defect {
        name: "no-coding-wanted",
        what: "says that it takes no coding of the body",
        does: &[Does::Request(|_, request| request.set_header("accept-encoding", "identity, gzip;q=0"))],
        made_for: |_| true,
    },
    Defect {
        name: "a-connection-a-request",
        what: "has the connection closed after every request",
        does: &[Does::Signed(|_, request| request.set_header("connection", "close"))],
        made_for: |_| true,
    },
    Defect {
        name: "json-with-white-space",
        what: "writes the body with white space between the tokens",
        does: &[Does::Request(|scene, request| {
            if scene.ground.operation.request_members == RequestMembers::Body
                && let Ok(value) = serde_json::from_slice::<Value>(&request.body)
            {
                request.body = serde_json::to_vec_pretty(&value).unwrap_or_default();
                request.body.extend(b"\r\n");
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "json-in-ascii",
        what: "escapes every character of the body beyond ASCII",
        does: &[Does::Request(|scene, request| {
            if scene.ground.operation.request_members == RequestMembers::Body
                && let Ok(body) = String::from_utf8(request.body.clone())
            {
                request.body = body.encode_utf16().flat_map(escaped).collect();
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "null-for-absent",
        what: "sends the members of the body that nobody gave as null",
        does: &[Does::Request(|scene, request| {
            let ground = &scene.ground;
            if ground.operation.request_members == RequestMembers::Body {
                request.change_members(&ground.operation, |members| {
                    for (at, _) in
                        ground.operation.members(Side::Request).filter(|(at, _)| at.path.len() == 1)
                    {
                        members.entry(at.name().to_owned()).or_insert(Value::Null);
                    }
                });
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "charset-with-the-content-type",
        what: "names the charset of a body that is JSON",
        does: &[Does::Request(|_, request| {
            if request.header("content-type").is_some() {
                request.set_header("content-type", "application/json; charset=utf-8");
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "defaults-told",
        what: "sends the documented default of a member that nobody gave",
        does: &[Does::Request(|scene, request| {
            let ground = &scene.ground;
            request.change_members(&ground.operation, |members| {
                for clause in &ground.operation.clauses {
                    if let Fact::Default { at, value } = &clause.fact
                        && ground.operation.doubt_about(&clause.id).is_none()
                        && at.path.len() == 1
                    {
                        members.entry(at.name().to_owned()).or_insert_with(|| value.clone());
                    }
                }
            });
        })],
        made_for: |_| true,
    },
    Defect {
        name: "first-page-told",
        what: "names the first page by its number",
        does: &[Does::Request(|scene, request| {
            if let Some(PagingStyle::PageNumber { number, first, .. }) = scene.ground.operation.paging() {
                request.change_members(&scene.ground.operation, |members| {
                    members.entry(number.name().to_owned()).or_insert(json!(first));
                });
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "lower-case-hexadecimals",
        what: "percent-encodes by lower-case hexadecimals",
        does: &[Does::Request(|_, request| change_query(request, lower_hexadecimals))],
        made_for: |_| true,
    },
    Defect {
        name: "unreserved-characters-encoded",
        what: "percent-encodes characters that need not be",
        does: &[Does::Request(|_, request| {
            change_query(request, |text| {
                text.replace('-', "%2D").replace('.', "%2E").replace('_', "%5F").replace('~', "%7E")
            });
        })],
        made_for: |_| true,
    },
    Defect {
        name: "body-in-chunks",
        what: "sends the body in chunks",
        does: &[Does::Signed(|_, request| request.chunked = !request.body.is_empty())],
        made_for: |_| true,
    },
    Defect {
        name: "sends-what-the-page-forbids",
        what: "sends invalid input as it is and tells what the service says to it",
        does: &[
            Does::Again(|scene, result| {
                let refused = match result {
                    OutcomeResult::Failed { error, .. } => error.kind == ErrorKind::Refused,
                    OutcomeResult::Unsupported { .. } => true,
                    _ => false,
                };
                let first = scene.again == 0 && scene.past.is_empty();
                (refused && first)
                    .then(|| Call { input: Value::Object(minimal(&scene.ground)), ..scene.call.clone() })
            }),
            Does::Request(|scene, request| {
                if scene.again > 0 {
                    let position = scene.ground.position();
                    let later = request.members(&scene.ground.operation).get(position).cloned();
                    let mut members = scene.input();
                    if let Some(later) = later {
                        members.insert(position.to_owned(), later);
                    }
                    request.set_members(&scene.ground.operation, &members);
                }
            }),
        ],
        made_for: |_| true,
    },
    Defect {
        name: "one-attempt-only",
        what: "tries every request once",
        does: &[Does::Call(|_, call| call.limits.attempts = Some(1))],
        made_for: |_| true,
    },
    Defect {
        name: "a-page-ahead",
        what: "asks for one page more than the call allows, and hands it over to nobody",
        does: &[Does::More(|scene, request, answer| {
            let pages =
                scene.past.iter().filter(|(_, answer)| answer.as_ref().is_some_and(|one| !one.is_error()));
            let last = scene.call.limits.pages.is_some_and(|limit| pages.count() == limit as usize);
            let next = answer.value().and_then(|page| match scene.ground.operation.paging() {
                Some(PagingStyle::Token { next, .. } | PagingStyle::Marker { next, .. }) => {
                    next.value(&page).cloned()
                }
                _ => None,
            });
            match next.filter(|next| last && scene.walks() && next.is_string()) {
                Some(next) => {
                    let mut aside = Aside::same(request);
                    aside.request.change_members(&scene.ground.operation, |members| {
                        members.insert(scene.ground.position().to_owned(), next);
                    });
                    vec![aside]
                }
                None => Vec::new(),
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "part-of-the-answer",
        what: "hands over the part of the answer that holds the jobs",
        does: &[Does::Outcome(|scene, result| {
            let list =
                scene.ground.operation.paging().map(|style| style.list().path.clone()).unwrap_or_default();
            if let (OutcomeResult::Returned { output, part, .. }, Some(outer)) = (result, list.first())
                && list.len() > 1
                && let Some(inner) = output.get_mut(outer).map(Value::take)
            {
                *output = inner;
                *part = Some(format!("/{outer}"));
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "pages-not-counted",
        what: "does not say how many pages there were, and hands over nothing with an error",
        does: &[Does::Outcome(|_, result| match result {
            OutcomeResult::Returned { pages, stopped: Stopped::End, .. } => *pages = None,
            OutcomeResult::Failed { output, part, pages, .. } => {
                *output = None;
                *part = None;
                *pages = None;
            }
            _ => {}
        })],
        made_for: |_| true,
    },
    Defect {
        name: "unknown-members-dropped",
        what: "drops members of the answer that the page does not know",
        does: &[Does::Outcome(|scene, result| {
            change_output(result, |output| known_only(scene, output, &mut Vec::new()))
        })],
        made_for: |_| true,
    },
    Defect {
        name: "nulls-dropped",
        what: "leaves out members of the answer that are null",
        does: &[Does::Outcome(|_, result| {
            change_output(result, |output| drop_nulls(output));
        })],
        made_for: |_| true,
    },
    Defect {
        name: "times-of-another-zone",
        what: "tells times in another zone",
        does: &[Does::Outcome(|scene, result| {
            change_output(result, |output| {
                for (at, _) in scene.ground.operation.members(Side::Response) {
                    if scene.ground.operation.time_format(at) == Some(TimeFormat::Rfc3339) {
                        in_another_zone(output, at);
                    }
                }
            });
        })],
        made_for: |_| true,
    },
    Defect {
        name: "error-with-its-code-only",
        what: "tells the code of an error and nothing else",
        does: &[Does::Outcome(|_, result| {
            if let OutcomeResult::Failed { error, .. } = result {
                error.message = None;
                error.http_status = None;
                error.request_id = None;
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "answers-read-as-a-whole",
        what: "waits for the whole of an answer before it looks at it",
        does: &[Does::Answer(|_, _, _| {})],
        made_for: |_| true,
    },
];

/// Which differences one client may have at once, so that all of them meet every case in a few runs.
pub const BUNDLES: &[&[&str]] = &[
    &[
        "query-in-another-order",
        "members-in-another-order",
        "headers-in-upper-case",
        "headers-of-its-own",
        "json-with-white-space",
        "lower-case-hexadecimals",
        "charset-with-the-content-type",
        "sends-what-the-page-forbids",
        "a-page-ahead",
        "unknown-members-dropped",
        "times-of-another-zone",
        "error-with-its-code-only",
        // Last, for the others look for members from the top.
        "part-of-the-answer",
    ],
    &[
        "headers-in-another-order",
        "no-coding-wanted",
        "a-connection-a-request",
        "json-in-ascii",
        "null-for-absent",
        "defaults-told",
        "first-page-told",
        "unreserved-characters-encoded",
        "body-in-chunks",
        "one-attempt-only",
        "pages-not-counted",
        "nulls-dropped",
        "answers-read-as-a-whole",
    ],
];

fn escaped(unit: u16) -> Vec<u8> {
    match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => vec![byte],
        _ => format!("\\u{unit:04x}").into_bytes(),
    }
}

fn change_query(request: &mut crate::message::Request, change: impl Fn(&str) -> String) {
    let pairs: Vec<(String, String)> =
        request.query().into_iter().map(|(name, value)| (name, change(&value))).collect();
    request.set_query(&pairs);
}

fn lower_hexadecimals(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut all, part| {
        let (digits, rest) = part.split_at(part.len().min(2));
        all.push('%');
        all.push_str(&digits.to_lowercase());
        all.push_str(rest);
        all
    })
}

fn known_only(scene: &Scene, value: &mut Value, path: &mut Vec<String>) {
    let operation = &scene.ground.operation;
    match value {
        Value::Object(members) => {
            let at = |name: &str, path: &[String]| Location {
                side: Side::Response,
                path: path.iter().cloned().chain([name.to_owned()]).collect(),
            };
            members.retain(|name, _| operation.value_type(&at(name, path)).is_some());
            for (name, inner) in members {
                path.push(name.clone());
                known_only(scene, inner, path);
                path.pop();
            }
        }
        Value::Array(items) => {
            path.push("*".to_owned());
            items.iter_mut().for_each(|item| known_only(scene, item, path));
            path.pop();
        }
        _ => {}
    }
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, inner| !inner.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

fn in_another_zone(output: &mut Value, at: &Location) {
    let found: Vec<(String, String)> = at
        .values(output)
        .into_iter()
        .filter_map(|found| {
            let time: jiff::Timestamp = found.value.as_str()?.parse().ok()?;
            let zoned = time.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
            Some((found.pointer, zoned.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()))
        })
        .collect();
    for (pointer, text) in found {
        if let Some(value) = output.pointer_mut(&pointer) {
            *value = Value::from(text);
        }
    }
}
