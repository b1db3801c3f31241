//! The rules of intervals of growth inhibition.

use super::Card;

const QUESTION: &str = "Between which limits does growth inhibition lie, given how the animals of \
                        both arms scattered?";

const FEW: &str = "None, with the reason, where an arm has fewer than three animals with a value, \
                   the control is not above 0, or nothing varies. A wide interval is an answer: \
                   nothing is clipped.";

const HC3: &str = "Fieller's interval of a ratio is not bounded in a quarter to half of studies of \
                   3 against 3; the bootstrap (bca) is too short with few animals.";

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "log_hc3",
        name: "Interval of a ratio of means",
        question: QUESTION,
        formula: "T/C·e^(±q·se), se² = s_T²/((n − 1)·m_T²) + s_C²/((m − 1)·m_C²), m_T and m_C the means, q the t \
                  quantile with Satterthwaite's degrees of freedom of s_T²/(n·m_T²) and \
                  s_C²/(m·m_C²).",
        assumptions: "Animals are independent. In simulations it covers 92 to 98% where 95% is \
                      said, with 3 to 12 animals an arm; least where the treated scatter most.",
        awkward: "Zeros count; none where every treated value is 0. None where an arm has fewer \
                  than three animals with a value. A wide interval is an answer: nothing is clipped.",
        source: "HC3: MacKinnon & White 1985, doi:10.1016/0304-4076(85)90158-7; Satterthwaite \
                 1946, doi:10.2307/3002019.",
        elsewhere: HC3,
    },
    Card {
        id: "pair_mover_hc3",
        name: "Interval of a ratio of mean changes",
        question: QUESTION,
        formula: "Limits mean·e^(±q·s/(mean·√(n − 1))) of later mean and baseline mean of the \
                  treated arm give those of their difference, with their correlation; these and \
                  the control's limits change·e^(±q·s/(change·√(m − 1))) give those of the ratio.",
        assumptions: "Animals are independent. In simulations it covers 92 to 98% where 95% is \
                      said, with 3 to 12 animals an arm.",
        awkward: FEW,
        source: "Assembled from Zou & Donner 2008, doi:10.1002/sim.3095, and Donner & Zou 2012, \
                 doi:10.1177/0962280210383082.",
        elsewhere: HC3,
    },
    Card {
        id: "paired_log_hc3",
        name: "Interval of the regression of an arm",
        question: "Between which limits does the share of the baseline lie that an arm lost?",
        formula: "V_t/V₀ of the arm's means, times e^(±q·se), se² = s_t²/((n − 1)·mean V_t²) + \
                  s_0²/((n − 1)·mean V₀²) − 2r·(product of the roots), r the correlation of the \
                  means, q the t quantile with n − 1 degrees of freedom.",
        assumptions: "Animals are independent. In simulations it covers 91 to 98% where 95% is \
                      said; least where the arm scatters most.",
        awkward: "None where fewer than three animals were read on the day, or all are at 0.",
        source: "Convention (delta method), with the variance of MacKinnon & White 1985.",
        elsewhere: "Usually given without an interval.",
    },
    Card {
        id: "rate_mover",
        name: "Interval of a ratio of mean rates",
        question: QUESTION,
        formula: "Limits mean k_T ± q·s_T/√n and mean k_C·e^(±q·s_C/(mean k_C·√m)) give those of \
                  the ratio, q the t quantile with Satterthwaite's degrees of freedom.",
        assumptions: "Rates scatter about evenly to both sides. In simulations it covers 93 to 97% \
                      where 95% is said. Where some animals of an arm are cured, their rates \
                      stand apart and it covers 54 to 93%.",
        awkward: FEW,
        source: "Donner & Zou 2012, doi:10.1177/0962280210383082.",
        elsewhere: HC3,
    },
    Card {
        id: "welch_log",
        name: "Interval of a difference on the log scale",
        question: QUESTION,
        formula: "e^(d ± q·√(s_T²/n + s_C²/m)), d the difference of the means of ln V, or of the \
                  rates times the days; q the t quantile with Welch's degrees of freedom.",
        assumptions: "Volumes near log-normal, or rates near normal. In simulations it covers 93 \
                      to 97% where 95% is said; rates not where some animals are cured.",
        awkward: "None of geometric means where a volume is 0. None where an arm has fewer than \
                  three animals, or nothing varies.",
        source: "Welch 1947, doi:10.1093/biomet/34.1-2.28.",
        elsewhere: "That of R's t.test(log(x), log(y)), exponentiated.",
    },
    Card {
        id: "order_statistics",
        name: "Interval of a ratio of medians",
        question: QUESTION,
        formula: "T/C·e^(±z·√(s_T² + s_C²)), s = ln(x₍ₙ₋c₊₁₎/x₍c₎)/(2·z_c) of each arm, c = (n + \
                  1)/2 − √n rounded and at least 1, z_c the normal quantile of the binomial \
                  probability of fewer than c values below the median.",
        assumptions: "Animals are independent; no common shape of the arms is needed. In \
                      simulations it covers 92 to 98% where 95% is said.",
        awkward: "Where x₍c₎ of the treated arm is 0, T/C has 0 as lower limit and an upper one of \
                  the upper order statistic. None where the treated median is 0, or x₍c₎ of the \
                  control.",
        source: "Price & Bonett 2002, doi:10.1002/sim.1128.",
        elsewhere: "R's statpsych takes n/2 for (n + 1)/2 in the rank, which is longer at n of 8, \
                    11 and 14.",
    },
    Card {
        id: "order_statistics_mover",
        name: "Interval of a ratio of median changes",
        question: QUESTION,
        formula: "Limits median ± z·(x₍ₙ₋c₊₁₎ − x₍c₎)/(2·z_c) of the treated changes, and those of \
                  the control's on the log scale, as for medians, give those of the ratio.",
        assumptions: "Animals are independent. In simulations it covers 92 to 97% where 95% is \
                      said.",
        awkward: "None where the lower order statistic of the control's changes is not above 0, or \
                  an arm has fewer than three animals.",
        source: "Price & Bonett 2002, doi:10.1002/sim.1128; Donner & Zou 2012, \
                 doi:10.1177/0962280210383082.",
        elsewhere: "Usually given without an interval.",
    },
];
