//! Length: a text is as long as its limits allow, in code points and not in bytes.

use contract::{Case, CaseOutcome, Clause, Fact, Fails, Location, Side, ValueType};
use serde_json::json;

use super::Ground;
use super::answer;
use super::fit::Promises;
use super::member::{self, Sample};
use crate::probe::Probe;

/// At both limits and one beyond them; for an answer, at both limits, and a token that is too long.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    lengths(ground)
        .flat_map(|length| match length.at.side {
            Side::Request => member::cases(ground, length.clause, length.at, length.samples(ground)),
            Side::Response => length.cases_of_answers(ground),
            Side::Error => Vec::new(),
        })
        .collect()
}

/// The same texts asked of a server, and the texts that its answers hold.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    lengths(ground)
        .flat_map(|length| match length.at.side {
            Side::Request => member::probes(ground, length.clause, length.at, length.samples(ground)),
            Side::Response => vec![answer::probe(ground, length.clause, "of-the-answer", length.at)],
            Side::Error => Vec::new(),
        })
        .collect()
}

struct Length<'a> {
    clause: &'a Clause,
    at: &'a Location,
    minimum: usize,
    maximum: usize,
}

const AT_THE_MINIMUM: &str = "at-the-minimum";
const AT_THE_MAXIMUM: &str = "at-the-maximum";
const ONE_ABOVE_THE_MAXIMUM: &str = "one-above-the-maximum";
const OUTSIDE_THE_BASIC_PLANE: &str = "at-the-maximum-outside-the-basic-plane";

fn lengths<'a>(ground: Ground<'a>) -> impl Iterator<Item = Length<'a>> {
    ground.operation.clauses.iter().filter(move |clause| ground.speaks(clause)).filter_map(move |clause| {
        let Fact::Length { at, minimum, maximum } = &clause.fact else { return None };
        // A limit beyond what any message can hold is none that can be reached.
        let maximum = usize::try_from(*maximum).ok().filter(|maximum| *maximum < LONGEST)?;
        let minimum = usize::try_from(*minimum).ok()?;
        let text = ground.operation.value_type(at) == Some(ValueType::String);
        text.then_some(Length { clause, at, minimum, maximum })
    })
}

const LONGEST: usize = 200_000;

impl Length<'_> {
    fn samples(&self, ground: Ground<'_>) -> Vec<Sample> {
        let promises = Promises::of(ground, self.at);
        let mut samples = Vec::new();
        if let Some(below) = self.minimum.checked_sub(1) {
            let text = promises.text(below).filter(|text| promises.breaks_only(self.clause, &json!(text)));
            // No text at all fits few patterns, and is what clients like to leave out in silence.
            let text = text.or_else(|| (below == 0).then(String::new));
            samples.extend(text.map(|text| Sample::forbidden("one-below-the-minimum", text)));
        }
        for (name, text) in self.allowed(&promises) {
            samples.push(Sample::allowed(name, text));
        }
        let above = promises.text(self.maximum + 1);
        let above = above.filter(|text| promises.breaks_only(self.clause, &json!(text)));
        samples.extend(above.map(|text| Sample::forbidden(ONE_ABOVE_THE_MAXIMUM, text)));
        samples
    }

    /// The texts at the limits, none of which breaks another promise of the member.
    fn allowed(&self, promises: &Promises<'_>) -> Vec<(&'static str, String)> {
        let texts = [
            (
                AT_THE_MINIMUM,
                Some(self.minimum)
                    .filter(|minimum| *minimum != self.maximum)
                    .and_then(|length| promises.text(length)),
            ),
            (AT_THE_MAXIMUM, promises.text(self.maximum)),
            (OUTSIDE_THE_BASIC_PLANE, promises.text_outside_the_basic_plane(self.maximum)),
        ];
        let fitting = |(name, text): (&'static str, Option<String>)| Some((name, text?));
        texts.into_iter().filter_map(fitting).filter(|(_, text)| promises.fits(&json!(text))).collect()
    }

    fn cases_of_answers(&self, ground: Ground<'_>) -> Vec<Case> {
        let promises = Promises::of(ground, self.at);
        let mut cases: Vec<Case> = self
            .allowed(&promises)
            .into_iter()
            .filter_map(|(name, text)| answer::holds(ground, self.clause, name, self.at, json!(text)))
            .collect();
        cases.extend(self.token_too_long(ground, &promises));
        cases
    }

    /// A token that is longer than the page lets it be: a client may pass it on or fail, but not go on without it.
    fn token_too_long(&self, ground: Ground<'_>, promises: &Promises<'_>) -> Option<Case> {
        if !answer::is_next(ground, self.at) || !ground.binds(self.clause) {
            return None;
        }
        let text = promises.text(self.maximum + 1)?;
        let position = Promises::of(ground, ground.operation.paging()?.position());
        let refused = position.broken(&json!(text)).into_iter().any(|clause| ground.binds(clause));
        let fails = CaseOutcome::Fails(Fails::default());
        let outcome = if refused { fails } else { CaseOutcome::AnyOf(vec![CaseOutcome::Returns, fails]) };
        let case = answer::passed_on(ground, self.clause, ONE_ABOVE_THE_MAXIMUM.to_owned(), &text);
        Some(Case { outcome, ..case })
    }
}
