//! The first request of each probe, without a session and without keys.

use contract::Contracts;

use crate::Filter;
use crate::endpoint::Endpoint;
use crate::request::Outgoing;
use crate::results::RedactedRequest;
use contract::OperationContext;
use suite::{NextStep, Probe, ProbeRequest, SignedBy};

/// One probe and its first request.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The probe's id.
    pub probe: String,
    /// The clause that it asks about.
    pub clause: String,
    /// Its first request before it is signed; `None` where it sends nothing.
    pub first: Option<RedactedRequest>,
    /// How it is signed, where that is not as documented.
    pub signed: Option<&'static str>,
}

/// The selected probes with their first requests; what follows depends on the answers.
pub fn planned(
    contracts: &Contracts,
    filter: &Filter,
    endpoint: Option<&Endpoint>,
    region: Option<&str>,
) -> Vec<Planned> {
    let mut all = Vec::new();
    for (operation, probes) in filter.plan(contracts) {
        let Some(context) = OperationContext::of(contracts, &operation.id) else { continue };
        let endpoint = match endpoint {
            Some(endpoint) => endpoint.clone(),
            None => {
                let documented = &context.provider.endpoint;
                Endpoint::of_host(&documented.host.replace("{region}", region.unwrap_or(&documented.region)))
            }
        };
        all.extend(probes.iter().map(|probe| first(context, probe, &endpoint)));
    }
    all
}

fn first(context: OperationContext<'_>, probe: &Probe<'_>, endpoint: &Endpoint) -> Planned {
    let request = match probe.next(&[]) {
        NextStep::Ask(request) => Some(request),
        NextStep::Done(_) => None,
    };
    Planned {
        probe: probe.id.clone(),
        clause: probe.clause.id.clone(),
        signed: request.as_ref().and_then(unusual),
        first: request.map(|request| {
            let request = Outgoing::unsigned(context, &request, endpoint);
            RedactedRequest {
                method: request.method,
                target: request.target,
                headers: request.headers,
                body: String::from_utf8_lossy(&request.body).into_owned(),
            }
        }),
    }
}

fn unusual(request: &ProbeRequest) -> Option<&'static str> {
    match request.signed_by {
        SignedBy::Caller => None,
        SignedBy::Nobody => Some("not signed"),
        SignedBy::AnotherSecret => Some("signed by another secret"),
        SignedBy::AnotherRequest => Some("signed over another request"),
    }
}
