//! Paging by marker: the answer says whether there is more, and by which marker to go on.

use contract::{Case, CaseOutcome, Exchange, PagingStyle, Rule};
use serde_json::json;

use super::script::{also_set, fails, for_ever, set, usual, without};
use super::{Ground, paging, paging_probes, positions};
use crate::probe::Probe;

/// The cases of every style, and what can be said of markers.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let Some(PagingStyle::Marker { next, truncated, .. }) = ground.operation.paging() else {
        return Vec::new();
    };
    let mut cases = paging::common(ground);
    cases.extend(paging::empty_pages(ground));
    cases.extend(paging::endings(ground, &paging::nothing()));
    cases.extend(paging::repeated(ground));
    cases.extend(positions::cases(ground));
    let one_page = |case: &mut Case, exchange: Exchange, outcome: CaseOutcome| {
        case.input = ground.first_page();
        case.jobs = 3;
        case.exchanges = vec![exchange];
        case.outcome = outcome;
    };
    let own = [
        paging::about(ground, Rule::PagingEnd, "position-that-leads-nowhere-on-the-last-page", |case| {
            one_page(case, set(next.pointer(), json!("leads-nowhere")), CaseOutcome::Returns);
        }),
        paging::about(ground, Rule::AbsentMember, "truncation-absent-on-the-last-page", |case| {
            one_page(case, without(truncated.pointer()), CaseOutcome::Returns);
        }),
        // There is more, and nobody can ask for it: whoever gives that for the whole list has lost jobs.
        paging::about(ground, Rule::AbsentMember, "truncated-without-a-position", |case| {
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
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    if !matches!(ground.operation.paging(), Some(PagingStyle::Marker { .. })) {
        return Vec::new();
    }
    let works = paging_probes::position_works(ground, Rule::PagingPassOn, "marker-works");
    paging_probes::common(ground).into_iter().chain(works).collect()
}
