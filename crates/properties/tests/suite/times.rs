//! Times as RFC 3339 writes them, and texts that other standards or people take for times.

use proptest::prelude::*;
use proptest::sample::select;

use crate::texts;

/// Times of RFC 3339: every part up to its own limit, so that some of them name a day or a second that is not.
pub(crate) fn times() -> BoxedStrategy<String> {
    let year = prop_oneof![6 => 1970_u16..2100, 2 => 0_u16..10_000, 1 => select(vec![0_u16, 1, 1582, 2024, 9998, 9999])];
    let date = (year, part(1, 12), part(1, 31));
    let second = prop_oneof![8 => part(0, 59), 1 => Just(60), 1 => Just(61)];
    let clock = (part(0, 24), part(0, 59), second);
    let fraction = prop_oneof![3 => Just(String::new()), 2 => "\\.[0-9]{1,9}", 1 => "\\.[0-9]{9,12}", 1 => Just(".".to_owned())];
    let zone = prop_oneof![4 => Just("Z".to_owned()), 1 => Just("z".to_owned()), 3 => zone()];
    let between = prop_oneof![9 => Just('T'), 1 => Just('t'), 1 => Just(' ')];
    (date, between, clock, fraction, zone)
        .prop_map(|((year, month, day), between, (hour, minute, second), fraction, zone)| {
            format!("{year:04}-{month:02}-{day:02}{between}{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
        })
        .boxed()
}

/// A time with one character changed, and texts of other standards.
pub(crate) fn near_misses() -> BoxedStrategy<String> {
    let other = select(OTHERS).prop_map(str::to_owned);
    prop_oneof![3 => times().prop_flat_map(texts::changed), 2 => other].boxed()
}

/// Times of ISO 8601 and of elsewhere, some of which are RFC 3339 all the same.
const OTHERS: &[&str] = &[
    "2024-04-01",
    "2024-04-01T11:48Z",
    "2024-04-01T11Z",
    "2024-04-01T11:48:48",
    "2024-04-01 11:48:48Z",
    "2024-04-01_11:48:48Z",
    "20240401T114848Z",
    "2024-04-01T114848Z",
    "20240401T11:48:48Z",
    "2024-092T11:48:48Z",
    "2024-W14-1T11:48:48Z",
    "2024-04-01T11:48:48,5Z",
    "2024-04-01T11:48:48+01",
    "2024-04-01T11:48:48+0100",
    "2024-04-01T11:48:48+01:00:00",
    "2024-04-01T11:48:48+24:00",
    "2024-04-01T11:48:48+25:59",
    "2024-04-01T11:48:48-00:00",
    "2024-04-01T11:48:48\u{2212}01:00",
    "2024-04-01T11:48:48Z[UTC]",
    "2024-04-01T11:48:48+02:00[Europe/Berlin]",
    "2024-04-01T11:48:48[UTC]",
    "2024-04-01T11:48:48Z ",
    " 2024-04-01T11:48:48Z",
    "2024-04-01T11:48:48Z\n",
    "2024-4-1T11:48:48Z",
    "2024-04-01T1:48:48Z",
    "24-04-01T11:48:48Z",
    "+002024-04-01T11:48:48Z",
    "-000001-04-01T11:48:48Z",
    "10000-01-01T00:00:00Z",
    "2024-04-01T24:00:00Z",
    "2024-02-29T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "2016-12-31T23:59:60Z",
    "2017-01-01T00:59:60+01:00",
    "2016-12-31T22:59:60Z",
    "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00+23:59",
    "２０２４-04-01T11:48:48Z",
    "Mon, 01 Apr 2024 11:48:48 GMT",
    "1711972128",
    "1711972128.5",
    "now",
    "",
];

fn zone() -> impl Strategy<Value = String> {
    let hour = prop_oneof![9 => 0_u8..24, 1 => 24_u8..27];
    (prop_oneof![Just('+'), Just('-')], hour, part(0, 60))
        .prop_map(|(sign, hour, minute)| format!("{sign}{hour:02}:{minute:02}"))
}

/// A part of a date or clock, its ends often.
fn part(least: u8, most: u8) -> impl Strategy<Value = u8> {
    prop_oneof![6 => least..most, 1 => Just(least), 1 => Just(most)]
}
