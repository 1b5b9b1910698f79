//! Takes every planned trial from case to verdict.
//!
//! `plan → serve → drive → judge → reconcile → report`: only serving and driving touch sockets and processes,
//! and judging is pure. The engine knows no provider by name; everything it says of one it has from the
//! contracts.

mod client;
mod coverage;
mod drive;
mod expected;
mod finding;
pub mod habits;
mod introduce;
mod judge;
mod laws;
pub mod live;
mod plan;
mod probe;
mod reconcile;
pub mod report;
mod run;
mod serve;
mod setup;
mod verdict;
mod work;

pub use client::{Client, ClientError, Manifest, find_clients};
pub use coverage::{Coverage, CoveredClause, coverage};
pub use expected::{Cause, ExpectedFailure, ExpectedFailures};
pub use finding::{Finding, Harm, Severity};
pub use introduce::introduction;
pub use judge::judge;
pub use laws::{LAWS, Law, probes, with_laws};
pub use plan::{Declared, Selection, SelectionError, Trial, plan};
pub use probe::Probe;
pub use reconcile::reconcile;
pub use run::{Progress, ProgressTo, Run, RunError, Settings, run};
pub use setup::{SetUp, set_up_state};
pub use verdict::{ClientAnswer, ClientRun, Judgement, Recording, TrialReport, Verdict};
