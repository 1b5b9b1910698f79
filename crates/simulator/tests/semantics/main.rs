//! The simulator answers as its contracts say: one raw request at a time, by every contract there is.

#[cfg(test)]
mod basics;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod made_up;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod recording;
#[cfg(test)]
mod responder;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod testbed;
