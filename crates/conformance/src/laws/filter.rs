//! Filter: each is sent, on every page and beside another one, and leaves the jobs that fit it.

use contract::{Case, CaseDrive, Match, Rule};
use serde_json::{Map, Value, json};

use super::filters::Filter;
use super::{Ground, put};
use crate::finding::Harm;
use crate::probe::{Answered, Ask, Heard, Next, PAGES, Probe, further};

/// Each filter on one page, on a walk over several pages, and beside the filter after it.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let jobs: Vec<Value> =
        (1..=JOBS).map(|number| simulator::made_up_job(ground.operation, number)).collect();
    let filters: Vec<Filter<'_>> =
        Filter::all(ground).filter(|filter| says_enough(ground, *filter)).collect();
    let mut cases = Vec::new();
    for (index, filter) in filters.iter().enumerate() {
        let Some(value) = narrowing(ground, *filter, &jobs, &ground.input()) else { continue };
        let case = |name: &str, drive, input: &Map<String, Value>| {
            let mut case = ground.case(filter.clause, name, drive);
            case.jobs = JOBS;
            case.input.clone_from(input);
            case
        };
        let mut input = ground.input();
        put(&mut input, &filter.at.path, value);
        cases.push(case("leaves-what-fits", CaseDrive::Page, &input));
        let mut small = input.clone();
        ground.in_small_pages(&mut small);
        cases.push(case("on-every-page", CaseDrive::Walk, &small));
        let beside = filters.iter().cycle().skip(index + 1).take(filters.len() - 1);
        let both = beside
            .filter(|other| !other.at.path.starts_with(&filter.at.path))
            .find_map(|other| Some((other, narrowing(ground, *other, &jobs, &input)?)));
        if let Some((other, value)) = both {
            put(&mut input, &other.at.path, value);
            cases.push(case(&format!("beside-{}", place(&other.clause.id)), CaseDrive::Page, &input));
        }
    }
    cases
}

/// How many jobs there are to filter.
const JOBS: usize = 40;

/// Whether a filter that is sent wrongly is told as this filter's: not where inputs bind and the filter does not.
fn says_enough(ground: Ground<'_>, filter: Filter<'_>) -> bool {
    ground.binds(filter.clause) || !ground.rule(Rule::InputsSent).is_some_and(|clause| ground.binds(clause))
}

