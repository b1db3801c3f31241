//! The command line: one file per subcommand, and the only place that prints.
//!
//! What was typed is read by clap into the structs of these files; what it means is a call of
//! `app`. Exit code 0: done; 1: the input or the state is wrong, told in one message with its
//! remedy; 2: the command line itself is wrong.

pub mod analysis;
mod analyze;
mod animal;
mod arm;
mod audit;
mod blind;
mod context;
mod correct;
mod demo;
mod dispose;
mod exclude;
mod explain;
mod export;
mod figure;
mod file;
mod import;
mod measure;
mod plan;
mod randomize;
mod remedy;
mod report;
mod screen;
mod study;
mod unblind;
mod undo;
mod values;
mod weigh;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use context::{Context, Outcome, Printed};
use domain::Label;

/// The xenograft study notebook: from cage card to summary report, in one file
#[derive(Parser)]
#[command(name = "graftbook", version, max_term_width = 100)]
#[command(after_help = "Without a command, the screens open.

First steps:
  graftbook demo                            a simulated study to look around in
  graftbook import FILE --study NAME        your own data, CSV or Excel
  graftbook analyze --study NAME            the numbers
  graftbook report --study NAME -o R.html   the summary report

Each command explains itself with --help. Everything is kept in one file; \
`graftbook audit log` shows who changed what, `graftbook undo` takes the last entry back.")]
struct Cli {
    /// The notebook file [default: graftbook/notebook.db in your data folder]
    #[arg(
        long,
        global = true,
        env = "GRAFTBOOK_DB",
        value_name = "FILE",
        hide_env_values = true
    )]
    db: Option<PathBuf>,
    /// Who is writing [default: your login name]
    #[arg(
        long,
        global = true,
        env = "GRAFTBOOK_USER",
        value_name = "NAME",
        hide_env_values = true
    )]
    user: Option<String>,
    /// Print data as JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Create, list, show, edit or close studies
    #[command(subcommand)]
    Study(study::Study),
    /// Add, list or edit arms (treatment groups)
    #[command(subcommand)]
    Arm(arm::Arm),
    /// Add, list, show or edit animals
    #[command(subcommand)]
    Animal(animal::Animal),
    /// Record a caliper reading, with or without a body weight
    Measure(measure::Measure),
    /// Record a body weight
    Weigh(weigh::Weigh),
    /// Record that animals left the study: sacrifice, humane endpoint, found dead
    Dispose(dispose::Dispose),
    /// Leave an animal, a day or a reading out of the analysis, with a reason
    Exclude(exclude::Exclude),
    /// Correct a reading or body weight, or move it to the right animal or day
    Correct(correct::Correct),
    /// Draw which animal goes to which arm: balanced, reproducible, with a receipt
    Randomize(Box<randomize::Randomize>),
    /// Bring in data from a CSV or Excel file
    Import(import::Import),
    /// Write a study for other programs: CSV, Parquet, Prism, R, SynergyLMM, PDXNet
    Export(export::Export),
    /// Hide a study's arms behind codes
    Blind(blind::Blind),
    /// Show the arms of a blinded study again, or hand out its key
    Unblind(unblind::Unblind),
    /// Freeze the analysis plan, or show it
    #[command(subcommand)]
    Plan(plan::Plan),
    /// Growth inhibition, responses, growth rates, body weights
    Analyze(analyze::Analyze),
    /// Write the summary report of a study
    Report(Box<report::Report>),
    /// Draw one figure of a study, for papers and slides
    Figure(Box<figure::Figure>),
    /// Show the audit trail, or prove that it is whole
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Take the last entry back
    Undo(undo::Undo),
    /// Copy the notebook to a file, safely, even while it is in use
    Backup(file::Backup),
    /// Examine the health of the notebook file
    Doctor(file::Doctor),
    /// Create a simulated study to look around in, and open it
    Demo(demo::Demo),
}

/// The screens: shown for this notebook and author, beginning with a study if one is named. Answers
/// in words why they could not be.
pub type Screens = fn(&Path, &Label, Option<&str>) -> Result<(), String>;

/// Reads the command line, does what it says, and prints the outcome; shows the screens where none
/// is given, if this program has them and runs in a terminal.
pub fn run(screens: Option<Screens>) -> ExitCode {
    let cli = Cli::parse();
    let ctx = Context::new(cli.db, cli.user, cli.json, screens);
    match done(&ctx, cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn done(ctx: &Context, command: Option<Command>) -> Outcome {
    let Some(command) = command else {
        return match ctx.screens() {
            Some(screens) => ctx.show(screens, None),
            None => Cli::command().print_help().done(),
        };
    };
    match command {
        Command::Study(args) => args.run(ctx),
        Command::Arm(args) => args.run(ctx),
        Command::Animal(args) => args.run(ctx),
        Command::Measure(args) => args.run(ctx),
        Command::Weigh(args) => args.run(ctx),
        Command::Dispose(args) => args.run(ctx),
        Command::Exclude(args) => args.run(ctx),
        Command::Correct(args) => args.run(ctx),
        Command::Randomize(args) => args.run(ctx),
        Command::Import(args) => args.run(ctx),
        Command::Export(args) => args.run(ctx),
        Command::Blind(args) => args.run(ctx),
        Command::Unblind(args) => args.run(ctx),
        Command::Plan(args) => args.run(ctx),
        Command::Analyze(args) => args.run(ctx),
        Command::Report(args) => args.run(ctx),
        Command::Figure(args) => args.run(ctx),
        Command::Audit(args) => args.run(ctx),
        Command::Undo(args) => args.run(ctx),
        Command::Backup(args) => args.run(ctx),
        Command::Doctor(args) => args.run(ctx),
        Command::Demo(args) => args.run(ctx),
    }
}
