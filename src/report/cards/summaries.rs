//! Means, medians, growth.

use super::Card;

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "mean_sem",
        name: "Mean ± standard error of the mean (n)",
        question: "What is a typical volume of the arm on that day, and how well is it known?",
        formula: "mean x̄ = Σx/n; SD = √(Σ(x − x̄)²/(n − 1)); SEM = SD/√n. Over the animals read \
                  that day.",
        assumptions: "None for the mean as such. SEM speaks of the mean's precision, SD of the \
                      animals.",
        awkward: "A volume of 0 is a value. SD and SEM need two animals. Once large tumors leave, \
                  the mean of the rest falls: see survivorship_guard.",
        source: "Convention.",
        elsewhere: "As R's mean and sd; GraphPad Prism agrees.",
    },
    Card {
        id: "median",
        name: "Median",
        question: "How large is the middle tumor of the arm?",
        formula: "The middle value, or the mean of the two middle ones, of the animals read that \
                  day.",
        assumptions: "None. One very large tumor does not move it.",
        awkward: "A volume of 0 is a value. With few animals it jumps from one tumor to the next.",
        source: "Convention.",
        elsewhere: "As R's median; GraphPad Prism agrees.",
    },
    Card {
        id: "geomean",
        name: "Geometric mean",
        question: "What is a typical volume on the scale on which tumors grow?",
        formula: "exp(mean of ln V), of the animals read that day.",
        assumptions: "Every volume above 0.",
        awkward: "If any volume is 0 there is none: one 0 would make it 0.",
        source: "Convention.",
        elsewhere: "As R's exp(mean(log(x))).",
    },
    Card {
        id: "growth_rate",
        name: "Growth rate per day",
        question: "How fast does a tumor grow?",
        formula: "k, the least-squares slope Sxy/Sxx of ln V over days, from baseline to the \
                  horizon (the landmark day, unless another is named); SE of the slope s/√Sxx with \
                  s² = RSS/(n − 2); R² = MSS/(MSS + RSS). Of an arm: mean ± SEM and median of its \
                  animals' k.",
        assumptions: "Exponential growth: ln V rises straight. Readings of one tumor are \
                      correlated, so an animal's SE is an orientation, not a test.",
        awkward: "At least three readings that the logarithm can use; with three the SE has a \
                  single degree of freedom. Zeros by the rule in the title. Animals without a rate \
                  are counted in a note.",
        source: "Convention (least squares).",
        elsewhere: "As R's summary(lm(y ~ x)); Prism's linear regression agrees. R gives an R² of \
                    rounding noise where ln V never varies; here there is none.",
    },
    Card {
        id: "doubling_time",
        name: "Doubling time, days",
        question: "In how many days does a tumor double?",
        formula: "ln 2/k of the growth rate k. Of an arm: ln 2 over the mean rate, which is not \
                  the mean of its animals' doubling times.",
        assumptions: "Exponential growth.",
        awkward: "Negative where the tumor shrinks: then left out of the table, and kept in the \
                  JSON as a halving time with a minus. None where k is 0.",
        source: "Convention.",
        elsewhere: "ln 2/k everywhere; k differs with the fit. A line through ln V, as here, \
                    weighs small volumes as much as large ones.",
    },
    Card {
        id: "bca",
        name: "Bootstrap interval (BCa)",
        question: "Between which limits does a percentage such as TGI lie, given how the animals \
                   of both groups scattered?",
        formula: "θ* in every resample, each group drawn within itself (ChaCha8, seed and number \
                  in the header). Bias z₀ = Φ⁻¹(share of θ* below θ̂, ties half); acceleration a \
                  from the jackknife over both groups, weighed by their sizes. Ends: the quantiles \
                  of θ* at Φ(z₀ + (z₀ ± z)/(1 − a(z₀ ± z))), interpolated at (R + 1)·α.",
        assumptions: "Animals independent within groups. With fewer than about six animals per \
                      group any bootstrap interval is too short. For medians the jackknife is \
                      rough.",
        awkward: "None, with the reason, where an arm has fewer than two animals, every resample \
                  gives the same value, not every resample has a value, all lie on one side of the \
                  estimate, or the control's growth is not above 0 in every resample: the true \
                  interval is then unbounded.",
        source: "Efron 1987, doi:10.1080/01621459.1987.10478410; DiCiccio & Efron 1996, \
                 doi:10.1214/ss/1032280214; Davison & Hinkley 1997, Bootstrap Methods, 5.3.",
        elsewhere: "R's boot.ci(type = \"bca\") leaves out the weights of the group sizes in the \
                    acceleration, which matters only where groups differ in size; Prism has no \
                    such interval.",
    },
];
