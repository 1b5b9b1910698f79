//! Where the bytes of requests come from: a socket, or pieces that are there already.

use std::time::Instant;

use bytes::Bytes;

/// The client is gone.
pub(super) struct Gone;

/// Gives bytes in pieces of whatever size, and keeps those that are not consumed yet.
pub(super) trait Source {
    /// What has come and is not consumed.
    fn incoming(&self) -> &[u8];

    /// Takes bytes off the front of what has come.
    fn consume(&mut self, length: usize) -> Bytes;

    /// How many bytes were consumed in all.
    fn consumed(&self) -> u64;

    /// When the first byte came that is not consumed.
    fn first_waiting(&self) -> Instant;

    /// When the last byte came that is consumed.
    fn last_consumed(&self) -> Instant;

    /// Waits for more bytes.
    async fn read(&mut self) -> Result<(), Gone>;

    /// Sends `100 Continue` to a client that waits for it.
    async fn welcome(&mut self, exchange: u64) -> Result<(), Gone>;
}
