//! Items: a list is as long as its limits allow.

use contract::{Case, CaseDrive, Clause, Exchange, Fact, Location, PagingStyle, Side};
use serde_json::{Value, json};

use super::Ground;
use super::answer;
use super::fit::Promises;
use super::member::{self, Sample};
use crate::probe::Probe;

/// At both limits and one beyond them; for an answer, lists at the limits that reach the caller.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    lists(ground)
        .flat_map(|list| match list.at.side {
            Side::Request => member::cases(ground, list.clause, list.at, list.samples(ground)),
            Side::Response => list.cases_of_answers(ground),
            Side::Error => Vec::new(),
        })
        .collect()
}

/// The same lists asked of a server, and the lists that its answers hold.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    lists(ground)
        .flat_map(|list| match list.at.side {
            Side::Request => member::probes(ground, list.clause, list.at, list.samples(ground)),
            Side::Response => vec![answer::probe(ground, list.clause, "items-of-the-answer", list.at)],
            Side::Error => Vec::new(),
        })
        .collect()
}

struct List<'a> {
    clause: &'a Clause,
    at: &'a Location,
    minimum: usize,
    maximum: usize,
}

// A longer list is a story of its own, not a limit.
const LONGEST: usize = 10_000;

fn lists<'a>(ground: Ground<'a>) -> impl Iterator<Item = List<'a>> {
    ground.operation.clauses.iter().filter(move |clause| ground.binds(clause)).filter_map(|clause| {
        let Fact::Items { at, minimum, maximum } = &clause.fact else { return None };
        let maximum = usize::try_from(*maximum).ok().filter(|maximum| *maximum < LONGEST)?;
        Some(List { clause, at, minimum: usize::try_from(*minimum).ok()?, maximum })
    })
}

impl List<'_> {
    fn samples(&self, ground: Ground<'_>) -> Vec<Sample> {
        let mut samples = Vec::new();
        if let Some(below) = self.minimum.checked_sub(1) {
            samples.push(Sample::forbidden("one-item-below-the-minimum", self.list(ground, below)));
        }
        for (name, length) in self.limits() {
            samples.push(Sample::allowed(name, self.list(ground, length)));
        }
        samples.push(Sample::forbidden("one-item-above-the-maximum", self.list(ground, self.maximum + 1)));
        samples
    }

    fn limits(&self) -> Vec<(&'static str, usize)> {
        let mut limits = vec![("items-at-the-minimum", self.minimum), ("items-at-the-maximum", self.maximum)];
        limits.dedup_by_key(|(_, length)| *length);
        limits
    }

    fn cases_of_answers(&self, ground: Ground<'_>) -> Vec<Case> {
        let of_jobs = ground.operation.paging().map(PagingStyle::list) == Some(self.at);
        let told = |(name, length): (&str, usize)| {
            if of_jobs {
                let mut case = ground.case(self.clause, name, CaseDrive::Page);
                case.jobs = length;
                case.exchanges = vec![Exchange { items: Some(length), ..Exchange::default() }];
                return Some(case);
            }
            answer::holds(ground, self.clause, name, self.at, self.list(ground, length))
        };
        self.limits().into_iter().filter_map(told).collect()
    }

    /// A list of so many items, unlike where the page lets them be.
    fn list(&self, ground: Ground<'_>, length: usize) -> Value {
        let path = self.at.path.iter().cloned().chain(["*".to_owned()]).collect();
        let item = Location { side: self.at.side, path };
        let promises = Promises::of(ground, &item);
        let usual = ground.sample(&item);
        let numbered = |number: usize| match usual.as_str() {
            Some(text) => Some(json!(format!("{text}{number}"))).filter(|text| promises.fits(text)),
            None => None,
        };
        (1..=length).map(|number| numbered(number).unwrap_or_else(|| usual.clone())).collect()
    }
}
