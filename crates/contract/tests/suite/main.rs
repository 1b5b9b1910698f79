//! What loading and deriving guarantee: all problems of broken files at once, and schemas that state every limit.

#[cfg(test)]
mod derived_schema;

mod added_by_data;
mod broken;
#[cfg(test)]
mod constraints;
mod derived;
#[cfg(test)]
mod filters;
mod limits;
mod loading;
mod locations;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod pagination;
#[cfg(test)]
mod sent_members;
#[cfg(test)]
mod values;
