//! Protocol: an outcome tells what happened, of a request that was made, to the endpoint of the call.

use contract::{Case, CaseDrive, CaseOutcome, Edit, ErrorAnswer, Exchange, Fact, Fails, Rule};
use serde_json::json;

use super::{Ground, put};

/// Cases about what an outcome says of itself.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let page = |rule, name: &str| Some(ground.case(ground.rule(rule)?, name, CaseDrive::Page));
    [
        page(Rule::AsksBeforeAnswering, "a-page"),
        walk(ground),
        error(ground),
        page(Rule::OneEndpoint, "a-page"),
        page(Rule::ValidInputAccepted, "smallest-input-that-is-allowed"),
        page(Rule::NothingAdded, "smallest-input-that-is-allowed"),
        without_a_member(ground),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A walk that the call limits: no more pages are handed over than it asks for.
fn walk(ground: Ground<'_>) -> Option<Case> {
    let clause = ground.rule(Rule::OutcomeIsTrue)?;
    let mut case = ground.case(clause, "walk-that-stops-after-two-pages-of-four", CaseDrive::Walk);
    let size = ground.operation.paging()?.size();
    put(&mut case.input, &size.path, json!(2));
    Some(Case { jobs: 8, server_page_size: Some(2), pages: 2, ..case })
}

/// An error that the service gave is none that the client gave before it asked.
fn error(ground: Ground<'_>) -> Option<Case> {
    let clause = ground.rule(Rule::OutcomeIsTrue)?;
    let code = ground.operation.clauses.iter().find_map(|clause| match &clause.fact {
        Fact::Error { code, retryable: false, .. } => Some(code.clone()),
        _ => None,
    })?;
    let case = ground.case(clause, "error-of-the-service-is-not-called-a-refusal", CaseDrive::Page);
    let error = ErrorAnswer { code: code.clone(), status: None, message: None };
    Some(Case {
        exchanges: vec![Exchange { error: Some(error), for_ever: true, ..Exchange::default() }],
        outcome: CaseOutcome::Fails(Fails { kinds: Vec::new(), code: Some(code) }),
        ..case
    })
}

/// What the service did not send is not made up.
fn without_a_member(ground: Ground<'_>) -> Option<Case> {
    let clause = ground.rule(Rule::ValuesUnchanged)?;
    let list = ground.operation.paging()?.list();
    let job = ground.operation.members(contract::Side::Response).find(|(at, value_type)| {
        at.path.len() == list.path.len() + 2
            && at.path.starts_with(&list.path)
            && *value_type == contract::ValueType::String
    })?;
    let pointer = format!("{}/0/{}", list.pointer(), job.0.name());
    let edit = Edit { remove: vec![pointer], ..Edit::default() };
    let exchanges = vec![Exchange { edit: Some(edit), ..Exchange::default() }];
    Some(Case { exchanges, ..ground.case(clause, "absent-member-is-not-made-up", CaseDrive::Page) })
}
