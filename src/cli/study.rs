//! `graftbook study`.

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, Subcommand};

use super::answer;
use super::context::{CommandResult, Context, Failure, Printed};
use super::screen::{self, SIMULATED, table};
use super::typed::{Names, number, one_of};
use super::values::{label_if, or_dash, planned_date, reason_if};
use app::closing::open_at_closing;
use app::overview::{StudyCard, StudyLine};
use app::unplanned::newly_unplanned;
use app::{Error, Notebook, Write, clock};
use domain::{
    CommandOption, DataOrigin, Invalid, Kind, Label, Protocol, ProtocolField, Reason, Remedy,
    StudyStatus,
};

#[derive(Subcommand)]
pub(super) enum Study {
    /// Create a study
    Create(Create),
    /// List all studies
    List,
    /// Show a study's protocol, arms and exclusions
    Show(Named),
    /// Change a study's name or protocol, or choose its control arm
    Edit(Edit),
    /// Close a study: no more entries are accepted
    Close(Close),
    /// Open a closed study again
    Reopen(Status),
}

#[derive(Args)]
pub(super) struct Named {
    /// Name of the study
    #[arg(value_name = "STUDY")]
    name: String,
}

#[derive(Args)]
pub(super) struct Create {
    /// Name of the new study
    #[arg(value_name = "STUDY")]
    name: String,
    #[command(flatten)]
    protocol: ProtocolArgs,
}

#[derive(Args)]
pub(super) struct Edit {
    /// Name of the study
    #[arg(value_name = "STUDY")]
    name: String,
    /// New name
    #[arg(long, value_name = "NAME")]
    rename: Option<String>,
    /// The arm that the others are compared with
    #[arg(long, value_name = "ARM")]
    control: Option<String>,
    /// Clear these fields
    #[arg(long, value_parser = clearable(), value_name = "FIELD", value_delimiter = ',')]
    clear: Vec<String>,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    /// Change it though the frozen plan says otherwise
    #[arg(long)]
    confirm: bool,
    #[command(flatten)]
    protocol: ProtocolArgs,
}

#[derive(Args)]
pub(super) struct Close {
    #[command(flatten)]
    status: Status,
    /// Close it though animals have no disposition, or a session or readings are not settled
    #[arg(long)]
    confirm: bool,
}

#[derive(Args)]
pub(super) struct Status {
    /// Name of the study
    #[arg(value_name = "STUDY")]
    name: String,
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: String,
}

