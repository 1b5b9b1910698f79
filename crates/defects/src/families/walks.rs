//! Walks that end too early or never, and jobs that are lost, doubled or mixed up.

use client_protocol::{OutcomeResult, Stopped};
use contract::{PagingStyle, Rule};
use serde_json::Value;

use super::common::change_jobs;
use crate::aim::Aim;
use crate::defect::{Aside, Defect, Does};
use crate::message::{Answer, Request};
use crate::scene::Scene;

/// Makes a page the last one of its walk.
fn end(scene: &Scene, answer: &mut Answer, such: impl Fn(&[Value]) -> bool) {
    let ground = &scene.ground;
    if !scene.walks() || answer.is_error() {
        return;
    }
    answer.change(|page| {
        if ground.jobs(page).is_some_and(|jobs| such(jobs)) {
            ground.end(page, scene.jobs_so_far());
        }
    });
}

fn leads_on(scene: &Scene, answer: &Answer) -> bool {
    answer.value().is_some_and(|page| scene.ground.leads_on(&page, scene.jobs_so_far()))
}

fn ends_a_walk(aim: &Aim<'_>) -> bool {
    aim.asks(Rule::PagingEnd) && aim.walks()
}

/// Whether more than one page is there to walk.
fn more_than_one_page(aim: &Aim<'_>) -> bool {
    let size = aim.case.server_page_size.or_else(|| {
        let name = aim.operation.paging()?.size().name();
        usize::try_from(aim.case.input.get(name)?.as_u64()?).ok()
    });
    let size = size.unwrap_or(aim.operation.simulation.default_page_size);
    aim.case.jobs > size
        || aim.case.exchanges.iter().any(|exchange| exchange.next.is_some() || exchange.items.is_some())
}

