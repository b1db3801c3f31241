//! What a message changes, and what is to be done about it. Pure: the same model and message always
//! give the same.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::burst;
use super::effect::Effect;
use super::keymap::{self, Action};
use super::message::{Answer, Fresh, Message, Trouble, Wrote};
use super::model::{FileState, Model, Numbers, OpenStudy, Screen, Tone, Undoable};
use super::overlay::{self, Overlay};
use super::{forms, palette, screens};
use app::Write;
use domain::{AnalysisOptions, AnimalId, Study, StudyRecord};

/// Takes one message in.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key, at) => {
            model.now = at;
            pressed(model, key)
        }
        Message::Typed(key, at) => {
            model.now = at;
            react(model, key)
        }
        Message::Paste(text, at) => {
            model.now = at;
            let mut effects = burst::flushed(model);
            effects.extend(pasted(model, &text));
            effects
        }
        Message::Wheel(lines) => {
            let action = if lines < 0 { Action::Up } else { Action::Down };
            (0..lines.unsigned_abs().min(100))
                .flat_map(|_| act(model, action))
                .collect()
        }
        Message::Resize(columns, rows) => {
            model.size = (columns, rows);
            screens::studies::look(model)
        }
        Message::Tick(at, today) => {
            model.now = at;
            let mut effects = burst::passed(model);
            if model.today != today {
                model.today = today;
                effects.extend(screens::new_day(model));
            }
            effects.extend(tick(model));
            effects
        }
        Message::Moment(at) => {
            model.now = at;
            burst::passed(model)
        }
        Message::End => {
            let mut effects = burst::flushed(model);
            effects.extend(quit(model));
            effects
        }
        Message::Answer(answer) => answered(model, answer),
    }
}

/// What the program asks for when it starts.
pub fn start() -> Vec<Effect> {
    vec![Effect::Open, Effect::ListStudies, Effect::Recall]
}

fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    if let Some(key) = after_escape(key) {
        let escape = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
        let mut effects = burst::pressed(model, escape);
        effects.extend(burst::pressed(model, key));
        return effects;
    }
    burst::pressed(model, key)
}

/// What a key does, whoever sent it.
pub(super) fn react(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if let Some(effects) = screens::measure::scan(model, key) {
        return effects;
    }
    match keymap::action(&model.scopes(), key) {
        Some(action) => act(model, action),
        None if !model.overlays.is_empty() => overlay::typed(model, key),
        None => screens::typed(model, key),
    }
}

/// The key that followed an escape, where both were read at once: a terminal sends a key with Alt just
/// so, and no binding has Alt. With Ctrl, only letters: other characters are AltGr's.
fn after_escape(key: KeyEvent) -> Option<KeyEvent> {
    let held = key.modifiers.contains(KeyModifiers::ALT);
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let follows = match key.code {
        KeyCode::Char(c) => !ctrl || c.is_ascii_alphabetic(),
        KeyCode::Enter | KeyCode::Tab => true,
        _ => false,
    };
    let modifiers = key.modifiers - KeyModifiers::ALT;
    (held && follows).then_some(KeyEvent { modifiers, ..key })
}

/// A text that came in one piece is typed, character by character, where something is being typed;
/// elsewhere its letters would be commands that nobody meant.
fn pasted(model: &Model, text: &str) -> Vec<Effect> {
    if model.scopes().iter().any(|scope| scope.is_typed_in()) {
        vec![Effect::Type(
            text.chars()
                .take(LONGEST_PASTE)
                .filter_map(as_key)
                .collect(),
        )]
    } else {
        Vec::new()
    }
}

/// More than this is no entry but a mistake of the hand.
const LONGEST_PASTE: usize = 10_000;

fn as_key(c: char) -> Option<KeyEvent> {
    let code = match c {
        '\n' | '\r' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        c if c.is_control() => return None,
        c => KeyCode::Char(c),
    };
    Some(KeyEvent::new(code, KeyModifiers::NONE))
}

