//! What is wrong with a file: all of it, each problem with its file and place.

use std::fmt;
use std::path::PathBuf;

/// One thing that is wrong with one file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}: {problem}", file.display(), if pointer.is_empty() { "/" } else { pointer })]
pub struct Problem {
    /// The file, from the folder that was loaded.
    pub file: PathBuf,
    /// JSON Pointer of the place.
    pub pointer: String,
    /// What is wrong there, and what would be right.
    pub problem: String,
}

/// Every problem that was found; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.0.len() == 1 { "problem" } else { "problems" };
        write!(formatter, "{} {noun} in the contract files", self.0.len())?;
        for problem in &self.0 {
            write!(formatter, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
