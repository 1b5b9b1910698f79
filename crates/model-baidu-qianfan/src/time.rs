//! A time without a zone, kept as the service wrote it.

use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// A date and time without a zone, such as `2023-05-31 23:34:38` (the reference, "Response", `createTime`, and its
/// sample). The reference does not say which zone is meant.
///
/// ```
/// use model_baidu_qianfan::CivilTimeText;
///
/// let time = CivilTimeText::from("2023-05-31 23:34:38");
/// assert_eq!(time.as_str(), "2023-05-31 23:34:38");
/// assert_eq!(time.date_time()?, jiff::civil::date(2023, 5, 31).at(23, 34, 38, 0));
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CivilTimeText(String);

impl CivilTimeText {
    /// The text as the service wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date and time on a wall clock in a zone that the reference does not name.
    ///
    /// # Errors
    /// If the text is not a date and time.
    pub fn date_time(&self) -> Result<DateTime, jiff::Error> {
        self.0.parse()
    }
}

impl From<&str> for CivilTimeText {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for CivilTimeText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
