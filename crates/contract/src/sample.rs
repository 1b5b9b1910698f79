//! Valid values: of one member, of a whole request, and of an item.

use serde_json::{Map, Value, json};

use crate::template::item;
use crate::{
    Constraints, ExampleOf, Fact, Filter, Location, OperationContext, PagingStyle, Side, TimeFormat,
    ValueType,
};

/// In how many generated items a value to filter by is looked for.
const ITEMS_LOOKED_AT: usize = 5;

impl<'a> OperationContext<'a> {
    /// The smallest valid input: every required member with a valid value.
    #[must_use]
    pub fn minimal_input(self) -> Map<String, Value> {
        let mut input = Map::new();
        for clause in &self.operation.clauses {
            if let Fact::Required { at } = &clause.fact
                && at.side == Side::Request
            {
                at.put(&mut input, self.sample(at));
            }
        }
        input
    }

    /// Whether a value is certainly valid for a member: also by clauses that do not bind or that are suspended.
    #[must_use]
    pub fn allows(self, at: &Location, value: &Value) -> bool {
        Constraints::of(self.operation, at).fits(value)
    }

    /// A usual value of a member: one that the contract names, else one that its limits allow; `null` where the contract
    /// has no such member.
    #[must_use]
    pub fn sample(self, at: &Location) -> Value {
        if let Some(value) = self.named_value(at) {
            return value;
        }
        match self.operation.value_type(at) {
            Some(ValueType::String) => match self.operation.time_format(at) {
                Some(TimeFormat::Rfc3339) => json!("2024-04-01T11:48:48Z"),
                Some(TimeFormat::Civil) => json!("2024-04-01 11:48:48"),
                None => json!(usual_text(&Constraints::of(self.operation, at))),
            },
            Some(ValueType::Integer | ValueType::Number) => json!(self.usual_number(at)),
            Some(ValueType::Boolean) => json!(true),
            Some(ValueType::Array) => json!([self.sample(&at.items())]),
            Some(ValueType::Object) => {
                let members = self.operation.members(at.side).filter(|(member, _)| at.encloses(member));
                Value::Object(
                    members.map(|(member, _)| (member.name().to_owned(), self.sample(member))).collect(),
                )
            }
            None => Value::Null,
        }
    }

    /// A valid value of a member that also finds something, where the member filters, sorts or numbers pages.
    #[must_use]
    pub fn effective_value(self, at: &Location) -> Value {
        if let Some(PagingStyle::PageNumber { number, first, .. }) = self.operation.paging()
            && number == at
        {
            return json!(first + 1);
        }
        if let Some(value) = self.sort_value(at).or_else(|| self.filter_value(at)) {
            return value;
        }
        let sample = match self.operation.value_type(at) {
            Some(ValueType::Array) => json!([self.effective_value(&at.items())]),
            Some(ValueType::Object) => {
                let inside = self.members(at.side).filter(|(_, inner, _)| at.encloses(inner));
                let valued = |inner: &Location| (inner.name().to_owned(), self.effective_value(inner));
                Value::Object(inside.map(|(_, inner, _)| valued(inner)).collect())
            }
            _ => self.sample(at),
        };
        if self.allows(at, &sample) {
            return sample;
        }
        let texts = ["a", "0", "job-of-a-case-that-is-long-enough", "12345678", "A1"].map(Value::from);
        let numbers = self.operation.clauses_at(at).filter_map(|clause| match clause.fact {
            Fact::Range { minimum, maximum, .. } => minimum.or(maximum).map(Value::from),
            _ => None,
        });
        texts.into_iter().chain(numbers).find(|value| self.allows(at, value)).unwrap_or(sample)
    }

    /// A word that sorts the items: one of a few, also where no clause lists them.
    #[must_use]
    pub fn sort_value(self, at: &Location) -> Option<Value> {
        self.operation.clauses.iter().find_map(|clause| match &clause.fact {
            Fact::Sort { order, descending, .. } if order == at => Some(descending.clone()),
            Fact::Sort { by: Some(by), fields, .. } if by == at => {
                fields.keys().next().map(|word| json!(word))
            }
            _ => None,
        })
    }

