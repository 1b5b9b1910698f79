//! Habits: what a library does by itself, where no promise binds it, measured on servers that behave badly.
//!
//! A habit is no finding. The matrix of the clients shows what was measured, and an adapter is held against a script
//! that drives the bare library through the same situations.

mod bare;
mod play;
mod said;
mod situations;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use client_protocol::Drive;
use contract::Contracts;
use serde::Serialize;

use crate::client::Client;
use crate::setup;

pub use said::Said;
pub use situations::{SITUATIONS, Situation};

/// What one client did in one situation.
#[derive(Debug, Clone, Serialize)]
pub struct Observation {
    /// The client's name.
    pub client: String,
    /// `provider/operation`.
    pub operation: String,
    /// The situation's name.
    pub situation: &'static str,
    /// How the library was driven.
    pub drive: Drive,
    /// How many requests came.
    pub requests: usize,
    /// What the caller was told.
    pub said: Said,
    /// How long the client left the first request unanswered before it gave up; `None` where it did not.
    pub waited: Option<Duration>,
}

/// What all observations of one run share.
#[derive(Debug, Clone)]
pub struct Watch {
    /// The contracts.
    pub contracts: Arc<Contracts>,
    /// The repository's root, where commands of manifests that build something run.
    pub root: std::path::PathBuf,
    /// Whether nothing may be fetched.
    pub offline: bool,
}

impl Watch {
    /// Sets a client up and watches it in each of the situations, in every operation that it declares.
    ///
    /// # Errors
    /// Why it could not be watched, in words for a person.
    pub async fn adapter(
        &self,
        client: &Client,
        situations: &[&'static Situation],
    ) -> Result<Vec<Observation>, String> {
        self.set_up(client).await?;
        play::adapter(self, client, situations).await
    }

    /// The same with the script of the bare library; none where the client has no such script.
    ///
    /// # Errors
    /// Why it could not be watched, in words for a person.
    pub async fn bare(
        &self,
        client: &Client,
        situations: &[&'static Situation],
        like: &[Observation],
    ) -> Result<Vec<Observation>, String> {
        let mut seen = Vec::new();
        for observation in like {
            if let Some(situation) = situations.iter().find(|known| known.name == observation.situation) {
                seen.push(bare::watch(self, client, situation, observation).await?);
            }
        }
        Ok(seen)
    }

    async fn set_up(&self, client: &Client) -> Result<(), String> {
        setup::set_up(client, &self.root, self.offline).await
    }
}

fn no_port(error: io::Error) -> String {
    format!("no port to serve on: {error}")
}
