//! What screens ask for, carried out.

use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::base::kept::Kept;
use crate::base::message::Tone;
use crate::base::screen::Screen;
use crate::component::{Component, Event, Request, Requests};
use crate::forms::{self, Wanted};
use crate::model::Model;
use crate::overlay::Overlay;
use crate::screens::Screens;
use crate::widgets::pick::{Item, Pick};

impl Model {
    /// Lets the screens do something, and carries out what they ask for.
    pub(super) fn ask(
        &mut self,
        call: impl FnOnce(&mut Screens, &Context, &mut Requests),
    ) -> Vec<Effect> {
        let mut out = Requests::default();
        call(&mut self.screens, &self.context, &mut out);
        self.carry_out_all(out)
    }

    /// The same with the screen that is shown.
    pub(super) fn ask_screen(
        &mut self,
        call: impl FnOnce(&mut dyn Component, &Context, &mut Requests),
    ) -> Vec<Effect> {
        let screen = self.context.screen;
        self.ask(|screens, cx, out| call(screens.get_mut(screen), cx, out))
    }

    /// Passes an event to the current screen.
    pub(super) fn notify(&mut self, event: Event<'_>) -> Vec<Effect> {
        self.ask_screen(|screen, cx, out| screen.on(cx, event, out))
    }

    /// Passes an event to all screens.
    pub(super) fn notify_all(&mut self, event: Event<'_>) -> Vec<Effect> {
        self.ask(|screens, cx, out| {
            for screen in screens.all_mut() {
                screen.on(cx, event, out);
            }
        })
    }

    fn carry_out_all(&mut self, requests: Requests) -> Vec<Effect> {
        let mut effects = Vec::new();
        for request in requests {
            effects.extend(self.carry_out(request));
        }
        effects
    }

    /// Does what is asked.
    pub(super) fn carry_out(&mut self, request: Request) -> Vec<Effect> {
        match request {
            Request::Do(effect) => return vec![effect],
            Request::Act(action) => return self.act(action),
            Request::Go(screen) => return self.go(screen),
            Request::Find(screen, filter) => {
                let mut effects = self.go(screen);
                effects.extend(self.set_filter(&filter));
                self.jump_filter = Some(filter);
                return effects;
            }
            Request::Lead(screen, how) => {
                let effects = self.go(screen);
                self.say(Tone::Note, how);
                return effects;
            }
            Request::Import(importing) => {
                return self.start_job("importing", Effect::Import(importing));
            }
            Request::OpenStudy(name, screen) => return self.open_study(&name, screen),
            Request::Open(wanted) => return self.open_form(&wanted),
            Request::Chosen(text) => return self.notify(Event::Chosen(&text)),
            Request::CompareOn(landmark) => return self.compare_on(landmark),
            Request::AskDevice(role) => return self.ask_device(role),
            Request::Announce(sentence) => {
                if let Some(Overlay::Form(form, _)) = self.overlays.last_mut() {
                    form.announce(&sentence);
                }
            }
            Request::Say(status) => self.status = Some(status),
            Request::Choose(pick) => self.overlays.push(Overlay::Pick(pick)),
            Request::Ask(reader, yes) => self.overlays.push(Overlay::Ask(reader, yes)),
            Request::Read(reader) => self.overlays.push(Overlay::Reader(reader)),
            Request::ReadIfFree(reader) => {
                if self.overlays.is_empty() {
                    self.overlays.push(Overlay::Reader(reader));
                }
            }
        }
        Vec::new()
    }

    /// Goes to a screen of the open study, or of the one that is chosen in the list.
    pub(super) fn go(&mut self, screen: Screen) -> Vec<Effect> {
        if self.context.screen == Screen::Studies && screen.is_of_study() {
            return match self.screens.studies.chosen() {
                Some(name) => self.open_study(&name, screen),
                None => Vec::new(),
            };
        }
        let mut effects = self.leave_for(screen);
        effects.extend(self.entered_screen());
        effects
    }

    /// Leaves the screen that is shown for another.
    pub(super) fn leave_for(&mut self, screen: Screen) -> Vec<Effect> {
        self.status = None;
        if screen == self.context.screen {
            return Vec::new();
        }
        let mut effects = Vec::new();
        if let Some(filter) = self.jump_filter.take()
            && self.screen().filter() == filter
        {
            effects = self.set_filter("");
        }
        effects.extend(self.notify(Event::Left));
        self.context.screen = screen;
        effects
    }

