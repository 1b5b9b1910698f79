//! A signature made with one mistake after the canonical request.

/// A signature made with one mistake after the canonical request.
pub(crate) struct KeyGuess {
    pub(crate) mistake: &'static str,
    /// `string to sign` or `signing key`.
    pub(crate) line: &'static str,
    pub(crate) expected: String,
    pub(crate) seen: String,
    pub(crate) because: String,
    pub(crate) signature: String,
}
