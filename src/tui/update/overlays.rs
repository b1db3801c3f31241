//! Keys where something lies over the screen.

use ratatui::crossterm::event::KeyEvent;

use crate::base::effect::Effect;
use crate::base::keymap::Action;
use crate::base::message::{Tone, Trouble};
use crate::base::screen::Screen;
use crate::component::{Event, Request};
use crate::forms::{self, Purpose, Submitted};
use crate::model::Model;
use crate::overlay::Overlay;
use crate::widgets::line;
use crate::widgets::pick::Picked;
use crate::widgets::reader::Reader;

impl Model {
    /// A key that is bound to something.
    pub(super) fn overlay_act(&mut self, action: Action) -> Vec<Effect> {
        if action == Action::Back {
            return self.overlay_back();
        }
        match self.overlays.last_mut() {
            Some(Overlay::Form(..)) => return self.form_act(action),
            Some(Overlay::Pick(pick)) => {
                let picked = pick.act(action);
                return self.picked(picked);
            }
            Some(Overlay::Reader(reader)) if action == Action::Accept => match reader.closes() {
                true => drop(self.overlays.pop()),
                false => return vec![Effect::Bell],
            },
            Some(Overlay::Ask(..)) if action == Action::Confirm => return self.confirmed(),
            Some(Overlay::Reader(reader) | Overlay::Ask(reader, _)) => {
                reader.scroll(action, self.context.size);
            }
            Some(Overlay::Filter(_)) if action == Action::Accept => {
                self.overlays.pop();
                return self.notify(Event::FilterAccepted);
            }
            _ => {}
        }
        Vec::new()
    }

    /// Leaves the topmost; a form in which something was typed only after saying that it is lost.
    fn overlay_back(&mut self) -> Vec<Effect> {
        if let Some(Overlay::Form(form, _)) = self.overlays.last_mut() {
            if form.is_list_open() {
                form.close_list();
                return Vec::new();
            }
            if !form.may_leave() {
                return vec![Effect::Bell];
            }
        }
        match self.overlays.pop() {
            Some(Overlay::Filter(_)) => self.set_filter(""),
            Some(Overlay::Form(..)) => vec![self.keep()],
            _ => Vec::new(),
        }
    }

    /// A key that is bound to nothing: it is typed.
    pub(super) fn overlay_typed(&mut self, key: KeyEvent) -> Vec<Effect> {
        match self.overlays.last_mut() {
            Some(Overlay::Form(form, _)) => {
                form.typed(key);
                let file = form.typed_file().map(str::to_owned);
                return file.into_iter().map(Effect::ListFiles).collect();
            }
            Some(Overlay::Pick(pick)) => {
                let picked = pick.typed(key);
                return self.picked(picked);
            }
            Some(Overlay::Reader(reader) | Overlay::Ask(reader, _)) => reader.typed(key),
            Some(Overlay::Filter(input)) => {
                line::typed(input, key);
                let text = input.value().to_owned();
                return self.set_filter(&text);
            }
            None => {}
        }
        Vec::new()
    }

    /// What was asked is answered by yes.
    fn confirmed(&mut self) -> Vec<Effect> {
        match self.overlays.pop() {
            Some(Overlay::Ask(_, request)) => self.carry_out(*request),
            _ => Vec::new(),
        }
    }

    /// Something was chosen, or not yet.
    fn picked(&mut self, picked: Picked<Request>) -> Vec<Effect> {
        let request = match picked {
            Picked::Nothing => return Vec::new(),
            Picked::Item(request) => request,
            Picked::Text(text) => Request::Chosen(text),
        };
        self.overlays.pop();
        self.carry_out(request)
    }

    fn form_act(&mut self, action: Action) -> Vec<Effect> {
        let Some(Overlay::Form(form, _)) = self.overlays.last_mut() else {
            return Vec::new();
        };
        let file = form.typed_file().map(str::to_owned);
        match action {
            _ if form.is_list_open() => form.act_on_list(action),
            Action::NextField => drop(form.forward()),
            Action::PreviousField => form.backward(),
            Action::Next if form.open_list() || form.forward() => {}
            Action::Next | Action::Submit => return self.send_form(),
            _ => {}
        }
        self.check_form();
        let mut effects = vec![self.keep()];
        effects.extend(self.file_to_find(file));
        effects
    }

