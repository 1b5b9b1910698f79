//! Renders results as text: for a terminal, as JSON, as pages.
//!
//! One file a format. Runs and probes leave data behind; whatever of it is text for a person or a program is made here.

pub mod commands;
pub mod coverage;
mod impact;
pub mod json;
pub mod matrix;
pub mod probe_json;
pub mod probe_plan;
pub mod probe_terminal;
mod style;
pub mod terminal;
pub mod trace;
