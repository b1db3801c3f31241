//! `graftbook man`.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man as Page;
use serde_json::json;

use super::context::{CommandResult, Context, Printed};
use super::screen;
use app::output;
use domain::Invalid;

/// The command that all others belong to.
const PROGRAM: &str = "graftbook";

/// What the main page tells besides commands and options.
const SECTIONS: &str = r#".SH "EXIT STATUS"
.TP
0
Done.
.TP
1
The input or the state of the notebook is wrong; one message says what, and what to do about it.
.TP
2
The command line itself is wrong.
.TP
130
Interrupted with Ctrl\-C; nothing is left half\-written. Other signals: 128 and their number.
.SH FILES
.TP
.I ~/.local/share/graftbook/notebook.db
The notebook, unless \-\-db or GRAFTBOOK_DB names another; under $XDG_DATA_HOME where that is set.
.TP
.I ~/.config/graftbook/config.toml
The settings of the screens; under $XDG_CONFIG_HOME where that is set.
.SH ENVIRONMENT
.TP
GRAFTBOOK_DB
The notebook file.
.TP
GRAFTBOOK_USER
Who is writing.
.TP
SOURCE_DATE_EPOCH
The time of reports and demo studies, in seconds since 1970.
.TP
NO_COLOR
If set, the screens use no colors.
"#;

#[derive(Args)]
#[command(after_help = "Examples:
  graftbook man | man -l -
  graftbook man ~/.local/share/man/man1 && man graftbook-import")]
pub(super) struct Man {
    /// Folder to write a page per command to, made if it is missing; files of the same names are replaced. Without it, the
    /// main page is printed
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(&self, ctx: &Context, command: Command) -> CommandResult {
        // The pages of `help` would repeat all others.
        let mut command = command.disable_help_subcommand(true);
        command.build();
        let Some(folder) = &self.folder else {
            let (_, text) = page(&command).map_err(|error| unwritten(Path::new("-"), &error))?;
            let text = String::from_utf8_lossy(&text);
            return match ctx.json {
                true => screen::json(&json!({ "page": text })).done(),
                false => screen::own(&text).done(),
            };
        };
        std::fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
        let mut files = Vec::new();
        write_pages(&command, folder, &mut files)?;
        match ctx.json {
            true => screen::json(&json!({ "files": files })).done(),
            false => {
                let text = format!("wrote {} pages to {}", files.len(), folder.display());
                screen::say(&text).done()
            }
        }
    }
}

/// Writes the page of a command and those of its subcommands.
fn write_pages(command: &Command, folder: &Path, files: &mut Vec<String>) -> Result<(), Invalid> {
    let (name, text) = page(command).map_err(|error| unwritten(folder, &error))?;
    let file = folder.join(name);
    output::replace(&file, &text).map_err(|error| unwritten(&file, &error))?;
    files.push(file.display().to_string());
    let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    shown
        .into_iter()
        .try_for_each(|sub| write_pages(sub, folder, files))
}

/// The name of a page, and its text.
fn page(command: &Command) -> io::Result<(String, Vec<u8>)> {
    // The version stands in the foot of each page; subcommands have none of their own.
    let program = concat!("graftbook ", env!("CARGO_PKG_VERSION"));
    let page = Page::new(command.clone())
        .manual("Graftbook")
        .source(program);
    let mut text = Vec::new();
    page.render(&mut text)?;
    if command.get_name() == PROGRAM {
        text.extend_from_slice(SECTIONS.as_bytes());
    }
    Ok((page.get_filename(), text))
}

fn unwritten(file: &Path, error: &io::Error) -> Invalid {
    let why = format!("cannot be written: {error}");
    let hint = "name a folder that may be written";
    Invalid::new("manual page", file.display(), why, hint)
}
