//! What the typed clients share: timeouts, bounded retries with back-off and jitter, errors.
#![doc = include_str!("../README.md")]

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
