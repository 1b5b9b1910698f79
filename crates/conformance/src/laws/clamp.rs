//! Clamp: a number above the limit is allowed, and taken for the limit.

use contract::{Case, CaseDrive, Clause, Fact, Location, PagingStyle, Side};
use serde_json::json;

use super::fit::Promises;
use super::{Ground, put};
use crate::finding::Harm;
use crate::judge::shown;
use crate::probe::{Answered, Ask, Probe};

/// At the limit, one above, far above; and a walk whose pages are smaller than what it asks for.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, maximum) in clamps(ground) {
        // With more jobs than the limit, a page shows which size was meant.
        let jobs =
            usize::try_from(maximum).ok().filter(|maximum| *maximum <= MANY).map(|maximum| maximum + 40);
        let jobs = jobs.filter(|_| is_size(ground, at)).unwrap_or(5);
        for (name, value) in numbers(ground, at, maximum) {
            cases.push(Case { jobs, ..ground.case_with(clause, name, at, json!(value)) });
        }
        if is_size(ground, at)
            && let Some((_, above)) =
                numbers(ground, at, maximum).into_iter().find(|(_, value)| *value > maximum)
        {
            let case = ground.case_with(clause, "one-above-the-limit-on-a-walk", at, json!(above));
            cases.push(Case { jobs, drive: CaseDrive::Walk, ..case });
        }
    }
    cases
}

/// The same numbers asked of a server: accepted, and no page holds more jobs than the limit.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for (clause, at, maximum) in clamps(ground) {
        for (name, value) in numbers(ground, at, maximum) {
            let asked = format!("{} = {}", at.name(), shown(&json!(value)));
            let mut input = ground.input();
            put(&mut input, &at.path, json!(value));
            let size = is_size(ground, at);
            probes.push(Probe::once(ground, clause, name, Ask::input(input), move |heard| {
                if heard.page(ground).is_none() {
                    return Answered::Broken(format!("{asked} accepted"), heard.told(ground), Harm::Differs);
                }
                let jobs = heard.jobs(ground).len();
                if size && i64::try_from(jobs).unwrap_or(i64::MAX) > maximum {
                    return Answered::Broken(
                        format!("at most {maximum} jobs for {asked}"),
                        format!("{jobs} jobs"),
                        Harm::Differs,
                    );
                }
                Answered::Kept
            }));
        }
    }
    probes
}

// More jobs than this make a case slow, and no limit is better shown by them.
const MANY: usize = 1_000;

fn clamps<'a>(ground: Ground<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location, i64)> {
    ground.operation.clauses.iter().filter(move |clause| ground.speaks(clause)).filter_map(|clause| {
        let Fact::Clamp { at, maximum } = &clause.fact else { return None };
        (at.side == Side::Request).then_some((clause, at, *maximum))
    })
}

fn is_size(ground: Ground<'_>, at: &Location) -> bool {
    ground.operation.paging().map(PagingStyle::size) == Some(at)
}

/// The numbers that no other promise of the member forbids.
fn numbers(ground: Ground<'_>, at: &Location, maximum: i64) -> Vec<(&'static str, i64)> {
    let promises = Promises::of(ground, at);
    let numbers = [
        ("at-the-limit", Some(maximum)),
        ("one-above-the-limit", maximum.checked_add(1)),
        // Far, and still a number of 32 bits where the limit is small.
        ("far-above-the-limit", maximum.checked_mul(1_000)),
    ];
    numbers
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .filter(|(_, value)| promises.fits(&json!(value)))
        .collect()
}
