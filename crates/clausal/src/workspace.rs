//! Where contracts, clients and state lie: in a clone, or in the program itself.

use std::path::{Path, PathBuf};

use contract::{Contracts, Files, Forms};
use report::commands::Commands;
use runner::{Client, find_clients};
use suite::Loaded;

use crate::Failure;
use crate::embedded::{default_state, unpacked_clients};

/// Where contracts, clients and state lie, and how commands are written.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The files of a `schemas/` folder.
    pub contracts: Files,
    /// The folder of the known clients; `None` for those inside the program, unpacked into the state when needed.
    pub clients: Option<PathBuf>,
    /// The client that is checked where none is named.
    pub client_by_default: Option<String>,
    /// Where commands of manifests that build something run.
    pub root: PathBuf,
    /// Where clients are set up, in a folder `clients/`.
    pub state: PathBuf,
    /// How commands are written where somebody runs them.
    pub commands: Commands,
}

impl Workspace {
    /// A clone of this repository, with the folder that its builds write to.
    #[must_use]
    pub fn of_clone(root: PathBuf, target: PathBuf) -> Self {
        Self {
            contracts: Files::Folder(root.join("schemas")),
            clients: Some(root.join("clients")),
            client_by_default: Some("reference".to_owned()),
            root,
            state: target,
            commands: Commands::of_clone(),
        }
    }

    /// What the program itself holds, or the contracts of another `schemas/` folder.
    ///
    /// State lies in `state`, or in the user's cache folder.
    ///
    /// # Errors
    /// A folder of contracts that is not there, or no cache folder where `state` is not given.
    pub fn of_program(contracts: Option<&Path>, state: Option<&Path>) -> Result<Self, Failure> {
        if let Some(folder) = contracts.filter(|folder| !folder.join("_meta").is_dir()) {
            return Err(Failure::usage(format!(
                "--contracts {}: no folder of contracts; expected _meta/, standards.json and \
                 PROVIDER/OPERATION/operation.json, as in the schemas/ folder of Clausal's repository",
                folder.display()
            )));
        }
        let path = |path: &Path| path.display().to_string();
        let given = [("--contracts", contracts), ("--state", state)];
        let flags: Vec<String> = given
            .into_iter()
            .filter_map(|(flag, given)| Some([flag.to_owned(), path(given?)]))
            .flatten()
            .collect();
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let state = state.map_or_else(default_state, |given| Ok(given.to_owned()))?;
        // Programs run in folders of their own, so that a relative path would lead elsewhere.
        let state = std::path::absolute(&state).unwrap_or(state);
        Ok(Self {
            contracts: contracts.map_or_else(Files::bundled, |folder| Files::Folder(folder.to_owned())),
            clients: None,
            client_by_default: None,
            root: state.clone(),
            state,
            commands: Commands::of_program("clausal", &flags),
        })
    }

    /// The contracts without their cases, as probes need them.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn contracts(&self) -> Result<Contracts, Failure> {
        Contracts::load_files(self.contracts.clone()).map_err(Failure::harness)
    }

    /// The contracts and their suite.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn suite(&self) -> Result<Loaded, Failure> {
        suite::load_files(self.contracts.clone(), &mut Forms::default()).map_err(Failure::harness)
    }

    /// The clients of these names or paths; all of them where none is given.
    ///
    /// # Errors
    /// Every client that cannot be found or read.
    pub fn clients(&self, names: &[String]) -> Result<Vec<Client>, Failure> {
        let all = ["all".to_owned()];
        let names = if names.is_empty() { &all } else { names };
        self.find(names)?.map_err(|problems| Failure::usage_of_all(&problems))
    }

    /// The clients of these names or paths, or the problems as lines.
    pub(crate) fn find(&self, names: &[String]) -> Result<Result<Vec<Client>, Vec<String>>, Failure> {
        if names.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        let folder = self.clients.clone().map_or_else(|| unpacked_clients(&self.state), Ok)?;
        let found = find_clients(&folder, &self.state, names);
        Ok(found.map_err(|errors| errors.iter().map(ToString::to_string).collect()))
    }
}
