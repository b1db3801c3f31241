//! The forms of the work plan: planning work, changing and ending a line, waiving.

use super::sent::{Refusal, Sent, needed_reason_field, reason, reason_field, reason_if};
use super::{Form, Opened, Purpose, checks, entries_taken, regimen};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::{Check, Field, Understood};
use app::Write;
use app::work::{NewWork, WhomNamed, WorkChange, WorkLineChange};
use domain::{FirstDay, Prose, Schedule, WorkKind, WorkLine, dates, read_tags};

/// How a schedule can be written, for the hint.
const SCHEDULES: &str = "QD, BIW, Mon, Thu, QD x5, days 0, 7, 14, BIW until day 20";

/// The form that plans work.
pub(super) fn new(cx: &Context) -> Opened {
    let open = entries_taken(cx)?;
    let name = open.name().to_owned();
    let kinds = Field::text(
        "work",
        "work",
        "weigh, measure, take down; several with commas",
        "",
    )
    .needed(checks::by(WorkKind::read_list))
    // Doses need more than a schedule: they have a form of their own.
    .offering(
        WorkKind::ALL
            .iter()
            .filter(|kind| **kind != WorkKind::Dose)
            .map(|kind| kind.words()),
    );
    let mut fields = vec![kinds, schedule_field(cx, "").needed(schedule_check(cx))];
    fields.extend(whom_fields(open, "all", ""));
    fields.push(date_field(cx, "from", "first date that is planned"));
    fields.push(note_field(""));
    let intro = "What is due follows from the plan, and is listed on Today.";
    Ok((
        Form::new(format!("Plan work of study {name}"), intro, fields),
        Purpose::NewWork(name),
    ))
}

/// The form that changes a line from a date on.
pub(super) fn edit(cx: &Context, number: u32) -> Opened {
    let open = entries_taken(cx)?;
    let line = numbered(open, number)?;
    if let Some(regimen) = &line.regimen {
        return Ok(regimen::amend(cx, open, line, regimen));
    }
    let name = open.name().to_owned();
    let schedule = line.schedule.canonical(FirstDay::Zero).to_string();
    let mut fields = vec![schedule_field(cx, &schedule).needed(schedule_check(cx))];
    let same = (
        KEEP.to_owned(),
        format!("as now: {}", line.whom.words(&open.record)),
    );
    let mut whom = whom_fields(open, KEEP, "");
    whom[0] = Field::choice(
        "whom",
        "animals",
        std::iter::once(same).chain(whom_options(open)).collect(),
        KEEP,
    );
    fields.extend(whom);
    let note = line.note.as_ref().map_or("", Prose::as_str);
    fields.push(note_field(note));
    fields.push(date_field(
        cx,
        "from",
        "first date on which the change holds",
    ));
    fields.push(reason_field("why; optional"));
    let title = format!("Change line {number}: {}", line.kind.words());
    let intro = "What was planned before that date stays as it was: the line ends, and a new one follows it.";
    Ok((
        Form::new(title, intro, fields),
        Purpose::EditWork(name, number),
    ))
}

/// The form that ends a line.
pub(super) fn end(cx: &Context, number: u32) -> Opened {
    let open = entries_taken(cx)?;
    let line = numbered(open, number)?;
    let name = open.name().to_owned();
    let fields = vec![
        date_field(cx, "last", "last date on which it plans anything"),
        reason_field("why; optional"),
    ];
    let title = format!("End line {number}: {}", line.kind.words());
    let intro = line.schedule.canonical(FirstDay::Zero).to_string();
    Ok((
        Form::new(title, intro, fields),
        Purpose::EndWork(name, number),
    ))
}

