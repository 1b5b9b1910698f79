//! How long to wait before the next attempt.

use std::time::Duration;

/// Exponential back-off with full jitter.
///
/// Before retry number `n` (from 0) the pause is drawn evenly from zero to `base * 2^n`, at most `cap`.
/// Where the service names a pause in `Retry-After`, the pause is at least that long, but also at most `cap`.
///
/// ```
/// use model_transport::BackOff;
/// use std::time::Duration;
///
/// let back_off = BackOff { base: Duration::from_millis(100), cap: Duration::from_secs(1) };
/// assert_eq!(back_off.longest(2), Duration::from_millis(400));
/// assert_eq!(back_off.longest(40), Duration::from_secs(1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackOff {
    /// The longest pause before the first retry.
    pub base: Duration,
    /// The longest pause of all, `Retry-After` included.
    pub cap: Duration,
}

impl Default for BackOff {
    /// 200 milliseconds, growing to 20 seconds.
    fn default() -> Self {
        Self { base: Duration::from_millis(200), cap: Duration::from_secs(20) }
    }
}

impl BackOff {
    /// The longest pause that jitter can draw before retry number `retry`, counted from 0.
    #[must_use]
    pub fn longest(&self, retry: u32) -> Duration {
        let factor = 1_u32.checked_shl(retry).unwrap_or(u32::MAX);
        self.base.checked_mul(factor).map_or(self.cap, |pause| pause.min(self.cap))
    }

    pub(crate) fn pause(&self, retry: u32, retry_after: Option<Duration>) -> Duration {
        let drawn = self.longest(retry).mul_f64(fastrand::f64());
        drawn.max(retry_after.unwrap_or_default().min(self.cap))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pauses_stay_between_the_asked_pause_and_the_cap(
            base in 0_u64..10_000, cap in 0_u64..10_000, retry in 0_u32..200, asked in proptest::option::of(0_u64..20),
        ) {
            let back_off = BackOff { base: Duration::from_millis(base), cap: Duration::from_millis(cap) };
            let asked = asked.map(Duration::from_secs);
            let pause = back_off.pause(retry, asked);
            prop_assert!(pause <= back_off.cap);
            prop_assert!(pause >= asked.unwrap_or_default().min(back_off.cap));
        }
    }
}
