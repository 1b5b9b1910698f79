//! The data of the wire: requests, responses, faults, scripted exchanges, and recordings of them.
#![doc = include_str!("../README.md")]

mod ending;
mod exchange;
mod fault;
mod recording;
mod request;
mod response;

pub use ending::{Departure, Finish, Unreadable};
pub use exchange::{Edit, ErrorAnswer, Exchange, RawAnswer, RawBody, TokenText, scripted};
pub use fault::Fault;
pub use recording::{RecordedEvent, RecordedExchange, Recording};
pub use request::ReceivedRequest;
pub use response::Response;
