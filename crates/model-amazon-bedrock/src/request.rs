//! The request of `ListEvaluationJobs`.

use jiff::Timestamp;
use jiff::tz::Offset;
use model_transport::{InputError, Members, Outgoing, closed_enum};
use serde_json::Value;

use crate::limits::{MaxResults, NameContains, NextToken};

/// What to list; a member that is not set is not sent (the reference, "URI Request Parameters").
///
/// ```
/// use model_amazon_bedrock::{ListEvaluationJobsRequest, MaxResults, NameContains, SortOrder};
///
/// let request = ListEvaluationJobsRequest {
///     creation_time_after: Some("2026-01-01T00:00:00Z".parse()?),
///     max_results: Some(MaxResults::try_from(10)?),
///     name_contains: Some(NameContains::try_from("nightly")?),
///     sort_order: Some(SortOrder::Descending),
///     ..Default::default()
/// };
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListEvaluationJobsRequest {
    /// `creationTimeAfter`: only jobs created after this time. Sent as RFC 3339 in UTC.
    pub creation_time_after: Option<Timestamp>,
    /// `creationTimeBefore`: only jobs created before this time. Sent as RFC 3339 in UTC.
    pub creation_time_before: Option<Timestamp>,
    /// `maxResults`: the most jobs in one page.
    pub max_results: Option<MaxResults>,
    /// `nameContains`: only jobs whose name holds this.
    pub name_contains: Option<NameContains>,
    /// `nextToken`: where to go on, from the page before.
    pub next_token: Option<NextToken>,
    /// `sortBy`: what to sort by.
    pub sort_by: Option<SortBy>,
    /// `sortOrder`: which way to sort.
    pub sort_order: Option<SortOrder>,
    /// `statusEquals`: only jobs with this status.
    pub status_equals: Option<StatusEquals>,
}

closed_enum! {
    /// What jobs can be sorted by (the reference, "URI Request Parameters", `sortBy`).
    ///
    /// ```
    /// assert!(model_amazon_bedrock::SortBy::try_from("Name").is_err());
    /// ```
    pub enum SortBy for "sortBy", "CreationTime" {
        /// When the job was created.
        CreationTime = "CreationTime",
    }
}

closed_enum! {
    /// Which way to sort (the reference, "URI Request Parameters", `sortOrder`).
    ///
    /// ```
    /// assert!(model_amazon_bedrock::SortOrder::try_from("ascending").is_err());
    /// ```
    pub enum SortOrder for "sortOrder", "Ascending or Descending" {
        /// Smallest first.
        Ascending = "Ascending",
        /// Largest first.
        Descending = "Descending",
    }
}

closed_enum! {
    /// A status to filter by (the reference, "URI Request Parameters", `statusEquals`).
    ///
    /// ```
    /// use model_amazon_bedrock::StatusEquals;
    ///
    /// assert_eq!(StatusEquals::try_from("Deleting"), Ok(StatusEquals::Deleting));
    /// ```
    pub enum StatusEquals for "statusEquals", "InProgress, Completed, Failed, Stopping, Stopped or Deleting" {
        /// The job runs.
        InProgress = "InProgress",
        /// The job came to its end.
        Completed = "Completed",
        /// The job failed.
        Failed = "Failed",
        /// The job is being stopped.
        Stopping = "Stopping",
        /// The job was stopped.
        Stopped = "Stopped",
        /// The job is being deleted.
        Deleting = "Deleting",
    }
}

impl ListEvaluationJobsRequest {
    /// Reads a request out of a JSON object under the documented names; times are RFC 3339 texts.
    ///
    /// ```
    /// use model_amazon_bedrock::{InputError, ListEvaluationJobsRequest};
    /// use serde_json::json;
    ///
    /// let invalid = ListEvaluationJobsRequest::from_json(&json!({"maxResults": 0}));
    /// assert!(matches!(invalid, Err(InputError::Invalid(error)) if error.member == "maxResults"));
    /// let foreign = ListEvaluationJobsRequest::from_json(&json!({"maxResults": "5"}));
    /// assert!(matches!(foreign, Err(InputError::Inexpressible(_))));
    /// ```
    ///
    /// # Errors
    /// [`InputError::Invalid`] for a value that the reference forbids, [`InputError::Inexpressible`] for one that
    /// this type has no place for.
    pub fn from_json(input: &Value) -> Result<Self, InputError> {
        let mut members = Members::of(input)?;
        let request = Self {
            creation_time_after: time(&mut members, "creationTimeAfter")?,
            creation_time_before: time(&mut members, "creationTimeBefore")?,
            max_results: members.integer("maxResults")?.map(MaxResults::try_from).transpose()?,
            name_contains: members.text("nameContains")?.map(NameContains::try_from).transpose()?,
            next_token: members.text("nextToken")?.map(NextToken::try_from).transpose()?,
            sort_by: members.text("sortBy")?.map(SortBy::try_from).transpose()?,
            sort_order: members.text("sortOrder")?.map(SortOrder::try_from).transpose()?,
            status_equals: members.text("statusEquals")?.map(StatusEquals::try_from).transpose()?,
        };
        members.finish()?;
        Ok(request)
    }

