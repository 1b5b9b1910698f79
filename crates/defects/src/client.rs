//! A client of the protocol that starts another one and sits between it and the harness, on the protocol and on HTTP.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use client_protocol::{Call, FromClient, Outcome, OutcomeResult, ToClient, parse_line, write_line};
use signing::Credentials;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::Command;

use crate::context::{CallContext, OperationView};
use crate::defect::{Defect, Mutation};
use crate::message::{Answer, Request};
use crate::proxy::{Interceptor, listen};
use crate::signed::Signature;

/// What to run and what to do to it.
#[derive(Debug)]
pub struct Settings {
    /// The changes, in order; none for a client that is as it is.
    pub defects: Vec<&'static Defect>,
    /// The client behind it.
    pub command: Vec<String>,
    /// The contracts' folder.
    pub schemas: PathBuf,
}

/// The proxy's side of a call.
struct Session {
    defects: Vec<&'static Defect>,
    current: Mutex<Option<Current>>,
}

struct Current {
    context: CallContext,
    upstream: SocketAddr,
}

/// Serves one harness until it says `bye` or its input ends.
///
/// # Errors
/// If the client behind does not start or does not keep to the protocol, or if no port can be had.
pub async fn run(settings: Settings) -> io::Result<()> {
    let (program, arguments) =
        settings.command.split_first().ok_or_else(|| io::Error::other("no command behind --"))?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let (Some(mut to_child), Some(from_child)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::Error::other("the client's standard streams cannot be had"));
    };
    let session = Arc::new(Session { defects: settings.defects.clone(), current: Mutex::new(None) });
    let address = listen(Arc::clone(&session) as Arc<dyn Interceptor>).await?;
    let mut from_child = BufReader::new(from_child).lines();
    let mut from_harness = BufReader::new(tokio::io::stdin()).lines();
    let mut operations = BTreeMap::new();
    while let Some(line) = from_harness.next_line().await? {
        let call = match parse_line::<ToClient>(line.as_bytes()).map_err(io::Error::other)? {
            ToClient::Call(call) => *call,
            ToClient::Hello { .. } => {
                say(&mut to_child, &format!("{line}\n")).await?;
                let ready = next(&mut from_child).await?;
                say(&mut tokio::io::stdout(), &checked_ready(&ready)?).await?;
                continue;
            }
            ToClient::Bye => {
                say(&mut to_child, &format!("{line}\n")).await?;
                break;
            }
        };
        let operation = match operations.get(&call.operation) {
            Some(found) => Arc::clone(found),
            None => {
                let read =
                    OperationView::read(&settings.schemas, &call.operation).map_err(io::Error::other)?;
                let operation = Arc::new(read);
                operations.insert(call.operation.clone(), Arc::clone(&operation));
                operation
            }
        };
        let seq = call.seq;
        session.begin(operation, call.clone())?;
        let result = answered(&session, call, address, &mut to_child, &mut from_child).await?;
        if session.is_silent(&result) {
            // The harness ends a client that says nothing.
            std::future::pending::<()>().await;
        }
        let line = write_line(&FromClient::Outcome(Outcome { seq, result })).map_err(io::Error::other)?;
        say(&mut tokio::io::stdout(), &line).await?;
    }
    drop(to_child);
    child.wait().await.map(drop)
}

/// The outcome that the harness gets; the client is called as often as the defects want.
async fn answered(
    session: &Session,
    call: Call,
    address: SocketAddr,
    to_child: &mut (impl AsyncWriteExt + Unpin),
    from_child: &mut Lines<impl AsyncBufRead + Unpin>,
) -> io::Result<OutcomeResult> {
    if let Some(result) = session.instead() {
        return Ok(result);
    }
    let mut call = session.inward(call);
    loop {
        call.endpoint = format!("http://{address}");
        let line = write_line(&ToClient::Call(Box::new(call))).map_err(io::Error::other)?;
        say(to_child, &line).await?;
        let line = next(from_child).await?;
        let mut result = match parse_line::<FromClient>(line.as_bytes()).map_err(io::Error::other)? {
            FromClient::Outcome(outcome) => outcome.result,
            FromClient::Ready(_) => return Err(io::Error::other("ready again instead of an outcome")),
        };
        match session.again(&result) {
            Some(again) => call = again,
            None => {
                session.outward(&mut result);
                return Ok(result);
            }
        }
    }
}

impl Session {
    fn begin(&self, operation: Arc<OperationView>, call: Call) -> io::Result<()> {
        let address = call.endpoint.trim_start_matches("http://").trim_end_matches('/');
        let upstream = address.parse().map_err(|error| io::Error::other(format!("{address}: {error}")))?;
        *self.current() =
            Some(Current { context: CallContext { operation, call, past: Vec::new(), again: 0 }, upstream });
        Ok(())
    }