/// What a key or a line of the palette asks for.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Quit => return quit(model),
        Action::Help => {
            model.overlays.push(palette::help(&model.scopes()));
            return Vec::new();
        }
        Action::Palette => {
            let palette = palette::palette(model);
            model.overlays.push(palette);
            return Vec::new();
        }
        Action::Undo if model.overlays.is_empty() => return undo(model),
        Action::Reload => return reload(model),
        _ => {}
    }
    if !model.overlays.is_empty() {
        return overlay::act(model, action);
    }
    match action {
        Action::Filter => {
            let typed = screens::filter(model).to_owned();
            model.overlays.push(Overlay::Filter(typed.into()));
            Vec::new()
        }
        Action::GoOverview => go(model, Screen::Overview),
        Action::GoMeasure => go(model, Screen::Measure),
        Action::GoAnimals => go(model, Screen::Animals),
        Action::GoGrowth => go(model, Screen::Growth),
        Action::GoResults => go(model, Screen::Results),
        Action::GoHistory => go(model, Screen::History),
        Action::GoRandomize => go(model, Screen::Randomize),
        action => match forms::open(model, action) {
            Some(effects) => effects,
            None => screens::act(model, action),
        },
    }
}

/// Goes to a screen of the open study, or of the one that is chosen in the list.
pub(super) fn go(model: &mut Model, screen: Screen) -> Vec<Effect> {
    if model.screen == Screen::Studies && screen != Screen::Studies {
        return screens::studies::open_chosen(model, screen);
    }
    model.status = None;
    model.screen = screen;
    screens::entered(model)
}

/// Ends the program. What was typed in a form waits for the next time.
fn quit(model: &mut Model) -> Vec<Effect> {
    model.quit = true;
    vec![screens::measure::keep(model), Effect::Quit]
}

/// Takes the newest entry of this session back.
fn undo(model: &mut Model) -> Vec<Effect> {
    if model.screen == Screen::Measure && screens::measure::step_back(model) {
        return Vec::new();
    }
    match model.undo.last() {
        Some(last) => vec![Effect::Write(Box::new(Write::Undo {
            operation: last.operation,
            study: last.study,
        }))],
        None => {
            let text = "nothing of this session is left to undo; older entries: `graftbook undo`";
            model.say(Tone::Note, text);
            Vec::new()
        }
    }
}

fn reload(model: &mut Model) -> Vec<Effect> {
    let mut effects = vec![Effect::Open, Effect::ListStudies];
    if let Some(study) = &model.study {
        effects.push(Effect::Load(study.name().to_owned()));
    }
    effects
}

fn tick(model: &mut Model) -> Vec<Effect> {
    match model.file {
        FileState::Unknown | FileState::Unusable(_) => vec![Effect::Open, Effect::ListStudies],
        _ => vec![Effect::Look],
    }
}

fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Opened(Ok(barred)) => return opened(model, barred),
        Answer::Opened(Err(trouble)) => model.file = FileState::Unusable(trouble),
        Answer::Studies(Ok(studies)) => {
            let mut effects = follow(model, &studies);
            effects.extend(screens::studies::listed(model, studies));
            return effects;
        }
        // Where nothing can be counted, nothing can be told of a study either, which says why.
        Answer::Counted(counted) => {
            if let Ok(heads) = counted {
                screens::studies::counted(model, *heads);
            }
        }
        Answer::Studies(Err(trouble)) => model.file = FileState::Unusable(trouble),
        Answer::Pulse(name, result) => return screens::studies::pulse(model, name, result),
        Answer::Study {
            name,
            writes,
            result,
        } => return study_read(model, name, writes, result),
        Answer::Analyzed {
            name,
            writes,
            result,
        } => {
            let Some(study) = model.study.as_mut().filter(|s| s.name() == name) else {
                return Vec::new();
            };
            if writes != model.writes {
                return numbers(model);
            }
            study.numbers = match result {
                Ok(analysis) => Numbers::Here(analysis),
                Err(trouble) => Numbers::Failed(trouble),
            };
            screens::analyzed(model);
        }
        Answer::Drawing(searched) => screens::randomize::searched(model, searched),
        Answer::Drawn(number, result) => return screens::randomize::drawn(model, number, result),
        Answer::Verified(study, result) => {
            return screens::randomize::verified(model, &study, result);
        }
        Answer::OnRecord(study, number, result) => {
            screens::randomize::on_record(model, &study, number, result);
        }
        Answer::Exported(export, result) => return forms::exported(model, *export, result),
        Answer::Wrote(write, Ok(wrote)) => return landed(model, *write, *wrote),
        Answer::Wrote(write, Err(trouble)) => return refused(model, *write, trouble),
        Answer::Elsewhere(Ok(false)) => {}
        Answer::Elsewhere(Ok(true)) => return reload(model),
        Answer::Elsewhere(Err(trouble)) => model.file = FileState::Unusable(trouble),
        Answer::Log(result) => return screens::history::page(model, result),
        Answer::Kept(kept) => screens::measure::found(model, *kept),
        Answer::NotKept(trouble) => model.say(
            Tone::Warning,
            format!("values that are not saved yet would be lost in a crash: {trouble}"),
        ),
    }
    Vec::new()
}

