//! The position of a page, passed on wrongly, and inputs that are not sent again.

use contract::{PagingStyle, Rule};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::case_view::CaseView;
use crate::context::{CallContext, OperationView};
use crate::defect::{Defect, Mutation};
use crate::message::{Request, encoded, text, typed};

/// Changes the position that a later page is asked for with.
fn on_later(context: &CallContext, request: &mut Request, change: impl Fn(&str) -> String) {
    let operation = &context.operation;
    if context.is_later(request) || context.input().contains_key(operation.position()) {
        request.change_members(&operation.contract, |members| {
            if let Some(value) = members.get_mut(operation.position()) {
                let new = change(&text(value));
                *value = if value.is_number() {
                    serde_json::from_str(&new).unwrap_or(json!(new))
                } else {
                    json!(new)
                };
            }
        });
    }
}

/// Changes the members of every request for a later page.
fn on_later_members(
    context: &CallContext,
    request: &mut Request,
    change: impl Fn(&OperationView, &mut Map<String, Value>),
) {
    if context.is_later(request) {
        request.change_members(&context.operation.contract, |members| change(&context.operation, members));
    }
}

/// The texts of positions that the case's script gives, or that the caller does.
fn positions<'a>(view: &CaseView<'a>) -> Vec<String> {
    let given = view.operation.paging().and_then(|style| view.case.input.get(style.position().name()));
    let scripted = view.case.exchanges.iter().filter_map(|exchange| Some(exchange.next.as_ref()?.text()));
    scripted.chain(given.and_then(Value::as_str).map(str::to_owned)).collect()
}

/// Whether the case asks how positions are passed on, and gives such a one.
fn gives(view: &CaseView<'_>, such: impl Fn(&str) -> bool) -> bool {
    view.asks(Rule::PagingPassOn) && positions(view).iter().any(|text| such(text))
}

