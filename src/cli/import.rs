//! `graftbook import`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::context::{CommandResult, Context, Failure, Printed};
use super::typed::{choice, number};
use super::values::{Decimal, planned_date, reason_if};
use super::{remedy, screen};
use app::import::{
    CellRange, Code, DateFormat, FileProblem, ImportError, ImportOptions, ImportOutcome, Problems,
    Profile, Profiles, Source, Sources, WhatARowIs, WideValue, dry_run, explain, headings_of,
    parse_codes, parse_map, parse_unit,
};
use app::output::ReservedFile;
use app::{Error, Receipt, clock};
use domain::Invalid;

/// The number of problems or notes of one kind that are printed; --json and --problems list more.
const LISTED: usize = 20;

#[derive(Args)]
#[command(
    after_help = "Headings are recognized in their usual spellings: animal/mouse/id/subject, arm/group/treatment, \
day/date, clock time, cohort, start date, length, width, height, volume/TV, weight/BW, cage, sex, tumor/site, study, and more. Others are named with \
--map, such as --map animal='Ear no' --map volume=TV_mm3. Tidy files have a row per reading; wide files have a row per \
animal and a column per day; others have a row per day and a column per animal. Headings may stand in two rows, and tables \
under or beside each other or on several sheets.

What is doubtful is asked about, with the option that answers it. What was read in another way than it stands there is told \
in a note.

The import adds what is missing: study, arms, cages, cohorts, animals, tumors. It is one operation: if there are problems, all of \
them are listed, and nothing is written.

