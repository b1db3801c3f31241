//! What a draw came to: assignments, balance, receipt.

use serde::{Deserialize, Serialize};

use super::candidates::{LeftOut, told};
use super::input::{Input, fingerprint};
use super::prepare::{Covariate, DrawnArm, Prepared};
use super::request::{Effort, Request};
use crate::{Error, balance};
use domain::{Allocation, BalanceRow, BalanceSection, BalanceTest, DrawRemedy, Remedy, counted};
use stats::allocation::{self as engine, Note};
use store::program_version;

/// The generator of all draws, with the seed in its key.
const GENERATOR: &str = "ChaCha20";

/// An animal's arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assignment {
    /// Tag, or the name in the table.
    pub animal: String,
    /// Name of the arm.
    pub arm: String,
}

/// What must be known with a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawNote {
    /// A sentence: lower case, no final period.
    pub message: String,
    /// What can be done about it.
    pub remedy: Remedy,
}

impl DrawNote {
    fn new(message: impl Into<String>, remedy: DrawRemedy) -> Self {
        Self {
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

/// A note that nothing can or need be done about.
impl From<String> for DrawNote {
    fn from(message: String) -> Self {
        Self {
            message,
            remedy: Remedy::None,
        }
    }
}

/// The message alone: whoever prints JSON words the remedy into it first.
impl Serialize for DrawNote {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.message)
    }
}

/// A draw that is on record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// Its number.
    pub number: u32,
    /// Its seed.
    pub seed: u64,
    /// Its score.
    pub score: f64,
    /// When it was accepted, UTC.
    pub at: String,
    /// By whom.
    pub author: String,
    /// Why, where a reason was given; a redraw has one.
    #[serde(default)]
    pub reason: Option<String>,
}

impl Earlier {
    /// None as a blinded study is seen: the seed is hidden.
    pub(super) fn of(allocation: &Allocation) -> Option<Self> {
        Some(Self {
            number: allocation.number,
            seed: allocation.seed?,
            score: allocation.score,
            at: allocation.recorded_at.clone(),
            author: allocation.author.to_string(),
            reason: allocation.reason.as_ref().map(ToString::to_string),
        })
    }
}

/// What was asked for. Arms are not named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Places per arm.
    pub places: Vec<usize>,
    /// The allocation day.
    pub date: Option<String>,
    /// Covariates and how much each counts.
    pub balance: Vec<(String, f64)>,
    /// Factors that were spread.
    pub spread: Vec<String>,
    /// Factors of which every level stayed whole.
    pub whole: Vec<String>,
    /// Factors of which every level was mixed.
    pub mix: Vec<String>,
    /// Animals that share no arm.
    pub apart: Vec<Vec<String>>,
    /// The volume window, mm³.
    pub volume_mm3: Option<String>,
    /// The least weight, g.
    pub min_weight_g: Option<f64>,
    /// Animals left out by request.
    pub without: Vec<String>,
    /// Whether animals were drawn anew.
    pub again: bool,
    /// How many of the best it was drawn from.
    pub among_best: usize,
}

/// What a draw repeats from, and what it is known by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawReceipt {
    /// Its number among the study's draws; none as long as it is not accepted.
    pub number: Option<u32>,
    /// When it was accepted, UTC.
    pub at: Option<String>,
    /// Who accepted it.
    pub author: Option<String>,
    /// The seed.
    pub seed: u64,
    /// The random generator.
    pub generator: String,
    /// The program and its version.
    pub program: String,
    /// The method.
    pub method: String,
    /// The budget of the search.
    pub iterations: u64,
    /// What was asked for.
    pub options: Settings,
    /// SHA-256 of animals, values, constraints and places.
    pub fingerprint: String,
    /// The score.
    pub score: f64,
    /// The draws that were on record before.
    pub earlier: Vec<Earlier>,
    /// Seeds of draws that were looked at on a screen before this one, since the one before it was
    /// accepted. Dry runs of the command line are not counted.
    #[serde(default)]
    pub looked_at: Vec<u64>,
}

