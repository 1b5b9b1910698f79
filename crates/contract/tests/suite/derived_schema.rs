//! Every operation of the tests, and the derived schema of one side.

use contract::{Contracts, Operation, RequestMembers, Side, derive};
use fixtures::{BUNDLED, MADE_UP};
use serde_json::Value;

/// Every operation, the made-up one too, with the contracts that it belongs to.
pub(crate) fn operations() -> impl Iterator<Item = (&'static Contracts, &'static Operation)> {
    [&*BUNDLED.contracts, &*MADE_UP.contracts]
        .into_iter()
        .flat_map(|contracts| contracts.operations().map(move |operation| (contracts, operation)))
}

/// An operation whose request members are in the query.
pub(crate) fn in_query() -> &'static Operation {
    BUNDLED
        .contracts
        .operations()
        .find(|operation| operation.request_members == RequestMembers::Query)
        .unwrap()
}

/// The operation of the made-up provider, whose request members are in the body.
pub(crate) fn in_body() -> &'static Operation {
    MADE_UP.contracts.operation("acme-cloud/list-widgets").unwrap()
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
