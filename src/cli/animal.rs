//! `graftbook animal`.

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::context::{CommandResult, Context, Failure, Printed};
use super::screen::{self, banner, table};
use super::typed::choice;
use super::values::{day, label_if, or_dash, past_date, plain, reason_if};
use app::animals::{AnimalFacts, Fact};
use app::named::changed_together;
use app::{Notebook, Write};
use domain::{ClockTime, Housed, Invalid, Label, Prose, Rack, Sex, counted, read_new_tags};

#[derive(Subcommand)]
pub(super) enum Animal {
    /// Add animals to a study
    Add(Add),
    /// List a study's animals
    List(List),
    /// Show one animal with all its readings
    Show(Show),
    /// Change what is known of animals: cage, cohort, arm, RFID, ear mark, tag, a further tumor. Of several animals, those
    /// that left the study are left out
    Edit(Edit),
    /// Rename the site of a tumor
    RenameSite(RenameSite),
}

#[derive(Args)]
pub(super) struct RenameSite {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tag or chip of the animal
    #[arg(value_name = "TAG")]
    tag: String,
    /// Current name of the site
    #[arg(value_name = "SITE")]
    site: String,
    /// New name of the site
    #[arg(value_name = "NEW")]
    new: String,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
}

#[derive(Args)]
pub(super) struct Add {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tags of the animals: 211, a range 211-218 or C201-C248, a list 1-4,7; in quotes that the shell leaves alone
    /// ('"1-4"'), a single tag
    #[arg(value_name = "TAG", required = true)]
    tags: Vec<String>,
    /// Animals per cage, dealt in the order of their tags into the cages of --cage [default: evenly]
    #[arg(long, value_name = "NUMBER", requires = "cage")]
    per_cage: Option<String>,
    /// Ear marks of the first, second, … animal of each cage, such as `L,R,LR,none`
    #[arg(long, value_name = "MARKS", conflicts_with = "ear")]
    ears: Option<String>,
    /// Cages: one, or several as C01-C08, C01,C03 or C01.., which goes on as far as cages are needed; those that the
    /// study does not have are added
    #[arg(long, visible_alias = "cages", value_name = "CAGES")]
    cage: Option<String>,
    /// Take every TAG as it is written: 1-4 is one animal
    #[arg(long)]
    exact: bool,
    /// Show which animals would be added, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    facts: FactArgs,
}

#[derive(Args)]
pub(super) struct List {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
}

#[derive(Args)]
pub(super) struct Show {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tag or chip of the animal
    #[arg(value_name = "TAG", required_unless_present = "animal")]
    tag: Option<String>,
    /// The same, as the other commands name it
    #[arg(long, value_name = "TAG", hide = true, conflicts_with = "tag")]
    animal: Option<String>,
}

#[derive(Args)]
pub(super) struct Edit {
    /// Name of the study
    #[arg(long, value_name = "STUDY")]
    study: String,
    /// Tags or chips of the animals: 211, or a list with ranges 211-214,218
    #[arg(value_name = "TAG", required_unless_present = "animal")]
    tags: Vec<String>,
    /// The same, as the other commands name them
    #[arg(long, value_name = "TAGS", hide = true, conflicts_with = "tags")]
    animal: Vec<String>,
    /// New tag (for one animal)
    #[arg(long, value_name = "TAG")]
    retag: Option<String>,
    /// Why it is changed
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    /// Clear these fields
    #[arg(long, value_enum, value_parser = choice::<Clearable>(), value_name = "FIELD", value_delimiter = ',')]
    clear: Vec<Clearable>,
    /// Cage; added if the study does not have it
    #[arg(long, value_name = "CAGE")]
    cage: Option<String>,
    #[command(flatten)]
    facts: FactArgs,
}

/// Fields that can be cleared.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Clearable {
    Rfid,
    Ear,
    Sex,
    Born,
    Source,
    Note,
    Cage,
    Cohort,
    Arm,
}

impl Clearable {
    fn fact(self) -> Fact {
        match self {
            Self::Rfid => Fact::Rfid,
            Self::Ear => Fact::Ear,
            Self::Sex => Fact::Sex,
            Self::Born => Fact::BornOn,
            Self::Source => Fact::Source,
            Self::Note => Fact::Note,
            Self::Cage => Fact::Cage,
            Self::Cohort => Fact::Cohort,
            Self::Arm => Fact::Arm,
        }
    }
}

#[derive(Args)]
pub(super) struct FactArgs {
    /// RFID chip (for one animal)
    #[arg(long, value_name = "RFID")]
    rfid: Option<String>,
    /// Ear mark, such as L, R or LR
    #[arg(long, value_name = "MARK")]
    ear: Option<String>,
    /// Sex: F or M
    #[arg(long, value_name = "SEX")]
    sex: Option<String>,
    /// Date of birth
    #[arg(long, value_name = "DATE", allow_negative_numbers = true)]
    born: Option<String>,
    /// Vendor batch, litter or donor
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// What is to be known of it besides, such as "limps since surgery"; a blinded study shows it as it is written
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Cohort, which must exist; study days count from its day 0, if it has one
    #[arg(long, value_name = "COHORT")]
    cohort: Option<String>,
    /// Arm, which must exist; in a blinded study, its code
    #[arg(long, value_name = "ARM")]
    arm: Option<String>,
    /// Sites of tumors, with commas between several; the option can be repeated [default: the site of implantation]
    #[arg(long, value_name = "SITES")]
    site: Vec<String>,
}

