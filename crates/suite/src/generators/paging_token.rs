//! Paging by token: an opaque text leads on, and a walk ends where there is none.

use contract::{PagingStyle, Rule};

use crate::Case;
use crate::build::{GeneratorContext, paging, paging_probes, positions};
use crate::probe::Probe;

/// The cases of every style, and what can be said of tokens.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    if !is_token(context) {
        return Vec::new();
    }
    let mut cases = paging::common(context);
    cases.extend(paging::empty_pages(context));
    cases.extend(paging::endings(context, &paging::nothing()));
    cases.extend(paging::repeated(context));
    cases.extend(positions::cases(context));
    cases
}

/// Walks of a server that gives tokens.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    if !is_token(context) {
        return Vec::new();
    }
    let works = paging_probes::position_works(context, Rule::PagingPassOn, "token-works");
    paging_probes::common(context).into_iter().chain(works).collect()
}

fn is_token(context: GeneratorContext<'_>) -> bool {
    matches!(context.operation.paging(), Some(PagingStyle::Token { .. }))
}
