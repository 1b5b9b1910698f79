//! The adapters that the documents show.

#[cfg(test)]
mod examples;
