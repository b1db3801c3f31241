//! The figures of a study: means by arm, animals, body weight, waterfall, Kaplan-Meier. Their descriptions
//! are those of reports; here is chosen which one is shown, of which arms, and what stands around it.
//!
//! A figure shows the arms of its legend, at most eight, so that each has a mark of its own; with
//! more, the arrows go through them.

mod animals;
mod curves;
mod draw;
mod keys;
mod waterfall;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::base::context::Context;
use crate::base::keymap::{self, Action, Scopes};
use crate::base::message::Tone;
use crate::base::study::{Numbers, OpenStudy};
use crate::base::theme::Theme;
use crate::component::{Component, Event, Requests};
use crate::forms::Wanted;
use crate::widgets::list::moved;
use app::document::figure::{Arms, Figure, Kind, Scale, describe};
use domain::Analysis;

/// Why no volume is drawn where animals in other arms were read.
const UNREAD: &str = "no animal of these arms was read yet";

/// Arms that can be told apart by their marks.
const ARMS_AT_ONCE: usize = 8;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    kind: Kind,
    /// How volumes are shown.
    scale: Scale,
    /// The arm that is shown alone, by its place among [`arms`].
    alone: Option<usize>,
    /// The first arm of the legend.
    top: usize,
}

/// An arm as figures show it.
#[derive(Debug, Clone, Copy)]
struct ArmView<'a> {
    /// Its place among the arms of the numbers.
    index: usize,
    /// Its name in the numbers.
    name: &'a str,
    /// Its look: that of its color and mark.
    look: usize,
}

/// What a figure is drawn from.
struct Scene<'a> {
    study: &'a OpenStudy,
    analysis: &'a Analysis,
    theme: &'a Theme,
    scale: Scale,
    arms: Vec<ArmView<'a>>,
    alone: Option<usize>,
    top: usize,
}

/// The lines around a figure.
struct Words {
    /// What is drawn, unit, n.
    title: String,
    /// What its signs mean, what matters most first.
    foot: Vec<String>,
}

/// The arms of the numbers in their order, the control first.
fn arms<'a>(study: &'a OpenStudy, analysis: &'a Analysis) -> Vec<ArmView<'a>> {
    let looks = study.looks();
    let view = |(at, name): (usize, &'a String)| {
        let place = study.arm_place(name).unwrap_or(at);
        ArmView {
            index: at,
            name,
            look: looks.get(place).copied().unwrap_or(place),
        }
    };
    analysis.arms.iter().enumerate().map(view).collect()
}

impl<'a> Scene<'a> {
    fn of(state: &State, cx: &'a Context) -> Option<Self> {
        let study = cx.study.as_ref()?;
        let analysis = study.numbers.newest()?;
        let arms = arms(study, analysis);
        Some(Self {
            study,
            analysis,
            theme: cx.theme(),
            scale: state.scale,
            alone: state.alone.filter(|alone| *alone < arms.len()),
            top: state.top,
            arms,
        })
    }

    /// Why no volume is drawn; `otherwise` where animals in arms were read.
    fn unread_words(&self, otherwise: &'static str) -> &'static str {
        self.study.unread_words().unwrap_or(otherwise)
    }

    /// Why no body weight is drawn.
    fn unweighed_words(&self) -> &'static str {
        let words = self.study.unweighed_words();
        words.unwrap_or("no animal of these arms was weighed yet")
    }

    /// The arms that are shown where `fit` arms fit.
    fn shown(&self, fit: usize) -> &[ArmView<'a>] {
        if let Some(alone) = self.alone {
            return &self.arms[alone..=alone];
        }
        let fit = fit.clamp(1, self.arms.len().max(1));
        let top = self.top.min(self.arms.len().saturating_sub(fit));
        &self.arms[top..(top + fit).min(self.arms.len())]
    }

    /// Which of the arms these are, where they are not all.
    fn which(&self, shown: &[ArmView]) -> String {
        let of = self.arms.len();
        let first = shown.first().map(|arm| arm.index);
        match (first, self.alone) {
            (Some(at), Some(_)) => format!("arm {} of {of}", at + 1),
            (Some(at), None) if shown.len() == 1 && of > 1 => format!("arm {} of {of} ↑↓", at + 1),
            (Some(at), None) if shown.len() < of => {
                format!("arms {}–{} of {of} ↑↓", at + 1, at + shown.len())
            }
            _ => String::new(),
        }
    }

    /// The description of the figure of a kind, with these arms; none if there is nothing to draw.
    fn figure(&self, kind: Kind, shown: &[ArmView]) -> Option<Figure> {
        let arms: Vec<usize> = shown.iter().map(|arm| arm.index).collect();
        let record = &self.study.record;
        describe(record, self.analysis, kind, self.scale, Arms::Only(&arms))
    }