/// The form that waives what a line plans for a date, or plans it again.
pub(super) fn waive(cx: &Context, number: u32) -> Opened {
    let open = entries_taken(cx)?;
    let line = numbered(open, number)?;
    let name = open.name().to_owned();
    let option = |word: &str, phrase: &str| (word.to_owned(), phrase.to_owned());
    let options = vec![
        option("waive", "waive it: it is not to be done"),
        option("lift", "plan again what was waived"),
    ];
    let fields = vec![
        Field::choice("do", "do", options, "waive"),
        date_field(cx, "date", "the date that it is planned for"),
        animals_field(
            cx,
            open,
            "tags or ranges; empty: all that still have it to do",
        ),
        needed_reason_field("why, for the audit trail"),
    ];
    let title = format!("Waive line {number}: {}", line.kind.words());
    let intro = line.schedule.canonical(FirstDay::Zero).to_string();
    Ok((
        Form::new(title, intro, fields),
        Purpose::Waive(name, number),
    ))
}

fn numbered(open: &OpenStudy, number: u32) -> Result<&WorkLine, Option<String>> {
    let mut lines = open.record.work_lines.iter();
    lines.find(|line| line.number == number).ok_or(None)
}

/// The choice that leaves the animals of a line as they are.
const KEEP: &str = "keep";

fn whom_options(open: &OpenStudy) -> Vec<(String, String)> {
    let option = |word: &str, phrase: &str| (word.to_owned(), phrase.to_owned());
    let mut options = vec![option("all", "all of the study")];
    if !open.record.arms.is_empty() {
        options.push(option("arms", "those of some arms"));
    }
    if !open.record.cohorts.is_empty() {
        options.push(option("cohorts", "those of some cohorts"));
    }
    options.push(option("animals", "some animals"));
    options
}

/// The choice of animals, and the names that some of its options need.
fn whom_fields(open: &OpenStudy, chosen: &str, named: &str) -> Vec<Field> {
    let arms = open.record.arms.iter().map(|arm| arm.name.to_string());
    let cohorts = open
        .record
        .cohorts
        .iter()
        .map(|cohort| cohort.name.to_string());
    let tags = open.record.animals.iter().map(|a| a.animal.tag.to_string());
    let names: Vec<String> = arms.chain(cohorts).chain(tags).collect();
    vec![
        Field::choice("whom", "animals", whom_options(open), chosen),
        Field::text(
            "names",
            "which",
            "arms, cohorts or tags, with ; between; empty: all",
            named,
        )
        .checked(checks::remark("names"))
        .offering(names),
    ]
}

pub(super) fn schedule_field(_: &Context, value: &str) -> Field {
    Field::text("schedule", "schedule", SCHEDULES, value)
}

/// A schedule, in its canonical form; beside it the dates that it gives.
pub(super) fn schedule_check(cx: &Context) -> Check {
    let open = cx.study.as_ref();
    let day0 = open.and_then(|open| open.record.study.protocol.day0);
    let today = cx.today;
    Check::new(move |text| {
        let schedule = Schedule::parse(text, FirstDay::Zero);
        let schedule = schedule.map_err(|invalid| Refusal::from(invalid).trouble)?;
        let meaning = match day0 {
            Some(day0) if !schedule.depends_on_animal() => {
                let facts = domain::ScheduleFacts::default();
                let dates = schedule.occasions(day0, today..=chrono::NaiveDate::MAX, &facts);
                let dates: Vec<String> = dates
                    .take(4)
                    .map(|occasion| occasion.date.format("%a %-d %b").to_string())
                    .collect();
                let more = if dates.len() > 3 { ", …" } else { "" };
                match dates.is_empty() {
                    true => "no date is to come".to_owned(),
                    false => format!("{}{more}", dates[..dates.len().min(3)].join(", ")),
                }
            }
            Some(_) => "dates follow from what is found".to_owned(),
            None => "dates follow once there is a day 0".to_owned(),
        };
        Ok(Understood {
            text: schedule.canonical(FirstDay::Zero).to_string(),
            meaning,
        })
    })
}

pub(super) fn date_field(cx: &Context, name: &'static str, hint: &'static str) -> Field {
    Field::text(name, name, hint, &cx.today.to_string())
        .needed(checks::planned_date(name, cx.today))
}

