//! A client for tests: it behaves, or misbehaves, as its last argument says.

mod request;
mod right;

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::path::Path;

use client_protocol::{
    Call, ClientError, ClientInfo, Drive, ErrorKind, FromClient, LINE_LIMIT, Outcome, OutcomeResult, Ready,
    Stopped, ToClient, parse_line, write_line,
};
use contract::Contracts;
use right::Right;
use serde_json::json;

type Outcomes = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcomes {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["append", file] => {
            let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file)?;
            writeln!(file, "set up")?;
            Ok(())
        }
        ["fail"] => {
            say("why the set-up command failed")?;
            std::process::exit(7)
        }
        ["baseline", endpoint, operation, drive, access_key, secret_key] => {
            baseline(&Contracts::bundled()?, [endpoint, operation, drive, access_key, secret_key])
        }
        ["schemas", folder, mode] => client(&Contracts::load(Path::new(folder))?, mode),
        [.., mode] => client(&Contracts::bundled()?, mode),
        [] => Err("which mode?".into()),
    }
}

fn client(contracts: &Contracts, mode: &str) -> Outcomes {
    let mut right = Right::new(contracts);
    for line in io::stdin().lock().lines() {
        match parse_line::<ToClient>(line?.as_bytes())? {
            ToClient::Hello { .. } => ready(contracts, mode)?,
            ToClient::Call(call) => answer(&mut right, mode, &call)?,
            ToClient::Bye => return Ok(()),
        }
    }
    Ok(())
}

/// The script that drives the library alone: one call, and one line of JSON.
fn baseline(
    contracts: &Contracts,
    [endpoint, operation, drive, access_key, secret_key]: [&str; 5],
) -> Outcomes {
    let provider = operation.split('/').next().unwrap_or_default();
    let call = serde_json::from_value(json!({
        "seq": 1, "operation": operation, "drive": drive, "endpoint": endpoint, "input": {},
        "region": contracts.providers[provider].endpoint.region,
        "credentials": {"access_key_id": access_key, "secret_access_key": secret_key},
        "limits": {"pages": 50},
    }))?;
    let observed = match Right::new(contracts).outcome(&call) {
        OutcomeResult::Returned { pages, .. } => json!({"result": "returned", "pages": pages}),
        OutcomeResult::Failed { error, .. } => json!({"result": "failed", "native": error.native}),
        other => json!({"result": format!("{other:?}")}),
    };
    say(&observed.to_string())
}

fn ready(contracts: &Contracts, mode: &str) -> Outcomes {
    let drives = if mode == "page-only" { vec![Drive::Page] } else { vec![Drive::Page, Drive::Walk] };
    let mut ready = Ready {
        protocol: 1,
        client: ClientInfo {
            name: mode.to_owned(),
            version: "1.0.0".to_owned(),
            language: "rust".to_owned(),
        },
        operations: contracts.operations().map(|operation| (operation.id.clone(), drives.clone())).collect(),
    };
    match mode {
        "noise-instead-of-ready" => return say("Welcome to the library!"),
        "never-ready" => return Ok(()),
        "dies-at-once" => {
            io::stderr().write_all(b"no such library\n")?;
            std::process::exit(3)
        }
        "outcome-first" => return send(0, OutcomeResult::Unsupported { reason: String::new() }),
        "unknown-operation" => {
            ready.operations.insert("nobody/list-nothing".to_owned(), vec![Drive::Page]);
        }
        "one-operation" => ready.operations = ready.operations.into_iter().take(1).collect(),
        "no-operations" => ready.operations = BTreeMap::new(),
        "other-protocol" => ready.protocol = 2,
        "unknown-fields" => {
            let mut line = serde_json::to_value(FromClient::Ready(ready))?;
            line["mood"] = json!({"good": [true]});
            line["client"]["colour"] = json!("red");
            return say(&line.to_string());
        }
        _ => {}
    }
    say(write_line(&FromClient::Ready(ready))?.trim_end())
}

fn answer(right: &mut Right<'_>, mode: &str, call: &Call) -> Outcomes {
    let seq = call.seq;
    let returned =
        |output| OutcomeResult::Returned { output, part: None, pages: Some(1), stopped: Stopped::End };
    match mode {
        "does-nothing" => send(seq, returned(json!({}))),
        "tries-again" => send(
            seq,
            match right.outcome(call) {
                OutcomeResult::Failed { .. } => right.outcome(call),
                value => value,
            },
        ),
        "always-fails" => send(seq, failed(ErrorKind::Other)),
        "always-refuses" => send(seq, failed(ErrorKind::Refused)),
        "unsupported" => send(seq, OutcomeResult::Unsupported { reason: "typed".to_owned() }),
        "broken" => send(seq, OutcomeResult::Broken { reason: "no such method".to_owned(), trace: None }),
        "silent" | "never-ready" => Ok(()),
        "dies" => {
            io::stderr().write_all(b"segmentation fault, as it were\n")?;
            std::process::exit(3)
        }
        "wrong-seq" => send(seq + 1, right.outcome(call)),
        "ready-again" => {
            say(r#"{"type":"ready","protocol":1,"client":{"name":"x","version":"1"},"operations":{}}"#)
        }
        "unknown-type" => say(r#"{"type":"progress","seq":1}"#),
        "noise-before" => {
            say("DEBUG: sending")?;
            send(seq, right.outcome(call))
        }
        "noise-after" => {
            send(seq, right.outcome(call))?;
            say("DEBUG: done")
        }
        "twice" => {
            let outcome = right.outcome(call);
            send(seq, outcome.clone())?;
            send(seq, outcome)
        }
        "huge-line" => say(&format!("{{\"type\":\"outcome\",\"x\":\"{}\"}}", "x".repeat(LINE_LIMIT))),
        "unknown-fields" => {
            let outcome = FromClient::Outcome(Outcome { seq, result: right.outcome(call) });
            let mut line = serde_json::to_value(outcome)?;
            line["took"] = json!(5);
            say(&line.to_string())
        }
        "says-limit" => {
            let mut page = call.clone();
            page.drive = Drive::Page;
            let mut outcome = right.outcome(&page);
            if let OutcomeResult::Returned { pages, stopped, .. } = &mut outcome {
                (*pages, *stopped) = (call.limits.pages, Stopped::Limit);
            }
            send(seq, outcome)
        }
        _ => send(seq, right.outcome(call)),
    }
}

fn failed(kind: ErrorKind) -> OutcomeResult {
    OutcomeResult::Failed {
        error: ClientError {
            kind,
            code: None,
            message: None,
            http_status: None,
            request_id: None,
            native: "Error".to_owned(),
        },
        output: None,
        part: None,
        pages: None,
    }
}

fn send(seq: u64, result: OutcomeResult) -> Outcomes {
    say(write_line(&FromClient::Outcome(Outcome { seq, result }))?.trim_end())
}

/// Writes one line in one go, as programs do that flush at each line.
fn say(line: &str) -> Outcomes {
    let mut out = io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes())?;
    Ok(out.flush()?)
}