/// The file is open: for the first time, or again after it could not be used.
fn opened(model: &mut Model, barred: Option<Trouble>) -> Vec<Effect> {
    let is_back = matches!(model.file, FileState::Unusable(_));
    model.file = barred.map_or(FileState::Ready, FileState::ReadOnly);
    let study = model.study.as_ref().filter(|_| is_back);
    let reread = study.map(|study| Effect::Load(study.name().to_owned()));
    reread.into_iter().collect()
}

/// Takes in a study that was read, unless something was written since it was asked for.
fn study_read(
    model: &mut Model,
    name: String,
    writes: u64,
    result: Result<Box<StudyRecord>, Trouble>,
) -> Vec<Effect> {
    if writes != model.writes {
        return vec![Effect::Load(name)];
    }
    let is_wanted = model.loading.as_deref() == Some(&name);
    let is_open = model.study.as_ref().is_some_and(|study| match &result {
        Ok(record) => study.id() == record.study.id,
        Err(_) => study.name() == name,
    });
    // A study that has been left, or that has another name by now.
    if !is_wanted && !is_open {
        return Vec::new();
    }
    if is_wanted {
        model.loading = None;
    }
    match result {
        Ok(record) => renew(model, *record),
        Err(trouble) => {
            model.trouble(&trouble);
            if !is_open {
                model.screen = Screen::Studies;
            }
            Vec::new()
        }
    }
}

/// Follows the open study, by its id, to the name it has now; one that is gone is closed.
fn follow(model: &mut Model, studies: &[Study]) -> Vec<Effect> {
    let is_listed = matches!(model.file, FileState::Ready | FileState::ReadOnly(_));
    let Some(study) = model.study.as_mut().filter(|_| is_listed) else {
        return Vec::new();
    };
    let old = study.record.study.name.clone();
    match studies.iter().find(|listed| listed.id == study.id()) {
        Some(listed) if listed.name == old => Vec::new(),
        Some(listed) => {
            study.record.study.name = listed.name.clone();
            model.say(
                Tone::Note,
                format!("study {old} is called {} now", listed.name),
            );
            vec![Effect::Load(listed.name.to_string())]
        }
        None => {
            let effects = close(model);
            let text = format!("study {old} is no longer in the notebook");
            model.say(Tone::Warning, text);
            effects
        }
    }
}

/// Leaves the open study, which is no longer there.
fn close(model: &mut Model) -> Vec<Effect> {
    model.study = None;
    if model.screen != Screen::Studies {
        model.overlays.clear();
        model.screen = Screen::Studies;
    }
    screens::randomize::put_away(model)
}

/// Puts a whole study in the place of what was known of it.
fn renew(model: &mut Model, record: StudyRecord) -> Vec<Effect> {
    let same = |study: &OpenStudy| study.record.study.id == record.study.id;
    let old = model.study.take().filter(same);
    let is_new = old.is_none();
    let same_arms = |study: &OpenStudy| study.record.study.blinding == record.study.blinding;
    let mut effects = Vec::new();
    if !is_new && !old.as_ref().is_some_and(same_arms) {
        effects = screens::forget_arms(model);
    }
    let numbers = match old.filter(same_arms).map(|study| study.numbers) {
        Some(Numbers::Here(old) | Numbers::Coming(Some(old))) => Numbers::Coming(Some(old)),
        _ => Numbers::Unasked,
    };
    model.study = Some(OpenStudy { record, numbers });
    if is_new {
        effects.extend(screens::opened(model));
        effects.extend(screens::entered(model));
        return effects;
    }
    effects.extend(self::numbers(model));
    effects.extend(screens::refreshed(model));
    effects
}

