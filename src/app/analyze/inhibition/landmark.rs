//! Every definition on the landmark day. Formulas: `stats::inhibition`.

use domain::{Definition, InhibitionRow};
use stats::bca::{self, NoInterval, Scratch};
use stats::descriptive::{geomean, logs, mean, median};
use stats::inhibition::{change_of_means, rate_tc_percent, shrinkage_percent, tc_percent};
use stats::interval::Interval;
use stats::resample::{Draws, Resampled};
use stats::welch;

use super::super::cohort::AnalysisCohort;
use super::super::course::Track;
use super::super::frame::Frame;
use super::super::intervals::{Intervals, IntervalsBy, Limits, no_bootstrap_interval};
use super::super::parallel;
use super::closed;

/// The note of a ratio that has no denominator.
pub const NO_GROWTH: &str = "the control did not grow: no inhibition";

/// One arm under one definition.
pub(super) struct Side {
    /// The quantity of each animal that has it.
    pub values: Vec<f64>,
    /// Under a definition by changes: what each animal began with, and what it had later if it was read.
    pub changes: Vec<(f64, Option<f64>)>,
    location: Option<f64>,
    resampled: Option<Resampled>,
    /// Whether the arm's mean fell below its baseline only because animals left.
    seems_to_shrink: bool,
}

/// The control arm, with which all others are compared.
struct Control {
    day: f64,
    /// In the order of `Definition::ALL`.
    sides: Vec<Side>,
    mean_change: Option<f64>,
    median_change: Option<f64>,
    /// Mean days from baseline to the landmark day.
    days: f64,
}

/// The rows of each treated arm.
pub(super) fn rows(
    cohort: &AnalysisCohort,
    frame: &Frame,
    tracks: &[Track],
    intervals: &Intervals,
) -> Vec<Vec<InhibitionRow>> {
    let tables = intervals.tables();
    let arms: Vec<usize> = (1..cohort.arms.len()).collect();
    let Some(day) = frame.landmark else {
        return arms.iter().map(|_| Vec::new()).collect();
    };
    let of_arm = |arm| -> Vec<&Track> { cohort.of_arm(arm).map(|(i, _)| &tracks[i]).collect() };
    let control = Control::of(&of_arm(0), day, tables.map(|t| &t.control));
    parallel::map(&arms, |&arm, scratch: &mut Scratch| {
        let tracks = of_arm(arm);
        let compare = |(&definition, control_side)| {
            let draws = tables.map(|t| &t.treated);
            let draws = draws.filter(|_| control.comparable(definition, control_side));
            let treated = side(definition, &tracks, draws);
            let limits = match intervals.by {
                IntervalsBy::None => None,
                IntervalsBy::Closed => Some(closed::limits(
                    definition,
                    &treated,
                    control_side,
                    control.days,
                    intervals.confidence,
                )),
                IntervalsBy::Bca(_) => {
                    let sides = [&treated, control_side];
                    let confidence = intervals.confidence;
                    Some(bootstrap(
                        definition,
                        sides,
                        control.days,
                        confidence,
                        scratch,
                    ))
                }
            };
            control.row(cohort.arms[arm], definition, &treated, control_side, limits)
        };
        Definition::ALL
            .iter()
            .zip(&control.sides)
            .map(compare)
            .collect()
    })
}

/// The quantity of one animal that the location of a definition is taken of. For the definitions of arm means it only
/// counts the animals.
fn quantity(definition: Definition, track: &Track) -> Option<f64> {
    match definition {
        Definition::TcMean | Definition::TcMedian | Definition::TcGeomean => track.on_day,
        Definition::Delta | Definition::DeltaMedian => track.change(),
        Definition::DeltaLocf => track.change_locf(),
        Definition::Rtv | Definition::RtvMedian => track.rtv(),
        Definition::Auc => track.auc,
        Definition::AucPerDay => track.auc_per_day,
        Definition::AucAboveBaseline => track.auc_above_baseline,
        Definition::Rate | Definition::RateTc => track.growth.map(|line| line.slope),
        Definition::Egait => track.egait,
        Definition::DeltaMeans | Definition::Regression => track.on_day,
    }
}

/// What each animal began with and had later, under a definition that compares them; empty under the others.
fn changes(definition: Definition, tracks: &[&Track]) -> Vec<(f64, Option<f64>)> {
    let change = |track: &&Track| {
        let v0 = track.v0?;
        match definition {
            Definition::Delta => Some((v0, Some(track.on_day?))),
            Definition::DeltaLocf => Some((v0, Some(track.last?.1))),
            Definition::DeltaMeans | Definition::Regression => Some((v0, track.on_day)),
            Definition::AucAboveBaseline => Some((v0 * track.duration()?, Some(track.auc?))),
            _ => None,
        }
    };
    tracks.iter().filter_map(change).collect()
}

