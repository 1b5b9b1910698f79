//! Whether an adapter and the bare library did the same.

use conformance::habits::{Observation, Said};

/// What differs, in words for a person; none where both sent and told the same.
pub(super) fn difference(adapter: &Observation, bare: &Observation) -> Option<String> {
    let same = adapter.requests == bare.requests && tell_the_same(&adapter.said, &bare.said);
    (!same).then(|| {
        format!(
            "{}: {}, on a server that behaves as in the situation {:?}\n  adapter       {}\n  bare library  {}\n  An adapter adds nothing to its library: find out which of the two does not drive it as its user would.",
            adapter.client,
            adapter.operation,
            adapter.situation,
            shown(adapter),
            shown(bare)
        )
    })
}

/// A status that only one of them tells may be out of the other's reach.
fn tell_the_same(adapter: &Said, bare: &Said) -> bool {
    let agree = |left: Option<u64>, right: Option<u64>| left.is_none() || right.is_none() || left == right;
    adapter.result == bare.result
        && adapter.native == bare.native
        && agree(adapter.http_status.map(u64::from), bare.http_status.map(u64::from))
        && agree(adapter.items.map(|items| items as u64), bare.items.map(|items| items as u64))
        && agree(adapter.pages.map(u64::from), bare.pages.map(u64::from))
}

fn shown(observation: &Observation) -> String {
    let said = &observation.said;
    let parts = [
        Some(format!("{} requests", observation.requests)),
        Some(said.result.clone()),
        said.native.clone(),
        said.http_status.map(|status| format!("status {status}")),
        said.items.map(|items| format!("{items} items")),
        said.pages.map(|pages| format!("{pages} pages")),
        Some(said.reason.clone()).filter(|reason| !reason.is_empty()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use client_protocol::Drive;

    use super::*;

    fn seen(requests: usize, said: Said) -> Observation {
        Observation {
            client: "library".to_owned(),
            operation: "provider/operation".to_owned(),
            situation: "throttled",
            drive: Drive::Page,
            requests,
            said,
            waited: None,
        }
    }

    fn failed(native: &str) -> Said {
        Said { result: "failed".to_owned(), native: Some(native.to_owned()), ..Said::default() }
    }

    #[test]
    fn an_adapter_that_tries_once_more_is_told() {
        let difference = difference(&seen(4, failed("E")), &seen(3, failed("E")));
        assert!(difference.is_some_and(|text| text.contains("4 requests") && text.contains("3 requests")));
    }

    #[test]
    fn an_adapter_that_tells_another_error_is_told() {
        assert!(difference(&seen(3, failed("Mine")), &seen(3, failed("E"))).is_some());
    }

    #[test]
    fn an_adapter_that_keeps_items_back_is_told() {
        let items = |items| Said { result: "returned".to_owned(), items: Some(items), ..Said::default() };
        assert!(difference(&seen(1, items(4)), &seen(1, items(5))).is_some());
        assert_eq!(difference(&seen(1, items(5)), &seen(1, items(5))), None);
    }

    #[test]
    fn a_status_that_only_one_can_read_is_no_difference() {
        let with_status = Said { http_status: Some(429), ..failed("E") };
        assert_eq!(difference(&seen(3, with_status), &seen(3, failed("E"))), None);
    }
}
