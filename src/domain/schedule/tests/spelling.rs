//! What is understood, and its one form; what is not, and the nearest form.

use super::*;

#[test]
fn a_schedule_has_one_form() {
    for (typed, form) in [
        ("qd", "QD"),
        ("q.d.", "QD"),
        ("q. d.", "QD"),
        ("Daily", "QD"),
        ("once daily", "QD"),
        ("every day", "QD"),
        ("Q24H", "QD"),
        ("qd×5", "QD x5"),
        ("QD X 5", "QD x5"),
        ("qd * 5", "QD x5"),
        ("QD x 5 days", "QD x5"),
        ("QD x 5 doses", "QD x5"),
        ("daily for 5 days", "QD for 5 days"),
        ("QD for 14 d", "QD for 2 weeks"),
        ("QD for P2W", "QD for 2 weeks"),
        ("QDx5 x3 every 7", "QD x5 x3 every 7"),
        ("qd×5×3 every week", "QD x5 x3 every 7"),
        ("QD x5 every 3 weeks x 2", "QD x5 x2 every 21"),
        ("QDx5 every 21 days", "QD x5 every 21"),
        ("b.i.d.", "BID"),
        ("twice daily", "BID"),
        ("2x/day", "BID"),
        ("q12h", "BID"),
        ("every 12 hours", "BID"),
        ("BID gap 12h", "BID"),
        ("bid, 8 h apart", "BID gap 8h"),
        ("BID x 10 doses", "BID x5"),
        ("BID x 5 days", "BID x5"),
        ("three times a day", "TID"),
        ("q6h", "QID"),
        ("bid q2d", "BID Q2D"),
        ("BID 5 on/2 off", "BID 5 on 2 off"),
        ("BID gap 8h 5 on 2 off x2", "BID gap 8h 5 on 2 off x2"),
        ("BID Mon-Fri", "BID Mon-Fri"),
        ("bid once", "BID x1"),
        ("QOD", "Q2D"),
        ("eod", "Q2D"),
        ("every other day", "Q2D"),
        ("every 2nd day", "Q2D"),
        ("alternate days", "Q2D"),
        ("Q48H", "Q2D"),
        ("Q 3 D x 4", "Q3D x4"),
        ("every 3 days, 4 doses", "Q3D x4"),
        ("weekly", "QW"),
        ("once a week", "QW"),
        ("Q7D", "QW"),
        ("q1w", "QW"),
        ("every other week", "Q2W"),
        ("Q14D", "Q2W"),
        ("q3wk", "Q3W"),
        ("Q3Wx2", "Q3W x2"),
        ("once every 3 weeks", "Q3W"),
        ("every P3W", "Q3W"),
        ("2/week", "BIW"),
        ("twice weekly x 3 weeks", "BIW for 3 weeks"),
        ("3x/wk", "TIW"),
        ("three times per week", "TIW"),
        ("4 days a week", "4/week"),
        ("5on/2off", "5 on 2 off"),
        ("5 days on, 2 days off", "5 on 2 off"),
        ("QD 5 days on / 2 days off × 3 cycles", "5 on 2 off x3"),
        ("3 weeks on 1 week off", "21 on 7 off"),
        ("mon,thu", "Mon, Thu"),
        ("Thursdays and Mondays", "Mon, Thu"),
        ("Mo, Do", "Mon, Thu"),
        ("montags und donnerstags", "Mon, Thu"),
        ("Di-Fr", "Tue-Fri"),
        ("Sonnabend, So", "Sat, Sun"),
        ("Mon/Wed/Fri", "Mon, Wed, Fri"),
        ("MWF", "Mon, Wed, Fri"),
        ("BIW (Mon/Thu)", "Mon, Thu"),
        ("TIW Mon Wed Fri x 6", "Mon, Wed, Fri x6"),
        ("weekly on Tuesdays", "Tue"),
        ("every Tuesday", "Tue"),
        ("weekdays", "Mon-Fri"),
        ("Fri-Mon", "Mon, Fri, Sat, Sun"),
        ("Mon & Thu x 4", "Mon, Thu x4"),
        ("days 1,8,15", "days 1, 8, 15"),
        ("d1, d8 and d15", "days 1, 8, 15"),
        ("D1 D8 D15", "days 1, 8, 15"),
        ("day 1/8/15", "days 1, 8, 15"),
        ("on days 15, 1, 8", "days 1, 8, 15"),
        ("days 0-4,14–18", "days 0-4, 14-18"),
        ("days 0 to 2, 3", "days 0-3"),
        ("days 0, 1", "days 0, 1"),
        ("day 0", "day 0"),
        ("days -7 - -5, -1, 3", "days -7 to -5, -1, 3"),
        ("QD on days 1-5", "days 1-5"),
        ("days 0, 7, 14 every 28", "days 0, 7, 14 every 28"),
        (
            "days 0, 7, 14 of a 28-day cycle x3",
            "days 0, 7, 14 x3 every 28",
        ),
        ("once", "once"),
        ("single dose", "once"),
        ("once from day 3", "once from day 3"),
        ("QDx21, then QWx3", "QD x21, then QW x3"),
        ("qd x21 THEN qw x3", "QD x21, then QW x3"),
        ("QD x21; then QW x3", "QD x21, then QW x3"),
        ("QD x21 followed by QW", "QD x21, then QW"),
        ("q3w until progression", "Q3W until progression"),
        ("Q3W until PD or day 42", "Q3W until day 42 or progression"),
        ("QD until 20", "QD until day 20"),
        ("QD to day 20", "QD until day 20"),
        ("QD from day 3 to 20", "QD from day 3 until day 20"),
        (
            "BIW starting on d3 for 3 weeks",
            "BIW from day 3 for 3 weeks",
        ),
        ("on volume>=1000: once", "on volume >= 1000: once"),
        (
            "On tumour volume ≥ 1 cm³: once, max 2",
            "on volume >= 1000: once at most 2",
        ),
        ("when volume reaches 200 mm3: Q3W", "on volume >= 200: Q3W"),
        (
            "on volume >= 1000: QD x5 at most 2 until day 60",
            "on volume >= 1000: QD x5 until day 60 at most 2",
        ),
        (
            "once, then on volume >= 1000: once at most 3",
            "once, then on volume >= 1000: once at most 3",
        ),
        (
            "2/week; 3/week when volume >= 800; daily when loss >= 15 %",
            "2/week; 3/week when volume >= 800; daily when loss >= 15 %",
        ),
        (
            "BIW, TIW if volume≥800, QD if weight loss ≥15%",
            "2/week; 3/week when volume >= 800; daily when loss >= 15 %",
        ),
        (
            "daily when volume > 1500 or loss >= 15,5%; otherwise weekly",
            "weekly; daily when volume > 1500 or loss >= 15.5 %",
        ),
        (
            "weekly; daily when volume >= 1500; daily when burden >= 2000",
            "weekly; daily when volume >= 1500 or burden >= 2000",
        ),
        (
            "daily; twice a day when ≥ 20 % loss",
            "daily; 2/day when loss >= 20 %",
        ),
    ] {
        assert_eq!(canonical(typed), form, "{typed}");
        assert_eq!(canonical(form), form, "{typed}");
    }
}