    /// A value that some item has, for a member that filters and for an item of a list that does.
    fn filter_value(self, at: &Location) -> Option<Value> {
        let learnt = |at: &Location| {
            let filter = Filter::effective(self.operation).find(|filter| filter.at == at)?;
            let items = (1..=ITEMS_LOOKED_AT).map(|number| item(self.operation, number));
            items.flat_map(|item| filter.values_that_find(self.operation, &item)).next()
        };
        match at.path.as_slice() {
            [list @ .., last] if last == "*" => {
                learnt(&Location { side: at.side, path: list.to_vec() })?.get(0).cloned()
            }
            _ => learnt(at),
        }
    }

    /// A value that the contract itself names: one that is listed, the order of a sort, or the example's.
    fn named_value(self, at: &Location) -> Option<Value> {
        let clauses = &self.operation.clauses;
        let listed = clauses.iter().find_map(|clause| match &clause.fact {
            Fact::Choice { at: of, values } if of == at => values.last().cloned(),
            _ => None,
        });
        let sorting = || {
            clauses.iter().find_map(|clause| match &clause.fact {
                Fact::Sort { order, ascending, .. } if order == at => Some(ascending.clone()),
                Fact::Sort { by: Some(by), fields, .. } if by == at => {
                    fields.keys().next().map(|by| json!(by))
                }
                _ => None,
            })
        };
        listed.or_else(sorting).or_else(|| self.value_of_an_example(at))
    }

    /// The first value that an example shows for a member, unless the example's values are placeholders.
    fn value_of_an_example(self, at: &Location) -> Option<Value> {
        let message = match at.side {
            Side::Request => ExampleOf::Request,
            Side::Response => ExampleOf::Response,
            Side::Error => ExampleOf::Error,
        };
        let constraints = Constraints::of(self.operation, at);
        let examples = self.operation.examples.iter();
        examples
            .filter(|example| example.of == message && example.noise.is_none())
            .filter_map(|example| example.body.as_ref())
            .flat_map(|body| at.values(body))
            .map(|located| located.value)
            .find(|value| (value.is_string() || value.is_number()) && constraints.fits(value))
            .cloned()
    }

    /// A small number, or else the limit next to it.
    fn usual_number(self, at: &Location) -> i64 {
        let limits = self.operation.clauses_at(at).filter_map(|clause| match &clause.fact {
            Fact::Range { minimum, maximum, .. } => Some([*minimum, *maximum]),
            _ => None,
        });
        let candidates = [3].into_iter().chain(limits.flatten().flatten());
        candidates.into_iter().find(|number| self.allows(at, &json!(number))).unwrap_or(3)
    }
}

/// A short text that a person can read, or else the shortest that the contract allows.
#[must_use]
pub fn usual_text(constraints: &Constraints<'_>) -> String {
    let usual = Some("job".to_owned());
    let shortest = (1..=64).map(|length| constraints.text(length));
    let fits = |text: &String| constraints.fits(&json!(text));
    std::iter::once(usual).chain(shortest).flatten().find(fits).unwrap_or_else(|| "job".to_owned())
}

impl Constraints<'_> {
    /// A text of so many code points that keeps every clause but, maybe, that of its length.
    #[must_use]
    pub fn text(&self, length: usize) -> Option<String> {
        self.text_from(CHARACTERS, length)
    }

    /// The same, of characters that UTF-16 writes in two units and UTF-8 in four bytes.
    #[must_use]
    pub fn text_outside_the_basic_plane(&self, length: usize) -> Option<String> {
        self.text_from(OUTSIDE_THE_BASIC_PLANE, length)
    }

    fn text_from(&self, characters: &str, length: usize) -> Option<String> {
        let keeps = |text: &String| {
            let broken = self.broken(&Value::from(text.as_str()));
            broken.iter().all(|clause| matches!(clause.fact, Fact::Length { .. }))
        };
        // Characters that are valid alone are mostly valid together; ends often allow fewer characters than the middle.
        let alone: String = characters.chars().filter(|one| keeps(&one.to_string())).collect();
        let cycled = (!alone.is_empty()).then(|| alone.chars().cycle().take(length).collect());
        let repeated = characters.chars().map(|one| one.to_string().repeat(length));
        let framed = characters.chars().filter(|_| length > 2).flat_map(|end| {
            let middle = move |inner: char| format!("{end}{}{end}", inner.to_string().repeat(length - 2));
            characters.chars().map(middle)
        });
        cycled.into_iter().chain(repeated).chain(framed).find(keeps)
    }
}

// Letters and digits first, so that texts are readable where the pattern lets them be.
const CHARACTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:+= é评";

const OUTSIDE_THE_BASIC_PLANE: &str = "😀🌙𠀀𝒜";
