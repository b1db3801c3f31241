//! `graftbook demo`.

use clap::Args;
use serde_json::json;

use super::analysis;
use super::context::{CommandResult, Context, Failure, Printed};
use super::{remedy, screen};
use app::Write;
use app::demo::{DEMO_STUDY, RUNNING_DEMO, demo_today};
use domain::AnalysisOptions;

#[derive(Args)]
#[command(
    after_help = "It makes two studies: KT253-RS411 is finished, and of KT253-VEN-MV411, which is in progress, readings \
are due today. All data are simulated: no animal was used."
)]
pub(super) struct Demo {
    /// Print the summary of the finished study instead of opening it
    #[arg(long)]
    no_tui: bool,
}

impl Demo {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let mut notebook = ctx.new_notebook()?;
        let done = notebook.perform(Write::CreateDemo {
            today: demo_today()?,
        })?;
        let is_new = matches!(done.outcome, app::Outcome::DemoCreated);
        if let Some(screens) = ctx.screens().filter(|_| !self.no_tui) {
            drop(notebook);
            return ctx.show(screens, Some(DEMO_STUDY));
        }
        let analysis = notebook.analyze(DEMO_STUDY, &AnalysisOptions::default())?;
        if ctx.json {
            let analysis = remedy::analysis_in_words(analysis);
            let data = json!({
                "study": DEMO_STUDY,
                "in_progress": RUNNING_DEMO,
                "created": is_new,
                "analysis": analysis,
            });
            return screen::json(&data).done();
        }
        let what = if is_new {
            "were created"
        } else {
            "exist already"
        };
        let db = ctx.db()?;
        let next = if self.no_tui {
            ""
        } else {
            "\n\nNext: graftbook study show KT253-RS411"
        };
        screen::say(&format!(
            "The demo studies {DEMO_STUDY} (finished) and {RUNNING_DEMO} (in progress) {what} in {}.\n",
            db.display()
        ))
        .map_err(Failure::Output)?;
        screen::say(&format!("{}{next}", analysis::tables(&analysis))).done()
    }
}
