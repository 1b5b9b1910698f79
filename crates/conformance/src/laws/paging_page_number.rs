//! Paging by page number: the next page has the next number, and the total says where the end is.

use contract::{Case, CaseDrive, PagingStyle, Rule};
use serde_json::{Value, json};

use super::script::{for_ever, items, returns_or_fails, set, usual, without};
use super::{Ground, paging, paging_probes, put};
use crate::probe::Probe;

/// The cases of every style, and what can be said of numbers and totals.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let Some(PagingStyle::PageNumber { number, total, first, .. }) = ground.operation.paging() else {
        return Vec::new();
    };
    let mut cases = paging::common(ground);
    let from_the_second = |case: &mut Case| put(&mut case.input, &number.path, json!(first + 1));
    let own = [
        paging::about(ground, Rule::PagingPassOn, "number-goes-up-by-one", |_| {}),
        paging::about(
            ground,
            Rule::PagingPassOn,
            "number-goes-up-from-a-page-of-the-caller",
            from_the_second,
        ),
    ];
    cases.extend(own.into_iter().flatten());
    if let Some(clause) = ground.position_sent() {
        cases.push(paging::with(ground.walk_case(clause, "walk-from-a-page-of-the-caller"), from_the_second));
        cases.push(paging::with(ground.walk_case(clause, "page-of-the-caller"), |case| {
            case.drive = CaseDrive::Page;
            from_the_second(case);
        }));
    }
    cases.extend(empty_pages(ground));
    let several = ground.several();
    let totals = [
        ("total-that-grows", vec![set(total.pointer(), json!(several - 2))]),
        ("total-that-shrinks", vec![set(total.pointer(), json!(several + 2))]),
        ("total-absent", vec![for_ever(without(total.pointer()))]),
        ("total-absent-on-the-second-page", vec![usual(), without(total.pointer())]),
        ("total-null", vec![paging::always(total, Value::Null)]),
        ("total-of-zero-with-jobs", vec![paging::always(total, json!(0))]),
        ("total-below-zero", vec![paging::always(total, json!(-1))]),
        ("total-above-the-jobs", vec![paging::always(total, json!(several + 2))]),
    ];
    // No page says what such a total means, only that a client hands over the jobs it got, or tells an error.
    for (name, exchanges) in totals {
        let Some(clause) = ground.whole_list() else { continue };
        cases.push(paging::with(ground.walk_case(clause, name), |case| {
            case.exchanges = exchanges;
            case.pages = 10;
            case.outcome = returns_or_fails();
        }));
    }
    cases
}

/// An empty page below the total says nothing of the next one, so that a walk may stop there or fail, but not go on
/// for ever.
fn empty_pages(ground: Ground<'_>) -> Vec<Case> {
    let table = [
        ("empty-first-page", vec![items(0)]),
        ("empty-page-in-the-middle", vec![usual(), items(0)]),
        ("empty-pages-for-ever", vec![usual(), for_ever(items(0))]),
    ];
    let case = |(name, exchanges)| {
        paging::about(ground, Rule::PagingRepeated, name, |case| {
            case.exchanges = exchanges;
            case.pages = 10;
            case.outcome = returns_or_fails();
        })
    };
    table.into_iter().filter_map(case).collect()
}

/// Walks of a server that numbers its pages.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    if !matches!(ground.operation.paging(), Some(PagingStyle::PageNumber { .. })) {
        return Vec::new();
    }
    let works = paging_probes::position_works(ground, Rule::PagingPassOn, "next-number-works");
    paging_probes::common(ground).into_iter().chain(works).chain(paging_probes::total(ground)).collect()
}
