//! What a client process writes: lines of its standard output, and the end of its standard error.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use client_protocol::LINE_LIMIT;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::sync::mpsc;

/// How much of a client's standard error is kept, in bytes.
const STDERR_KEPT: usize = 1_500;

/// One line of a client's standard output.
#[derive(Debug)]
pub(crate) enum Line {
    Text(Vec<u8>),
    TooLong,
}

impl Line {
    /// The line for a message, its beginning where it is long.
    pub(crate) fn truncated(&self) -> String {
        const LONGEST: usize = 200;
        match self {
            Self::TooLong => format!("a line of more than {LINE_LIMIT} bytes"),
            Self::Text(bytes) => {
                let text: String = String::from_utf8_lossy(bytes).trim_end().chars().take(LONGEST).collect();
                format!("the line {text:?}")
            }
        }
    }
}

/// Sends each line, until the output ends or a line is too long.
pub(crate) async fn read_lines(stdout: impl AsyncRead + Unpin, sender: mpsc::Sender<Line>) {
    let mut reader = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let limit = LINE_LIMIT as u64 + 2;
        match (&mut reader).take(limit).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let too_long = !line.ends_with(b"\n") && line.len() > LINE_LIMIT;
        let message = if too_long { Line::TooLong } else { Line::Text(line) };
        if sender.send(message).await.is_err() || too_long {
            return;
        }
    }
}

/// The last bytes of a client's standard error.
#[derive(Debug, Clone, Default)]
pub(crate) struct TrailingOutput(Arc<Mutex<VecDeque<u8>>>);

impl TrailingOutput {
    /// Keeps the end of what arrives.
    pub(crate) async fn fill(self, mut stderr: impl AsyncRead + Unpin) {
        let mut buffer = [0_u8; 4096];
        while let Ok(count @ 1..) = stderr.read(&mut buffer).await {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend(&buffer[..count]);
            let surplus = kept.len().saturating_sub(STDERR_KEPT);
            kept.drain(..surplus);
        }
    }

    /// What is kept, as text.
    pub(crate) fn text(&self) -> String {
        let kept: Vec<u8> = self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
        String::from_utf8_lossy(&kept).trim().to_owned()
    }

    /// Drops what is kept.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
