//! Whether an adapter and its baseline did the same.

use runner::default_behavior::{Observation, ObservedOutcome};

/// What differs; none where both sent the same number of requests and had the same outcome.
pub(super) fn difference(adapter: &Observation, baseline: &Observation) -> Option<String> {
    let same = adapter.requests == baseline.requests && same_outcome(&adapter.outcome, &baseline.outcome);
    (!same).then(|| {
        format!(
            "{}: {}, scenario {:?}\n  adapter   {}\n  baseline  {}\n  An adapter adds nothing to its library: find out which of the two does not drive it as its user would",
            adapter.client,
            adapter.operation,
            adapter.scenario,
            describe(adapter),
            describe(baseline)
        )
    })
}

/// A status that only one of them has may be out of the other's reach.
fn same_outcome(adapter: &ObservedOutcome, baseline: &ObservedOutcome) -> bool {
    let agree = |left: Option<u64>, right: Option<u64>| left.is_none() || right.is_none() || left == right;
    adapter.result == baseline.result
        && adapter.native == baseline.native
        && agree(adapter.http_status.map(u64::from), baseline.http_status.map(u64::from))
        && agree(adapter.items.map(|items| items as u64), baseline.items.map(|items| items as u64))
        && agree(adapter.pages.map(u64::from), baseline.pages.map(u64::from))
}

fn describe(observation: &Observation) -> String {
    let outcome = &observation.outcome;
    let parts = [
        Some(format!("{} requests", observation.requests)),
        Some(outcome.result.clone()),
        outcome.native.clone(),
        outcome.http_status.map(|status| format!("status {status}")),
        outcome.items.map(|items| format!("{items} items")),
        outcome.pages.map(|pages| format!("{pages} pages")),
        Some(outcome.reason.clone()).filter(|reason| !reason.is_empty()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use client_protocol::Drive;

    use super::*;

    fn seen(requests: usize, outcome: ObservedOutcome) -> Observation {
        Observation {
            client: "library".to_owned(),
            operation: "provider/operation".to_owned(),
            scenario: "throttled",
            drive: Drive::Page,
            requests,
            outcome,
            waited: None,
        }
    }

    fn failed(native: &str) -> ObservedOutcome {
        ObservedOutcome {
            result: "failed".to_owned(),
            native: Some(native.to_owned()),
            ..ObservedOutcome::default()
        }
    }

    #[test]
    fn an_adapter_that_tries_once_more_is_reported() {
        let difference = difference(&seen(4, failed("E")), &seen(3, failed("E")));
        assert!(difference.is_some_and(|text| text.contains("4 requests") && text.contains("3 requests")));
    }

    #[test]
    fn an_adapter_with_another_error_is_reported() {
        assert!(difference(&seen(3, failed("Mine")), &seen(3, failed("E"))).is_some());
    }

    #[test]
    fn an_adapter_that_drops_items_is_reported() {
        let items = |items| ObservedOutcome {
            result: "returned".to_owned(),
            items: Some(items),
            ..ObservedOutcome::default()
        };
        assert!(difference(&seen(1, items(4)), &seen(1, items(5))).is_some());
        assert_eq!(difference(&seen(1, items(5)), &seen(1, items(5))), None);
    }

    #[test]
    fn a_status_that_only_one_can_read_is_no_difference() {
        let with_status = ObservedOutcome { http_status: Some(429), ..failed("E") };
        assert_eq!(difference(&seen(3, with_status), &seen(3, failed("E"))), None);
    }
}