impl FactArgs {
    fn facts(&self) -> Result<AnimalFacts, Invalid> {
        let note = self.note.as_deref().map(|text| Prose::new("note", text));
        Ok(AnimalFacts {
            rfid: label_if("RFID", &self.rfid)?,
            ear: label_if("ear mark", &self.ear)?,
            sex: self.sex.as_deref().map(Sex::read).transpose()?,
            born_on: self
                .born
                .as_deref()
                .map(|d| past_date("date of birth", d))
                .transpose()?,
            source: label_if("source", &self.source)?,
            note: note.transpose()?,
            cage: None,
            cohort: label_if("cohort", &self.cohort)?,
            arm: label_if("arm", &self.arm)?,
            forgotten: Vec::new(),
        })
    }

    fn sites(&self) -> Result<Vec<Label>, Invalid> {
        let named = self.site.iter().flat_map(|sites| sites.split(','));
        named.map(|site| Label::new("site", site)).collect()
    }
}

impl Animal {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match self {
            Self::Add(args) => args.run(ctx),
            Self::List(args) => args.run(ctx),
            Self::Show(args) => args.run(ctx),
            Self::Edit(args) => args.run(ctx),
            Self::RenameSite(args) => args.run(ctx),
        }
    }
}

impl Add {
    fn run(&self, ctx: &Context) -> CommandResult {
        let tags: Vec<Label> = match self.exact {
            true => self
                .tags
                .iter()
                .map(|tag| Label::new("tag", tag))
                .collect::<Result<_, _>>()?,
            false => read_new_tags(&self.tags)?,
        };
        let text = |option: &Option<String>| option.clone().unwrap_or_default();
        let (cages, per_cage) = (text(&self.cage), text(&self.per_cage));
        let ears = self.ears.as_ref().or(self.facts.ear.as_ref());
        let ears = ears.map_or("", String::as_str);
        let animals = Rack::read(&cages, &per_cage, ears)?.deal(&tags)?;
        let (facts, sites) = (self.facts.facts()?, self.facts.sites()?);
        if self.dry_run {
            return self.preview(ctx, &animals, &facts, &sites);
        }
        ctx.write(Write::AddAnimals {
            study: self.study.clone(),
            animals,
            facts,
            sites,
        })
    }
}

impl Add {
    /// Whether it leaves the notebook as it is.
    pub(super) fn reads_only(&self) -> bool {
        self.dry_run
    }

    /// Prints which animals would be added, and what stands against it.
    fn preview(
        &self,
        ctx: &Context,
        animals: &[Housed],
        facts: &AnimalFacts,
        sites: &[Label],
    ) -> CommandResult {
        let notebook = ctx.notebook()?;
        let preview = notebook.preview_animals(&self.study, animals, facts, sites)?;
        if ctx.json {
            screen::json(&preview).done()?;
        } else {
            let cages = preview.cages.iter();
            let cages = cages.map(|(cage, animals)| format!("\n{cage}: {}", animals.join(", ")));
            screen::say(&format!(
                "{} would be added to study {}: {}{}\ntumors: {}",
                counted(preview.animals.len(), "animal"),
                self.study,
                preview.animals.join(", "),
                cages.collect::<String>(),
                preview.sites.join(", "),
            ))
            .done()?;
            for conflict in &preview.conflicts {
                screen::error(&format!("conflict: {conflict}")).done()?;
            }
        }
        match preview.conflicts.is_empty() {
            true => Ok(()),
            false => Err(Failure::Reported),
        }
    }
}

impl List {
    fn run(&self, ctx: &Context) -> CommandResult {
        let lines = ctx.notebook()?.animal_lines(&self.study)?;
        if ctx.json {
            return screen::json(&lines).done();
        }
        if lines.is_empty() {
            return screen::say("the study has no animals yet; `graftbook animal add` or `graftbook import` adds them").done();
        }
        let coded = lines.iter().any(|a| a.code.is_some());
        let in_cohorts = lines.iter().any(|a| a.cohort.is_some());
        let rows = lines.iter().map(|a| {
            let mut row = vec![
                a.tag.clone(),
                or_dash(&a.cage),
                or_dash(&a.arm),
                or_dash(&a.sex),
                a.sites.join(", "),
                a.readings.to_string(),
                or_dash(&a.disposition),
            ];
            row.extend(coded.then(|| or_dash(&a.code)));
            row.extend(in_cohorts.then(|| or_dash(&a.cohort)));
            row
        });
        let mut headings = vec![
            "animal",
            "cage",
            "arm",
            "sex",
            "tumors",
            "readings",
            "left the study",
        ];
        headings.extend(coded.then_some("code"));
        headings.extend(in_cohorts.then_some("cohort"));
        let listed = table(&headings, &["readings"], rows.collect());
        screen::say(&format!("{}{listed}", banner(lines[0].data_origin))).done()
    }
}

