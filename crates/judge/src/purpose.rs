//! Why each request was sent, and which members it is to send.

use contract::pagination::NextPage;
use contract::values::same_sent;
use contract::{Rule, SentMembers};
use serde_json::{Map, Value};

use crate::response_class::ResponseClass;
use crate::timeline::{Attempt, Purpose, Timeline};

impl Timeline<'_> {
    /// Why a request with these members was sent, given the attempts before it; and the members that it is to send.
    pub(crate) fn purpose(&self, sent: &SentMembers) -> (Purpose, Map<String, Value>) {
        let Some(before) = self.attempts.last() else { return (Purpose::First, self.question.input.clone()) };
        let again = || (Purpose::Retry, before.due.clone());
        match &before.class {
            ResponseClass::Unusable(_) => match self.led_on_by(before, sent) {
                Some(due) => (Purpose::Next, due),
                None => again(),
            },
            ResponseClass::Error(_) | ResponseClass::Redirected => again(),
            ResponseClass::Page(value) | ResponseClass::Tolerable(value) => {
                let tolerable = matches!(before.class, ResponseClass::Tolerable(_));
                let earlier = &self.attempts[..self.attempts.len() - 1];
                match self.leads(&before.due, value, earlier) {
                    NextPage::End if tolerable => again(),
                    NextPage::End => (Purpose::PastEnd, before.due.clone()),
                    // The walk continues from whatever position the client requests here.
                    NextPage::Indeterminate | NextPage::PastTotal => {
                        (Purpose::Indeterminate, self.with_position_sent(&before.due, sent))
                    }
                    NextPage::At(position) | NextPage::Repeated(position) => {
                        let due = self.with_position(&before.due, position);
                        let repeats =
                            self.same_position(sent, &before.due) && !self.same_position(sent, &due);
                        if tolerable && repeats { again() } else { (Purpose::Next, due) }
                    }
                }
            }
        }
    }

    /// What is due where the client continues from the position of an unusable response, as if that were a page.
    fn led_on_by(&self, before: &Attempt<'_>, sent: &SentMembers) -> Option<Map<String, Value>> {
        let value: Value = serde_json::from_slice(&before.exchange.response.body).ok()?;
        let earlier = &self.attempts[..self.attempts.len() - 1];
        let NextPage::At(position) = self.leads(&before.due, &value, earlier) else { return None };
        let due = self.with_position(&before.due, position);
        self.same_position(sent, &due).then_some(due)
    }

    /// Whether the client continued from an unusable response; the rule says why it was unusable.
    pub(crate) fn went_on_from(&self, index: usize) -> Option<Rule> {
        let next = self.attempts.get(index + 1)?;
        match self.attempts[index].class {
            ResponseClass::Unusable(rule) if next.purpose == Purpose::Next => Some(rule),
            _ => None,
        }
    }

    fn with_position_sent(&self, due: &Map<String, Value>, sent: &SentMembers) -> Map<String, Value> {
        let name = self.operation.paging().map_or("", |style| style.position().name());
        sent.values
            .get(name)
            .map_or_else(|| due.clone(), |position| self.with_position(due, position.clone()))
    }

    fn with_position(&self, due: &Map<String, Value>, position: Value) -> Map<String, Value> {
        let mut next = due.clone();
        if let Some(style) = self.operation.paging() {
            next.insert(style.position().name().to_owned(), position);
        }
        next
    }

    /// Whether a request asks for the same position as `due` does.
    fn same_position(&self, sent: &SentMembers, due: &Map<String, Value>) -> bool {
        let Some(style) = self.operation.paging() else { return true };
        let name = style.position().name();
        match (sent.values.get(name), due.get(name)) {
            (None, None) => true,
            (Some(sent), Some(due)) => same_sent(self.operation, style.position(), sent, due),
            _ => false,
        }
    }
}
