//! Answers one request as the provider would by its contract, or as the trial's script says.

use bytes::Bytes;
use contract::{
    Contracts, Fact, Operation, Provider, Refusal, RequestConstraints, SentMembers, fill, item, query_pairs,
};
use jiff::Timestamp;
use serde_json::Value;
use wire::{Exchange, Fault, RawBody, ReceivedRequest};

use crate::edit::apply;
use crate::page::{Memory, Page};
use crate::scenario::Scenario;

/// What the server answers to one request, before any fault touches it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Served {
    /// The HTTP status.
    pub status: u16,
    /// Headers, without framing.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Bytes,
    /// The error that the answer carries, if it is one.
    pub error: Option<ServedError>,
    /// The request id that the answer carries.
    pub request_id: String,
    /// What happens to the bytes on their way.
    pub fault: Option<Fault>,
    /// Why the server refused the request by itself, in words for a person.
    pub refusal: Option<String>,
    /// The id of the clause that the request broke, where the refusal is about one.
    pub refused_by: Option<String>,
}

/// An error as it was served.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServedError {
    /// The code.
    pub code: String,
    /// The message.
    pub message: String,
    /// Whether it is in the provider's own envelope; if not, a client need not find the code.
    pub in_envelope: bool,
}

/// Answers one request.
pub(crate) fn answer(
    contracts: &Contracts,
    constraints: &RequestConstraints,
    scenario: &Scenario,
    memory: &mut Memory,
    request: &ReceivedRequest,
) -> Served {
    let Some(operation) = contracts.operation(&scenario.operation) else {
        return Served {
            status: 404,
            headers: Vec::new(),
            body: Bytes::new(),
            error: None,
            request_id: String::new(),
            fault: None,
            refusal: Some(format!("no contract for {}", scenario.operation)),
            refused_by: None,
        };
    };
    let provider = contracts.provider(operation);
    let exchange = scenario.exchange(memory.requests);
    memory.requests += 1;
    let context = Context {
        operation,
        provider,
        scenario,
        request_id: format!("{}-{}", scenario.credentials.access_key_id.to_lowercase(), memory.requests),
    };
    let mut served = if let Some(error) = &exchange.error {
        let status =
            error.status.or_else(|| documented_status(contracts, operation, &error.code)).unwrap_or(500);
        let message = error.message.clone().unwrap_or_else(|| format!("simulated {}", error.code));
        context.error(&error.code, status, &message)
    } else if let Some(raw) = &exchange.raw {
        let body = match &raw.body {
            RawBody::Text(text) => Bytes::from(text.clone()),
            RawBody::Json(value) => written(value),
        };
        let error = (raw.status >= 400).then(|| ServedError {
            code: String::new(),
            message: String::new(),
            in_envelope: false,
        });
        context.served(raw.status, vec![("content-type".to_owned(), raw.content_type.clone())], body, error)
    } else {
        context.by_contract(constraints, memory, exchange, request)
    };
    served.headers.extend(exchange.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
    served.fault.clone_from(&exchange.fault);
    served
}

struct Context<'a> {
    operation: &'a Operation,
    provider: &'a Provider,
    scenario: &'a Scenario,
    request_id: String,
}

