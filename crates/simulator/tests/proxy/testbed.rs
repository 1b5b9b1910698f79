//! What every test of the fault proxy stands on: an answerer that keeps events, and a raw client.

use std::future::Future;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use simulator::proxy::{Answer, Answering, Event, FaultProxy, Planned};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use wire::{Fault, ReceivedRequest, Response};

/// Far longer than anything takes, so that a hanging test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// The body of every plain answer.
pub(crate) const BODY: &str = r#"{"jobs":[{"name":"one"},{"name":"two"}]}"#;

/// A request without body.
pub(crate) const GET: &[u8] = b"GET /jobs HTTP/1.1\r\nHost: here\r\n\r\n";

/// An answerer that plans by a function and keeps all events.
pub(crate) struct Testbed {
    plan: Box<dyn Fn(&ReceivedRequest) -> Planned + Send + Sync>,
    events: watch::Sender<Vec<Event>>,
}

impl Answer for Testbed {
    fn answer(&self, request: Arc<ReceivedRequest>) -> Answering<'_> {
        let planned = (self.plan)(&request);
        Box::pin(std::future::ready(planned))
    }

    fn observe(&self, event: Event) {
        self.events.send_modify(|events| events.push(event));
    }
}

impl Testbed {
    pub(crate) fn new(plan: impl Fn(&ReceivedRequest) -> Planned + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { plan: Box::new(plan), events: watch::Sender::new(Vec::new()) })
    }

    /// Waits until the events told so far give something.
    pub(crate) async fn until<T>(&self, mut seek: impl FnMut(&[Event]) -> Option<T>) -> T {
        let mut events = self.events.subscribe();
        within(async {
            loop {
                if let Some(found) = seek(&events.borrow_and_update()) {
                    return found;
                }
                events.changed().await.unwrap();
            }
        })
        .await
    }

    /// Waits until one event gives something.
    pub(crate) async fn first<T>(&self, mut seek: impl FnMut(&Event) -> Option<T>) -> T {
        self.until(|events| events.iter().find_map(&mut seek)).await
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.events.borrow().clone()
    }
}

/// A fault proxy whose every answer is planned so.
pub(crate) fn start(
    plan: impl Fn(&ReceivedRequest) -> Planned + Send + Sync + 'static,
) -> (FaultProxy, Arc<Testbed>) {
    let testbed = Testbed::new(plan);
    let proxy = FaultProxy::start(Arc::<Testbed>::clone(&testbed)).unwrap();
    (proxy, testbed)
}

/// A fault proxy that applies a fault only to what is asked at `/jobs`.
pub(crate) fn start_with(fault: Fault) -> (FaultProxy, Arc<Testbed>) {
    start(move |request| {
        let fault = request.target.starts_with("/jobs").then(|| fault.clone());
        Planned { fault, tag: Some(7), ..plain() }
    })
}

/// The plain answer.
pub(crate) fn plain() -> Planned {
    Response::json(200, BODY).into()
}

/// The bytes of the plain answer.
pub(crate) fn plain_bytes() -> String {
    head(BODY.len()) + BODY
}

/// A head with this Content-Length.
pub(crate) fn head(length: usize) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n")
}

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Open,
    Fin,
    Reset,
}

pub(crate) async fn connect(proxy: &FaultProxy) -> TcpStream {
    within(TcpStream::connect(("127.0.0.1", proxy.port()))).await.unwrap()
}

pub(crate) async fn send(client: &mut TcpStream, bytes: &[u8]) {
    within(client.write_all(bytes)).await.unwrap();
}

/// Reads exactly as many bytes as are expected, and compares them.
pub(crate) async fn expect(client: &mut TcpStream, expected: &str) {
    let mut bytes = vec![0; expected.len()];
    within(client.read_exact(&mut bytes)).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&bytes), expected);
}

/// Reads to the end of the connection, whichever it is.
pub(crate) async fn read_to_end(client: &mut TcpStream) -> (Vec<u8>, End) {
    let mut bytes = Vec::new();
    loop {
        match within(client.read_buf(&mut bytes)).await {
            Ok(0) => return (bytes, End::Fin),
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
                return (bytes, End::Reset);
            }
        }
    }
}

/// One plain exchange on a connection of its own.
pub(crate) async fn expect_service(proxy: &FaultProxy) {
    let mut client = connect(proxy).await;
    send(&mut client, b"GET /plain HTTP/1.1\r\n\r\n").await;
    expect(&mut client, &plain_bytes()).await;
}

pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("it hangs")
}
