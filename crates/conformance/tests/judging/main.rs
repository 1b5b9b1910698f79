//! Judging is pure: recordings made by hand, and the clauses that each of them breaks.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod arbitrary;
#[cfg(test)]
mod early_ends;
#[cfg(test)]
mod edges;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod harms;
#[cfg(test)]
mod leniencies;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod outcomes;
#[cfg(test)]
mod planning;
#[cfg(test)]
mod reconciling;
#[cfg(test)]
mod reports;
#[cfg(test)]
#[path = "../clients/request.rs"]
mod request;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod walks;