impl Show {
    fn run(&self, ctx: &Context) -> CommandResult {
        let tag = self.tag.as_ref().or(self.animal.as_ref());
        let tag = tag.map_or("", String::as_str);
        let (line, days) = ctx.notebook()?.animal_days(&self.study, tag)?;
        if ctx.json {
            return screen::json(&json!({ "animal": line, "days": days })).done();
        }
        let facts = [
            ("RFID", or_dash(&line.rfid)),
            ("ear", or_dash(&line.ear)),
            ("sex", or_dash(&line.sex)),
            ("born", or_dash(&line.born_on)),
            ("source", or_dash(&line.source)),
            ("note", or_dash(&line.note)),
            ("cage", or_dash(&line.cage)),
            ("arm", or_dash(&line.arm)),
            ("code", or_dash(&line.code)),
            ("cohort", or_dash(&line.cohort)),
            ("tumors", line.sites.join(", ")),
            ("left the study", or_dash(&line.disposition)),
        ];
        let facts = facts
            .into_iter()
            .filter(|(name, _)| match *name {
                "ear" => line.ear.is_some(),
                "note" => line.note.is_some(),
                "code" => line.code.is_some(),
                "cohort" => line.cohort.is_some(),
                _ => true,
            })
            .map(|(name, value)| vec![name.to_owned(), value])
            .collect();
        let timed = days.iter().any(|d| d.time.is_some());
        let rows = days.iter().map(|d| {
            let time = timed.then(|| d.time.map_or_else(String::new, ClockTime::to_the_minute));
            let when = [d.day.map_or_else(String::new, day), or_dash(&d.date)];
            let found = [
                d.site.clone().unwrap_or_default(),
                if d.repeat > 1 {
                    d.repeat.to_string()
                } else {
                    String::new()
                },
                d.found.clone(),
                d.volume_mm3.map_or_else(String::new, plain),
                d.weight_g.map_or_else(String::new, |g| format!("{g:.1}")),
                or_dash(&d.observer),
            ];
            when.into_iter().chain(time).chain(found).collect()
        });
        let mut headings = vec!["day", "date"];
        headings.extend(timed.then_some("time"));
        headings.extend(["site", "repeat", "found", "mm³", "g", "observer"]);
        let days = table(&headings, &["day", "repeat", "mm³", "g"], rows.collect());
        screen::say(&format!(
            "{}{}\n\n{days}",
            banner(line.data_origin),
            table(&["animal", &line.tag], &[], facts)
        ))
        .done()
    }
}

impl RenameSite {
    fn run(&self, ctx: &Context) -> CommandResult {
        let mut notebook = ctx.notebook()?;
        let write = Write::RenameSite {
            animals: vec![notebook.tag_of(&self.study, &self.tag)?],
            study: self.study.clone(),
            site: Label::new("site", &self.site)?,
            new_site: Label::new("site", &self.new)?,
            reason: reason_if(&self.reason)?,
        };
        ctx.write_in(&mut notebook, write)
    }
}

/// The animals that are changed together; says which are left out.
fn of_study_now(notebook: &Notebook, study: &str, tags: &[String]) -> Result<Vec<String>, Failure> {
    if tags.len() < 2 {
        return Ok(tags.to_vec());
    }
    let (there, left) = changed_together(&notebook.study(study)?, tags)?;
    if !left.is_empty() {
        let named = left.join(", ");
        screen::remark(&format!(
            "note: animals that left the study are not changed with others: {named}"
        ))
        .done()?;
    }
    Ok(there)
}

impl Edit {
    fn run(&self, ctx: &Context) -> CommandResult {
        let (mut facts, sites) = (self.facts.facts()?, self.facts.sites()?);
        facts.cage = label_if("cage", &self.cage)?;
        facts.forgotten = self.clear.iter().map(|fact| fact.fact()).collect();
        let mut notebook = ctx.notebook()?;
        let (study, reason) = (self.study.clone(), reason_if(&self.reason)?);
        let new_tag = label_if("tag", &self.retag)?;
        let words = [self.tags.as_slice(), self.animal.as_slice()].concat();
        let tags = notebook.tags_named(&study, &words)?;
        let tags = of_study_now(&notebook, &study, &tags)?;
        let write = match (tags.as_slice(), new_tag) {
            ([tag], new_tag) => Write::EditAnimal {
                study,
                tag: tag.clone(),
                new_tag,
                facts,
                sites,
                reason,
            },
            (_, Some(new_tag)) => {
                let why = "is a tag, and several animals are named";
                let invalid = Invalid::new("tag", new_tag, why, "name one animal");
                return Err(invalid.into());
            }
            (several, None) => Write::EditAnimals {
                study,
                animals: several.to_vec(),
                facts,
                sites,
                reason,
            },
        };
        ctx.write_in(&mut notebook, write)
    }
}