fn counts_pages(view: &CaseView<'_>) -> bool {
    matches!(view.operation.paging(), Some(PagingStyle::PageNumber { .. }))
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "position-decoded",
        what: "percent-decodes the position before it passes it on",
        mutations: &[Mutation::Request(|context, request| {
            on_later(context, request, |text| percent_decode_str(text).decode_utf8_lossy().into_owned());
        })],
        made_for: |view| gives(view, |text| percent_decode_str(text).decode_utf8_lossy() != text),
    },
    Defect {
        name: "position-encoded-again",
        what: "percent-encodes the position before it passes it on",
        mutations: &[Mutation::Request(|context, request| on_later(context, request, encoded))],
        made_for: |view| gives(view, |text| encoded(text) != text),
    },
    Defect {
        name: "position-trimmed",
        what: "trims blanks and padding off the position",
        mutations: &[Mutation::Request(|context, request| {
            on_later(context, request, |text| text.trim_matches([' ', '=', '\t']).to_owned());
        })],
        made_for: |view| gives(view, |text| text.trim_matches([' ', '=', '\t']) != text),
    },
    Defect {
        name: "position-in-lower-case",
        what: "passes the position on in lower case",
        mutations: &[Mutation::Request(|context, request| on_later(context, request, str::to_lowercase))],
        made_for: |view| gives(view, |text| text.to_lowercase() != text),
    },
    Defect {
        name: "position-cut",
        what: "passes on the first sixteen characters of the position",
        mutations: &[Mutation::Request(|context, request| {
            on_later(context, request, |text| text.chars().take(16).collect());
        })],
        made_for: |view| gives(view, |text| text.chars().count() > 16),
    },
    Defect {
        name: "position-in-ascii",
        what: "drops the characters beyond ASCII from the position",
        mutations: &[Mutation::Request(|context, request| {
            on_later(context, request, |text| text.chars().filter(char::is_ascii).collect());
        })],
        made_for: |view| gives(view, |text| !text.is_ascii()),
    },
    Defect {
        name: "position-without-backslashes",
        what: "unescapes the position before it passes it on",
        mutations: &[Mutation::Request(|context, request| {
            on_later(context, request, |text| text.replace(['\\', '"'], ""));
        })],
        made_for: |view| gives(view, |text| text.contains('\\')),
    },
    Defect {
        name: "position-as-a-number",
        what: "reads a position of digits as a number and writes that",
        mutations: &[Mutation::Request(|context, request| {
            on_later(context, request, |text| {
                text.parse::<f64>().map_or_else(|_| text.to_owned(), |number| format!("{:.1}", number + 0.5))
            });
        })],
        made_for: |view| gives(view, |text| text.parse::<f64>().is_ok()),
    },
    Defect {
        name: "position-that-reads-none-dropped",
        what: "takes a position that reads none, null or 0 for no position",
        mutations: &[Mutation::Request(|context, request| {
            on_later_members(context, request, |operation, members| {
                let none = ["none", "null", "nil", "undefined", "0", "false"];
                let is_none = |value: &Value| none.contains(&text(value).to_lowercase().as_str());
                if members.get(operation.position()).is_some_and(is_none) {
                    members.shift_remove(operation.position());
                }
            });
        })],
        made_for: |view| {
            gives(view, |text| {
                ["none", "null", "nil", "undefined", "0", "false"].contains(&text.to_lowercase().as_str())
            })
        },
    },
    Defect {
        name: "position-not-passed-on",
        what: "asks for the first page again and again",
        mutations: &[Mutation::Request(|context, request| {
            on_later_members(context, request, |operation, members| {
                drop(members.shift_remove(operation.position()));
            });
        })],
        made_for: |view| view.asks(Rule::PagingPassOn) && view.walks() && !counts_pages(view),
    },
    Defect {
        name: "position-one-too-far",
        what: "leaves a page out when it counts on",
        mutations: &[Mutation::Request(|context, request| {
            if matches!(context.operation.contract.paging(), Some(PagingStyle::PageNumber { .. })) {
                on_later(context, request, |text| {
                    text.parse::<i64>().map_or_else(|_| text.to_owned(), |number| (number + 1).to_string())
                });
            }
        })],
        made_for: |view| view.asks(Rule::PagingPassOn) && counts_pages(view),
    },
    Defect {
        name: "position-of-the-caller-dropped",
        what: "begins a walk at the first page wherever the caller says",
        mutations: &[Mutation::Request(|context, request| {
            let operation = &context.operation;
            if context.input().contains_key(operation.position()) && !context.is_later(request) {
                request.change_members(&operation.contract, |members| {
                    drop(members.shift_remove(operation.position()));
                });
            }
        })],
        made_for: |view| {
            let position = view.operation.paging().map(PagingStyle::position);
            let given = position.is_some_and(|at| view.case.input.contains_key(at.name()));
            view.returns() && given && view.clause.fact.at() == position && view.kind() == "member"
        },
    },
    Defect {
        name: "position-on-the-first-call",
        what: "names a position on the first call, which nobody gave",
        mutations: &[Mutation::Request(|context, request| {
            let operation = &context.operation;
            if !context.is_later(request) && !context.input().contains_key(operation.position()) {
                let position = match operation.contract.paging() {
                    Some(PagingStyle::PageNumber { first, .. }) => json!(first - 1),
                    _ => json!("0"),
                };
                request.change_members(&operation.contract, |members| {
                    members.insert(operation.position().to_owned(), position);
                });
            }
        })],
        made_for: |view| view.asks(Rule::PagingFirstCall),
    },
    Defect {
        name: "inputs-not-sent-again",
        what: "sends nothing but the position from the second page on",
        mutations: &[Mutation::Request(|context, request| {
            on_later_members(context, request, |operation, members| {
                members.retain(|name, _| name == operation.position());
            });
        })],
        made_for: |view| view.asks(Rule::PagingInputsAgain),
    },
    Defect {
        name: "filters-not-sent-again",
        what: "loses the filters from the second page on",
        mutations: &[Mutation::Request(|context, request| {
            on_later_members(context, request, |operation, members| {
                members.retain(|name, _| !operation.narrows(name) || operation.orders(name));
            });
        })],
        made_for: |view| {
            again_with(view, |operation, name| operation.narrows(name) && !operation.orders(name))
        },
    },
    Defect {
        name: "order-not-sent-again",
        what: "loses the order from the second page on",
        mutations: &[Mutation::Request(|context, request| {
            on_later_members(context, request, |operation, members| {
                members.retain(|name, _| !operation.orders(name));
            });
        })],
        made_for: |view| again_with(view, OperationView::orders),
    },
    Defect {
        name: "size-not-sent-again",
        what: "loses the page size from the second page on",
        mutations: &[Mutation::Request(|context, request| {
            on_later_members(context, request, |operation, members| {
                drop(members.shift_remove(operation.size()));
            });
        })],
        made_for: |view| again_with(view, |operation, name| operation.size() == name),
    },
    Defect {
        name: "size-changed-on-later-pages",
        what: "asks for another page size from the second page on",
        mutations: &[Mutation::Request(|context, request| {
            on_later_members(context, request, |operation, members| {
                if let Some(size) = members.get_mut(operation.size()) {
                    let number = typed(&operation.contract, operation.size(), size).as_i64().unwrap_or(1);
                    *size = json!(number + 1);
                }
            });
        })],
        made_for: |view| {
            again_with(view, |operation, name| operation.size() == name)
                && view.named(&["every-input-on-every-page"])
        },
    },
];

/// Whether the case asks for inputs on later pages, and gives such a one.
fn again_with(view: &CaseView<'_>, such: impl Fn(&OperationView, &str) -> bool) -> bool {
    if !view.asks(Rule::PagingInputsAgain) {
        return false;
    }
    let Some(operation) = OperationView::of(view.contracts, &view.operation.id) else { return false };
    let is_default = |name: &str, value: &Value| {
        operation
            .facts(name)
            .any(|fact| matches!(fact, contract::Fact::Default { value: default, .. } if default == value))
    };
    let mut input = view.case.input.iter();
    input.any(|(name, value)| such(&operation, name) && !is_default(name, value))
}
