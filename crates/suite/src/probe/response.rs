//! One answer of a server, read with the contract in hand.

use bytes::Bytes;
use contract::{OperationContext, Place, Rule};
use serde_json::Value;

use crate::probe::ProbeRequest;

/// One answer of a server, with what it was asked.
#[derive(Debug, Clone)]
pub struct ProbeResponse {
    /// What was asked.
    pub request: ProbeRequest,
    /// The HTTP status.
    pub status: u16,
    /// The headers in their order.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Bytes,
    /// The body as JSON, if it is JSON.
    pub value: Option<Value>,
}

impl ProbeResponse {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body of success; `None` for an error, whichever way the provider tells one.
    pub fn page(&self, context: OperationContext<'_>) -> Option<&Value> {
        let value = self.value.as_ref()?;
        ((200..300).contains(&self.status) && !self.is_error(context)).then_some(value)
    }

    /// The items of a page; none where it has no list.
    pub fn items(&self, context: OperationContext<'_>) -> Vec<&Value> {
        let list = context.operation.paging().map(contract::PagingStyle::list);
        list.and_then(|list| list.value(self.page(context)?)?.as_array())
            .map_or_else(Vec::new, |items| items.iter().collect())
    }

    /// The code of an error, where the envelope has one.
    pub fn error_code(&self, context: OperationContext<'_>) -> Option<&str> {
        let place = &context.provider.error.code;
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
    pub fn is_error(&self, context: OperationContext<'_>) -> bool {
        let stated = context.rule(Rule::ErrorEnvelope).is_some();
        self.status >= 400 || (stated && self.error_code(context).is_some())
    }

    /// The answer in a few words for a person.
    pub fn describe(&self, context: OperationContext<'_>) -> String {
        match self.error_code(context) {
            Some(code) => format!("status {} with {code}", self.status),
            None if self.is_error(context) => format!("status {}", self.status),
            None => format!("status {} with {} items", self.status, self.items(context).len()),
        }
    }
}

impl ProbeResponse {
    /// The id that the service gave the request, in the body or in the header.
    pub fn request_id(&self, context: OperationContext<'_>) -> Option<String> {
        let places = &context.provider.request_id;
        let in_body = || self.value.as_ref()?.pointer(places.body.as_deref()?)?.as_str();
        in_body().or_else(|| self.header(places.header.as_deref()?)).map(str::to_owned)
    }
}
