//! Request line: method, path, constants of the query, headers and the absence of a body, on every request.

use contract::{Case, CaseDrive, Clause, Fact};

use super::Ground;
use crate::finding::Harm;
use crate::probe::{Answered, Ask, Heard, Probe};

/// Each clause on a first page, on later pages of a walk, and with every member at once.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for clause in ground.operation.clauses.iter().filter(|clause| is_of_the_head(clause)) {
        if ground.is_off(clause) {
            continue;
        }
        cases.push(ground.case(clause, "on-the-first-page", CaseDrive::Page));
        let mut walk = ground.case(clause, "on-later-pages", CaseDrive::Walk);
        ground.in_small_pages(&mut walk.input);
        walk.jobs = MANY;
        cases.push(walk);
        let (input, exchanges) = ground.every_member();
        let all = ground.case(clause, "with-every-member-at-once", CaseDrive::Page);
        cases.push(Case { input, exchanges, ..all });
    }
    cases
}

/// Enough jobs for several small pages, whichever of them the smallest input leaves.
const MANY: usize = 20;

/// What makes a request one for this operation, made wrong: nobody answers it with a page of jobs.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for clause in ground.operation.clauses.iter().filter(|clause| ground.binds(clause)) {
        let ask = Ask::input(ground.input());
        let asks: Vec<(&str, Ask)> = match &clause.fact {
            // One that changes nothing should it reach another operation of the service after all.
            Fact::Method { .. } => {
                vec![("another-method", Ask { method: Some("PROPFIND".to_owned()), ..ask })]
            }
            Fact::Path { value } => {
                let path = format!("{}/no-such-path", value.trim_end_matches('/'));
                vec![("another-path", Ask { path: Some(path), ..ask })]
            }
            Fact::QueryConstant { name, value } => {
                let other = Some((name.clone(), Some(format!("NoSuch{value}"))));
                vec![
                    ("another-value", Ask { constant: other, ..ask.clone() }),
                    ("left-out", Ask { constant: Some((name.clone(), None)), ..ask }),
                ]
            }
            _ => continue,
        };
        for (name, ask) in asks {
            let expected = format!("a refusal, since {}", clause.promise);
            probes
                .push(Probe::once(ground, clause, name, ask, move |heard| refused(ground, &expected, heard)));
        }
    }
    probes
}

fn refused(ground: Ground<'_>, expected: &str, heard: &Heard) -> Answered {
    let list = ground.operation.paging().map(contract::PagingStyle::list);
    let lists_jobs = |page| list.and_then(|list| list.value(page)).is_some_and(serde_json::Value::is_array);
    match heard.page(ground) {
        Some(page) if lists_jobs(page) => {
            Answered::Broken(expected.to_owned(), heard.told(ground), Harm::Differs)
        }
        // How another request is refused no page says, and what else may answer it neither.
        _ => Answered::Kept,
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
