//! Default behavior: what a library does by itself, where no clause binds it, measured on servers that misbehave.
//!
//! Default behavior is no finding. The matrix of the clients shows what was measured, and an adapter is compared
//! with its baseline: a script that drives the library alone through the same scenarios.

mod baseline;
mod observation;
mod observed_outcome;
mod play;
mod scenarios;

use crate::client::Client;
use crate::setup;

pub use observation::{MeasurementError, Observation, Watch};
pub use observed_outcome::ObservedOutcome;
pub use scenarios::{BehaviorScenario, SCENARIOS};

impl Watch {
    /// Sets a client up and measures its adapter in each of the scenarios, in every operation that it declares.
    ///
    /// # Errors
    /// [`MeasurementError`] says why it could not be measured.
    pub async fn adapter(
        &self,
        client: &Client,
        scenarios: &[&'static BehaviorScenario],
    ) -> Result<Vec<Observation>, MeasurementError> {
        setup::set_up(client, &self.root, self.offline).await?;
        play::adapter(self, client, scenarios).await
    }

    /// Plays the scenarios of an adapter's observations to the client's baseline script.
    ///
    /// # Errors
    /// [`MeasurementError`] says why it could not be measured.
    pub async fn baseline(
        &self,
        client: &Client,
        scenarios: &[&'static BehaviorScenario],
        like: &[Observation],
    ) -> Result<Vec<Observation>, MeasurementError> {
        let mut seen = Vec::new();
        for observation in like {
            if let Some(scenario) = scenarios.iter().find(|known| known.name == observation.scenario) {
                seen.push(baseline::watch(self, client, scenario, observation).await?);
            }
        }
        Ok(seen)
    }
}
