//! The documents: links lead somewhere, code is what it says, commands exist, and the first page is short.

#[cfg(test)]
mod book;
#[cfg(test)]
mod code;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod first_page;
#[cfg(test)]
mod links;
#[cfg(test)]
mod markdown;
#[cfg(test)]
#[path = "../tidy/tree.rs"]
#[expect(dead_code, reason = "the documents need a part of what the rules of the architecture need")]
mod tree;