Examples:
  graftbook import readings.csv --study S-01 --dry-run
  graftbook import readings.csv --study S-01 --dispositions ends.csv --control Vehicle
  graftbook import weights.xlsx --study S-01 --sheet all --codes sac=humane-endpoint
  graftbook import export-folder"
)]
pub(super) struct Import {
    /// Files of one study: CSV or other text, Excel, OpenDocument, Prism; - for the standard input; a folder of such
    /// files, or one that `graftbook export` wrote
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The study; where the file has a study column with this name in it, only those rows
    #[arg(long, value_name = "STUDY")]
    study: Option<String>,
    /// A second file with animal, day, disposition and reason
    #[arg(long, value_name = "FILE")]
    dispositions: Option<PathBuf>,
    /// Show what would be imported, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Show the first rows beside what is understood of each column, the arms and how they grow, and write nothing
    #[arg(long)]
    explain: bool,
    /// Read the file as the profile of this name says; an import keeps what was said about the file in it. Without a name,
    /// files are recognized by their headings; `none` reads without a profile
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Date of study day 0 [default: the study's; a file without any date makes a study of study days only]
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    day0: Option<String>,
    /// The study is running: the last day of a file without dates is today
    #[arg(long, conflicts_with = "day0")]
    running: bool,
    /// Study day of all rows, for a file without days
    #[arg(long, value_parser = number, value_name = "DAY", allow_hyphen_values = true)]
    day: Option<f64>,
    /// Species of a new study, which plausible sizes, volumes and weights follow: mouse, rat, hamster [default: mouse]
    #[arg(long, value_name = "SPECIES")]
    species: Option<String>,
    /// Control arm of a new study
    #[arg(long, value_name = "ARM")]
    control: Option<String>,
    /// The column of a field, as field=heading; two columns as animal=Cage+Ear; a value of a day as volume@21=Endpoint; a
    /// field without a column as date=; repeat the option for more fields
    #[arg(long, value_name = "FIELD=HEADING")]
    map: Vec<String>,
    /// How dates are written, such as DD.MM.YYYY, if not as 2026-01-22
    #[arg(long, value_name = "FORMAT")]
    date_format: Option<String>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// What the columns of days of a wide file hold [default: what sheet, title or file name tell, else volumes]
    #[arg(long, value_enum, value_parser = choice::<Wide>())]
    wide: Option<Wide>,
    /// A column that is not read, by its heading; repeat the option for more
    #[arg(long, value_name = "HEADING")]
    leave_out: Vec<String>,
    /// The unit of a field whose heading names none, such as volume=cm3, length=cm, weight=kg or day=weeks
    #[arg(long, value_name = "FIELD=UNIT")]
    unit: Vec<String>,
    /// What words in cells of values stand for, such as sac=humane-endpoint,NS=not-done
    #[arg(long, value_name = "WORD=MEANING")]
    codes: Vec<String>,
    /// A field whose blank cells have the value of the cell above: arm, animal, day, cage
    #[arg(long, value_name = "FIELD")]
    fill_down: Vec<String>,
    /// Leave animals without an arm where the file tells none
    #[arg(long)]
    no_arms: bool,
    /// The file lists animals and holds no values
    #[arg(long)]
    roster: bool,
    /// What a row of the file is, if it is not recognized
    #[arg(long, value_enum, value_parser = choice::<Layout>())]
    layout: Option<Layout>,
    /// The cells of a sheet that are read, such as B3:H20
    #[arg(long, value_name = "RANGE")]
    range: Option<String>,
    /// Add arms that the study does not have
    #[arg(long)]
    new_arms: bool,
    /// Add animals that the study does not have
    #[arg(long)]
    new_animals: bool,
    /// If the width is larger than the length, swap the two
    #[arg(long)]
    swap: bool,
    /// Take sizes of 1 x 1 mm for a tumor that is not palpable
    #[arg(long)]
    one_by_one_not_palpable: bool,
    /// Why values of the file replace those that the study has; without it, values that differ are problems
    #[arg(long, value_name = "REASON")]
    update: Option<String>,
    /// Leave bad values out, list them, and import the rest
    #[arg(long)]
    skip_bad: bool,
    /// Why, where the import changes how results of entries that are there are computed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    /// Write every problem, or every value left out, to this file
    #[arg(long, value_name = "FILE")]
    problems: Option<PathBuf>,
}

/// How a CSV or Excel file is read.
#[derive(Args)]
pub(super) struct ReadingArgs {
    /// Decimal mark of the numbers [default: point; what can be thousands is asked about]
    #[arg(long, value_enum, value_parser = choice::<Decimal>())]
    pub decimal: Option<Decimal>,
    /// Delimiter of a text file, if it is not recognized: one character, or tab
    #[arg(long, value_name = "CHARACTER")]
    pub delimiter: Option<String>,
    /// Encoding of a text file that is not UTF-8, such as windows-1252
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Sheet of a workbook, or all [default: the only one that can be read]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Line or row of the headings, as 3, or 1-2 if they stand in two [default: found]
    #[arg(long, value_name = "ROWS", alias = "header-row")]
    pub header_rows: Option<String>,
    /// Formulas in a workbook: refuse them, or take their saved (cached) results
    #[arg(long, value_enum, value_parser = choice::<Formulas>(), default_value_t)]
    pub formulas: Formulas,
}

impl ReadingArgs {
    /// How the file is read; nothing about what to do with it.
    pub(super) fn options(&self) -> Result<ImportOptions, Invalid> {
        Ok(ImportOptions {
            decimal: self.decimal.map(Into::into),
            delimiter: self.delimiter.as_deref().map(delimiter).transpose()?,
            encoding: self.encoding.clone(),
            sheet: self.sheet.clone(),
            heading_rows: self.header_rows.as_deref().map(str::parse).transpose()?,
            cached_formulas: matches!(self.formulas, Formulas::Cached),
            ..ImportOptions::default()
        })
    }
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Formulas {
    /// Report formulas in the columns that are imported as problems
    #[default]
    Refuse,
    /// Take the results that were saved with the workbook
    Cached,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Layout {
    /// A reading, with its day in a column
    Reading,
    /// An animal, with a column per day
    Animal,
    /// A day, with a column per animal
    Day,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Wide {
    /// Tumor volumes in mm³
    Volume,
    /// Body weights in g
    Weight,
}

impl Import {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        let sources = self.sources(ctx)?;
        let (options, profile) = self.with_profile(&sources)?;
        if self.explain {
            return self.print_explanation(ctx, &sources, &options, profile.as_ref());
        }
        if let Some(profile) = profile.filter(|_| !ctx.json) {
            screen::say(&format!("read by the profile `{}`", profile.name)).done()?;
        }
        match self.import(ctx, &sources, &options) {
            Ok((outcome, receipt)) => self.print_outcome(ctx, &outcome, receipt.as_ref()),
            Err(Failure::App(Error::Import(error @ ImportError::Problems(_)))) => {
                self.refuse(ctx, &error)
            }
            Err(other) => Err(other),
        }
    }

    /// Whether the notebook is not changed.
    pub(super) fn reads_only(&self) -> bool {
        self.dry_run || self.explain
    }

    fn import(
        &self,
        ctx: &Context,
        sources: &Sources,
        options: &ImportOptions,
    ) -> Result<(ImportOutcome, Option<Receipt>), Failure> {
        let today = clock::today();
        if self.dry_run {
            let outcome = dry_run(existing(ctx)?.as_ref(), sources, options, today)?;
            return Ok((outcome, None));
        }
        let imported = ctx.new_notebook()?.import(sources, options, today)?;
        self.keep_profile(sources, options)?;
        Ok(imported)
    }

    /// The files; an explanation reads them twice, and the standard input is there only once.
    fn sources(&self, _: &Context) -> Result<Sources, Failure> {
        let source = |file: &PathBuf| match self.explain && file == Path::new("-") {
            false => Ok(Source::Path(file.clone())),
            true => std::io::read_to_string(std::io::stdin()).map(Source::Pasted),
        };
        let readings: std::io::Result<Vec<Source>> = self.files.iter().map(source).collect();
        Ok(Sources {
            readings: readings.map_err(|error| {
                Invalid::new(
                    "file",
                    "-",
                    format!("cannot be read: {error}"),
                    "give the name of a file",
                )
            })?,
            dispositions: self.dispositions.clone(),
        })
    }

    /// The options with those of the profile that was named, or whose headings the file has.
    fn with_profile(&self, sources: &Sources) -> Result<(ImportOptions, Option<Profile>), Failure> {
        let mut options = self.options()?;
        let profiles = Profiles::of_user();
        let found = match (&profiles, self.profile.as_deref()) {
            (None, _) | (_, Some("none")) => None,
            (Some(profiles), Some(name)) => profiles.named(name)?,
            (Some(profiles), None) => profiles.of_headings(sources),
        };
        if let Some(profile) = &found {
            let typed = self.typed();
            let typed: Vec<&str> = typed.iter().map(|(name, _)| name.as_str()).collect();
            profile.apply(&mut options, &typed)?;
        }
        Ok((options, found))
    }

    /// Keeps what was said about the file under the name that was given.
    fn keep_profile(&self, sources: &Sources, options: &ImportOptions) -> Result<(), Failure> {
        let name = self.profile.as_deref().filter(|name| *name != "none");
        let (Some(name), Some(profiles)) = (name, Profiles::of_user()) else {
            return Ok(());
        };
        let typed = self.typed();
        let kept = profiles
            .named(name)?
            .map_or_else(Vec::new, |known| known.settings);
        let stands = |(known, _): &(String, String)| !typed.iter().any(|(name, _)| name == known);
        let mut settings: Vec<(String, String)> = kept.into_iter().filter(stands).collect();
        settings.extend(typed.iter().cloned());
        profiles.keep(&Profile {
            name: name.to_owned(),
            headings: headings_of(sources, options),
            settings,
        })?;
        Ok(())
    }

    /// What was said about how the file is read, by the names of the options.
    fn typed(&self) -> Vec<(String, String)> {
        let word = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
        let reading = &self.reading;
        let lists = [
            ("map", &self.map),
            ("leave-out", &self.leave_out),
            ("unit", &self.unit),
            ("codes", &self.codes),
            ("fill-down", &self.fill_down),
        ];
        let ones = [
            ("date-format", self.date_format.clone()),
            ("range", self.range.clone()),
            (
                "delimiter",
                reading
                    .delimiter
                    .clone()
                    .map(|text| if text == "tab" { "\t".into() } else { text }),
            ),
            ("encoding", reading.encoding.clone()),
            ("sheet", reading.sheet.clone()),
            ("header-rows", reading.header_rows.clone()),
            ("decimal", reading.decimal.as_ref().map(|value| word(value))),
            ("layout", self.layout.as_ref().map(|value| word(value))),
            ("wide", self.wide.as_ref().map(|value| word(value))),
            (
                "formulas",
                matches!(reading.formulas, Formulas::Cached).then(|| "cached".to_owned()),
            ),
            ("no-arms", self.no_arms.then(|| "yes".to_owned())),
            ("swap", self.swap.then(|| "yes".to_owned())),
            (
                "one-by-one-not-palpable",
                self.one_by_one_not_palpable.then(|| "yes".to_owned()),
            ),
        ];
        let lists = lists.into_iter().flat_map(|(name, texts)| {
            texts
                .iter()
                .map(move |text| (name.to_owned(), text.clone()))
        });
        let ones = ones
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), text?)));
        lists.chain(ones).collect()
    }

    fn print_explanation(
        &self,
        ctx: &Context,
        sources: &Sources,
        options: &ImportOptions,
        profile: Option<&Profile>,
    ) -> CommandResult {
        let explained = explain(existing(ctx)?.as_ref(), sources, options, clock::today())?;
        if ctx.json {
            let outcome = explained.outcome.as_ref().ok();
            let refused = explained.outcome.as_ref().err().map(ToString::to_string);
            let json = serde_json::json!({
                "profile": profile.map(|profile| &profile.name),
                "tables": explained.tables,
                "arms": explained.arms,
                "outcome": outcome,
                "refused": refused,
            });
            return screen::json(&json).done();
        }
        let by = profile.map(|profile| format!("read by the profile `{}`", profile.name));
        let lines: Vec<String> = by.into_iter().chain(explained.lines()).collect();
        screen::say(&lines.join("\n")).done()?;
        match explained.outcome {
            Ok(outcome) => screen::say(&outcome_words(&outcome, true, None)).done(),
            Err(error) => match *error {
                Error::Import(error @ ImportError::Problems(_)) => self.refuse(ctx, &error),
                other => Err(other.into()),
            },
        }
    }

    fn options(&self) -> Result<ImportOptions, Failure> {
        Ok(ImportOptions {
            study: self.study.clone(),
            day0: self
                .day0
                .as_deref()
                .map(|text| planned_date("day 0", text))
                .transpose()?,
            running: self.running,
            day: self.day,
            species: self.species.as_deref().map(str::parse).transpose()?,
            control: self.control.clone(),
            map: self
                .map
                .iter()
                .map(|text| parse_map(text))
                .collect::<Result<_, _>>()?,
            date_format: self
                .date_format
                .as_deref()
                .map(str::parse::<DateFormat>)
                .transpose()?,
            wide: self.wide.map(|wide| match wide {
                Wide::Volume => WideValue::Volume,
                Wide::Weight => WideValue::Weight,
            }),
            leave_out: self.leave_out.clone(),
            units: self
                .unit
                .iter()
                .map(|text| parse_unit(text))
                .collect::<Result<_, _>>()?,
            codes: self.codes()?,
            fill_down: self
                .fill_down
                .iter()
                .map(|text| text.parse())
                .collect::<Result<_, _>>()?,
            no_arms: self.no_arms,
            roster: self.roster,
            layout: self.layout.map(|layout| match layout {
                Layout::Reading => WhatARowIs::Reading,
                Layout::Animal => WhatARowIs::Animal,
                Layout::Day => WhatARowIs::Day,
            }),
            range: self
                .range
                .as_deref()
                .map(str::parse::<CellRange>)
                .transpose()?,
            new_arms: self.new_arms,
            new_animals: self.new_animals,
            swap: self.swap,
            one_by_one_not_palpable: self.one_by_one_not_palpable,
            reason: reason_if(&self.reason)?,
            update: reason_if(&self.update)?,
            skip_bad: self.skip_bad,
            ..self.reading.options()?
        })
    }

    fn codes(&self) -> Result<Vec<(String, Code)>, Invalid> {
        let mut codes = Vec::new();
        for text in &self.codes {
            codes.extend(parse_codes(text)?);
        }
        Ok(codes)
    }

    fn print_outcome(
        &self,
        ctx: &Context,
        outcome: &ImportOutcome,
        receipt: Option<&Receipt>,
    ) -> CommandResult {
        self.write_problems(&outcome.left_out)?;
        if ctx.json {
            return ctx.done("", &remedy::outcome_in_words(outcome), receipt);
        }
        screen::say(&outcome_words(outcome, self.dry_run, receipt)).done()?;
        receipt.map_or(Ok(()), screen::notes).done()
    }

    fn refuse(&self, ctx: &Context, error: &ImportError) -> CommandResult {
        let ImportError::Problems(problems) = error else {
            return Ok(());
        };
        self.write_problems(problems)?;
        if ctx.json {
            let listed = remedy::problems_in_words(problems.clone());
            let list = serde_json::json!({ "problems": listed, "problem_count": problems.count() });
            screen::json(&list).map_err(Failure::Output)?;
            return Err(Failure::Reported);
        }
        let mut lines = vec![format!("graftbook: {error}")];
        let listed = problems.listed();
        let told = problems.told();
        let shown = told.iter().take(LISTED);
        lines.extend(shown.clone().map(|(p, more)| problem_words(p, *more)));
        let covered: usize = shown.map(|(_, more)| 1 + more).sum();
        if let more @ 1.. = problems.count() - covered {
            let all = match problems.count() - listed.len() {
                0 => "all of them".to_owned(),
                _ => format!("the first {}", listed.len()),
            };
            lines.push(format!(
                "  and {more} more: --problems FILE writes {all} to a file"
            ));
        }
        lines.push(format!("  try: {}", remedy::as_commands(&error.remedy())));
        screen::error(&lines.join("\n")).map_err(Failure::Output)?;
        Err(Failure::Reported)
    }

    /// Writes the list to the file of --problems. It never replaces a file, which might be the notebook.
    fn write_problems(&self, problems: &Problems) -> Result<(), Failure> {
        let Some(file) = &self.problems else {
            return Ok(());
        };
        let mut lines: String = problems
            .listed()
            .iter()
            .map(|p| screen::harmless(&problem_words(p, 0)) + "\n")
            .collect();
        if let more @ 1.. = problems.count() - problems.listed().len() {
            lines += &format!("  and {more} more\n");
        }
        let written = ReservedFile::create(file).and_then(|file| file.fill(lines.as_bytes()));
        written.map_err(|error| {
            let invalid = Invalid::new(
                "file",
                file.display(),
                format!("cannot be written: {error}"),
                "name a file that does not exist: nothing is overwritten",
            );
            Failure::from(invalid)
        })
    }
}

