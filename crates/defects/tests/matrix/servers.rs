//! Every probe catches the broken servers that were made for it, and passes the sound one.

use defects::matrix::Caught;
use defects::server::server_matrix;

use crate::fixture::LOADED;
use crate::impacts;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_servers_are_caught() {
    let found = server_matrix(&LOADED.contracts, None).await.unwrap();
    let mut problems = found.blamed.clone();
    for row in &found.rows {
        if row.pairs.is_empty() {
            problems.push(format!("{} was made for no probe that says anything", row.defect.name));
        }
        for pair in &row.pairs {
            if let Caught::Missed(why) = &pair.caught {
                problems.push(format!("{} is missed by {}: {why}", row.defect.name, pair.probe));
            }
        }
    }
    problems.extend(impacts::server_problems(&found));
    problems.extend(found.unclaimed.iter().map(|probe| format!("no defect was made for the probe {probe}")));
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