/// A draw. Nothing is written before it is accepted; what of it may be shown is [`Shown`](super::Shown).
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Who goes where, in order of tags.
    pub assignments: Vec<Assignment>,
    /// Who does not, and why.
    pub left_out: Vec<LeftOut>,
    /// How unlike the arms are: lower is better, 0 is perfect. See `stats::allocation`.
    pub score: f64,
    /// Whether no allocation within the constraints has a lower score.
    pub proven_optimal: bool,
    /// A score that no allocation is below.
    pub lower_bound: Option<f64>,
    /// The method.
    pub method: String,
    /// The seed.
    pub seed: u64,
    /// Steps of the search that were done; the budget is in the receipt.
    pub iterations: u64,
    /// Every covariate in every arm.
    pub balance: Vec<BalanceRow>,
    /// Every covariate over all arms.
    pub tests: Vec<BalanceTest>,
    /// What must be known with it.
    pub notes: Vec<DrawNote>,
    /// What it repeats from.
    pub receipt: DrawReceipt,
    /// What accepting it would do beside allocating animals, in a sentence.
    pub proposal: Option<String>,
    /// The arms in order.
    pub arms: Vec<DrawnArm>,
    /// What was balanced, animal by animal in the order of `places`.
    pub covariates: Vec<Covariate>,
    /// Every animal that was drawn from, and its arm by place in `arms`; none: not drawn.
    pub places: Vec<(String, Option<usize>)>,
    /// Whether animals that were in an arm were drawn anew: accepting it needs a reason.
    pub redraws: bool,
    /// What makes it late, see [`Prepared::late`]: accepting it needs a reason.
    pub late: Option<String>,
    /// What chance chose from, see `stats::allocation::Allocation`: 1 is nothing.
    pub outcomes: Option<u64>,
    pub(super) input: Input,
    pub(super) request: Request,
}

/// Puts the outcome into words and tables.
pub(super) fn draw(prepared: &Prepared, budget: u64, found: engine::Allocation) -> Draw {
    let arms = &prepared.arms;
    let placed = || prepared.animals.iter().zip(&found.arms);
    let assignments = placed().filter_map(|(animal, arm)| {
        Some(Assignment {
            animal: animal.clone(),
            arm: arms[(*arm)?].name.to_string(),
        })
    });
    let names: Vec<String> = arms.iter().map(|arm| arm.name.to_string()).collect();
    let balance = balance_of(&prepared.covariates, &names, &found.arms);
    let request = &prepared.request;
    Draw {
        assignments: assignments.collect(),
        left_out: left_out(prepared, &found.arms),
        score: found.score,
        proven_optimal: found.proven_optimal,
        lower_bound: found.lower_bound,
        method: request.method.id().to_owned(),
        seed: request.seed,
        iterations: found.iterations,
        balance: balance.rows,
        tests: balance.tests,
        notes: notes(prepared, budget, &found),
        proposal: proposal(prepared),
        receipt: DrawReceipt {
            number: None,
            at: None,
            author: None,
            seed: request.seed,
            generator: GENERATOR.to_owned(),
            program: program_version().to_owned(),
            method: request.method.id().to_owned(),
            iterations: budget,
            options: settings(prepared),
            fingerprint: fingerprint(&prepared.input.text()),
            score: found.score,
            earlier: prepared.earlier.clone(),
            looked_at: Vec::new(),
        },
        arms: arms.clone(),
        covariates: prepared.covariates.clone(),
        places: placed()
            .map(|(animal, arm)| (animal.clone(), *arm))
            .collect(),
        redraws: prepared.redraws,
        late: prepared.late.clone(),
        outcomes: found.outcomes,
        input: prepared.input.clone(),
        request: request.clone(),
    }
}

fn left_out(prepared: &Prepared, arms: &[Option<usize>]) -> Vec<LeftOut> {
    let candidates = prepared.candidates.iter().zip(arms);
    let not_drawn = candidates.filter(|(_, arm)| arm.is_none());
    let not_drawn = not_drawn.map(|(candidate, _)| LeftOut {
        animal: candidate.name.clone(),
        reason: "not drawn: more animals than places".to_owned(),
        id: candidate.id,
        leaves_arm: false,
    });
    not_drawn.chain(prepared.left_out.iter().cloned()).collect()
}

/// Every covariate in every arm of these names, and over all of them.
pub(super) fn balance_of(
    covariates: &[Covariate],
    names: &[String],
    arms: &[Option<usize>],
) -> BalanceSection {
    let covariates = covariates.iter();
    let covariates = covariates.map(|c| (c.name.as_str(), c.values.as_slice(), arms));
    balance::section(names, covariates)
}

