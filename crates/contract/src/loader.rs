//! Loads contracts from memory, again and again, without reading the schemas of our own formats each time.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::files::Files;
use crate::form::Forms;
use crate::reader::Reader;
use crate::{Contracts, Problems};

/// Reads contracts whose files are in memory, for editors and for tests that try many files.
#[derive(Debug, Default)]
pub struct Loader {
    forms: Forms,
}

impl Loader {
    /// One that has read nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads and checks the files of a `schemas/` folder, each under its path inside the folder.
    ///
    /// The schemas of our own formats, `_meta/…`, have to be among them; they are taken from the first load and
    /// kept.
    ///
    /// # Errors
    /// As [`Contracts::load`].
    pub fn load(&mut self, files: BTreeMap<PathBuf, String>) -> Result<Contracts, Problems> {
        let mut reader = Reader::new(Files::Texts(Arc::new(files)), &mut self.forms);
        let contracts = Contracts::read(&mut reader);
        let loaded = reader.finish(contracts);
        // What could not be used has been reported, and is reported again the next time.
        self.forms.retry_unusable();
        loaded
    }
}
