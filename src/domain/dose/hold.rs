//! When doses of an animal are held, reduced and resumed, by the body weight that it has lost.
//!
//! `loss >= 15 %: hold; resume < 10 %; loss >= 20 %: endpoint; reduce to 50 %`. A rule proposes and a person decides. Loss is
//! in % of the animal's baseline weight; a gain is negative. `reduce to 50 %` alone is what doses resume with after a hold; with a
//! condition, `loss >= 10 %: reduce to 50 %`, it comes before a hold.

use std::fmt;
use std::str::FromStr;

use super::hold_grammar;
use crate::Invalid;

/// A rule that proposes to hold, reduce or resume doses.
#[derive(Debug, Clone, PartialEq)]
pub struct HoldRule {
    /// From which loss doses are reduced, and to how many %.
    pub(super) reduce: Option<(Threshold, f64)>,
    pub(super) hold: Option<Threshold>,
    /// Below which loss held doses resume.
    pub(super) resume: Option<Threshold>,
    /// To how many % doses are reduced that resume.
    pub(super) resume_at: Option<f64>,
    /// From which loss the animal has reached its endpoint.
    pub(super) endpoint: Option<Threshold>,
}

/// A loss of body weight in %, above 0 and below 100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Threshold {
    pub percent: f64,
    /// Whether the loss itself counts: `>=` and not `>`; of a resumption `<=` and not `<`.
    pub is_inclusive: bool,
}

impl Threshold {
    /// A loss that was computed of weights is off by less.
    const SLACK: f64 = 1e-9;

    /// Whether so much is lost.
    fn is_reached(self, loss: f64) -> bool {
        match self.is_inclusive {
            true => loss >= self.percent - Self::SLACK,
            false => loss > self.percent + Self::SLACK,
        }
    }

    /// Whether no more than this is lost.
    fn is_regained(self, loss: f64) -> bool {
        match self.is_inclusive {
            true => loss <= self.percent + Self::SLACK,
            false => loss < self.percent - Self::SLACK,
        }
    }

    fn from(self) -> String {
        format!(
            "{} {} %",
            if self.is_inclusive { ">=" } else { ">" },
            self.percent
        )
    }

    fn below(self) -> String {
        format!(
            "{} {} %",
            if self.is_inclusive { "<=" } else { "<" },
            self.percent
        )
    }

    /// A loss with as many decimals as tell it from the threshold, at least one.
    fn told(self, loss: f64) -> String {
        let with = |decimals: usize| format!("{loss:.decimals$}");
        let is_told = |text: &String| {
            let shown = text.parse::<f64>().unwrap_or(loss);
            self.is_reached(shown) == self.is_reached(loss)
                && self.is_regained(shown) == self.is_regained(loss)
        };
        (1..9)
            .map(with)
            .find(is_told)
            .unwrap_or_else(|| loss.to_string())
    }
}

/// How an animal is dosed so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DosingState {
    /// Whether its doses are held.
    pub is_held: bool,
    /// To how many % of the plan they are reduced; 100 if they are not. Of held doses: before the hold.
    pub percent: f64,
}

impl Default for DosingState {
    /// As planned.
    fn default() -> Self {
        Self {
            is_held: false,
            percent: 100.0,
        }
    }
}

/// What a rule proposes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HoldAction {
    /// To give no doses for now.
    Hold,
    /// To leave doses held.
    StayHeld,
    /// To give doses again, of so many % of the plan.
    Resume {
        /// Above 0, at most 100.
        percent: f64,
    },
    /// To give so many % of the planned dose.
    Reduce {
        /// Above 0, below 100.
        percent: f64,
    },
    /// To take the animal out: it has reached a humane endpoint.
    Endpoint,
}

/// What a rule proposes, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct HoldProposal {
    /// What.
    pub action: HoldAction,
    /// Why, as it is kept with the decision: `loss 16.2 % (rule: >= 15 %)`.
    pub reason: String,
}

