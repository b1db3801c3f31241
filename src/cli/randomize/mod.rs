//! `graftbook randomize`.

mod record;
mod words;

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::context::{CommandResult, Context, Failure, Printed};
use super::import::{Formulas, ReadingArgs};
use super::typed::{choice, number};
use super::values::{Decimal, observed, reason_if};
use super::{remedy, screen};
use app::blind::may_be_blinded;
use app::output::ReservedFile;
use app::randomize::{
    Draw, DrawView, Effort, Prepared, Request, TableColumns, Weighted, prepare, prepare_table,
    read_arms, read_names, read_pairs, read_weights, seed_from_system, usual_balance, watched,
};
use app::{Receipt, progress};
use domain::{BlindBy, Invalid};

/// The value of `--balance` that balances nothing.
const NO_BALANCE: &str = "none";

#[derive(Args)]
#[command(
    override_usage = "graftbook randomize [OPTIONS] --study <STUDY>\n       \
graftbook randomize [OPTIONS] --table <FILE> --arms <ARMS>",
    after_help = "In a study, you can balance volume, weight, growth (slope of ln volume, three readings) and age, and \
group animals by cage, sex and source (or litter, which is kept as the source). In a table, every column can be used for \
either. All values are of one day; an animal without a value is an error. Animals that are in an arm stay there, unless \
they are drawn --again. Once there are readings after the allocation, no animal is drawn anew, and others join only \
with a --reason.

