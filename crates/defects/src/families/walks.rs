//! Walks that end too early or never, and items that are lost, doubled or mixed up.

use client_protocol::{OutcomeResult, Stopped};
use contract::pagination::{NextPage, item_count};
use contract::{PagingStyle, Rule};
use serde_json::Value;

use super::alteration::change_items;
use crate::case_view::CaseView;
use crate::context::CallContext;
use crate::defect::{Defect, ExtraRequest, Mutation};
use crate::message::{Answer, Request};

/// Makes a page the last one of its walk.
fn end(context: &CallContext, request: &Request, answer: &mut Answer, such: impl Fn(&[Value]) -> bool) {
    let operation = &context.operation;
    if !context.walks() || answer.is_error() {
        return;
    }
    answer.change(|page| {
        if operation.items(page).is_some_and(|items| such(items)) {
            let items = context.items_before(request) + item_count(&operation.contract, page);
            operation.end(page, items);
        }
    });
}

/// Whether an answer says that it is the last page.
fn is_last(context: &CallContext, request: &Request, answer: &Answer) -> bool {
    matches!(context.next_page(request, answer), NextPage::End | NextPage::PastTotal)
}

fn ends_a_walk(view: &CaseView<'_>) -> bool {
    view.asks(Rule::PagingEnd) && view.walks()
}

/// Whether more than one page is there to walk.
fn more_than_one_page(view: &CaseView<'_>) -> bool {
    let size = view.case.server_page_size.or_else(|| {
        let name = view.operation.paging()?.size().name();
        usize::try_from(view.case.input.get(name)?.as_u64()?).ok()
    });
    let size = size.unwrap_or(view.operation.simulation.default_page_size);
    view.case.items > size
        || view.case.exchanges.iter().any(|exchange| exchange.next.is_some() || exchange.items.is_some())
}

