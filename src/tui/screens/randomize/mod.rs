//! Randomizing: who is eligible, arms, what is balanced; a search that can be watched and stopped; what
//! came of it, by arm; accepting it. A draw that is on record is shown first.
//!
//! Not here: how anything is drawn, checked or written, which `app::randomize` does for all.

mod accept;
mod again;
mod balance;
mod draw;
mod facts;
mod repeat;
mod search;
mod sheet;
mod strips;

pub(crate) use accept::accepted;
pub(crate) use again::of_the_standing_draw;
pub(crate) use draw::{status, view};
pub(crate) use repeat::verified;

use self::accept::{Hidden, accept};
use self::sheet::Sheet;
use super::moved;
use crate::effect::{Drawing, Effect};
use crate::forms::{self, Settings};
use crate::keymap::Action;
use crate::message::{Searched, Trouble};
use crate::model::{Model, OpenStudy, Tone};
use app::randomize::{Draw, DrawReceipt, Prepared, RecordedDraw, Request, prepare};
use domain::{BlindBy, StudyId};

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What was chosen beside the defaults.
    pub settings: Settings,
    /// What the settings ask for, and the study prepared for it; of the study as it is now.
    ready: Option<Result<Box<Ready>, Trouble>>,
    stage: Stage,
    /// The draw on record that stands.
    standing: Option<ReadBack>,
    /// The draw that blinded the study just now, as it may be shown.
    hidden: Option<Box<Hidden>>,
    /// Seeds of draws that were shown in this session and not accepted, by study.
    looked_at: Vec<(StudyId, u64)>,
    /// Draws asked for in this session.
    asked: u64,
    /// The part that is shown; the first one if it is not there.
    section: Option<Section>,
    /// The chosen row, or the first one in sight.
    at: usize,
}

/// What can be drawn.
#[derive(Debug, Clone)]
struct Ready {
    request: Request,
    seed: Option<u64>,
    prepared: Prepared,
}

/// How far it is with drawing.
#[derive(Debug, Clone, Default)]
enum Stage {
    /// Nothing was drawn since the last one was accepted or put aside.
    #[default]
    Idle,
    /// A search is on.
    Searching(Search),
    /// A draw that nobody accepted yet.
    Drawn(Box<Drawn>),
    /// Nothing could be drawn.
    Failed(Trouble),
}

/// A search.
#[derive(Debug, Clone)]
struct Search {
    number: u64,
    /// The draw that was shown before, and is again if the search is stopped.
    before: Option<Box<Drawn>>,
    last: Option<Searched>,
    /// Steps and best score, whenever the score became better.
    course: Vec<(f64, f64)>,
}

/// A draw with what is shown of it.
#[derive(Debug, Clone)]
struct Drawn {
    draw: Draw,
    sheet: Sheet,
    /// Whether it is shown without telling its arms and its seed: accepting it blinds the study.
    hide: Option<BlindBy>,
}

impl Drawn {
    /// What it is called: its seed, which of one that is to be hidden is not told.
    fn called(&self) -> String {
        match self.hide {
            None => format!("the draw of seed {}", self.draw.seed),
            Some(_) => "the draw".to_owned(),
        }
    }
}

/// A draw on record with what is shown of it.
#[derive(Debug, Clone)]
struct Standing {
    receipt: DrawReceipt,
    sheet: Sheet,
}

/// What came of reading it.
type ReadBack = Result<Box<Standing>, Trouble>;

/// A part of what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Settings,
    Strips,
    Balance,
    Animals,
    LeftOut,
}

impl Section {
    fn title(self) -> &'static str {
        match self {
            Self::Settings => "Settings",
            Self::Strips => "Strips",
            Self::Balance => "Balance",
            Self::Animals => "Animals",
            Self::LeftOut => "Left out",
        }
    }
}

impl State {
    /// The draw that is shown: the new one, else the one that stands.
    fn sheet(&self) -> Option<&Sheet> {
        match (&self.stage, &self.standing) {
            (Stage::Drawn(drawn), _) => Some(&drawn.sheet),
            (Stage::Idle, None) => self.hidden.as_ref().map(|hidden| &hidden.sheet),
            (Stage::Idle, Some(Ok(standing))) if self.looks_back() => Some(&standing.sheet),
            _ => None,
        }
    }

    /// Whether a draw on record is shown, if there is one: as long as nothing else is asked for.
    fn looks_back(&self) -> bool {
        matches!(self.stage, Stage::Idle) && self.settings.is_empty()
    }

    fn sections(&self) -> &'static [Section] {
        use Section::{Animals, Balance, LeftOut, Settings, Strips};
        match self.sheet() {
            Some(_) if self.hidden.is_some() => &[Balance, Animals, LeftOut],
            Some(_) => &[Strips, Balance, Animals, LeftOut, Settings],
            None => &[Settings, Strips, LeftOut],
        }
    }

    /// Whether draws are shown without their arms and seed, and how the study is blinded by accepting one.
    fn hides(&self) -> Option<BlindBy> {
        forms::hides(&self.settings)
    }

    fn section(&self) -> Section {
        let sections = self.sections();
        let shown = self.section.filter(|section| sections.contains(section));
        shown.unwrap_or(sections[0])
    }

    fn turn(&mut self, by: usize) {
        let sections = self.sections();
        let at = sections.iter().position(|s| *s == self.section());
        self.section = Some(sections[(at.unwrap_or(0) + by) % sections.len()]);
        self.at = 0;
    }

    /// Another draw is shown from now on, from its beginning.
    fn show(&mut self, stage: Stage) {
        self.stage = stage;
        (self.section, self.at) = (None, 0);
    }
}

