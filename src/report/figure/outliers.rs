//! Outliers: a curve far above all others would crush these, so the axis ends below it, and is drawn broken there.

use super::axis::{Axis, Scale};

/// An outlier is at least so many times as high as what comes next.
const FAR: f64 = 2.5;

/// Room of the axis above what comes next.
const ROOM: f64 = 1.15;

/// The least number of curves or bars of which one can be an outlier.
const LEAST: usize = 4;

/// A linear axis that ends below outliers. `tops` are the greatest values of the curves; at most one in four is an
/// outlier. What `keep` holds stays on the axis.
pub(super) fn cut(
    axis: Axis,
    scale: Scale,
    tops: impl Iterator<Item = f64>,
    keep: Option<f64>,
) -> Axis {
    let mut tops: Vec<f64> = tops.filter(|top| top.is_finite() && *top > 0.0).collect();
    if scale == Scale::Log || tops.len() < LEAST {
        return axis;
    }
    tops.sort_by(|a, b| b.total_cmp(a));
    let far = (0..=tops.len() / 4).filter(|n| *n > 0 && tops[n - 1] > FAR * tops[*n]);
    let Some(next) = far.max().map(|n| tops[n]) else {
        return axis;
    };
    let end = keep.map_or(ROOM * next, |keep| keep.max(ROOM * next));
    if end < tops[0] {
        axis.cut_at(end)
    } else {
        axis
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_below_outliers() {
        let end = |tops: &[f64], keep| {
            let axis = Axis::linear("", tops.iter().copied());
            let axis = cut(axis, Scale::Linear, tops.iter().copied(), keep);
            axis.is_broken().then(|| axis.range().1.round())
        };
        assert_eq!(end(&[100.0, 90.0, 80.0, 300.0], None), Some(115.0));
        assert_eq!(end(&[100.0, 90.0, 80.0, 300.0], Some(200.0)), Some(200.0));
        assert_eq!(end(&[100.0, 90.0, 80.0, 300.0], Some(400.0)), None);
        assert_eq!(end(&[100.0, 90.0, 80.0, 200.0], None), None);
        assert_eq!(
            end(&[100.0, 300.0], None),
            None,
            "two curves have no outlier"
        );
        assert_eq!(
            end(&[100.0, 90.0, 300.0, 300.0], None),
            None,
            "half of the curves are no outliers"
        );
    }
}
