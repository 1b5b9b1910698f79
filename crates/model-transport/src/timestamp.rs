//! A time in a response, kept as the service wrote it.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A time with a zone, kept as text so that no digit of its fraction is lost.
///
/// ```
/// use model_transport::TimestampText;
///
/// let time = TimestampText::from("2024-04-01T11:48:48.120Z");
/// assert_eq!(time.as_str(), "2024-04-01T11:48:48.120Z");
/// assert_eq!(time.timestamp()?.subsec_millisecond(), 120);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimestampText(String);

impl TimestampText {
    /// The text as the service wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instant, to the nanosecond.
    ///
    /// # Errors
    /// If the text is not a time of RFC 3339.
    pub fn timestamp(&self) -> Result<Timestamp, jiff::Error> {
        self.0.parse()
    }
}

impl From<&str> for TimestampText {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for TimestampText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
