//! The typed models behind the client protocol, as a process like every other client.
fn main() {}