The score adds up, over covariates, weight x (range of the arms' means in SDs + range of their CVs); the SD is that of \
all eligible animals, those left over too.

The same input, seed, method and iterations give the same allocation on every machine. Without --iterations the size of \
the problem decides how many (about two seconds). --seconds lets the clock of this machine decide; to repeat such a draw, \
give the number that it chose as --iterations.

In a balanced allocation the values determine the groups, and the seed only decides which group goes to which arm. If the \
arms have unequal places, or hold animals already, the seed decides nothing; a note says so. --among-best 20 lets chance \
choose among the 20 best allocations.

An accepted draw stays on record, even if the animals are drawn again. A dry run is not recorded. The Randomize screen \
keeps the seeds of the draws that were looked at in the receipt of the accepted one.

--blind blinds the study with the draw, in one operation. The output then shows no arms, and neither seed nor receipt, \
which would reveal the arms; both are kept, and shown once the study is unblinded. Do not give --seed with it: whoever \
knows the seed can repeat the draw. A dry run with --blind shows groups without names. A draw in which the seed decides \
nothing cannot be blinded. Anyone can tell arms of unequal size apart by counting animals; --blind animals hides the \
groups too.

Examples:
  graftbook randomize --study S-01 --arms \"Vehicle:8,KT-253 1 mg/kg:8\" --balance volume,weight --dry-run
  graftbook randomize --study S-01 --arms \"Vehicle:8,KT-253 1 mg/kg:8\" --balance volume:2,weight \\
      --volume 100..250 --spread cage --seed 20260105
  graftbook randomize --study S-01 --arms \"Vehicle:8,KT-253 1 mg/kg:8\" --balance volume,weight --blind arms
  graftbook randomize --study S-01 --verify
  graftbook randomize --study S-01 --print cage
  graftbook randomize --table mice.csv --arms 8 --balance tv:2,bw:1 -o allocation.csv"
)]
pub(super) struct Randomize {
    /// Name of the study
    #[arg(long, value_name = "STUDY", required_unless_present = "table")]
    study: Option<String>,
    /// CSV or Excel file with a row per animal, instead of a study; - for the standard input
    #[arg(long, value_name = "FILE", conflicts_with = "study", requires = "arms")]
    table: Option<PathBuf>,
    /// Arms with their places, as Vehicle:8,Treated:8, or a number of arms; new ones are made
    /// [default: the study's]
    #[arg(long, value_name = "ARMS")]
    arms: Option<String>,
    /// Places of each arm that has no number of its own [default: as many as there are animals for]
    #[arg(long, value_name = "NUMBER")]
    per_arm: Option<usize>,
    /// Animals to take, over all arms
    #[arg(long, value_name = "NUMBER")]
    take: Option<usize>,
    /// What to balance, with weights: volume:2,weight:1; none for nothing [default: in a study, volume and weight as
    /// far as they are known; in a table, nothing]
    #[arg(long, value_name = "COVARIATES")]
    balance: Option<String>,
    /// Spread every level of these factors evenly over the arms: cage,sex,litter
    #[arg(long, value_name = "FACTORS")]
    spread: Option<String>,
    /// Keep all animals of a level of these factors together in one arm
    #[arg(long, value_name = "FACTORS")]
    whole: Option<String>,
    /// Do not let all animals of a level of these factors be in one arm
    #[arg(long, value_name = "FACTORS")]
    mix: Option<String>,
    /// Animals that must not share an arm, as 211+214; repeat the option for more
    #[arg(long, value_name = "TAG+TAG")]
    apart: Vec<String>,
    /// Animals to leave out, as 211,214
    #[arg(long, value_name = "TAGS", conflicts_with = "table")]
    without: Option<String>,
    /// Only animals with a tumor volume in this window on the day, mm³: 100..250
    #[arg(long, value_name = "WINDOW", conflicts_with = "table")]
    volume: Option<String>,
    /// Only animals of at least this body weight on the day, g
    #[arg(long, value_parser = number, value_name = "G", conflicts_with = "table")]
    min_weight: Option<f64>,
    /// Study day whose values count [default: that of the draw on record, else the last with tumor
    /// readings]
    #[arg(long, value_name = "DAY", allow_hyphen_values = true, conflicts_with_all = ["date", "table"])]
    day: Option<String>,
    /// The same as a date
    #[arg(
        long,
        value_name = "DATE",
        allow_negative_numbers = true,
        conflicts_with = "table"
    )]
    date: Option<String>,
    /// Draw animals anew that are in an arm; only until the first reading after allocation
    #[arg(long, conflicts_with = "table", requires = "reason")]
    again: bool,
    /// Why animals are drawn anew, or join late
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    /// balanced, simple, block, stratified, serpentine
    #[arg(long, value_name = "METHOD", default_value = "balanced")]
    method: String,
    /// Seed of the draw; the same seed gives the same draw [default: chosen by the system]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Steps of the search [default: by the size of the problem, about 2 seconds]
    #[arg(long, value_name = "NUMBER", conflicts_with = "seconds")]
    iterations: Option<u64>,
    /// Search for this long; the number of steps then depends on the machine
    #[arg(long, value_parser = number, value_name = "SECONDS")]
    seconds: Option<f64>,
    /// Draw from this many of the best allocations, if the best one would be too predictable
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    among_best: usize,
    /// Blind the study with the draw: arms hides the arms behind codes, animals hides the groups too
    #[arg(long, value_name = "BY", conflicts_with_all = ["table", "verify", "list", "print"])]
    blind: Option<String>,
    /// Show the draw, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Repeat a draw that is on record, and say whether the result is the same
    #[arg(long, conflicts_with_all = ["table", "list", "print"])]
    verify: bool,
    /// The number of the draw to repeat [default: the last]
    #[arg(long, value_name = "NUMBER", requires = "verify")]
    draw: Option<u32>,
    /// List the draws that are on record
    #[arg(long, conflicts_with_all = ["table", "print"])]
    list: bool,
    /// Print who is in which arm: by cage, or by arm
    #[arg(long, value_enum, value_parser = choice::<Order>(), value_name = "BY", conflicts_with = "table")]
    print: Option<Order>,
    /// Heading of the table's column that names the animals [default: the first column]
    #[arg(long, value_name = "COLUMN", requires = "table")]
    id: Option<String>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// Write the allocation to this CSV file, which must not exist yet
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    /// Cage by cage
    Cage,
    /// Arm by arm
    Arm,
}

/// A draw that was written, as JSON.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    draw: &'a DrawView,
    number: u32,
    /// None where they are hidden.
    new_arms: Option<&'a [String]>,
    operation: Option<&'a Receipt>,
    /// What the study is with the draw; nothing where it was not blinded.
    #[serde(skip_serializing_if = "Option::is_none")]
    blinding: Option<&'static str>,
}

/// Says what is balanced where `--balance` is not given. Where nothing is, the draw says so itself.
fn usual_is_told(usual: &[Weighted]) -> io::Result<()> {
    if usual.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = usual.iter().map(|w| w.name.as_str()).collect();
    screen::remark(&format!(
        "note: balanced by {}, as usual; --balance none balances nothing",
        names.join(" and ")
    ))
}