    /// Opens a study at a screen; it is read if it is not the one that is open.
    pub(crate) fn open_study(&mut self, name: &str, screen: Screen) -> Vec<Effect> {
        let mut effects = self.leave_for(screen);
        let study = self.context.study.as_ref();
        if study.is_some_and(|study| study.name() == name) {
            effects.extend(self.entered_screen());
            return effects;
        }
        self.context.study = None;
        self.loading = Some(name.to_owned());
        effects.push(Effect::Load(name.to_owned()));
        effects
    }

    /// A screen of the open study has been gone to.
    pub(super) fn entered_screen(&mut self) -> Vec<Effect> {
        let mut effects = self.notify(Event::Entered);
        effects.extend(self.ask_numbers_once());
        effects
    }

    /// Filters the list that is shown.
    pub(super) fn set_filter(&mut self, text: &str) -> Vec<Effect> {
        self.ask_screen(|screen, cx, out| screen.set_filter(cx, text, out))
    }

    /// Shows a form with what was typed in it before, or says why there is none.
    pub(super) fn open_form(&mut self, wanted: &Wanted) -> Vec<Effect> {
        match forms::open(&self.context, wanted) {
            Ok((mut form, purpose)) => {
                self.status = None;
                forms::take_up(&self.context, &mut form, &purpose, &mut self.unsaved);
                self.overlays.push(Overlay::Form(Box::new(form), purpose));
            }
            Err(Some(why)) => self.say(Tone::Note, why),
            Err(None) => {}
        }
        Vec::new()
    }

    /// Asks for an arm to edit, unless there is one only.
    pub(super) fn choose_arm(&mut self) -> Vec<Effect> {
        let arms = match forms::editable_arms(&self.context) {
            Ok(arms) => arms,
            Err(why) => {
                if let Some(why) = why {
                    self.say(Tone::Note, why);
                }
                return Vec::new();
            }
        };
        if let [one] = arms {
            let name = one.name.to_string();
            return self.open_form(&Wanted::EditArm(name));
        }
        let items = arms.iter().map(|arm| Item {
            label: arm.name.to_string(),
            detail: if arm.is_control { "control" } else { "" }.to_owned(),
            value: Request::Open(Wanted::EditArm(arm.name.to_string())),
        });
        let pick = Pick::numbered("Which arm?", items.collect());
        self.overlays.push(Overlay::Pick(Box::new(pick)));
        Vec::new()
    }

    /// Asks for a formulation to change.
    pub(super) fn choose_formulation(&mut self) -> Vec<Effect> {
        let items = match forms::editable_formulations(&self.context) {
            Ok(codes) => codes.into_iter().map(|code| Item {
                label: code.to_string(),
                detail: String::new(),
                value: Request::Open(Wanted::EditFormulation(code.to_string())),
            }),
            Err(why) => {
                if let Some(why) = why {
                    self.say(Tone::Note, why);
                }
                return Vec::new();
            }
        };
        let pick = Pick::searched("Which formulation?", items.collect());
        self.overlays.push(Overlay::Pick(Box::new(pick)));
        Vec::new()
    }

    /// Keeps beside the notebook what changed of measuring since it was last kept: values that are not saved, and
    /// what is asked. Found by comparing, so that no key can change something and forget to keep it.
    pub(super) fn keep_changes(&mut self) -> Option<Effect> {
        let measuring = self.screens.measure.kept(&self.context);
        if measuring == self.kept {
            return None;
        }
        self.kept = measuring;
        Some(self.keep())
    }

    /// Keeps beside the notebook what is not saved: values, and a form that is filled in.
    pub(super) fn keep(&self) -> Effect {
        let form = self.overlays.iter().find_map(|overlay| match overlay {
            Overlay::Form(form, purpose) => forms::unsaved(&self.context, form, purpose),
            _ => None,
        });
        Effect::Keep(Box::new(Kept {
            studies: self.screens.measure.kept(&self.context),
            form: form.or_else(|| self.unsaved.clone()),
            import_reading: self.context.import_reading.clone(),
        }))
    }
}