    fn current(&self) -> MutexGuard<'_, Option<Current>> {
        // A poisoned lock only says that some task panicked; what it guards is still whole.
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mutations(&self) -> impl Iterator<Item = &'static Mutation> {
        self.defects.iter().flat_map(|defect| defect.mutations)
    }

    fn instead(&self) -> Option<OutcomeResult> {
        let current = self.current();
        let context = &current.as_ref()?.context;
        self.mutations().find_map(|mutation| match mutation {
            Mutation::Instead(instead) => instead(context),
            _ => None,
        })
    }

    fn inward(&self, mut call: Call) -> Call {
        let current = self.current();
        let Some(current) = current.as_ref() else { return call };
        for mutation in self.mutations() {
            if let Mutation::Call(change) = mutation {
                change(&current.context, &mut call);
            }
        }
        call
    }

    fn again(&self, result: &OutcomeResult) -> Option<Call> {
        let mut current = self.current();
        let context = &mut current.as_mut()?.context;
        let call = self.mutations().find_map(|mutation| match mutation {
            Mutation::Again(again) => again(context, result),
            _ => None,
        })?;
        context.again += 1;
        Some(call)
    }

    fn outward(&self, result: &mut OutcomeResult) {
        let current = self.current();
        let Some(current) = current.as_ref() else { return };
        for mutation in self.mutations() {
            if let Mutation::Outcome(change) = mutation {
                change(&current.context, result);
            }
        }
    }

    fn is_silent(&self, result: &OutcomeResult) -> bool {
        let current = self.current();
        let Some(current) = current.as_ref() else { return false };
        self.mutations()
            .any(|mutation| matches!(mutation, Mutation::Silent(silent) if silent(&current.context, result)))
    }

    /// Signs a request as the defects have it.
    fn sign(&self, context: &CallContext, upstream: SocketAddr, received: &Request, request: &mut Request) {
        // The harness is to see what it would see without the proxy.
        request.set_header("host", &upstream.to_string());
        let keys = &context.call.credentials;
        let credentials = Credentials {
            access_key_id: keys.access_key_id.clone(),
            secret_access_key: keys.secret_access_key.clone().into(),
            session_token: keys.session_token.clone().map(Into::into),
        };
        let mut signature =
            Signature::due(&context.operation.provider, received, &context.call.region, credentials);
        for mutation in self.mutations() {
            if let Mutation::Signature(change) = mutation {
                change(context, request, &mut signature);
            }
        }
        signature.put_on(request);
        for mutation in self.mutations() {
            if let Mutation::Signed(change) = mutation {
                change(context, request);
            }
        }
    }
}

impl Interceptor for Session {
    fn upstream(&self) -> Option<SocketAddr> {
        self.current().as_ref().map(|current| current.upstream)
    }

    fn request(&self, received: Request) -> Request {
        let mut current = self.current();
        let Some(Current { context, upstream }) = current.as_mut() else { return received };
        let mut request = received.clone();
        for mutation in self.mutations() {
            if let Mutation::Request(change) = mutation {
                change(context, &mut request);
            }
        }
        self.sign(context, *upstream, &received, &mut request);
        context.past.push((request.clone(), None));
        request
    }

    fn reads_answers(&self) -> bool {
        self.defects.iter().any(|defect| defect.reads_answers())
    }

    fn broken(&self, request: &Request, bytes: &[u8]) -> Option<Answer> {
        let current = self.current();
        let context = &current.as_ref()?.context;
        self.mutations().find_map(|mutation| match mutation {
            Mutation::Broken(take) => take(context, request, bytes),
            _ => None,
        })
    }

    fn answer(&self, request: &Request, mut answer: Answer) -> (Answer, Vec<(SocketAddr, Vec<u8>)>) {
        let mut current = self.current();
        let Some(Current { context, upstream }) = current.as_mut() else { return (answer, Vec::new()) };
        if let Some((_, slot)) = context.past.iter_mut().rev().find(|(sent, _)| sent == request) {
            *slot = Some(answer.clone());
        }
        let mut extra = Vec::new();
        for mutation in self.mutations() {
            match mutation {
                Mutation::More(more) => extra.extend(more(context, request, &answer)),
                Mutation::Answer(change) => change(context, request, &mut answer),
                _ => {}
            }
        }
        let mut asked = Vec::new();
        for mut more in extra {
            if let Some(raw) = more.raw {
                asked.push((*upstream, raw));
                continue;
            }
            if more.to.is_none() {
                let received = more.request.clone();
                self.sign(context, *upstream, &received, &mut more.request);
            }
            asked.push((more.to.unwrap_or(*upstream), more.request.bytes()));
        }
        (answer, asked)
    }
}

async fn say(to: &mut (impl AsyncWriteExt + Unpin), line: &str) -> io::Result<()> {
    to.write_all(line.as_bytes()).await?;
    to.flush().await
}

async fn next(lines: &mut Lines<impl AsyncBufRead + Unpin>) -> io::Result<String> {
    lines.next_line().await?.ok_or_else(|| io::Error::other("the client behind ended by itself"))
}

/// The client's `ready`; anything else is an error.
fn checked_ready(line: &str) -> io::Result<String> {
    match parse_line::<FromClient>(line.as_bytes()).map_err(io::Error::other)? {
        FromClient::Ready(ready) => write_line(&FromClient::Ready(ready)).map_err(io::Error::other),
        FromClient::Outcome(_) => Err(io::Error::other("an outcome before ready")),
    }
}
