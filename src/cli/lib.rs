//! The command line: one file per subcommand, and the only place that prints.
//!
//! clap reads what was typed into the structs of these files. A command that writes makes a [`app::Write`]
//! of it and hands that to the notebook; one that asks calls `app`.
//!
//! # Invariants
//!
//! - Nothing else prints: data go to stdout, remarks and errors to stderr, all through `screen`, which
//!   lets no character reach the terminal that could drive it.
//! - A command answers with one sentence or table, or with the same as JSON under `--json`.
//! - Exit code 3: work that was planned is overdue (`graftbook today`).
//! - Exit code 0: done. 1: the input or the state of the notebook is wrong; one message says what, and
//!   what to do about it. 2: the command line itself is wrong. 128 and the number of the signal (130 for Ctrl-C):
//!   interrupted, and nothing is left half-written.
//! - Commands and options are named here alone: `remedy` words what the floors below advise, and
//!   `answer` what a write did.

mod access;
pub mod analysis;
mod analyze;
mod anchor;
mod animal;
mod answer;
mod arm;
mod audit;
mod audit_log;
mod bare_tag;
mod blind;
mod cage;
mod cohort;
mod completions;
mod context;
mod copies;
mod correct;
mod demo;
mod devices;
mod dispose;
mod dose;
mod dosesheet;
mod exclude;
mod explain;
mod export;
mod figure;
mod file;
mod formulation;
mod import;
mod interruption;
mod man;
mod measure;
mod plan;
mod progress;
mod randomize;
mod regimen;
mod remedy;
mod report;
mod restore;
mod screen;
mod stream;
mod study;
mod today;
mod typed;
mod unblind;
mod undo;
mod values;
mod weigh;
mod work;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use context::{Access, CommandResult, Context, Printed};
use domain::Label;

/// The xenograft study notebook: from cage card to summary report, in one file
#[derive(Parser)]
#[command(name = "graftbook", version, max_term_width = 100)]
#[command(after_help = "Without a command, the screens open.

First steps:
  graftbook demo                            two simulated studies to look around in
  graftbook import FILE --study NAME        your own data, CSV or Excel
  graftbook analyze --study NAME            the numbers
  graftbook report --study NAME -o R.html   the summary report

Each command explains itself with --help. Everything is kept in one file; \
`graftbook audit log` shows who changed what, `graftbook undo` undoes the last entry.")]
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
    /// Print only results, alerts and errors: no notes, no progress
    #[arg(short, long, global = true)]
    quiet: bool,
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
    /// List cages, move their animals into another cage, or rename a cage
    #[command(subcommand)]
    Cage(cage::Cage),
    /// Add, list or edit cohorts: animals that enter a study together, with a day 0 of their own
    #[command(subcommand)]
    Cohort(cohort::Cohort),
    /// Add, list, show or edit animals
    #[command(subcommand)]
    Animal(animal::Animal),
    /// Record a caliper reading, with or without a body weight
    Measure(measure::Measure),
    /// Record a body weight
    Weigh(weigh::Weigh),
    /// Record a dose as given, or what else happened to it
    Dose(Box<dose::Dose>),
    /// List the doses of a date with their volumes, or write the sheet for the bench
    Dosesheet(dosesheet::DoseSheet),
    /// Plan the doses of an arm, change that plan, or take animals off treatment
    #[command(subcommand)]
    Regimen(regimen::Regimen),
    /// Record, change or list formulations
    #[command(subcommand)]
    Formulation(formulation::Formulation),
    /// Record that animals left the study: sacrifice, humane endpoint, found dead
    Dispose(dispose::Dispose),
    /// Exclude an animal, a day or a reading from the analysis, with a reason
    Exclude(exclude::Exclude),
    /// Correct a reading or body weight, or move it to the right animal or day
    Correct(correct::Correct),
    /// Draw which animal goes to which arm: balanced, reproducible, with a receipt
    Randomize(Box<randomize::Randomize>),
    /// Import data from text, Excel, OpenDocument or Prism files
    Import(import::Import),
    /// Export a study for other programs: CSV, Parquet, Prism, R, SynergyLMM, PDXNet
    Export(export::Export),
    /// Hide a study's arms behind codes
    Blind(blind::Blind),
    /// Show the arms of a blinded study again, or hand out its key
    Unblind(unblind::Unblind),
    /// List what is to be done today, over all studies
    Today(today::TodayArgs),
    /// Plan the work of a study (add, edit, end, list, calendar, waive) and its analysis (freeze, show)
    #[command(subcommand)]
    Plan(plan::Plan),
    /// Growth inhibition, responses, growth rates, body weights
    Analyze(analyze::Analyze),
    /// Write the summary report of a study
    Report(Box<report::Report>),
    /// Draw one figure of a study, for papers and slides
    Figure(Box<figure::Figure>),
    /// Show the audit trail, or verify it
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Undo the last entry
    Undo(undo::Undo),
    /// Copy the notebook to a file, safely, even while it is in use
    Backup(file::Backup),
    /// Put a backup in the place of the notebook, which is set aside
    Restore(restore::Restore),
    /// Check the notebook file for damage
    Doctor(file::Doctor),
    /// List the balances and calipers on serial ports, or try one
    Devices(devices::Devices),
    /// Create a simulated study to look around in, and open it
    Demo(demo::Demo),
    /// Print a script that completes commands and options in a shell
    Completions(completions::Completions),
    /// Print the manual page, or write a page per command
    Man(man::Man),
}

