//! Choice: every listed value is taken, and no other.

use contract::{Clause, Constraints, Fact, Location, Rule, Side};
use serde_json::{Value, json};

use crate::Case;
use crate::build::samples::{Sample, named};
use crate::build::{GeneratorContext, response_values, samples};
use crate::probe::Probe;

/// A case for each listed value, for one that is not listed, one in another case, and none at all.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    choices(context)
        .flat_map(|choice| match choice.at.side {
            Side::Request => samples::cases(context, choice.clause, choice.at, choice.samples(context)),
            Side::Response => choice.cases_of_answers(context),
            Side::Error => Vec::new(),
        })
        .collect()
}

/// The same values asked of a server, and the values that its answers hold.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    choices(context)
        .flat_map(|choice| match choice.at.side {
            Side::Request => samples::probes(context, choice.clause, choice.at, choice.samples(context)),
            Side::Response => {
                vec![response_values::probe(context, choice.clause, "choice-of-the-answer", choice.at)]
            }
            Side::Error => Vec::new(),
        })
        .collect()
}

struct Choice<'a> {
    clause: &'a Clause,
    at: &'a Location,
    values: &'a [Value],
}

fn choices<'a>(context: GeneratorContext<'a>) -> impl Iterator<Item = Choice<'a>> {
    context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause)).filter_map(
        |clause| {
            let Fact::Choice { at, values } = &clause.fact else { return None };
            Some(Choice { clause, at, values })
        },
    )
}

const NOT_LISTED: &str = "not-listed";

impl Choice<'_> {
    fn samples(&self, context: GeneratorContext<'_>) -> Vec<Sample> {
        let constraints = Constraints::of(context.operation, self.at);
        let mut samples: Vec<Sample> = self
            .listed(&constraints)
            .into_iter()
            .map(|(name, value)| Sample::allowed(name, value.clone()))
            .collect();
        let others = [
            (NOT_LISTED, self.not_listed()),
            ("in-another-case", self.in_another_case()),
            ("empty", self.has_texts().then(|| json!(""))),
        ];
        for (name, value) in others {
            let value = value.filter(|value| constraints.breaks_only(self.clause, value));
            samples.extend(value.map(|value| Sample::forbidden(name, value)));
        }
        samples
    }

    fn cases_of_answers(&self, context: GeneratorContext<'_>) -> Vec<Case> {
        let constraints = Constraints::of(context.operation, self.at);
        let mut cases: Vec<Case> = self
            .listed(&constraints)
            .into_iter()
            .filter_map(|(name, value)| {
                response_values::holds(context, self.clause, &name, self.at, value.clone())
            })
            .collect();
        if let (Some(value), Some(rule)) = (self.not_listed(), context.rule(Rule::UnknownValue)) {
            let case =
                response_values::edited(context, self.clause, named(self.at, NOT_LISTED), self.at, value);
            // The reference does not let a service send it, so that only good practice is required of the client.
            cases.push(Case { clause: rule.id.clone(), ..case });
        }
        cases
    }

    /// The values that no other clause of the member forbids, each with a name of its own.
    fn listed(&self, constraints: &Constraints<'_>) -> Vec<(String, &Value)> {
        let mut listed: Vec<(String, &Value)> = Vec::new();
        for value in self.values.iter().filter(|value| constraints.fits(value)) {
            let name = format!("listed-{}", spelt(value));
            let like = listed.iter().filter(|(earlier, _)| earlier.starts_with(&name)).count();
            let taken = listed.iter().any(|(earlier, _)| *earlier == name);
            listed.push((if taken { format!("{name}-{}", like + 1) } else { name }, value));
        }
        listed
    }

    fn has_texts(&self) -> bool {
        self.values.iter().all(Value::is_string)
    }

    fn not_listed(&self) -> Option<Value> {
        if self.has_texts() {
            let is_listed = |text: &str| {
                self.values.iter().filter_map(Value::as_str).any(|listed| listed.eq_ignore_ascii_case(text))
            };
            return ["unlisted", "another", "other-value"]
                .into_iter()
                .find(|text| !is_listed(text))
                .map(Value::from);
        }
        let largest =
            self.values.iter().map(Value::as_i64).collect::<Option<Vec<i64>>>()?.into_iter().max()?;
        largest.checked_add(1).map(Value::from)
    }

    fn in_another_case(&self) -> Option<Value> {
        let text = self.values.last()?.as_str()?;
        let upper = text.to_uppercase();
        let other = if upper == text { text.to_lowercase() } else { upper };
        (!self.values.iter().any(|listed| listed.as_str() == Some(&other))).then(|| Value::from(other))
    }
}

/// A value as a part of a name: `InProgress` is `in-progress`.
fn spelt(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut name = String::new();
    let mut after_lower = false;
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            if letter.is_uppercase() && after_lower {
                name.push('-');
            }
            name.extend(letter.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
        after_lower = letter.is_lowercase() || letter.is_numeric();
    }
    match name.trim_end_matches('-') {
        "" => "value".to_owned(),
        name => name.to_owned(),
    }
}
