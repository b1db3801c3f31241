//! Findings on growth: what the primary test says of each arm. Arms with the same result share a finding.

use super::evidence::{ArmEvidence, Effect, Evidence, Responded};
use super::statement::{extent, of, on_day};
use super::{Finding, MOST_FINDINGS, Statement};
use crate::document::Words;
use crate::document::words::sentence;
use crate::number::{self, p_value, p_words, range, tgi_range, unbroken};
use crate::responders;
use domain::{InhibitionRow, PrimaryTest};

/// Letters of a list of names within a claim; longer lists become a number of arms.
const MOST_LETTERS_OF_NAMES: usize = 110;

/// A finding per effect that occurs, the strongest effect first.
pub(super) fn findings(evidence: &Evidence<'_>) -> Vec<Finding> {
    let treated = evidence.treated();
    if evidence.analysis.primary.is_none() || treated.is_empty() {
        return uncompared(evidence).into_iter().collect();
    }
    if evidence.compares_baselines() {
        return vec![of_baselines()];
    }
    const EFFECTS: [Effect; 6] = [
        Effect::Complete,
        Effect::Regressed,
        Effect::Slowed,
        Effect::Faster,
        Effect::Alike,
        Effect::Untested,
    ];
    let level = evidence.level();
    let of_effect = |effect: Effect| -> Vec<&ArmEvidence<'_>> {
        let arms = treated.iter().copied();
        arms.filter(|arm| arm.effect(level) == effect).collect()
    };
    let groups: Vec<_> = EFFECTS
        .into_iter()
        .map(|effect| (effect, of_effect(effect)))
        .filter(|(_, arms)| !arms.is_empty())
        .collect();
    let alike: Vec<_> = groups
        .iter()
        .flat_map(|(effect, arms)| by_response(*effect, arms))
        .collect();
    // Beside the finding on harm.
    let groups = if alike.len() < MOST_FINDINGS {
        alike
    } else {
        groups
    };
    let finding = |(effect, arms)| {
        let group = Group {
            evidence,
            effect,
            arms,
        };
        group.finding()
    };
    groups.into_iter().map(finding).collect()
}

/// The arms of an effect whose claim tells of responses, apart by these.
fn by_response<'a>(
    effect: Effect,
    arms: &[&'a ArmEvidence<'a>],
) -> Vec<(Effect, Vec<&'a ArmEvidence<'a>>)> {
    let kinds: &[&[Responded]] = match effect {
        Effect::Slowed => &[&[Responded::All], &[Responded::Some], &[Responded::None]],
        Effect::Regressed => &[&[Responded::All, Responded::Some], &[Responded::None]],
        _ => &[&[Responded::All, Responded::Some, Responded::None]],
    };
    let of_kind = |kind: &&[Responded]| {
        let arms = arms.iter().copied();
        arms.filter(|arm| kind.contains(&arm.responded()))
            .collect::<Vec<_>>()
    };
    let groups = kinds.iter().map(of_kind).filter(|arms| !arms.is_empty());
    groups.map(|arms| (effect, arms)).collect()
}

/// That nothing is compared, and why.
fn uncompared(evidence: &Evidence<'_>) -> Option<Finding> {
    use domain::NoteCode::{Landmark, NoControl, NoInhibition};
    let analysis = evidence.analysis;
    let claim = match (analysis.arms.len(), &analysis.control) {
        (0, _) => return None,
        (1, _) => "The study has one arm: there is no between-group comparison.",
        (_, None) => "No arm is marked as control: there is no between-group comparison.",
        _ => "Arms were not compared with the control.",
    };
    let mut notes = analysis.notes.iter();
    let why = notes.find(|note| [NoControl, Landmark, NoInhibition].contains(&note.code));
    let why = why.filter(|_| analysis.arms.len() > 1);
    let why = why.map(|note| Words::from(sentence(&note.message)));
    let last = evidence.last_day();
    let read = Words::of(format!("Tumors were read to {}.", on_day(last)), [last]);
    Some(Finding {
        is_harm: false,
        statement: Statement::fitting(claim, [read].into_iter().chain(why).collect()),
    })
}

