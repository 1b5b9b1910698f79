//! Takes every planned trial from case to verdict.
#![doc = include_str!("../README.md")]

mod client;
mod client_files;
pub mod default_behavior;
mod handshake;
mod known_failures;
mod output;
mod plan;
mod port;
mod process;
mod process_error;
mod reconcile;
mod results;
mod run;
mod settings;
mod setup;
mod setup_error;
mod worker;

pub use client::{Client, ClientError, find_clients};
pub use client_files::Manifest;
pub use handshake::{StartError, handshake};
pub use known_failures::{Cause, KnownFailure, KnownFailures};
pub use plan::{Declared, Selection, Trial, plan};
pub use process_error::{ProcessError, ProcessFault, ProgramError};
pub use reconcile::reconcile;
pub use results::{ClientResult, Evidence, Run, TrialResult};
pub use run::run;
pub use settings::{Progress, ProgressTo, RunError, Settings};
pub use setup::set_up_state;
pub use setup_error::{SetUp, SetUpError};
