//! Every operation of the tests, and the derived schema of one side.

use contract::{Contracts, Operation, Side, derive};
use fixtures::{BUNDLED, MADE_UP};
use serde_json::Value;

/// Every operation, the made-up one too, with the contracts that it belongs to.
pub(crate) fn operations() -> impl Iterator<Item = (&'static Contracts, &'static Operation)> {
    [&*BUNDLED.contracts, &*MADE_UP.contracts]
        .into_iter()
        .flat_map(|contracts| contracts.operations().map(move |operation| (contracts, operation)))
}

/// The derived schema of one side.
pub(crate) fn schema(contracts: &Contracts, operation: &Operation, side: Side) -> Value {
    let schemas = derive(contracts, operation);
    match side {
        Side::Request => schemas.request,
        Side::Response => schemas.response,
        Side::Error => schemas.error,
    }
}
