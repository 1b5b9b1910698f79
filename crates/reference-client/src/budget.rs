//! Turns the limits of a call into settings of the library.

use std::time::Duration;

use client_protocol::Call;
use model_transport::{BackOff, Connections, Credentials, Error, Settings};

/// The settings for one call.
///
/// # Errors
/// For an endpoint or a number of attempts that the library refuses.
pub(crate) fn settings(call: &Call, connections: Connections) -> Result<Settings, Error> {
    let credentials = Credentials {
        access_key_id: call.credentials.access_key_id.clone(),
        secret_access_key: call.credentials.secret_access_key.clone().into(),
        session_token: call.credentials.session_token.clone().map(Into::into),
    };
    let attempts = call.limits.attempts.unwrap_or(DEFAULT_ATTEMPTS);
    let mut settings = Settings::builder(&call.endpoint, &call.region, credentials)
        .connections(connections)
        .attempts(attempts)
        .back_off(BACK_OFF);
    if let Some(deadline) = call.limits.deadline_ms {
        let (back_off, attempt_timeout) = shares(Duration::from_millis(deadline), attempts.max(1));
        settings = settings.back_off(back_off).attempt_timeout(attempt_timeout);
    }
    settings.build()
}

// Real pauses, but short ones: a harness plays many calls.
const BACK_OFF: BackOff = BackOff { base: Duration::from_millis(50), cap: Duration::from_secs(2) };

// What the library does where nothing is set.
const DEFAULT_ATTEMPTS: u32 = 3;

const SHORTEST: Duration = Duration::from_millis(20);

/// The pauses and the time for one attempt with which a request ends before the deadline, whether the service
/// stays silent each time or asks for the longest pause each time.
fn shares(deadline: Duration, attempts: u32) -> (BackOff, Duration) {
    let retries = attempts - 1;
    let cap = deadline.mul_f64(0.9) / retries.max(1);
    let back_off = BackOff { cap: BACK_OFF.cap.min(cap), ..BACK_OFF };
    let pauses: Duration = (0..retries).map(|retry| back_off.longest(retry)).sum();
    let share = deadline.mul_f64(0.8).saturating_sub(pauses) / attempts;
    (back_off, share.max(SHORTEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_and_pauses_end_before_the_deadline() {
        for (deadline, attempts, cap, timeout) in
            [(5000, 3, 2000, 1283), (1000, 1, 900, 800), (1000, 4, 300, 112), (100, 3, 45, 20)]
        {
            let (back_off, attempt_timeout) = shares(Duration::from_millis(deadline), attempts);
            assert_eq!((back_off.cap.as_millis(), attempt_timeout.as_millis()), (cap, timeout), "{deadline}");
        }
    }
}
