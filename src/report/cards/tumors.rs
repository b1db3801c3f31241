//! Responses of animals and their rates.

use super::Card;

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "mrecist",
        name: "mRECIST class",
        question: "Did this tumor shrink, stand still or grow, judged by its best moment and by \
                   its best average so far?",
        formula: "ΔV(t) = 100·(V_t − V₀)/V₀, t days since baseline. Best response: min ΔV(t) over \
                  t ≥ 10 d. Best average response: see best_average_response. mCR: best < −95 and \
                  average < −40; mPR: < −50 and < −20; mSD: < 35 and < 30; else mPD.",
        assumptions: "One reading in the window is enough. The first day of the window, 10, is a \
                      setting.",
        awkward: "Limits are strict. NE, not evaluable: no reading in the window, or V₀ = 0. An \
                  animal with several tumors is judged by their sum.",
        source: "Gao et al. 2015, Nat Med 21:1318, doi:10.1038/nm.3954.",
        elsewhere: "As the R package Xeva with t ≥ 10. The published calls of the encyclopedia \
                    follow t > 10 in part.",
    },
    Card {
        id: "best_average_response",
        name: "Best average response",
        question: "How far had the tumor shrunk on average at the best of times, so that one lucky \
                   reading does not decide?",
        formula: "The smallest, over t ≥ 10 d, of the mean of ΔV over all readings from day 0 \
                  (included) to t; ΔV in percent of V₀.",
        assumptions: "A running mean weighs readings, not days: dense early readings pull it to 0.",
        awkward: "None without a reading in the window, or with V₀ = 0.",
        source: "Gao et al. 2015, Nat Med 21:1318, doi:10.1038/nm.3954.",
        elsewhere: "As the R package Xeva with t ≥ 10.",
    },
    Card {
        id: "pptp",
        name: "PPTP class",
        question: "Did this tumor regress, and if it progressed, was it at least delayed against \
                   the control?",
        formula: "CR: below 100 mm³ at least once; MCR: a CR and still below at the last reading. \
                  PR: at most half of V₀ at least once, never below 100 mm³. Otherwise SD if the \
                  last volume is at most 25% above V₀, else PD. PD1 or PD2: the tumor's time to \
                  event over the control's Kaplan-Meier median is at most 1.5, or above. Event: \
                  the first reading of at least 4·V₀, whatever the study's event is. Score: 0, 2, 4, 6, 8, 10 for \
                  PD1, PD2, SD, PR, CR, MCR.",
        assumptions: "Tumors of 100 mm³ or more at start. By the letter of the scheme, a smaller \
                      one would be a CR with its next reading below 100 mm³, even if it grew: it \
                      is not judged here.",
        awkward: "A progressing tumor without an event counts with its last day. Where the control \
                  has no median time, PD stays undivided. NE: no reading after baseline, or V₀ \
                  below 100 mm³. Study end is the last reading.",
        source: "Houghton et al. 2007, Pediatr Blood Cancer 49:928, doi:10.1002/pbc.21078; median: \
                 Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452.",
        elsewhere: "The source interpolates the day of the event; here it is the day read.",
    },
    Card {
        id: "consecutive",
        name: "Class of the consecutive-readings rule",
        question: "Did this tumor stay small long enough for the shrinkage to be real?",
        formula: "PR: at most 50% of V₀ on three consecutive readings, at least one of them 13.5 \
                  mm³ or more. CR: below 13.5 mm³ on three consecutive readings. TFS, tumor-free \
                  survivor: a CR whose last three readings are still below. Else NR.",
        assumptions: "Readings at the usual two or three a week. A tumor that begins below the \
                      limit is not judged: it would be a CR without shrinking.",
        awkward: "A missing reading does not break a run. NE: fewer than three readings after \
                  baseline, or V₀ below 13.5 mm³.",
        source: "Convention: definitions printed in contract research reports; no single source.",
        elsewhere: "Sponsors use other limits than 13.5 mm³ (3 × 3 mm).",
    },
    Card {
        id: "objective_response_rate",
        name: "Objective response rate, with its interval",
        question: "What share of the animals responded, and which true shares agree with that?",
        formula: "100·responders/evaluable. Responders: mCR and mPR; MCR, CR and PR (PPTP); TFS, \
                  CR and PR (consecutive readings). Interval by Clopper-Pearson: the lower end p \
                  has P(X ≥ x | p) = α/2, the upper P(X ≤ x | p) = α/2, X binomial.",
        assumptions: "Independent animals; one with several tumors counts once, by their sum. \
                      Exact, and conservative with few.",
        awkward: "Animals that a scheme cannot judge (NE) are left out of numerator and \
                  denominator. No rate where none is evaluable.",
        source: "Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404.",
        elsewhere: "As R's binom.test.",
    },
    Card {
        id: "fisher_p_holm",
        name: "Fisher's exact test of response rates (Holm)",
        question: "Does the arm's response rate differ from the control's by more than chance?",
        formula: "Two-sided: the sum of the hypergeometric probabilities of all tables that are \
                  not more likely than the one seen. Holm: the i-th smallest of m p-values times m \
                  − i + 1, made monotone, at most 1; m the arms compared with the control.",
        assumptions: "Independent animals; one with several tumors counts once, by their sum. \
                      Exact, and conservative with few.",
        awkward: "Animals that cannot be judged are left out. Tables count as equally likely within \
                  1e-7 relative. None without a control.",
        source: "Fisher's test: convention. Holm 1979, Scand J Stat 6:65.",
        elsewhere: "As R's fisher.test and p.adjust(\"holm\"); Prism's default two-sided Fisher is \
                    the same sum.",
    },
];
