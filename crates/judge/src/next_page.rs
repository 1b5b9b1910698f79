//! Which page the response to an attempt names next.

use contract::pagination::{self, Asked, NextPage, item_count};
use serde_json::{Map, Value};

use crate::response_class::ResponseClass;
use crate::timeline::{Attempt, Purpose, Timeline};

impl Timeline<'_> {
    /// Which page the response to an attempt names next.
    pub(crate) fn next_page(&self, index: usize) -> NextPage {
        match &self.attempts[index].class {
            ResponseClass::Page(value) | ResponseClass::Tolerable(value) => {
                self.leads(&self.attempts[index].due, value, &self.attempts[..index])
            }
            _ => NextPage::Indeterminate,
        }
    }

    /// Which page a page names next, given its request and the pages before it.
    ///
    /// Pages that hold more items than the total contradict it, so the next page is indeterminate.
    pub(crate) fn leads(&self, due: &Map<String, Value>, page: &Value, earlier: &[Attempt<'_>]) -> NextPage {
        let asked = Asked {
            members: due,
            first: &self.question.input,
            items_before: self.items_before(due, earlier),
        };
        match pagination::next_page(self.operation, asked, page) {
            NextPage::PastTotal => NextPage::Indeterminate,
            other => other,
        }
    }

    /// How many items the pages before held, each page once however often it was tried.
    fn items_before(&self, due: &Map<String, Value>, earlier: &[Attempt<'_>]) -> u64 {
        let position = self.operation.paging().map_or("", |style| style.position().name());
        earlier
            .iter()
            .enumerate()
            .filter(|(index, _)| earlier.get(index + 1).is_none_or(|next| next.purpose != Purpose::Retry))
            .filter(|(_, attempt)| attempt.due.get(position) != due.get(position))
            .map(|(_, attempt)| match &attempt.class {
                ResponseClass::Page(page) | ResponseClass::Tolerable(page) => {
                    item_count(self.operation, page)
                }
                _ => 0,
            })
            .sum()
    }
}
