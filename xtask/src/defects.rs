//! `cargo xtask defects`: broken clients that the cases must catch, and harmless variants that they must not.

use std::path::PathBuf;

use clausal::runtime;
use contract::Impact;
use defects::false_positives::false_positives;
use defects::matrix::{Caught, Filter, Matrix, Programs, Row, matrix};
use defects::server::{ServerMatrix, server_matrix};
use globset::{Glob, GlobMatcher};

use crate::step::cargo;
use crate::workspace::{Failure, root, target, workspace};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only the defects whose name matches.
    #[arg(long, value_name = "GLOB")]
    defect: Option<String>,
    /// Only the cases whose id matches.
    #[arg(long, value_name = "GLOB")]
    case: Option<String>,
    /// Every defect in every case, made for it or not; shows what catches what and never fails.
    #[arg(long)]
    everywhere: bool,
    /// Try the harmless variants instead, in every case.
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
    let loaded = workspace().suite()?;
    if arguments.list {
        for defect in defects::defects() {
            anstream::println!("{}  {}", defect.name, defect.what);
            for case in defects::matrix::cases_of(&loaded, defect) {
                anstream::println!("    {case}");
            }
        }
        return Ok(0);
    }
    let filter = Filter {
        defects: glob(arguments.defect.as_deref())?,
        cases: glob(arguments.case.as_deref())?,
        everywhere: arguments.everywhere,
    };
    cargo(&["build", "--quiet", "--package", "clausal-defects", "--package", "clausal-reference-client"])?;
    let runtime = runtime()?;
    if arguments.server {
        let found = runtime
            .block_on(server_matrix(&loaded.contracts, filter.defects.as_ref()))
            .map_err(Failure::harness)?;
        print_servers(&found);
        return Ok(u8::from(!found.is_whole()));
    }
    if arguments.harmless {
        let found = runtime
            .block_on(false_positives(&loaded, &programs(), filter.defects.as_ref(), filter.cases.as_ref()))
            .map_err(Failure::harness)?;
        found.blamed.iter().for_each(|line| anstream::println!("{line}"));
        anstream::println!(
            "{} harmless variants in {} cases each, {} false positives",
            found.variants,
            found.cases,
            found.blamed.len()
        );
        return Ok(u8::from(!found.blamed.is_empty()));
    }
    let found = runtime
        .block_on(matrix(&loaded, defects::defects(), &programs(), &filter))
        .map_err(Failure::harness)?;
    if arguments.everywhere {
        for (defect, pair) in found.pairs() {
            let caught = match &pair.caught {
                Caught::Violation => "violation",
                Caught::Warning => "warning",
                Caught::Missed(_) => continue,
            };
            anstream::println!("{}\t{}\t{caught}", defect.name, pair.case);
        }
        return Ok(0);
    }
    print(&found);
    Ok(u8::from(!found.is_whole()))
}

fn print(found: &Matrix) {
    for row in &found.rows {
        anstream::println!(
            "{:36} {} operations  caught {:>3} of {:>3}  {:>3} violations {:>3} warnings{}",
            row.defect.name,
            row.operations().len(),
            row.caught(),
            row.pairs.len(),
            row.violations(),
            row.caught() - row.violations(),
            impacts(row)
        );
        for problem in &row.problems {
            anstream::println!("    {problem}");
        }
        for pair in &row.pairs {
            if let Caught::Missed(why) = &pair.caught {
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
        "{} defects, {pairs} pairs, {caught} caught ({violations} by a violation, {} by a warning), {} cases without a defect",
        found.rows.len(),
        caught - violations,
        found.unclaimed.len()
    );
}

/// The impacts of the findings, each with the number of cases.
fn impacts(row: &Row) -> String {
    let shown =
        Impact::ALL.iter().map(|impact| (row.showing(*impact), impact)).filter(|(count, _)| *count > 0);
    shown.map(|(count, impact)| format!("  {impact} {count}")).collect()
}

fn print_servers(found: &ServerMatrix) {
    for row in &found.rows {
        let missed: Vec<_> =
            row.pairs.iter().filter(|pair| matches!(pair.caught, Caught::Missed(_))).collect();
        anstream::println!(
            "{:42} caught {:>3} of {:>3}",
            row.defect.name,
            row.pairs.len() - missed.len(),
            row.pairs.len()
        );
        for pair in missed {
            if let Caught::Missed(why) = &pair.caught {
                anstream::println!("    missed by {}: {why}", pair.probe);
            }
        }
    }
    for probe in &found.unclaimed {
        anstream::println!("no defect was made for the probe {probe}");
    }
    for line in &found.blamed {
        anstream::println!("false positive on the simulator as it is: {line}");
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