    /// The request on the wire. `token` replaces `next_token` while a pager walks: it comes from the
    /// service, so it goes back unchanged even where it breaks the limits of [`NextToken`].
    pub(crate) fn outgoing(&self, token: Option<&str>) -> Outgoing {
        let token = token.or(self.next_token.as_ref().map(NextToken::as_str));
        let query = [
            ("creationTimeAfter", self.creation_time_after.map(|time| time.to_string())),
            ("creationTimeBefore", self.creation_time_before.map(|time| time.to_string())),
            ("maxResults", self.max_results.map(|value| value.to_string())),
            ("nameContains", self.name_contains.as_ref().map(|name| name.as_str().to_owned())),
            ("nextToken", token.map(str::to_owned)),
            ("sortBy", self.sort_by.map(|value| value.to_string())),
            ("sortOrder", self.sort_order.map(|value| value.to_string())),
            ("statusEquals", self.status_equals.map(|value| value.to_string())),
        ];
        let set = query.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Outgoing::get("/evaluation-jobs", set)
    }
}

fn time(members: &mut Members<'_>, name: &'static str) -> Result<Option<Timestamp>, InputError> {
    let Some(text) = members.text(name)? else { return Ok(None) };
    let unfit = |error: String| InputError::Inexpressible(format!("{name} is typed as a time: {error}"));
    let time = text.parse().map_err(|error: jiff::Error| unfit(error.to_string()))?;
    if !is_rfc3339(text, time) {
        return Err(unfit(format!("{text:?} is not written as RFC 3339 writes one")));
    }
    Ok(Some(time))
}

/// Whether a time that the time library could read is one of RFC 3339, section 5.6: the library also reads what only
/// ISO 8601 allows, such as a time without seconds, and takes a 60th second of any minute for the 59th.
fn is_rfc3339(text: &str, time: Timestamp) -> bool {
    let shape: String = text
        .chars()
        .map(|character| if character.is_ascii_digit() { '0' } else { character.to_ascii_uppercase() })
        .collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else { return false };
    let zone = rest.strip_prefix(".0").map_or(rest, |fraction| fraction.trim_start_matches('0'));
    let offset_is_right = match zone {
        "Z" => true,
        "+00:00" | "-00:00" => &text[text.len() - 5..text.len() - 3] < "24",
        _ => false,
    };
    // Section 5.7: a leap second is the last one of a day in UTC.
    let utc = Offset::UTC.to_datetime(time);
    offset_is_right && (&text[17..19] != "60" || (utc.hour(), utc.minute()) == (23, 59))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn exactly_what_is_set_is_sent() {
        assert_eq!(ListEvaluationJobsRequest::default().outgoing(None).target(), "/evaluation-jobs");
        let all = json!({
            "creationTimeAfter": "2026-01-01T01:00:00.5+01:00",
            "creationTimeBefore": "2026-12-31T23:59:59Z",
            "maxResults": 1000,
            "nameContains": "a-b",
            "nextToken": "+ /=%'~".replace(' ', ""),
            "sortBy": "CreationTime",
            "sortOrder": "Ascending",
            "statusEquals": "InProgress"
        });
        let request = ListEvaluationJobsRequest::from_json(&all).unwrap();
        assert_eq!(
            request.outgoing(None).target(),
            "/evaluation-jobs?creationTimeAfter=2026-01-01T00%3A00%3A00.5Z&creationTimeBefore=2026-12-31T23%3A59%3A59Z\
             &maxResults=1000&nameContains=a-b&nextToken=%2B%2F%3D%25%27~&sortBy=CreationTime&sortOrder=Ascending\
             &statusEquals=InProgress"
        );
    }

    #[test]
    fn times_are_those_of_rfc_3339_and_no_others() {
        let read =
            |text: &str| ListEvaluationJobsRequest::from_json(&json!({ "creationTimeAfter": text })).is_ok();
        for text in [
            "2024-04-01T11:48:48Z",
            "2024-04-01t11:48:48.123456789z",
            "2024-04-01T11:48:48.5+23:59",
            "2024-04-01T11:48:48-00:00",
            "2016-12-31T23:59:60Z",
            "2017-01-01T00:59:60+01:00",
        ] {
            assert!(read(text), "{text}");
        }
        for text in [
            "2024-04-01T11:48Z",
            "2024-04-01 11:48:48Z",
            "20240401T114848Z",
            "2024-04-01T11:48:48.Z",
            "2024-04-01T11:48:48,5Z",
            "2024-04-01T11:48:48+01",
            "2024-04-01T11:48:48+24:00",
            "2024-04-01T11:48:48Z[UTC]",
            "2024-04-01T11:48:60Z",
            "2024-04-01T11:48:48",
            "2024-04-01T11:48:48\u{2212}01:00",
        ] {
            assert!(!read(text), "{text}");
        }
    }

    #[test]
    fn input_that_has_no_place_is_told_apart_from_invalid_input() {
        let read = |input: Value| ListEvaluationJobsRequest::from_json(&input).unwrap_err();
        for (input, member) in [
            (json!({"maxResults": 1001}), "maxResults"),
            (json!({"nameContains": ""}), "nameContains"),
            (json!({"nextToken": "a b"}), "nextToken"),
            (json!({"sortBy": "Name"}), "sortBy"),
            (json!({"sortOrder": "Asc"}), "sortOrder"),
            (json!({"statusEquals": ""}), "statusEquals"),
        ] {
            assert!(matches!(read(input), InputError::Invalid(error) if error.member == member), "{member}");
        }
        for input in [
            json!([]),
            json!({"maxResults": 1.5}),
            json!({"maxResults": null}),
            json!({"nextToken": 5}),
            json!({"creationTimeAfter": "yesterday"}),
            json!({"colour": "green"}),
        ] {
            assert!(matches!(read(input.clone()), InputError::Inexpressible(_)), "{input}");
        }
    }
}
