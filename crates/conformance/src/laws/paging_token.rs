//! Paging by token: an opaque text leads on, and a walk ends where there is none.

use contract::{Case, PagingStyle, Rule};

use super::{Ground, paging, paging_probes, positions};
use crate::probe::Probe;

/// The cases of every style, and what can be said of tokens.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    if !is_token(ground) {
        return Vec::new();
    }
    let mut cases = paging::common(ground);
    cases.extend(paging::empty_pages(ground));
    cases.extend(paging::endings(ground, &paging::nothing()));
    cases.extend(paging::repeated(ground));
    cases.extend(positions::cases(ground));
    cases
}

/// Walks of a server that gives tokens.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    if !is_token(ground) {
        return Vec::new();
    }
    let works = paging_probes::position_works(ground, Rule::PagingPassOn, "token-works");
    paging_probes::common(ground).into_iter().chain(works).collect()
}

fn is_token(ground: Ground<'_>) -> bool {
    matches!(ground.operation.paging(), Some(PagingStyle::Token { .. }))
}
