//! The list of studies: where one starts. Names stand there at once; what each study holds is counted
//! afterwards, and how it stands is found out for those that are visible, one at a time.

use std::collections::{HashMap, HashSet};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::effect::Effect;
use crate::keymap::Action;
use crate::message::Trouble;
use crate::model::{Model, Screen};
use crate::view;
use crate::widgets::list::{self, Cell, Column};
use app::due::{StudyToday, Task};
use domain::{self, DataOrigin, Study, StudyHead, StudyId};

use super::moved;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    all: Option<Vec<Study>>,
    /// What they hold, as far as it was counted; maybe before the last change.
    counts: HashMap<StudyId, StudyHead>,
    /// How studies stand, as far as it was found out; maybe before the last change.
    pulses: HashMap<String, Result<StudyToday, Trouble>>,
    /// Of these it was found out since the last change.
    current: HashSet<String>,
    /// The study that is being looked into.
    asked: Option<String>,
    /// The study to choose once it is listed.
    wanted: Option<String>,
    /// What the list is filtered by.
    pub filter: String,
    /// The chosen row.
    pub at: usize,
}

impl State {
    /// The studies of the file.
    pub fn all(&self) -> &[Study] {
        self.all.as_deref().unwrap_or_default()
    }

    /// Those that fit the filter.
    fn shown(&self) -> Vec<&Study> {
        let words = self.filter.to_lowercase();
        let fits = |study: &&Study| {
            let model = study.protocol.model.as_ref();
            let model = model.map_or("", |model| model.as_str());
            let text = format!("{} {model} {}", study.name, study.status.id()).to_lowercase();
            words.split_whitespace().all(|word| text.contains(word))
        };
        self.all().iter().filter(fits).collect()
    }

    fn chosen(&self) -> Option<String> {
        self.shown()
            .get(self.at)
            .map(|study| study.name.to_string())
    }
}

/// The studies of the file have been listed.
pub(crate) fn listed(model: &mut Model, studies: Vec<Study>) -> Vec<Effect> {
    let wanted = model.studies.wanted.take();
    let chosen = wanted.or_else(|| model.studies.chosen());
    let names: HashSet<&str> = studies.iter().map(|study| study.name.as_str()).collect();
    let pulses = &mut model.studies.pulses;
    pulses.retain(|name, _| names.contains(name.as_str()));
    model.studies.all = Some(studies);
    model.studies.current.clear();
    model.studies.asked = None;
    let shown = model.studies.shown();
    let at = shown
        .iter()
        .position(|study| Some(study.name.as_str()) == chosen.as_deref());
    model.studies.at = at.unwrap_or(0);
    let mut effects = vec![Effect::Count];
    effects.extend(look(model));
    effects
}

/// What the studies hold has been counted.
pub(crate) fn counted(model: &mut Model, heads: Vec<StudyHead>) {
    model.studies.counts = heads.into_iter().map(|head| (head.id, head)).collect();
}

/// Another day has begun: what is due may be something else.
pub(crate) fn new_day(model: &mut Model) -> Vec<Effect> {
    model.studies.current.clear();
    model.studies.asked = None;
    look(model)
}

/// Chooses a study, as soon as it is listed.
pub(crate) fn choose(model: &mut Model, name: &str) {
    model.studies.wanted = Some(name.to_owned());
}

/// The list is filtered anew.
pub(crate) fn filtered(model: &mut Model) -> Vec<Effect> {
    model.studies.at = 0;
    look(model)
}

/// Asks how the next visible study stands, if that is not known or may have changed.
pub(crate) fn look(model: &mut Model) -> Vec<Effect> {
    if model.screen != Screen::Studies || model.studies.asked.is_some() {
        return Vec::new();
    }
    let state = &model.studies;
    let shown = state.shown();
    let top = list::top(shown.len(), model.page(), state.at);
    let visible = shown.iter().skip(top).take(model.page());
    let unknown = visible
        .map(|study| study.name.as_str())
        .find(|name| !state.current.contains(*name));
    let unknown = unknown.map(str::to_owned);
    model.studies.asked.clone_from(&unknown);
    let today = model.today;
    unknown
        .map(|name| Effect::Pulse(name, today))
        .into_iter()
        .collect()
}

/// How a study stands has been found out.
pub(crate) fn pulse(
    model: &mut Model,
    name: String,
    result: Result<Box<StudyToday>, Trouble>,
) -> Vec<Effect> {
    let state = &mut model.studies;
    // An answer to what was asked before the last change is better than none, but not the last word.
    if state.asked.as_ref() == Some(&name) {
        state.asked = None;
        state.current.insert(name.clone());
    }
    state.pulses.insert(name, result.map(|pulse| *pulse));
    look(model)
}