fn settings(prepared: &Prepared) -> Settings {
    let request = &prepared.request;
    let weighted = |c: &Covariate| (c.name.clone(), c.weight);
    Settings {
        places: prepared.input.sizes.clone(),
        date: prepared.date.map(|date| date.to_string()),
        balance: prepared.covariates.iter().map(weighted).collect(),
        spread: request.spread.clone(),
        whole: request.whole.clone(),
        mix: request.mix.clone(),
        apart: request.apart.clone(),
        volume_mm3: request.volume_mm3.map(|window| window.to_string()),
        min_weight_g: request.min_weight_g,
        without: request.without.clone(),
        again: request.again,
        among_best: request.among_best,
    }
}

/// The arms that are made with it; a table has no study to make them in.
fn proposal(prepared: &Prepared) -> Option<String> {
    let new = prepared.arms.iter().filter(|arm| arm.is_new());
    let new: Vec<&str> = new.map(|arm| arm.name.as_str()).collect();
    if new.is_empty() || prepared.candidates.iter().all(|c| c.id.is_none()) {
        return None;
    }
    let arms = told(new.iter().copied());
    let be = if new.len() == 1 { "is" } else { "are" };
    Some(format!(
        "new to the study, and made when the draw is accepted, {be} {arms}"
    ))
}

impl Draw {
    /// Whether accepting it needs a reason.
    pub fn needs_reason(&self) -> bool {
        self.redraws || self.late.is_some()
    }

    /// Refuses a draw that chance had no part in where arms are to be hidden: whoever has the values can
    /// draw it again, with any seed.
    pub fn may_be_hidden(&self) -> Result<(), Error> {
        match self.outcomes {
            Some(1) => Err(Error::state(
                "this draw would not be blind: no two of its arms can be exchanged, so who goes where follows from \
                 the animals' values alone, whatever the seed",
                DrawRemedy::LetChanceChoose,
            )),
            _ => Ok(()),
        }
    }
}

fn notes(prepared: &Prepared, budget: u64, found: &engine::Allocation) -> Vec<DrawNote> {
    let mut notes: Vec<DrawNote> = prepared.late.iter().cloned().map(DrawNote::from).collect();
    if matches!(prepared.request.effort, Effort::Seconds(_)) && found.outcomes.is_some() {
        let message = format!("the clock of this machine chose {budget} steps");
        notes.push(DrawNote::new(message, DrawRemedy::RepeatWithSteps(budget)));
    }
    if !prepared.input.fixed.is_empty() {
        let held = counted(prepared.input.fixed.len(), "animal");
        notes.push(format!("{held} in an arm already: not drawn anew").into());
    }
    let leaving = prepared.left_out.iter().filter(|l| l.leaves_arm);
    let leaving: Vec<&str> = leaving.map(|l| l.animal.as_str()).collect();
    if !leaving.is_empty() {
        let tags = told(leaving.iter().copied());
        notes.push(format!("not eligible any more, and out of any arm: {tags}").into());
    }
    notes.extend(
        found
            .notes
            .iter()
            .map(|note| told_of(*note, prepared, found)),
    );
    notes
}

/// A note of the search, with what can be done about it.
fn told_of(note: Note, prepared: &Prepared, found: &engine::Allocation) -> DrawNote {
    let message = words(note, prepared, found);
    match note {
        Note::NoChance | Note::FewOutcomes => DrawNote::new(message, DrawRemedy::AmongTwentyBest),
        _ => message.into(),
    }
}

fn words(note: Note, prepared: &Prepared, found: &engine::Allocation) -> String {
    let name = |at: usize| prepared.covariates.get(at).map_or("", |c| c.name.as_str());
    match note {
        Note::Constant(at) => format!("`{}` is the same in all animals, and is ignored", name(at)),
        Note::NoWeight(at) => format!("`{}` has weight 0, and is ignored", name(at)),
        Note::NoCv(at) => format!(
            "`{}` has values of 0 or below: its score compares SDs where it would compare CVs",
            name(at)
        ),
        Note::NothingToBalance => {
            "there is nothing to balance: any allocation within the constraints is as good"
                .to_owned()
        }
        Note::FewerCandidates => format!(
            "drawn among the best {}: no more distinct allocations were found",
            found.candidates
        ),
        Note::NoChance => format!(
            "the seed decides nothing here: no two arms can be exchanged, and only the best allocation is taken, so \
             it follows from the values {}",
            match found.proven_optimal {
                true => "alone",
                false => "nearly alone",
            }
        ),
        Note::FewOutcomes => format!(
            "only {} allocations can come out, whatever the seed: the groups follow from the values, and the arms are \
             exchanged at random",
            found.outcomes.unwrap_or_default()
        ),
    }
}