fn every_job(aim: &Aim<'_>) -> bool {
    aim.asks(Rule::PagingEveryJobOnce)
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "stops-after-the-first-page",
        what: "takes the first page of a walk for the last",
        does: &[Does::Answer(|scene, _, answer| {
            if scene.past.iter().filter(|(_, answer)| answer.is_some()).count() == 1 {
                end(scene, answer, |_| true);
            }
        })],
        made_for: |aim| {
            let too_long = aim.walks() && !aim.may_return() && aim.of_response() && aim.kind() == "length";
            too_long || (ends_a_walk(aim) && more_than_one_page(aim) && aim.usual() && aim.case.pages > 2)
        },
    },
    Defect {
        name: "stops-on-an-empty-page",
        what: "takes a page without a job for the last",
        does: &[Does::Answer(|scene, _, answer| end(scene, answer, <[Value]>::is_empty))],
        made_for: |aim| {
            let empty = aim.case.exchanges.iter().any(|exchange| exchange.items == Some(0));
            ends_a_walk(aim) && empty && !counts_pages(aim)
        },
    },
    Defect {
        name: "stops-on-a-short-page",
        what: "takes a page with fewer jobs than asked for for the last",
        does: &[Does::Answer(|scene, request, answer| {
            let members = request.members(&scene.ground.operation);
            let size = members
                .get(scene.ground.size())
                .and_then(|size| crate::message::text(size).parse::<usize>().ok())
                .unwrap_or(scene.ground.operation.simulation.default_page_size);
            end(scene, answer, |jobs| jobs.len() < size);
        })],
        made_for: |aim| ends_a_walk(aim) && aim.named(&["smaller", "less-than", "short", "fewer"]),
    },
    Defect {
        name: "asks-after-the-end",
        what: "asks once more after the last page",
        does: &[Does::More(|scene, request, answer| {
            let last = answer.value().is_some() && !scene.ground.is_error(answer) && !leads_on(scene, answer);
            if scene.walks() && last { vec![Aside::same(request)] } else { Vec::new() }
        })],
        made_for: |aim| ends_a_walk(aim) && aim.returns(),
    },
    Defect {
        name: "goes-in-circles",
        what: "goes on asking for a position that names itself",
        does: &[Does::More(|scene, request, answer| {
            let asked = request.members(&scene.ground.operation);
            let asked = asked.get(scene.ground.position()).and_then(Value::as_str).unwrap_or_default();
            let next = match scene.ground.operation.paging() {
                Some(PagingStyle::Token { next, .. } | PagingStyle::Marker { next, .. }) => answer
                    .value()
                    .and_then(|page| next.value(&page).and_then(Value::as_str).map(str::to_owned)),
                _ => None,
            };
            if scene.walks() && next.as_deref() == Some(asked) && !asked.is_empty() {
                vec![Aside::same(request); 5]
            } else {
                Vec::new()
            }
        })],
        made_for: |aim| aim.asks(Rule::PagingRepeated) && !counts_pages(aim),
    },
    Defect {
        name: "goes-on-behind-empty-pages",
        what: "goes on asking for one more page behind empty ones",
        does: &[Does::More(|scene, request, answer| {
            let empty =
                answer.value().is_some_and(|page| scene.ground.jobs(&page).is_some_and(Vec::is_empty));
            if !scene.walks() || !empty || !leads_on(scene, answer) {
                return Vec::new();
            }
            let name = scene.ground.position();
            let asked =
                request.members(&scene.ground.operation).get(name).and_then(Value::as_i64).unwrap_or(1);
            (1..10)
                .map(|step| {
                    let mut aside = Aside::same(request);
                    aside.request.change_members(&scene.ground.operation, |members| {
                        members.insert(name.to_owned(), Value::from(asked + step));
                    });
                    aside
                })
                .collect()
        })],
        made_for: |aim| aim.asks(Rule::PagingRepeated) && counts_pages(aim),
    },
    Defect {
        name: "counts-pages-that-were-not",
        what: "tells of more pages than the call allows",
        does: &[Does::Outcome(|_, result| {
            if let OutcomeResult::Returned { pages: Some(pages), .. } = result {
                *pages += 60;
            }
        })],
        made_for: |aim| aim.asks(Rule::OutcomeIsTrue) && aim.walks(),
    },
    Defect {
        name: "loses-the-last-job",
        what: "loses the last job of what it hands over",
        does: &[Does::Outcome(|scene, result| change_jobs(scene, result, |jobs| drop(jobs.pop())))],
        made_for: |aim| {
            let of_walk = aim.asks(Rule::AnswerReturned) && aim.walks() && counts_pages(aim);
            (every_job(aim) || of_walk)
                && aim.may_return()
                && aim.case.jobs > 0
                && !aim.named(&["alike", "above-the-jobs"])
        },
    },
    Defect {
        name: "loses-the-first-page",
        what: "hands over the last page only",
        does: &[Does::Outcome(|scene, result| {
            let pages = scene.past.len().max(1);
            if scene.walks() {
                change_jobs(scene, result, |jobs| {
                    let lost = jobs.len() - jobs.len() / pages.max(2);
                    drop(jobs.drain(..lost));
                });
            }
        })],
        made_for: |aim| {
            every_job(aim) && aim.returns() && aim.usual() && more_than_one_page(aim) && aim.walks()
        },
    },
    Defect {
        name: "gives-a-job-twice",
        what: "hands over the first job twice",
        does: &[Does::Outcome(|scene, result| {
            change_jobs(scene, result, |jobs| {
                if let Some(first) = jobs.first().cloned() {
                    jobs.insert(0, first);
                }
            });
        })],
        made_for: |aim| every_job(aim) && aim.returns() && aim.usual() && aim.case.jobs > 0,
    },
    Defect {
        name: "gives-jobs-in-another-order",
        what: "hands over the jobs from the last to the first",
        does: &[Does::Outcome(|scene, result| change_jobs(scene, result, |jobs| jobs.reverse()))],
        made_for: |aim| {
            every_job(aim)
                && aim.returns()
                && aim.usual()
                && more_than_one_page(aim)
                && !aim.named(&["alike"])
        },
    },
    Defect {
        name: "takes-jobs-that-look-alike-for-one",
        what: "hands over one of the jobs that look alike",
        does: &[Does::Outcome(|scene, result| {
            change_jobs(scene, result, |jobs| {
                let mut seen: Vec<Value> = Vec::new();
                for job in jobs.drain(..) {
                    if !seen.contains(&job) {
                        seen.push(job);
                    }
                }
                *jobs = seen;
            });
        })],
        made_for: |aim| every_job(aim) && aim.named(&["alike", "twin", "same"]),
    },
    Defect {
        name: "part-of-a-walk-for-the-whole",
        what: "hands over what a walk had before it failed, as if that were all",
        does: &[Does::Outcome(|_, result| {
            if let OutcomeResult::Failed { output: Some(output), .. } = result {
                *result = OutcomeResult::Returned {
                    output: output.take(),
                    part: None,
                    pages: None,
                    stopped: Stopped::End,
                };
            }
        })],
        made_for: |aim| {
            let of_page = every_job(aim) || aim.asks_any(&[Rule::PagingEnd, Rule::AbsentMember]);
            aim.walks() && !aim.may_return() && of_page
        },
    },
    Defect {
        name: "most-of-a-walk-for-the-whole",
        what: "hands over all but the last job of a walk that failed, as if that were all",
        does: &[Does::Outcome(|scene, result| {
            if let OutcomeResult::Failed { output: Some(output), .. } = result {
                let output = output.take();
                *result = OutcomeResult::Returned { output, part: None, pages: None, stopped: Stopped::End };
                change_jobs(scene, result, |jobs| drop(jobs.pop()));
            }
        })],
        made_for: |aim| aim.asks(Rule::AnswerReturned) && aim.walks() && aim.named(&["above-the-jobs"]),
    },
    Defect {
        name: "part-of-a-walk-after-one-attempt",
        what: "takes an error on a later page for the end of the walk",
        does: &[Does::Answer(take_for_the_end)],
        made_for: |aim| {
            aim.walks() && aim.asks(Rule::StatusIsError) && aim.errs() && aim.named(&["second-page"])
        },
    },
];

fn counts_pages(aim: &Aim<'_>) -> bool {
    matches!(aim.operation.paging(), Some(PagingStyle::PageNumber { .. }))
}

/// An error on a later page becomes an empty page that is the last.
fn take_for_the_end(scene: &Scene, request: &Request, answer: &mut Answer) {
    if scene.is_later(request) && scene.ground.is_error(answer) {
        *answer = super::common::empty_answer(&scene.ground);
        answer.change(|page| scene.ground.end(page, scene.jobs_so_far()));
    }
}
