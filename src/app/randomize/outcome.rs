//! The result of a draw: assignments, balance, receipt, and notes in words.

use serde::Serialize;

use super::candidates::{LeftOut, list_names};
use super::groups::DrawnGroups;
use super::input::{Input, fingerprint};
use super::prepared::{Covariate, DrawnArm, Prepared};
use super::receipt::{DrawReceipt, DrawSettings};
use super::request::{Effort, Request};
use crate::Error;
use domain::{DrawRemedy, Remedy, counted};
use stats::allocation::{self as engine, Note};
use store::program_version;

/// The generator of all draws; the seed is in its key. It is named in the receipt because another program needs it
/// to repeat a draw.
const GENERATOR: &str = "ChaCha20";

/// What a reader must know of a draw.
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

/// A note that asks for nothing.
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

/// How good a draw is, and how it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchResult {
    /// How much the arms differ: lower is better, 0 is perfect. See `stats::allocation`.
    pub score: f64,
    /// Whether no allocation within the constraints has a lower score.
    pub proven_optimal: bool,
    /// No allocation within the constraints has a score below this.
    pub lower_bound: Option<f64>,
    /// Id of the [`AllocationMethod`](domain::AllocationMethod).
    pub method: String,
    /// Iterations that the search did; its budget is in the receipt.
    pub iterations: u64,
}

/// A draw. Nothing is written before it is accepted. What of it may be shown is a [`DrawView`](super::DrawView).
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Under the true names of the arms.
    pub groups: DrawnGroups,
    /// How good the draw is, and how it was found.
    pub search: SearchResult,
    /// What a reader must know of the draw.
    pub notes: Vec<DrawNote>,
    /// What the draw is repeated from.
    pub receipt: DrawReceipt,
    /// What accepting would do besides allocating animals, in a sentence.
    pub proposal: Option<String>,
    /// In the order of the request.
    pub arms: Vec<DrawnArm>,
    /// Whether animals that were in an arm were drawn anew: accepting it needs a reason.
    pub redraws: bool,
    /// Why the draw is late, see [`Prepared::late`]: accepting it needs a reason.
    pub late: Option<String>,
    /// The number of allocations that chance chose from, see `stats::allocation::Allocation`: with 1 there was
    /// no choice.
    pub outcomes: Option<u64>,
    pub(super) input: Input,
    pub(super) request: Request,
}

/// The draw that an allocation is, with its balance, notes and receipt.
pub(super) fn draw_of(prepared: &Prepared, budget: u64, found: engine::Allocation) -> Draw {
    let arms = &prepared.arms;
    let placements = prepared
        .animals
        .iter()
        .cloned()
        .zip(found.arms.iter().copied());
    let request = &prepared.request;
    Draw {
        groups: DrawnGroups::new(
            arms.iter().map(|arm| arm.name.to_string()).collect(),
            prepared.covariates.clone(),
            placements.collect(),
            left_out(prepared, &found.arms),
        ),
        search: SearchResult {
            score: found.score,
            proven_optimal: found.proven_optimal,
            lower_bound: found.lower_bound,
            method: request.method.id().to_owned(),
            iterations: found.iterations,
        },
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

fn settings(prepared: &Prepared) -> DrawSettings {
    let request = &prepared.request;
    let weighted = |c: &Covariate| (c.name.clone(), c.weight);
    DrawSettings {
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

/// The arms that accepting would make; none for a table, which has no study to make them in.
fn proposal(prepared: &Prepared) -> Option<String> {
    let new = prepared.arms.iter().filter(|arm| arm.is_new());
    let new: Vec<&str> = new.map(|arm| arm.name.as_str()).collect();
    if new.is_empty() || prepared.candidates.iter().all(|c| c.id.is_none()) {
        return None;
    }
    let arms = list_names(new.iter().copied());
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

    /// Refuses to hide the arms of a draw in which chance had no part: whoever has the animals' values can
    /// repeat it with any seed, and then knows the arms.
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
        let staying = counted(prepared.input.fixed.len(), "animal");
        notes.push(format!("{staying} in an arm already: not drawn anew").into());
    }
    let leaving = prepared.left_out.iter().filter(|l| l.leaves_arm);
    let leaving: Vec<&str> = leaving.map(|l| l.animal.as_str()).collect();
    if !leaving.is_empty() {
        let tags = list_names(leaving.iter().copied());
        notes.push(format!("not eligible any more, and out of any arm: {tags}").into());
    }
    notes.extend(
        found
            .notes
            .iter()
            .map(|note| note_of(*note, prepared, found)),
    );
    notes
}

/// A note of the search, with what can be done about it.
fn note_of(note: Note, prepared: &Prepared, found: &engine::Allocation) -> DrawNote {
    let message = in_words(note, prepared, found);
    match note {
        Note::NoChance | Note::FewOutcomes => DrawNote::new(message, DrawRemedy::AmongTwentyBest),
        _ => message.into(),
    }
}

fn in_words(note: Note, prepared: &Prepared, found: &engine::Allocation) -> String {
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
