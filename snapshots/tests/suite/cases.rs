//! Every case by its id, with the clause that it tests and the generator that made it.

use fixtures::BUNDLED;

use crate::snapshot_files::check_each;

#[test]
fn every_case_still_tests_its_clause() {
    check_each("cases", &[""], |operation, _| {
        let prefix = format!("{}/", operation.id);
        let mut lines: Vec<String> = BUNDLED
            .suite
            .of(operation)
            .iter()
            .map(|case| {
                let id = case.id.strip_prefix(&prefix).unwrap_or(&case.id);
                format!("{id:<80} {:<50} {}", case.clause, case.generator.unwrap_or("by hand"))
            })
            .collect();
        lines.sort();
        lines.join("\n")
    });
}
