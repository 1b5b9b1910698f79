//! The generators, tested from inside: their cases, and the outcomes of their probes.

mod limits;
mod members;
mod paging_and_errors;
mod servers;