impl HoldRule {
    /// What the rule proposes for an animal that has lost so many % of its weight; none where doses go on as they are. An animal
    /// whose loss is not known stays as it is.
    pub fn propose(&self, loss_percent: Option<f64>, state: DosingState) -> Option<HoldProposal> {
        let Some(loss) = loss_percent else {
            let reason = "no loss of body weight is known".to_owned();
            let action = HoldAction::StayHeld;
            return state.is_held.then_some(HoldProposal { action, reason });
        };
        let reached = |threshold: Option<Threshold>| threshold.filter(|t| t.is_reached(loss));
        if let Some(threshold) = reached(self.endpoint) {
            return Some(because(HoldAction::Endpoint, threshold, loss));
        }
        if state.is_held {
            return Some(self.propose_of_held(loss, state.percent));
        }
        if let Some(threshold) = reached(self.hold) {
            return Some(because(HoldAction::Hold, threshold, loss));
        }
        let (threshold, percent) = self.reduce?;
        let is_due = threshold.is_reached(loss) && percent < state.percent;
        is_due.then(|| because(HoldAction::Reduce { percent }, threshold, loss))
    }

    /// A hold ends below another loss than it begins with, so that doses do not begin and end with each weighing.
    fn propose_of_held(&self, loss: f64, percent_before: f64) -> HoldProposal {
        let Some(resume) = self.resume else {
            return HoldProposal {
                action: HoldAction::StayHeld,
                reason: format!("loss {loss:.1} % (the rule does not say when to resume)"),
            };
        };
        let percent = self.resume_at.unwrap_or(100.0).min(percent_before);
        let (action, rule) = match resume.is_regained(loss) {
            true => (HoldAction::Resume { percent }, "rule: resume"),
            false => (HoldAction::StayHeld, "rule: resume"),
        };
        HoldProposal {
            action,
            reason: format!("loss {} % ({rule} {})", resume.told(loss), resume.below()),
        }
    }
}

fn because(action: HoldAction, threshold: Threshold, loss: f64) -> HoldProposal {
    let reason = format!(
        "loss {} % (rule: {})",
        threshold.told(loss),
        threshold.from()
    );
    HoldProposal { action, reason }
}

impl FromStr for HoldRule {
    type Err = Invalid;

    /// Reads a rule leniently: `loss≥15% hold; resume loss<10%`, `hold if loss >= 15 %`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        hold_grammar::parse(text)
    }
}

