//! Reads calls line by line, answers them as they finish, and writes nothing else.

use std::io::{BufRead, Error, ErrorKind, Read, Write};
use std::time::Duration;

use client_protocol::{
    ClientInfo, Drive, FromClient, LINE_LIMIT, LineError, Outcome, OutcomeResult, Ready, ToClient, VERSION,
    parse_line, write_line,
};
use model_transport::Connections;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinSet;

use crate::operations;

/// Serves one harness until it says `bye` or its output ends, then answers the calls that are still open.
///
/// # Errors
/// For a line that is not of the protocol, a call before `hello`, and output that cannot be written.
pub async fn serve(input: impl BufRead + Send + 'static, mut output: impl Write) -> Result<(), Error> {
    let connections = Connections::new(Duration::from_secs(2)).map_err(Error::other)?;
    let mut lines = read_lines(input);
    let mut calls = JoinSet::new();
    let mut greeted = false;
    let mut open = true;
    while open || !calls.is_empty() {
        tokio::select! {
            line = lines.recv(), if open => match line.map(|line| parse_line(&line?).map_err(bad_line)) {
                Some(message) => match message? {
                    ToClient::Hello { protocol: VERSION } => {
                        greeted = true;
                        write(&mut output, &FromClient::Ready(ready()))?;
                    }
                    ToClient::Hello { protocol } => {
                        return Err(bad_line(format!("protocol {protocol} is not spoken here, only {VERSION}")));
                    }
                    ToClient::Call(_) if !greeted => return Err(bad_line("a call came before hello")),
                    ToClient::Call(call) => {
                        let connections = connections.clone();
                        calls.spawn(async move {
                            Outcome { seq: call.seq, result: operations::run(&call, connections).await }
                        });
                    }
                    ToClient::Bye => open = false,
                },
                None => open = false,
            },
            Some(outcome) = calls.join_next(), if !calls.is_empty() => {
                write(&mut output, &FromClient::Outcome(outcome?))?;
            }
        }
    }
    Ok(())
}

/// Reads on a thread of its own: it may block for ever, which must not keep the process from ending.
fn read_lines(mut input: impl BufRead + Send + 'static) -> UnboundedReceiver<Result<Vec<u8>, Error>> {
    let (sender, receiver) = unbounded_channel();
    std::thread::spawn(move || {
        loop {
            let mut line = Vec::new();
            let longest = LINE_LIMIT as u64 + 1;
            let read = input.by_ref().take(longest).read_until(b'\n', &mut line);
            let ended = !matches!(read, Ok(1..));
            let sent = match read {
                Ok(0) => Ok(()),
                read => sender.send(read.map(|_| line)),
            };
            if ended || sent.is_err() {
                break;
            }
        }
    });
    receiver
}

fn ready() -> Ready {
    Ready {
        protocol: VERSION,
        client: ClientInfo {
            name: "reference".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            language: "rust".to_owned(),
        },
        operations: operations::NAMES
            .iter()
            .map(|name| ((*name).to_owned(), vec![Drive::Page, Drive::Walk]))
            .collect(),
    }
}

fn write(output: &mut impl Write, message: &FromClient) -> Result<(), Error> {
    let line = match (write_line(message), message) {
        (Err(LineError::TooLong(length)), FromClient::Outcome(outcome)) => {
            let reason = format!("the outcome is a line of {length} bytes");
            let result = OutcomeResult::Broken { reason, trace: None };
            write_line(&FromClient::Outcome(Outcome { seq: outcome.seq, result }))
        }
        (line, _) => line,
    };
    output.write_all(line.map_err(Error::other)?.as_bytes())?;
    output.flush()
}

fn bad_line(problem: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(ErrorKind::InvalidData, problem)
}
