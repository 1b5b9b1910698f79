//! Paging by page number: the next page has the next number, and the total says where the end is.

use client_protocol::Drive;
use contract::{PagingStyle, Rule};
use serde_json::{Value, json};

use crate::Case;
use crate::build::responses::{for_ever, items, returns_or_fails, set, usual, without};
use crate::build::{GeneratorContext, paging, paging_probes};
use crate::probe::Probe;

/// The cases of every style, and what can be said of numbers and totals.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let Some(PagingStyle::PageNumber { number, total, first, .. }) = context.operation.paging() else {
        return Vec::new();
    };
    let mut cases = paging::common(context);
    let from_the_second = |case: &mut Case| number.put(&mut case.input, json!(first + 1));
    let own = [
        paging::for_rule(context, Rule::PagingPassOn, "number-goes-up-by-one", |_| {}),
        paging::for_rule(
            context,
            Rule::PagingPassOn,
            "number-goes-up-from-a-page-of-the-caller",
            from_the_second,
        ),
    ];
    cases.extend(own.into_iter().flatten());
    if let Some(clause) = context.position_sent() {
        cases
            .push(paging::with(context.walk_case(clause, "walk-from-a-page-of-the-caller"), from_the_second));
        cases.push(paging::with(context.walk_case(clause, "page-of-the-caller"), |case| {
            case.drive = Drive::Page;
            from_the_second(case);
        }));
    }
    cases.extend(empty_pages(context));
    let several = context.several();
    let totals = [
        ("total-that-grows", vec![set(total.pointer(), json!(several - 2))]),
        ("total-that-shrinks", vec![set(total.pointer(), json!(several + 2))]),
        ("total-absent", vec![for_ever(without(total.pointer()))]),
        ("total-absent-on-the-second-page", vec![usual(), without(total.pointer())]),
        ("total-null", vec![paging::always(total, Value::Null)]),
        ("total-of-zero-with-items", vec![paging::always(total, json!(0))]),
        ("total-below-zero", vec![paging::always(total, json!(-1))]),
        ("total-above-the-items", vec![paging::always(total, json!(several + 2))]),
    ];
    // No reference says what such a total means, only that a client returns the items it got, or an error.
    for (name, exchanges) in totals {
        let Some(clause) = context.whole_list() else { continue };
        cases.push(paging::with(context.walk_case(clause, name), |case| {
            case.exchanges = exchanges;
            case.pages = 10;
            case.outcome = returns_or_fails();
        }));
    }
    cases
}

/// An empty page below the total says nothing of the next one, so that a walk may stop there or fail, but not go on
/// for ever.
fn empty_pages(context: GeneratorContext<'_>) -> Vec<Case> {
    let table = [
        ("empty-first-page", vec![items(0)]),
        ("empty-page-in-the-middle", vec![usual(), items(0)]),
        ("empty-pages-for-ever", vec![usual(), for_ever(items(0))]),
    ];
    let case = |(name, exchanges)| {
        paging::for_rule(context, Rule::PagingRepeated, name, |case| {
            case.exchanges = exchanges;
            case.pages = 10;
            case.outcome = returns_or_fails();
        })
    };
    table.into_iter().filter_map(case).collect()
}

/// Walks of a server that numbers its pages.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    if !matches!(context.operation.paging(), Some(PagingStyle::PageNumber { .. })) {
        return Vec::new();
    }
    let works = paging_probes::position_works(context, Rule::PagingPassOn, "next-number-works");
    paging_probes::common(context).into_iter().chain(works).chain(paging_probes::total(context)).collect()
}
