//! A walk through a server's pages, of which no more is read than anybody needs.

use contract::PagingStyle;
use serde_json::{Map, Value, json};

use super::{Answered, Ask, Heard, Next};
use crate::finding::Harm;
use crate::laws::{Ground, put};

/// A walk asks for no more pages than this, however many there are.
pub(crate) const PAGES: usize = 12;

/// Where an answer leads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Onward {
    /// To no further page.
    End,
    /// To the page at this position.
    To(Value),
    /// The answer does not say, or contradicts itself.
    Unknowable,
}

impl Heard {
    /// Where the answer leads, after the pages before it.
    pub(crate) fn onward(&self, ground: Ground<'_>, before: &[Heard]) -> Onward {
        let Some(page) = self.page(ground) else { return Onward::Unknowable };
        let text = |next: Option<&Value>| match next {
            None | Some(Value::Null) => Onward::End,
            Some(Value::String(text)) if text.is_empty() => Onward::End,
            Some(Value::String(text)) => Onward::To(json!(text)),
            Some(_) => Onward::Unknowable,
        };
        match ground.operation.paging() {
            None => Onward::End,
            Some(PagingStyle::Token { next, .. }) => text(next.value(page)),
            Some(PagingStyle::Marker { next, truncated, .. }) => match truncated.value(page) {
                Some(Value::Bool(false)) => Onward::End,
                Some(Value::Bool(true)) => match text(next.value(page)) {
                    Onward::To(position) => Onward::To(position),
                    _ => Onward::Unknowable,
                },
                _ => Onward::Unknowable,
            },
            Some(PagingStyle::PageNumber { number, total, first, .. }) => {
                let Some(total) = total.value(page).and_then(Value::as_u64) else {
                    return Onward::Unknowable;
                };
                let jobs = |heard: &Heard| heard.jobs(ground).len();
                let received = jobs(self) + before.iter().map(jobs).sum::<usize>();
                if received as u64 >= total {
                    return Onward::End;
                }
                if jobs(self) == 0 {
                    return Onward::Unknowable;
                }
                let asked = self.ask.input.get(number.name()).and_then(Value::as_i64).unwrap_or(*first);
                Onward::To(json!(asked + 1))
            }
        }
    }
}

/// The pages of one walk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walk<'a> {
    heard: &'a [Heard],
}

impl<'a> Walk<'a> {
    /// The answers in their order.
    pub(crate) fn pages(self) -> &'a [Heard] {
        self.heard
    }

    /// The jobs of all pages.
    pub(crate) fn jobs(self, ground: Ground<'_>) -> Vec<&'a Value> {
        self.heard.iter().flat_map(|heard| heard.jobs(ground)).collect()
    }

    /// Whether the last page says that it is the last.
    pub(crate) fn ended(self, ground: Ground<'_>) -> bool {
        self.last().is_some_and(|(last, before)| last.onward(ground, before) == Onward::End)
    }

    /// Whether the last page has no job and more are promised.
    pub(crate) fn ran_dry(self, ground: Ground<'_>) -> bool {
        self.last().is_some_and(|(last, before)| {
            last.jobs(ground).is_empty() && last.onward(ground, before) == Onward::Unknowable
        })
    }

    /// A position that was given twice.
    pub(crate) fn repeated(self, ground: Ground<'_>) -> Option<Value> {
        let positions: Vec<Value> = self
            .heard
            .iter()
            .enumerate()
            .filter_map(|(index, heard)| match heard.onward(ground, &self.heard[..index]) {
                Onward::To(position) => Some(position),
                _ => None,
            })
            .collect();
        let twice = |(index, position): (usize, &Value)| {
            positions[..index].contains(position).then(|| position.clone())
        };
        positions.iter().enumerate().find_map(twice)
    }

    /// What an answer comes to that is no page: it ends every walk.
    pub(crate) fn stopped(self, ground: Ground<'_>) -> Option<Answered> {
        let (last, before) = self.last()?;
        if last.page(ground).is_some() {
            return None;
        }
        let told = last.told(ground);
        Some(match last.status {
            // Whoever gives a position takes it back.
            400..=499 if !before.is_empty() && !matches!(last.status, 401 | 403 | 429) => {
                let expected = "a page at the position that the page before gave".to_owned();
                Answered::Broken(expected, told, Harm::Differs)
            }
            _ => Answered::NotApplicable(format!("a page could not be had: {told}")),
        })
    }

    fn last(self) -> Option<(&'a Heard, &'a [Heard])> {
        self.heard.split_last()
    }

    fn next(self, ground: Ground<'_>, input: &Map<String, Value>) -> Option<Ask> {
        let Some((last, before)) = self.last() else { return Some(Ask::input(input.clone())) };
        if self.heard.len() >= PAGES || self.repeated(ground).is_some() {
            return None;
        }
        let Onward::To(position) = last.onward(ground, before) else { return None };
        let mut input = input.clone();
        put(&mut input, &ground.operation.paging()?.position().path, position);
        Some(Ask::input(input))
    }
}

/// One walk after another, each from its own input, and then what they come to.
pub(crate) fn walks(
    ground: Ground<'_>,
    inputs: &[Map<String, Value>],
    heard: &[Heard],
    judge: impl FnOnce(&[Walk<'_>]) -> Answered,
) -> Next {
    let mut walks = Vec::new();
    let mut rest = heard;
    for input in inputs {
        let mut length = 0;
        loop {
            let walk = Walk { heard: &rest[..length] };
            match walk.next(ground, input) {
                Some(ask) if length == rest.len() => return Next::Ask(ask),
                Some(_) => length += 1,
                None => {
                    walks.push(walk);
                    rest = &rest[length..];
                    break;
                }
            }
        }
    }
    Next::Done(judge(&walks))
}
