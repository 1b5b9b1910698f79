//! What the typed clients share: timeouts, bounded retries with back-off and jitter, errors.
//!
//! This crate names no provider. A model crate describes its requests as [`Outgoing`], says in a [`Provider`]
//! how its answers show errors, and calls [`Transport::call`]:
//!
//! ```no_run
//! use model_transport::{Answer, Credentials, Error, Outgoing, Provider, Problem, Settings, Transport};
//! use serde_json::Value;
//!
//! fn problem(answer: &Answer) -> Option<Problem> {
//!     let code = answer.json()?.get("code")?.as_str()?;
//!     Some(Problem { code: Some(code.to_owned()), message: None })
//! }
//!
//! # async fn example() -> Result<(), Error> {
//! let credentials = Credentials {
//!     access_key_id: "AKID".into(),
//!     secret_access_key: "secret".into(),
//!     session_token: None,
//! };
//! let settings = Settings::builder("http://127.0.0.1:8080", "us-east-1", credentials).attempts(5).build()?;
//! let provider = Provider {
//!     scheme: signing::Scheme::AwsSigv4,
//!     service: "things",
//!     problem,
//!     request_id: |answer| answer.header("x-request-id").map(str::to_owned),
//! };
//! let transport = Transport::new(settings, provider);
//! let things: Value = transport.call(&Outgoing::get("/things", [("limit", "5".to_owned())])).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The cargo feature `tls` allows `https` endpoints. Without it the crate builds without a TLS library, and an
//! `https` endpoint is refused with an error that names the feature.

mod answer;
mod back_off;
mod clock;
mod connections;
mod enums;
mod error;
mod field;
mod input;
mod outgoing;
mod settings;
mod timestamp;
mod transport;

pub use answer::{Answer, Problem};
pub use back_off::BackOff;
pub use clock::Clock;
pub use connections::Connections;
pub use error::{Error, InvalidMember, ServiceError};
pub use field::Field;
pub use input::{InputError, Members, typed_input};
pub use outgoing::Outgoing;
pub use settings::{Settings, SettingsBuilder};
pub use signing::Credentials;
pub use timestamp::TimestampText;
pub use transport::{Provider, Transport};
