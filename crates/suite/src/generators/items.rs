//! Items: a list is as long as its limits allow.

use client_protocol::Drive;
use contract::{Clause, Constraints, Fact, Location, PagingStyle, Side};
use serde_json::{Value, json};
use wire::Exchange;

use crate::Case;
use crate::build::samples::Sample;
use crate::build::{GeneratorContext, response_values, samples};
use crate::probe::Probe;

/// At both limits and one beyond them; for an answer, lists at the limits that reach the caller.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    lists(context)
        .flat_map(|list| match list.at.side {
            Side::Request => samples::cases(context, list.clause, list.at, list.samples(context)),
            Side::Response => list.cases_of_answers(context),
            Side::Error => Vec::new(),
        })
        .collect()
}

/// The same lists asked of a server, and the lists that its answers hold.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    lists(context)
        .flat_map(|list| match list.at.side {
            Side::Request => samples::probes(context, list.clause, list.at, list.samples(context)),
            Side::Response => {
                vec![response_values::probe(context, list.clause, "items-of-the-answer", list.at)]
            }
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

// A longer list tests memory, not a limit.
const LONGEST: usize = 10_000;

fn lists<'a>(context: GeneratorContext<'a>) -> impl Iterator<Item = List<'a>> {
    context.operation.clauses.iter().filter(move |clause| context.binds(clause)).filter_map(|clause| {
        let Fact::Items { at, minimum, maximum } = &clause.fact else { return None };
        let maximum = usize::try_from(*maximum).ok().filter(|maximum| *maximum < LONGEST)?;
        Some(List { clause, at, minimum: usize::try_from(*minimum).ok()?, maximum })
    })
}

impl List<'_> {
    fn samples(&self, context: GeneratorContext<'_>) -> Vec<Sample> {
        let mut samples = Vec::new();
        if let Some(below) = self.minimum.checked_sub(1) {
            samples.push(Sample::forbidden("one-item-below-the-minimum", self.list(context, below)));
        }
        for (name, length) in self.limits() {
            samples.push(Sample::allowed(name, self.list(context, length)));
        }
        samples.push(Sample::forbidden("one-item-above-the-maximum", self.list(context, self.maximum + 1)));
        samples
    }

    fn limits(&self) -> Vec<(&'static str, usize)> {
        let mut limits = vec![("items-at-the-minimum", self.minimum), ("items-at-the-maximum", self.maximum)];
        limits.dedup_by_key(|(_, length)| *length);
        limits
    }

    fn cases_of_answers(&self, context: GeneratorContext<'_>) -> Vec<Case> {
        let of_items = context.operation.paging().map(PagingStyle::list) == Some(self.at);
        let case = |(name, length): (&str, usize)| {
            if of_items {
                let mut case = context.case(self.clause, name, Drive::Page);
                case.items = length;
                case.exchanges = vec![Exchange { items: Some(length), ..Exchange::default() }];
                return Some(case);
            }
            response_values::holds(context, self.clause, name, self.at, self.list(context, length))
        };
        self.limits().into_iter().filter_map(case).collect()
    }

    /// A list of so many items, each unlike the others where the reference allows.
    fn list(&self, context: GeneratorContext<'_>, length: usize) -> Value {
        let path = self.at.path.iter().cloned().chain(["*".to_owned()]).collect();
        let item = Location { side: self.at.side, path };
        let constraints = Constraints::of(context.operation, &item);
        let usual = context.sample(&item);
        let numbered = |number: usize| match usual.as_str() {
            Some(text) => Some(json!(format!("{text}{number}"))).filter(|text| constraints.fits(text)),
            None => None,
        };
        (1..=length).map(|number| numbered(number).unwrap_or_else(|| usual.clone())).collect()
    }
}
