//! What the typed clients share: timeouts, bounded retries with back-off and jitter, errors.
