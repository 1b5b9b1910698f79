//! How far a run is: a bar on a terminal, plain lines elsewhere.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use runner::{Progress, ProgressTo};
use suite::Verdict;

/// A set-up that took longer was not only looked up.
const WORTH_TELLING: Duration = Duration::from_secs(2);

/// A bar on a terminal, plain lines elsewhere.
#[must_use]
pub fn progress() -> ProgressTo {
    let (bar, terminal) = new_bar();
    // The template is fixed and known to be right; were it not, the default one serves.
    bar.set_style(
        ProgressStyle::with_template("{elapsed_precise} {wide_bar} {pos}/{len} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.enable_steady_tick(Duration::from_millis(200));
    let setting_up = Mutex::new(BTreeSet::new());
    Arc::new(move |progress| match progress {
        Progress::SettingUp { client } => {
            let mut names = setting_up.lock().unwrap_or_else(PoisonError::into_inner);
            names.insert(client.to_owned());
        }
        Progress::SetUp { client, took } => {
            if !terminal && took > WORTH_TELLING {
                anstream::eprintln!("set up {client} in {:.0} s", took.as_secs_f64());
            }
            let mut names = setting_up.lock().unwrap_or_else(PoisonError::into_inner);
            names.remove(client);
            let left: Vec<&str> = names.iter().map(String::as_str).collect();
            if terminal && !left.is_empty() {
                bar.set_message(format!("setting up {}", left.join(", ")));
            }
        }
        Progress::Planned { trials } => {
            bar.set_length(trials as u64);
            bar.set_message("");
            if !terminal {
                anstream::eprintln!("{trials} trials");
            }
        }
        Progress::Done { trial } => {
            bar.inc(1);
            if !terminal
                && !matches!(trial.verdict, Verdict::Passed | Verdict::Skipped | Verdict::KnownFailure)
            {
                anstream::eprintln!("{}  {}  {}", trial.verdict, trial.case, trial.client);
            }
            if bar.length() == Some(bar.position()) {
                bar.finish_and_clear();
            }
        }
    })
}

/// A bar on a terminal, nothing elsewhere.
pub(crate) fn new_bar() -> (ProgressBar, bool) {
    let terminal = std::io::stderr().is_terminal();
    let target = if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    (ProgressBar::with_draw_target(Some(0), target), terminal)
}
