//! Response member: with unusual values, absent, null; and beside members and values that the reference does not know.

use client_protocol::Drive;
use contract::{Clause, Fact, Location, PagingStyle, Rule, Side, ValueType};
use serde_json::{Value, json};
use wire::Edit;

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::edits::{answered, edited, pointer, set};

/// What may come in each member's place, one case each.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, value_type) in context.members(Side::Response) {
        let values = values(context, at, value_type);
        let is_plain = values.is_empty() && !is_truncated(context, at);
        for (name, value) in values {
            cases.push(edited(
                context,
                clause,
                tested_clause(context, clause, at),
                name,
                set(&pointer(at), value),
            ));
        }
        if is_plain || value_type == ValueType::Array {
            cases.push(as_it_came(context, clause, at));
        }
        cases.extend(choices(context, clause, at));
        cases.extend(of_truncated(context, clause, at));
        cases.extend(missing(context, clause, at));
        if value_type == ValueType::Object {
            cases.extend(unknown_member(context, clause, &pointer(at)));
        }
    }
    if let Some(clause) = context.rule(Rule::UnknownMember) {
        let edit = set("/anUnknownMember", unknown());
        cases.push(Case {
            exchanges: answered(edit),
            ..context.case(clause, "beside-all-others", Drive::Page)
        });
    }
    cases
}

/// Values that the reference allows and that are rare.
fn values(context: GeneratorContext<'_>, at: &Location, value_type: ValueType) -> Vec<(&'static str, Value)> {
    let mut values = match value_type {
        ValueType::String => TEXTS.iter().map(|(name, text)| (*name, json!(text))).collect(),
        ValueType::Integer | ValueType::Number => {
            // What repeats a page's size or number stays in the range that is ever asked for.
            let largest = if is_echo(context, at) { i64::from(i32::MAX) } else { 1 << 53 };
            vec![("zero", json!(0)), ("a-large-number", json!(largest))]
        }
        ValueType::Boolean if !is_truncated(context, at) => {
            vec![("true", json!(true)), ("false", json!(false))]
        }
        ValueType::Array => vec![("no-item", json!([]))],
        ValueType::Boolean | ValueType::Object => Vec::new(),
    };
    let stated = |clause: &Clause| matches!(&clause.fact, Fact::Choice { at: found, .. } | Fact::Timestamp { at: found, .. } if found == at);
    // A list of choices and the formats of times have cases of their own.
    if context.operation.clauses.iter().any(stated) {
        values.clear();
    }
    values.retain(|(_, value)| context.allows(at, value));
    values
}

const TEXTS: &[(&str, &str)] = &[
    ("chinese-and-an-emoji", "评测任务 é 🌙"),
    ("what-json-escapes", "\"a\"\\b/\t\r\n\u{1}\u{2028}"),
    ("no-text", ""),
    ("digits", "0012"),
    ("a-word-that-is-a-value-elsewhere", "null"),
    ("reserved-characters", "a+b/c==%2B&d"),
];

/// A list or an object with what the service put into it, and a member whose values are another generator's.
fn as_it_came(context: GeneratorContext<'_>, clause: &Clause, at: &Location) -> Case {
    let tested = tested_clause(context, clause, at);
    Case { items: 20, ..context.case_at(clause, tested, "as-it-came", Drive::Page) }
}

/// The clause that a lost list of items breaks: that a response is returned, where the reference does not require the list itself.
fn tested_clause<'a>(context: GeneratorContext<'a>, clause: &'a Clause, at: &Location) -> &'a Clause {
    let is_list = context.operation.paging().map(PagingStyle::list) == Some(at);
    let returned = context.rule(Rule::AnswerReturned).filter(|_| is_list && !context.binds(clause));
    returned.unwrap_or(clause)
}

/// Every documented value, and one that is not documented.
fn choices(context: GeneratorContext<'_>, member: &Clause, at: &Location) -> Vec<Case> {
    let mut cases = Vec::new();
    for clause in context.operation.clauses.iter().filter(|clause| !context.is_suspended(clause)) {
        let Fact::Choice { at: found, values } = &clause.fact else { continue };
        if found != at {
            continue;
        }
        for value in values {
            let name = format!("value-{}", worded(value));
            cases.push(edited(context, member, clause, &name, set(&pointer(at), value.clone())));
        }
        let other = match values.first() {
            Some(Value::String(_)) => json!("none-of-these"),
            _ => json!(9_999),
        };
        if let Some(rule) = context.rule(Rule::UnknownValue).filter(|_| !values.contains(&other)) {
            cases.push(edited(context, member, rule, "unknown-value", set(&pointer(at), other)));
        }
    }
    cases
}

/// The member that says whether there is more, in both cases with pages that agree with it.
fn of_truncated(context: GeneratorContext<'_>, clause: &Clause, at: &Location) -> Vec<Case> {
    if !is_truncated(context, at) {
        return Vec::new();
    }
    let mut more = context.case(clause, "true", Drive::Page);
    context.in_small_pages(&mut more.input);
    more.items = 20;
    let no_more = context.case(clause, "false", Drive::Page);
    vec![more, Case { items: 1, ..no_more }]
}

/// Absent and null, where the reference does not say that the member is always there.
fn missing(context: GeneratorContext<'_>, clause: &Clause, at: &Location) -> Vec<Case> {
    let Some(list) = context.operation.paging().map(PagingStyle::list) else { return Vec::new() };
    let required = context
        .operation
        .clauses
        .iter()
        .any(|clause| matches!(&clause.fact, Fact::Required { at: found } if found == at));
    // Without what the list lies in there is no page at all, and an item that is not there is no item.
    let is_page = list.path.len() > at.path.len() && list.path.starts_with(&at.path);
    if required || is_page || at.path.last().is_some_and(|last| last == "*") {
        return Vec::new();
    }
    // Items that are counted and not listed would contradict the total.
    let items = if at == list { 0 } else { 5 };
    let absent = Edit { remove: vec![pointer(at)], ..Edit::default() };
    [(Rule::AbsentMember, "absent", absent), (Rule::NullMember, "null", set(&pointer(at), Value::Null))]
        .into_iter()
        .filter_map(|(rule, name, edit)| {
            Some(Case { items, ..edited(context, clause, context.rule(rule)?, name, edit) })
        })
        .collect()
}

fn unknown_member(context: GeneratorContext<'_>, clause: &Clause, pointer: &str) -> Option<Case> {
    let rule = context.rule(Rule::UnknownMember)?;
    let edit = set(&format!("{pointer}/anUnknownMember"), unknown());
    Some(edited(context, clause, rule, "unknown-member-inside", edit))
}

fn unknown() -> Value {
    json!({ "of": [1, "two", null, { "three": [[]] }] })
}

fn is_echo(context: GeneratorContext<'_>, at: &Location) -> bool {
    let clauses = &context.operation.clauses;
    let echoes =
        clauses.iter().any(|clause| matches!(&clause.fact, Fact::Echo { at: found, .. } if found == at));
    echoes
        || match context.operation.paging() {
            Some(PagingStyle::PageNumber { echo_number, echo_size, .. }) => {
                at == echo_number || at == echo_size
            }
            Some(PagingStyle::Marker { echo_size, .. }) => at == echo_size,
            _ => false,
        }
}

fn is_truncated(context: GeneratorContext<'_>, at: &Location) -> bool {
    matches!(context.operation.paging(), Some(PagingStyle::Marker { truncated, .. }) if truncated == at)
}

/// A value as a part of a name.
fn worded(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_lowercase);
    let words: Vec<&str> =
        text.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-")
}