    /// Animals of these arms that have a curve in the numbers.
    fn animals_of(&self, shown: &[ArmView]) -> usize {
        let animals = &self.analysis.curves;
        let of_shown = |arm: &str| shown.iter().any(|view| view.name == arm);
        animals.iter().filter(|a| of_shown(&a.arm)).count()
    }

    fn style(&self, arm: &ArmView) -> Style {
        self.theme.arm(arm.look)
    }

    fn mark(&self, arm: &ArmView) -> &'static str {
        self.theme.mark(arm.look)
    }
}

impl State {
    /// Whether the figure of the moment has two scales.
    fn has_scales(&self) -> bool {
        matches!(self.kind, Kind::Growth | Kind::Spaghetti)
    }

    /// How many arms the figure of the moment shows at once.
    fn arms_that_fit(&self, cx: &Context, scene: &Scene) -> usize {
        let rows = cx.size.1.saturating_sub(4);
        let area = figure_area(Rect::new(0, 0, cx.size.0, rows));
        match self.kind {
            Kind::Growth | Kind::Weight | Kind::Survival => curves::arms_that_fit(area),
            Kind::Spaghetti => animals::arms_that_fit(area, scene.arms.len()),
            Kind::Waterfall => waterfall::arms_that_fit(scene, area),
        }
    }
}

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![&keys::KEYS]
    }

    fn scopes(&self) -> Scopes {
        vec![&keys::KEYS, &keymap::LIST, &keymap::STUDY, &keymap::SCREEN]
    }

    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        if action == Action::ExportFigure {
            return out.open(Wanted::Figure(self.kind, self.scale));
        }
        let Some(scene) = Scene::of(self, cx) else {
            return;
        };
        let (arms, alone) = (scene.arms.len(), scene.alone);
        let fit = self.arms_that_fit(cx, &scene);
        let tops = arms.saturating_sub(fit) + 1;
        self.top = self.top.min(tops - 1);
        if moved(&mut self.top, tops, fit, action) {
            return;
        }
        match action {
            Action::Figure => self.kind = next(self.kind),
            Action::NextArm => self.alone = step(alone, arms, true),
            Action::PreviousArm => self.alone = step(alone, arms, false),
            Action::AllArms => self.alone = None,
            Action::Scale if self.has_scales() => {
                self.scale = match self.scale {
                    Scale::Linear => Scale::Log,
                    Scale::Log => Scale::Linear,
                };
            }
            Action::Scale => out.say(Tone::Note, "percentages are shown on a linear scale"),
            _ => {}
        }
    }

    fn on(&mut self, _: &Context, event: Event<'_>, _: &mut Requests) {
        if let Event::StudyLeft | Event::ArmsRenamed = event {
            *self = Self::default();
        }
    }

    fn status(&self, cx: &Context) -> String {
        match cx.study.as_ref().map(|study| &study.numbers) {
            Some(Numbers::Coming(Some(_))) => {
                "recomputing … the figure is of before the last change".to_owned()
            }
            _ => String::new(),
        }
    }

    fn has_use(&self, _: &Context, action: Action) -> bool {
        action != Action::Scale || self.has_scales()
    }

    fn shows_numbers(&self) -> bool {
        true
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        draw::draw(self, cx, buffer, area);
        None
    }
}

/// The kind of figure after this one.
fn next(kind: Kind) -> Kind {
    match kind {
        Kind::Growth => Kind::Spaghetti,
        Kind::Spaghetti => Kind::Weight,
        Kind::Weight => Kind::Waterfall,
        Kind::Waterfall => Kind::Survival,
        Kind::Survival => Kind::Growth,
    }
}

/// The next arm alone; beyond the last one, all together.
fn step(alone: Option<usize>, arms: usize, forward: bool) -> Option<usize> {
    match (alone, forward) {
        (None, true) => Some(0),
        (None, false) => arms.checked_sub(1),
        (Some(at), true) => Some(at + 1),
        (Some(at), false) => at.checked_sub(1),
    }
    .filter(|at| *at < arms)
}

/// Between the title and the foot.
fn figure_area(area: Rect) -> Rect {
    Rect {
        y: area.y + 1.min(area.height),
        height: area.height.saturating_sub(2),
        ..area
    }
}

fn scale_words(scale: Scale) -> &'static str {
    match scale {
        Scale::Linear => "",
        Scale::Log => " · log scale",
    }
}

/// What to know of the lowest row.
fn zero_words() -> String {
    "0 has its own row".to_owned()
}

/// `1 animal`, `8 animals`, of one arm or of several.
fn n_words(animals: usize, arms: &[ArmView]) -> String {
    let of = match arms {
        [one] => format!("of {}", one.name),
        arms => format!("in {} arms", arms.len()),
    };
    let animals = domain::counted(animals, "animal");
    format!("{animals} {of}")
}
