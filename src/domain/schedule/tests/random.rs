//! Random schedules: what is printed is read as the same, whatever is typed never panics.

use proptest::prelude::*;

use super::*;

fn rhythm() -> BoxedStrategy<String> {
    prop_oneof![
        Just("QD".to_owned()),
        (2..=366).prop_map(|days| format!("Q{days}D")),
        (1..=52).prop_map(|weeks| format!("Q{weeks}W")),
        (2..=6).prop_map(|days| format!("{days}/week")),
        Just("BIW".to_owned()),
    ]
    .boxed()
}

/// Slots in front of a rhythm, or nothing.
fn slots() -> BoxedStrategy<String> {
    prop_oneof![
        3 => Just(String::new()),
        1 => Just("BID ".to_owned()),
        1 => (1..=7).prop_map(|gap| format!("QID gap {gap}h ")),
        1 => (1..=23).prop_map(|gap| format!("BID gap {gap}h ")),
        1 => (1..=11).prop_map(|gap| format!("TID gap {gap}h ")),
    ]
    .boxed()
}

/// Slots alone are every day.
fn slotted(slots: &str, rhythm: &str) -> String {
    match rhythm {
        "QD" if !slots.is_empty() => slots.trim().to_owned(),
        rhythm => format!("{slots}{rhythm}"),
    }
}

fn weekdays() -> BoxedStrategy<String> {
    let names = vec!["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    prop::sample::subsequence(names, 1..=7)
        .prop_map(|days| days.join(", "))
        .boxed()
}

fn listed(first: i32) -> BoxedStrategy<String> {
    let range = (first..900, 0..9).prop_map(|(day, length)| format!("{day} to {}", day + length));
    prop::collection::vec(range, 1..6)
        .prop_map(|ranges| format!("days {}", ranges.join(", ")))
        .boxed()
}

/// A part that has an end, without bounds.
fn ending() -> BoxedStrategy<String> {
    prop_oneof![
        4 => (slots(), rhythm(), 1..40).prop_map(|(s, r, n)| format!("{} x{n}", slotted(&s, &r))),
        1 => (slots(), 1..9, 2..9, 60..99).prop_map(|(s, n, r, e)| format!("{} x{n} x{r} every {e}", slotted(&s, "QD"))),
        1 => (slots(), 1..20, 1..20, 1..9).prop_map(|(s, on, off, n)| format!("{s}{on} on {off} off x{n}")),
        1 => (slots(), weekdays(), 1..20).prop_map(|(s, days, n)| format!("{s}{days} x{n}")),
        1 => Just("once".to_owned()),
        1 => (rhythm(), 1..400).prop_map(|(r, days)| format!("{r} for {days} days")),
    ]
    .boxed()
}

/// A part that may have no end.
fn last() -> BoxedStrategy<String> {
    prop_oneof![
        4 => ending(),
        2 => (slots(), rhythm()).prop_map(|(s, r)| slotted(&s, &r)),
        1 => (1..20, 1..20).prop_map(|(on, off)| format!("{on} on {off} off")),
        1 => (1..5, 1..28).prop_map(|(n, e)| format!("BIW x{n} every {}", 14 + e)),
        2 => rhythm().prop_map(|r| format!("{r} until progression")),
        1 => (rhythm(), 1..200).prop_map(|(r, weeks)| format!("{r} for {weeks} weeks")),
        2 => (condition(), ending(), 1..5).prop_map(|(c, part, n)| format!("on {c}: {part} at most {n}")),
        1 => (condition(), rhythm()).prop_map(|(c, r)| format!("on {c}: {r}")),
    ]
    .boxed()
}

fn condition() -> BoxedStrategy<String> {
    let sign = prop::sample::select(vec![">=", ">", "<=", "<"]);
    let value = (1..100_000).prop_map(|value| f64::from(value) / 10.0);
    (prop::bool::ANY, sign, value)
        .prop_map(|(is_loss, sign, value)| match is_loss {
            true => format!("loss {sign} {} %", value / 100.0),
            false => format!("volume {sign} {value}"),
        })
        .boxed()
}

fn sequence() -> BoxedStrategy<String> {
    let later = prop::collection::vec(ending(), 0..4);
    let first = prop_oneof![3 => ending(), 1 => listed(-20)];
    prop_oneof![
        1 => last(),
        1 => listed(-40),
        1 => (rhythm(), -40..900, 0..900).prop_map(|(r, from, days)| format!("{r} from day {from} until day {}", from + days)),
        1 => (listed(0), 1000..3000).prop_map(|(days, every)| format!("{days} x2 every {}", every % 366 + 910)),
        1 => (first, later, last()).prop_map(|(first, later, last)| {
            let parts = [first].into_iter().chain(later).chain([last]);
            parts.collect::<Vec<_>>().join(", then ")
        }),
    ]
    .boxed()
}

fn watch() -> BoxedStrategy<String> {
    let step = (rhythm(), condition()).prop_map(|(r, c)| format!("{r} when {c}"));
    (rhythm(), prop::collection::vec(step, 1..5))
        .prop_map(|(base, steps)| format!("{base}; {}", steps.join("; ")))
        .boxed()
}

fn schedules() -> BoxedStrategy<Schedule> {
    let texts = prop_oneof![3 => sequence(), 1 => watch()];
    texts.prop_map(|text| parsed(&text)).boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn what_is_printed_is_read_as_the_same(schedule in schedules()) {
        for first in [FirstDay::Zero, FirstDay::One] {
            let printed = schedule.canonical(first).to_string();
            let again = Schedule::parse(&printed, first);
            prop_assert_eq!(again.as_ref(), Ok(&schedule), "{}", printed);
            // Nothing depends on spaces and case.
            let squeezed = printed.to_lowercase().replace(", ", ",").replace(" x", "x");
            let again = Schedule::parse(&squeezed, first);
            prop_assert_eq!(again.as_ref(), Ok(&schedule), "{}", squeezed);
        }
    }

}

proptest! {
    #[test]
    fn occasions_ascend_and_have_slots_in_order(schedule in schedules(), shift in 0_u64..7, late in 0_u64..400) {
        let day0 = monday() + chrono::Days::new(shift);
        let facts = ScheduleFacts::default();
        let begin = day0 + chrono::Days::new(late);
        let end = begin + chrono::Days::new(200);
        let all: Vec<Occasion> = schedule.occasions(day0, begin..=end, &facts).collect();
        prop_assert!(all.is_sorted_by(|a, b| a < b), "{:?}", schedule);
        for occasion in all {
            prop_assert!(begin <= occasion.date && occasion.date <= end);
            prop_assert_eq!(i64::from(occasion.day), (occasion.date - day0).num_days());
            prop_assert!((1..=4).contains(&occasion.slot) && occasion.hours < 24);
        }
    }

    #[test]
    fn whatever_is_typed_is_read_or_refused(
        text in "\\PC{0,30}|([qbtid0-9xwh.,;:/% -]|every|on|off|days|then|when|until|volume|>=|Mon){0,12}"
    ) {
        if let Ok(schedule) = Schedule::parse(&text, FirstDay::Zero) {
            let printed = schedule.canonical(FirstDay::Zero).to_string();
            prop_assert_eq!(Schedule::parse(&printed, FirstDay::Zero), Ok(schedule), "{}", printed);
        }
    }
}