/// Whether the open study shows its arms, without which there is nothing to do here.
fn shows_arms(open: &OpenStudy) -> bool {
    !open.record.study.blinding.is_blinded()
}

/// The screen was gone to, or the study was read again.
pub(crate) fn entered(model: &mut Model) -> Vec<Effect> {
    look(model);
    let Some(open) = model.study.as_ref().filter(|open| shows_arms(open)) else {
        return Vec::new();
    };
    match open.record.allocations.last() {
        Some(last) => vec![Effect::ReadDraw(open.name().to_owned(), last.number)],
        None => {
            model.randomize.standing = None;
            Vec::new()
        }
    }
}

/// Prepares what the settings ask for, of the study as it is; a draw of before does not hold if it
/// would have been another.
fn look(model: &mut Model) {
    let Some(open) = &model.study else { return };
    if !shows_arms(open) {
        model.randomize.ready = None;
        return;
    }
    let state = &mut model.randomize;
    let ready = forms::request(open, &state.settings).and_then(|(request, seed)| {
        let prepared = prepare(&open.record, &request).map_err(|e| Trouble::from(&e))?;
        Ok(Box::new(Ready {
            request,
            seed,
            prepared,
        }))
    });
    if let Stage::Drawn(drawn) = &state.stage {
        let holds = ready
            .as_ref()
            .is_ok_and(|r| is_of(&drawn.draw, &r.prepared));
        if !holds {
            state.show(Stage::Failed(Trouble {
                message: match drawn.hide {
                    None => format!(
                        "the study has changed since seed {} was drawn; nothing was written",
                        drawn.draw.seed
                    ),
                    Some(_) => {
                        "the study has changed since this was drawn; nothing was written".to_owned()
                    }
                },
                hint: "draw again with r, or go back with Esc".into(),
                again: false,
            }));
        }
    }
    state.ready = Some(ready);
}

/// Whether a draw was made of just this.
fn is_of(draw: &Draw, prepared: &Prepared) -> bool {
    draw.receipt.fingerprint == prepared.fingerprint()
        && draw.arms == prepared.arms
        && draw.redraws == prepared.redraws
        && draw.late == prepared.late
        && draw.receipt.earlier == prepared.earlier
}

/// Other settings were chosen.
pub(crate) fn set(model: &mut Model, settings: Settings) -> Vec<Effect> {
    let effects = stop(model);
    model.randomize.settings = settings;
    model.randomize.stage = Stage::Idle;
    model.randomize.section = Some(Section::Settings);
    model.randomize.at = 0;
    look(model);
    effects
}

/// Forgets everything; another study is open, or its arms are shown in another way.
pub(crate) fn put_away(model: &mut Model) -> Vec<Effect> {
    let effects = stop(model);
    let before = std::mem::take(&mut model.randomize);
    model.randomize = State {
        asked: before.asked,
        looked_at: before.looked_at,
        ..State::default()
    };
    effects
}

/// Whether a key that is hinted at has something to do at the moment.
pub(crate) fn has_use(model: &Model, action: Action) -> bool {
    let Some(open) = &model.study else {
        return false;
    };
    let (state, shows) = (&model.randomize, shows_arms(open));
    let searches = matches!(state.stage, Stage::Searching(_));
    match action {
        Action::Draw => shows && !searches,
        Action::AcceptDraw => matches!(state.stage, Stage::Drawn(_)),
        Action::DrawSettings => shows,
        Action::VerifyDraw => shows && !open.record.allocations.is_empty(),
        Action::NextSection => {
            let is_said = draw::remark(state, open).is_some();
            !searches && !is_said && (shows || state.hidden.is_some())
        }
        _ => true,
    }
}

/// Stops the search, if one is on.
fn stop(model: &mut Model) -> Vec<Effect> {
    match std::mem::take(&mut model.randomize.stage) {
        Stage::Searching(_) => vec![Effect::StopDrawing],
        other => {
            model.randomize.stage = other;
            Vec::new()
        }
    }
}

/// One step out of a search or a draw; none if there is none.
pub(crate) fn back(model: &mut Model) -> Option<Vec<Effect>> {
    if let Stage::Searching(search) = &mut model.randomize.stage
        && let Some(before) = search.before.take()
    {
        let said = format!("stopped: {} is still there", before.called());
        let effects = stop(model);
        model.randomize.show(Stage::Drawn(before));
        look(model);
        model.say(Tone::Note, said);
        return Some(effects);
    }
    let said = match &model.randomize.stage {
        Stage::Idle if model.randomize.settings.is_empty() => return None,
        Stage::Idle => {
            model.say(Tone::Note, "the settings are as they were at first");
            return Some(set(model, Settings::new()));
        }
        Stage::Searching(_) => "stopped: nothing was drawn, nothing was written".to_owned(),
        Stage::Drawn(drawn) => format!("put aside: {}; nothing was written", drawn.called()),
        Stage::Failed(_) => String::new(),
    };
    let effects = stop(model);
    model.randomize.show(Stage::Idle);
    if !said.is_empty() {
        model.say(Tone::Note, said);
    }
    Some(effects)
}

