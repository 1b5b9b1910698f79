//! The reports of runs and probes in which everything happens that can happen.

#[cfg(test)]
mod commands;
#[cfg(test)]
mod json;
#[cfg(test)]
mod library_page;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod picture;
#[cfg(test)]
mod probes;
#[cfg(test)]
mod terminal;
#[cfg(test)]
mod testbed;
