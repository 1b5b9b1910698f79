//! One answer of a server, read with the contract in hand.

use bytes::Bytes;
use contract::{Place, Rule};
use serde_json::Value;

use super::ask::Ask;
use crate::laws::Ground;

/// One answer of a server, with what it was asked.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    /// What was asked.
    pub(crate) ask: Ask,
    /// The HTTP status.
    pub(crate) status: u16,
    /// The headers in their order.
    pub(crate) headers: Vec<(String, String)>,
    /// The body's bytes.
    pub(crate) body: Bytes,
    /// The body as JSON, if it is JSON.
    pub(crate) value: Option<Value>,
}

impl Heard {
    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body of success; `None` for an error, whichever way the provider tells one.
    pub(crate) fn page(&self, ground: Ground<'_>) -> Option<&Value> {
        let value = self.value.as_ref()?;
        ((200..300).contains(&self.status) && !self.is_error(ground)).then_some(value)
    }

    /// The jobs of a page; none where it has no list.
    pub(crate) fn jobs(&self, ground: Ground<'_>) -> Vec<&Value> {
        let list = ground.operation.paging().map(contract::PagingStyle::list);
        list.and_then(|list| list.value(self.page(ground)?)?.as_array())
            .map_or_else(Vec::new, |jobs| jobs.iter().collect())
    }

    /// The code of an error, where the envelope has one.
    pub(crate) fn error_code(&self, ground: Ground<'_>) -> Option<&str> {
        let place = &ground.provider.error.code;
        match place {
            // A URL may stand behind the code, and a namespace before it.
            Place::Header(name) => self
                .header(name)
                .map(|text| text.split(':').next().unwrap_or(text))
                .map(|text| text.rsplit('#').next().unwrap_or(text).trim()),
            Place::Body(pointer) => self.value.as_ref()?.pointer(pointer)?.as_str(),
        }
    }

    /// Whether the answer is an error: by its status, or by an envelope that the contract says decides.
    pub(crate) fn is_error(&self, ground: Ground<'_>) -> bool {
        let stated = ground.rule(Rule::ErrorEnvelope).is_some();
        self.status >= 400 || (stated && self.error_code(ground).is_some())
    }

    /// The answer in a few words for a person.
    pub(crate) fn told(&self, ground: Ground<'_>) -> String {
        match self.error_code(ground) {
            Some(code) => format!("status {} with {code}", self.status),
            None if self.is_error(ground) => format!("status {}", self.status),
            None => format!("status {} with {} jobs", self.status, self.jobs(ground).len()),
        }
    }
}

impl Heard {
    /// The id that the service gave the request, in the body or in the header.
    pub(crate) fn request_id(&self, ground: Ground<'_>) -> Option<String> {
        let places = &ground.provider.request_id;
        let in_body = || self.value.as_ref()?.pointer(places.body.as_deref()?)?.as_str();
        in_body().or_else(|| self.header(places.header.as_deref()?)).map(str::to_owned)
    }
}
