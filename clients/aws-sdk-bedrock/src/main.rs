//! Drives the library from JSON lines on standard input, adding nothing to it.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, BufRead, Write};

use client_protocol::{
    ClientInfo, Drive, FromClient, Outcome, OutcomeResult, Ready, ToClient, VERSION, parse_line, write_line,
};

mod library;

fn main() -> Result<(), Box<dyn Error>> {
    let mut lines_out = io::stdout().lock();
    for line in io::stdin().lock().split(b'\n') {
        let reply = match parse_line(&line?)? {
            ToClient::Hello { .. } => FromClient::Ready(ready()),
            ToClient::Call(call) => {
                let result = if call.operation == library::OPERATION {
                    library::answer(&call)
                } else {
                    OutcomeResult::Broken { reason: format!("not declared: {}", call.operation), trace: None }
                };
                FromClient::Outcome(Outcome { seq: call.seq, result })
            }
            ToClient::Bye => break,
        };
        lines_out.write_all(write_line(&reply)?.as_bytes())?;
        lines_out.flush()?;
    }
    Ok(())
}

fn ready() -> Ready {
    Ready {
        protocol: VERSION,
        client: ClientInfo {
            name: "aws-sdk-bedrock".to_owned(),
            version: library::version().to_owned(),
            language: "rust".to_owned(),
        },
        operations: BTreeMap::from([(library::OPERATION.to_owned(), vec![Drive::Page, Drive::Walk])]),
    }
}
