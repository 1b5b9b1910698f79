//! Values that do not reach the caller as the service sent them.

use contract::{Fact, Side, ValueType};
use serde_json::{Value, json};

use super::common::{change_jobs, change_output, deep};
use crate::aim::Aim;
use crate::defect::{Defect, Does};
use crate::scene::{Ground, Scene};
use client_protocol::OutcomeResult;

/// Whether the case asks for a member of the answer of this type.
fn member(aim: &Aim<'_>, value_type: ValueType) -> bool {
    aim.kind() == "member" && aim.of_response() && aim.may_return() && aim.value_type() == Some(value_type)
}

/// Whether the case's script changes the list of jobs itself.
fn edits_the_list(aim: &Aim<'_>) -> bool {
    let list = aim.operation.paging().map(|style| style.list().pointer()).unwrap_or_default();
    aim.case.jobs == 0
        || aim.case.exchanges.iter().any(|exchange| {
            exchange.items == Some(0)
                || exchange.raw.is_some()
                || exchange.edit.as_ref().is_some_and(|edit| {
                    edit.set.get(&list).is_some_and(|value| value.as_array().is_none_or(Vec::is_empty))
                        || edit.remove.contains(&list)
                })
        })
}

fn is_list_of_jobs(aim: &Aim<'_>) -> bool {
    aim.operation.paging().is_some_and(|style| aim.clause.fact.at() == Some(style.list()))
}

/// Changes the members of the answer at which the contract has such a type, wherever they stand.
pub(super) fn on_members(
    scene: &Scene,
    result: &mut OutcomeResult,
    such: impl Fn(&Ground, &contract::Location, ValueType) -> bool,
    change: impl Fn(&Value) -> Option<Value>,
) {
    let ground = &scene.ground;
    change_output(result, |output| {
        for (at, value_type) in ground.operation.members(Side::Response) {
            if !such(ground, at, value_type) {
                continue;
            }
            let found: Vec<(String, Option<Value>)> =
                at.values(output).into_iter().map(|found| (found.pointer, change(found.value))).collect();
            for (pointer, new) in found {
                put(output, &pointer, new);
            }
        }
    });
}

fn put(output: &mut Value, pointer: &str, new: Option<Value>) {
    let Some((above, name)) = pointer.rsplit_once('/') else { return };
    match (output.pointer_mut(above), new) {
        (Some(Value::Object(members)), Some(new)) => drop(members.insert(name.to_owned(), new)),
        (Some(Value::Object(members)), None) => drop(members.shift_remove(name)),
        (Some(Value::Array(items)), new) => {
            if let Some(item) = name.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                *item = new.unwrap_or(Value::Null);
            }
        }
        _ => {}
    }
}

/// Where an object stands in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nesting {
    Outermost,
    BesideTheJobs,
    OfAJob,
    Deeper,
    OfAList,
}

impl Nesting {
    /// Where a member stands; `None` for a job itself.
    fn of(operation: &contract::Operation, at: &contract::Location) -> Option<Self> {
        let list = &operation.paging()?.list().path;
        let inside = at.path.strip_prefix(list.as_slice()).map(<[String]>::len);
        let is_item = at.path.last().is_some_and(|name| name == "*");
        match (inside, at.path.len()) {
            (Some(0 | 1), _) => None,
            (Some(_), _) if is_item => Some(Self::OfAList),
            (Some(2), _) => Some(Self::OfAJob),
            (Some(_), _) => Some(Self::Deeper),
            (None, 1) => Some(Self::Outermost),
            (None, _) => Some(Self::BesideTheJobs),
        }
    }
}

fn of_objects(aim: &Aim<'_>, nesting: Nesting) -> bool {
    member(aim, ValueType::Object)
        && aim.clause.fact.at().and_then(|at| Nesting::of(aim.operation, at)) == Some(nesting)
}

fn lose_objects(scene: &Scene, result: &mut OutcomeResult, nesting: Nesting) {
    let such = |ground: &Ground, at: &contract::Location, kind: ValueType| {
        kind == ValueType::Object && Nesting::of(&ground.operation, at) == Some(nesting)
    };
    on_members(scene, result, such, |_| None);
}

