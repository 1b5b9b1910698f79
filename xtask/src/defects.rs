//! `cargo xtask defects`: broken clients that the cases must catch, and harmless ones that they must leave alone.

use std::path::PathBuf;

use conformance::Harm;
use defects::alone::left_alone;
use defects::matrix::{Came, Matrix, Programs, Row, Wanted, matrix};
use defects::server::{ServerMatrix, server_matrix};
use globset::{Glob, GlobMatcher};

use crate::step::cargo;
use crate::workspace::{Failure, contracts, root, target};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only the defects whose name matches.
    #[arg(long, value_name = "GLOB")]
    defect: Option<String>,
    /// Only the cases whose id matches.
    #[arg(long, value_name = "GLOB")]
    case: Option<String>,
    /// Every defect in every case, made for it or not; tells what catches what and is never red.
    #[arg(long)]
    everywhere: bool,
    /// Try the harmless differences instead, in every case.
    #[arg(long)]
    harmless: bool,
    /// Break the simulator instead, and see that the probes catch it.
    #[arg(long)]
    server: bool,
    /// Show the defects with their cases and run nothing.
    #[arg(long)]
    list: bool,
}

/// Runs the matrix and prints it.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let contracts = contracts()?;
    if arguments.list {
        for defect in defects::defects() {
            anstream::println!("{}  {}", defect.name, defect.what);
            for case in defects::matrix::cases_of(&contracts, defect) {
                anstream::println!("    {case}");
            }
        }
        return Ok(0);
    }
    let wanted = Wanted {
        defects: glob(arguments.defect.as_deref())?,
        cases: glob(arguments.case.as_deref())?,
        everywhere: arguments.everywhere,
    };
    cargo(&["build", "--quiet", "--package", "defects", "--package", "reference-client"])?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::harness)?;
    if arguments.server {
        let found =
            runtime.block_on(server_matrix(&contracts, wanted.defects.as_ref())).map_err(Failure::harness)?;
        print_servers(&found);
        return Ok(u8::from(!found.is_whole()));
    }
    if arguments.harmless {
        let left = runtime
            .block_on(left_alone(contracts, &programs(), wanted.defects.as_ref(), wanted.cases.as_ref()))
            .map_err(Failure::harness)?;
        left.blamed.iter().for_each(|line| anstream::println!("{line}"));
        anstream::println!(
            "{} harmless differences in {} cases each, {} times blamed",
            left.differences,
            left.cases,
            left.blamed.len()
        );
        return Ok(u8::from(!left.blamed.is_empty()));
    }
    let found = runtime
        .block_on(matrix(contracts, defects::defects(), &programs(), &wanted))
        .map_err(Failure::harness)?;
    if arguments.everywhere {
        for (defect, pair) in found.pairs() {
            let came = match &pair.came {
                Came::Violation => "violation",
                Came::Remark => "remark",
                Came::Missed(_) => continue,
            };
            anstream::println!("{}\t{}\t{came}", defect.name, pair.case);
        }
        return Ok(0);
    }
    print(&found);
    Ok(u8::from(!found.is_whole()))
}

fn print(found: &Matrix) {
    for row in &found.rows {
        anstream::println!(
            "{:36} {} operations  caught {:>3} of {:>3}  {:>3} violations {:>3} remarks{}",
            row.defect.name,
            row.operations().len(),
            row.caught(),
            row.pairs.len(),
            row.violations(),
            row.caught() - row.violations(),
            harms(row)
        );
        for problem in &row.problems {
            anstream::println!("    {problem}");
        }
        for pair in &row.pairs {
            if let Came::Missed(why) = &pair.came {
                anstream::println!("    missed in {}: {why}", pair.case);
            }
        }
    }
    for case in &found.unclaimed {
        anstream::println!("no defect was made for {case}");
    }
    let pairs: usize = found.rows.iter().map(|row| row.pairs.len()).sum();
    let caught: usize = found.rows.iter().map(Row::caught).sum();
    let violations: usize = found.rows.iter().map(Row::violations).sum();
    anstream::println!(
        "{} defects, {pairs} pairs, {caught} caught ({violations} by a violation, {} by a remark), {} cases without a defect",
        found.rows.len(),
        caught - violations,
        found.unclaimed.len()
    );
}

/// What the findings say that the defect would do to a user, and in how many cases.
fn harms(row: &Row) -> String {
    let shown = Harm::ALL.iter().map(|harm| (row.showing(*harm), harm)).filter(|(count, _)| *count > 0);
    shown.map(|(count, harm)| format!("  {harm} {count}")).collect()
}

fn print_servers(found: &ServerMatrix) {
    for row in &found.rows {
        let missed: Vec<_> = row.pairs.iter().filter(|pair| matches!(pair.came, Came::Missed(_))).collect();
        anstream::println!(
            "{:42} caught {:>3} of {:>3}",
            row.defect.name,
            row.pairs.len() - missed.len(),
            row.pairs.len()
        );
        for pair in missed {
            if let Came::Missed(why) = &pair.came {
                anstream::println!("    missed by {}: {why}", pair.probe);
            }
        }
    }
    for probe in &found.unclaimed {
        anstream::println!("no defect was made for the probe {probe}");
    }
    for line in &found.blamed {
        anstream::println!("the simulator as it is is blamed: {line}");
    }
    anstream::println!("{} broken servers", found.rows.len());
}

fn glob(pattern: Option<&str>) -> Result<Option<GlobMatcher>, Failure> {
    pattern
        .map(|pattern| Glob::new(pattern).map(|glob| glob.compile_matcher()).map_err(Failure::usage))
        .transpose()
}

fn programs() -> Programs {
    let built: PathBuf = std::env::current_exe()
        .ok()
        .and_then(|path| path.parent().map(std::path::Path::to_owned))
        .unwrap_or_default();
    Programs {
        defective: built.join("defective-client"),
        reference: built.join("reference-client"),
        schemas: root().join("schemas"),
        root: root(),
        target: target(),
    }
}
