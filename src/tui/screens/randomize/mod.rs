//! Randomizing: who is eligible, arms, what is balanced; a search that can be watched and stopped; what
//! came of it, by arm; accepting it. A draw that is on record is shown first.
//!
//! Not here: how anything is drawn, checked or written, which `app::randomize` does for all.

mod accept;
mod again;
mod balance;
mod draw;
mod facts;
mod keys;
mod repeat;
mod search;
mod strips;
mod visible;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::accept::Hidden;
use self::visible::VisibleDraw;
use crate::base::context::Context;
use crate::base::effect::{Drawing, Effect};
use crate::base::keymap::{self, Action, Scopes};
use crate::base::message::{Answer, Searched, Tone, Trouble};
use crate::base::study::OpenStudy;
use crate::component::{Component, Event, Requests};
use crate::forms::{self, Settings, Wanted};
use crate::widgets::list::moved;
use app::randomize::{Draw, DrawReceipt, Prepared, RecordedDraw, Request, prepare};
use domain::{BlindBy, StudyId};

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Settings that differ from the defaults.
    settings: Settings,
    /// What the settings ask for, prepared for the study in its current state.
    ready: Option<Result<Box<Ready>, Trouble>>,
    stage: Stage,
    /// The recorded draw that is in force.
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
    /// Nothing was drawn since the last draw was accepted or discarded.
    #[default]
    Idle,
    /// A search is on.
    Searching(Search),
    /// A draw that is not accepted yet.
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
    visible: VisibleDraw,
    /// How far accepting the draw blinds the study; its arms and its seed are then hidden.
    hide: Option<BlindBy>,
}

impl Drawn {
    /// Its name: by its seed, unless the seed is hidden.
    fn name(&self) -> String {
        match self.hide {
            None => format!("the draw of seed {}", self.draw.receipt.seed),
            Some(_) => "the draw".to_owned(),
        }
    }

    /// That the study has changed since.
    fn outdated(&self) -> Trouble {
        let message = match self.hide {
            None => format!(
                "the study has changed since seed {} was drawn; nothing was written",
                self.draw.receipt.seed
            ),
            Some(_) => "the study has changed since this was drawn; nothing was written".to_owned(),
        };
        Trouble {
            message,
            hint: "draw again with r, or go back with Esc".into(),
            again: false,
            asks_reason: false,
        }
    }
}

/// A draw on record with what is shown of it.
#[derive(Debug, Clone)]
struct Standing {
    receipt: DrawReceipt,
    visible: VisibleDraw,
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
    /// The draw that is shown: the new one, else the recorded one.
    fn visible(&self) -> Option<&VisibleDraw> {
        match (&self.stage, &self.standing) {
            (Stage::Drawn(drawn), _) => Some(&drawn.visible),
            (Stage::Idle, None) => self.hidden.as_ref().map(|hidden| &hidden.visible),
            (Stage::Idle, Some(Ok(standing))) if self.looks_back() => Some(&standing.visible),
            _ => None,
        }
    }

    /// Whether a draw on record is shown, if there is one: as long as nothing else is asked for.
    fn looks_back(&self) -> bool {
        matches!(self.stage, Stage::Idle) && self.settings.is_empty()
    }

