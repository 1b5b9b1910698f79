//! Servers whose pages hold the wrong items, too many of them, or lead nowhere.

use contract::{Fact, PagingStyle};
use serde_json::{Value, json};

use super::defect::{ServerDefect, ServerMutation};
use crate::context::{OperationView, put};
use crate::message::{Answer, Request, typed};

fn on_page(operation: &OperationView, answer: &mut Answer, change: impl FnOnce(&mut Value)) {
    if !operation.is_error(answer) {
        answer.change(change);
    }
}

fn is_later(operation: &OperationView, request: &Request) -> bool {
    request.members(&operation.contract).get(operation.position()).is_some_and(|value| {
        let first = matches!(operation.contract.paging(), Some(PagingStyle::PageNumber { first, .. }) if value == first);
        !first
    })
}

pub(super) const FAMILY: &[ServerDefect] = &[
    ServerDefect {
        name: "ignores-filters",
        what: "gives all items whatever the filters",
        mutation: ServerMutation::Request(|operation, request| {
            request.change_members(&operation.contract, |members| {
                let required = crate::families::inputs::minimal(operation);
                members.retain(|name, _| {
                    !operation.narrows(name) || operation.orders(name) || required.contains_key(name)
                });
            });
        }),
        made_for: &["creation-time-*/by-a-*", "name-contains/by-a-*", "status-equals/by-a-*"],
    },
    ServerDefect {
        name: "filters-too-much",
        what: "gives no item where there is a filter",
        mutation: ServerMutation::Answer(|operation, request, past, answer| {
            let members = request.members(&operation.contract);
            let required = crate::families::inputs::minimal(operation);
            let filters = |name: &String| {
                operation.narrows(name) && !operation.orders(name) && !required.contains_key(name)
            };
            if past > 0 && members.keys().any(filters) {
                on_page(operation, answer, |page| {
                    operation.change_items(page, Vec::clear);
                    operation.end(page, 0);
                });
            }
        }),
        made_for: &["*/by-a-value-that-an-item-has"],
    },
    ServerDefect {
        name: "ignores-the-order",
        what: "gives the items in one order whatever is asked for",
        mutation: ServerMutation::Request(|operation, request| {
            request.change_members(&operation.contract, |members| {
                members.retain(|name, _| !operation.orders(name));
            });
        }),
        made_for: &["sort-order/sort/descending", "page-reverse/sort/*"],
    },
    ServerDefect {
        name: "turns-the-order",
        what: "gives the items from the last to the first",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            on_page(operation, answer, |page| operation.change_items(page, |items| items.reverse()));
        }),
        made_for: &["sort-order/sort/ascending"],
    },
    ServerDefect {
        name: "gives-larger-pages",
        what: "gives more items on a page than were asked for",
        mutation: ServerMutation::Request(|operation, request| {
            request.change_members(&operation.contract, |members| {
                if let Some(size) = members.get_mut(operation.size())
                    && let Some(number) = typed(&operation.contract, operation.size(), size).as_i64()
                {
                    *size = json!(number + 3);
                }
            });
        }),
        made_for: &["paging/page-size/*"],
    },
    ServerDefect {
        name: "never-ends",
        what: "names a further page on every page",
        mutation: ServerMutation::Answer(|operation, _, past, answer| {
            on_page(operation, answer, |page| match operation.contract.paging() {
                Some(PagingStyle::Token { next, .. }) => put(page, next, json!(format!("again-{past}"))),
                Some(PagingStyle::Marker { next, truncated, .. }) => {
                    put(page, next, json!(format!("again-{past}")));
                    put(page, truncated, json!(true));
                }
                Some(PagingStyle::PageNumber { total, .. }) => put(page, total, json!(100_000)),
                None => {}
            });
        }),
        made_for: &["paging/end/walk-ends"],
    },
    ServerDefect {
        name: "loses-an-item-of-later-pages",
        what: "leaves the first item of every later page out",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            if is_later(operation, request) {
                on_page(operation, answer, |page| {
                    operation.change_items(page, |items| {
                        if !items.is_empty() {
                            items.remove(0);
                        }
                    });
                });
            }
        }),
        made_for: &["paging/every-item-once/*"],
    },
    ServerDefect {
        name: "gives-an-item-twice",
        what: "gives the first item of a later page twice",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            if is_later(operation, request) {
                on_page(operation, answer, |page| {
                    operation.change_items(page, |items| {
                        if let Some(first) = items.first().cloned() {
                            items.insert(0, first);
                        }
                    });
                });
            }
        }),
        made_for: &["paging/every-item-once/*"],
    },
    ServerDefect {
        name: "positions-that-do-not-work",
        what: "gives positions that it does not know again",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            if is_later(operation, request) {
                *answer = super::refuses::error(operation, &operation.provider.refusals.validation);
            }
        }),
        made_for: &["paging/pass-on/*-works"],
    },
    ServerDefect {
        name: "ignores-positions",
        what: "gives the first page whatever the position",
        mutation: ServerMutation::Request(|operation, request| {
            request.change_members(&operation.contract, |members| {
                drop(members.shift_remove(operation.position()));
            });
        }),
        made_for: &["paging/every-item-once/*"],
    },
    ServerDefect {
        name: "counts-one-item-more",
        what: "gives a total that is not the number of the items",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            if let Some(PagingStyle::PageNumber { total, .. }) = operation.contract.paging() {
                on_page(operation, answer, |page| {
                    let count = total.value(page).and_then(Value::as_i64).unwrap_or_default();
                    put(page, total, json!(count + 1));
                });
            }
        }),
        made_for: &["result/total-count/*"],
    },
    ServerDefect {
        name: "does-not-repeat-the-request",
        what: "gives another value where the answer is to repeat the request",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            on_page(operation, answer, |page| {
                for clause in &operation.contract.clauses {
                    if let Fact::Echo { at, .. } = &clause.fact {
                        let other = if at.value(page).is_some_and(Value::is_number) {
                            json!(987)
                        } else {
                            json!("x")
                        };
                        put(page, at, other);
                    }
                }
            });
        }),
        made_for: &["page-info/*/*", "result/page-number/on-the-second-page", "result/page-size/*"],
    },
    ServerDefect {
        name: "another-default",
        what: "takes another value than the default for a member that is not given",
        mutation: ServerMutation::Request(|operation, request| {
            request.change_members(&operation.contract, |members| {
                for clause in &operation.contract.clauses {
                    if let Fact::Default { at, value: Value::Bool(value) } = &clause.fact {
                        members.entry(at.name().to_owned()).or_insert(json!(!value));
                    }
                }
            });
        }),
        made_for: &["page-reverse/default-given"],
    },
];
