//! The target `judging` under libFuzzer, for `cargo fuzz run judging`.
#![no_main]

foreign_bytes::libfuzzer!("judging");