/// The notebook, if there is a file.
fn existing(ctx: &Context) -> Result<Option<app::Notebook>, Failure> {
    match ctx.db()?.exists() {
        true => Ok(Some(ctx.notebook()?)),
        false => Ok(None),
    }
}

fn delimiter(text: &str) -> Result<u8, Invalid> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [one] if one.is_ascii() => Ok(*one),
        _ => Err(Invalid::new(
            "delimiter",
            text,
            "is not one character",
            "such as ; or tab",
        )),
    }
}

fn problem_words(problem: &FileProblem, more: usize) -> String {
    let words = problem.with_more(more);
    format!("  {}", remedy::advised(&words, &problem.remedy))
}

fn outcome_words(outcome: &ImportOutcome, dry_run: bool, receipt: Option<&Receipt>) -> String {
    let mut lines = outcome.made_words(dry_run);
    match receipt {
        Some(receipt) => lines.push(format!("[operation {}]", receipt.operation)),
        None if dry_run => lines.push("This was a dry run: nothing was written.".into()),
        None => lines.push("There was nothing to import.".into()),
    }
    lines.extend(outcome.columns_words());
    lines.extend(screen::noted(
        outcome.notes_words(LISTED, &remedy::advised).into_iter(),
    ));
    lines.extend(outcome.left_out_words(LISTED, "--json lists more of them"));
    lines.join("\n")
}