pub(super) fn text_without_time(ground: &Ground, at: &contract::Location, value_type: ValueType) -> bool {
    value_type == ValueType::String && ground.operation.time_format(at).is_none()
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "texts-lost",
        what: "loses every member that is a text",
        does: &[Does::Outcome(|scene, result| {
            on_members(scene, result, |_, _, kind| kind == ValueType::String, |_| None);
        })],
        made_for: |aim| {
            member(aim, ValueType::String) || (aim.of_response() && aim.kind() == "choice" && aim.returns())
        },
    },
    Defect {
        name: "numbers-lost",
        what: "loses every member that is a number",
        does: &[Does::Outcome(|scene, result| {
            on_members(
                scene,
                result,
                |_, _, kind| matches!(kind, ValueType::Integer | ValueType::Number),
                |_| None,
            );
        })],
        made_for: |aim| {
            let number = member(aim, ValueType::Integer) || member(aim, ValueType::Number);
            number && !aim.named(&["fraction"])
        },
    },
    Defect {
        name: "booleans-turned",
        what: "takes true for false",
        does: &[Does::Outcome(|scene, result| {
            on_members(
                scene,
                result,
                |_, _, kind| kind == ValueType::Boolean,
                |value| Some(value.as_bool().map_or_else(|| value.clone(), |value| json!(!value))),
            );
        })],
        made_for: |aim| member(aim, ValueType::Boolean),
    },
    Defect {
        name: "lists-lost",
        what: "loses every list but that of the jobs",
        does: &[Does::Outcome(|scene, result| {
            on_members(
                scene,
                result,
                |ground, at, kind| {
                    let jobs = ground.operation.paging().is_some_and(|style| style.list() == at);
                    kind == ValueType::Array && !jobs
                },
                |_| None,
            );
        })],
        made_for: |aim| member(aim, ValueType::Array) && !is_list_of_jobs(aim),
    },
    Defect {
        name: "jobs-lost",
        what: "loses the last job of a page",
        does: &[Does::Outcome(|scene, result| change_jobs(scene, result, |jobs| drop(jobs.pop())))],
        made_for: |aim| {
            let binds = aim.clause.evidence.binds();
            binds && member(aim, ValueType::Array) && is_list_of_jobs(aim) && !edits_the_list(aim)
        },
    },
    Defect {
        name: "null-for-the-jobs",
        what: "gives null in place of the jobs of a page",
        does: &[Does::Outcome(|scene, result| {
            let list = scene.ground.operation.paging().map(|style| style.list().clone());
            change_output(result, |output| {
                if let Some(list) = list {
                    crate::scene::put(output, &list, Value::Null);
                }
            });
        })],
        made_for: |aim| {
            member(aim, ValueType::Array) && is_list_of_jobs(aim) && !edits_the_list(aim) && !aim.walks()
        },
    },
    Defect {
        name: "jobs-as-texts",
        what: "gives every job as a text",
        does: &[Does::Outcome(|scene, result| {
            change_jobs(scene, result, |jobs| {
                jobs.iter_mut().for_each(|job| *job = Value::from(job.to_string()));
            });
        })],
        made_for: |aim| {
            let jobs = aim.operation.paging().map(|style| style.list().path.clone());
            member(aim, ValueType::Object)
                && aim.clause.fact.at().is_some_and(|at| {
                    jobs.is_some_and(|jobs| at.path.len() == jobs.len() + 1 && at.path.starts_with(&jobs))
                })
        },
    },
    Defect {
        name: "objects-of-the-answer-lost",
        what: "loses the objects around the jobs",
        does: &[Does::Outcome(|scene, result| lose_objects(scene, result, Nesting::Outermost))],
        made_for: |aim| of_objects(aim, Nesting::Outermost),
    },
    Defect {
        name: "objects-beside-the-jobs-lost",
        what: "loses the objects beside the jobs",
        does: &[Does::Outcome(|scene, result| lose_objects(scene, result, Nesting::BesideTheJobs))],
        made_for: |aim| of_objects(aim, Nesting::BesideTheJobs),
    },
    Defect {
        name: "objects-of-a-job-lost",
        what: "loses the objects in a job",
        does: &[Does::Outcome(|scene, result| lose_objects(scene, result, Nesting::OfAJob))],
        made_for: |aim| of_objects(aim, Nesting::OfAJob),
    },
    Defect {
        name: "objects-in-objects-lost",
        what: "loses the objects inside the objects in a job",
        does: &[Does::Outcome(|scene, result| lose_objects(scene, result, Nesting::Deeper))],
        made_for: |aim| of_objects(aim, Nesting::Deeper),
    },
    Defect {
        name: "objects-of-lists-lost",
        what: "gives null for the objects in the lists of a job",
        does: &[Does::Outcome(|scene, result| lose_objects(scene, result, Nesting::OfAList))],
        made_for: |aim| of_objects(aim, Nesting::OfAList),
    },
    Defect {
        name: "texts-trimmed-and-cut",
        what: "trims texts and cuts them to forty characters",
        does: &[Does::Outcome(|scene, result| {
            on_members(scene, result, text_without_time, |value| {
                let cut = |text: &str| text.trim().chars().take(40).collect::<String>();
                Some(value.as_str().map_or_else(|| value.clone(), |text| Value::from(cut(text))))
            });
        })],
        made_for: |aim| {
            member(aim, ValueType::String)
                && aim.named(&["long", "characters"])
                && aim.named(&["thousand", "300"])
        },
    },
    Defect {
        name: "texts-beyond-ascii-lost",
        what: "writes a question mark for every character beyond ASCII",
        does: &[Does::Outcome(|scene, result| {
            on_members(scene, result, text_without_time, |value| {
                let plain = |text: &str| -> String {
                    text.chars().map(|one| if one.is_ascii() { one } else { '?' }).collect()
                };
                Some(value.as_str().map_or_else(|| value.clone(), |text| Value::from(plain(text))))
            });
        })],
        made_for: |aim| member(aim, ValueType::String) && aim.named(&["chinese", "emoji", "unicode"]),
    },
    Defect {
        name: "texts-read-as-other-values",
        what: "reads texts that look like numbers, booleans or null as such",
        does: &[Does::Outcome(|scene, result| {
            on_members(scene, result, text_without_time, |value| {
                Some(
                    value
                        .as_str()
                        .and_then(|text| serde_json::from_str(text).ok())
                        .unwrap_or_else(|| value.clone()),
                )
            });
        })],
        made_for: |aim| member(aim, ValueType::String) && aim.named(&["look-like"]),
    },
    Defect {
        name: "fractions-cut",
        what: "cuts the fraction off numbers that have one",
        does: &[Does::Answer(|_, _, answer| {
            answer.change(|body| {
                #[expect(clippy::cast_possible_truncation, reason = "this is the defect")]
                let cut = |number: f64| json!(number as i64);
                deep(body, &|value| {
                    Some(value.as_f64().filter(|_| value.is_f64()).map_or_else(|| value.clone(), cut))
                });
            });
        })],
        made_for: |aim| member(aim, ValueType::Integer) && aim.named(&["fraction"]),
    },
    Defect {
        name: "no-list-for-an-empty-one",
        what: "takes whatever stands in place of the jobs for none",
        does: &[Does::Answer(|scene, _, answer| {
            if let Some(list) = scene.ground.operation.paging().map(|style| style.list().clone()) {
                answer.change(|body| {
                    if list.value(body).is_some_and(|found| !found.is_array()) {
                        crate::scene::put(body, &list, json!([]));
                    }
                });
            }
        })],
        made_for: |aim| member(aim, ValueType::Array) && aim.named(&["text-in-place"]),
    },
    Defect {
        name: "empty-lists-for-null",
        what: "gives empty lists as null",
        does: &[Does::Outcome(|_, result| {
            change_output(result, |output| {
                let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
                deep(output, &|value| Some(if empty(value) { Value::Null } else { value.clone() }));
            });
        })],
        made_for: |aim| member(aim, ValueType::Array) && aim.named(&["no-item", "empty"]),
    },
    Defect {
        name: "empty-texts-for-null",
        what: "gives empty texts as null",
        does: &[Does::Outcome(|_, result| {
            change_output(result, |output| {
                deep(output, &|value| {
                    Some(if value.as_str() == Some("") { Value::Null } else { value.clone() })
                });
            });
        })],
        made_for: |aim| member(aim, ValueType::String) && aim.named(&["no-text"]),
    },
    Defect {
        name: "numbers-as-fractions",
        what: "reads every number as a fraction of 53 bits",
        does: &[Does::Outcome(|_, result| {
            change_output(result, |output| {
                #[expect(clippy::cast_possible_truncation, reason = "this is the defect")]
                let rounded = |number: f64| json!(number as i64);
                deep(output, &|value| {
                    let number = value.as_f64().filter(|_| !value.is_f64());
                    Some(number.map_or_else(|| value.clone(), rounded))
                });
            });
        })],
        made_for: |aim| member(aim, ValueType::Integer) && aim.named(&["53-bits"]),
    },
    Defect {
        name: "times-an-hour-late",
        what: "reads times as if they were an hour later",
        does: &[Does::Outcome(|_, result| {
            change_output(result, |output| {
                deep(output, &|value| {
                    Some(value.as_str().and_then(an_hour_later).unwrap_or_else(|| value.clone()))
                });
            });
        })],
        made_for: |aim| aim.of_response() && aim.kind() == "timestamp" && aim.may_return(),
    },
    Defect {
        name: "echo-made-up",
        what: "gives another number or text where the answer repeats the request",
        does: &[Does::Outcome(|scene, result| {
            let echoes: Vec<contract::Location> = scene
                .ground
                .operation
                .clauses
                .iter()
                .filter_map(|clause| match &clause.fact {
                    Fact::Echo { at, .. } => Some(at.clone()),
                    _ => None,
                })
                .collect();
            on_members(
                scene,
                result,
                |_, at, _| echoes.contains(at),
                |value| Some(if value.is_number() { json!(987) } else { json!("another") }),
            );
        })],
        made_for: |aim| aim.kind() == "echo",
    },
];

fn an_hour_later(text: &str) -> Option<Value> {
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Some(Value::from((time + jiff::SignedDuration::from_hours(1)).to_string()));
    }
    let time = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok()?;
    let later = time.checked_add(jiff::SignedDuration::from_hours(1)).ok()?;
    Some(Value::from(later.strftime("%Y-%m-%d %H:%M:%S").to_string()))
}