    fn sections(&self) -> &'static [Section] {
        use Section::{Animals, Balance, LeftOut, Settings, Strips};
        match self.visible() {
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

    /// Prepares what the settings ask for, and reads the draw that is on record.
    fn refresh(&mut self, cx: &Context, out: &mut Requests) {
        self.prepare(cx);
        let Some(open) = cx.study.as_ref().filter(|open| shows_arms(open)) else {
            return;
        };
        match open.record.allocations.last() {
            Some(last) => out.effect(Effect::ReadDraw(open.name().to_owned(), last.number)),
            None => self.standing = None,
        }
    }

    /// Prepares what the settings ask for, for the study in its current state. An earlier draw does not
    /// hold if it would be another one now.
    fn prepare(&mut self, cx: &Context) {
        let Some(open) = &cx.study else { return };
        if !shows_arms(open) {
            self.ready = None;
            return;
        }
        let ready = forms::request(open, &self.settings).and_then(|(request, seed)| {
            let prepared = prepare(&open.record, &request).map_err(|e| Trouble::from(&e))?;
            Ok(Box::new(Ready {
                request,
                seed,
                prepared,
            }))
        });
        if let Stage::Drawn(drawn) = &self.stage {
            let mut ready = ready.iter();
            if !ready.any(|r| is_of(&drawn.draw, &r.prepared)) {
                let trouble = drawn.outdated();
                self.show(Stage::Failed(trouble));
            }
        }
        self.ready = Some(ready);
    }

    /// Takes other settings.
    pub fn set(&mut self, cx: &Context, settings: Settings, out: &mut Requests) {
        self.stop(out);
        self.settings = settings;
        self.stage = Stage::Idle;
        self.section = Some(Section::Settings);
        self.at = 0;
        self.prepare(cx);
    }

    /// Forgets everything but the viewed draws.
    fn put_away(&mut self, out: &mut Requests) {
        self.stop(out);
        let before = std::mem::take(self);
        self.asked = before.asked;
        self.looked_at = before.looked_at;
    }

    /// Stops a running search.
    fn stop(&mut self, out: &mut Requests) {
        if let Stage::Searching(_) = &self.stage {
            self.stage = Stage::Idle;
            out.effect(Effect::StopDrawing);
        }
    }

    /// Draws; with a seed of the system where one was drawn just now. Where a draw on record is shown,
    /// it is asked first what is to be drawn again.
    fn draw(&mut self, cx: &Context, out: &mut Requests) {
        let Some(open) = &cx.study else { return };
        if let Some(settings) = again::of_the_standing_draw(self, open) {
            return out.open(Wanted::DrawSettings(settings, true));
        }
        if let Stage::Searching(_) = &self.stage {
            return out.say(Tone::Note, "a search is running: Esc stops it");
        }
        let (request, seed) = match &self.ready {
            Some(Ok(ready)) => (ready.request.clone(), ready.seed),
            Some(Err(trouble)) => {
                let trouble = trouble.clone();
                self.show(Stage::Failed(trouble));
                return out.bell();
            }
            None => return out.say(Tone::Note, NOT_WHILE_BLINDED),
        };
        let seed = seed.filter(|_| !matches!(self.stage, Stage::Drawn(_)));
        self.asked += 1;
        let number = self.asked;
        let before = match std::mem::take(&mut self.stage) {
            Stage::Drawn(drawn) => Some(drawn),
            _ => None,
        };
        self.show(Stage::Searching(Search {
            number,
            before,
            last: None,
            course: Vec::new(),
        }));
        out.effect(Effect::Draw(Box::new(Drawing {
            number,
            study: open.name().to_owned(),
            request,
            seed,
        })));
    }

    /// Asks for the settings of the next draw.
    fn ask_settings(&self, cx: &Context, out: &mut Requests) {
        let Some(open) = cx.study.as_ref().filter(|open| shows_arms(open)) else {
            return out.say(Tone::Note, NOT_WHILE_BLINDED);
        };
        let on_record = again::of_the_standing_draw(self, open);
        out.open(match on_record {
            Some(settings) => Wanted::DrawSettings(settings, true),
            None => Wanted::DrawSettings(self.settings.clone(), false),
        });
    }

    /// Notes how far the search has come.
    fn searched(&mut self, searched: Searched) {
        let Stage::Searching(search) = &mut self.stage else {
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
    fn drawn(
        &mut self,
        cx: &Context,
        number: u64,
        result: Result<Box<Draw>, Trouble>,
        out: &mut Requests,
    ) {
        match &self.stage {
            Stage::Searching(search) if search.number == number => {}
            // It was stopped, or the study was left.
            _ => return,
        }
        match result {
            Ok(draw) => {
                let hide = self.hides();
                let visible = match hide {
                    None => VisibleDraw::of_draw(&draw),
                    Some(by) => VisibleDraw::of_view(draw.view_in_groups(by)),
                };
                let draw = *draw;
                let seed = draw.receipt.seed;
                self.show(Stage::Drawn(Box::new(Drawn {
                    draw,
                    visible,
                    hide,
                })));
                if let Some(open) = &cx.study {
                    self.looked_at.push((open.id(), seed));
                }
                self.prepare(cx);
            }
            Err(trouble) => {
                self.show(Stage::Failed(trouble));
                out.bell();
            }
        }
    }

    /// A draw on record was read.
    fn on_record(
        &mut self,
        cx: &Context,
        study: &str,
        number: u32,
        result: Result<Box<RecordedDraw>, Trouble>,
    ) {
        let Some(open) = cx.study.as_ref().filter(|open| open.name() == study) else {
            return;
        };
        let last = open.record.allocations.last().map(|last| last.number);
        // One that does not stand any more, or that was read before the study was blinded.
        let is_old = last != Some(number);
        let is_shown = |found: &RecordedDraw| {
            found
                .groups
                .arms
                .iter()
                .all(|arm| open.arm_place(arm).is_some())
        };
        if is_old || !shows_arms(open) || result.as_ref().is_ok_and(|found| !is_shown(found)) {
            return;
        }
        self.standing = Some(result.map(|found| {
            Box::new(Standing {
                receipt: found.receipt,
                visible: VisibleDraw::of_record(found.groups),
            })
        }));
    }
}

const NOT_WHILE_BLINDED: &str =
    "the study is blinded: to draw again, unblind it first (b on the overview, with a reason)";

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![&keys::KEYS]
    }

    fn scopes(&self) -> Scopes {
        vec![&keys::KEYS, &keymap::LIST, &keymap::STUDY, &keymap::SCREEN]
    }

    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        match action {
            Action::Draw => self.draw(cx, out),
            Action::AcceptDraw => self.accept(cx, out),
            Action::VerifyDraw => repeat::verify(cx, out),
            Action::DrawSettings => self.ask_settings(cx, out),
            Action::NextSection => self.turn(1),
            Action::PreviousSection => self.turn(self.sections().len() - 1),
            action => {
                let rows = draw::rows(self, cx);
                moved(&mut self.at, rows, cx.page(), action);
            }
        }
    }

