//! What is judged: what went over the wire, and the outcome that the client returned.

use client_protocol::OutcomeResult;
use contract::Finding;

/// All that happened in a trial.
#[derive(Debug, Clone)]
pub struct TrialRecording {
    /// Bytes both ways with times and connections.
    pub wire: wire::Recording,
    /// What the client answered.
    pub answer: ClientAnswer,
}

/// What a client answered to one call.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientAnswer {
    /// An outcome, as the protocol asks for.
    Outcome(OutcomeResult),
    /// Nothing before the deadline.
    Silent,
    /// The adapter did not start or broke the protocol; the reason in words.
    Unusable(String),
}

impl ClientAnswer {
    /// Whether the answer shows that the library did anything at all.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        !matches!(
            self,
            Self::Outcome(OutcomeResult::Unsupported { .. } | OutcomeResult::Broken { .. })
                | Self::Unusable(_)
        )
    }
}

/// The result of judging, before known failures are applied.
#[derive(Debug, Clone, PartialEq)]
// Exhaustive: with a new judgement, the compiler names every place that turns judgements into verdicts.
pub enum Judgement {
    /// The trial was judged; without a violation among the findings the client passes.
    Judged(Vec<Finding>),
    /// The library cannot express the case, or the client did not reach its fault; counts as not verified.
    /// Never a violation among the findings.
    Skipped(String, Vec<Finding>),
    /// The adapter or the harness failed; the reason in words.
    Error(String),
}
