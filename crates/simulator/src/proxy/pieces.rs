//! Reads requests out of pieces of bytes that are there already.

use std::collections::VecDeque;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use wire::{ReceivedRequest, Unreadable};

use super::request::{self, Stop};
use super::source::{Gone, Source};

/// What the bytes of one connection came to.
#[derive(Debug)]
pub struct Conversation {
    /// The requests, in order.
    pub requests: Vec<ReceivedRequest>,
    /// Why reading ended before the bytes did.
    pub unreadable: Option<Unreadable>,
    /// How many bytes belong to the requests above, and to empty lines before and between them.
    pub consumed: u64,
}

/// Reads the requests of a connection whose bytes come in these pieces, as the fault proxy reads them from its socket.
///
/// How the bytes are cut makes no difference to what they say.
#[must_use]
pub fn read_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Conversation {
    let mut pieces = Pieces {
        waiting: pieces.into_iter().collect(),
        incoming: BytesMut::new(),
        consumed: 0,
        now: Instant::now(),
    };
    let mut conversation = Conversation { requests: Vec::new(), unreadable: None, consumed: 0 };
    loop {
        let exchange = conversation.requests.len() as u64;
        let mut from = 0;
        let read = pin!(request::read(&mut pieces, || exchange, 0, &mut from));
        // All pieces are given at the start, so reading never waits.
        let Poll::Ready(read) = read.poll(&mut Context::from_waker(Waker::noop())) else {
            return conversation;
        };
        match read {
            Ok(placed) => {
                conversation.consumed = placed.until;
                conversation.requests.push(placed.request);
            }
            Err(Stop::Gone) => return conversation,
            Err(Stop::Unreadable(problem)) => {
                conversation.unreadable = Some(problem);
                return conversation;
            }
        }
    }
}

struct Pieces<'a> {
    waiting: VecDeque<&'a [u8]>,
    incoming: BytesMut,
    consumed: u64,
    now: Instant,
}

impl Source for Pieces<'_> {
    fn incoming(&self) -> &[u8] {
        &self.incoming
    }

    fn consume(&mut self, length: usize) -> Bytes {
        self.consumed += length as u64;
        self.incoming.split_to(length).freeze()
    }

    fn consumed(&self) -> u64 {
        self.consumed
    }

    fn first_waiting(&self) -> Instant {
        self.now
    }

    fn last_consumed(&self) -> Instant {
        self.now
    }

    async fn read(&mut self) -> Result<(), Gone> {
        let piece = self.waiting.pop_front().ok_or(Gone)?;
        self.incoming.extend_from_slice(piece);
        Ok(())
    }

    async fn welcome(&mut self, _exchange: u64) -> Result<(), Gone> {
        Ok(())
    }
}
