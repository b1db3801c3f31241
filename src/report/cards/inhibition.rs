//! The definitions of growth inhibition.

use super::Card;

const CONVENTION: &str = "Convention, no single source. The card of its interval names those of \
                          the interval.";

const SUITES: &str = "Commercial suites print one of these definitions as \"TGI\" without saying \
                      which; on one public data set they run from 50 to 81% for one arm and day.";

const LOCATION: &str = "Only animals read on the landmark day count, so it overestimates the effect in an arm whose \
                        largest tumors left early. The arms began alike: the baseline is not in \
                        the formula.";

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "tc_mean",
        name: "Growth inhibition by T/C of means",
        question: "How large are the treated tumors on the landmark day, compared with the \
                   control's?",
        formula: "T/C % = 100·mean V_T / mean V_C; TGI % = 100 − T/C %. NCI reading of T/C: at \
                  most 42% active, below 10% highly active; the whole interval must say so.",
        assumptions: LOCATION,
        awkward: "A volume of 0 counts as 0. Animals not read on the day are left out of it. None \
                  where no control animal was read, or where the control's mean change since \
                  baseline is not above 0.",
        source: CONVENTION,
        elsewhere: SUITES,
    },
    Card {
        id: "tc_median",
        name: "Growth inhibition by T/C of medians",
        question: "How large is the middle treated tumor on the landmark day, compared with the \
                   control's?",
        formula: "T/C % = 100·median V_T / median V_C; TGI % = 100 − T/C %.",
        assumptions: LOCATION,
        awkward: "One very large tumor moves it little. A volume of 0 counts as 0. With few \
                  animals it jumps from one tumor to the next. None where the control's median change since baseline is not above 0.",
        source: CONVENTION,
        elsewhere: SUITES,
    },
    Card {
        id: "tc_geomean",
        name: "Growth inhibition by T/C of geometric means",
        question: "By which factor are the treated tumors smaller than the control's on the \
                   landmark day?",
        formula: "T/C % = 100·exp(mean ln V_T − mean ln V_C); TGI % = 100 − T/C %. The interval is \
                  Welch's on the log scale, exponentiated.",
        assumptions: "Volumes near log-normal. Only animals read on the landmark day count; the \
                      arms began alike.",
        awkward: "If any volume of an arm is 0 there is no geometric mean, and none is invented: a \
                  cured animal takes the number away. None where the control's mean change since \
                  baseline is not above 0. The interval needs three animals per arm and some \
                  variation.",
        source: "Convention, no single source. Interval: Welch 1947, doi:10.1093/biomet/34.1-2.28; \
                 Satterthwaite 1946, doi:10.2307/3002019.",
        elsewhere: "The interval is that of R's t.test(log(x), log(y)), exponentiated; programs \
                    that round the degrees of freedom to an integer give slightly other limits.",
    },
    Card {
        id: "delta",
        name: "Growth inhibition by mean change (ΔT/ΔC), paired",
        question: "How much less did the treated tumors grow since baseline than the control's?",
        formula: "TGI % = 100·(1 − mean(V_t − V₀)_T / mean(V_t − V₀)_C), over the animals read on \
                  the landmark day. Above 100 the arm shrank: never clipped.",
        assumptions: "Each animal is its own baseline. Animals that left before the landmark day \
                      do not count. The control grew well: where it hardly grew, the ratio is \
                      unstable.",
        awkward: "A volume of 0 counts as 0. None where the control's mean change is not above \
                  0.",
        source: CONVENTION,
        elsewhere: SUITES,
    },
    Card {
        id: "delta_median",
        name: "Growth inhibition by median change",
        question: "How much less did the middle treated tumor grow since baseline than the \
                   control's?",
        formula: "TGI % = 100·(1 − median(V_t − V₀)_T / median(V_t − V₀)_C), over the animals read \
                  on the landmark day.",
        assumptions: "As delta, but no single tumor decides.",
        awkward: "With few animals it jumps from one tumor to the next. None where the control's median change is not above 0.",
        source: CONVENTION,
        elsewhere: SUITES,
    },
    Card {
        id: "delta_locf",
        name: "Growth inhibition by mean change, last carried forward",
        question: "How much less did the treated tumors grow, if those of animals that left are \
                   kept at their last volume?",
        formula: "TGI % = 100·(1 − mean(V_last − V₀)_T / mean(V_last − V₀)_C), V_last the last \
                  reading up to the landmark day, over all animals with a baseline.",
        assumptions: "A tumor would have stood still after its animal left. It would have grown: \
                      an arm whose large tumors were taken out early looks smaller than it was.",
        awkward: "An animal read at baseline alone counts with a change of 0. None where the \
                  control's mean change is not above 0.",
        source: CONVENTION,
        elsewhere: SUITES,
    },
    Card {
        id: "delta_means",
        name: "Growth inhibition by change of the arm's mean",
        question: "How much less did the mean of the treated arm grow than the control's, as read \
                   off two points of a mean curve?",
        formula: "TGI % = 100·(1 − ΔT/ΔC), Δ = mean V_t of the animals read on the landmark day − \
                  mean V₀ of all animals with a baseline.",
        assumptions: "The animals read on the day stand for those that left: the two means of an \
                      arm are not of the same animals.",
        awkward: "Equal to delta where nobody left. None \
                  where the control's mean did not rise.",
        source: CONVENTION,
        elsewhere: SUITES,
    },
    Card {
        id: "rtv",
        name: "Growth inhibition by mean relative tumor volume (RTV)",
        question: "By how many times its baseline did a treated tumor grow, compared with the \
                   control's?",
        formula: "RTV = V_t/V₀ of each animal read on the landmark day; TGI % = 100·(1 − mean \
                  RTV_T / mean RTV_C).",
        assumptions: "Growth in proportion to size. Small baselines weigh heavily: a tumor that \
                      began at 20 mm³ can carry the mean.",
        awkward: "Animals with V₀ = 0 have no RTV and are left out. A volume of 0 is an RTV of 0. \
                  None where the control's mean change is not above 0.",
        source: CONVENTION,
        elsewhere: SUITES,
    },
    Card {
        id: "rtv_median",
        name: "Growth inhibition by median relative tumor volume",
        question: "By how many times its baseline did the middle treated tumor grow, compared with \
                   the control's?",
        formula: "TGI % = 100·(1 − median(V_t/V₀)_T / median(V_t/V₀)_C), over the animals read on \
                  the landmark day.",
        assumptions: "Growth in proportion to size. No single small baseline decides.",
        awkward: "Animals with V₀ = 0 are left out. With few animals it jumps. None where the control's median change is not above 0.",
        source: CONVENTION,
        elsewhere: SUITES,
    },
    Card {
        id: "auc",
        name: "Growth inhibition by area under the volume curve",
        question: "How much less tumor did the treated animals carry over their time on study?",
        formula: "AUC of an animal by trapezoid, Σ (tᵢ₊₁ − tᵢ)(Vᵢ + Vᵢ₊₁)/2, from its baseline \
                  over its own days to the landmark day, in mm³·day; TGI % = 100·(1 − mean AUC_T / \
                  mean AUC_C). The area under ln(V/V₀), also in the JSON, is made alike.",
        assumptions: "Straight lines between readings. Equal follow-up: an area grows with the \
                      time observed, so early leavers look good.",
        awkward: "At least two readings; a missing one is bridged by the line between its \
                  neighbors. A volume of 0 counts as 0, but leaves no area under ln(V/V₀). None \
                  where the control's mean change is not above 0.",
        source: CONVENTION,
        elsewhere: "The area is Prism's with baseline 0. Commercial suites print one of these \
                    definitions as \"TGI\" without saying which.",
    },
    Card {
        id: "auc_per_day",
        name: "Growth inhibition by area per day of observation",
        question: "How much less tumor did the treated animals carry on an average day on study?",
        formula: "TGI % = 100·(1 − mean(AUC/d)_T / mean(AUC/d)_C), d the animal's days from \
                  baseline to its last reading up to the landmark day.",
        assumptions: "Straight lines between readings. Division by the days makes unequal \
                      follow-up fairer, not fair: late days are those of large tumors.",
        awkward: "At least two readings. A volume of 0 counts as 0. None where the control's mean \
                  change is not above 0.",
        source: CONVENTION,
        elsewhere: SUITES,
    },
    Card {
        id: "auc_above_baseline",
        name: "Growth inhibition by area above baseline",
        question: "How much less did the treated tumors gain, over the whole time on study?",
        formula: "TGI % = 100·(1 − mean A_T / mean A_C), A the area of V − V₀ by trapezoid to the \
                  landmark day; parts below baseline count negative. Above 100 the arm shrank on \
                  balance.",
        assumptions: "Straight lines between readings, equal follow-up.",
        awkward: "At least two readings. None where the control's mean area above baseline is not \
                  above 0.",
        source: CONVENTION,
        elsewhere: "Prism by default ignores the parts below a baseline above 0; here they count.",
    },
    Card {
        id: "rate",
        name: "Inhibition of the growth rate",
        question: "How much slower do the treated tumors grow, in percent of the control's growth \
                   rate?",
        formula: "TGI % = 100·(1 − mean k_T / mean k_C), k the least-squares slope of an animal's \
                  ln V over days, from baseline to the horizon. Above 100 the tumors shrink.",
        assumptions: "Exponential growth: ln V rises straight. Each animal's slope counts alike, \
                      however many readings it rests on.",
        awkward: "At least three readings that the logarithm can use; zeros by the rule in the \
                  header, which weighs heavily where tumors vanish. None where the control's mean \
                  rate is not above 0.",
        source: CONVENTION,
        elsewhere: SUITES,
    },
    Card {
        id: "rate_tc",
        name: "Rate-based T/C (Hather)",
        question: "What T/C on the landmark day do the growth rates of both arms imply?",
        formula: "T/C % = 100·e^((mean k_T − mean k_C)·t); TGI % = 100 − T/C %. k the slope of ln \
                  V per day, t the control's mean days from baseline to the landmark day.",
        assumptions: "Exponential growth, equal baselines. All readings count, so an animal that \
                      left early still tells its rate.",
        awkward: "At least three readings that the logarithm can use; zeros by the rule in the \
                  header. None where the control's mean rate is not above 0.",
        source: "Hather et al. 2014, Cancer Informatics 13(S4):65, doi:10.4137/CIN.S13974.",
        elsewhere: SUITES,
    },
    Card {
        id: "regression",
        name: "Regression of the arm",
        question: "By how much did the arm's mean shrink below its baseline?",
        formula: "100·(V₀ − V_t)/V₀, V₀ the mean baseline of all animals, V_t the mean of those \
                  read on the landmark day; given where it is above 0. Of one arm alone: no \
                  control enters.",
        assumptions: "The animals read on the day stand for those that left.",
        awkward: "None where the arm did not shrink or V₀ is 0; 100% where every tumor is gone, \
                  then without an interval.",
        source: "Convention, no single source.",
        elsewhere: "A lone TGI above 100%, under another definition, does not tell how far the \
                    arm shrank.",
    },
    Card {
        id: "egait",
        name: "Inhibition of the growth rate eGaIT (unequal follow-up)",
        question: "How much slower do the treated tumors grow, when animals were followed for \
                   unequal times?",
        formula: "eGaIT of an animal = 2·∫(ln(V + 1) − ln(V₀ + 1))dt / span², by trapezoid from \
                  baseline to its last reading up to the landmark day, per day; TGI % = 100·(1 − \
                  mean eGaIT_T / mean eGaIT_C).",
        assumptions: "If ln(V + 1) rises straight with rate k, eGaIT is k, whatever the span. \
                      Straight lines between readings.",
        awkward: "The + 1 mm³ bears zeros, whatever the rule for zeros in the header. At least two \
                  readings. None where the control's mean eGaIT is not above 0.",
        source: "W. Forrest, R package maeve (Genentech): endpoint gain integrated in time.",
        elsewhere: "As maeve, whose sum starts at the first reading too.",
    },
];
