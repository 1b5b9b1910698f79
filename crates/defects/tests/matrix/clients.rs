//! Every case catches the defects that were made for it; no harmless variant fails a case.

use defects::false_positives::false_positives;
use defects::matrix::{Caught, Filter, matrix};

use crate::fixture::{LOADED, PROGRAMS};
use crate::impacts;

// One test, for two of them at a time would only take the processor from each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_clients_are_caught_and_harmless_variants_pass() {
    let found = matrix(&LOADED, defects::defects(), &PROGRAMS, &Filter::default()).await.unwrap();
    let mut problems: Vec<String> = found
        .pairs()
        .filter_map(|(defect, pair)| match &pair.caught {
            Caught::Missed(why) => Some(format!("{} is missed in {}: {why}", defect.name, pair.case)),
            _ => None,
        })
        .collect();
    problems.extend(impacts::problems(&found).await);
    problems.extend(found.unclaimed.iter().map(|case| format!("no defect was made for {case}")));
    for row in &found.rows {
        problems.extend(row.problems.iter().map(|problem| format!("{}: {problem}", row.defect.name)));
        if row.pairs.is_empty() {
            problems.push(format!("{} was made for no case that there is", row.defect.name));
        }
    }
    let left = false_positives(&LOADED, &PROGRAMS, None, None).await.unwrap();
    problems.extend(left.blamed);
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
