//! Where signatures take their time from.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

/// A source of the current time; each attempt asks it anew before it signs.
///
/// ```
/// use model_transport::Clock;
///
/// let noon: jiff::Timestamp = "2026-01-01T12:00:00Z".parse()?;
/// assert_eq!(Clock::fixed(noon).now(), noon);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The computer's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::from_function(Timestamp::now)
    }

    /// A clock that does not move, for signatures that can be compared.
    #[must_use]
    pub fn fixed(time: Timestamp) -> Self {
        Self::from_function(move || time)
    }

    /// A clock of the caller's own.
    #[must_use]
    pub fn from_function(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// What the clock shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Clock").field(&self.now()).finish()
    }
}
