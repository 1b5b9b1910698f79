//! What would be asked first, probe by probe, without asking and without keys.

use contract::Contracts;

use super::Wanted;
use super::endpoint::Endpoint;
use super::outcome::ShownRequest;
use super::request::Outgoing;
use crate::laws::Ground;
use crate::probe::{Ask, Next, Probe, SignedBy};

/// One probe and its first request.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The probe's id.
    pub probe: String,
    /// The clause that it asks about.
    pub clause: String,
    /// Its first request as it stands before it is signed; `None` where it asks nothing.
    pub first: Option<ShownRequest>,
    /// How it is signed where it is not signed as is due.
    pub signed: Option<&'static str>,
}

/// The wanted probes with their first requests; what follows depends on the answers.
pub fn planned(
    contracts: &Contracts,
    wanted: &Wanted,
    endpoint: Option<&Endpoint>,
    region: Option<&str>,
) -> Vec<Planned> {
    let mut all = Vec::new();
    for (operation, probes) in wanted.plan(contracts) {
        let Some(ground) = Ground::of(contracts, &operation.id) else { continue };
        let endpoint = match endpoint {
            Some(endpoint) => endpoint.clone(),
            None => {
                let documented = &ground.provider.endpoint;
                Endpoint::of_host(&documented.host.replace("{region}", region.unwrap_or(&documented.region)))
            }
        };
        all.extend(probes.iter().map(|probe| first(ground, probe, &endpoint)));
    }
    all
}

fn first(ground: Ground<'_>, probe: &Probe<'_>, endpoint: &Endpoint) -> Planned {
    let ask = match probe.next(&[]) {
        Next::Ask(ask) => Some(ask),
        Next::Done(_) => None,
    };
    Planned {
        probe: probe.id.clone(),
        clause: probe.clause.id.clone(),
        signed: ask.as_ref().and_then(unusual),
        first: ask.map(|ask| {
            let request = Outgoing::unsigned(ground, &ask, endpoint);
            ShownRequest {
                method: request.method,
                target: request.target,
                headers: request.headers,
                body: String::from_utf8_lossy(&request.body).into_owned(),
            }
        }),
    }
}

fn unusual(ask: &Ask) -> Option<&'static str> {
    match ask.signed_by {
        SignedBy::Caller => None,
        SignedBy::Nobody => Some("not signed"),
        SignedBy::AnotherSecret => Some("signed by another secret"),
        SignedBy::AnotherRequest => Some("signed over another request"),
    }
}
