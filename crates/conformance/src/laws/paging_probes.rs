//! Walks asked of a server: they end, give every job once whatever the page size, and keep to the size.

use contract::{Clause, Fact, Location, PagingStyle, Rule};

use super::{Ground, put};
use crate::finding::Harm;
use crate::probe::{Answered, Ask, Heard, Next, Onward, Probe, Walk, walks};

/// The probes of every style.
pub(super) fn common<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    let first = ground.rule(Rule::PagingFirstCall).map(|clause| {
        let ask = Ask::input(ground.first_page());
        Probe::once(ground, clause, "first-call-without-a-position", ask, move |heard| {
            match heard.page(ground) {
                Some(_) => Answered::Kept,
                None => no_page(ground, heard, "a page for a call without a position"),
            }
        })
    });
    let end = ground.rule(Rule::PagingEnd).map(|clause| {
        Probe::new(ground, clause, "walk-ends", move |heard| {
            walks(ground, &[ground.pages_of(LARGE)], heard, |walks| ends(ground, &walks[0]))
        })
    });
    let size = ground.rule(Rule::PagingPageSize).map(|clause| {
        let ask = Ask::input(ground.pages_of(SMALL));
        Probe::once(ground, clause, "no-more-than-asked-for", ask, move |heard| keeps_size(ground, heard))
    });
    [first, end, size].into_iter().flatten().chain(every_job_once(ground)).collect()
}

/// Page sizes that differ, small enough for a server with few jobs to have several pages.
const SMALL: i64 = 2;
const OTHER: i64 = 3;
const LARGE: i64 = 50;

/// The same jobs in the same order whatever the page size; walked twice the same way first and last, to see whether
/// somebody made jobs in between.
fn every_job_once<'a>(ground: Ground<'a>) -> Option<Probe<'a>> {
    let clause = ground.rule(Rule::PagingEveryJobOnce)?;
    let inputs = [ground.pages_of(OTHER), ground.pages_of(SMALL), ground.pages_of(OTHER)];
    Some(Probe::new(ground, clause, "same-jobs-by-pages-of-any-size", move |heard| {
        walks(ground, &inputs, heard, |walks| same_jobs(ground, walks))
    }))
}

/// What three walks come to.
pub(super) fn same_jobs(ground: Ground<'_>, walks: &[Walk<'_>]) -> Answered {
    if let Some(answer) = walks.iter().find_map(|walk| walk.stopped(ground)) {
        return answer;
    }
    let [first, other, last] = [0, 1, 2].map(|index| walks[index].jobs(ground));
    if first != last {
        return Answered::NotApplicable("jobs changed while they were listed".to_owned());
    }
    if first.len() < 2 {
        return Answered::NotApplicable("there are fewer than two jobs".to_owned());
    }
    if let Some(twice) =
        first.iter().enumerate().find_map(|(at, job)| first[..at].contains(job).then_some(job))
    {
        let seen = format!("twice {}", crate::judge::shown(twice));
        return Answered::Broken("every job once".to_owned(), seen, Harm::LosesData);
    }
    // A long list was not walked to its end, so that only what both walks saw can be compared.
    let whole = walks.iter().all(|walk| walk.ended(ground));
    let common = if whole { first.len().max(other.len()) } else { first.len().min(other.len()) };
    if first.iter().take(common).eq(other.iter().take(common)) {
        return Answered::Kept;
    }
    let expected = "the same jobs in the same order by pages of another size".to_owned();
    let differs =
        first.iter().zip(&other).position(|(one, two)| one != two).unwrap_or(first.len().min(other.len()));
    let seen = format!("{} and {} jobs, unlike from number {} on", first.len(), other.len(), differs + 1);
    // The same jobs in another order are all there.
    let all = first.len() == other.len() && first.iter().all(|job| other.contains(job));
    Answered::Broken(expected, seen, if all { Harm::Differs } else { Harm::LosesData })
}

/// A walk that comes back to a position it was given before has no end.
pub(super) fn ends(ground: Ground<'_>, walk: &Walk<'_>) -> Answered {
    if let Some(answer) = walk.stopped(ground) {
        return answer;
    }
    if let Some(position) = walk.repeated(ground) {
        let seen = format!("the position {} for the second time", crate::judge::shown(&position));
        let expected = "a position that was not given before, or an end".to_owned();
        return Answered::Broken(expected, seen, Harm::NeverReturns);
    }
    match walk.ended(ground) {
        true => Answered::Kept,
        false => Answered::NotApplicable(format!("there are more than {} pages", walk.pages().len())),
    }
}

