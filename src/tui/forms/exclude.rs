//! Excluding data of the open study from the analysis, and including them again.

use super::sent::{Sent, label_if, needed_reason_field, read_if, reason};
use super::{Form, Opened, Purpose, checks, entries_taken};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::widgets::form::Field;
use app::Write;
use app::exclude::Leaving;
use app::measure::Observed;

/// The form that excludes an animal, a day, an animal's day or a reading, or lifts that.
pub(super) fn exclude(cx: &Context) -> Opened {
    let open = entries_taken(cx)?;
    let name = open.name().to_owned();
    let option = |word: &str, phrase: &str| (word.to_owned(), phrase.to_owned());
    let tags = open.record.animals.iter().map(|a| a.animal.tag.to_string());
    let sites = open.record.animals.iter().flat_map(|a| &a.tumors);
    let fields = vec![
        Field::choice(
            "do",
            "do",
            vec![
                option("exclude", "exclude from the analysis"),
                option("include", "include again what is excluded"),
            ],
            "exclude",
        ),
        Field::text("animal", "animal", "tag; empty: all animals of the day", "")
            .checked(checks::known_animal(cx))
            .offering(tags),
        Field::text(
            "day",
            "day",
            "date or study day; empty: everything of the animal",
            "",
        )
        .checked(checks::day_observed(cx)),
        Field::text(
            "site",
            "tumor",
            "site, for one reading only; empty: all of the day",
            "",
        )
        .checked(checks::name("site"))
        .offering(sites.map(|t| t.tumor.site.to_string())),
        needed_reason_field("why, for the audit trail and the report"),
        Field::choice(
            "foreseen",
            "foreseen",
            vec![
                option("no", "no: decided after the data were seen"),
                option("yes", "yes: the protocol names this exclusion"),
            ],
            "no",
        ),
    ];
    let form = Form::new(format!("Exclude data of study {name}"), intro(open), fields);
    Ok((form, Purpose::Exclude(name)))
}

/// What is excluded now, as far as it fits.
fn intro(open: &OpenStudy) -> String {
    const LISTED: usize = 4;
    let nothing = "Nothing is deleted: the analysis leaves out what is excluded.";
    let words = open.record.excluded_words();
    let known = &open.record.exclusions;
    let listed = known.iter().take(LISTED).map(|e| words.of(e.scope));
    let listed: Vec<String> = listed.collect();
    match known.len() {
        0 => format!("{nothing} Now: nothing."),
        n if n > LISTED => format!("{nothing} Now: {}; {} more.", listed.join("; "), n - LISTED),
        _ => format!("{nothing} Now: {}.", listed.join("; ")),
    }
}

/// The write that the form asks for.
pub(super) fn write(form: &Form, cx: &Context, study: &str) -> Sent<Write> {
    let what = Leaving {
        animal: form.given("animal").map(str::to_owned),
        observed: read_if(form, "day", |text| Observed::read(text, cx.today))?,
        site: label_if(form, "site")?,
    };
    let (study, reason) = (study.to_owned(), reason(form)?);
    Ok(match form.value("do") {
        "include" => Write::LiftExclusion {
            study,
            what,
            reason,
        },
        _ => Write::Exclude {
            study,
            what,
            reason,
            foreseen: form.value("foreseen") == "yes",
        },
    })
}
