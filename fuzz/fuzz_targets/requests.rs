//! The target `requests` under libFuzzer, for `cargo fuzz run requests`.
#![no_main]

foreign_bytes::libfuzzer!("requests");
