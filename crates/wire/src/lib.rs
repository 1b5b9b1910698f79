//! The data of the wire: requests, responses, faults, scripted exchanges, and recordings of them.
//!
//! Everything in here is a value that others make or read; nothing opens a socket or reads a clock. A suite says in
//! an [`Exchange`] what a server answers, a server plays it and makes a [`Recording`], and a judge reads that.
//!
//! ```
//! let exchange: wire::Exchange = serde_json::from_str(r#"{"fault": {"cut-after": {"bytes": 40}}}"#)?;
//! assert_eq!(exchange.fault, Some(wire::Fault::CutAfter { bytes: 40 }));
//! # Ok::<(), serde_json::Error>(())
//! ```

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
