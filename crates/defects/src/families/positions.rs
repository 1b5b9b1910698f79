//! The position of a page, passed on wrongly, and inputs that are not sent again.

use contract::{PagingStyle, Rule};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::aim::Aim;
use crate::defect::{Defect, Does};
use crate::message::{Request, encoded, text, typed};
use crate::scene::{Ground, Scene};

/// Changes the position that a later page is asked for with.
fn on_later(scene: &Scene, request: &mut Request, change: impl Fn(&str) -> String) {
    let ground = &scene.ground;
    if scene.is_later(request) || scene.input().contains_key(ground.position()) {
        request.change_members(&ground.operation, |members| {
            if let Some(value) = members.get_mut(ground.position()) {
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
fn on_later_members(scene: &Scene, request: &mut Request, change: impl Fn(&Ground, &mut Map<String, Value>)) {
    if scene.is_later(request) {
        request.change_members(&scene.ground.operation, |members| change(&scene.ground, members));
    }
}

/// The texts of positions that the case's script gives, or that the caller does.
fn positions<'a>(aim: &Aim<'a>) -> Vec<String> {
    let given = aim.operation.paging().and_then(|style| aim.case.input.get(style.position().name()));
    let scripted = aim.case.exchanges.iter().filter_map(|exchange| Some(exchange.next.as_ref()?.text()));
    scripted.chain(given.and_then(Value::as_str).map(str::to_owned)).collect()
}

/// Whether the case asks how positions are passed on, and gives such a one.
fn gives(aim: &Aim<'_>, such: impl Fn(&str) -> bool) -> bool {
    aim.asks(Rule::PagingPassOn) && positions(aim).iter().any(|text| such(text))
}

fn counts_pages(aim: &Aim<'_>) -> bool {
    matches!(aim.operation.paging(), Some(PagingStyle::PageNumber { .. }))
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "position-decoded",
        what: "percent-decodes the position before it passes it on",
        does: &[Does::Request(|scene, request| {
            on_later(scene, request, |text| percent_decode_str(text).decode_utf8_lossy().into_owned());
        })],
        made_for: |aim| gives(aim, |text| percent_decode_str(text).decode_utf8_lossy() != text),
    },
    Defect {
        name: "position-encoded-again",
        what: "percent-encodes the position before it passes it on",
        does: &[Does::Request(|scene, request| on_later(scene, request, encoded))],
        made_for: |aim| gives(aim, |text| encoded(text) != text),
    },
    Defect {
        name: "position-trimmed",
        what: "trims blanks and padding off the position",
        does: &[Does::Request(|scene, request| {
            on_later(scene, request, |text| text.trim_matches([' ', '=', '\t']).to_owned());
        })],
        made_for: |aim| gives(aim, |text| text.trim_matches([' ', '=', '\t']) != text),
    },
    Defect {
        name: "position-in-lower-case",
        what: "passes the position on in lower case",
        does: &[Does::Request(|scene, request| on_later(scene, request, str::to_lowercase))],
        made_for: |aim| gives(aim, |text| text.to_lowercase() != text),
    },
    Defect {
        name: "position-cut",
        what: "passes on the first sixteen characters of the position",
        does: &[Does::Request(|scene, request| {
            on_later(scene, request, |text| text.chars().take(16).collect());
        })],
        made_for: |aim| gives(aim, |text| text.chars().count() > 16),
    },
    Defect {
        name: "position-in-ascii",
        what: "drops the characters beyond ASCII from the position",
        does: &[Does::Request(|scene, request| {
            on_later(scene, request, |text| text.chars().filter(char::is_ascii).collect());
        })],
        made_for: |aim| gives(aim, |text| !text.is_ascii()),
    },
    Defect {
        name: "position-without-backslashes",
        what: "unescapes the position before it passes it on",
        does: &[Does::Request(|scene, request| {
            on_later(scene, request, |text| text.replace(['\\', '"'], ""));
        })],
        made_for: |aim| gives(aim, |text| text.contains('\\')),
    },
    Defect {
        name: "position-as-a-number",
        what: "reads a position of digits as a number and writes that",
        does: &[Does::Request(|scene, request| {
            on_later(scene, request, |text| {
                text.parse::<f64>().map_or_else(|_| text.to_owned(), |number| format!("{:.1}", number + 0.5))
            });
        })],
        made_for: |aim| gives(aim, |text| text.parse::<f64>().is_ok()),
    },
    Defect {
        name: "position-that-reads-none-dropped",
        what: "takes a position that reads none, null or 0 for no position",
        does: &[Does::Request(|scene, request| {
            on_later_members(scene, request, |ground, members| {
                let none = ["none", "null", "nil", "undefined", "0", "false"];
                let is_none = |value: &Value| none.contains(&text(value).to_lowercase().as_str());
                if members.get(ground.position()).is_some_and(is_none) {
                    members.shift_remove(ground.position());
                }
            });
        })],
        made_for: |aim| {
            gives(aim, |text| {
                ["none", "null", "nil", "undefined", "0", "false"].contains(&text.to_lowercase().as_str())
            })
        },
    },
    Defect {
        name: "position-not-passed-on",
        what: "asks for the first page again and again",
        does: &[Does::Request(|scene, request| {
            on_later_members(scene, request, |ground, members| drop(members.shift_remove(ground.position())));
        })],
        made_for: |aim| aim.asks(Rule::PagingPassOn) && aim.walks() && !counts_pages(aim),
    },
    Defect {
        name: "position-one-too-far",
        what: "leaves a page out when it counts on",
        does: &[Does::Request(|scene, request| {
            if matches!(scene.ground.operation.paging(), Some(PagingStyle::PageNumber { .. })) {
                on_later(scene, request, |text| {
                    text.parse::<i64>().map_or_else(|_| text.to_owned(), |number| (number + 1).to_string())
                });
            }
        })],
        made_for: |aim| aim.asks(Rule::PagingPassOn) && counts_pages(aim),
    },
    Defect {
        name: "position-of-the-caller-dropped",
        what: "begins a walk at the first page wherever the caller says",
        does: &[Does::Request(|scene, request| {
            let ground = &scene.ground;
            if scene.input().contains_key(ground.position()) && !scene.is_later(request) {
                request.change_members(&ground.operation, |members| {
                    drop(members.shift_remove(ground.position()));
                });
            }
        })],
        made_for: |aim| {
            let position = aim.operation.paging().map(PagingStyle::position);
            let given = position.is_some_and(|at| aim.case.input.contains_key(at.name()));
            aim.returns() && given && aim.clause.fact.at() == position && aim.kind() == "member"
        },
    },
    Defect {
        name: "position-on-the-first-call",
        what: "names a position on the first call, which nobody gave",
        does: &[Does::Request(|scene, request| {
            let ground = &scene.ground;
            if !scene.is_later(request) && !scene.input().contains_key(ground.position()) {
                let position = match ground.operation.paging() {
                    Some(PagingStyle::PageNumber { first, .. }) => json!(first - 1),
                    _ => json!("0"),
                };
                request.change_members(&ground.operation, |members| {
                    members.insert(ground.position().to_owned(), position);
                });
            }
        })],
        made_for: |aim| aim.asks(Rule::PagingFirstCall),
    },
    Defect {
        name: "inputs-not-sent-again",
        what: "sends nothing but the position from the second page on",
        does: &[Does::Request(|scene, request| {
            on_later_members(scene, request, |ground, members| {
                members.retain(|name, _| name == ground.position());
            });
        })],
        made_for: |aim| aim.asks(Rule::PagingInputsAgain),
    },
    Defect {
        name: "filters-not-sent-again",
        what: "loses the filters from the second page on",
        does: &[Does::Request(|scene, request| {
            on_later_members(scene, request, |ground, members| {
                members.retain(|name, _| !ground.narrows(name) || ground.orders(name));
            });
        })],
        made_for: |aim| again_with(aim, |ground, name| ground.narrows(name) && !ground.orders(name)),
    },
    Defect {
        name: "order-not-sent-again",
        what: "loses the order from the second page on",
        does: &[Does::Request(|scene, request| {
            on_later_members(scene, request, |ground, members| {
                members.retain(|name, _| !ground.orders(name));
            });
        })],
        made_for: |aim| again_with(aim, Ground::orders),
    },
    Defect {
        name: "size-not-sent-again",
        what: "loses the page size from the second page on",
        does: &[Does::Request(|scene, request| {
            on_later_members(scene, request, |ground, members| drop(members.shift_remove(ground.size())));
        })],
        made_for: |aim| again_with(aim, |ground, name| ground.size() == name),
    },
    Defect {
        name: "size-changed-on-later-pages",
        what: "asks for another page size from the second page on",
        does: &[Does::Request(|scene, request| {
            on_later_members(scene, request, |ground, members| {
                if let Some(size) = members.get_mut(ground.size()) {
                    let number = typed(&ground.operation, ground.size(), size).as_i64().unwrap_or(1);
                    *size = json!(number + 1);
                }
            });
        })],
        made_for: |aim| {
            again_with(aim, |ground, name| ground.size() == name) && aim.named(&["every-input-on-every-page"])
        },
    },
];

/// Whether the case asks for inputs on later pages, and gives such a one.
fn again_with(aim: &Aim<'_>, such: impl Fn(&Ground, &str) -> bool) -> bool {
    if !aim.asks(Rule::PagingInputsAgain) {
        return false;
    }
    let Some(ground) = Ground::of(aim.contracts, &aim.operation.id) else { return false };
    let is_default = |name: &str, value: &Value| {
        ground
            .facts(name)
            .any(|fact| matches!(fact, contract::Fact::Default { value: default, .. } if default == value))
    };
    let mut input = aim.case.input.iter();
    input.any(|(name, value)| such(&ground, name) && !is_default(name, value))
}
