//! The target `framing` under libFuzzer, for `cargo fuzz run framing`.
#![no_main]

foreign_bytes::libfuzzer!("framing");
