//! Every error can be passed on with `?`, also from a task.

use std::error::Error;

#[test]
fn errors_of_every_crate_below_are_errors_that_tasks_can_pass_on() {
    fn check<E: Error + Send + Sync + 'static>() {}
    check::<signing::Fault>();
    check::<wire::Unreadable>();
    check::<client_protocol::LineError>();
    check::<contract::Problem>();
    check::<contract::Problems>();
    check::<suite::PatternError>();
    check::<judge::har::HarError>();
    check::<simulator::StartError>();
    check::<runner::ClientError>();
    check::<runner::RunError>();
    check::<runner::SetUpError>();
    check::<runner::StartError>();
    check::<runner::ProcessError>();
}
