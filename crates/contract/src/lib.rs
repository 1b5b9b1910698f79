//! Reads the contracts under schemas/ into one checked value, and derives the JSON Schemas.
