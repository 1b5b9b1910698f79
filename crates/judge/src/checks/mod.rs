//! The checks, one file or folder each: a timeline in, findings out.

pub(crate) mod connection;
pub(crate) mod outcome;
pub(crate) mod paging;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod retry;
pub(crate) mod secrets;
pub(crate) mod signature;
