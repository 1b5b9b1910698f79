//! Protocol: an outcome tells what happened, of a request that was made, to the endpoint of the call.

use client_protocol::{Drive, Expectation, ExpectedError};
use contract::{Fact, Rule};
use serde_json::json;
use wire::{Edit, ErrorAnswer, Exchange};

use crate::Case;
use crate::build::GeneratorContext;

/// Cases about what an outcome says of itself.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let page = |rule, name: &str| Some(context.case(context.rule(rule)?, name, Drive::Page));
    [
        page(Rule::AsksBeforeAnswering, "a-page"),
        walk(context),
        error(context),
        page(Rule::OneEndpoint, "a-page"),
        page(Rule::ValidInputAccepted, "smallest-input-that-is-allowed"),
        page(Rule::NothingAdded, "smallest-input-that-is-allowed"),
        without_a_member(context),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A walk that the call limits: no more pages are handed over than it asks for.
fn walk(context: GeneratorContext<'_>) -> Option<Case> {
    let clause = context.rule(Rule::OutcomeIsTrue)?;
    let mut case = context.case(clause, "walk-that-stops-after-two-pages-of-four", Drive::Walk);
    let size = context.operation.paging()?.size();
    size.put(&mut case.input, json!(2));
    Some(Case { items: 8, server_page_size: Some(2), pages: 2, ..case })
}

/// An error that the service gave is none that the client gave before it asked.
fn error(context: GeneratorContext<'_>) -> Option<Case> {
    let clause = context.rule(Rule::OutcomeIsTrue)?;
    let code = context.operation.clauses.iter().find_map(|clause| match &clause.fact {
        Fact::Error { code, retryable: false, .. } => Some(code.clone()),
        _ => None,
    })?;
    let case = context.case(clause, "error-of-the-service-is-not-called-a-refusal", Drive::Page);
    let error = ErrorAnswer { code: code.clone(), status: None, message: None };
    Some(Case {
        exchanges: vec![Exchange { error: Some(error), for_ever: true, ..Exchange::default() }],
        outcome: Expectation::Fails(ExpectedError { kinds: Vec::new(), code: Some(code) }),
        ..case
    })
}

/// What the service did not send is not made up.
fn without_a_member(context: GeneratorContext<'_>) -> Option<Case> {
    let clause = context.rule(Rule::ValuesUnchanged)?;
    let list = context.operation.paging()?.list();
    let item = context.operation.members(contract::Side::Response).find(|(at, value_type)| {
        at.path.len() == list.path.len() + 2
            && at.path.starts_with(&list.path)
            && *value_type == contract::ValueType::String
    })?;
    let pointer = format!("{}/0/{}", list.pointer(), item.0.name());
    let edit = Edit { remove: vec![pointer], ..Edit::default() };
    let exchanges = vec![Exchange { edit: Some(edit), ..Exchange::default() }];
    Some(Case { exchanges, ..context.case(clause, "absent-member-is-not-made-up", Drive::Page) })
}
