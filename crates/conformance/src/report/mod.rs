//! What a person or a program gets to read of a run.

pub mod coverage;
pub mod curl;
mod harms;
pub mod json;
pub mod live;
pub mod matrix;
pub mod terminal;
pub mod trace;

use std::io::{self, Write};

use crate::run::Run;

/// One way to write a run down.
type Format = fn(&Run, &mut dyn Write) -> io::Result<()>;

/// Every report format by the name of its flag.
pub const FORMATS: &[(&str, Format)] = &[("terminal", terminal::write), ("json", json::write)];
