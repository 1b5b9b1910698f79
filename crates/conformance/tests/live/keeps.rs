//! A server that answers by the contract keeps every promise that is asked of it.

use std::collections::BTreeSet;

use conformance::Verdict;
use conformance::live::{LiveRun, ProbeReport, Wanted, planned};
use serde_json::json;

use crate::stand::{CONTRACTS, credentials, operations, probe, probe_with, serve, settings, told};

/// No probe of a server needs more, walks included.
const MOST_REQUESTS_A_PROBE: usize = 64;

/// No round needs more requests a probe on the whole, since most probes ask once or twice.
const USUAL_REQUESTS_A_PROBE: usize = 8;

async fn round(operation: &str, jobs: usize) -> LiveRun {
    let server = serve(operation, jobs, json!([])).await;
    let run = probe(&server.url(), operation).await;
    let counted: usize = run.probes().map(|probe| probe.exchanges.len()).sum();
    // One more is the plain request that comes first.
    assert_eq!(server.so_far().exchanges.len(), counted + 1, "{operation}");
    let probes = run.probes().count();
    assert!(counted <= USUAL_REQUESTS_A_PROBE * probes, "{operation}: {counted} requests, {probes} probes");
    run
}

fn verdicts(run: &LiveRun, verdict: Verdict) -> Vec<&ProbeReport> {
    run.probes().filter(|probe| probe.verdict == verdict).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_promise_is_kept_with_many_jobs_and_with_none() {
    for operation in operations() {
        let ids: BTreeSet<String> =
            conformance::probes(&CONTRACTS, &operation).into_iter().map(|probe| probe.id).collect();
        for jobs in [0, 37] {
            let run = round(&operation, jobs).await;
            let said = told(&run);
            let asked: BTreeSet<String> = run.probes().map(|probe| probe.probe.clone()).collect();
            assert_eq!(asked, ids, "{operation}, {jobs} jobs");
            for probe in run.probes() {
                assert!(probe.findings.is_empty(), "{operation}, {jobs} jobs: {said}");
                assert!(probe.exchanges.len() <= MOST_REQUESTS_A_PROBE, "{}", probe.probe);
                match probe.verdict {
                    Verdict::Conforms => assert!(!probe.exchanges.is_empty(), "{}", probe.probe),
                    Verdict::NotApplicable => assert!(probe.reason.is_some(), "{}", probe.probe),
                    _ => panic!("{jobs} jobs: {} {:?}", probe.probe, probe.reason),
                }
            }
            let judged = verdicts(&run, Verdict::Conforms).len();
            assert_eq!(run.exit_code(), if judged == 0 { 2 } else { 0 }, "{operation}, {jobs} jobs");
            if jobs > 0 && !asked.is_empty() {
                assert!(judged * 2 > asked.len(), "{operation}: only {judged} of {} judged", asked.len());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_answers_every_request_alike_breaks_a_promise() {
    for operation in operations() {
        if conformance::probes(&CONTRACTS, &operation).is_empty() {
            continue;
        }
        let server = serve(&operation, 3, json!([])).await;
        let plain = probe(&server.url(), &operation).await;
        assert!(plain.probes().next().is_some());
        // The first page, whatever is asked for and whoever asks.
        let page = plain
            .probes()
            .flat_map(|probe| &probe.exchanges)
            .filter_map(|exchange| exchange.answer.as_ref())
            .find(|answer| answer.status == 200)
            .map(|answer| answer.body.clone())
            .unwrap_or(json!({}));
        let always = crate::stand::serve_always(
            &operation,
            json!({"raw": {"status": 200, "content-type": "application/json", "body": {"json": page}}}),
        )
        .await;
        let run = probe(&always.url(), &operation).await;
        let broken = verdicts(&run, Verdict::Violates);
        assert!(!broken.is_empty(), "{operation}: {}", told(&run));
        assert_eq!(run.exit_code(), 1, "{operation}");
        for probe in broken {
            let finding = &probe.findings[0];
            assert_eq!(finding.clause, probe.clause);
            assert_eq!(finding.exchange, Some(probe.exchanges.len() - 1));
            assert!(probe.curl.as_ref().unwrap().starts_with("curl "), "{}", probe.probe);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_glob_narrows_a_round_and_a_plan_shows_it_without_asking() {
    for operation in operations() {
        let all = conformance::probes(&CONTRACTS, &operation);
        let Some(one) = all.first() else { continue };
        let server = serve(&operation, 3, json!([])).await;
        let mut settings = settings(&server.url(), &operation, &credentials());
        settings.wanted = Wanted::new(&CONTRACTS, &[], std::slice::from_ref(&one.id)).unwrap();
        let plan = planned(&CONTRACTS, &settings.wanted, Some(&settings.endpoint), None);
        assert_eq!(server.so_far().exchanges.len(), 0);
        let run = probe_with(&settings).await;
        let asked: Vec<&str> = run.probes().map(|probe| probe.probe.as_str()).collect();
        assert_eq!(asked, [one.id.as_str()]);
        assert_eq!(plan.iter().map(|probe| probe.probe.as_str()).collect::<Vec<_>>(), asked);
        let first = &run.operations[0].probes[0].exchanges[0].request;
        assert_eq!(plan[0].first.as_ref().unwrap().target, first.target);
    }
}
