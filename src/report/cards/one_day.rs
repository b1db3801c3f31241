//! Tests of one day's values.

use super::Card;

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "anova",
        name: "One-way analysis of variance",
        question: "Are all arms' means the same, or does any differ?",
        formula: "F = (SS_b/(k − 1))/(SS_w/(N − k)): SS_b = Σ nᵢ(x̄ᵢ − x̄)² between k arms, SS_w = \
                  ΣΣ(x − x̄ᵢ)² within them, N values; p the upper tail of F with k − 1 and N − k \
                  degrees of freedom.",
        assumptions: "Values near normal with one variance: volumes rather on the log scale. A \
                      small p says that something differs, not what: see dunnett, tukey.",
        awkward: "Arms with fewer than two values on the landmark day are left out with a note. No \
                  answer where nothing varies within arms.",
        source: "Fisher 1925, Statistical Methods for Research Workers.",
        elsewhere: "As R's aov and Prism's ordinary one-way ANOVA. R answers p = 0 where no arm \
                    varies.",
    },
    Card {
        id: "welch_anova",
        name: "Welch's analysis of variance",
        question: "Are all arms' means the same, if arms scatter differently?",
        formula: "wᵢ = nᵢ/sᵢ², W = Σwᵢ, x̃ = Σwᵢx̄ᵢ/W, λ = Σ(1 − wᵢ/W)²/(nᵢ − 1)/(k² − 1); F = \
                  Σwᵢ(x̄ᵢ − x̃)²/(k − 1)/(1 + 2(k − 2)λ) with k − 1 and 1/(3λ) degrees of freedom.",
        assumptions: "Values near normal. Below about six per arm p is approximate.",
        awkward: "Arms of fewer than two values are left out with a note. No answer where one \
                  arm's values are all the same: its weight would be infinite.",
        source: "Welch 1951, doi:10.1093/biomet/38.3-4.330.",
        elsewhere: "As R's oneway.test and Prism's Welch ANOVA. With two arms it is Welch's t.",
    },
    Card {
        id: "kruskal_wallis",
        name: "Kruskal-Wallis test",
        question: "Do values of any arm tend to be larger or smaller than those of the others?",
        formula: "Ranks over all N values, ties sharing their mean, R̄ᵢ the mean rank of arm i; H \
                  = Σnᵢ(R̄ᵢ − (N + 1)/2)²/σ², σ² = N(N + 1)/12 − Σ(t³ − t)/(12(N − 1)) over sets \
                  of t tied values; p by χ² with k − 1 degrees of freedom.",
        assumptions: "No distribution assumed. χ² is good from about five values per arm; below, p \
                      tends to be too large.",
        awkward: "Zeros are tied lowest ranks and corrected for. No answer where all values are \
                  tied; empty arms are left out with a note.",
        source: "Kruskal & Wallis 1952, doi:10.1080/01621459.1952.10483441.",
        elsewhere: "As R's kruskal.test. Prism gives an exact p for few values.",
    },
    Card {
        id: "dunn",
        name: "Dunn's comparisons of mean ranks",
        question: "Which arms' values tend to be larger than the control's, or than each other's?",
        formula: "z = (R̄_b − R̄_a)/√(σ²(1/n_a + 1/n_b)), mean ranks R̄ over all arms together and \
                  σ² as in kruskal_wallis; p two-sided by the normal distribution, adjusted over \
                  the comparisons made (against the control, or of all pairs).",
        assumptions: "Good from about five values per arm. Ranks are over all arms, so a \
                      comparison changes a little with what the others hold.",
        awkward: "Ties are corrected for, as in kruskal_wallis. None without control values where \
                  arms are compared with it.",
        source: "Dunn 1964, doi:10.1080/00401706.1964.10490181.",
        elsewhere: "As R's PMCMRplus and dunn.test, some of which report one-sided p. Prism \
                    adjusts by Bonferroni.",
    },
    Card {
        id: "mann_whitney",
        name: "Mann-Whitney test (Wilcoxon rank sum)",
        question: "Do one arm's values tend to be smaller than the other's?",
        formula: "U: the pairs with the arm's value x above the other's y, ties a half (R's W). \
                  Exact: P(U ≤ u) over all orders of the values, two-sided twice the smaller tail. \
                  Normal: z = (U − nm/2 ∓ ½)/σ, σ² = nm/12·(N + 1 − Σ(t³ − t)/(N(N − 1))) over \
                  sets of t tied values.",
        assumptions: "No distribution assumed. With 3 against 3 no two-sided p is below 0.1.",
        awkward: "p is exact without ties and up to 40 000 pairs, else normal; a note says which \
                  and why. Two cured animals are a tie. No answer where all values are tied.",
        source: "Mann & Whitney 1947, doi:10.1214/aoms/1177730491.",
        elsewhere: "As R's wilcox.test, which is exact below 50 values per arm and without ties. \
                    Prism is exact with ties also.",
    },
    Card {
        id: "hodges_lehmann",
        name: "Hodges-Lehmann shift, with its interval",
        question: "By how much are one arm's values smaller than the other's?",
        formula: "The median of all differences x − y. Interval from the k-th smallest difference \
                  to the k-th largest, k the exact α/2 quantile of U (at least 1); with ties or \
                  many values the first whole number above nm/2 − ½ − z·σ, σ from the ties within \
                  either arm.",
        assumptions: "Both arms of one shape: one is the other, shifted. On the log scale: a \
                      factor.",
        awkward: "Where so few values cannot reach the confidence asked for, the widest interval \
                  there is, with a note and its own confidence: that of 3 against 3 is 90%. No \
                  answer where all values are tied.",
        source: "Hodges & Lehmann 1963, doi:10.1214/aoms/1177704172; Bauer 1972, \
                 doi:10.1080/01621459.1972.10481279.",
        elsewhere: "As R's wilcox.test(conf.int = TRUE), which with ties searches shift and limits \
                    to about 1e-4; here they are the differences themselves.",
    },
    Card {
        id: "welch_t",
        name: "Welch's t test",
        question: "Do two arms' means differ, and between which limits does the difference lie?",
        formula: "d = x̄₁ − x̄₂, SE = √(s₁²/n₁ + s₂²/n₂), t = d/SE, ν = SE⁴/(Σ(sᵢ²/nᵢ)²/(nᵢ − 1)); \
                  interval d ± t(ν)·SE. Of ln V, exp(d) is the ratio of geometric means.",
        assumptions: "Values near normal: volumes rather on the log scale. Variances may differ.",
        awkward: "Two values per arm at least; with few, ν is small and the interval rightly wide. \
                  No answer where neither arm varies.",
        source: "Welch 1947, doi:10.1093/biomet/34.1-2.28; Satterthwaite 1946, \
                 doi:10.2307/3002019.",
        elsewhere: "As R's t.test. Programs that round ν to an integer give slightly other limits.",
    },
    Card {
        id: "student_t",
        name: "Student's t test",
        question: "Do two arms' means differ, if both scatter alike?",
        formula: "d = x̄ − ȳ, s² = (SS_x + SS_y)/(n + m − 2), SE = s·√(1/n + 1/m), t = d/SE with n \
                  + m − 2 degrees of freedom; interval d ± t(ν)·SE.",
        assumptions: "Values near normal with one variance: volumes rather on the log scale. Where \
                      equal scatter is in doubt, welch_t.",
        awkward: "One arm may have a single value: its scatter is taken from the other. No answer \
                  where nothing varies within arms.",
        source: "Student 1908, doi:10.1093/biomet/6.1.1.",
        elsewhere: "As R's t.test(var.equal = TRUE) and Prism's unpaired t test.",
    },
    Card {
        id: "shapiro_wilk",
        name: "Shapiro-Wilk test of normality",
        question: "Could these values come from a normal distribution?",
        formula: "W = (Σaᵢx₍ᵢ₎)²/Σ(x − x̄)², x₍ᵢ₎ ascending; weights a from the normal scores \
                  Φ⁻¹((i − 3/8)/(n + 1/4)), the outermost by Royston's polynomials. p exact for n \
                  = 3; up to 11 from −ln(γ − ln(1 − W)), above from ln(1 − W), either near normal.",
        assumptions: "Asked of the residuals of all arms, each value less its arm's mean. With few \
                      values it finds only gross departures, with many it finds ones that do not \
                      matter.",
        awkward: "3 to 5000 values. Rounded values lower W. No answer where all are the same.",
        source: "Shapiro & Wilk 1965, doi:10.1093/biomet/52.3-4.591; Royston 1995 (AS R94), \
                 doi:10.2307/2986146.",
        elsewhere: "As R's shapiro.test, Prism and SciPy.",
    },
    Card {
        id: "levene",
        name: "Levene's test of equal variances (Brown-Forsythe)",
        question: "Do all arms scatter alike?",
        formula: "The analysis of variance of |x − median of its arm|: F with k − 1 and N − k \
                  degrees of freedom.",
        assumptions: "Bears values that are not normal, unlike bartlett, at the price of power. \
                      With few values per arm it rarely speaks, and its silence proves nothing.",
        awkward: "As in anova. Arms of two values, or of three equally spaced ones, may leave no \
                  variation of the distances: no answer.",
        source: "Brown & Forsythe 1974, doi:10.1080/01621459.1974.10482955.",
        elsewhere: "As R's car::leveneTest and Prism's Brown-Forsythe test. Levene's own test \
                    takes means instead of medians.",
    },
    Card {
        id: "bartlett",
        name: "Bartlett's test of equal variances",
        question: "Do all arms scatter alike, if values are normal?",
        formula: "νᵢ = nᵢ − 1, ν = Σνᵢ, s² = Σνᵢsᵢ²/ν: K² = (ν·ln s² − Σνᵢ·ln sᵢ²)/(1 + (Σ1/νᵢ − \
                  1/ν)/(3(k − 1))); p by χ² with k − 1 degrees of freedom.",
        assumptions: "Values normal: it answers to long tails as readily as to unequal variances. \
                      Where that is in doubt, levene.",
        awkward: "Arms of fewer than two values are left out with a note. No answer where one \
                  arm's values are all the same.",
        source: "Bartlett 1937, doi:10.1098/rspa.1937.0109.",
        elsewhere: "As R's bartlett.test and Prism. R answers K² = ∞ where an arm does not vary.",
    },
];