/// Shows the screens for this notebook and author, with a study open if one is named. The error says in
/// words why they could not be shown.
pub type Screens = fn(&Path, &Label, Option<&str>) -> Result<(), String>;

/// Reads the command line, runs the command and prints its answer. Without a command it shows the
/// screens, if this program has them and runs in a terminal, else the help.
pub fn run(screens: Option<Screens>) -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| {
        let typed: Vec<String> = std::env::args().collect();
        bare_tag::with_tip(error, &Cli::command(), &typed).exit()
    });
    let access = cli.command.as_ref().map_or(Access::Write, Command::access);
    let ctx = Context::new(cli.db, cli.user, cli.json, screens, access);
    interruption::listen();
    match cli.quiet {
        true => screen::be_quiet(),
        false => progress::start(),
    }
    let done = done(&ctx, cli.command);
    progress::clear();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn done(ctx: &Context, command: Option<Command>) -> CommandResult {
    let Some(command) = command else {
        return match ctx.screens() {
            Some(screens) => ctx.show(screens, None),
            None => Cli::command().print_help().done(),
        };
    };
    match command {
        Command::Study(args) => args.run(ctx),
        Command::Arm(args) => args.run(ctx),
        Command::Cage(args) => args.run(ctx),
        Command::Cohort(args) => args.run(ctx),
        Command::Animal(args) => args.run(ctx),
        Command::Measure(args) => args.run(ctx),
        Command::Weigh(args) => args.run(ctx),
        Command::Dose(args) => args.run(ctx),
        Command::Dosesheet(args) => args.run(ctx),
        Command::Regimen(args) => args.run(ctx),
        Command::Formulation(args) => args.run(ctx),
        Command::Dispose(args) => args.run(ctx),
        Command::Exclude(args) => args.run(ctx),
        Command::Correct(args) => args.run(ctx),
        Command::Randomize(args) => args.run(ctx),
        Command::Import(args) => args.run(ctx),
        Command::Export(args) => args.run(ctx),
        Command::Blind(args) => args.run(ctx),
        Command::Unblind(args) => args.run(ctx),
        Command::Today(args) => args.run(ctx),
        Command::Plan(args) => args.run(ctx),
        Command::Analyze(args) => args.run(ctx),
        Command::Report(args) => args.run(ctx),
        Command::Figure(args) => args.run(ctx),
        Command::Audit(args) => args.run(ctx),
        Command::Undo(args) => args.run(ctx),
        Command::Backup(args) => args.run(ctx),
        Command::Restore(args) => args.run(ctx),
        Command::Doctor(args) => args.run(ctx),
        Command::Devices(args) => args.run(ctx),
        Command::Demo(args) => args.run(ctx),
        Command::Completions(args) => args.run(ctx, Cli::command()),
        Command::Man(args) => args.run(ctx, Cli::command()),
    }
}