/// Opens a study at its overview, or where one was in it.
pub(crate) fn open(model: &mut Model, name: &str) -> Vec<Effect> {
    open_at(model, name, Screen::Overview)
}

/// Opens the chosen study at a screen.
pub(crate) fn open_chosen(model: &mut Model, screen: Screen) -> Vec<Effect> {
    match model.studies.chosen() {
        Some(name) => open_at(model, &name, screen),
        None => Vec::new(),
    }
}

fn open_at(model: &mut Model, name: &str, screen: Screen) -> Vec<Effect> {
    model.status = None;
    model.screen = screen;
    if model
        .study
        .as_ref()
        .is_some_and(|study| study.name() == name)
    {
        return super::entered(model);
    }
    model.study = None;
    model.loading = Some(name.to_owned());
    vec![Effect::Load(name.to_owned())]
}

/// What keys do.
pub(crate) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let rows = model.studies.shown().len();
    let page = model.page();
    if moved(&mut model.studies.at, rows, page, action) {
        return look(model);
    }
    match action {
        Action::Open => open_chosen(model, Screen::Overview),
        _ => Vec::new(),
    }
}

/// Draws the list.
pub(crate) fn view(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.setting.theme;
    let state = &model.studies;
    let Some(all) = &state.all else {
        return view::message(buffer, area, theme, "reading the notebook …", "");
    };
    if all.is_empty() {
        let path = model.setting.path.display();
        let text = format!("No study yet in {path}.");
        let hint = "n creates one; d creates the demo study (simulated), to look around in; \
            `graftbook import FILE --study NAME` brings in CSV and Excel tables.";
        return view::message(buffer, area, theme, &text, hint);
    }
    let shown = state.shown();
    if shown.is_empty() {
        return view::message(
            buffer,
            area,
            theme,
            "No study fits the filter.",
            "Esc shows all.",
        );
    }
    let columns = [
        Column::text("study", 23, 3),
        Column::text("model", 9, 2),
        Column::number("day", 4),
        Column::number("on study", 11),
        Column::text("next", 21, 2),
        Column::text("alerts", 6, 0),
    ];
    list::draw(
        buffer,
        area,
        theme,
        &columns,
        shown.len(),
        Some(state.at),
        |at| row(model, shown[at]),
    );
}

fn row(model: &Model, study: &Study) -> Vec<Cell> {
    let theme = &model.setting.theme;
    let plain = Style::new();
    let pulse = model.studies.pulses.get(study.name.as_str());
    let counts = model.studies.counts.get(&study.id);
    let simulated = study.protocol.data_origin == DataOrigin::Simulated;
    let flags = [simulated.then_some("simulated"), study.blinding.said()];
    let flags: Vec<_> = flags.into_iter().flatten().collect();
    let origin = match flags.is_empty() {
        true => String::new(),
        false => format!(" ({})", flags.join(", ")),
    };
    let (day, next, alerts, alert_style) = match pulse {
        None => (String::new(), "…".to_owned(), String::new(), plain),
        Some(Err(trouble)) => (String::new(), trouble.message.clone(), String::new(), plain),
        Some(Ok(pulse)) => {
            let alerts = match pulse.alerts {
                0 => "none".to_owned(),
                n => format!("⚠ {n}"),
            };
            let style = if pulse.alerts > 0 {
                theme.alert()
            } else {
                theme.faint()
            };
            let day = pulse.day.map_or_else(String::new, |day| day.to_string());
            (day, next_task(pulse), alerts, style)
        }
    };
    let there = counts.map_or_else(
        || "…".to_owned(),
        |head| format!("{} / {}", head.on_study, head.animals),
    );
    vec![
        (format!("{}{origin}", study.name), theme.strong()),
        (
            study
                .protocol
                .model
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            plain,
        ),
        (day, plain),
        (there, plain),
        (next, plain),
        (alerts, alert_style),
    ]
}

/// What is to be done next in a study.
fn next_task(pulse: &StudyToday) -> String {
    match pulse.task {
        Task::Closed => "closed".into(),
        Task::AddAnimals => "add animals".into(),
        Task::NobodyLeft => "no animal is left".into(),
        Task::Begun { left, .. } => format!("{} to measure", domain::counted(left, "animal")),
        Task::Done(_) => "measured today".into(),
        Task::Late(_, days) => format!("{} late", domain::counted(days as usize, "day")),
        Task::Today(_) => "measure today".into(),
        Task::Later(due) => format!("measure on {due}"),
        Task::First => "measure".into(),
        Task::NoSchedule => match pulse.last_measured {
            Some(last) => format!("measured on {last}"),
            None => "measure".into(),
        },
    }
}
