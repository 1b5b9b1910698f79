//! A server that answers by the contract fulfils every requirement that probes test.

use std::collections::BTreeSet;

use live::{Filter, LiveRun, ProbeResult, planned};
use serde_json::json;
use suite::Verdict;

use crate::testbed::{
    contracts, credentials, operations, probe, probe_with, serve, serve_always, settings, text,
};

/// No probe of a server needs more, walks included.
const MOST_REQUESTS_A_PROBE: usize = 64;

/// No run needs more requests a probe on the whole, since most probes ask once or twice.
const USUAL_REQUESTS_A_PROBE: usize = 8;

async fn run_of(operation: &str, items: usize) -> LiveRun {
    let server = serve(operation, items, json!([])).await;
    let run = probe(&server.url(), operation).await;
    let counted: usize = run.probes().map(|probe| probe.exchanges.len()).sum();
    // One more is the plain request that comes first.
    assert_eq!(server.so_far().exchanges.len(), counted + 1, "{operation}");
    let probes = run.probes().count();
    assert!(counted <= USUAL_REQUESTS_A_PROBE * probes, "{operation}: {counted} requests, {probes} probes");
    run
}

fn verdicts(run: &LiveRun, verdict: Verdict) -> Vec<&ProbeResult> {
    run.probes().filter(|probe| probe.verdict == verdict).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_requirement_is_fulfilled_with_many_items_and_with_none() {
    for operation in operations() {
        let ids: BTreeSet<String> =
            suite::probes(contracts(), &operation).into_iter().map(|probe| probe.id).collect();
        for items in [0, 37] {
            let run = run_of(&operation, items).await;
            let said = text(&run);
            let asked: BTreeSet<String> = run.probes().map(|probe| probe.probe.clone()).collect();
            assert_eq!(asked, ids, "{operation}, {items} items");
            for probe in run.probes() {
                assert!(probe.findings.is_empty(), "{operation}, {items} items: {said}");
                assert!(probe.exchanges.len() <= MOST_REQUESTS_A_PROBE, "{}", probe.probe);
                match probe.verdict {
                    Verdict::Passed => assert!(!probe.exchanges.is_empty(), "{}", probe.probe),
                    Verdict::Skipped => assert!(probe.reason.is_some(), "{}", probe.probe),
                    _ => panic!("{items} items: {} {:?}", probe.probe, probe.reason),
                }
            }
            let judged = verdicts(&run, Verdict::Passed).len();
            assert_eq!(run.exit_code(), if judged == 0 { 2 } else { 0 }, "{operation}, {items} items");
            if items > 0 && !asked.is_empty() {
                assert!(judged * 2 > asked.len(), "{operation}: only {judged} of {} judged", asked.len());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_answers_every_request_alike_breaks_a_requirement() {
    for operation in operations() {
        if suite::probes(contracts(), &operation).is_empty() {
            continue;
        }
        let server = serve(&operation, 3, json!([])).await;
        let plain = probe(&server.url(), &operation).await;
        assert!(plain.probes().next().is_some());
        // The first page, whatever the request and its signature.
        let page = plain
            .probes()
            .flat_map(|probe| &probe.exchanges)
            .filter_map(|exchange| exchange.answer.as_ref())
            .find(|answer| answer.status == 200)
            .map(|answer| answer.body.clone())
            .unwrap_or(json!({}));
        let always = serve_always(
            &operation,
            json!({"raw": {"status": 200, "content-type": "application/json", "body": {"json": page}}}),
        )
        .await;
        let run = probe(&always.url(), &operation).await;
        let broken = verdicts(&run, Verdict::Failed);
        assert!(!broken.is_empty(), "{operation}: {}", text(&run));
        assert_eq!(run.exit_code(), 1, "{operation}");
        for probe in broken {
            let finding = &probe.findings[0];
            assert_eq!(finding.clause, probe.clause);
            assert_eq!(finding.exchange, Some(probe.exchanges.len() - 1));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_glob_narrows_a_run_and_a_plan_shows_it_without_asking() {
    for operation in operations() {
        let all = suite::probes(contracts(), &operation);
        let Some(one) = all.first() else { continue };
        let server = serve(&operation, 3, json!([])).await;
        let mut settings = settings(&server.url(), &operation, &credentials());
        settings.filter = Filter::new(contracts(), &[], std::slice::from_ref(&one.id)).unwrap();
        let plan = planned(contracts(), &settings.filter, Some(&settings.endpoint), None);
        assert_eq!(server.so_far().exchanges.len(), 0);
        let run = probe_with(&settings).await;
        let asked: Vec<&str> = run.probes().map(|probe| probe.probe.as_str()).collect();
        assert_eq!(asked, [one.id.as_str()]);
        assert_eq!(plan.iter().map(|probe| probe.probe.as_str()).collect::<Vec<_>>(), asked);
        let first = &run.operations[0].probes[0].exchanges[0].request;
        assert_eq!(plan[0].first.as_ref().unwrap().target, first.target);
    }
}
