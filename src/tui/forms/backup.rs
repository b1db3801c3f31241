//! A backup of the notebook.

use std::path::PathBuf;

use super::sent::{Refusal, Sent};
use super::{Form, Opened, Purpose, checks};
use crate::base::context::Context;
use crate::widgets::form::Field;

/// The form that asks where the backup goes: by default beside the notebook, with the date in its name.
pub(super) fn backup(cx: &Context) -> Opened {
    let path = &cx.setting.path;
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let name = format!("{}-{}.db", stem.unwrap_or_default(), cx.today);
    let file = path.with_file_name(name).display().to_string();
    let hint = "a file that does not exist yet, best on another disk; ~/ is your home folder";
    let intro =
        "A whole copy, while others may go on writing. `graftbook restore FILE` brings it back.";
    let fields = vec![Field::text("file", "file", hint, &file).needed(checks::remark("file"))];
    Ok((
        Form::new("Back up the notebook", intro, fields),
        Purpose::Backup,
    ))
}

/// Where the backup goes.
pub(super) fn file(form: &Form) -> Sent<PathBuf> {
    let file = form.given("file").map(PathBuf::from);
    file.ok_or_else(|| Refusal::new("file", "no file is named", "name one"))
}
