//! Everything that can go wrong in a call.

use std::fmt;
use std::time::Duration;

/// Why a call gave no value.
///
/// ```
/// use model_transport::{Error, InvalidMember};
///
/// let error = Error::from(InvalidMember::number("maxResults", 0, "1 to 1000"));
/// assert_eq!(error.to_string(), "maxResults cannot be 0: it has to be 1 to 1000");
/// assert_eq!(error.attempts(), 0);
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service answered with an error: an error envelope at any status, or a status of 400 to 599.
    #[error(transparent)]
    Service(ServiceError),
    /// A value that cannot be sent; nothing was sent.
    #[error(transparent)]
    Refused(#[from] InvalidMember),
    /// Connecting, sending or receiving failed, or the answer was cut short.
    #[error("{message} (attempt {attempts})")]
    Transport {
        /// What failed, with its causes.
        message: String,
        /// How many attempts were made, this one included.
        attempts: u32,
    },
    /// No complete answer came in time.
    #[error("no complete answer within {after:?} (attempt {attempts})")]
    Timeout {
        /// How long the last attempt waited.
        after: Duration,
        /// How many attempts were made, this one included.
        attempts: u32,
    },
    /// A complete answer came, but it is not what the reference describes.
    #[error("the answer with status {http_status} cannot be understood: {message}")]
    Decode {
        /// What is wrong with it.
        message: String,
        /// The HTTP status.
        http_status: u16,
        /// The request id, if the answer has one.
        request_id: Option<String>,
        /// How many attempts were made, this one included.
        attempts: u32,
    },
    /// The service repeated a position, or said that more follows without saying where.
    #[error("{message}")]
    Paging {
        /// What is wrong with the page of results.
        message: String,
    },
}

/// An error that the service itself reported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the service answered {http_status}{}{}", .code.as_ref().map(|code| format!(" {code}")).unwrap_or_default(), .message.as_ref().map(|message| format!(": {message}")).unwrap_or_default())]
#[non_exhaustive]
pub struct ServiceError {
    /// The service's error code; absent where the answer has a failing status and no envelope.
    pub code: Option<String>,
    /// The service's message.
    pub message: Option<String>,
    /// The HTTP status.
    pub http_status: u16,
    /// The request id.
    pub request_id: Option<String>,
    /// How many attempts were made, the last one included.
    pub attempts: u32,
}

/// A value that a documented member, or a setting, cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{member} cannot be {}: it has to be {limit}", Shortened(.value))]
#[non_exhaustive]
pub struct InvalidMember {
    /// The member's documented name.
    pub member: &'static str,
    /// The value, as JSON, or `absent`.
    pub value: String,
    /// What the member allows.
    pub limit: &'static str,
}

/// A long value, cut for people; the error's field keeps it whole.
struct Shortened<'a>(&'a str);

impl Error {
    /// The service's error code, of [`Error::Service`] only.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Service(error) => error.code.as_deref(),
            _ => None,
        }
    }

    /// The service's message, of [`Error::Service`] only; `Display` describes every error.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Service(error) => error.message.as_deref(),
            _ => None,
        }
    }

    /// The HTTP status, if an answer came.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        match self {
            Self::Service(error) => Some(error.http_status),
            Self::Decode { http_status, .. } => Some(*http_status),
            _ => None,
        }
    }

    /// The request id, if an answer came that has one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Service(error) => error.request_id.as_deref(),
            Self::Decode { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// How many attempts the failing request made; 0 for [`Error::Refused`] and [`Error::Paging`].
    #[must_use]
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Service(error) => error.attempts,
            Self::Transport { attempts, .. } | Self::Timeout { attempts, .. } => *attempts,
            Self::Decode { attempts, .. } => *attempts,
            Self::Refused(_) | Self::Paging { .. } => 0,
        }
    }

    /// An error of a pager.
    #[must_use]
    pub fn paging(message: impl Into<String>) -> Self {
        Self::Paging { message: message.into() }
    }

    pub(crate) fn transport(error: &dyn std::error::Error, attempts: u32) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            message = format!("{message}: {error}");
            cause = error.source();
        }
        Self::Transport { message, attempts }
    }
}

impl InvalidMember {
    /// A text that the member cannot have; `limit` completes "it has to be".
    #[must_use]
    pub fn text(member: &'static str, value: &str, limit: &'static str) -> Self {
        Self { member, value: serde_json::Value::from(value).to_string(), limit }
    }

    /// A number that the member cannot have; `limit` completes "it has to be".
    #[must_use]
    pub fn number(member: &'static str, value: i64, limit: &'static str) -> Self {
        Self { member, value: value.to_string(), limit }
    }

    /// A required member that is not there; `limit` completes "it has to be".
    #[must_use]
    pub fn absent(member: &'static str, limit: &'static str) -> Self {
        Self { member, value: "absent".to_owned(), limit }
    }
}

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(60) {
            Some((end, _)) => {
                // The length is the text's own, not that of its quotes and escapes, for a limit may be about it.
                let text = serde_json::from_str::<String>(self.0);
                let length = text.as_deref().unwrap_or(self.0).chars().count();
                write!(formatter, "{}… ({length} characters)", &self.0[..end])
            }
            None => formatter.write_str(self.0),
        }
    }
}