/// Each text with the piece that is not understood, what is said of it, and the hint.
#[test]
fn what_is_not_understood_is_named_with_the_nearest_form() {
    let mut told = String::new();
    for text in [
        "",
        "as needed",
        "QD x",
        "Q0W",
        "Q3M",
        "q3",
        "biweekly",
        "bi-weekly x 3",
        "dialy",
        "evry 3 dyas",
        "QD x many",
        "QD x5 for dinner",
        "QD x5 x3",
        "QD x5; QW x3",
        "QD, then QW",
        "QD BID",
        "QD QW",
        "BIW Mon, Wed, Fri",
        "BID x 5 doses",
        "BID gap 24h",
        "QD x 1.5",
        "QD x 5000",
        "Q5H",
        "QD until relapse",
        "QD until day -1",
        "QD x5, then days 3, 10",
        "once x3",
        "5 on",
        "5 off 2 on",
        "9/2",
        "8/week",
        "days",
        "days 5-1",
        "days 1, 8, 15 x3",
        "QD x5 every 3",
        "Monn and Thru",
        "on volume 1000: once",
        "on volum >= 1000: once",
        "on volume >= 1,000: once",
        "on volume >= 15 %: once",
        "on loss >= 150 %: once",
        "on volume >= 1000: QD at most 2",
        "on volume >= 800 and loss >= 10 %: once",
        "on volume >= 800: days 1, 8",
        "2/week; daily when",
        "2/week; 3/week; daily when loss >= 15 %",
        "QD x5 when volume >= 800",
        "QW with food",
        "QD until progression, then QW until progression",
        "once until day 20",
        "𝓠𝓓 x5",
    ] {
        let refused = Schedule::parse(text, FirstDay::Zero).unwrap_err();
        let hint = match refused.remedy.clone() {
            crate::Remedy::Plain(hint) => hint,
            other => panic!("{other:?}"),
        };
        told += &format!("{text} | {refused} | {hint}\n");
    }
    insta::assert_snapshot!(told, @r#"
     | schedule is empty | write it as QD x5, Q3W, BIW, 5 on 2 off x2, days 0, 7, 14, or Mon, Thu until day 20
    as needed | schedule `as` is not understood | write it as QD x5, Q3W, BIW, 5 on 2 off x2, days 0, 7, 14, or Mon, Thu until day 20
    QD x | schedule `QD x` is not complete | complete it, such as `QD x5`
    Q0W | schedule `0` is no number of times or days | write 1 or more
    Q3M | schedule `M` has no fixed number of days | write `Q12W`, or list the days
    q3 | schedule `q3` is not complete | complete it, such as `Q3W`
    biweekly | schedule `biweekly` can be twice a week or every two weeks | write `BIW` or `Q2W`
    bi-weekly x 3 | schedule `bi-weekly` can be twice a week or every two weeks | write `BIW` or `Q2W`
    dialy | schedule `dialy` is not understood | write `QD`
    evry 3 dyas | schedule `evry` is not understood | write `Q3D`
    QD x many | schedule `many` is not understood | write `QD`
    QD x5 for dinner | schedule `dinner` is not understood | write `QD x5`
    QD x5 x3 | schedule `QD x5 x3` does not say after how many days it begins anew | add it, such as `every 7`
    QD x5; QW x3 | schedule `;` is not understood | write `QD x5, then QW x3`
    QD, then QW | schedule `QW` follows a part without an end | say how often the part before is done, such as `QD x5`, or until when
    QD BID | schedule `QD BID` says two different numbers of slots a day | write `QD` or `BID`
    QD QW | schedule `QD QW` says how often a second time | say it once, or begin a new part with `, then`
    BIW Mon, Wed, Fri | schedule `Mon, Wed, Fri` says on which days a second time | say it once, or begin a new part with `, then`
    BID x 5 doses | schedule `BID x 5 doses` is no whole number of days with 2 doses each | write a multiple of 2 doses
    BID gap 24h | schedule `BID gap 24h` has its last slot on the next day | write at most 23 h
    QD x 1.5 | schedule `1.5` is no whole number | write a whole number
    QD x 5000 | schedule `5000` is more than 3650 | a study is shorter
    Q5H | schedule `5H` gives other times on each day | write hours that divide a day, such as `Q8H`, or whole days
    QD until relapse | schedule `relapse` is not understood | write `QD until progression`
    QD until day -1 | schedule `QD until day -1` ends on day -1, before it begins | it begins on day 0
    QD x5, then days 3, 10 | schedule `days 3, 10` has day 3, and begins on day 5 | list later days
    once x3 | schedule `once x3` says once and how often | write a rhythm, such as `QD x5`
    5 on | schedule `5 on` is not complete | complete it, such as `5 on 2 off`
    5 off 2 on | schedule `5` is not understood | write it as QD x5, Q3W, BIW, 5 on 2 off x2, days 0, 7, 14, or Mon, Thu until day 20
    9/2 | schedule `9` is not understood | write it as QD x5, Q3W, BIW, 5 on 2 off x2, days 0, 7, 14, or Mon, Thu until day 20
    8/week | schedule `8/week` is not from 1 to 4 times a day, or 1 to 7 times a week | write it as `TID` or `3/week`
    days | schedule `days` is not complete | complete it, such as `day 5`
    days 5-1 | schedule `days 5-1` runs backwards | write the earlier day first
    days 1, 8, 15 x3 | schedule `days 1, 8, 15 x3` lists days and says how often | say after how many days the list begins anew: `days 0, 7, 14 x3 every 28`
    QD x5 every 3 | schedule `QD x5 every 3` begins anew after 3 days and takes 5 | write `every 5` or more
    Monn and Thru | schedule `Monn` is not understood | write `Mon, Thu`
    on volume 1000: once | schedule `1000` is not understood | write `on volume >= 1000: once`
    on volum >= 1000: once | schedule `volum` is not understood | write `on volume >= 1000: once`
    on volume >= 1,000: once | schedule `1,000` can be 1 or 1000 | write 1 or 1000
    on volume >= 15 %: once | schedule `volume >= 15 %` is in a unit that volume does not have | write volume in mm³
    on loss >= 150 %: once | schedule `150 %` is outside 0 to 100 % | check the decimal point and the unit
    on volume >= 1000: QD at most 2 | schedule `on volume >= 1000: QD at most 2` begins more than once and does not end | write how often, such as `QD x5`
    on volume >= 800 and loss >= 10 %: once | schedule `and` joins two conditions that must both hold, which a schedule does not do | join them with `or`, or name one
    on volume >= 800: days 1, 8 | schedule `on volume >= 800: days 1, 8` lists study days, which do not depend on when an animal reaches something | write a rhythm, such as `QW x3`
    2/week; daily when | schedule `2/week; daily when` is not complete | complete it, such as `2/week; daily when volume >= 800`
    2/week; 3/week; daily when loss >= 15 % | schedule `3/week` is a second interval without a condition | write when it holds, such as `when volume >= 800`
    QD x5 when volume >= 800 | schedule `QD x5` is no interval such as 2/week, daily or Q2D, which is all that a watch has | write `2/week; daily when loss >= 15 %`; a part that begins when an animal reaches a value is `on volume >= 1000: QD x5`
    QW with food | schedule `with` is not understood | write `QW`
    QD until progression, then QW until progression | schedule `QW until progression` ends with progression and begins after it | leave one of the two out
    once until day 20 | schedule `once until day 20` is one day and has an end | write `once`, or a rhythm such as `QD`
    𝓠𝓓 x5 | schedule `𝓠𝓓` is not understood | write it as QD x5, Q3W, BIW, 5 on 2 off x2, days 0, 7, 14, or Mon, Thu until day 20
    "#);
}

#[test]
fn days_are_written_as_the_study_counts_them() {
    let one = |text| Schedule::parse(text, FirstDay::One);
    let schedule = one("days 1, 8-10 until day 15").unwrap();
    assert_eq!(schedule, parsed("days 0, 7-9 until day 14"));
    let form = schedule.canonical(FirstDay::One).to_string();
    assert_eq!(form, "days 1, 8-10 until day 15");
    assert_eq!(one("days -1, 1").unwrap(), parsed("days -1, 0"));
    let refused = one("days 0, 7").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "schedule `0` does not exist: the first day of this study is day 1"
    );
}