/// Asks for the numbers of the open study if the screen shows any.
pub(super) fn numbers(model: &mut Model) -> Vec<Effect> {
    let shown = matches!(
        model.screen,
        Screen::Overview | Screen::Growth | Screen::Results
    );
    let Some(study) = model.study.as_mut() else {
        return Vec::new();
    };
    if !shown {
        study.numbers = Numbers::Unasked;
        return Vec::new();
    }
    let old = match std::mem::replace(&mut study.numbers, Numbers::Unasked) {
        Numbers::Here(old) | Numbers::Coming(Some(old)) => Some(old),
        _ => None,
    };
    study.numbers = Numbers::Coming(old);
    let options = Box::new(AnalysisOptions::default());
    vec![Effect::Analyze(study.name().to_owned(), options)]
}

/// A write is on disk.
fn landed(model: &mut Model, write: Write, mut wrote: Wrote) -> Vec<Effect> {
    model.writes += 1;
    let fresh = std::mem::replace(&mut wrote.fresh, Fresh::Stale);
    let animals: Vec<AnimalId> = match &fresh {
        Fresh::Animals(animals) => animals.iter().map(|a| a.animal.id).collect(),
        _ => Vec::new(),
    };
    remember(model, &write, &wrote, &fresh);
    let mut effects = refresh(model, &write, fresh);
    effects.extend(match &write {
        Write::Measure { .. } => screens::measure::saved(model, &wrote),
        Write::Undo { .. } => screens::undone(model, &wrote, &animals),
        _ => forms::saved(model, &write, &wrote),
    });
    effects
}

/// Takes in what a write made anew.
fn refresh(model: &mut Model, write: &Write, fresh: Fresh) -> Vec<Effect> {
    let open = model.study.as_ref().map(OpenStudy::id);
    let mut effects = Vec::new();
    match fresh {
        Fresh::Animals(animals) => {
            if let Some(study) = &mut model.study {
                study.renew(animals);
                if !matches!(study.numbers, Numbers::Unasked) {
                    effects.extend(numbers(model));
                }
            }
            if !matches!(write, Write::Measure { .. }) {
                effects.extend(screens::refreshed(model));
            }
            if model.screen == Screen::Studies {
                effects.push(Effect::ListStudies);
            }
        }
        Fresh::Study(record) => {
            if open == Some(record.study.id) {
                effects.extend(renew(model, *record));
            }
            effects.push(Effect::ListStudies);
        }
        Fresh::Gone(study) => {
            if open == Some(study) {
                effects.extend(close(model));
            }
            effects.push(Effect::ListStudies);
        }
        Fresh::Stale => effects.extend(reload(model)),
    }
    effects
}

/// Notes what can be taken back.
fn remember(model: &mut Model, write: &Write, wrote: &Wrote, fresh: &Fresh) {
    if let Write::Undo { operation, .. } = write {
        model.undo.retain(|known| known.operation != *operation);
        return;
    }
    let Some(receipt) = &wrote.receipt else {
        return;
    };
    let study = match (fresh, write) {
        (Fresh::Study(record), _) => Some(record.study.id),
        (_, Write::CreateStudy { .. } | Write::CreateDemo) => None,
        _ => model.study.as_ref().map(OpenStudy::id),
    };
    model.undo.push(Undoable {
        operation: receipt.operation,
        study,
    });
}

/// A write was refused; nothing was changed.
fn refused(model: &mut Model, write: Write, trouble: Trouble) -> Vec<Effect> {
    match write {
        Write::Measure { .. } => screens::measure::not_saved(model, &trouble),
        Write::Undo { operation, .. } => {
            if !trouble.again {
                model.undo.retain(|known| known.operation != operation);
            }
            model.trouble(&trouble);
        }
        _ => forms::refused(model, trouble),
    }
    vec![Effect::Bell]
}
