//! The forms that stop the treatment of animals which stay on study, and that resume it.

use super::sent::{Sent, needed_reason_field, reason};
use super::{Form, Opened, Purpose, checks, entries_taken};
use crate::base::context::Context;
use crate::widgets::form::Field;
use app::Write;
use app::dosing::DosingChange;
use domain::{dates, tag_ranges};

/// The form that stops treatment.
pub(super) fn stop(cx: &Context, tags: &[String]) -> Opened {
    let open = entries_taken(cx)?;
    let hint = "first date without doses";
    let since = Field::text("since", "since", hint, &cx.today.to_string())
        .needed(checks::planned_date("since", cx.today));
    let fields = vec![since, needed_reason_field("why, for the audit trail")];
    let title = format!("Stop the treatment of {}", tag_ranges(tags));
    let intro = "They stay on study: only doses are not planned any more.";
    Ok((
        Form::new(title, intro, fields),
        Purpose::StopTreatment(open.name().to_owned(), tags.to_vec()),
    ))
}

/// The form that resumes treatment.
pub(super) fn resume(cx: &Context, tags: &[String]) -> Opened {
    let open = entries_taken(cx)?;
    let fields = vec![needed_reason_field("why, for the audit trail")];
    let title = format!("Resume the treatment of {}", tag_ranges(tags));
    let intro = "Doses are planned again as if treatment had not been stopped.";
    Ok((
        Form::new(title, intro, fields),
        Purpose::ResumeTreatment(open.name().to_owned(), tags.to_vec()),
    ))
}

/// The write of [`stop`].
pub(super) fn stopped(form: &Form, cx: &Context, study: &str, tags: &[String]) -> Sent<Write> {
    Ok(Write::ChangeDosing {
        study: study.to_owned(),
        change: DosingChange::StopTreatment {
            animals: tags.to_vec(),
            since: dates::understand_planned("since", form.value("since"), cx.today)?,
            reason: reason(form)?,
        },
    })
}

/// The write of [`resume`].
pub(super) fn resumed(form: &Form, study: &str, tags: &[String]) -> Sent<Write> {
    Ok(Write::ChangeDosing {
        study: study.to_owned(),
        change: DosingChange::ResumeTreatment {
            animals: tags.to_vec(),
            reason: reason(form)?,
        },
    })
}
