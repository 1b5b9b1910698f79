//! A live endpoint is asked fairly, within bounds, and without giving anything away.

#[cfg(test)]
mod endpoints;
#[cfg(test)]
mod keeps;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod stand;
