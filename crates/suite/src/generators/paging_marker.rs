//! Paging by marker: the answer says whether there is more, and by which marker to go on.

use client_protocol::Expectation;
use contract::{PagingStyle, Rule};
use serde_json::json;
use wire::Exchange;

use crate::Case;
use crate::build::responses::{also_set, fails, for_ever, set, usual, without};
use crate::build::{GeneratorContext, paging, paging_probes, positions};
use crate::probe::Probe;

/// The cases of every style, and what can be said of markers.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let Some(PagingStyle::Marker { next, truncated, .. }) = context.operation.paging() else {
        return Vec::new();
    };
    let mut cases = paging::common(context);
    cases.extend(paging::empty_pages(context));
    cases.extend(paging::endings(context, &paging::nothing()));
    cases.extend(paging::repeated(context));
    cases.extend(positions::cases(context));
    let one_page = |case: &mut Case, exchange: Exchange, outcome: Expectation| {
        case.input = context.first_page();
        case.items = 3;
        case.exchanges = vec![exchange];
        case.outcome = outcome;
    };
    let own = [
        paging::for_rule(context, Rule::PagingEnd, "position-that-leads-nowhere-on-the-last-page", |case| {
            one_page(case, set(next.pointer(), json!("leads-nowhere")), Expectation::Returns);
        }),
        paging::for_rule(context, Rule::AbsentMember, "truncation-absent-on-the-last-page", |case| {
            one_page(case, without(truncated.pointer()), Expectation::Returns);
        }),
        // There is more, but no marker to ask for it: a client that reports the whole list has lost items.
        paging::for_rule(context, Rule::AbsentMember, "truncated-without-a-position", |case| {
            let mut exchange = also_set(usual(), truncated.pointer(), json!(true));
            exchange.edit.get_or_insert_default().remove.push(next.pointer());
            case.pages = 6;
            one_page(case, for_ever(exchange), fails());
        }),
    ];
    cases.extend(own.into_iter().flatten());
    cases
}

/// Walks of a server that gives markers.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    if !matches!(context.operation.paging(), Some(PagingStyle::Marker { .. })) {
        return Vec::new();
    }
    let works = paging_probes::position_works(context, Rule::PagingPassOn, "marker-works");
    paging_probes::common(context).into_iter().chain(works).collect()
}
