//! Keys: distinguishes those of a person from those of devices, and passes them to the topmost layer.
//!
//! Where characters are commands, or where device input is not expected, a character is held for a
//! [`MOMENT`](crate::base::device::MOMENT). Alone, it is the command it always was; several that come within the
//! moment, or one with its Enter, are a device's. A tag or chip of the open study then goes to its animal;
//! anything else gives a message and changes nothing. In forms over the measuring screen and in choices, what a
//! device sends is refused in the same way, but for sizes and weights of a correction; what has no Enter
//! there was typed by a quick hand, and is typed.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tui_input::Input;

use crate::base::device::{self, Scanned};
use crate::base::effect::Effect;
use crate::base::keymap::{self, Action};
use crate::base::message::Tone;
use crate::base::screen::Screen;
use crate::base::study::OpenStudy;
use crate::forms::{Purpose, Wanted};
use crate::model::{Model, Undoable};
use crate::overlay::Overlay;
use crate::palette::{self, Places};
use crate::screens::measure::is_tag;
use crate::widgets::line;
use app::Write;

/// No tag or value begins with one of these: they are commands at once.
const NEVER_SENT: [char; 3] = [':', '/', '?'];

/// What characters are where they are pressed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// They are commands.
    Commands,
    /// They are typed, and device input is refused.
    Typed,
    /// They are typed, by a person or a device.
    Open,
}

impl Model {
    /// Takes a key in: acts upon it, or holds it.
    pub(super) fn pressed(&mut self, key: KeyEvent) -> Vec<Effect> {
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let Some(follows) = after_escape(key).filter(|_| !self.is_bound(key)) else {
            return self.burst_key(key);
        };
        // Escape would leave the study, where the key has no meaning.
        if self.leads_to_screen(follows) {
            return self.burst_key(follows);
        }
        let escape = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
        let mut effects = self.burst_key(escape);
        // What lay over the screen is gone now.
        let next = if self.is_bound(key) { key } else { follows };
        effects.extend(self.burst_key(next));
        effects
    }

    fn is_bound(&self, key: KeyEvent) -> bool {
        keymap::action(&self.scopes(), key).is_some()
    }

    fn leads_to_screen(&self, key: KeyEvent) -> bool {
        let action = keymap::action(&self.scopes(), key);
        matches!(action, Some(Action::Go(_)))
    }