/// The value that leaves the most of the jobs that this input leaves, and not all of them where that can be.
fn narrowing(
    ground: Ground<'_>,
    filter: Filter<'_>,
    jobs: &[Value],
    input: &Map<String, Value>,
) -> Option<Value> {
    let input = Value::Object(input.clone());
    let asked: Vec<(Filter<'_>, &Value)> =
        Filter::all(ground).filter_map(|other| Some((other, other.at.value(&input)?))).collect();
    let others: Vec<&Value> = jobs
        .iter()
        .filter(|job| asked.iter().all(|(other, wanted)| other.at == filter.at || other.leaves(wanted, job)))
        .collect();
    let learnt: Vec<Value> = others.iter().flat_map(|job| filter.learnt(ground, job)).collect();
    let several = several(filter, &learnt).filter(|value| ground.allows(filter.at, value));
    let values = learnt.into_iter().flat_map(|value| parts(ground, filter, value)).chain(several);
    let left = |value: &Value| others.iter().filter(|job| filter.leaves(value, job)).count();
    // The first of the best, so that the case stays the same when jobs are added.
    let mut best: Option<(usize, Value)> = None;
    for value in values {
        let left = left(&value);
        let score = if left < others.len() { left + 1 } else { 1 };
        if best.as_ref().is_none_or(|(found, _)| score > *found) {
            best = Some((score, value));
        }
    }
    best.map(|(_, value)| value)
}

/// A value and, for a text that has to be contained, its beginnings.
fn parts(ground: Ground<'_>, filter: Filter<'_>, value: Value) -> Vec<Value> {
    match (filter.comparison(), value) {
        (Match::Contains, Value::String(text)) => (1..=3)
            .filter_map(|fewer| {
                let length = text.chars().count().checked_sub(fewer).filter(|length| *length > 0)?;
                Some(json!(text.chars().take(length).collect::<String>()))
            })
            .filter(|part| ground.allows(filter.at, part))
            .collect(),
        (_, value) => vec![value],
    }
}

/// One list of some of the items that were learnt, where the filter takes a list.
fn several(filter: Filter<'_>, learnt: &[Value]) -> Option<Value> {
    let mut items: Vec<&Value> = Vec::new();
    for item in learnt.iter().filter_map(Value::as_array).flatten() {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    let some = items.len().div_ceil(2).min(5);
    (filter.comparison() == Match::OneOf && some > 1).then(|| json!(items[..some]))
}

/// A clause's id as one word, without its kind.
fn place(id: &str) -> String {
    id.rsplit_once('/').map_or(id, |(place, _)| place).replace('/', "-")
}

/// Each filter by a value that an unfiltered page shows.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    Filter::all(ground)
        .map(|filter| {
            Probe::new(ground, filter.clause, "by-a-value-that-a-job-has", move |heard| {
                asked(ground, filter, heard)
            })
        })
        .collect()
}

/// First a page without the filter, then pages with it until the job that was learnt from is found, then, where it
/// was not found, the first page again: the job may have changed meanwhile.
fn asked(ground: Ground<'_>, filter: Filter<'_>, heard: &[Heard]) -> Next {
    let nothing = |why: &str| Next::Done(Answered::NotApplicable(why.to_owned()));
    let [unfiltered, rest @ ..] = heard else { return Next::Ask(Ask::input(ground.input())) };
    if unfiltered.page(ground).is_none() {
        return nothing("a page without the filter was refused");
    }
    let Some((wanted, job)) = to_learn(ground, filter, &unfiltered.jobs(ground)) else {
        return nothing("no job on the first page has a value to filter by");
    };
    let name = filter.at.name();
    let shown = crate::judge::shown(&wanted);
    let mut filtered = unfiltered.ask.input.clone();
    put(&mut filtered, &filter.at.path, wanted.clone());
    if filtered == unfiltered.ask.input {
        return nothing("no request can do without the filter");
    }
    let walk: Vec<Heard> =
        rest.iter().take_while(|heard| heard.ask.input != unfiltered.ask.input).cloned().collect();
    if walk.is_empty() {
        return Next::Ask(Ask::input(filtered));
    }
    let last = &walk[walk.len() - 1];
    if last.page(ground).is_none() {
        let expected = format!("a page of jobs for {name} = {shown}");
        return Next::Done(Answered::Broken(expected, last.told(ground), Harm::Differs));
    }
    // A page that says in other words how it compares may leave more than we would.
    let exact = !ground.operation.doubts.iter().any(|doubt| doubt.about.contains(&filter.clause.id));
    let misfit = last.jobs(ground).into_iter().find(|job| exact && !filter.leaves(&wanted, job));
    if let Some(misfit) = misfit {
        let expected = format!("only jobs that fit {name} = {shown}");
        let seen = format!("also {}", crate::judge::shown(misfit));
        return Next::Done(Answered::Broken(expected, seen, Harm::LosesData));
    }
    if last.jobs(ground).contains(&&job) {
        return Next::Done(Answered::Kept);
    }
    if let Some(ask) = further(ground, &walk) {
        return if walk.len() < PAGES {
            Next::Ask(ask)
        } else {
            nothing("the job that was learnt from is not on the first pages, and there are more")
        };
    }
    match rest.get(walk.len()) {
        None => Next::Ask(Ask::input(unfiltered.ask.input.clone())),
        Some(again) if again.jobs(ground).contains(&&job) => {
            let expected = format!("the job {} for {name} = {shown}", crate::judge::shown(&job));
            let seen = "it is not among the jobs given".to_owned();
            Next::Done(Answered::Broken(expected, seen, Harm::LosesData))
        }
        Some(_) => nothing("the job that was learnt from has changed meanwhile"),
    }
}

/// A value that leaves one of these jobs, if it can be another one than all of them have.
fn to_learn(ground: Ground<'_>, filter: Filter<'_>, jobs: &[&Value]) -> Option<(Value, Value)> {
    let found = jobs
        .iter()
        .flat_map(|job| filter.learnt(ground, job).into_iter().map(move |value| (value, (*job).clone())));
    let parted = |value: &Value| jobs.iter().any(|job| !filter.leaves(value, job));
    let mut first = None;
    for (value, job) in found.filter(|(value, job)| filter.leaves(value, job)) {
        if parted(&value) {
            return Some((value, job));
        }
        first = first.or(Some((value, job)));
    }
    first
}
