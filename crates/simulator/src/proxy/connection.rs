//! Serves one connection: request by request, until either side ends it.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use tokio::net::TcpStream;

use super::answer::{After, Answer, Planned};
use super::apply_fault::apply_fault;
use super::event::{Event, refusal_status};
use super::message::Asked;
use super::request::{self, Placed, Stop};
use super::script::{Ending, Script, Step, script};
use super::shared::Shared;
use super::socket::{Cause, ClientSocket};
use super::source::{Gone, Source};
use wire::Fault;
use wire::{Finish, Unreadable};
use wire::{ReceivedRequest, Response};

/// Serves the connection to its end. The task can be aborted at any time.
pub(super) async fn serve(shared: Arc<Shared>, stream: TcpStream, connection: u64, at: Instant) {
    let peer = stream.peer_addr();
    // Dropped last, so that its event follows the closing of the socket.
    let _closing = Closing { shared: Arc::clone(&shared), connection };
    let mut socket = ClientSocket::new(connection, stream, Arc::clone(shared.answer()), at);
    let Ok(peer) = peer else {
        // The client reset the connection before it was accepted.
        return;
    };
    shared.answer().observe(Event::ConnectionOpened { connection, at, peer });
    loop {
        match next_request(&mut socket, &shared, connection).await {
            Ok(placed) => match exchange(&shared, socket, placed).await {
                Some(open) => socket = open,
                None => return,
            },
            Err(Stop::Gone) => return,
            Err(Stop::Unreadable(problem)) => return refuse(socket, problem).await,
        }
    }
}

/// How many of the unreadable bytes are reported.
const SHOWN: usize = 256;

/// Reads the next request, and reports one that is cut or unreadable.
async fn next_request(socket: &mut ClientSocket, shared: &Shared, connection: u64) -> Result<Placed, Stop> {
    let mut from = socket.consumed();
    let read = request::read(socket, || shared.next_exchange(), connection, &mut from).await;
    let received = socket.consumed() + socket.incoming().len() as u64 - from;
    match read {
        Err(Stop::Gone) if received > 0 => {
            shared.answer().observe(Event::RequestCut { connection, at: Instant::now(), received });
        }
        Err(Stop::Unreadable(problem)) => {
            let shown = socket.incoming().get(..SHOWN).unwrap_or(socket.incoming());
            let bytes = Bytes::copy_from_slice(shown);
            shared.answer().observe(Event::NotHttp { connection, at: Instant::now(), problem, bytes });
        }
        _ => {}
    }
    read
}

/// Reports the end of a connection, however its task ends.
struct Closing {
    shared: Arc<Shared>,
    connection: u64,
}

impl Drop for Closing {
    fn drop(&mut self) {
        self.shared.depart(self.connection);
        self.shared
            .answer()
            .observe(Event::ConnectionClosed { connection: self.connection, at: Instant::now() });
    }
}

/// Reports how an exchange ended, however its task ends.
struct Finishing {
    answer: Arc<dyn Answer>,
    connection: u64,
    exchange: u64,
    tag: Option<u64>,
    how: Finish,
}

impl Finishing {
    /// It ended so, now.
    fn tell(mut self, how: Finish) {
        self.how = how;
    }
}

impl Drop for Finishing {
    fn drop(&mut self) {
        self.answer.observe(Event::ResponseFinished {
            connection: self.connection,
            exchange: self.exchange,
            tag: self.tag,
            at: Instant::now(),
            how: std::mem::replace(&mut self.how, Finish::Abandoned),
        });
    }
}

/// Answers one request; gives the wire back if it is open.
async fn exchange(shared: &Shared, socket: ClientSocket, placed: Placed) -> Option<ClientSocket> {
    let Placed { request, from, until } = placed;
    let request = Arc::new(request);
    let planned = shared.answer().answer(Arc::clone(&request)).await;
    let (connection, exchange) = (request.connection, request.exchange);
    let tag = planned.tag;
    let at = request.complete;
    shared.answer().observe(Event::RequestComplete { connection, exchange, tag, at, from, until });
    let answer = Arc::clone(shared.answer());
    let finishing = Finishing { answer, connection, exchange, tag, how: Finish::Abandoned };
    let refusing = planned.after == After::RefuseFromNowOn || planned.fault == Some(Fault::Refuse);
    if refusing {
        // Before the first byte of the answer, so that no client is quick enough to connect again.
        shared.refuse(Some(connection)).await;
    }
    let finish = planned.fault.clone().map_or(Finish::Whole, Finish::Broken);
    match prepare(shared, &request, planned) {
        Ok(script) => perform(socket, script, finishing, finish).await,
        Err(error) => {
            finishing.tell(Finish::Failed(error.kind()));
            None
        }
    }
}

/// What to do for this answer.
fn prepare(shared: &Shared, request: &ReceivedRequest, planned: Planned) -> io::Result<Script> {
    let Planned { mut response, fault, after, .. } = planned;
    response.close |= after == After::RefuseFromNowOn;
    let response = match &fault {
        Some(fault) => apply_fault(response, fault, request, || shared.redirect_target_url())?,
        None => response,
    };
    Ok(script(Asked::by(request), &response, fault.as_ref()))
}

/// Plays a script; gives the wire back if it is open.
async fn perform(
    mut socket: ClientSocket,
    script: Script,
    mut finishing: Finishing,
    finish: Finish,
) -> Option<ClientSocket> {
    let cause = Cause { exchange: Some(finishing.exchange), tag: finishing.tag };
    for step in script.steps {
        // A stall without a time is meant to end by the client's going, or by the closing of its connection.
        if matches!(step, Step::Pause(None)) {
            finishing.how = finish.clone();
        }
        if play(&mut socket, step, cause).await.is_err() {
            drop(finishing);
            return None;
        }
    }
    match script.ending {
        Ending::Open => {
            finishing.tell(finish);
            Some(socket)
        }
        Ending::Orderly => {
            socket.finish(|| finishing.tell(finish)).await;
            None
        }
        Ending::Reset => {
            socket.reset().await;
            finishing.tell(finish);
            None
        }
    }
}

async fn play(socket: &mut ClientSocket, step: Step, cause: Cause) -> Result<(), Gone> {
    match step {
        Step::Send(bytes) => socket.write(bytes, cause).await,
        Step::Pause(duration) => socket.pause(duration).await,
        Step::Pace { mut body, at_a_time, pause } => {
            while body.len() > at_a_time {
                socket.write(body.split_to(at_a_time), cause).await?;
                socket.pause(Some(pause)).await?;
            }
            socket.write(body, cause).await
        }
    }
}

/// Refuses what is not a request, with an HTTP response where the client can read one.
async fn refuse(mut socket: ClientSocket, problem: Unreadable) {
    if let Some(status) = refusal_status(problem) {
        let response = Response { close: true, ..Response::json(status, Bytes::new()) };
        // A client that is gone needs no refusal.
        let _ = socket.write(Asked::by_nobody().whole(&response), Cause::default()).await;
    }
    socket.finish(|| {}).await;
}
