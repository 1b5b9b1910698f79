//! `defective-client [--schemas FOLDER] [--defect NAME]… -- COMMAND…`: a client of the protocol around another one.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use defects::client::{Settings, run};
use defects::named;

fn main() -> ExitCode {
    let outcome = settings(std::env::args().skip(1)).and_then(|settings| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let outcome = runtime.block_on(run(settings)).map_err(|error| error.to_string());
        // A read of standard input that nobody ends would keep the runtime from going.
        runtime.shutdown_background();
        outcome
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("defective-client: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn settings(mut arguments: impl Iterator<Item = String>) -> Result<Settings, String> {
    let mut settings = Settings {
        defects: Vec::new(),
        command: Vec::new(),
        schemas: Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas"),
    };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--schemas" => settings.schemas = PathBuf::from(value()?),
            "--defect" | "--harmless" => {
                let name = value()?;
                if name != "none" {
                    let found = named(&name).ok_or_else(|| format!("no defect is called {name:?}"))?;
                    settings.defects.push(found);
                }
            }
            "--" => {
                settings.command = arguments.collect();
                return Ok(settings);
            }
            _ => return Err(format!("{argument:?} is not known; usage: --defect NAME -- COMMAND…")),
        }
    }
    Err("usage: --defect NAME -- COMMAND…".to_owned())
}
