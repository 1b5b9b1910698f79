//! The program as somebody has it who installed it: in an empty folder, without a clone.

mod empty_folder;
#[cfg(test)]
mod testbed;
#[cfg(test)]
mod tls;
