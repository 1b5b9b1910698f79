//! The target `contracts` under libFuzzer, for `cargo fuzz run contracts`.
#![no_main]

foreign_bytes::libfuzzer!("contracts");
