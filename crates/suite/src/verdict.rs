//! What a case or a probe comes to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The six verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
// Exhaustive: with a new verdict, the compiler names every place that shows or counts verdicts.
pub enum Verdict {
    /// Every requirement is kept.
    Passed,
    /// A documented or standard requirement is broken.
    Failed,
    /// It is broken, and the client's list of known failures says so.
    KnownFailure,
    /// The list says that it is broken, and it is not any more.
    Fixed,
    /// The library cannot express the case, or the case did not reach its fault; not checked.
    Skipped,
    /// The adapter or the harness could not work.
    Error,
}

impl Verdict {
    /// Every verdict, in the order of the report.
    pub const ALL: [Self; 6] =
        [Self::Passed, Self::Failed, Self::KnownFailure, Self::Fixed, Self::Skipped, Self::Error];
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::KnownFailure => "known failure",
            Self::Fixed => "fixed",
            Self::Skipped => "skipped",
            Self::Error => "error",
        })
    }
}