impl fmt::Display for HoldRule {
    /// In its one form: reduction, hold, resumption, endpoint, reduction at resumption.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reduce =
            |(t, percent): (Threshold, f64)| format!("loss {}: reduce to {percent} %", t.from());
        let clauses = [
            self.reduce.map(reduce),
            self.hold.map(|t| format!("loss {}: hold", t.from())),
            self.resume.map(|t| format!("resume {}", t.below())),
            self.endpoint
                .map(|t| format!("loss {}: endpoint", t.from())),
            self.resume_at
                .map(|percent| format!("reduce to {percent} %")),
        ];
        let clauses: Vec<String> = clauses.into_iter().flatten().collect();
        f.write_str(&clauses.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FULL: DosingState = DosingState {
        is_held: false,
        percent: 100.0,
    };
    const HELD: DosingState = DosingState {
        is_held: true,
        percent: 100.0,
    };

    fn rule(text: &str) -> HoldRule {
        text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    #[test]
    fn a_rule_has_one_form() {
        const USUAL: &str =
            "loss >= 15 %: hold; resume < 10 %; loss >= 20 %: endpoint; reduce to 50 %";
        for (typed, printed) in [
            (USUAL, USUAL),
            (
                "loss>=15% hold; resume loss<10%; loss>=20% endpoint; reduce to 50%",
                USUAL,
            ),
            (
                "Loss of 15 %: hold\nresume below 10 percent\nreduce to 50 %\n20 % loss: endpoint",
                USUAL,
            ),
            (
                "hold if weight loss ≥ 15 %, resume when loss is < 10 %, endpoint at 20 %, reduce by 50 %",
                USUAL,
            ),
            ("hold 15 %", "loss >= 15 %: hold"),
            ("hold at loss more than 12,5 %", "loss > 12.5 %: hold"),
            (
                "loss at least 10: reduce to 75",
                "loss >= 10 %: reduce to 75 %",
            ),
            (
                "hold >15%; resume <=15%",
                "loss > 15 %: hold; resume <= 15 %",
            ),
            (
                "body weight loss > 20 %: humane endpoint",
                "loss > 20 %: endpoint",
            ),
            (
                "bw loss over 15 %: hold dosing; resume dosing at 10 %",
                "loss > 15 %: hold; resume < 10 %",
            ),
        ] {
            assert_eq!(rule(typed).to_string(), printed, "{typed}");
        }
    }

    #[test]
    fn what_is_no_rule_is_refused_with_the_piece_and_a_form() {
        for (text, message) in [
            ("", "hold rule is empty"),
            ("loss >= 15 %: hodl", "hold rule `hodl` is not understood"),
            (
                "loss >= 15 %",
                "hold rule `loss >= 15 %` says nothing to do",
            ),
            ("loss >= x %: hold", "hold rule `x` is not understood"),
            (
                "loss >= 0 %: hold",
                "hold rule `0` is no loss between 0 and 100 %",
            ),
            (
                "loss >= 150 %: hold",
                "hold rule `150` is no loss between 0 and 100 %",
            ),
            (
                "loss < 15 %: hold",
                "hold rule `loss < 15 %: hold` acts on an animal that has lost little",
            ),
            (
                "hold 15 %; resume > 10 %",
                "hold rule `resume > 10 %` resumes doses of an animal that has lost much",
            ),
            (
                "resume < 10 %",
                "hold rule `resume < 10 %` resumes doses that are never held",
            ),
            (
                "reduce to 50 %",
                "hold rule `reduce to 50 %` does not say when",
            ),
            (
                "hold 15 %; reduce to 100 %",
                "hold rule `100` is no part of a dose",
            ),
            (
                "hold 15 %; reduce to 0 %",
                "hold rule `0` is no part of a dose",
            ),
            (
                "hold 15 %; hold 20 %",
                "hold rule `hold 20 %` says a second time when to hold",
            ),
            (
                "hold 10 %; resume < 15 %",
                "hold rule `hold 10 %; resume < 15 %` resumes below 15 % what it holds from 10 %",
            ),
            (
                "hold 20 %; endpoint 20 %",
                "hold rule `hold 20 %; endpoint 20 %` never holds: the endpoint of 20 % comes first",
            ),
            (
                "reduce to 50 % at 20 %; hold 15 %",
                "hold rule `reduce to 50 % at 20 %; hold 15 %` never reduces: the hold of 15 % comes first",
            ),
            (
                "volume >= 1000: hold",
                "hold rule `volume` is not understood",
            ),
        ] {
            let invalid = text.parse::<HoldRule>().unwrap_err();
            assert_eq!(invalid.to_string(), message);
            assert!(!invalid.remedy.is_none());
        }
        let misspelled = "loss >= 15 %: hodl".parse::<HoldRule>().unwrap_err();
        assert_eq!(misspelled.remedy, "write `hold`".into());
    }

    /// What a rule proposes, with its reason.
    fn proposed(rule: &HoldRule, loss: f64, state: DosingState) -> String {
        let proposal = rule.propose(Some(loss), state);
        proposal.map_or_else(String::new, |p| format!("{:?}, {}", p.action, p.reason))
    }

    #[test]
    fn a_rule_proposes_by_the_loss_and_the_state() {
        let usual =
            rule("loss >= 15 %: hold; resume < 10 %; loss >= 20 %: endpoint; reduce to 50 %");
        for (loss, state, expected) in [
            (14.9, FULL, ""),
            (-3.0, FULL, ""),
            (15.0, FULL, "Hold, loss 15.0 % (rule: >= 15 %)"),
            (16.24, FULL, "Hold, loss 16.2 % (rule: >= 15 %)"),
            (20.0, FULL, "Endpoint, loss 20.0 % (rule: >= 20 %)"),
            (21.0, HELD, "Endpoint, loss 21.0 % (rule: >= 20 %)"),
            (12.0, HELD, "StayHeld, loss 12.0 % (rule: resume < 10 %)"),
            (10.0, HELD, "StayHeld, loss 10.0 % (rule: resume < 10 %)"),
            (
                9.96,
                HELD,
                "Resume { percent: 50.0 }, loss 9.96 % (rule: resume < 10 %)",
            ),
            (
                9.0,
                HELD,
                "Resume { percent: 50.0 }, loss 9.0 % (rule: resume < 10 %)",
            ),
        ] {
            assert_eq!(proposed(&usual, loss, state), expected, "{loss}");
        }
        assert_eq!(usual.propose(None, FULL), None);
        let unknown = usual.propose(None, HELD).unwrap();
        assert_eq!(unknown.action, HoldAction::StayHeld);
    }

    #[test]
    fn a_loss_that_was_computed_reaches_its_threshold() {
        let usual = rule("loss >= 15 %: hold; resume <= 10 %");
        let lost = |baseline: f64, now: f64| (baseline - now) / baseline * 100.0;
        let loss = lost(20.0, 17.0);
        assert_eq!(
            usual.propose(Some(loss), FULL).unwrap().action,
            HoldAction::Hold
        );
        for baseline in (100..400).map(|tenths| f64::from(tenths) / 10.0) {
            let at = |part: f64| (baseline * part * 1000.0).round() / 1000.0;
            let hold = usual.propose(Some(lost(baseline, at(0.85))), FULL).unwrap();
            assert_eq!(hold.action, HoldAction::Hold, "{baseline}");
            let resume = usual.propose(Some(lost(baseline, at(0.9))), HELD).unwrap();
            assert_eq!(resume.action, HoldAction::Resume { percent: 100.0 });
        }
    }

    #[test]
    fn doses_are_reduced_once_and_resume_no_higher_than_before() {
        let reducing = rule("loss >= 10 %: reduce to 50 %; loss >= 15 %: hold; resume < 10 %");
        let reduced = DosingState {
            percent: 50.0,
            ..FULL
        };
        let held = DosingState {
            percent: 50.0,
            ..HELD
        };
        assert_eq!(
            proposed(&reducing, 12.0, FULL),
            "Reduce { percent: 50.0 }, loss 12.0 % (rule: >= 10 %)"
        );
        assert_eq!(proposed(&reducing, 12.0, reduced), "");
        assert_eq!(
            proposed(&reducing, 15.0, reduced),
            "Hold, loss 15.0 % (rule: >= 15 %)"
        );
        assert_eq!(
            proposed(&reducing, 5.0, held),
            "Resume { percent: 50.0 }, loss 5.0 % (rule: resume < 10 %)"
        );
        let silent = rule("hold 15 %");
        assert_eq!(
            proposed(&silent, 1.0, HELD),
            "StayHeld, loss 1.0 % (the rule does not say when to resume)"
        );
    }

    /// Rules of every kind, with losses in tenths of a %.
    fn rules() -> impl Strategy<Value = HoldRule> {
        let losses = prop::collection::btree_set(1_u32..1000, 4);
        let is = || prop::bool::ANY;
        let parts = (1_u32..1000, 1_u32..1000);
        (
            losses,
            parts,
            [is(), is(), is(), is(), is()],
            [is(), is(), is(), is()],
        )
            .prop_map(|(losses, parts, has, is_inclusive)| {
                let losses: Vec<u32> = losses.into_iter().collect();
                let at = |index: usize| Threshold {
                    percent: f64::from(losses[index]) / 10.0,
                    is_inclusive: is_inclusive[index],
                };
                let part = |tenths: u32| f64::from(tenths) / 10.0;
                let hold = has[0].then(|| at(2));
                let resume = hold.filter(|_| has[1]).map(|_| at(1));
                let reduce = has[2].then(|| (at(0), part(parts.0)));
                let has_none = hold.is_none() && reduce.is_none();
                HoldRule {
                    reduce,
                    hold,
                    resume,
                    resume_at: resume.filter(|_| has[3]).map(|_| part(parts.1)),
                    endpoint: (has_none || has[4]).then(|| at(3)),
                }
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn a_printed_rule_is_read_as_the_same(rule in rules()) {
            let printed = rule.to_string();
            prop_assert_eq!(printed.parse::<HoldRule>().unwrap(), rule, "{}", printed);
        }

        #[test]
        fn no_text_panics(text in "(loss|hold|resume|reduce to|endpoint|>=|<|[0-9]{1,3}|%|;|:|,|at| ){0,12}|\\PC{0,30}") {
            if let Ok(rule) = text.parse::<HoldRule>() {
                prop_assert_eq!(rule.to_string().parse::<HoldRule>().unwrap(), rule);
            }
        }

        #[test]
        fn the_state_after_a_proposal_asks_for_no_other_one(rule in rules(), loss in -20.0..60.0_f64) {
            let next = match rule.propose(Some(loss), FULL).map(|p| p.action) {
                Some(HoldAction::Hold) => HELD,
                Some(HoldAction::Reduce { percent }) => DosingState { is_held: false, percent },
                _ => return Ok(()),
            };
            let again = rule.propose(Some(loss), next).map(|p| p.action);
            prop_assert!(matches!(again, None | Some(HoldAction::StayHeld)), "{:?}", again);
        }
    }
}
