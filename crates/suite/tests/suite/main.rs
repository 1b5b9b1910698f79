//! What loading a suite guarantees: all problems of broken case files, and every case of every operation.

mod broken;
mod case_files;
