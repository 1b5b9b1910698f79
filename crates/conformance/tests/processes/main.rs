//! Whatever a client process does, the run ends, says what happened, and spares the other clients.

#[cfg(test)]
mod common;
#[cfg(test)]
mod fifth_operation;
#[cfg(test)]
mod habits;
#[cfg(test)]
mod never_green;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod setting_up;