    /// One step out of a search, a draw, or settings that were chosen.
    fn back(&mut self, cx: &Context, out: &mut Requests) -> bool {
        if let Stage::Searching(search) = &mut self.stage
            && let Some(before) = search.before.take()
        {
            let text = format!("stopped: {} is still there", before.name());
            self.stop(out);
            self.show(Stage::Drawn(before));
            self.prepare(cx);
            out.say(Tone::Note, text);
            return true;
        }
        let text = match &self.stage {
            Stage::Idle if self.settings.is_empty() => return false,
            Stage::Idle => {
                out.say(Tone::Note, "the settings are at their defaults again");
                self.set(cx, Settings::new(), out);
                return true;
            }
            Stage::Searching(_) => "stopped: nothing was drawn, nothing was written".to_owned(),
            Stage::Drawn(drawn) => format!("discarded: {}; nothing was written", drawn.name()),
            Stage::Failed(_) => String::new(),
        };
        self.stop(out);
        self.show(Stage::Idle);
        if !text.is_empty() {
            out.say(Tone::Note, text);
        }
        true
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, out: &mut Requests) {
        match event {
            Event::Entered | Event::Refreshed => self.refresh(cx, out),
            Event::StudyLeft | Event::ArmsRenamed => self.put_away(out),
            _ => {}
        }
    }

    fn answered(&mut self, cx: &Context, answer: Answer, out: &mut Requests) -> Option<Answer> {
        match answer {
            Answer::Drawing(searched) => self.searched(searched),
            Answer::Drawn(number, result) => self.drawn(cx, number, result, out),
            Answer::Verified(study, result) => repeat::verified(cx, &study, result, out),
            Answer::RecordedDraw(study, number, result) => {
                self.on_record(cx, &study, number, result)
            }
            other => return Some(other),
        }
        None
    }

    fn status(&self, cx: &Context) -> String {
        draw::status(self, cx)
    }

    fn has_use(&self, cx: &Context, action: Action) -> bool {
        let Some(open) = &cx.study else {
            return false;
        };
        let shows = shows_arms(open);
        let searches = matches!(self.stage, Stage::Searching(_));
        match action {
            Action::Draw => shows && !searches,
            Action::AcceptDraw => matches!(self.stage, Stage::Drawn(_)),
            Action::DrawSettings => shows,
            Action::VerifyDraw => shows && !open.record.allocations.is_empty(),
            Action::NextSection => {
                let has_remark = draw::remark(self, open).is_some();
                !searches && !has_remark && (shows || self.hidden.is_some())
            }
            _ => true,
        }
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        draw::draw(self, cx, buffer, area);
        None
    }
}

/// Whether the open study shows its arms, without which there is nothing to do here.
fn shows_arms(open: &OpenStudy) -> bool {
    !open.record.study.blinding.is_blinded()
}

/// Whether a draw was made of just this.
fn is_of(draw: &Draw, prepared: &Prepared) -> bool {
    draw.receipt.fingerprint == prepared.fingerprint()
        && draw.arms == prepared.arms
        && draw.redraws == prepared.redraws
        && draw.late == prepared.late
        && draw.receipt.earlier == prepared.earlier
}
