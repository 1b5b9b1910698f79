//! The harness under test: broken clients and servers are caught, harmless variants pass.

mod clients;
mod fixture;
mod impacts;
mod servers;
mod tables;