impl Randomize {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        if let Some(table) = &self.table {
            return self.draw_table(ctx, table);
        }
        let study = self.study.as_deref();
        let study = study.expect("clap asks for a study where there is no table");
        match self.print {
            Some(Order::Cage) => record::print(ctx, study, true),
            Some(Order::Arm) => record::print(ctx, study, false),
            None if self.verify => record::verify(ctx, study, self.draw),
            None if self.list => record::list(ctx, study),
            None => self.draw_study(ctx, study),
        }
    }

    /// Whether the notebook is not changed.
    pub(super) fn reads_only(&self) -> bool {
        self.dry_run || self.verify || self.list || self.print.is_some()
    }

    fn draw_study(&self, ctx: &Context, study: &str) -> CommandResult {
        let reason = reason_if(&self.reason)?;
        let mut notebook = ctx.notebook()?;
        let mut request = self.request()?;
        let blind: Option<BlindBy> = self.blind.as_deref().map(str::parse).transpose()?;
        let record = notebook.study(study)?;
        if blind.is_some() {
            may_be_blinded(&record)?;
        }
        if self.balance.is_none() {
            request.balance = usual_balance(&record, request.day);
        }
        let prepared = prepare(&record, &request)?;
        if !self.dry_run {
            prepared.must_have_reason(reason.is_some())?;
        }
        let file = self.file()?;
        let draw = draw(&prepared)?;
        if blind.is_some() {
            draw.may_be_hidden()?;
        }
        if self.balance.is_none() {
            usual_is_told(&request.balance).done()?;
        }
        if self.dry_run {
            let (shown, ending) = self.rehearsed(&draw, blind);
            let shown = remedy::draw_in_words(shown);
            file.write(&shown)?;
            return print_draw(ctx, &shown, &ending);
        }
        let (mut accepted, receipt) = notebook.accept(study, &draw, blind, reason)?;
        accepted.draw = remedy::draw_in_words(accepted.draw);
        file.write(&accepted.draw)?;
        let operation = receipt.as_ref();
        if ctx.json {
            let written = Written {
                draw: &accepted.draw,
                number: accepted.number,
                new_arms: accepted.new_arms.as_deref(),
                operation,
                blinding: blind.map(|by| by.blinding().id()),
            };
            return screen::json(&written).done();
        }
        let ending = words::written(study, &accepted, blind, operation);
        print_draw(ctx, &accepted.draw, &ending)?;
        operation.map_or(Ok(()), screen::notes).done()
    }

    /// A draw of a dry run, and the sentence after it. For a study that is to be blinded, the draw is shown
    /// in groups without its seed, which would reveal the arms: this very draw cannot be written later.
    fn rehearsed(&self, draw: &Draw, blind: Option<BlindBy>) -> (DrawView, String) {
        match blind {
            Some(by) => (
                draw.view_in_groups(by),
                "This was a dry run: nothing was written. Without --dry-run another draw is\n\
                 written, as blind as this one."
                    .to_owned(),
            ),
            None => (
                draw.view(),
                format!(
                    "This was a dry run: nothing was written, and it is not counted.\nTo write this draw:\n{}",
                    self.command(draw, true)
                ),
            ),
        }
    }

    fn draw_table(&self, ctx: &Context, table: &Path) -> CommandResult {
        let columns = TableColumns {
            id: self.id.clone(),
            reading: self.reading.options()?,
        };
        let prepared = prepare_table(table, &columns, &self.request()?)?;
        let file = self.file()?;
        let draw = draw(&prepared)?;
        let shown = remedy::draw_in_words(draw.view());
        file.write(&shown)?;
        let ending = format!("To draw this again:\n{}", self.command(&draw, false));
        print_draw(ctx, &shown, &ending)
    }

    fn request(&self) -> Result<Request, Invalid> {
        let names = |text: &Option<String>| -> Result<Vec<String>, Invalid> {
            Ok(text
                .as_deref()
                .map(read_names)
                .transpose()?
                .unwrap_or_default())
        };
        Ok(Request {
            arms: self
                .arms
                .as_deref()
                .map(read_arms)
                .transpose()?
                .unwrap_or_default(),
            per_arm: self.per_arm,
            take: self.take,
            balance: match self.balance.as_deref() {
                None | Some(NO_BALANCE) => Vec::new(),
                Some(text) => read_weights(text)?,
            },
            spread: names(&self.spread)?,
            whole: names(&self.whole)?,
            mix: names(&self.mix)?,
            apart: self
                .apart
                .iter()
                .map(|text| read_pairs(text))
                .collect::<Result<_, _>>()?,
            again: self.again,
            volume_mm3: self.volume.as_deref().map(str::parse).transpose()?,
            min_weight_g: self.min_weight,
            without: names(&self.without)?,
            day: observed(&self.day, &self.date)?,
            method: self.method.parse()?,
            seed: self.seed.unwrap_or_else(seed_from_system),
            effort: match (self.iterations, self.seconds) {
                (Some(iterations), _) => Effort::Iterations(iterations),
                (None, Some(seconds)) => Effort::Seconds(seconds),
                (None, None) => Effort::Usual,
            },
            among_best: self.among_best,
        })
    }

    /// The file for the assignments, if one was asked for. It is made before anything is drawn or written, and
    /// never replaces a file.
    fn file(&self) -> Result<Output<'_>, Failure> {
        let Some(path) = &self.output else {
            return Ok(Output(None));
        };
        let made = ReservedFile::create(path).map_err(|error| unwritten(path, &error))?;
        Ok(Output(Some((path, made))))
    }

    /// The command line that draws the same.
    fn command(&self, draw: &Draw, with_reason: bool) -> String {
        let mut line = vec!["graftbook randomize".to_owned()];
        let mut option = |name: &str, value: &Option<String>| {
            if let Some(value) = value {
                line.push(format!("--{name} {}", words::quoted(value)));
            }
        };
        let number = |n: Option<usize>| n.map(|n| n.to_string());
        let path = |path: &Option<PathBuf>| path.as_ref().map(|p| p.display().to_string());
        option("study", &self.study);
        option("table", &path(&self.table));
        option("id", &self.id);
        let reading = &self.reading;
        option("delimiter", &reading.delimiter);
        option("encoding", &reading.encoding);
        option("sheet", &reading.sheet);
        option("header-rows", &reading.header_rows);
        if matches!(reading.decimal, Some(Decimal::Comma)) {
            option("decimal", &Some("comma".to_owned()));
        }
        if matches!(reading.formulas, Formulas::Cached) {
            option("formulas", &Some("cached".to_owned()));
        }
        option("arms", &self.arms);
        option("per-arm", &number(self.per_arm));
        option("take", &number(self.take));
        // The usual balance depends on what is on record, which may change before the line is used.
        let balanced = &draw.receipt.options.balance;
        let balanced = balanced
            .iter()
            .map(|(name, weight)| format!("{name}:{weight}"));
        let balanced: Vec<String> = balanced.collect();
        let usual = match balanced.is_empty() {
            true => NO_BALANCE.to_owned(),
            false => balanced.join(","),
        };
        let of_study = self.study.is_some().then_some(usual);
        option("balance", &self.balance.clone().or(of_study));
        option("spread", &self.spread);
        option("whole", &self.whole);
        option("mix", &self.mix);
        for pair in &self.apart {
            option("apart", &Some(pair.clone()));
        }
        option("without", &self.without);
        option("volume", &self.volume);
        option("min-weight", &self.min_weight.map(|w| w.to_string()));
        option("date", &draw.receipt.options.date);
        option("method", &Some(draw.search.method.clone()));
        option("seed", &Some(draw.receipt.seed.to_string()));
        if draw.receipt.iterations > 0 {
            option("iterations", &Some(draw.receipt.iterations.to_string()));
        }
        if self.among_best > 1 {
            option("among-best", &number(Some(self.among_best)));
        }
        if with_reason {
            option("reason", &self.reason);
        }
        if self.again {
            line.push("--again".to_owned());
        }
        words::continued(&line)
    }
}

/// The file for the assignments, if one was asked for.
struct Output<'a>(Option<(&'a Path, ReservedFile)>);

impl Output<'_> {
    fn write(self, draw: &DrawView) -> Result<(), Failure> {
        let Some((path, file)) = self.0 else {
            return Ok(());
        };
        let written = file.fill(draw.csv().as_bytes());
        written.map_err(|error| unwritten(path, &error))
    }
}

/// Draws, and tells how far that has come.
fn draw(prepared: &Prepared) -> Result<Draw, Failure> {
    progress::begin("drawing");
    Ok(prepared.draw(&watched)?)
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    let why = format!("cannot be written: {error}");
    let hint = "name a file that does not exist: nothing is overwritten";
    Failure::from(Invalid::new("file", path.display(), why, hint))
}

fn print_draw(ctx: &Context, draw: &DrawView, ending: &str) -> CommandResult {
    if ctx.json {
        return screen::json(draw).done();
    }
    screen::say(&words::draw(draw, ending)).done()
}
