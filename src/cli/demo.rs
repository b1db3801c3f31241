//! `graftbook demo`.

use clap::Args;
use serde_json::json;

use super::analysis;
use super::context::{Context, Failure, Outcome, Printed};
use super::{remedy, screen};
use app::demo::DEMO_STUDY;
use domain::AnalysisOptions;

#[derive(Args)]
#[command(after_help = "The demo study is simulated after a published design: no animal was used.")]
pub(super) struct Demo {
    /// Print the study's summary instead of opening it
    #[arg(long)]
    no_tui: bool,
}

impl Demo {
    pub(super) fn run(&self, ctx: &Context) -> Outcome {
        let mut notebook = ctx.new_notebook()?;
        let made = notebook.create_demo()?;
        if let Some(screens) = ctx.screens().filter(|_| !self.no_tui) {
            drop(notebook);
            return ctx.show(screens, Some(DEMO_STUDY));
        }
        let analysis = notebook.analyze(DEMO_STUDY, &AnalysisOptions::default())?;
        if ctx.json {
            let analysis = remedy::in_words(analysis);
            let data =
                json!({ "study": DEMO_STUDY, "created": made.is_some(), "analysis": analysis });
            return screen::json(&data).done();
        }
        let what = if made.is_some() {
            "created"
        } else {
            "is there already"
        };
        let db = ctx.db()?;
        let next = if self.no_tui {
            ""
        } else {
            "\n\nNext: graftbook study show KT253-RS411"
        };
        screen::say(&format!(
            "The demo study {DEMO_STUDY} {what} in {}.\n",
            db.display()
        ))
        .map_err(Failure::Output)?;
        screen::say(&format!("{}{next}", analysis::tables(&analysis))).done()
    }
}
