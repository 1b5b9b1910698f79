//! Typed requests, responses, errors and pagers of volcengine-ark.
