//! Renders results as text: for a terminal, as JSON, as pages.
#![doc = include_str!("../README.md")]

pub mod commands;
pub mod coverage;
mod impact;
pub mod json;
pub mod library_index;
pub mod library_page;
mod markdown;
pub mod matrix;
mod measured;
mod notes;
pub mod probe_json;
pub mod probe_plan;
pub mod probe_terminal;
mod style;
pub mod terminal;
pub mod trace;
