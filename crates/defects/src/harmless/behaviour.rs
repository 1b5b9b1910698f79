//! Other permitted ways to make a call and to report its outcome.

use client_protocol::{Call, ErrorKind, OutcomeResult, Stopped};
use contract::pagination::NextPage;
use contract::values::{instant, is_time};
use contract::{Location, Side, TimeFormat};
use serde_json::Value;

use crate::context::CallContext;
use crate::defect::{Defect, ExtraRequest, Mutation};
use crate::families::alteration::change_output;
use crate::families::inputs::minimal;

pub(super) const FAMILY: &[Defect] = &[
    Defect {
        name: "sends-what-the-reference-forbids",
        what: "sends invalid input as it is and reports what the service answers",
        mutations: &[
            Mutation::Again(|context, result| {
                let refused = match result {
                    OutcomeResult::Failed { error, .. } => error.kind == ErrorKind::Refused,
                    OutcomeResult::Unsupported { .. } => true,
                    _ => false,
                };
                let first = context.again == 0 && context.past.is_empty();
                (refused && first).then(|| Call {
                    input: Value::Object(minimal(&context.operation)),
                    ..context.call.clone()
                })
            }),
            Mutation::Request(|context, request| {
                if context.again > 0 {
                    let position = context.operation.position();
                    let later = request.members(&context.operation.contract).get(position).cloned();
                    let mut members = context.input();
                    if let Some(later) = later {
                        members.insert(position.to_owned(), later);
                    }
                    request.set_members(&context.operation.contract, &members);
                }
            }),
        ],
        made_for: |_| true,
    },
    Defect {
        name: "one-attempt-only",
        what: "tries every request once",
        mutations: &[Mutation::Call(|_, call| call.limits.attempts = Some(1))],
        made_for: |_| true,
    },
    Defect {
        name: "a-page-ahead",
        what: "asks for one page more than the call allows, and hands it over to nobody",
        mutations: &[Mutation::More(|context, request, answer| {
            let pages =
                context.past.iter().filter(|(_, answer)| answer.as_ref().is_some_and(|one| !one.is_error()));
            let last = context.call.limits.pages.is_some_and(|limit| pages.count() == limit as usize);
            match context.next_page(request, answer) {
                NextPage::At(next) | NextPage::Repeated(next)
                    if last && context.walks() && next.is_string() =>
                {
                    let mut extra = ExtraRequest::same(request);
                    extra.request.change_members(&context.operation.contract, |members| {
                        members.insert(context.operation.position().to_owned(), next);
                    });
                    vec![extra]
                }
                _ => Vec::new(),
            }
        })],
        made_for: |_| true,
    },
    Defect {
        name: "part-of-the-answer",
        what: "hands over the part of the answer that holds the items",
        mutations: &[Mutation::Outcome(|context, result| {
            let list = context
                .operation
                .contract
                .paging()
                .map(|style| style.list().path.clone())
                .unwrap_or_default();
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
        mutations: &[Mutation::Outcome(|_, result| match result {
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
        what: "drops members of the answer that the reference does not know",
        mutations: &[Mutation::Outcome(|context, result| {
            change_output(result, |output| known_only(context, output, &mut Vec::new()));
        })],
        made_for: |_| true,
    },
    Defect {
        name: "nulls-dropped",
        what: "leaves out members of the answer that are null",
        mutations: &[Mutation::Outcome(|_, result| {
            change_output(result, drop_nulls);
        })],
        made_for: |_| true,
    },
    Defect {
        name: "times-of-another-zone",
        what: "reports times in another zone",
        mutations: &[Mutation::Outcome(|context, result| {
            change_output(result, |output| {
                for (at, _) in context.operation.contract.members(Side::Response) {
                    if context.operation.contract.time_format(at) == Some(TimeFormat::Rfc3339) {
                        in_another_zone(output, at);
                    }
                }
            });
        })],
        made_for: |_| true,
    },
    Defect {
        name: "error-with-its-code-only",
        what: "reports the code of an error and nothing else",
        mutations: &[Mutation::Outcome(|_, result| {
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
        mutations: &[Mutation::Answer(|_, _, _| {})],
        made_for: |_| true,
    },
];

fn known_only(context: &CallContext, value: &mut Value, path: &mut Vec<String>) {
    let operation = &context.operation.contract;
    match value {
        Value::Object(members) => {
            let at = |name: &str, path: &[String]| Location {
                side: Side::Response,
                path: path.iter().cloned().chain([name.to_owned()]).collect(),
            };
            members.retain(|name, _| operation.value_type(&at(name, path)).is_some());
            for (name, inner) in members {
                path.push(name.clone());
                known_only(context, inner, path);
                path.pop();
            }
        }
        Value::Array(items) => {
            path.push("*".to_owned());
            items.iter_mut().for_each(|item| known_only(context, item, path));
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
            let text = found.value.as_str().filter(|text| is_time(TimeFormat::Rfc3339, text))?;
            let zoned = instant(text)?.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
            Some((found.pointer, zoned.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()))
        })
        .collect();
    for (pointer, text) in found {
        if let Some(value) = output.pointer_mut(&pointer) {
            *value = Value::from(text);
        }
    }
}