/// Whether the mean of those that were read on the day is below the baseline of all, though the tumors of the arm did
/// not shrink if those of animals that left count with their last volume, or though fewer than half are left.
fn seems_to_shrink(definition: Definition, tracks: &[&Track]) -> bool {
    if !matches!(definition, Definition::DeltaMeans | Definition::Regression) {
        return false;
    }
    let values = |of: fn(&Track) -> Option<f64>| -> Vec<f64> {
        tracks.iter().filter_map(|track| of(track)).collect()
    };
    let (v0, read) = (values(|t| t.v0), values(|t| t.on_day));
    let changed = change_of_means(&v0, &read);
    let carried = mean(&values(Track::change_locf));
    let fell = changed.is_some_and(|change| change < 0.0);
    fell && (2 * read.len() < v0.len() || carried.is_some_and(|change| change >= 0.0))
}

fn side(definition: Definition, tracks: &[&Track], draws: Option<&Draws>) -> Side {
    let values: Vec<f64> = tracks
        .iter()
        .filter_map(|t| quantity(definition, t))
        .collect();
    let (location, resampled) = match definition {
        Definition::DeltaMeans => of_means(tracks, draws, |v0, v| Some(v - v0)),
        Definition::Regression => of_means(tracks, draws, shrinkage_percent),
        Definition::TcMedian | Definition::DeltaMedian | Definition::RtvMedian => {
            let resampled = draws.and_then(|d| Resampled::medians(d, &values));
            (median(&values), resampled)
        }
        Definition::TcGeomean => (geomean(&values), None),
        _ => {
            let resampled = draws.and_then(|d| Resampled::means(d, &values));
            (mean(&values), resampled)
        }
    };
    Side {
        values,
        changes: changes(definition, tracks),
        location,
        resampled,
        seems_to_shrink: seems_to_shrink(definition, tracks),
    }
}

/// A statistic of the mean baseline of all animals and the mean volume of those read on the day.
///
/// Animals are resampled with both of their values, because baseline and later volume of an animal are correlated.
/// An animal that was not read on the day has weight 0 in the second mean (`share` is the fraction that was read).
fn of_means(
    tracks: &[&Track],
    draws: Option<&Draws>,
    statistic: impl Fn(f64, f64) -> Option<f64>,
) -> (Option<f64>, Option<Resampled>) {
    let rows = tracks.iter().filter_map(|t| {
        let read = t.on_day.map_or([0.0, 0.0], |v| [v, 1.0]);
        Some([t.v0?, read[0], read[1]])
    });
    let rows: Vec<[f64; 3]> = rows.collect();
    let v0: Vec<f64> = tracks.iter().filter_map(|t| t.v0).collect();
    let on_day: Vec<f64> = tracks.iter().filter_map(|t| t.on_day).collect();
    let change = change_of_means(&v0, &on_day);
    let location = mean(&v0)
        .zip(change)
        .and_then(|(v0, change)| statistic(v0, v0 + change));
    let combine = |v0: f64, sum: f64, share: f64| statistic(v0, sum / share).unwrap_or(f64::NAN);
    let resampled = draws.filter(|_| on_day.len() > 1).and_then(|draws| {
        let [v0, sum, share] = Resampled::means_of_rows(draws, rows)?;
        let all = |v0: &[f64], sum: &[f64], share: &[f64]| -> Vec<f64> {
            let means = v0.iter().zip(sum).zip(share);
            means
                .map(|((v0, sum), share)| combine(*v0, *sum, *share))
                .collect()
        };
        Some(Resampled::new(
            combine(v0.estimate, sum.estimate, share.estimate),
            all(&v0.replicates, &sum.replicates, &share.replicates),
            all(&v0.left_out, &sum.left_out, &share.left_out),
        ))
    });
    (location, resampled)
}

/// Limits of TGI from resamples; of geometric means and on the log scale, where an exact interval is at hand, without.
fn bootstrap(
    definition: Definition,
    [treated, control]: [&Side; 2],
    days: f64,
    confidence: f64,
    scratch: &mut Scratch,
) -> Limits {
    let interval = resampled(definition, [treated, control], days, confidence, scratch);
    let rule = match definition {
        Definition::TcGeomean => "welch_log",
        _ => "bca",
    };
    let interval = interval.map_err(no_bootstrap_interval)?;
    Ok((interval, rule))
}

