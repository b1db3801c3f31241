//! `graftbook study`.

use clap::{Args, Subcommand, ValueEnum};

use super::answer;
use super::context::{CommandResult, Context, Failure, Printed};
use super::screen::{self, SIMULATED, table};
use super::values::{label_if, or_dash, reason_if};
use app::Write;
use app::overview::{StudyCard, StudyLine};
use domain::{
    Blinding, DispositionRoles, Invalid, Label, Prose, Protocol, StudyStatus, parse_date,
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
    Close(Status),
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
    #[arg(long, value_enum, value_name = "FIELD", value_delimiter = ',')]
    clear: Vec<Clearable>,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    #[command(flatten)]
    protocol: ProtocolArgs,
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

/// The protocol, field by field.
#[derive(Args)]
pub(super) struct ProtocolArgs {
    /// Cell line or patient-derived model, such as RS4;11
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// Cells implanted per site
    #[arg(long, value_name = "NUMBER")]
    cells: Option<f64>,
    /// What the cells were suspended in, such as Matrigel 1:1
    #[arg(long, value_name = "NAME")]
    matrix: Option<String>,
    /// Site of implantation, such as right flank
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    /// Date of implantation
    #[arg(long, value_name = "DATE")]
    implanted: Option<String>,
    /// Mouse strain
    #[arg(long, value_name = "NAME")]
    strain: Option<String>,
    /// Where the mice came from
    #[arg(long, value_name = "NAME")]
    vendor: Option<String>,
    /// Number of the animal-use approval
    #[arg(long, value_name = "NUMBER")]
    approval: Option<String>,
    /// What the study asks
    #[arg(long, value_name = "TEXT")]
    objective: Option<String>,
    /// Date of study day 0: randomization or first dose
    #[arg(long, value_name = "DATE")]
    day0: Option<String>,
    /// Volume formula: half_lw2, pi6_lw2, k052_lw2, pi6_lwh, half_lwh, pi6_lw15, given
    #[arg(long, value_name = "ID")]
    formula: Option<String>,
    /// Factor of formula pi6_lw15
    #[arg(long, value_name = "FACTOR")]
    calibration: Option<f64>,
    /// Limit of quantification in mm³
    #[arg(long, value_name = "MM3")]
    loq: Option<f64>,
    /// Study day on which arms are compared
    #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
    landmark: Option<f64>,
    /// What change is counted from: day0 or first
    #[arg(long, value_name = "RULE")]
    baseline: Option<String>,
    /// Definition of growth inhibition that answers the study, such as delta or tc_mean
    #[arg(long, value_name = "ID")]
    primary: Option<String>,
    /// The event of the time-to-event analysis: volume>=1000, ratio>=4 or disposition
    #[arg(long, value_name = "RULE")]
    event: Option<String>,
    /// What dispositions mean to that event, by kind or by a word of the reason: event, compete or
    /// censor (all others), such as humane_endpoint:ulcer=compete,found_dead=event
    #[arg(long, value_name = "ROLES")]
    dispositions: Option<String>,
    /// Limit of body-weight loss in percent
    #[arg(long, value_name = "PERCENT")]
    max_weight_loss: Option<f64>,
    /// Limit of tumor length in mm
    #[arg(long, value_name = "MM")]
    max_size: Option<f64>,
    /// Limit of tumor volume in mm³: of each tumor, and of an animal's tumors together on a day
    #[arg(long, value_name = "MM3")]
    max_volume: Option<f64>,
    /// What is to be done at a limit, such as "weigh daily, tell the study director"
    #[arg(long, value_name = "TEXT")]
    limit_action: Option<String>,
}

/// Fields that can be cleared.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Clearable {
    Model,
    Cells,
    Matrix,
    Site,
    Implanted,
    Strain,
    Vendor,
    Approval,
    Objective,
    Loq,
    Landmark,
    Event,
    Dispositions,
    MaxWeightLoss,
    MaxSize,
    MaxVolume,
    LimitAction,
}

