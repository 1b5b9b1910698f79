//! What a trial costs compared with a bare exchange, what its parts cost, and that neither items nor exchanges add up.

#[expect(dead_code, reason = "the client of the tests writes heads itself, reqwest does it here")]
#[path = "../tests/clients/request.rs"]
mod request;

mod testbed;

use std::hint::black_box;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::Contracts;
use criterion::{Criterion, criterion_group, criterion_main};
use signing::Request;
use simulator::Scenario;
use testbed::{Bare, Failure, Port, run_of, written};
use tokio::runtime::Runtime;

/// How many trials one measured run has.
const TRIALS: usize = 500;

/// How many exchanges the memory is watched over, and in trials of how many.
const EXCHANGES: usize = 100_000;
const EXCHANGES_PER_TRIAL: usize = 500;

fn trial(criterion: &mut Criterion) {
    let runtime = runtime();
    let contracts = bundled();
    let mut group = criterion.benchmark_group("trial");
    let bare = runtime.block_on(Bare::start(&contracts));
    let mut bare = or_end(bare);
    group.bench_function("bare exchange through the same client", |bencher| {
        bencher.iter_custom(|iterations| {
            let begun = Instant::now();
            for _ in 0..iterations {
                or_end(runtime.block_on(bare.exchange()));
            }
            begun.elapsed()
        });
    });
    let run = or_end(run_of(TRIALS));
    group.bench_function("serve, drive, judge and report", |bencher| {
        bencher.iter_custom(|iterations| {
            let each = or_end(runtime.block_on(run.time_of_one()));
            Duration::from_secs_f64(each.as_secs_f64() * iterations as f64)
        });
    });
    group.finish();
}

fn checks(criterion: &mut Criterion) {
    let contracts = bundled();
    let mut group = criterion.benchmark_group("check");
    for operation in contracts.operations() {
        let derived = contract::derive(&contracts, operation);
        let validator = or_end(jsonschema::validator_for(&derived.response).map_err(Failure::from));
        let example = operation.examples.iter().find(|example| example.of == contract::ExampleOf::Response);
        let Some(body) = example.and_then(|example| example.body.as_ref()) else { continue };
        group.bench_function(format!("schema of {}", operation.id), |bencher| {
            bencher.iter(|| validator.is_valid(black_box(body)));
        });
        let scenario = Scenario::new(&operation.id, 1);
        let written = written(&contracts, operation, "127.0.0.1:8080", &scenario);
        let target = written.target();
        let scheme = contracts.provider(operation).signing.scheme;
        group.bench_function(format!("signature of {}", operation.id), |bencher| {
            bencher.iter(|| {
                let (method, headers, body) = (&written.method, &written.headers, &written.body);
                let request = Request { method, target: &target, headers, body };
                signing::verify(scheme, black_box(&request), &scenario.credentials.secret_access_key).is_ok()
            });
        });
    }
    group.finish();
}

fn answers(criterion: &mut Criterion) {
    let runtime = runtime();
    let contracts = bundled();
    let mut group = criterion.benchmark_group("answer");
    for operation in contracts.operations() {
        for (what, items, trials) in
            [("10 items", 10, 1), ("100000 items", 100_000, 1), ("10 items after 1000 trials", 10, 1000)]
        {
            let port = or_end(runtime.block_on(Port::open(&contracts, operation, items)));
            or_end(runtime.block_on(port.trials(trials, 1)));
            group.bench_function(format!("{}, {what}", operation.id), |bencher| {
                bencher.iter_custom(|iterations| {
                    or_end(runtime.block_on(port.trials(1, 1 + usize::try_from(iterations).unwrap_or(1))))
                });
            });
        }
    }
    group.finish();
}

fn memory(_: &mut Criterion) {
    let runtime = runtime();
    let contracts = bundled();
    let Some(operation) = contracts.operations().next() else { return };
    let port = or_end(runtime.block_on(Port::open(&contracts, operation, 10)));
    // The first upstream servers and the pools are no growth.
    or_end(runtime.block_on(port.trials(10, EXCHANGES_PER_TRIAL)));
    let before = resident();
    let trials = EXCHANGES / EXCHANGES_PER_TRIAL;
    let took = or_end(runtime.block_on(port.trials(trials, EXCHANGES_PER_TRIAL)));
    if let (Ok(before), Ok(after)) = (before, resident()) {
        let grown = (after as f64 - before as f64) / 1024.0;
        eprintln!(
            "memory: {grown:+.1} MiB resident after {EXCHANGES} exchanges in {trials} trials ({:.1} s)",
            took.as_secs_f64()
        );
    }
}

/// How much memory this process holds, in KiB; an error where the system does not report it.
fn resident() -> io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().split(' ').next()?.parse().ok());
    number.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn runtime() -> Runtime {
    or_end(Runtime::new().map_err(Failure::from))
}

fn bundled() -> Arc<Contracts> {
    Arc::new(or_end(Contracts::bundled().map_err(Failure::from)))
}

/// A benchmark that cannot work says why and ends.
fn or_end<T>(result: Result<T, Failure>) -> T {
    result.unwrap_or_else(|failure| {
        eprintln!("{failure}");
        std::process::exit(1)
    })
}

criterion_group! {
    name = trials;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1500));
    targets = trial, checks, answers, memory
}
criterion_main!(trials);