pub(super) fn note_field(value: &str) -> Field {
    Field::text("note", "note", "optional", value).checked(checks::remark("note"))
}

fn animals_field(cx: &Context, open: &OpenStudy, hint: &'static str) -> Field {
    let tags = open.record.animals.iter().map(|a| a.animal.tag.to_string());
    let known = checks::known_animals(cx, |text| {
        let tags = read_tags(text)?;
        Ok(tags.iter().map(ToString::to_string).collect())
    });
    Field::text("animals", "animals", hint, "")
        .checked(known)
        .offering(tags)
}

/// The animals that a form names; none where they stay.
fn whom(form: &Form) -> Sent<Option<WhomNamed>> {
    let names = || -> Sent<Vec<String>> {
        let typed = form.value("names").split(';').map(str::trim);
        let names: Vec<String> = typed
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        match names.is_empty() {
            true => Err(Refusal::new(
                "names",
                "which ones is missing",
                "name at least one",
            )),
            false => Ok(names),
        }
    };
    Ok(match form.value("whom") {
        KEEP => None,
        "arms" => Some(WhomNamed::Arms(names()?)),
        "cohorts" => Some(WhomNamed::Cohorts(names()?)),
        "animals" => Some(WhomNamed::Animals(names()?)),
        _ => Some(WhomNamed::All),
    })
}

fn schedule(form: &Form) -> Sent<Schedule> {
    Ok(Schedule::parse(form.value("schedule"), FirstDay::Zero)?)
}

pub(super) fn note(form: &Form) -> Sent<Option<Prose>> {
    let typed = form.given("note").map(|text| Prose::new("note", text));
    Ok(typed.transpose()?)
}

pub(super) fn date(form: &Form, cx: &Context, field: &'static str) -> Sent<chrono::NaiveDate> {
    Ok(dates::understand_planned(
        field,
        form.value(field),
        cx.today,
    )?)
}

pub(super) fn written(cx: &Context, study: &str, change: WorkChange) -> Write {
    Write::ChangeWork {
        today: cx.today,
        study: study.to_owned(),
        change,
    }
}

/// The write of [`new`].
pub(super) fn add(form: &Form, cx: &Context, study: &str) -> Sent<Write> {
    let new = NewWork {
        kinds: WorkKind::read_list(form.value("work"))?,
        whom: whom(form)?.unwrap_or_default(),
        schedule: schedule(form)?,
        starts_on: date(form, cx, "from")?,
        note: note(form)?,
    };
    Ok(written(cx, study, WorkChange::Add(new)))
}

/// The write of [`edit`].
pub(super) fn change(form: &Form, cx: &Context, study: &str, line: u32) -> Sent<Write> {
    let change = WorkLineChange {
        whom: whom(form)?,
        schedule: Some(schedule(form)?),
        note: Some(note(form)?),
        regimen: None,
    };
    let change = WorkChange::Edit {
        line,
        change,
        from: date(form, cx, "from")?,
        reason: reason_if(form)?,
    };
    Ok(written(cx, study, change))
}

/// The write of [`end`].
pub(super) fn ended(form: &Form, cx: &Context, study: &str, line: u32) -> Sent<Write> {
    let change = WorkChange::End {
        line,
        last: date(form, cx, "last")?,
        reason: reason_if(form)?,
    };
    Ok(written(cx, study, change))
}

/// The write of [`waive`].
pub(super) fn waived(form: &Form, cx: &Context, study: &str, line: u32) -> Sent<Write> {
    let typed = form.given("animals").map(read_tags).transpose()?;
    let animals = typed
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect();
    let (planned_on, reason) = (date(form, cx, "date")?, reason(form)?);
    let change = match form.value("do") {
        "lift" => WorkChange::LiftWaiver {
            line,
            animals,
            planned_on,
            reason,
        },
        _ => WorkChange::Waive {
            line,
            animals,
            planned_on,
            reason,
        },
    };
    Ok(written(cx, study, change))
}
