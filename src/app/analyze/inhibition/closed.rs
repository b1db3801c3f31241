//! The closed-form interval of each definition. Rules and coverage: `stats::intervals`.

use domain::Definition;
use stats::interval::Interval;
use stats::intervals::{self, MeanChange, NoInterval};

use super::super::intervals::{Limits, no_closed_interval, tgi};
use super::landmark::Side;

/// Limits of TGI. `days` from baseline to the landmark day, on average over the control.
pub(super) fn limits(
    definition: Definition,
    treated: &Side,
    control: &Side,
    days: f64,
    confidence: f64,
) -> Limits {
    let ratio = ratio(definition, treated, control, days, confidence);
    let n = [treated.values.len(), control.values.len()];
    let interval = ratio.map_err(|why| no_closed_interval(why, n))?;
    Ok((tgi(interval), rule(definition)))
}

/// The id of the rule of a definition.
fn rule(definition: Definition) -> &'static str {
    use Definition as D;
    match definition {
        D::TcMean | D::Rtv | D::Auc | D::AucPerDay => "log_hc3",
        D::TcMedian | D::RtvMedian => "order_statistics",
        D::TcGeomean | D::RateTc => "welch_log",
        D::Delta | D::DeltaLocf | D::DeltaMeans | D::AucAboveBaseline => "pair_mover_hc3",
        D::DeltaMedian => "order_statistics_mover",
        D::Rate | D::Egait => "rate_mover",
        D::Regression => "paired_log_hc3",
    }
}

/// Limits of the ratio treated/control; for a regression, of the share of the baseline that is left.
fn ratio(
    definition: Definition,
    treated: &Side,
    control: &Side,
    days: f64,
    confidence: f64,
) -> Result<Interval, NoInterval> {
    use Definition as D;
    let (t, c) = (&treated.values, &control.values);
    match definition {
        D::TcMean | D::Rtv | D::Auc | D::AucPerDay => intervals::ratio_of_means(t, c, confidence),
        D::TcMedian | D::RtvMedian => intervals::ratio_of_medians(t, c, confidence),
        D::TcGeomean => intervals::ratio_of_geomeans(t, c, confidence),
        D::DeltaMedian => intervals::ratio_of_median_changes(t, c, confidence),
        D::Rate | D::Egait => intervals::ratio_of_rates(t, c, confidence),
        D::RateTc => intervals::ratio_by_rates(t, c, days, confidence),
        D::Delta | D::DeltaLocf | D::DeltaMeans | D::AucAboveBaseline => {
            let (t, c) = (
                MeanChange::of(&treated.changes)?,
                MeanChange::of(&control.changes)?,
            );
            intervals::ratio_of_changes(&t, &c, confidence)
        }
        D::Regression => intervals::share_left(&MeanChange::of(&treated.changes)?, confidence),
    }
}