pub(crate) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Draw => return draw(model),
        Action::AcceptDraw => accept(model),
        Action::VerifyDraw => return repeat::verify(model),
        Action::DrawSettings => match model.study.as_ref().is_some_and(shows_arms) {
            true => forms::draw_settings(model),
            false => model.say(
                Tone::Note,
                "nothing can be drawn while the study is blinded",
            ),
        },
        Action::NextSection => model.randomize.turn(1),
        Action::PreviousSection => {
            let last = model.randomize.sections().len() - 1;
            model.randomize.turn(last);
        }
        action => {
            let (rows, page) = (draw::rows(model), model.page());
            moved(&mut model.randomize.at, rows, page, action);
        }
    }
    Vec::new()
}

/// Draws; with a seed of the system where one was drawn just now. Where a draw on record is shown, it is
/// asked first what is to be drawn anew.
fn draw(model: &mut Model) -> Vec<Effect> {
    let Some(name) = model.study.as_ref().map(|open| open.name().to_owned()) else {
        return Vec::new();
    };
    if of_the_standing_draw(model).is_some() {
        forms::draw_settings(model);
        return Vec::new();
    }
    let state = &mut model.randomize;
    if matches!(state.stage, Stage::Searching(_)) {
        model.say(Tone::Note, "a search is on: Esc stops it");
        return Vec::new();
    }
    let (request, seed) = match &state.ready {
        Some(Ok(ready)) => (ready.request.clone(), ready.seed),
        Some(Err(trouble)) => {
            let trouble = trouble.clone();
            state.show(Stage::Failed(trouble));
            return vec![Effect::Bell];
        }
        None => {
            model.say(
                Tone::Note,
                "nothing can be drawn while the study is blinded",
            );
            return Vec::new();
        }
    };
    let seed = seed.filter(|_| !matches!(state.stage, Stage::Drawn(_)));
    state.asked += 1;
    let number = state.asked;
    let before = match std::mem::take(&mut state.stage) {
        Stage::Drawn(drawn) => Some(drawn),
        _ => None,
    };
    state.show(Stage::Searching(Search {
        number,
        before,
        last: None,
        course: Vec::new(),
    }));
    vec![Effect::Draw(Box::new(Drawing {
        number,
        study: name,
        request,
        seed,
    }))]
}

/// How far the search has come.
pub(crate) fn searched(model: &mut Model, searched: Searched) {
    let Stage::Searching(search) = &mut model.randomize.stage else {
        return;
    };
    if search.number != searched.number {
        return;
    }
    if let Some(score) = searched.score {
        let better = search.course.last().is_none_or(|(_, best)| score < *best);
        if better && searched.of.is_some() {
            search.course.push((searched.steps as f64, score));
        }
    }
    search.last = Some(searched);
}

/// The search is over.
pub(crate) fn drawn(
    model: &mut Model,
    number: u64,
    result: Result<Box<Draw>, Trouble>,
) -> Vec<Effect> {
    let state = &mut model.randomize;
    match &state.stage {
        Stage::Searching(search) if search.number == number => {}
        // It was stopped, or the study was left.
        _ => return Vec::new(),
    }
    match result {
        Ok(draw) => {
            let hide = state.hides();
            let sheet = match hide {
                None => Sheet::of_draw(&draw),
                Some(by) => Sheet::of_shown(&draw.view_in_groups(by)),
            };
            let draw = *draw;
            let seed = draw.seed;
            state.show(Stage::Drawn(Box::new(Drawn { draw, sheet, hide })));
            if let Some(open) = &model.study {
                state.looked_at.push((open.id(), seed));
            }
            look(model);
            Vec::new()
        }
        Err(trouble) => {
            state.show(Stage::Failed(trouble));
            vec![Effect::Bell]
        }
    }
}

/// A draw on record was read.
pub(crate) fn on_record(
    model: &mut Model,
    study: &str,
    number: u32,
    result: Result<Box<RecordedDraw>, Trouble>,
) {
    let Some(open) = model.study.as_ref().filter(|open| open.name() == study) else {
        return;
    };
    let last = open.record.allocations.last().map(|last| last.number);
    // One that does not stand any more, or that was read before the study was blinded.
    let is_old = last != Some(number);
    let is_shown =
        |found: &RecordedDraw| found.arms.iter().all(|arm| open.arm_place(arm).is_some());
    if is_old || !shows_arms(open) || result.as_ref().is_ok_and(|found| !is_shown(found)) {
        return;
    }
    model.randomize.standing = Some(result.map(|found| {
        let sheet = Sheet::of_record(&found);
        let receipt = found.receipt;
        Box::new(Standing { receipt, sheet })
    }));
}
