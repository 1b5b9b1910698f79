//! What a person or a program gets to read of a live endpoint.

pub mod json;
pub mod planned;
pub mod terminal;
