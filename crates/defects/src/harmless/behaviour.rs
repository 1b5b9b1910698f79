//! Other lawful ways to go about a call and to tell what came of it.

use client_protocol::{Call, ErrorKind, OutcomeResult, Stopped};
use contract::{Location, PagingStyle, Side, TimeFormat};
use serde_json::Value;

use crate::defect::{Aside, Defect, Does};
use crate::families::common::change_output;
use crate::families::inputs::minimal;
use crate::scene::Scene;

pub(super) const FAMILY: &[Defect] = &[
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
            change_output(result, |output| known_only(scene, output, &mut Vec::new()));
        })],
        made_for: |_| true,
    },
    Defect {
        name: "nulls-dropped",
        what: "leaves out members of the answer that are null",
        does: &[Does::Outcome(|_, result| {
            change_output(result, drop_nulls);
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