    /// Asks whether a file is there that is to be imported, once its field was left.
    fn file_to_find(&self, typed: Option<String>) -> Option<Effect> {
        let Some(Overlay::Form(form, Purpose::Import)) = self.overlays.last() else {
            return None;
        };
        let typed = typed.filter(|typed| !typed.is_empty())?;
        (form.typed_file() != Some(&typed)).then_some(Effect::FindFile(typed))
    }

    /// Reads the form as it is, so that what contradicts itself is said as soon as it is typed.
    fn check_form(&mut self) {
        if let Some(Overlay::Form(form, purpose)) = self.overlays.last_mut() {
            let refused = forms::submit(&self.context, form, purpose).err();
            form.note(refused.map(|refusal| (refusal.field, refusal.trouble)));
        }
    }

    fn send_form(&mut self) -> Vec<Effect> {
        let Some(Overlay::Form(form, purpose)) = self.overlays.last_mut() else {
            return Vec::new();
        };
        if !form.may_send() {
            return vec![Effect::Bell];
        }
        match forms::submit(&self.context, form, purpose) {
            Ok(submitted) => {
                let question = forms::question(&self.context, form, purpose, &submitted);
                match question.is_some_and(|(field, question)| form.asks_once(field, question)) {
                    true => vec![Effect::Bell],
                    false => self.submitted(submitted),
                }
            }
            Err(refusal) => {
                form.refuse(refusal.field, refusal.trouble);
                vec![Effect::Bell]
            }
        }
    }

    /// Does what a form asks for. One that writes stays until the write has landed.
    fn submitted(&mut self, submitted: Submitted) -> Vec<Effect> {
        match submitted {
            Submitted::Write(write) => match forms::asked_first(&write) {
                Some(lines) => {
                    let reader = Reader::new("Change so many animals?", lines);
                    let yes = Request::Do(Effect::Write(write));
                    let ask = Overlay::Ask(Box::new(reader), Box::new(yes));
                    self.overlays.push(ask);
                    Vec::new()
                }
                None => vec![Effect::Write(write)],
            },
            Submitted::Day(on) => {
                self.overlays.pop();
                let at_dosing = self.context.screen == Screen::Dosing;
                self.ask(|screens, cx, out| match at_dosing {
                    true => screens.dosing.set_day(cx, on, out),
                    false => screens.measure.set_day(cx, on, out),
                })
            }
            Submitted::DrawSettings(settings) => {
                self.overlays.pop();
                self.ask(|screens, cx, out| screens.randomize.set(cx, settings, out))
            }
            Submitted::Import(importing) => {
                let what = format!("reading {}", importing.sources);
                self.start_job(what, Effect::PlanImport(importing))
            }
            Submitted::Backup(file) => {
                let what = format!("copying to {}", file.display());
                self.start_job(what, Effect::Backup(file))
            }
            Submitted::Key(wanted) => {
                let what = format!("writing {}", wanted.file.display());
                self.start_job(what, Effect::HandOutKey(wanted))
            }
            Submitted::Export(export) => {
                self.overlays.pop();
                self.say(Tone::Note, format!("writing {} …", export.file.display()));
                vec![Effect::Export(export)]
            }
            Submitted::Settings(changes) => {
                let file = self.context.setting.config_file.clone();
                vec![Effect::ChangeSettings(Box::new(file), changes)]
            }
        }
    }

    /// What a form asked for was refused.
    pub(super) fn form_refused(&mut self, trouble: Trouble) {
        match self.overlays.last_mut() {
            Some(Overlay::Form(form, _)) => {
                let field = trouble.asks_reason.then_some("reason");
                form.refuse(field, trouble);
            }
            _ => self.trouble(&trouble),
        }
    }
}
