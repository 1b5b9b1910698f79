//! What generators share: the usual forms of requests, answers, pages and walks.

mod context;
pub(crate) mod edits;
pub(crate) mod error_probes;
pub(crate) mod faults;
pub(crate) mod filter_values;
pub(crate) mod pages;
pub(crate) mod paging;
pub(crate) mod paging_probes;
pub(crate) mod positions;
mod requests;
pub(crate) mod response_values;
pub mod responses;
pub(crate) mod samples;

pub use context::GeneratorContext;
