//! Runs the targets for some seconds each with a stable compiler: the corpus as it is, then mutations of it.
//!
//! It has no coverage to go by, so it finds what is near the corpus; libFuzzer goes further.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use fastrand::Rng;
use foreign_bytes::{TARGETS, Target, mutate};

/// No input may take longer.
const LONGEST: Duration = Duration::from_secs(10);

/// No target may need more memory, in KiB.
const MOST_MEMORY: u64 = 2 * 1024 * 1024;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut seconds, mut seed, mut only) = (5, 0, None);
    while let Some(name) = arguments.next() {
        let value = arguments.next().unwrap_or_default();
        let understood = match name.as_str() {
            "--seconds" => value.parse().map(|value| seconds = value).is_ok(),
            "--seed" => value.parse().map(|value| seed = value).is_ok(),
            "--target" => {
                only = Some(value.clone());
                TARGETS.iter().any(|target| target.name == value)
            }
            _ => false,
        };
        if !understood {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            eprintln!(
                "error: {name} {value:?}: expected --seconds N, --seed N or --target NAME, which is one of {}",
                names.join(", ")
            );
            return ExitCode::from(3);
        }
    }
    let current = watched();
    for target in TARGETS.iter().filter(|target| only.as_ref().is_none_or(|name| name == target.name)) {
        if let Err(problem) = run(target, Duration::from_secs(seconds), seed, &current) {
            eprintln!("error: {problem}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// The input at work, and since when.
type Current = Arc<Mutex<Option<(&'static str, Vec<u8>, Instant)>>>;

fn run(target: &'static Target, time: Duration, seed: u64, current: &Current) -> Result<(), String> {
    let corpus = corpus(target)?;
    let mut random = Rng::with_seed(seed);
    let begun = Instant::now();
    let mut runs: u64 = 0;
    let one = |input: Vec<u8>| {
        *current.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((target.name, input.clone(), Instant::now()));
        let failed = std::panic::catch_unwind(|| (target.check)(&input)).is_err();
        *current.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if failed { Err(kept(target.name, &input)) } else { Ok(()) }
    };
    for input in &corpus {
        one(input.clone())?;
        runs += 1;
    }
    while begun.elapsed() < time {
        let input = &corpus[random.usize(..corpus.len())];
        let other = &corpus[random.usize(..corpus.len())];
        one(mutate::mutated(input, other, target.longest, &mut random))?;
        runs += 1;
    }
    eprintln!(
        "{:<11} {:<48} {runs:>8} inputs in {:>4.1} s, {} of them the corpus",
        target.name,
        target.about,
        begun.elapsed().as_secs_f64(),
        corpus.len()
    );
    Ok(())
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn corpus(target: &Target) -> Result<Vec<Vec<u8>>, String> {
    let folder = here().join("corpus").join(target.name);
    let listed = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = listed.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.sort();
    let inputs: Result<Vec<Vec<u8>>, String> = files
        .iter()
        .map(|file| std::fs::read(file).map_err(|error| format!("{}: {error}", file.display())))
        .collect();
    inputs.and_then(|inputs| {
        if inputs.is_empty() { Err(format!("{}: no input", folder.display())) } else { Ok(inputs) }
    })
}

/// Writes the input down and says where, and how to run it again.
fn kept(target: &str, input: &[u8]) -> String {
    let folder = here().join("artifacts").join(target);
    let file = folder.join(format!("{:016x}", fnv(input)));
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, input));
    let place = written.map_or_else(|error| format!("not written: {error}"), |()| file.display().to_string());
    format!(
        "{target}: a guarantee is broken by the input in {place}\n{}\nput it into fuzz/corpus/{target} and fix what it shows",
        input.escape_ascii()
    )
}

/// A name for an input.
fn fnv(input: &[u8]) -> u64 {
    input
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Ends the process when an input takes too long or too much memory, which no target can do by itself.
fn watched() -> Current {
    let current: Current = Arc::default();
    let watched = Arc::clone(&current);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_millis(200));
            let large = peak_memory().is_some_and(|peak| peak > MOST_MEMORY);
            let current = watched.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let Some((target, input, begun)) = current else { continue };
            let slow = begun.elapsed() > LONGEST;
            if large || slow {
                let what = if slow { "longer than 10 s" } else { "more than 2 GiB" };
                eprintln!("error: an input took {what}; {}", kept(target, &input));
                std::process::exit(2);
            }
        }
    });
    current
}

/// The most memory that this process has had, in KiB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
