//! What the tasks of one fault proxy share: the listener, the connections there are, and the answerer.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::answer::Answer;
use super::event::Event;
use super::listener::Listener;
use super::redirect_target::Watcher;

/// How long to wait when the system has no descriptor left for a connection.
const ACCEPT_AGAIN: Duration = Duration::from_millis(10);

/// Serves one connection to its end: the proxy, its socket, its number, and when it was accepted.
pub(super) type Serve = fn(Arc<Shared>, TcpStream, u64, Instant) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// The common state of a fault proxy.
pub(super) struct Shared {
    answer: Arc<dyn Answer>,
    port: u16,
    state: Mutex<State>,
    connections: AtomicU64,
    exchanges: AtomicU64,
    serve: Serve,
    redirect_target: Mutex<Option<Arc<Shared>>>,
}

/// All that a refusal changes, so that it changes at once.
struct State {
    listener: Listener,
    /// None while refusing.
    accepting: Option<JoinHandle<()>>,
    /// One for each time that the port was opened: what an earlier accept task still has in hand is dropped.
    generation: u64,
    running: HashMap<u64, JoinHandle<()>>,
}

impl Shared {
    /// Takes the port and accepts.
    pub(super) fn open(port: u16, answer: Arc<dyn Answer>, serve: Serve) -> io::Result<Arc<Self>> {
        // Outside of a runtime tokio would panic.
        Handle::try_current().map_err(io::Error::other)?;
        let listener = Listener::open(port)?;
        let shared = Arc::new(Self {
            answer,
            port: listener.port(),
            state: Mutex::new(State { listener, accepting: None, generation: 0, running: HashMap::new() }),
            connections: AtomicU64::new(1),
            exchanges: AtomicU64::new(1),
            serve,
            redirect_target: Mutex::new(None),
        });
        shared.start_accepting(&mut shared.lock())?;
        Ok(shared)
    }

    /// The fault proxy's port.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Who answers.
    pub(super) fn answer(&self) -> &Arc<dyn Answer> {
        &self.answer
    }

    /// A number for a new exchange.
    pub(super) fn next_exchange(&self) -> u64 {
        self.exchanges.fetch_add(1, Ordering::Relaxed)
    }

    /// The address of the second listener.
    pub(super) fn redirect_target_url(&self) -> io::Result<String> {
        let mut redirect_target = self.redirect_target.lock().unwrap_or_else(PoisonError::into_inner);
        let target = match &mut *redirect_target {
            Some(target) => target,
            empty => {
                let watcher = Arc::new(Watcher::new(Arc::clone(&self.answer)));
                empty.insert(Self::open(0, watcher, self.serve)?)
            }
        };
        Ok(format!("http://localhost:{}", target.port()))
    }

    /// Refuses from now on and closes the connections but one, which is the caller's own.
    pub(super) async fn refuse(&self, except: Option<u64>) {
        let accepting = self.lock().refuse();
        if let Some(accepting) = accepting {
            self.answer.observe(Event::Refusing { at: Instant::now() });
            // Where a listening socket cannot be shut down, the port is closed once the task has dropped its handle.
            let _ = accepting.await;
        }
        self.close_connections(except).await;
    }

    /// Accepts again, if the fault proxy refuses.
    pub(super) fn accept_again(self: &Arc<Self>) -> io::Result<()> {
        let mut state = self.lock();
        if state.accepting.is_some() {
            return Ok(());
        }
        let at = Instant::now();
        state.listener.listen_again()?;
        self.start_accepting(&mut state)?;
        drop(state);
        self.answer.observe(Event::Accepting { at });
        Ok(())
    }

    /// Closes the connections but one, and waits for their end.
    pub(super) async fn close_connections(&self, except: Option<u64>) {
        let closing: Vec<JoinHandle<()>> =
            self.lock().running.extract_if(|id, _| Some(*id) != except).map(|(_, task)| task).collect();
        for task in &closing {
            task.abort();
        }
        for task in closing {
            // Either it was aborted or it had ended; both are what is wanted.
            let _ = task.await;
        }
    }

    /// Ends everything without waiting.
    pub(super) fn shut(&self) {
        let mut state = self.lock();
        // The task has been aborted, so there is nothing to wait for.
        drop(state.refuse());
        state.listener.close();
        for (_, task) in state.running.drain() {
            task.abort();
        }
        drop(state);
        let target = self.redirect_target.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(target) = target {
            target.shut();
        }
    }

    /// Forgets a connection that has ended.
    pub(super) fn depart(&self, connection: u64) {
        self.lock().running.remove(&connection);
    }

    fn start_accepting(self: &Arc<Self>, state: &mut State) -> io::Result<()> {
        let listener = TcpListener::from_std(state.listener.handle()?)?;
        let task = tokio::spawn(accept(Arc::clone(self), listener, state.generation));
        state.accepting = Some(task);
        Ok(())
    }

    /// Starts the task of a connection, unless the port was closed meanwhile.
    fn admit(self: &Arc<Self>, stream: TcpStream, at: Instant, generation: u64) {
        // The lock is held over the start, so that the task cannot depart before it is there.
        let mut state = self.lock();
        if state.generation == generation {
            let connection = self.connections.fetch_add(1, Ordering::Relaxed);
            let task = tokio::spawn((self.serve)(Arc::clone(self), stream, connection, at));
            state.running.insert(connection, task);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Closes the port; the task that accepted, aborted, if it was open.
    fn refuse(&mut self) -> Option<JoinHandle<()>> {
        let accepting = self.accepting.take()?;
        self.generation += 1;
        self.listener.refuse();
        accepting.abort();
        Some(accepting)
    }
}

/// Accepts until aborted.
async fn accept(shared: Arc<Shared>, listener: TcpListener, generation: u64) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => shared.admit(stream, Instant::now(), generation),
            Err(_) => tokio::time::sleep(ACCEPT_AGAIN).await,
        }
    }
}
