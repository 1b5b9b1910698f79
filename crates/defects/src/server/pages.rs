//! Servers whose pages hold the wrong jobs, too many of them, or lead nowhere.

use contract::{Fact, PagingStyle};
use serde_json::{Value, json};

use super::{ServerDefect, Twist};
use crate::message::{Answer, Request, typed};
use crate::scene::{Ground, put};

fn on_page(ground: &Ground, answer: &mut Answer, change: impl FnOnce(&mut Value)) {
    if !ground.is_error(answer) {
        answer.change(change);
    }
}

fn is_later(ground: &Ground, request: &Request) -> bool {
    request.members(&ground.operation).get(ground.position()).is_some_and(|value| {
        let first = matches!(ground.operation.paging(), Some(PagingStyle::PageNumber { first, .. }) if value == first);
        !first
    })
}

pub(super) const FAMILY: &[ServerDefect] = &[
    ServerDefect {
        name: "ignores-filters",
        what: "gives all jobs whatever the filters",
        does: Twist::Request(|ground, request| {
            request.change_members(&ground.operation, |members| {
                let required = crate::families::inputs::minimal(ground);
                members.retain(|name, _| {
                    !ground.narrows(name) || ground.orders(name) || required.contains_key(name)
                });
            });
        }),
        made_for: &["creation-time-*/by-a-*", "name-contains/by-a-*", "status-equals/by-a-*"],
    },
    ServerDefect {
        name: "filters-too-much",
        what: "gives no job where there is a filter",
        does: Twist::Answer(|ground, request, past, answer| {
            let members = request.members(&ground.operation);
            let required = crate::families::inputs::minimal(ground);
            let filters =
                |name: &String| ground.narrows(name) && !ground.orders(name) && !required.contains_key(name);
            if past > 0 && members.keys().any(filters) {
                on_page(ground, answer, |page| {
                    ground.change_jobs(page, Vec::clear);
                    ground.end(page, 0);
                });
            }
        }),
        made_for: &["*/by-a-value-that-a-job-has"],
    },
    ServerDefect {
        name: "ignores-the-order",
        what: "gives the jobs in one order whatever is asked for",
        does: Twist::Request(|ground, request| {
            request
                .change_members(&ground.operation, |members| members.retain(|name, _| !ground.orders(name)));
        }),
        made_for: &["sort-order/sort/descending", "page-reverse/sort/*"],
    },
    ServerDefect {
        name: "turns-the-order",
        what: "gives the jobs from the last to the first",
        does: Twist::Answer(|ground, _, _, answer| {
            on_page(ground, answer, |page| ground.change_jobs(page, |jobs| jobs.reverse()));
        }),
        made_for: &["sort-order/sort/ascending"],
    },
    ServerDefect {
        name: "gives-larger-pages",
        what: "gives more jobs on a page than were asked for",
        does: Twist::Request(|ground, request| {
            request.change_members(&ground.operation, |members| {
                if let Some(size) = members.get_mut(ground.size())
                    && let Some(number) = typed(&ground.operation, ground.size(), size).as_i64()
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
        does: Twist::Answer(|ground, _, past, answer| {
            on_page(ground, answer, |page| match ground.operation.paging() {
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
        name: "loses-a-job-of-later-pages",
        what: "leaves the first job of every later page out",
        does: Twist::Answer(|ground, request, _, answer| {
            if is_later(ground, request) {
                on_page(ground, answer, |page| {
                    ground.change_jobs(page, |jobs| {
                        if !jobs.is_empty() {
                            jobs.remove(0);
                        }
                    });
                });
            }
        }),
        made_for: &["paging/every-job-once/*"],
    },
    ServerDefect {
        name: "gives-a-job-twice",
        what: "gives the first job of a later page twice",
        does: Twist::Answer(|ground, request, _, answer| {
            if is_later(ground, request) {
                on_page(ground, answer, |page| {
                    ground.change_jobs(page, |jobs| {
                        if let Some(first) = jobs.first().cloned() {
                            jobs.insert(0, first);
                        }
                    });
                });
            }
        }),
        made_for: &["paging/every-job-once/*"],
    },
    ServerDefect {
        name: "positions-that-do-not-work",
        what: "gives positions that it does not know again",
        does: Twist::Answer(|ground, request, _, answer| {
            if is_later(ground, request) {
                *answer = super::refuses::error(ground, &ground.provider.refusals.validation);
            }
        }),
        made_for: &["paging/pass-on/*-works"],
    },
    ServerDefect {
        name: "ignores-positions",
        what: "gives the first page whatever the position",
        does: Twist::Request(|ground, request| {
            request
                .change_members(&ground.operation, |members| drop(members.shift_remove(ground.position())));
        }),
        made_for: &["paging/every-job-once/*"],
    },
    ServerDefect {
        name: "counts-one-job-more",
        what: "tells a total that is not the number of the jobs",
        does: Twist::Answer(|ground, _, _, answer| {
            if let Some(PagingStyle::PageNumber { total, .. }) = ground.operation.paging() {
                on_page(ground, answer, |page| {
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
        does: Twist::Answer(|ground, _, _, answer| {
            on_page(ground, answer, |page| {
                for clause in &ground.operation.clauses {
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
        does: Twist::Request(|ground, request| {
            request.change_members(&ground.operation, |members| {
                for clause in &ground.operation.clauses {
                    if let Fact::Default { at, value: Value::Bool(value) } = &clause.fact {
                        members.entry(at.name().to_owned()).or_insert(json!(!value));
                    }
                }
            });
        }),
        made_for: &["page-reverse/default-given"],
    },
];
