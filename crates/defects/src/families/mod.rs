//! The defects, one file a family.

pub(crate) mod alteration;
mod answers;
mod errors;
pub(crate) mod inputs;
mod members;
mod nesting;
mod positions;
mod request;
mod signature;
mod strict;
mod values;
mod walks;

use crate::defect::Defect;

/// Every family.
pub(crate) const FAMILIES: &[&[Defect]] = &[
    request::FAMILY,
    members::FAMILY,
    inputs::FAMILY,
    signature::FAMILY,
    positions::FAMILY,
    walks::FAMILY,
    answers::FAMILY,
    errors::FAMILY,
    values::FAMILY,
    strict::FAMILY,
];
