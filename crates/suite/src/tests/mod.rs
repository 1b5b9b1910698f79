//! What the generators make, seen from inside.

mod asked;
mod inside;
mod limits;
mod told;