/// What was given of the protocol: fields and texts. The options come from the descriptions of the
/// fields.
pub(super) struct ProtocolArgs(Vec<(&'static ProtocolField, String)>);

/// The fields that have an option.
fn options() -> impl Iterator<Item = (&'static ProtocolField, CommandOption)> {
    Protocol::FIELDS
        .iter()
        .filter_map(|field| Some((field, field.option?)))
}

impl Args for ProtocolArgs {
    fn augment_args(command: Command) -> Command {
        options().fold(command, |command, (field, option)| {
            let arg = Arg::new(option.name)
                .long(option.name)
                .value_name(option.value)
                .help(option.help)
                .allow_hyphen_values(field.may_be_negative());
            command.arg(match field.kind {
                Kind::Number => arg.value_parser(number),
                Kind::Date => arg.allow_negative_numbers(true),
                _ => arg,
            })
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ProtocolArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |field: &ProtocolField, name: &str| match field.kind {
            Kind::Number => matches.get_one::<f64>(name).map(f64::to_string),
            _ => matches.get_one::<String>(name).cloned(),
        };
        let all = options().filter_map(|(field, option)| Some((field, given(field, option.name)?)));
        Ok(Self(all.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl ProtocolArgs {
    fn apply(&self, p: &mut Protocol) -> Result<(), Invalid> {
        for (field, text) in &self.0 {
            let date = (field.kind == Kind::Date).then(|| planned_date(field.said, text));
            let date = date.transpose()?.map(|date| date.to_string());
            field.set(p, field.said, date.as_deref().unwrap_or(text))?;
        }
        // Who gives day 0 knows it.
        if self.0.iter().any(|(field, _)| field.name == "day0") {
            p.day0_assumed = false;
        }
        Ok(())
    }
}

/// The options of the fields that can be emptied; day 0 is moved, not taken away from days on record.
fn clearable() -> Names {
    let optional = options().filter(|(field, _)| field.is_optional() && field.name != "day0");
    one_of(optional.map(|(_, option)| option.name).collect())
}

impl Study {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match self {
            Self::Create(args) => args.run(ctx),
            Self::List => list(ctx),
            Self::Show(args) => show(ctx, &args.name),
            Self::Edit(args) => args.run(ctx),
            Self::Close(args) => args.run(ctx),
            Self::Reopen(args) => args.run(ctx, StudyStatus::Open),
        }
    }
}

impl Create {
    fn run(&self, ctx: &Context) -> CommandResult {
        let mut protocol = Protocol::default();
        self.protocol.apply(&mut protocol)?;
        let name = Label::new("study", &self.name)?;
        let protocol = Box::new(protocol);
        ctx.write_in(
            &mut ctx.new_notebook()?,
            Write::CreateStudy { name, protocol },
        )
    }
}

impl Edit {
    fn run(&self, ctx: &Context) -> CommandResult {
        let rename = label_if("study", &self.rename)?;
        let reason = reason_if(&self.reason)?;
        let mut notebook = ctx.notebook()?;
        if !self.confirm {
            self.must_be_planned(&notebook)?;
        }
        let control = self.control.as_deref();
        let (study, receipt) = notebook.edit_study(&self.name, control, reason, |study| {
            if let Some(name) = rename {
                study.name = name;
            }
            self.change(&mut study.protocol)
        })?;
        let (sentence, data) = answer::sentence_and_data(&app::Outcome::StudyEdited(study));
        ctx.done(&sentence, &data, receipt.as_ref())
    }

    fn change(&self, protocol: &mut Protocol) -> Result<(), Invalid> {
        let cleared = |option: &CommandOption| self.clear.iter().any(|name| name == option.name);
        options()
            .filter(|(_, option)| cleared(option))
            .for_each(|(field, _)| field.clear(protocol));
        self.protocol.apply(protocol)
    }

    /// Refuses a change of a setting that the frozen plan has otherwise.
    fn must_be_planned(&self, notebook: &Notebook) -> Result<(), Failure> {
        let record = notebook.study(&self.name)?;
        let mut protocol = record.study.protocol.clone();
        self.change(&mut protocol)?;
        let found = newly_unplanned(&record, &protocol);
        if found.is_empty() {
            return Ok(());
        }
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        Err(Error::state(found.join("; "), Remedy::AmendPlanOrConfirm).into())
    }
}

impl Close {
    fn run(&self, ctx: &Context) -> CommandResult {
        Reason::new(&self.status.reason)?;
        let record = ctx.notebook()?.study(&self.status.name)?;
        let open = open_at_closing(&record, clock::today()).filter(|_| !self.confirm);
        if let Some(open) = open {
            let message = format!("study `{}` is not finished: {open}", record.study.name);
            return Err(Error::state(message, Remedy::DisposeOrConfirmClosing).into());
        }
        self.status.run(ctx, StudyStatus::Closed)
    }
}

impl Status {
    fn run(&self, ctx: &Context, status: StudyStatus) -> CommandResult {
        ctx.write(Write::SetStatus {
            study: self.name.clone(),
            status,
            reason: Reason::new(&self.reason)?,
        })
    }
}

fn list(ctx: &Context) -> CommandResult {
    let lines = ctx.notebook()?.study_lines()?;
    if ctx.json {
        return screen::json(&lines).done();
    }
    if lines.is_empty() {
        return screen::say(
            "there are no studies yet; `graftbook study create` or `graftbook import` creates one",
        )
        .done();
    }
    let rows = lines.iter().map(|line| {
        let origin = if line.data_origin == DataOrigin::Simulated {
            "SIMULATED"
        } else {
            ""
        };
        vec![
            line.name.clone(),
            status(line),
            or_dash(&line.model),
            line.arms.to_string(),
            line.animals.to_string(),
            line.on_study.to_string(),
            line.readings.to_string(),
            or_dash(&line.last_observed),
            origin.to_owned(),
        ]
    });
    let headings = [
        "study", "status", "model", "arms", "animals", "on study", "readings", "last", "",
    ];
    let right = ["arms", "animals", "on study", "readings"];
    screen::say(&table(&headings, &right, rows.collect())).done()
}

/// `open`, `open, blinded`.
fn status(line: &StudyLine) -> String {
    match line.blinding.said() {
        Some(blinding) => format!("{}, {blinding}", line.status),
        None => line.status.to_owned(),
    }
}

fn show(ctx: &Context, name: &str) -> Result<(), Failure> {
    let card = ctx.notebook()?.study_card(name)?;
    if ctx.json {
        return screen::json(&card).done();
    }
    screen::say(&words(&card)).done()
}

/// Blinding and plan in a sentence each; none if there is neither.
fn conducted(card: &StudyCard) -> Option<String> {
    let keys = match card.keys_handed_out {
        0 => None,
        n => Some(format!("its key was handed out {n}× while it was blinded")),
    };
    let unblinded = card.unblinded_on.as_ref();
    let plan = card.plan.as_ref().map(|plan| {
        let number = match plan.number {
            1 => String::new(),
            n => format!(" (amendment {})", n - 1),
        };
        format!(
            "analysis plan{number} frozen on {} by {}",
            plan.frozen_on, plan.frozen_by
        )
    });
    let parts: Vec<_> = [unblinded.map(|on| format!("unblinded on {on}")), keys, plan]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn arms(card: &StudyCard) -> String {
    let coded = card.arm_cards.iter().any(|arm| arm.code.is_some());
    let rows = card.arm_cards.iter().map(|arm| {
        let name = match arm.is_control {
            true => format!("{} (control)", arm.name),
            false => arm.name.clone(),
        };
        let mut row = vec![
            name,
            arm.animals.to_string(),
            arm.treatments.join(" + "),
            or_dash(&arm.vehicle),
        ];
        row.extend(coded.then(|| or_dash(&arm.code)));
        row
    });
    let mut headings = vec!["arm", "animals", "treatment", "vehicle"];
    headings.extend(coded.then_some("code"));
    table(&headings, &["animals"], rows.collect())
}

fn words(card: &StudyCard) -> String {
    let line = &card.line;
    let mut parts = vec![format!(
        "{} ({}): {} arms, {} animals, {} on study, {} readings, last {}",
        line.name,
        status(line),
        line.arms,
        line.animals,
        line.on_study,
        line.readings,
        or_dash(&line.last_observed)
    )];
    if line.data_origin == DataOrigin::Simulated {
        parts.push(SIMULATED.into());
    }
    parts.extend(conducted(card));
    let known = card.protocol.iter().filter_map(|(field, value)| {
        value
            .as_ref()
            .map(|value| vec![(*field).to_owned(), value.clone()])
    });
    parts.push(table(&["protocol", ""], &[], known.collect()));
    parts.push(arms(card));
    if !card.exclusions.is_empty() {
        let rows = card.exclusions.iter().map(|e| {
            let foreseen = if e.foreseen {
                "foreseen"
            } else {
                "not foreseen"
            };
            vec![e.what.clone(), e.reason.clone(), foreseen.to_owned()]
        });
        parts.push(table(&["excluded", "reason", ""], &[], rows.collect()));
    }
    parts.join("\n\n")
}
