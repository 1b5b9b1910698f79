//! The harness under test: broken clients and servers are caught, harmless ones are left alone.

mod clients;
mod servers;
mod stand;
mod tables;
mod weights;