fn keeps_size(ground: Ground<'_>, heard: &Heard) -> Answered {
    if heard.page(ground).is_none() {
        return no_page(ground, heard, "a page");
    }
    let (asked, seen) = (ground.allowed_size(SMALL), heard.jobs(ground).len());
    let limit = usize::try_from(asked).unwrap_or(usize::MAX);
    if seen > limit {
        let expected = format!("at most {asked} jobs, as asked for");
        return Answered::Broken(expected, format!("{seen} jobs"), Harm::Differs);
    }
    match heard.onward(ground, &[]) {
        Onward::To(_) => Answered::Kept,
        _ => Answered::NotApplicable(format!("there are not more than {seen} jobs")),
    }
}

/// The position that a page gives leads to a page, with the same inputs.
pub(super) fn position_works<'a>(ground: Ground<'a>, rule: Rule, name: &str) -> Option<Probe<'a>> {
    let clause = ground.rule(rule)?;
    Some(Probe::new(ground, clause, name, move |heard| {
        two_pages(ground, heard, |_, second| match second.page(ground) {
            Some(_) => Answered::Kept,
            None => no_page(ground, second, "a page at the position that the first one gave"),
        })
    }))
}

/// Asks for two small pages and looks at both.
fn two_pages(ground: Ground<'_>, heard: &[Heard], look: impl Fn(&Heard, &Heard) -> Answered) -> Next {
    match heard {
        [] => Next::Ask(Ask::input(ground.pages_of(SMALL))),
        [first] if first.page(ground).is_none() => Next::Done(no_page(ground, first, "a page")),
        [first] => match first.onward(ground, &[]) {
            Onward::To(position) => {
                let mut input = ground.pages_of(SMALL);
                if let Some(style) = ground.operation.paging() {
                    put(&mut input, &style.position().path, position);
                }
                Next::Ask(Ask::input(input))
            }
            _ => Next::Done(Answered::NotApplicable("there is one page only".to_owned())),
        },
        [first, second, ..] => Next::Done(look(first, second)),
    }
}

/// The total is the number of jobs that a walk gives.
pub(super) fn total<'a>(ground: Ground<'a>) -> Option<Probe<'a>> {
    let PagingStyle::PageNumber { total, .. } = ground.operation.paging()? else { return None };
    let clause = member(ground, total)?;
    Some(Probe::new(ground, clause, "total-is-the-number-of-jobs", move |heard| {
        walks(ground, &[ground.pages_of(LARGE)], heard, |walks| {
            let walk = &walks[0];
            if let Some(answer) = walk.stopped(ground) {
                return answer;
            }
            let totals: Vec<Option<u64>> =
                walk.pages().iter().map(|heard| total.value(heard.page(ground)?)?.as_u64()).collect();
            let jobs = walk.jobs(ground).len() as u64;
            match totals.first() {
                Some(Some(told)) if totals.iter().any(|other| *other != Some(*told)) => {
                    Answered::NotApplicable("the total changed during the walk".to_owned())
                }
                Some(Some(told)) if *told == jobs => Answered::Kept,
                // A walk that went on to the end of what the total promises, or met an empty page before.
                Some(Some(told)) if walk.ended(ground) || walk.ran_dry(ground) => {
                    let expected = format!("{told} jobs, as the total says");
                    Answered::Broken(expected, format!("{jobs} jobs"), Harm::LosesData)
                }
                Some(Some(_)) => Answered::NotApplicable("there are too many pages to count".to_owned()),
                _ => Answered::NotApplicable("no total was told".to_owned()),
            }
        })
    }))
}

/// No page where one is due: a service that has no time, or keys that open nothing, breaks no promise of paging.
pub(super) fn no_page(ground: Ground<'_>, heard: &Heard, expected: &str) -> Answered {
    match heard.status {
        401 | 403 | 429 | 500.. => {
            Answered::NotApplicable(format!("no page to look at: {}", heard.told(ground)))
        }
        _ => Answered::Broken(expected.to_owned(), heard.told(ground), Harm::Differs),
    }
}

fn member<'a>(ground: Ground<'a>, at: &Location) -> Option<&'a Clause> {
    ground
        .operation
        .clauses
        .iter()
        .find(|clause| matches!(&clause.fact, Fact::Member { at: found, .. } if found == at))
}
