//! What the contracts promise to everyone who reads them: all problems of broken files, and schemas that say no.

#[cfg(test)]
mod common;

mod added_by_data;
mod broken;
mod derived;
mod limits;
mod loading;
mod locations;
#[cfg(test)]
mod memory;
