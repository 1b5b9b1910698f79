//! Each derived schema.

use contract::derive;

use crate::common::{CONTRACTS, check_each};

#[test]
fn every_derived_schema_is_as_it_was() {
    check_each("schemas", &[".request", ".response", ".error"], |operation, name| {
        let schemas = derive(&CONTRACTS, operation);
        let schema = match name.rsplit('.').next() {
            Some("request") => schemas.request,
            Some("response") => schemas.response,
            _ => schemas.error,
        };
        serde_json::to_string_pretty(&schema).unwrap()
    });
}
