//! Headings of P values: an adjustment is named only where there is more than one comparison to adjust for.

/// `P\nHolm`, `P Welch,\nHolm`; without the adjustment for a single comparison.
pub(super) fn p_heading(test: &str, adjustment: &str, comparisons: usize) -> String {
    let p = match test {
        "" => "P".to_owned(),
        test => format!("P {test}"),
    };
    match comparisons {
        0 | 1 => p,
        _ if test.is_empty() => format!("{p}\n{adjustment}"),
        _ => format!("{p},\n{adjustment}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjustment_is_named_for_several_comparisons_only() {
        assert_eq!(p_heading("", "Dunnett", 2), "P\nDunnett");
        assert_eq!(p_heading("Welch", "Holm", 2), "P Welch,\nHolm");
        assert_eq!(p_heading("Welch", "Holm", 1), "P Welch");
        assert_eq!(p_heading("", "Dunnett", 1), "P");
    }
}
