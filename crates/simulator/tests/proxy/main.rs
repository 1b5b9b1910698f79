//! The fault proxy as a client's socket sees it: exact bytes, exact endings, and the events that tell of them.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod events;
mod faults;
mod framing;
mod listener;
mod pieces;
mod robust;
mod stalls;
mod testbed;
