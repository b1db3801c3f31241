//! Headings of P values: an adjustment is named only where there is more than one comparison to adjust for.

/// `p\nHolm`, `p Welch\nHolm`; without the adjustment for a single comparison.
pub(super) fn p_heading(test: &str, adjustment: &str, comparisons: usize) -> String {
    let p = match test {
        "" => "p".to_owned(),
        test => format!("p {test}"),
    };
    match comparisons {
        0 | 1 => p,
        _ => format!("{p}\n{adjustment}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjustment_is_named_for_several_comparisons_only() {
        assert_eq!(p_heading("", "Dunnett", 2), "p\nDunnett");
        assert_eq!(p_heading("Welch", "Holm", 2), "p Welch\nHolm");
        assert_eq!(p_heading("Welch", "Holm", 1), "p Welch");
        assert_eq!(p_heading("", "Dunnett", 1), "p");
    }
}