    fn burst_key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let mut effects = self.release_due();
        let now = self.context.now;
        let ends = device::is_terminator(key);
        if ends && self.burst.has_just_ended(now) {
            return effects;
        }
        if self.burst.due().is_some() {
            if ends {
                effects.extend(self.burst_ended(key));
                return effects;
            }
            if line::inserts(key) && !self.burst.is_repeated(key, now) {
                self.burst.hold(key, now);
                return effects;
            }
            effects.extend(self.release());
        }
        if self.is_held(key) {
            self.burst.hold(key, now);
            return effects;
        }
        let sent = if ends { self.burst.sent(now) } else { None };
        if let Some(characters) = sent {
            effects.extend(self.sent_into_field(characters));
            // A second terminator belongs to the same send.
            self.burst.end(now);
        } else if line::inserts(key) {
            self.burst.note(now);
        }
        effects.extend(self.react(key));
        effects
    }

    /// A device has sent this number of characters into the field, and its terminator comes: what fingers left
    /// unfinished there goes.
    fn sent_into_field(&mut self, characters: usize) -> Vec<Effect> {
        match self.overlays.last_mut() {
            None if self.context.screen == Screen::Measure => {
                self.ask(|screens, cx, _| screens.measure.keep_sent(cx, characters))
            }
            None if self.context.screen == Screen::Dosing => {
                self.ask(|screens, _, out| screens.dosing.keep_sent(characters, out))
            }
            Some(Overlay::Form(form, _)) if form.holds_size() => {
                if let Some(half) = form.keep_sent(characters) {
                    let text = format!("`{half}` was dropped: a device sent over it");
                    self.say(Tone::Warning, text);
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Acts upon what is held at once: something comes that must not overtake it.
    pub(super) fn flush_burst(&mut self) -> Vec<Effect> {
        match self.burst.due() {
            Some(_) => self.release(),
            None => Vec::new(),
        }
    }

    /// Acts upon what is held, if its moment has passed.
    pub(super) fn release_due(&mut self) -> Vec<Effect> {
        match self.burst.due() {
            Some(due) if due <= self.context.now => self.release(),
            _ => Vec::new(),
        }
    }

    fn place(&self) -> Place {
        match self.overlays.last() {
            Some(Overlay::Form(form, Purpose::Correct(_))) if form.holds_size() => Place::Open,
            // Devices are at work here: what they send next is not meant for a field.
            Some(Overlay::Form(..))
                if matches!(self.context.screen, Screen::Measure | Screen::Dosing) =>
            {
                Place::Typed
            }
            Some(Overlay::Form(form, _)) if form.is_at_choice() => Place::Typed,
            Some(Overlay::Pick(pick)) if pick.is_numbered() => Place::Typed,
            _ if self.is_typed_in() => Place::Open,
            _ => Place::Commands,
        }
    }

    fn is_held(&self, key: KeyEvent) -> bool {
        let announced = self.context.setting.config.announces_scan(key);
        if self.scan.text().is_some() || announced || !line::inserts(key) {
            return false;
        }
        match self.place() {
            Place::Commands => !matches!(key.code, KeyCode::Char(c) if NEVER_SENT.contains(&c)),
            Place::Typed => true,
            Place::Open => false,
        }
    }

    /// Nothing came after what is held, or a key that no device sends.
    fn release(&mut self) -> Vec<Effect> {
        let keys = self.burst.take();
        let text = device::text(&keys);
        match self.place() {
            _ if keys.len() < 2 => self.react_to_all(keys),
            // A letter that is held down: over a slow line, two of it may arrive at once.
            Place::Commands if device::is_one_letter(&keys) && !is_tag(&self.context, &text) => {
                self.react_to_all(keys)
            }
            Place::Commands if self.begins_value(&text) => self.react_to_all(keys),
            Place::Commands => self.sent(&text),
            Place::Typed if self.takes_a_line(&keys) => self.refuse_sent(&text),
            _ => self.react_to_all(keys),
        }
    }

    /// Whether the first of these would take a line of a choice.
    fn takes_a_line(&self, keys: &[KeyEvent]) -> bool {
        let choice = match self.overlays.last() {
            Some(Overlay::Pick(_)) => true,
            Some(Overlay::Form(form, _)) => form.is_at_choice(),
            _ => false,
        };
        let first = keys.first().map(|key| key.code);
        choice && matches!(first, Some(KeyCode::Char(c)) if c.is_ascii_digit())
    }

    /// A terminator follows at once upon what is held.
    fn burst_ended(&mut self, key: KeyEvent) -> Vec<Effect> {
        let mut keys = self.burst.take();
        let text = device::text(&keys);
        match self.place() {
            Place::Commands => self.sent(&text),
            Place::Typed if keys.len() > 1 || self.takes_a_line(&keys) => self.refuse_sent(&text),
            _ => {
                keys.push(key);
                self.react_to_all(keys)
            }
        }
    }

    fn react_to_all(&mut self, keys: Vec<KeyEvent>) -> Vec<Effect> {
        let each = keys.into_iter();
        each.flat_map(|key| self.react(key)).collect()
    }

    /// A device has sent this where nothing is typed.
    fn sent(&mut self, text: &str) -> Vec<Effect> {
        if self.context.screen.is_of_study() && is_tag(&self.context, text) {
            self.burst.end(self.context.now);
            return self.jump(text);
        }
        if self.overlays.is_empty() {
            let mut is_taken = false;
            let effects = self.ask_screen(|screen, cx, out| is_taken = screen.sent(cx, text, out));
            if is_taken {
                self.burst.end(self.context.now);
                return effects;
            }
        }
        self.refuse_sent(text)
    }

    /// Whether quick fingers, or a slow line, begin a value on the screen.
    fn begins_value(&self, text: &str) -> bool {
        self.overlays.is_empty() && !is_tag(&self.context, text) && self.screen().begins_value(text)
    }

    fn refuse_sent(&mut self, text: &str) -> Vec<Effect> {
        self.burst.end(self.context.now);
        let text = text.trim();
        let phrase = format!("`{text}` was sent by a device; nothing was changed");
        self.say(Tone::Warning, phrase);
        vec![Effect::Bell]
    }

    /// Goes to the animal of a tag or chip, from anywhere in its study: on the screen that is shown if it chooses animals,
    /// else to measure it.
    fn jump(&mut self, text: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        if is_tag(&self.context, text) {
            self.overlays.clear();
            let mut is_taken = false;
            effects = self.ask_screen(|screen, cx, out| is_taken = screen.scanned(cx, text, out));
            if is_taken {
                return effects;
            }
            if self.context.screen != Screen::Measure {
                effects = self.go(Screen::Measure);
            }
        }
        effects.extend(self.ask(|screens, cx, out| screens.measure.jump(cx, text, out)));
        effects
    }

    /// Takes a key that is a part of a scan, which begins with a prefix, on every screen of a study. None
    /// if it is no part of one.
    fn scan(&mut self, key: KeyEvent) -> Option<Vec<Effect>> {
        let in_form = matches!(self.overlays.last(), Some(Overlay::Form(..)));
        self.context.study.as_ref().filter(|_| !in_form)?;
        match self.scan.take(key, &self.context.setting.config) {
            Scanned::Other => None,
            Scanned::Part => Some(Vec::new()),
            Scanned::Whole(tag) => {
                let mut is_taken = false;
                let effects =
                    self.ask_screen(|screen, cx, out| is_taken = screen.scanned(cx, &tag, out));
                Some(if is_taken { effects } else { self.jump(&tag) })
            }
        }
    }

    /// Follows a tag that fingers type from a screen where its first digit leads to the measuring screen. Its Enter goes
    /// to the animal, and takes no value.
    fn typed_tag(&mut self, key: KeyEvent) -> Option<Vec<Effect>> {
        let now = self.context.now;
        let is_measuring = self.context.screen == Screen::Measure && self.overlays.is_empty();
        let leads = keymap::action(&self.scopes(), key) == Some(Action::Go(Screen::Measure));
        match key.code {
            KeyCode::Char(digit) if leads && !is_measuring && line::inserts(key) => {
                self.typed_tag.begin(digit, now);
                None
            }
            KeyCode::Char(character) if is_measuring && line::inserts(key) => {
                self.typed_tag.follow(character, now);
                None
            }
            _ => {
                let text = self.typed_tag.end(now)?;
                let is_sent = is_measuring && device::is_terminator(key);
                (is_sent && is_tag(&self.context, &text)).then(|| self.jump(&text))
            }
        }
    }

    /// What a key does, whoever sent it.
    pub(super) fn react(&mut self, key: KeyEvent) -> Vec<Effect> {
        if let Some(effects) = self.scan(key) {
            return effects;
        }
        if let Some(effects) = self.typed_tag(key) {
            return effects;
        }
        match keymap::action(&self.scopes(), key) {
            Some(action) => self.act(action),
            None if !self.overlays.is_empty() => self.overlay_typed(key),
            None => self.ask_screen(|screen, cx, out| screen.typed(cx, key, out)),
        }
    }

    /// A text that came in one piece is typed, character by character, where something is being typed;
    /// elsewhere its letters would act as commands.
    pub(super) fn pasted(&mut self, text: &str) -> Vec<Effect> {
        if let Some(effects) = self.pasted_rows(text) {
            return effects;
        }
        if !self.is_typed_in() {
            return Vec::new();
        }
        let keys = text.chars().take(LONGEST_PASTE).filter_map(as_key);
        vec![Effect::Type(keys.collect())]
    }

    /// What a key or a line of the palette asks for.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => {
                self.screens.measure.end_session();
                return self.quit();
            }
            Action::Help => {
                let mut scopes = self.scopes();
                if self.overlays.is_empty() {
                    scopes.push(&keymap::NOTEBOOK);
                }
                let help = palette::help(&scopes);
                self.overlays.push(Overlay::Reader(Box::new(help)));
                return Vec::new();
            }
            Action::Verify => {
                return self.start_job("verifying the audit trail", Effect::Verify);
            }
            Action::Doctor => return self.start_job("checking the file", Effect::Examine),
            Action::Restore => {
                self.show_restore();
                return Vec::new();
            }
            Action::Palette => {
                self.show_palette();
                return Vec::new();
            }
            Action::Undo if self.overlays.is_empty() => return self.undo_last(),
            Action::Reload => return self.reload(),
            _ => {}
        }
        if !self.overlays.is_empty() {
            return self.overlay_act(action);
        }
        match action {
            Action::Filter => {
                let filter = Input::new(self.screen().filter().to_owned());
                self.overlays.push(Overlay::Filter(filter));
                Vec::new()
            }
            Action::Go(screen) => self.go(screen),
            Action::MakeDemo => {
                let today = self.context.today;
                vec![Effect::Write(Box::new(Write::CreateDemo { today }))]
            }
            Action::EditArm => self.choose_arm(),
            Action::EditFormulation => self.choose_formulation(),
            action => match form_of(action) {
                Some(wanted) => self.open_form(&wanted),
                None => self.screen_act(action),
            },
        }
    }

    fn show_palette(&mut self) {
        let mut here = self.screen().scopes();
        here.extend([&keymap::EVERYWHERE, &keymap::NOTEBOOK]);
        // From the list of studies, a command leads into the study that is chosen there.
        let leads_on = match self.context.screen {
            Screen::Studies => self.screens.studies.chosen().is_some(),
            screen => screen.is_of_study() && self.context.study.is_some(),
        };
        let elsewhere = Screen::OF_STUDY
            .iter()
            .chain(&[Screen::Plan])
            .filter(|screen| leads_on && **screen != self.context.screen)
            .map(|screen| (*screen, self.screens.get(*screen).keys()))
            .collect();
        let places = Places {
            here,
            elsewhere,
            is_study_open: self.context.screen.is_of_study(),
            is_study_closed: match self.context.screen {
                Screen::Studies => {
                    let chosen = self.screens.studies.chosen();
                    let mut all = self.screens.studies.all().iter();
                    let chosen = all.find(|study| chosen.as_deref() == Some(study.name.as_str()));
                    chosen.is_some_and(|study| study.status == domain::StudyStatus::Closed)
                }
                _ => self
                    .context
                    .study
                    .as_ref()
                    .is_some_and(|study| !study.is_open()),
            },
        };
        let studies = self.screens.studies.all().iter().map(|study| &study.name);
        let palette = palette::palette(&places, studies);
        self.overlays.push(Overlay::Pick(Box::new(palette)));
    }

    fn screen_act(&mut self, action: Action) -> Vec<Effect> {
        self.status = None;
        match action {
            Action::Back => self.back(),
            action => self.ask_screen(|screen, cx, out| screen.act(cx, action, out)),
        }
    }

    /// One step out: within the screen, then to the overview, then to the list of studies. A filter
    /// falls away first.
    fn back(&mut self) -> Vec<Effect> {
        let mut inside = false;
        let effects = self.ask_screen(|screen, cx, out| inside = screen.back(cx, out));
        if inside {
            return effects;
        }
        let mut effects = effects;
        effects.extend(match self.context.screen {
            _ if !self.screen().filter().is_empty() => self.set_filter(""),
            Screen::Studies => {
                self.say(Tone::Note, "q quits the program");
                Vec::new()
            }
            Screen::Overview | Screen::Today => {
                let mut effects = self.leave_for(Screen::Studies);
                effects.push(Effect::ListStudies);
                effects
            }
            _ => self.go(Screen::Overview),
        });
        effects
    }

    /// Ends the program. What was typed in a form waits for the next time.
    pub(super) fn quit(&mut self) -> Vec<Effect> {
        self.quit = true;
        vec![self.keep(), Effect::Quit]
    }

    /// Undoes the newest entry of this session in the open study, where no study is open of all studies; what is typed
    /// and not saved comes first.
    fn undo_last(&mut self) -> Vec<Effect> {
        let at_measure = self.context.screen == Screen::Measure;
        if at_measure && self.screens.measure.step_back(&self.context) {
            return Vec::new();
        }
        let at_dosing = self.context.screen == Screen::Dosing;
        if at_dosing && self.screens.dosing.drop_weight() {
            return Vec::new();
        }
        let in_study = self.context.screen.is_of_study();
        let open = self.context.study.as_ref().filter(|_| in_study);
        let open = open.map(OpenStudy::id);
        let is_here = |known: &&Undoable| open.is_none() || known.study == open;
        match self.undo.iter().rev().find(is_here) {
            Some(last) => vec![Effect::Write(Box::new(Write::Undo {
                operation: last.operation,
                study: last.study,
                reason: None,
            }))],
            None => {
                let text = match open {
                    Some(_) => {
                        "nothing of this session in this study is left to undo; u on History undoes older entries"
                    }
                    None => {
                        "nothing of this session is left to undo; u on History undoes older entries"
                    }
                };
                self.say(Tone::Note, text);
                Vec::new()
            }
        }
    }

    /// Reads everything again.
    pub(super) fn reload(&mut self) -> Vec<Effect> {
        let mut effects = vec![Effect::Open, Effect::ListStudies];
        if let Some(study) = &self.context.study {
            effects.push(Effect::Load(study.name().to_owned()));
        }
        effects
    }
}

/// The form that an action asks for anywhere.
fn form_of(action: Action) -> Option<Wanted> {
    Some(match action {
        Action::NewStudy => Wanted::NewStudy,
        Action::EditStudy => Wanted::EditStudy,
        Action::CloseStudy => Wanted::SetStatus,
        Action::Blind => Wanted::Blind,
        Action::HandOutKey => Wanted::Key,
        Action::FreezePlan => Wanted::FreezePlan,
        Action::ExportReport => Wanted::Report,
        Action::ExportData => Wanted::Data,
        Action::Exclude => Wanted::Exclude,
        Action::Import => Wanted::Import,
        Action::Backup => Wanted::Backup,
        Action::NewArm => Wanted::NewArm,
        Action::NewRegimen => Wanted::NewRegimen,
        Action::NewFormulation => Wanted::NewFormulation,
        Action::NewAnimals => Wanted::NewAnimals,
        Action::Settings => Wanted::Settings,
        _ => return None,
    })
}

/// The key that followed an escape, where both were read at once: a terminal sends a key with Alt just
/// so. With Ctrl, only letters: other characters are AltGr's.
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

/// A longer text is pasted by mistake.
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
