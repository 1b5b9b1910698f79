//! Every case catches the defects that were made for it; nobody blames a client for a harmless difference.

use std::sync::Arc;

use defects::alone::left_alone;
use defects::matrix::{Came, Wanted, matrix};

use crate::stand::{CONTRACTS, PROGRAMS};
use crate::weights;

// One test, for two of them at a time would only take the processor from each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_clients_are_caught_and_harmless_ones_left_alone() {
    let found =
        matrix(Arc::clone(&CONTRACTS), defects::defects(), &PROGRAMS, &Wanted::default()).await.unwrap();
    let mut problems: Vec<String> = found
        .pairs()
        .filter_map(|(defect, pair)| match &pair.came {
            Came::Missed(why) => Some(format!("{} is missed in {}: {why}", defect.name, pair.case)),
            _ => None,
        })
        .collect();
    problems.extend(weights::problems(&found).await);
    problems.extend(found.unclaimed.iter().map(|case| format!("no defect was made for {case}")));
    for row in &found.rows {
        problems.extend(row.problems.iter().map(|problem| format!("{}: {problem}", row.defect.name)));
        if row.pairs.is_empty() {
            problems.push(format!("{} was made for no case that there is", row.defect.name));
        }
    }
    let left = left_alone(Arc::clone(&CONTRACTS), &PROGRAMS, None, None).await.unwrap();
    problems.extend(left.blamed);
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
