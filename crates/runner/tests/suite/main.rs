//! Plans, known failures, and client processes: whatever a client does, the run ends and says what happened.

#[cfg(test)]
mod client_files;
#[cfg(test)]
mod default_behavior;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod fifth_operation;
#[cfg(test)]
mod never_green;
#[cfg(test)]
mod planning;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod reconciling;
#[cfg(test)]
mod setting_up;
#[cfg(test)]
mod testbed;
