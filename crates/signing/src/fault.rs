//! What can be wrong with a signature, in words that hold no secret.

use std::fmt;

use crate::canonical::{Canonical, Difference};

/// Why a request does not verify.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A header that the scheme needs, or that is listed as signed, is not in the request.
    #[error("header {header} is missing")]
    Missing {
        /// The header, in lower case.
        header: String,
    },
    /// A header that may occur once occurs more often, so that it is not clear which one counts.
    #[error("header {header} occurs more than once")]
    Duplicate {
        /// The header, in lower case.
        header: String,
    },
    /// A header that the signature has to cover is not in the list of signed headers.
    #[error("header {header} is not among the signed headers")]
    Unsigned {
        /// The header, in lower case.
        header: String,
    },
    /// A header or a part of it does not have its form.
    #[error("{field} is malformed: expected {expected}, seen {seen:?}")]
    Malformed {
        /// The header, or the part of the Authorization header.
        field: &'static str,
        /// The text as sent, cut short when it is long.
        seen: String,
        /// The form it has to have.
        expected: &'static str,
    },
    /// The hash that a header claims is not that of the body.
    #[error("header {header} claims {claimed:?}, but the body's hash is {actual}")]
    BodyHash {
        /// The header, in lower case.
        header: String,
        /// The value as sent, cut short when it is long.
        claimed: String,
        /// SHA-256 of the body as received, in lower-case hex.
        actual: String,
    },
    /// The date in the Authorization header is not that of the date header.
    #[error("the Authorization header is dated {authorization}, but {header} says {seen}")]
    DateMismatch {
        /// The date header, in lower case.
        header: String,
        /// The date in the Authorization header.
        authorization: String,
        /// The date in the date header.
        seen: String,
    },
    /// Everything has its form, but the signature is another one.
    #[error("{0}")]
    Mismatch(Box<Mismatch>),
}

/// A signature that is not the verifier's, and what the client evidently signed instead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// The first line that differs; absent when no known mistake explains the signature.
    ///
    /// Its `expected` is the verifier's line, its `seen` the client's.
    pub line: Option<Difference>,
    /// The name of the mistake that explains the signature, such as `query-not-sorted`.
    pub mistake: Option<&'static str>,
    /// The same as a plain sentence.
    pub explanation: String,
    /// The canonical request as the verifier has it; session tokens are replaced by fingerprints.
    pub canonical: Canonical,
    /// The string to sign as the verifier has it, where the scheme has one.
    pub string_to_sign: Option<String>,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.line {
            Some(line) => write!(formatter, "signature differs: {line}; {}", self.explanation),
            None => {
                write!(formatter, "signature differs: {}; canonical request ", self.explanation)?;
                write!(formatter, "{:?}", self.canonical.text())?;
                match &self.string_to_sign {
                    Some(text) => write!(formatter, "; string to sign {text:?}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl Fault {
    pub(crate) fn missing(header: &str) -> Self {
        Self::Missing { header: header.to_owned() }
    }

    pub(crate) fn malformed(field: &'static str, seen: &str, expected: &'static str) -> Self {
        Self::Malformed { field, seen: excerpt(seen), expected }
    }
}

/// The text, cut short so that a hostile header cannot flood a report.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