fn every_item(view: &CaseView<'_>) -> bool {
    view.asks(Rule::PagingEveryItemOnce)
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "stops-after-the-first-page",
        what: "takes the first page of a walk for the last",
        mutations: &[Mutation::Answer(|context, request, answer| {
            if context.past.iter().filter(|(_, answer)| answer.is_some()).count() == 1 {
                end(context, request, answer, |_| true);
            }
        })],
        made_for: |view| {
            let too_long =
                view.walks() && !view.may_return() && view.of_response() && view.kind() == "length";
            too_long || (ends_a_walk(view) && more_than_one_page(view) && view.usual() && view.case.pages > 2)
        },
    },
    Defect {
        name: "stops-on-an-empty-page",
        what: "takes a page without an item for the last",
        mutations: &[Mutation::Answer(|context, request, answer| {
            end(context, request, answer, <[Value]>::is_empty);
        })],
        made_for: |view| {
            let empty = view.case.exchanges.iter().any(|exchange| exchange.items == Some(0));
            ends_a_walk(view) && empty && !counts_pages(view)
        },
    },
    Defect {
        name: "stops-on-a-short-page",
        what: "takes a page with fewer items than asked for for the last",
        mutations: &[Mutation::Answer(|context, request, answer| {
            let members = request.members(&context.operation.contract);
            let size = members
                .get(context.operation.size())
                .and_then(|size| crate::message::text(size).parse::<usize>().ok())
                .unwrap_or(context.operation.contract.simulation.default_page_size);
            end(context, request, answer, |items| items.len() < size);
        })],
        made_for: |view| ends_a_walk(view) && view.named(&["smaller", "less-than", "short", "fewer"]),
    },
    Defect {
        name: "asks-after-the-end",
        what: "asks once more after the last page",
        mutations: &[Mutation::More(|context, request, answer| {
            if context.walks() && is_last(context, request, answer) {
                vec![ExtraRequest::same(request)]
            } else {
                Vec::new()
            }
        })],
        made_for: |view| ends_a_walk(view) && view.returns(),
    },
    Defect {
        name: "goes-in-circles",
        what: "goes on asking for a position that names itself",
        mutations: &[Mutation::More(|context, request, answer| {
            if context.walks() && matches!(context.next_page(request, answer), NextPage::Repeated(_)) {
                vec![ExtraRequest::same(request); 5]
            } else {
                Vec::new()
            }
        })],
        made_for: |view| view.asks(Rule::PagingRepeated) && !counts_pages(view),
    },
    Defect {
        name: "goes-on-behind-empty-pages",
        what: "goes on asking for one more page behind empty ones",
        mutations: &[Mutation::More(|context, request, answer| {
            let empty =
                answer.value().is_some_and(|page| context.operation.items(&page).is_some_and(Vec::is_empty));
            if !context.walks() || !empty || is_last(context, request, answer) {
                return Vec::new();
            }
            let name = context.operation.position();
            let asked =
                request.members(&context.operation.contract).get(name).and_then(Value::as_i64).unwrap_or(1);
            (1..10)
                .map(|step| {
                    let mut extra = ExtraRequest::same(request);
                    extra.request.change_members(&context.operation.contract, |members| {
                        members.insert(name.to_owned(), Value::from(asked + step));
                    });
                    extra
                })
                .collect()
        })],
        made_for: |view| view.asks(Rule::PagingRepeated) && counts_pages(view),
    },
    Defect {
        name: "counts-pages-that-were-not",
        what: "reports more pages than the call allows",
        mutations: &[Mutation::Outcome(|_, result| {
            if let OutcomeResult::Returned { pages: Some(pages), .. } = result {
                *pages += 60;
            }
        })],
        made_for: |view| view.asks(Rule::OutcomeIsTrue) && view.walks(),
    },
    Defect {
        name: "loses-the-last-item",
        what: "loses the last item of what it hands over",
        mutations: &[Mutation::Outcome(|context, result| {
            change_items(context, result, |items| drop(items.pop()));
        })],
        made_for: |view| {
            let of_walk = view.asks(Rule::AnswerReturned) && view.walks() && counts_pages(view);
            (every_item(view) || of_walk)
                && view.may_return()
                && view.case.items > 0
                && !view.named(&["alike", "above-the-items"])
        },
    },
    Defect {
        name: "loses-the-first-page",
        what: "hands over the last page only",
        mutations: &[Mutation::Outcome(|context, result| {
            let pages = context.past.len().max(1);
            if context.walks() {
                change_items(context, result, |items| {
                    let lost = items.len() - items.len() / pages.max(2);
                    drop(items.drain(..lost));
                });
            }
        })],
        made_for: |view| {
            every_item(view) && view.returns() && view.usual() && more_than_one_page(view) && view.walks()
        },
    },
    Defect {
        name: "gives-an-item-twice",
        what: "hands over the first item twice",
        mutations: &[Mutation::Outcome(|context, result| {
            change_items(context, result, |items| {
                if let Some(first) = items.first().cloned() {
                    items.insert(0, first);
                }
            });
        })],
        made_for: |view| every_item(view) && view.returns() && view.usual() && view.case.items > 0,
    },
    Defect {
        name: "gives-items-in-another-order",
        what: "hands over the items from the last to the first",
        mutations: &[Mutation::Outcome(|context, result| {
            change_items(context, result, |items| items.reverse());
        })],
        made_for: |view| {
            every_item(view)
                && view.returns()
                && view.usual()
                && more_than_one_page(view)
                && !view.named(&["alike"])
        },
    },
    Defect {
        name: "takes-items-that-look-alike-for-one",
        what: "hands over one of the items that look alike",
        mutations: &[Mutation::Outcome(|context, result| {
            change_items(context, result, |items| {
                let mut seen: Vec<Value> = Vec::new();
                for item in items.drain(..) {
                    if !seen.contains(&item) {
                        seen.push(item);
                    }
                }
                *items = seen;
            });
        })],
        made_for: |view| every_item(view) && view.named(&["alike", "twin", "same"]),
    },
    Defect {
        name: "part-of-a-walk-for-the-whole",
        what: "hands over what a walk had before it failed, as if that were all",
        mutations: &[Mutation::Outcome(|_, result| {
            if let OutcomeResult::Failed { output: Some(output), .. } = result {
                *result = OutcomeResult::Returned {
                    output: output.take(),
                    part: None,
                    pages: None,
                    stopped: Stopped::End,
                };
            }
        })],
        made_for: |view| {
            let of_page = every_item(view) || view.asks_any(&[Rule::PagingEnd, Rule::AbsentMember]);
            view.walks() && !view.may_return() && of_page
        },
    },
    Defect {
        name: "most-of-a-walk-for-the-whole",
        what: "hands over all but the last item of a walk that failed, as if that were all",
        mutations: &[Mutation::Outcome(|context, result| {
            if let OutcomeResult::Failed { output: Some(output), .. } = result {
                let output = output.take();
                *result = OutcomeResult::Returned { output, part: None, pages: None, stopped: Stopped::End };
                change_items(context, result, |items| drop(items.pop()));
            }
        })],
        made_for: |view| view.asks(Rule::AnswerReturned) && view.walks() && view.named(&["above-the-items"]),
    },
    Defect {
        name: "part-of-a-walk-after-one-attempt",
        what: "takes an error on a later page for the end of the walk",
        mutations: &[Mutation::Answer(take_for_the_end)],
        made_for: |view| {
            view.walks() && view.asks(Rule::StatusIsError) && view.errs() && view.named(&["second-page"])
        },
    },
];

fn counts_pages(view: &CaseView<'_>) -> bool {
    matches!(view.operation.paging(), Some(PagingStyle::PageNumber { .. }))
}

/// An error on a later page becomes an empty page that is the last.
fn take_for_the_end(context: &CallContext, request: &Request, answer: &mut Answer) {
    if context.is_later(request) && context.operation.is_error(answer) {
        *answer = super::alteration::empty_answer(&context.operation);
        answer.change(|page| context.operation.end(page, context.items_before(request)));
    }
}
