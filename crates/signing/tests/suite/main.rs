//! One program for all tests of the public interface, so that it is linked once.

#[cfg(test)]
mod edges;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod signed_request;
#[cfg(test)]
mod vectors;
