//! The target `protocol` under libFuzzer, for `cargo fuzz run protocol`.
#![no_main]

foreign_bytes::libfuzzer!("protocol");
