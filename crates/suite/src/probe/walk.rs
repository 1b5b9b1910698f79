//! A walk through a server's pages, of which no more is read than is needed.

use contract::Impact;
use contract::pagination::{self, Asked, NextPage, PAGE_LIMIT};
use serde_json::{Map, Value};

use crate::build::GeneratorContext;
use crate::probe::{NextStep, ProbeOutcome, ProbeRequest, ProbeResponse};

impl ProbeResponse {
    /// Where the answer leads, after the pages before it.
    ///
    /// Pages that hold more than the total says have no page behind them, whatever that says of the total.
    pub(crate) fn next_page(&self, context: GeneratorContext<'_>, before: &[ProbeResponse]) -> NextPage {
        let Some(page) = self.page(*context) else { return NextPage::Indeterminate };
        let count = |response: &ProbeResponse| response.items(*context).len() as u64;
        let first = before.first().unwrap_or(self);
        let asked = Asked {
            members: &self.request.input,
            first: &first.request.input,
            items_before: before.iter().map(count).sum(),
        };
        match pagination::next_page(context.operation, asked, page) {
            NextPage::PastTotal => NextPage::End,
            // A position that leads nowhere new is a position all the same; a walk sees that it was given before.
            NextPage::Repeated(position) => NextPage::At(position),
            other => other,
        }
    }
}

/// What asks for the page after a walk's last one; `None` where that was the last page or the page does not say where the walk goes on.
pub(crate) fn following(context: GeneratorContext<'_>, walk: &[ProbeResponse]) -> Option<ProbeRequest> {
    let (last, before) = walk.split_last()?;
    let NextPage::At(position) = last.next_page(context, before) else { return None };
    let mut input = last.request.input.clone();
    context.operation.paging()?.position().put(&mut input, position);
    Some(ProbeRequest { input, ..last.request.clone() })
}

/// The pages of one walk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walk<'a> {
    responses: &'a [ProbeResponse],
}

impl<'a> Walk<'a> {
    /// The answers in their order.
    pub(crate) fn pages(self) -> &'a [ProbeResponse] {
        self.responses
    }

    /// The items of all pages.
    pub(crate) fn items(self, context: GeneratorContext<'_>) -> Vec<&'a Value> {
        self.responses.iter().flat_map(|response| response.items(*context)).collect()
    }

    /// Whether the last page says that it is the last.
    pub(crate) fn ended(self, context: GeneratorContext<'_>) -> bool {
        self.last().is_some_and(|(last, before)| last.next_page(context, before) == NextPage::End)
    }

    /// Whether the last page has no item and the total says that there are more.
    pub(crate) fn ran_dry(self, context: GeneratorContext<'_>) -> bool {
        self.last().is_some_and(|(last, before)| {
            last.items(*context).is_empty() && last.next_page(context, before) == NextPage::Indeterminate
        })
    }

    /// A position that was given twice.
    pub(crate) fn repeated(self, context: GeneratorContext<'_>) -> Option<Value> {
        let positions: Vec<Value> = self
            .responses
            .iter()
            .enumerate()
            .filter_map(|(index, response)| match response.next_page(context, &self.responses[..index]) {
                NextPage::At(position) => Some(position),
                _ => None,
            })
            .collect();
        let twice = |(index, position): (usize, &Value)| {
            positions[..index].contains(position).then(|| position.clone())
        };
        positions.iter().enumerate().find_map(twice)
    }

    /// What an answer comes to that is no page: it ends every walk.
    pub(crate) fn stopped(self, context: GeneratorContext<'_>) -> Option<ProbeOutcome> {
        let (last, before) = self.last()?;
        if last.page(*context).is_some() {
            return None;
        }
        let actual = last.describe(*context);
        Some(match last.status {
            // A server has to accept a position that it gave.
            400..=499 if !before.is_empty() && !matches!(last.status, 401 | 403 | 429) => {
                let expected = "a page at the position that the page before gave".to_owned();
                ProbeOutcome::Broken(expected, actual, Impact::Cosmetic)
            }
            _ => ProbeOutcome::Skipped(format!("a page could not be fetched: {actual}")),
        })
    }

    fn last(self) -> Option<(&'a ProbeResponse, &'a [ProbeResponse])> {
        self.responses.split_last()
    }

    fn next(self, context: GeneratorContext<'_>, input: &Map<String, Value>) -> Option<ProbeRequest> {
        let Some((last, before)) = self.last() else { return Some(ProbeRequest::input(input.clone())) };
        if self.responses.len() >= PAGE_LIMIT || self.repeated(context).is_some() {
            return None;
        }
        let NextPage::At(position) = last.next_page(context, before) else { return None };
        let mut input = input.clone();
        context.operation.paging()?.position().put(&mut input, position);
        Some(ProbeRequest::input(input))
    }
}

/// One walk after another, each from its own input, and then what they come to.
pub(crate) fn walks(
    context: GeneratorContext<'_>,
    inputs: &[Map<String, Value>],
    responses: &[ProbeResponse],
    judge: impl FnOnce(&[Walk<'_>]) -> ProbeOutcome,
) -> NextStep {
    let mut walks = Vec::new();
    let mut rest = responses;
    for input in inputs {
        let mut length = 0;
        loop {
            let walk = Walk { responses: &rest[..length] };
            match walk.next(context, input) {
                Some(ask) if length == rest.len() => return NextStep::Ask(ask),
                Some(_) => length += 1,
                None => {
                    walks.push(walk);
                    rest = &rest[length..];
                    break;
                }
            }
        }
    }
    NextStep::Done(judge(&walks))
}