/// That there is no day to compare arms on but that of the baseline.
fn of_baselines() -> Finding {
    let why = "On no later day were enough control animals read together. A visit window counts readings of neighboring \
               days as one visit.";
    Finding {
        is_harm: false,
        statement: Statement::fitting(
            "Arms could not be compared after baseline.",
            vec![why.into()],
        ),
    }
}

/// Arms with the same effect.
struct Group<'a> {
    evidence: &'a Evidence<'a>,
    effect: Effect,
    arms: Vec<&'a ArmEvidence<'a>>,
}

impl Group<'_> {
    fn finding(&self) -> Finding {
        let sentences = [self.tgi()].into_iter().flatten();
        let sentences = sentences.chain(self.lost_responders());
        let sentences =
            sentences.chain([self.responses(), self.exploratory()].into_iter().flatten());
        Finding {
            is_harm: false,
            statement: Statement::fitting(self.claim(), sentences.collect()),
        }
    }

    /// `A and B`; of many long names their number.
    fn names(&self) -> String {
        let arms: Vec<usize> = self.arms.iter().map(|arm| arm.at).collect();
        let names = self.evidence.labels.listed(&arms);
        match names.chars().count() <= MOST_LETTERS_OF_NAMES {
            true => names,
            false => unbroken(&of(arms.len(), self.evidence.treated().len())) + " arms",
        }
    }

    fn claim(&self) -> String {
        let names = self.names();
        let control = self.evidence.control().map_or(String::new(), |control| {
            self.evidence.labels.said(control.at)
        });
        match self.effect {
            Effect::Complete => format!("Every animal had a complete response with {names}."),
            Effect::Regressed if self.responders() == Some(0) => {
                format!("The mean tumor shrank with {names}, without a response of any animal.")
            }
            Effect::Regressed => format!("Tumors regressed with {names}."),
            Effect::Slowed if !self.is_of_volumes() => format!("{names} delayed the event."),
            Effect::Slowed if self.responders() == Some(0) => {
                format!("{names} slowed growth without a response.")
            }
            Effect::Slowed => format!("{names} slowed growth{}.", self.with_responses()),
            Effect::Faster if !self.is_of_volumes() => {
                format!("The event came sooner with {names} than with {control}.")
            }
            Effect::Faster => format!("Tumors grew faster with {names} than with {control}."),
            Effect::Alike => format!("{names} did not differ significantly from {control}."),
            Effect::Untested => format!("{names} could not be tested against {control}."),
        }
    }

    /// `, with a complete response of 8 of 9 animals`; complete ones are named where they are most.
    fn with_responses(&self) -> String {
        let rates = || self.arms.iter().filter_map(|arm| arm.responses);
        let evaluable: usize = rates().map(|arm| arm.mrecist_rate.evaluable).sum();
        let complete: usize = rates().map(|arm| arm.mrecist.complete).sum();
        match self.responders() {
            None => String::new(),
            Some(all) if complete > 0 && 2 * complete >= all => format!(
                ", with a complete response of {} animals",
                of(complete, evaluable)
            ),
            Some(all) => format!(", with a response of {} animals", of(all, evaluable)),
        }
    }

    /// Whether the primary test compares volumes, and not times.
    fn is_of_volumes(&self) -> bool {
        let primary = self.evidence.analysis.primary.as_ref();
        primary.is_none_or(|primary| primary.test != PrimaryTest::LogRank.id())
    }

    /// Animals that responded; none if none was evaluable.
    fn responders(&self) -> Option<usize> {
        let rates = || self.arms.iter().filter_map(|arm| arm.responses);
        let evaluable: usize = rates().map(|arm| arm.mrecist_rate.evaluable).sum();
        let responders = rates().map(|arm| arm.mrecist_rate.responders).sum();
        (evaluable > 0).then_some(responders)
    }

    /// TGI with its interval and the P of the primary test.
    fn tgi(&self) -> Option<Words> {
        let on = on_day(self.evidence.analysis.landmark_day);
        if self.effect == Effect::Untested {
            let why = self.arms.iter().find_map(|arm| arm.primary?.note.clone());
            return why.map(|why| Words::from(sentence(&why)));
        }
        let (begin, many) = match self.arms.as_slice() {
            [_] => (format!("TGI on {on} was "), false),
            several => (format!("On {on}, TGI was "), several.len() > 2),
        };
        let words = match many {
            true => self.together()?,
            false => {
                let each = self.arms.iter().enumerate();
                Words::joined(each.map(|(nth, arm)| self.one(arm, nth == 0)), ", and ")
            }
        };
        Some(words.within(&begin, "."))
    }

    /// `71.8% (95% CI 62.8–78.4), P = 0.0002`
    fn one(&self, arm: &ArmEvidence<'_>, says_what: bool) -> Words {
        let p = self.p(arm);
        let row = arm.inhibition;
        let Some((row, tgi)) = row.and_then(|row| Some((row, row.tgi_percent?))) else {
            return Words::of(format!("not estimable, {}", said_p(p)), [p]);
        };
        let ci = match says_what {
            true => format!("{} ", self.ci()),
            false => String::new(),
        };
        let interval = match row.ci_low.zip(row.ci_high) {
            Some((low, high)) => format!("{ci}{}", tgi_range(low, high)),
            None if row.n_control < row.n_treated => {
                format!("control n = {}, no interval", row.n_control)
            }
            None => format!("n = {}, no interval", row.n_treated),
        };
        let text = format!("{}% ({})", number::tgi(Some(tgi)), unbroken(&interval));
        let tgi = Words::of(text, [Some(tgi), row.ci_low, row.ci_high]);
        let disagrees = arm.inhibition_disagrees(self.evidence.level());
        let ratio = arm.growth_ratio().filter(|_| disagrees);
        let p = Words::of(said_p(p), [p]);
        Words::joined([tgi].into_iter().chain(ratio).chain([p]), ", ")
    }

    fn p(&self, arm: &ArmEvidence<'_>) -> Option<f64> {
        arm.primary.and_then(|row| row.p_adjusted)
    }

    /// `95% CI`
    fn ci(&self) -> String {
        let percent = 100.0 * self.evidence.analysis.settings.confidence;
        unbroken(&format!("{percent}% CI"))
    }

    /// `66.0–68.9% (95% CIs within 36.2–89.7), P = 0.0004–0.001`; none if no arm has a TGI.
    fn together(&self) -> Option<Words> {
        let rows = self.arms.iter().filter_map(|arm| arm.inhibition);
        let rows: Vec<&InhibitionRow> = rows.filter(|row| row.tgi_percent.is_some()).collect();
        let (least, most) = extent(rows.iter().filter_map(|row| row.tgi_percent))?;
        let low = extent(rows.iter().filter_map(|row| row.ci_low)).map(|ends| ends.0);
        let high = extent(rows.iter().filter_map(|row| row.ci_high)).map(|ends| ends.1);
        let within = match low.zip(high) {
            Some((low, high)) => {
                let range = unbroken(&tgi_range(low, high));
                format!(" ({}s within {range})", self.ci())
            }
            None => {
                let animals = rows.iter().map(|row| row.n_treated);
                let ends = animals.clone().min().zip(animals.max());
                let control = rows.iter().map(|row| row.n_control).min();
                ends.map_or(String::new(), |(least, most)| {
                    let n = match least == most {
                        true => least.to_string(),
                        false => format!("{least}–{most}"),
                    };
                    let n = match control.filter(|control| *control < least) {
                        Some(control) => format!("control n = {control}"),
                        None => format!("n = {n}"),
                    };
                    format!(" ({}, no intervals)", unbroken(&n))
                })
            }
        };
        let ends = extent(self.arms.iter().filter_map(|arm| self.p(arm)));
        let (p, ps) = match ends {
            None => (String::new(), [None; 2]),
            Some((least, most)) => {
                let (text, one) = p_range(least, most);
                (format!(", {text}"), [(!one).then_some(least), Some(most)])
            }
        };
        let tgi = unbroken(&tgi_range(least, most));
        let values = [Some(least), Some(most), low, high];
        Some(Words::of(
            format!("{tgi}%{within}{p}"),
            values.into_iter().chain(ps),
        ))
    }

    /// How many animals responded, by mRECIST.
    fn responses(&self) -> Option<Words> {
        let rates: Vec<_> = self.arms.iter().filter_map(|arm| arm.responses).collect();
        let responders = self.responders()?;
        let evaluable: usize = rates.iter().map(|arm| arm.mrecist_rate.evaluable).sum();
        let complete: usize = rates.iter().map(|arm| arm.mrecist.complete).sum();
        let first = &rates.first()?.mrecist_rate;
        let alike = rates.iter().all(|arm| {
            let rate = &arm.mrecist_rate;
            (rate.responders, rate.evaluable) == (first.responders, first.evaluable)
        });
        let ci = first.ci_low.zip(first.ci_high).filter(|_| alike);
        let interval = ci.map_or(String::new(), |(low, high)| {
            let each = if rates.len() > 1 { " each" } else { "" };
            let range = range(low, high, 0);
            unbroken(&format!("; {} {range}%{each}", self.ci())).replacen(";\u{a0}", "; ", 1)
        });
        let (low, high) = ci.unzip();
        if self.effect == Effect::Complete && alike {
            let each = if rates.len() > 1 { " in each" } else { "" };
            let text = format!(
                "{}{each} (mRECIST{interval}).",
                of(first.responders, first.evaluable)
            );
            return Some(Words::of(text.replacen("\u{a0}each)", ")", 1), [low, high]));
        }
        let kinds = match (responders, complete) {
            (0, _) => String::new(),
            (_, 0) => ", none completely".to_owned(),
            (all, complete) if all == complete => ", all completely".to_owned(),
            (_, complete) => format!(", {complete} completely"),
        };
        let text = format!(
            "{} evaluable animals responded{kinds} (mRECIST{interval}).",
            of(responders, evaluable)
        );
        Some(Words::of(text, [low, high]))
    }

    /// Responders that were found dead or left for weight or signs.
    fn lost_responders(&self) -> impl Iterator<Item = Words> {
        let lost = responders::lost(self.evidence.analysis, |row| {
            let is_of_arm = self.arms.iter().any(|arm| arm.name == row.arm);
            is_of_arm && row.is_mrecist_response()
        });
        lost.into_iter().map(Words::from)
    }

    /// That some arms have too few animals for more than a hint.
    fn exploratory(&self) -> Option<Words> {
        let few = self.arms.iter().filter(|arm| {
            arm.primary
                .is_some_and(|row| row.exploratory && row.p_adjusted.is_some())
        });
        let few: Vec<usize> = few.map(|arm| arm.at).collect();
        (!few.is_empty()).then(|| {
            let names = self
                .evidence
                .labels
                .listed(&self.evidence.fewer_than_three(&few));
            Words::from(format!(
                "Exploratory, for fewer than three animals in {names}."
            ))
        })
    }
}

fn said_p(p: Option<f64>) -> String {
    p.map_or("P not estimable".to_owned(), |p| unbroken(&p_words(p)))
}

/// `P < 0.0001 in each`, `P = 0.0004–0.001`; and whether it states the greater P alone.
fn p_range(least: f64, most: f64) -> (String, bool) {
    let (low, high) = (p_value(Some(least)), p_value(Some(most)));
    let (text, states_one) = match (low == high, low.starts_with('<')) {
        (true, _) => (unbroken(&p_words(most)) + " in each", true),
        (_, true) => (unbroken(&format!("P ≤ {high}")), true),
        (false, false) => (unbroken(&format!("P = {low}–{high}")), false),
    };
    (text, states_one)
}
