//! `graftbook audit anchor`, and the anchors of `graftbook audit verify`.

use std::path::PathBuf;

use clap::Args;
use qrcode::{Color, EcLevel, QrCode};
use serde_json::json;

use super::context::{CommandResult, Context, Printed};
use super::screen;
use app::anchors::CheckedAnchor;

#[derive(Args)]
#[command(
    after_help = "Keep the file where those who write in the notebook cannot change it: on a share, in a repository, in \
mails to somebody else. `graftbook audit verify --anchors FILE` proves every anchor at any later time.

Examples:
  graftbook audit anchor /mnt/qa/anchors.txt
  graftbook audit anchor anchors.txt --qr | lp"
)]
pub(super) struct AnchorCommand {
    /// The text file to append to, made if it is missing
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print the anchor as a QR code too, for a notebook of paper
    #[arg(long)]
    qr: bool,
}

impl AnchorCommand {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let (anchor, is_new) = ctx.notebook()?.anchor(&self.file)?;
        let file = self.file.display().to_string();
        if ctx.json {
            let data = json!({ "anchor": anchor, "file": file, "is_new": is_new });
            return screen::json(&data).done();
        }
        let mut lines = vec![anchor.to_string()];
        if self.qr {
            lines.extend(qr(&anchor.to_string()));
        }
        lines.push(match is_new {
            true => format!("appended to {file}"),
            false => format!("{file} has it already: nothing was recorded since"),
        });
        screen::say(&lines.join("\n")).done()
    }
}

/// A text as a QR code of half blocks, light on dark terminals and on paper alike: the quiet zone is printed too. None
/// if the text is too long for a QR code.
fn qr(text: &str) -> Option<String> {
    const QUIET: i32 = 2;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let colors = code.to_colors();
    let width = i32::try_from(code.width()).ok()?;
    let is_light = |x: i32, y: i32| {
        let inside = (0..width).contains(&x) && (0..width).contains(&y);
        !inside || colors[(y * width + x) as usize] == Color::Light
    };
    let rows = (-QUIET..width + QUIET).step_by(2);
    let row = |y: i32| -> String {
        let cells = (-QUIET..width + QUIET).map(|x| match (is_light(x, y), is_light(x, y + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        });
        cells.collect()
    };
    Some(rows.map(row).collect::<Vec<_>>().join("\n"))
}

/// A line for each anchor that does not fit.
pub(super) fn broken_words(anchors: &[CheckedAnchor]) -> Vec<String> {
    let broken = anchors.iter().filter_map(|checked| {
        let why = checked.broken.as_ref()?;
        let operation = checked.anchor.as_ref().map_or(String::new(), |anchor| {
            format!(
                " (operation {}, fingerprint {})",
                anchor.operation, anchor.fingerprint
            )
        });
        Some(format!(
            "  anchor in line {}{operation}: {why}",
            checked.line
        ))
    });
    broken.collect()
}
