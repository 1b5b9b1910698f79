//! The target `signatures` under libFuzzer, for `cargo fuzz run signatures`.
#![no_main]

foreign_bytes::libfuzzer!("signatures");
