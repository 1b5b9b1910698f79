//! Members of the request that are lost, renamed, doubled or changed on their way to the wire.

use contract::{Fact, RequestMembers, Rule};
use serde_json::{Map, Value, json};

use super::common::{deep, texts};
use crate::aim::Aim;
use crate::defect::{Defect, Does};
use crate::message::{Request, encoded, typed};
use crate::scene::{Ground, Scene};

/// Whether the case asks what is sent of the input.
fn asks_what_is_sent(aim: &Aim<'_>) -> bool {
    let member = matches!(aim.kind(), "member" | "filter" | "timestamp") && aim.of_request();
    (aim.asks(Rule::InputsSent) || ((member || aim.kind() == "sort") && aim.may_return()))
        && !given(aim).is_empty()
}

/// The members of the input that the case asks about: the clause's own, or all.
fn given(aim: &Aim<'_>) -> Map<String, Value> {
    let names: Vec<&str> = match &aim.clause.fact {
        Fact::Sort { by, order, .. } => by.iter().chain([order]).map(contract::Location::name).collect(),
        fact => fact.at().and_then(|at| at.path.first()).map(String::as_str).into_iter().collect(),
    };
    let is_default = |name: &str, value: &Value| {
        aim.operation.clauses.iter().any(|clause| {
            matches!(&clause.fact, Fact::Default { at, value: default } if at.name() == name && default == value)
        })
    };
    let asked = |name: &str| aim.asks(Rule::InputsSent) || names.contains(&name);
    let input = aim.case.input.iter().filter(|(name, value)| asked(name) && !is_default(name, value));
    input.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Whether some value of the input is such a one, however deep it lies.
fn holds(input: &Map<String, Value>, such: &dyn Fn(&Value) -> bool) -> bool {
    fn inside(value: &Value, such: &dyn Fn(&Value) -> bool) -> bool {
        such(value)
            || match value {
                Value::Array(items) => items.iter().any(|item| inside(item, such)),
                Value::Object(members) => members.values().any(|member| inside(member, such)),
                _ => false,
            }
    }
    input.values().any(|value| inside(value, such))
}

fn holds_text(aim: &Aim<'_>, such: impl Fn(&str) -> bool) -> bool {
    asks_what_is_sent(aim) && holds(&given(aim), &|value| value.as_str().is_some_and(&such))
}

/// Changes the members that the caller gave; the position of a page stays as it is.
fn change(scene: &Scene, request: &mut Request, change: impl Fn(&Ground, &mut Map<String, Value>)) {
    let ground = &scene.ground;
    request.change_members(&ground.operation, |members| change(ground, members));
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "inputs-left-out",
        what: "sends none of the members that the caller gave",
        does: &[Does::Request(|scene, request| change(scene, request, |_, members| members.clear()))],
        made_for: asks_what_is_sent,
    },
    Defect {
        name: "inputs-renamed",
        what: "sends the members under names of its own",
        does: &[Does::Request(|scene, request| {
            change(scene, request, |_, members| {
                let old = std::mem::take(members);
                members.extend(old.into_iter().map(|(name, value)| (format!("{name}s"), value)));
            });
        })],
        made_for: |aim| asks_what_is_sent(aim) && aim.kind() == "member" && aim.named(&["alone"]),
    },
    Defect {
        name: "inputs-twice",
        what: "sends the members of the query twice",
        does: &[Does::Request(|scene, request| {
            if scene.ground.operation.request_members == RequestMembers::Query {
                let pairs = request.query();
                let twice: Vec<_> = pairs.iter().chain(&pairs).cloned().collect();
                request.set_query(&twice);
            }
        })],
        made_for: |aim| aim.operation.request_members == RequestMembers::Query && asks_what_is_sent(aim),
    },
    Defect {
        name: "inputs-encoded-twice",
        what: "percent-encodes the members of the query twice",
        does: &[Does::Request(|scene, request| {
            if scene.ground.operation.request_members == RequestMembers::Query {
                change(scene, request, |_, members| texts(members, &encoded));
            }
        })],
        made_for: |aim| {
            aim.operation.request_members == RequestMembers::Query
                && holds_text(aim, |text| encoded(text) != text)
        },
    },
    Defect {
        name: "numbers-as-texts",
        what: "writes numbers and booleans of the body as texts",
        does: &[Does::Request(|scene, request| {
            if scene.ground.operation.request_members == RequestMembers::Body {
                change(scene, request, |_, members| {
                    let mut all = Value::Object(std::mem::take(members));
                    deep(&mut all, &|value| match value {
                        Value::Number(_) | Value::Bool(_) => Some(Value::from(value.to_string())),
                        other => Some(other.clone()),
                    });
                    *members = all.as_object().cloned().unwrap_or_default();
                });
            }
        })],
        made_for: |aim| {
            aim.operation.request_members == RequestMembers::Body
                && asks_what_is_sent(aim)
                && holds(&given(aim), &|value| value.is_number() || value.is_boolean())
        },
    },
    Defect {
        name: "booleans-turned-on-the-wire",
        what: "sends true for false",
        does: &[Does::Request(|scene, request| {
            change(scene, request, |_, members| {
                let mut all = Value::Object(std::mem::take(members));
                deep(&mut all, &|value| {
                    Some(value.as_bool().map_or_else(|| value.clone(), |value| json!(!value)))
                });
                *members = all.as_object().cloned().unwrap_or_default();
            });
        })],
        made_for: |aim| {
            let boolean = aim.case.input.values().any(Value::is_boolean);
            let asked = aim.kind() == "sort" || (aim.of_request() && aim.kind() == "member");
            boolean
                && asked
                && aim.returns()
                && (aim.kind() == "sort" || aim.value_type() == Some(contract::ValueType::Boolean))
        },
    },
    Defect {
        name: "texts-in-ascii",
        what: "writes a question mark for every character beyond ASCII",
        does: &[Does::Request(|scene, request| {
            change(scene, request, |_, members| {
                texts(members, &|text| {
                    text.chars().map(|one| if one.is_ascii() { one } else { '?' }).collect()
                });
            });
        })],
        made_for: |aim| holds_text(aim, |text| !text.is_ascii()),
    },
    Defect {
        name: "texts-in-lower-case",
        what: "sends every text in lower case",
        does: &[Does::Request(|scene, request| {
            change(scene, request, |_, members| texts(members, &str::to_lowercase));
        })],
        made_for: |aim| holds_text(aim, |text| text.to_lowercase() != text && !is_time(text)),
    },
    Defect {
        name: "times-without-fraction",
        what: "cuts the fraction off the times that it sends",
        does: &[Does::Request(|scene, request| {
            change(scene, request, |_, members| {
                texts(members, &|text| {
                    if is_time(text) { format!("{}Z", &text[..19]) } else { text.to_owned() }
                });
            });
        })],
        made_for: |aim| holds_text(aim, |text| is_time(text) && text.as_bytes()[19] == b'.'),
    },
    Defect {
        name: "times-without-zone",
        what: "takes the times that it was given for times of UTC",
        does: &[Does::Call(|_, call| {
            if let Some(members) = call.input.as_object_mut() {
                texts(members, &|text| {
                    if is_time(text) { format!("{}Z", &text[..19]) } else { text.to_owned() }
                });
            }
        })],
        made_for: |aim| {
            holds_text(aim, |text| {
                is_time(text) && text.len() > 20 && (text.contains('+') || text[19..].contains('-'))
            })
        },
    },
    Defect {
        name: "first-item-of-lists-only",
        what: "sends the first item of a list and loses the others",
        does: &[Does::Request(|scene, request| {
            change(scene, request, |_, members| {
                let mut all = Value::Object(std::mem::take(members));
                deep(&mut all, &|value| match value {
                    Value::Array(items) => Some(items.iter().take(1).cloned().collect()),
                    other => Some(other.clone()),
                });
                *members = all.as_object().cloned().unwrap_or_default();
            });
        })],
        made_for: |aim| {
            asks_what_is_sent(aim)
                && holds(&given(aim), &|value| value.as_array().is_some_and(|items| items.len() > 1))
        },
    },
    Defect {
        name: "a-parameter-of-its-own",
        what: "sends a member that the page does not know",
        does: &[Does::Request(|scene, request| {
            change(scene, request, |_, members| drop(members.insert("clientName".to_owned(), json!("x"))));
        })],
        made_for: |aim| aim.asks(Rule::NothingAdded),
    },
    Defect {
        name: "null-sent-as-text",
        what: "writes null for what the caller did not give, as a text",
        does: &[Does::Request(|scene, request| {
            change(scene, request, |ground, members| {
                for (at, _) in ground.operation.members(contract::Side::Request) {
                    if at.path.len() == 1 && !members.contains_key(at.name()) {
                        members.insert(at.name().to_owned(), json!("null"));
                    }
                }
            });
        })],
        made_for: |aim| aim.asks(Rule::PagingFirstCall) && !aim.case.input.contains_key(position(aim)),
    },
    Defect {
        name: "numbers-with-a-fraction",
        what: "writes whole numbers as if they were not",
        does: &[Does::Request(|scene, request| {
            change(scene, request, |ground, members| {
                for (name, value) in members.iter_mut() {
                    if let Some(number) = typed(&ground.operation, name, value).as_i64() {
                        *value = json!(number as f64);
                    }
                }
            });
        })],
        made_for: |aim| asks_what_is_sent(aim) && given(aim).values().any(Value::is_i64),
    },
];

/// The name of the member that says which page is asked for.
fn position<'a>(aim: &Aim<'a>) -> &'a str {
    aim.operation.paging().map_or("", |style| style.position().name())
}

fn is_time(text: &str) -> bool {
    text.len() >= 20 && text.is_ascii() && text.as_bytes()[10] == b'T' && text.as_bytes()[4] == b'-'
}