impl ProtocolArgs {
    fn apply(&self, p: &mut Protocol) -> Result<(), Invalid> {
        let names = [
            (&mut p.model, "model", &self.model),
            (&mut p.matrix, "matrix", &self.matrix),
            (&mut p.implant_site, "site", &self.site),
            (&mut p.strain, "strain", &self.strain),
            (&mut p.vendor, "vendor", &self.vendor),
            (&mut p.approval, "approval", &self.approval),
        ];
        for (field, name, given) in names {
            if given.is_some() {
                *field = label_if(name, given)?;
            }
        }
        let numbers = [
            (&mut p.cells_implanted, self.cells),
            (&mut p.loq_mm3, self.loq),
            (&mut p.landmark_day, self.landmark),
            (&mut p.limits.weight_loss_percent, self.max_weight_loss),
            (&mut p.limits.tumor_size_mm, self.max_size),
            (&mut p.limits.tumor_volume_mm3, self.max_volume),
        ];
        for (field, given) in numbers {
            *field = given.or(*field);
        }
        let dates = [
            (&mut p.implanted_on, "implantation date", &self.implanted),
            (&mut p.day0, "day 0", &self.day0),
        ];
        for (field, name, given) in dates {
            if let Some(text) = given {
                *field = Some(parse_date(name, text)?);
            }
        }
        if let Some(text) = &self.objective {
            p.objective = Some(Prose::new("objective", text)?);
        }
        if let Some(text) = &self.limit_action {
            p.limit_action = Some(Prose::new("limit action", text)?);
        }
        p.calibration = self.calibration.unwrap_or(p.calibration);
        self.apply_rules(p)
    }

    fn apply_rules(&self, p: &mut Protocol) -> Result<(), Invalid> {
        if let Some(id) = &self.formula {
            p.volume_formula = id.parse()?;
        }
        if let Some(id) = &self.baseline {
            p.baseline_rule = id.parse()?;
        }
        if let Some(id) = &self.primary {
            p.primary_definition = id.parse()?;
        }
        if let Some(rule) = &self.event {
            p.event_rule = Some(rule.parse()?);
        }
        if let Some(roles) = &self.dispositions {
            p.disposition_roles = roles.parse()?;
        }
        Ok(())
    }
}

impl Clearable {
    fn clear(self, p: &mut Protocol) {
        match self {
            Self::Model => p.model = None,
            Self::Cells => p.cells_implanted = None,
            Self::Matrix => p.matrix = None,
            Self::Site => p.implant_site = None,
            Self::Implanted => p.implanted_on = None,
            Self::Strain => p.strain = None,
            Self::Vendor => p.vendor = None,
            Self::Approval => p.approval = None,
            Self::Objective => p.objective = None,
            Self::Loq => p.loq_mm3 = None,
            Self::Landmark => p.landmark_day = None,
            Self::Event => p.event_rule = None,
            Self::Dispositions => p.disposition_roles = DispositionRoles::default(),
            Self::MaxWeightLoss => p.limits.weight_loss_percent = None,
            Self::MaxSize => p.limits.tumor_size_mm = None,
            Self::MaxVolume => p.limits.tumor_volume_mm3 = None,
            Self::LimitAction => p.limit_action = None,
        }
    }
}

impl Study {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match self {
            Self::Create(args) => args.run(ctx),
            Self::List => list(ctx),
            Self::Show(args) => show(ctx, &args.name),
            Self::Edit(args) => args.run(ctx),
            Self::Close(args) => args.run(ctx, StudyStatus::Closed),
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
        let (study, receipt) =
            ctx.notebook()?
                .edit_study(&self.name, self.control.as_deref(), reason, |study| {
                    if let Some(name) = rename {
                        study.name = name;
                    }
                    self.clear
                        .iter()
                        .for_each(|field| field.clear(&mut study.protocol));
                    self.protocol.apply(&mut study.protocol)
                })?;
        let (sentence, data) = answer::sentence_and_data(&app::Outcome::StudyEdited(study));
        ctx.done(&sentence, &data, receipt.as_ref())
    }
}

impl Status {
    fn run(&self, ctx: &Context, status: StudyStatus) -> CommandResult {
        ctx.write(Write::SetStatus {
            study: self.name.clone(),
            status,
            reason: Prose::new("reason", &self.reason)?,
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
        let origin = if line.data_origin == "simulated" {
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
    match line.blinding.parse().ok().and_then(Blinding::said) {
        Some(said) => format!("{}, {said}", line.status),
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

/// Blinding and plan in a sentence each, where there is something to tell.
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
    if line.data_origin == "simulated" {
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
