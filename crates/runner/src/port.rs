//! One port for one worker: its trials are served one after another, each by its own scenario.

use std::io;
use std::sync::Arc;

use contract::Contracts;
use simulator::Server;
use wire::Recording;

use crate::plan::Trial;

/// One worker's port.
#[derive(Debug)]
pub(crate) struct Port {
    server: Server,
}

impl Port {
    /// Takes a free port of 127.0.0.1.
    pub(crate) async fn open(contracts: Arc<Contracts>) -> io::Result<Self> {
        Ok(Self { server: Server::start(contracts).await? })
    }

    /// The address to give to the client.
    pub(crate) fn endpoint(&self) -> String {
        self.server.url()
    }

    /// Its number.
    pub(crate) fn number(&self) -> u16 {
        self.server.port()
    }

    /// Begins a trial.
    pub(crate) async fn begin(&self, trial: &Trial) -> io::Result<()> {
        self.server.begin(trial.scenario()).await
    }

    /// What has been recorded of it so far.
    pub(crate) fn so_far(&self) -> Recording {
        self.server.so_far()
    }

    /// Ends it.
    pub(crate) async fn finish(&self) -> io::Result<Recording> {
        self.server.finish().await
    }
}
