//! Request line: method, path, constants of the query, headers and the absence of a body, on every request.

use client_protocol::Drive;
use contract::{Clause, Fact, Impact};

use crate::Case;
use crate::build::GeneratorContext;
use crate::probe::{Probe, ProbeOutcome, ProbeRequest, ProbeResponse};

/// Each clause on a first page, on later pages of a walk, and with every member at once.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for clause in context.operation.clauses.iter().filter(|clause| is_of_the_head(clause)) {
        if context.is_suspended(clause) {
            continue;
        }
        cases.push(context.case(clause, "on-the-first-page", Drive::Page));
        let mut walk = context.case(clause, "on-later-pages", Drive::Walk);
        context.in_small_pages(&mut walk.input);
        walk.items = MANY;
        cases.push(walk);
        let (input, exchanges) = context.every_member();
        let all = context.case(clause, "with-every-member-at-once", Drive::Page);
        cases.push(Case { input, exchanges, ..all });
    }
    cases
}

/// Enough items for several small pages, whichever of them the smallest input leaves.
const MANY: usize = 20;

/// What makes a request one for this operation, made wrong: no server may answer it with a page of items.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for clause in context.operation.clauses.iter().filter(|clause| context.binds(clause)) {
        let ask = ProbeRequest::input(context.minimal_input());
        let asks: Vec<(&str, ProbeRequest)> = match &clause.fact {
            // One that changes nothing should it reach another operation of the service after all.
            Fact::Method { .. } => {
                vec![("another-method", ProbeRequest { method: Some("PROPFIND".to_owned()), ..ask })]
            }
            Fact::Path { value } => {
                let path = format!("{}/no-such-path", value.trim_end_matches('/'));
                vec![("another-path", ProbeRequest { path: Some(path), ..ask })]
            }
            Fact::QueryConstant { name, value } => {
                let other = Some((name.clone(), Some(format!("NoSuch{value}"))));
                vec![
                    ("another-value", ProbeRequest { constant: other, ..ask.clone() }),
                    ("left-out", ProbeRequest { constant: Some((name.clone(), None)), ..ask }),
                ]
            }
            _ => continue,
        };
        for (name, ask) in asks {
            let expected = format!("a refusal, since {}", clause.requirement);
            probes.push(Probe::once(context, clause, name, ask, move |response| {
                refused(context, &expected, response)
            }));
        }
    }
    probes
}

fn refused(context: GeneratorContext<'_>, expected: &str, response: &ProbeResponse) -> ProbeOutcome {
    let list = context.operation.paging().map(contract::PagingStyle::list);
    let lists_items = |page| list.and_then(|list| list.value(page)).is_some_and(serde_json::Value::is_array);
    match response.page(*context) {
        Some(page) if lists_items(page) => {
            ProbeOutcome::Broken(expected.to_owned(), response.describe(*context), Impact::Cosmetic)
        }
        // No reference says how another request is refused, or what else may answer it.
        _ => ProbeOutcome::Passed,
    }
}

fn is_of_the_head(clause: &Clause) -> bool {
    matches!(
        clause.fact,
        Fact::Method { .. }
            | Fact::Path { .. }
            | Fact::QueryConstant { .. }
            | Fact::RequestHeader { .. }
            | Fact::NoBody
    )
}
