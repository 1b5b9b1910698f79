//! Every hand-written case by its id, with the clause that it asks about.

use crate::common::check_each;

#[test]
fn every_case_still_asks_about_its_clause() {
    check_each("cases", &[""], |operation, _| {
        let mut lines: Vec<String> = operation
            .cases
            .iter()
            .map(|case| format!("{:<50} {}", format!("{}/{}", case.subject, case.name), case.clause))
            .collect();
        lines.sort();
        lines.join("\n")
    });
}
