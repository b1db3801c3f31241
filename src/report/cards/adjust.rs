//! Comparisons judged together.

use super::Card;

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "dunnett",
        name: "Dunnett's comparisons with the control",
        question: "Which arms differ from the control, if all comparisons are to be right \
                   together?",
        formula: "tᵢ = (x̄ᵢ − x̄₀)/(s·√(1/nᵢ + 1/n₀)), s² the variance within all arms, ν = N − k. \
                  p: the chance that the largest of all |T| (of all T, one-sided) is as large, T \
                  multivariate t with correlations λᵢλⱼ, λᵢ = √(nᵢ/(nᵢ + n₀)), by quadrature. \
                  Intervals that hold together: x̄ᵢ − x̄₀ ± c·SE, c the quantile of the largest \
                  |T|. Contrasts of the mixed model: two-sided, λᵢ² = v₀/(v₀ + vᵢ) from the \
                  variances of the arms' estimates, each on its own ν.",
        assumptions: "Values near normal with one variance: volumes rather on the log scale. Exact \
                      for unequal arms; in the mixed model up to the approximation of ν.",
        awkward: "Arms with fewer than two values on the landmark day are left out with a note. No \
                  answer without control values, or where nothing varies within arms. With a \
                  covariate, the model's correlations are not quite products: the nearest are \
                  taken, and how far off they are is known.",
        source: "Dunnett 1955, doi:10.1080/01621459.1955.10501294; Dunnett 1964, \
                 doi:10.2307/2528490.",
        elsewhere: "As R's multcomp::glht and Prism. multcomp, emmeans and SciPy draw at random \
                    (other digits every time); emmeans also cuts ν to an integer. With one arm it \
                    is Student's t.",
    },
    Card {
        id: "tukey",
        name: "Tukey's comparisons of all pairs (Tukey-Kramer)",
        question: "Which arms differ from each other, if all comparisons are to be right together?",
        formula: "q = |x̄_b − x̄_a|/√(s²/2·(1/n_a + 1/n_b)), s² the variance within all arms, ν = \
                  N − k; p: upper tail of the studentized range of k means; intervals x̄_b − x̄_a \
                  ± c·√(s²/2·(1/n_a + 1/n_b)), c its quantile. Contrasts of the mixed model: q = \
                  √2·|t|, each on its own ν.",
        assumptions: "Values near normal with one variance: volumes rather on the log scale. Exact \
                      for equal arms; for unequal ones on the safe side. Against a control alone \
                      dunnett finds more.",
        awkward: "Arms with fewer than two values on the landmark day are left out with a note. No \
                  answer where nothing varies within arms.",
        source: "Kramer 1956, doi:10.2307/3001469; Hayter 1984, doi:10.1214/aos/1176346392.",
        elsewhere: "As R's TukeyHSD and Prism. R's ptukey is off by up to 3e-8 and has no smaller \
                    p; here the tail is integrated. With two arms it is Student's t.",
    },
    Card {
        id: "holm",
        name: "Holm's adjustment",
        question: "Of many comparisons some look striking by chance alone: which still count?",
        formula: "With m p-values, the i-th smallest times m − i + 1, made monotone from the \
                  smallest up, at most 1.",
        assumptions: "None on how the tests hang together: it bounds the chance of any false \
                      finding.",
        awkward: "Equal p-values stay equal. Missing ones stay missing and do not count in m.",
        source: "Holm 1979, Scand J Stat 6:65.",
        elsewhere: "As R's p.adjust(\"holm\"). Never weaker than bonferroni.",
    },
    Card {
        id: "bonferroni",
        name: "Bonferroni's adjustment",
        question: "Which of m comparisons count if each must bear all of them?",
        formula: "m·p, at most 1.",
        assumptions: "None on how the tests hang together: it bounds the chance of any false \
                      finding, at more cost than needed. Holm bounds the same and finds no less: \
                      there is no reason for this one but custom.",
        awkward: "Missing p-values stay missing and do not count in m.",
        source: "Dunn 1961, doi:10.1080/01621459.1961.10482090.",
        elsewhere: "As R's p.adjust(\"bonferroni\"); Prism's choice after Kruskal-Wallis (Dunn).",
    },
    Card {
        id: "hochberg",
        name: "Hochberg's adjustment",
        question: "Which of many comparisons count, where tests lean the same way or not at all?",
        formula: "With m p-values, the i-th smallest times m − i + 1, made monotone from the \
                  largest down, at most 1.",
        assumptions: "Tests independent or positively dependent, as comparisons with one control \
                      are; then it bounds the chance of any false finding, and finds no less than \
                      Holm.",
        awkward: "Equal p-values stay equal. Missing ones stay missing and do not count in m.",
        source: "Hochberg 1988, doi:10.1093/biomet/75.4.800.",
        elsewhere: "As R's p.adjust(\"hochberg\").",
    },
    Card {
        id: "benjamini_hochberg",
        name: "Benjamini-Hochberg adjustment (false discovery rate)",
        question: "Of a screen's many findings, which set holds only a small share of false ones?",
        formula: "With m p-values, the i-th smallest times m/i, made monotone from the largest \
                  down, at most 1.",
        assumptions: "Tests independent or positively dependent. It bounds the expected share of \
                      false findings among the findings, not the chance of any: for screens, not \
                      for a study's main comparisons.",
        awkward: "Equal p-values stay equal. Missing ones stay missing and do not count in m.",
        source: "Benjamini & Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.",
        elsewhere: "As R's p.adjust(\"BH\").",
    },
];