impl Context<'_> {
    fn by_contract(
        &self,
        constraints: &RequestConstraints,
        memory: &mut Memory,
        exchange: &Exchange,
        request: &ReceivedRequest,
    ) -> Served {
        let refusals = &self.provider.refusals;
        if let Some(reason) = unknown_operation(self.operation, request) {
            return self.refuse(&refusals.unknown_operation, reason);
        }
        if let Some(reason) = self.unsigned(request) {
            return self.refuse(&refusals.signature, reason);
        }
        let sent = SentMembers::of(self.operation, &request.target, &request.body);
        if let Some(unreadable) = &sent.unreadable {
            return self.refuse(&refusals.validation, format!("the body is {unreadable}"));
        }
        let input = sent.typed(self.operation);
        if let Some(broken) = constraints.first_broken(&input) {
            let refused = self.refuse(&refusals.validation, broken.message());
            return Served { refused_by: Some(broken.clause.id.clone()), ..refused };
        }
        let selection = memory.selection(self.operation, &input, self.scenario.items);
        let Some(page) = Page::new(self.operation, self.scenario, memory, exchange, &input, &selection)
        else {
            return self.refuse(&refusals.validation, "the token was not issued by this service".to_owned());
        };
        let template = &self.operation.simulation;
        let items = (page.from..page.until)
            .map(|position| item(self.operation, selection.number(position)))
            .collect::<Vec<_>>();
        let slot = |name: &str| match name {
            "items" => Some(Value::from(items.clone())),
            other => page
                .slots
                .get(other)
                .cloned()
                .or_else(|| (other == "request-id").then(|| Value::from(self.request_id.clone()))),
        };
        let mut body = fill(&template.response, &slot, &|text| self.text(text, "", "", 0));
        if let Some(edit) = &exchange.edit {
            apply(&mut body, edit);
        }
        let status = self.operation.clauses.iter().find_map(|clause| match clause.fact {
            Fact::Status { value } => Some(value),
            _ => None,
        });
        let headers =
            self.provider.success.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        self.served(status.unwrap_or(200), headers, written(&body), None)
    }

    /// Why the service rejects the signature of the caller.
    fn unsigned(&self, request: &ReceivedRequest) -> Option<String> {
        let signed = signing::Request {
            method: &request.method,
            target: &request.target,
            headers: &request.headers,
            body: &request.body,
        };
        let claim = match signing::verify(
            self.provider.signing.scheme,
            &signed,
            &self.scenario.credentials.secret_access_key,
        ) {
            Ok(claim) => claim,
            Err(fault) => return Some(fault.to_string()),
        };
        if claim.access_key_id != self.scenario.credentials.access_key_id {
            return Some(format!("no such access key: {}", claim.access_key_id));
        }
        let age = Timestamp::now().duration_since(claim.time).abs();
        let stale = self
            .scenario
            .freshness
            .is_some_and(|freshness| age > jiff::SignedDuration::try_from(freshness).unwrap_or(age));
        stale.then(|| format!("the signature's time {} is not now", claim.time))
    }

    fn refuse(&self, refusal: &Refusal, reason: String) -> Served {
        let mut served = self.error(&refusal.code, refusal.status, &reason);
        served.refusal = Some(reason);
        served
    }

    fn error(&self, code: &str, status: u16, message: &str) -> Served {
        let envelope = &self.provider.error;
        let headers = envelope
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), self.text(value, code, message, status)))
            .collect();
        let body = fill(&envelope.body, &|_| None, &|text| self.text(text, code, message, status));
        self.served(
            status,
            headers,
            written(&body),
            Some(ServedError { code: code.to_owned(), message: message.to_owned(), in_envelope: true }),
        )
    }

    fn served(
        &self,
        status: u16,
        mut headers: Vec<(String, String)>,
        body: Bytes,
        error: Option<ServedError>,
    ) -> Served {
        if let Some(header) = &self.provider.request_id.header {
            headers.push((header.clone(), self.request_id.clone()));
        }
        Served {
            status,
            headers,
            body,
            error,
            request_id: self.request_id.clone(),
            fault: None,
            refusal: None,
            refused_by: None,
        }
    }

    fn text(&self, template: &str, code: &str, message: &str, status: u16) -> String {
        if !template.contains('{') {
            return template.to_owned();
        }
        template
            .replace("{operation}", &self.operation.title)
            .replace("{region}", &self.scenario.region)
            .replace("{request-id}", &self.request_id)
            .replace("{status}", &status.to_string())
            .replace("{code}", code)
            .replace("{message}", message)
    }
}

fn unknown_operation(operation: &Operation, request: &ReceivedRequest) -> Option<String> {
    let (path, _) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let pairs = query_pairs(&request.target);
    operation.clauses.iter().filter(|clause| clause.evidence.binds()).find_map(|clause| match &clause.fact {
        Fact::Method { value } if *value != request.method => {
            Some(format!("no operation answers {} here", request.method))
        }
        Fact::Path { value } if value != path => Some(format!("no operation at {path}")),
        Fact::QueryConstant { name, value }
            if !pairs.iter().any(|(found, text)| found == name && text == value) =>
        {
            Some(format!("no operation without {name}={value}"))
        }
        _ => None,
    })
}

fn documented_status(contracts: &Contracts, operation: &Operation, wanted: &str) -> Option<u16> {
    contracts.clauses(operation).find_map(|clause| match &clause.fact {
        Fact::Error { code, status, .. } if code == wanted => Some(*status),
        _ => None,
    })
}

fn written(value: &Value) -> Bytes {
    // A `Value` has only text keys, so writing it cannot fail.
    Bytes::from(serde_json::to_vec(value).unwrap_or_default())
}
