//! Members of the request that are lost, renamed, doubled or changed on their way to the wire.

use contract::values::is_time;
use contract::{Fact, RequestMembers, Rule, TimeFormat};
use serde_json::{Map, Value, json};

use super::alteration::{deep, texts};
use crate::case_view::CaseView;
use crate::context::{CallContext, OperationView};
use crate::defect::{Defect, Mutation};
use crate::message::{Request, encoded, typed};

/// Whether the case asks what is sent of the input.
fn asks_what_is_sent(view: &CaseView<'_>) -> bool {
    let member = matches!(view.kind(), "member" | "filter" | "timestamp") && view.of_request();
    (view.asks(Rule::InputsSent) || ((member || view.kind() == "sort") && view.may_return()))
        && !given(view).is_empty()
}

/// The members of the input that the case asks about: the clause's own, or all.
fn given(view: &CaseView<'_>) -> Map<String, Value> {
    let names: Vec<&str> = match &view.clause.fact {
        Fact::Sort { by, order, .. } => by.iter().chain([order]).map(contract::Location::name).collect(),
        fact => fact.at().and_then(|at| at.path.first()).map(String::as_str).into_iter().collect(),
    };
    let is_default = |name: &str, value: &Value| {
        view.operation.clauses.iter().any(|clause| {
            matches!(&clause.fact, Fact::Default { at, value: default } if at.name() == name && default == value)
        })
    };
    let asked = |name: &str| view.asks(Rule::InputsSent) || names.contains(&name);
    let input = view.case.input.iter().filter(|(name, value)| asked(name) && !is_default(name, value));
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

fn holds_text(view: &CaseView<'_>, such: impl Fn(&str) -> bool) -> bool {
    asks_what_is_sent(view) && holds(&given(view), &|value| value.as_str().is_some_and(&such))
}

/// Changes the members that the caller gave; the position of a page stays as it is.
fn change(
    context: &CallContext,
    request: &mut Request,
    change: impl Fn(&OperationView, &mut Map<String, Value>),
) {
    let operation = &context.operation;
    request.change_members(&operation.contract, |members| change(operation, members));
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "inputs-left-out",
        what: "sends none of the members that the caller gave",
        mutations: &[Mutation::Request(|context, request| {
            change(context, request, |_, members| members.clear());
        })],
        made_for: asks_what_is_sent,
    },
    Defect {
        name: "inputs-renamed",
        what: "sends the members under names of its own",
        mutations: &[Mutation::Request(|context, request| {
            change(context, request, |_, members| {
                let old = std::mem::take(members);
                members.extend(old.into_iter().map(|(name, value)| (format!("{name}s"), value)));
            });
        })],
        made_for: |view| asks_what_is_sent(view) && view.kind() == "member" && view.named(&["alone"]),
    },
    Defect {
        name: "inputs-twice",
        what: "sends the members of the query twice",
        mutations: &[Mutation::Request(|context, request| {
            if context.operation.contract.request_members == RequestMembers::Query {
                let pairs = request.query();
                let twice: Vec<_> = pairs.iter().chain(&pairs).cloned().collect();
                request.set_query(&twice);
            }
        })],
        made_for: |view| view.operation.request_members == RequestMembers::Query && asks_what_is_sent(view),
    },
    Defect {
        name: "inputs-encoded-twice",
        what: "percent-encodes the members of the query twice",
        mutations: &[Mutation::Request(|context, request| {
            if context.operation.contract.request_members == RequestMembers::Query {
                change(context, request, |_, members| texts(members, &encoded));
            }
        })],
        made_for: |view| {
            view.operation.request_members == RequestMembers::Query
                && holds_text(view, |text| encoded(text) != text)
        },
    },
    Defect {
        name: "numbers-as-texts",
        what: "writes numbers and booleans of the body as texts",
        mutations: &[Mutation::Request(|context, request| {
            if context.operation.contract.request_members == RequestMembers::Body {
                change(context, request, |_, members| {
                    let mut all = Value::Object(std::mem::take(members));
                    deep(&mut all, &|value| match value {
                        Value::Number(_) | Value::Bool(_) => Some(Value::from(value.to_string())),
                        other => Some(other.clone()),
                    });
                    *members = all.as_object().cloned().unwrap_or_default();
                });
            }
        })],
        made_for: |view| {
            view.operation.request_members == RequestMembers::Body
                && asks_what_is_sent(view)
                && holds(&given(view), &|value| value.is_number() || value.is_boolean())
        },
    },
    Defect {
        name: "booleans-turned-on-the-wire",
        what: "sends true for false",
        mutations: &[Mutation::Request(|context, request| {
            change(context, request, |_, members| {
                let mut all = Value::Object(std::mem::take(members));
                deep(&mut all, &|value| {
                    Some(value.as_bool().map_or_else(|| value.clone(), |value| json!(!value)))
                });
                *members = all.as_object().cloned().unwrap_or_default();
            });
        })],
        made_for: |view| {
            let boolean = view.case.input.values().any(Value::is_boolean);
            let asked = view.kind() == "sort" || (view.of_request() && view.kind() == "member");
            boolean
                && asked
                && view.returns()
                && (view.kind() == "sort" || view.value_type() == Some(contract::ValueType::Boolean))
        },
    },
    Defect {
        name: "texts-in-ascii",
        what: "writes a question mark for every character beyond ASCII",
        mutations: &[Mutation::Request(|context, request| {
            change(context, request, |_, members| {
                texts(members, &|text| {
                    text.chars().map(|one| if one.is_ascii() { one } else { '?' }).collect()
                });
            });
        })],
        made_for: |view| holds_text(view, |text| !text.is_ascii()),
    },
    Defect {
        name: "texts-in-lower-case",
        what: "sends every text in lower case",
        mutations: &[Mutation::Request(|context, request| {
            change(context, request, |_, members| texts(members, &str::to_lowercase));
        })],
        made_for: |view| {
            holds_text(view, |text| text.to_lowercase() != text && !is_time(TimeFormat::Rfc3339, text))
        },
    },
    Defect {
        name: "times-without-fraction",
        what: "cuts the fraction off the times that it sends",
        mutations: &[Mutation::Request(|context, request| {
            change(context, request, |_, members| {
                texts(members, &|text| {
                    if is_time(TimeFormat::Rfc3339, text) {
                        format!("{}Z", &text[..19])
                    } else {
                        text.to_owned()
                    }
                });
            });
        })],
        made_for: |view| {
            holds_text(view, |text| is_time(TimeFormat::Rfc3339, text) && text.as_bytes()[19] == b'.')
        },
    },
    Defect {
        name: "times-without-zone",
        what: "takes the times that it was given for times of UTC",
        mutations: &[Mutation::Call(|_, call| {
            if let Some(members) = call.input.as_object_mut() {
                texts(members, &|text| {
                    if is_time(TimeFormat::Rfc3339, text) {
                        format!("{}Z", &text[..19])
                    } else {
                        text.to_owned()
                    }
                });
            }
        })],
        made_for: |view| {
            holds_text(view, |text| {
                is_time(TimeFormat::Rfc3339, text)
                    && text.len() > 20
                    && (text.contains('+') || text[19..].contains('-'))
            })
        },
    },
    Defect {
        name: "first-item-of-lists-only",
        what: "sends the first item of a list and loses the others",
        mutations: &[Mutation::Request(|context, request| {
            change(context, request, |_, members| {
                let mut all = Value::Object(std::mem::take(members));
                deep(&mut all, &|value| match value {
                    Value::Array(items) => Some(items.iter().take(1).cloned().collect()),
                    other => Some(other.clone()),
                });
                *members = all.as_object().cloned().unwrap_or_default();
            });
        })],
        made_for: |view| {
            asks_what_is_sent(view)
                && holds(&given(view), &|value| value.as_array().is_some_and(|items| items.len() > 1))
        },
    },
    Defect {
        name: "a-parameter-of-its-own",
        what: "sends a member that the reference does not know",
        mutations: &[Mutation::Request(|context, request| {
            change(context, request, |_, members| drop(members.insert("clientName".to_owned(), json!("x"))));
        })],
        made_for: |view| view.asks(Rule::NothingAdded),
    },
    Defect {
        name: "null-sent-as-text",
        what: "writes null for what the caller did not give, as a text",
        mutations: &[Mutation::Request(|context, request| {
            change(context, request, |operation, members| {
                for (at, _) in operation.contract.members(contract::Side::Request) {
                    if at.path.len() == 1 && !members.contains_key(at.name()) {
                        members.insert(at.name().to_owned(), json!("null"));
                    }
                }
            });
        })],
        made_for: |view| view.asks(Rule::PagingFirstCall) && !view.case.input.contains_key(position(view)),
    },
    Defect {
        name: "numbers-with-a-fraction",
        what: "writes whole numbers as if they were not",
        mutations: &[Mutation::Request(|context, request| {
            change(context, request, |operation, members| {
                for (name, value) in members.iter_mut() {
                    if let Some(number) = typed(&operation.contract, name, value).as_i64() {
                        *value = json!(number as f64);
                    }
                }
            });
        })],
        made_for: |view| asks_what_is_sent(view) && given(view).values().any(Value::is_i64),
    },
];

/// The name of the member that says which page is asked for.
fn position<'a>(view: &CaseView<'a>) -> &'a str {
    view.operation.paging().map_or("", |style| style.position().name())
}
