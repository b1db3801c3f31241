//! `graftbook restore`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::context::{CommandResult, Context, Printed};
use super::screen;
use app::Notebook;

#[derive(Args)]
#[command(
    after_help = "The backup is verified first: structure, audit trail, and that the data agree with it. The notebook, with \
the journal that a crash may have left beside it, gets another name, under which it can still be opened; nothing \
is overwritten or deleted, and the backup stays where it is. Close the notebook in all other programs before.

Do not restore by copying a file over the notebook: after a crash, the journal `notebook.db-wal` beside it belongs \
to the file that was there.

Examples:
  graftbook restore backups/2026-03-02.db
  graftbook restore notebook.db.schema-7.bak --db notebook.db"
)]
pub(super) struct Restore {
    /// The backup, which `graftbook backup` made or a migration has left
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
}

impl Restore {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let db = ctx.db()?;
        let restored = Notebook::restore(&self.backup, &db)?;
        if ctx.json {
            let set_aside = restored.set_aside.map(|file| file.display().to_string());
            return screen::json(&json!({
                "file": db.display().to_string(),
                "backup": self.backup.display().to_string(),
                "set_aside": set_aside,
                "operations": restored.operations,
                "fingerprint": restored.fingerprint,
            }))
            .done();
        }
        let former = match restored.set_aside {
            Some(file) => format!("\nthe former notebook is {}", file.display()),
            None => String::new(),
        };
        let state = restored
            .fingerprint
            .map_or_else(|| "empty".to_owned(), |f| format!("fingerprint {f}"));
        screen::say(&format!(
            "restored {} from {}: {} operations ({state}){former}",
            db.display(),
            self.backup.display(),
            restored.operations
        ))
        .done()
    }
}
