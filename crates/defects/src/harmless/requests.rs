//! Other permitted ways to write the same request.

use contract::{Fact, PagingStyle, RequestMembers, Side};
use serde_json::{Value, json};

use crate::defect::{Defect, Mutation};
use crate::message::Request;

pub(super) const FAMILY: &[Defect] = &[
    Defect {
        name: "query-in-another-order",
        what: "writes the pairs of the query from the last to the first",
        mutations: &[Mutation::Request(|_, request| {
            let pairs: Vec<_> = request.query().into_iter().rev().collect();
            request.set_query(&pairs);
        })],
        made_for: |_| true,
    },
    Defect {
        name: "members-in-another-order",
        what: "writes the members of the body from the last to the first",
        mutations: &[Mutation::Request(|context, request| {
            if context.operation.contract.request_members == RequestMembers::Body {
                request.change_members(&context.operation.contract, |members| {
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
        mutations: &[Mutation::Signed(|_, request| {
            request.headers.iter_mut().for_each(|(name, _)| *name = name.to_uppercase());
        })],
        made_for: |_| true,
    },
    Defect {
        name: "headers-in-another-order",
        what: "writes the headers from the last to the first",
        mutations: &[Mutation::Signed(|_, request| request.headers.reverse())],
        made_for: |_| true,
    },
    Defect {
        name: "headers-of-its-own",
        what: "sends a user agent and other headers, one of them signed",
        mutations: &[
            Mutation::Request(|_, request| {
                request.set_header("user-agent", "a-client/1.0 (some, system)");
                request.set_header("x-request-tag", "a  tag");
                request.set_header("accept-language", "en, zh;q=0.5");
            }),
            Mutation::Signature(|_, _, signature| signature.cover("x-request-tag")),
        ],
        made_for: |_| true,
    },
    Defect {
        name: "no-coding-filter",
        what: "says that it takes no coding of the body",
        mutations: &[Mutation::Request(|_, request| {
            request.set_header("accept-encoding", "identity, gzip;q=0");
        })],
        made_for: |_| true,
    },
    Defect {
        name: "a-connection-a-request",
        what: "has the connection closed after every request",
        mutations: &[Mutation::Signed(|_, request| request.set_header("connection", "close"))],
        made_for: |_| true,
    },
    Defect {
        name: "json-with-white-space",
        what: "writes the body with white space between the tokens",
        mutations: &[Mutation::Request(|context, request| {
            if context.operation.contract.request_members == RequestMembers::Body
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
        mutations: &[Mutation::Request(|context, request| {
            if context.operation.contract.request_members == RequestMembers::Body
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
        mutations: &[Mutation::Request(|context, request| {
            let operation = &context.operation;
            if operation.contract.request_members == RequestMembers::Body {
                request.change_members(&operation.contract, |members| {
                    for (at, _) in
                        operation.contract.members(Side::Request).filter(|(at, _)| at.path.len() == 1)
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
        mutations: &[Mutation::Request(|_, request| {
            if request.header("content-type").is_some() {
                request.set_header("content-type", "application/json; charset=utf-8");
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "defaults-told",
        what: "sends the documented default of a member that nobody gave",
        mutations: &[Mutation::Request(|context, request| {
            let operation = &context.operation;
            request.change_members(&operation.contract, |members| {
                for clause in &operation.contract.clauses {
                    if let Fact::Default { at, value } = &clause.fact
                        && !operation.contract.is_suspended(clause)
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
        mutations: &[Mutation::Request(|context, request| {
            if let Some(PagingStyle::PageNumber { number, first, .. }) = context.operation.contract.paging() {
                request.change_members(&context.operation.contract, |members| {
                    members.entry(number.name().to_owned()).or_insert(json!(first));
                });
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "lower-case-hexadecimals",
        what: "percent-encodes by lower-case hexadecimals",
        mutations: &[Mutation::Request(|_, request| change_query(request, lower_hexadecimals))],
        made_for: |_| true,
    },
    Defect {
        name: "unreserved-characters-encoded",
        what: "percent-encodes characters that need not be",
        mutations: &[Mutation::Request(|_, request| {
            change_query(request, |text| {
                text.replace('-', "%2D").replace('.', "%2E").replace('_', "%5F").replace('~', "%7E")
            });
        })],
        made_for: |_| true,
    },
    Defect {
        name: "body-in-chunks",
        what: "sends the body in chunks",
        mutations: &[Mutation::Signed(|_, request| request.chunked = !request.body.is_empty())],
        made_for: |_| true,
    },
];

fn escaped(unit: u16) -> Vec<u8> {
    match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => vec![byte],
        _ => format!("\\u{unit:04x}").into_bytes(),
    }
}

fn change_query(request: &mut Request, change: impl Fn(&str) -> String) {
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
