//! A live endpoint is probed fairly, within bounds, and without giving anything away.

#[cfg(test)]
mod endpoints;
#[cfg(test)]
mod requirements;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod testbed;
