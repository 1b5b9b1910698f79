//! Every case by its id, with the clause that it asks about and the law that made it.

use crate::common::check_each;

#[test]
fn every_case_still_asks_about_its_clause() {
    check_each("cases", &[""], |operation, _| {
        let prefix = format!("{}/", operation.id);
        let mut lines: Vec<String> = operation
            .cases
            .iter()
            .map(|case| {
                let id = case.id.strip_prefix(&prefix).unwrap_or(&case.id);
                format!("{id:<80} {:<50} {}", case.clause, case.law.unwrap_or("by hand"))
            })
            .collect();
        lines.sort();
        lines.join("\n")
    });
}