fn resampled(
    definition: Definition,
    [treated, control]: [&Side; 2],
    days: f64,
    confidence: f64,
    scratch: &mut Scratch,
) -> Result<Interval, NoInterval> {
    if definition == Definition::TcGeomean {
        let logs = logs(&treated.values).zip(logs(&control.values));
        let ratio = logs.and_then(|(t, c)| welch::difference_of_means(&t, &c, confidence));
        let tgi = |log: f64| 100.0 - 100.0 * log.exp();
        let few = treated.values.len().min(control.values.len()) < 2;
        return match ratio {
            Some(ratio) => Ok(Interval {
                low: tgi(ratio.high),
                high: tgi(ratio.low),
            }),
            None if few => Err(NoInterval::TooFew),
            None => Err(NoInterval::NoVariation),
        };
    }
    let t = treated.resampled.as_ref().ok_or(NoInterval::TooFew)?;
    if definition == Definition::Regression {
        return bca::one_group(t, confidence, scratch);
    }
    let c = control.resampled.as_ref().ok_or(NoInterval::TooFew)?;
    if definition == Definition::RateTc {
        let tgi = |t: f64, c: f64| 100.0 - 100.0 * ((t - c) * days).exp();
        return bca::two_groups(t, c, confidence, scratch, tgi);
    }
    bca::ratio(t, c, confidence, scratch, |t, c| 100.0 - 100.0 * t / c)
}

impl Control {
    fn of(tracks: &[&Track], day: f64, draws: Option<&Draws>) -> Self {
        let changes: Vec<f64> = tracks.iter().filter_map(|t| t.change()).collect();
        let days: Vec<f64> = tracks.iter().filter_map(|t| Some(day - t.start?)).collect();
        let sides = Definition::ALL.iter().map(|d| side(*d, tracks, None));
        let mut control = Self {
            day,
            sides: sides.collect(),
            mean_change: mean(&changes),
            median_change: median(&changes),
            days: mean(&days).unwrap_or(0.0),
        };
        for (i, &definition) in Definition::ALL.iter().enumerate() {
            let needed = definition != Definition::Regression;
            if needed && control.grew(definition, &control.sides[i]) {
                control.sides[i] = side(definition, tracks, draws);
            }
        }
        control
    }

    /// Whether an arm can have a number under a definition, and so an interval.
    fn comparable(&self, definition: Definition, control: &Side) -> bool {
        definition == Definition::Regression || self.grew(definition, control)
    }

    /// Whether the control was read on the day and grew, in the terms of a definition.
    fn grew(&self, definition: Definition, control: &Side) -> bool {
        if self.mean_change.is_none() {
            return false;
        }
        let growth = match definition {
            Definition::TcMean | Definition::TcGeomean | Definition::Rtv => self.mean_change,
            Definition::Auc | Definition::AucPerDay => self.mean_change,
            Definition::TcMedian | Definition::RtvMedian => self.median_change,
            _ => control.location,
        };
        growth.is_some_and(|growth| growth > 0.0)
    }

    fn row(
        &self,
        arm: &str,
        definition: Definition,
        treated: &Side,
        control: &Side,
        limits: Option<Limits>,
    ) -> InhibitionRow {
        let both = treated.location.zip(control.location);
        let (tc, tgi) = match definition {
            Definition::Regression => (None, treated.location.filter(|shrinkage| *shrinkage > 0.0)),
            Definition::RateTc => {
                let tc = both.and_then(|(t, c)| rate_tc_percent(t, c, self.days));
                (tc, tc.map(|tc| 100.0 - tc))
            }
            _ => {
                let tc = both.and_then(|(t, c)| tc_percent(t, c));
                (tc, tc.map(|tc| 100.0 - tc))
            }
        };
        let known = self.comparable(definition, control) && !treated.seems_to_shrink;
        let tgi = tgi.filter(|_| known);
        let missing = self.missing(definition, treated, control);
        let limits = limits.filter(|_| tgi.is_some()).transpose();
        let (limits, reason) = match limits {
            Ok(limits) => (limits, None),
            Err(reason) => (None, Some(reason)),
        };
        InhibitionRow {
            arm: arm.to_owned(),
            day: self.day,
            definition,
            tgi_percent: tgi,
            tc_percent: tc,
            ci_low: limits.map(|(interval, _)| interval.low),
            ci_high: limits.map(|(interval, _)| interval.high),
            n_treated: treated.values.len(),
            n_control: control.values.len(),
            note: match tgi {
                Some(_) => reason,
                None => missing.map(str::to_owned),
            },
            interval_method: limits.map(|(_, rule)| rule),
        }
    }

    /// Why there is no inhibition.
    fn missing(
        &self,
        definition: Definition,
        treated: &Side,
        control: &Side,
    ) -> Option<&'static str> {
        Some(if treated.seems_to_shrink {
            "the mean of the arm fell below its baseline because animals left"
        } else if definition == Definition::Regression {
            if treated.values.is_empty() {
                "no animal of the arm was read"
            } else {
                "the arm did not shrink"
            }
        } else if treated.values.is_empty() {
            "no animal of the arm has a value"
        } else if control.values.is_empty() {
            "no animal of the control has a value"
        } else if self.mean_change.is_none() {
            "no animal of the control was read on the day: no inhibition"
        } else if definition == Definition::TcGeomean && treated.location.is_none() {
            "a volume of the arm is 0: no geometric mean"
        } else if definition == Definition::TcGeomean && control.location.is_none() {
            "a volume of the control is 0: no geometric mean"
        } else {
            NO_GROWTH
        })
    }
}
