//! The rules that decide which values enter a number.

use super::Card;

const OURS: &str = "Convention of this program.";

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "survivorship_guard",
        name: "Survivorship guard",
        question: "Does this mean still represent the arm?",
        formula: "A mean is marked on days to which fewer than three animals, or fewer than half \
                  of those with a baseline, were followed: they were read that day or later. Beside \
                  it stands the arm's volume by a mixed model of all days: see model_mean. A line \
                  is drawn through days on which at least half of those followed were read.",
        assumptions: "Animals leave because of their tumors: once the largest are taken out, the \
                      mean of the rest falls although no tumor shrank.",
        awkward: "The number stays; the mark says what it is worth. A note names the arm and the \
                  first such day. An animal that is read on other days than its neighbors has not \
                  left; one that is no longer read has, whether or not a disposition says so.",
        source: OURS,
        elsewhere: "A spreadsheet's mean is of whoever is left, and falls without a sign.",
    },
    Card {
        id: "baseline",
        name: "Baseline V₀",
        question: "What is change counted from?",
        formula: "Rule day0: the reading on day 0, else the last one before it, else the first \
                  after it. Rule first: the animal's first reading. Body weight likewise, by the \
                  days of weighing.",
        assumptions: "The study's day 0 is the day of randomization or first dose.",
        awkward: "A baseline after day 0 is told in a note; animals without one are left out of \
                  everything that counts change, with a note. n and mean V₀ are of the animals \
                  whose baseline is not after the landmark day.",
        source: OURS,
        elsewhere: "A spreadsheet that looks for day 0 alone loses animals read on day −1 or 1.",
    },
    Card {
        id: "landmark_day",
        name: "Landmark day",
        question: "On which day are the arms compared?",
        formula: "The day asked for, else the study's, else the last day on which at least \
                  min(⌈0.8 n⌉, n − 1) of the n control animals with a baseline were read (of all \
                  animals, in a study without a control). With a visit window of w days, a reading \
                  at most w days from a nominal day counts for it: the nearest one, and once.",
        assumptions: "A day fixed by the protocol is better than one that the data choose. One \
                      control animal may always be missing, so that an early loss does not decide.",
        awkward: "Animals not read on the day are not in numbers of that day: n read says how many \
                  are, of an arm against the control. Without a control animal read on it there is \
                  no inhibition under any definition. A note tells where there is no such day, \
                  where it is a baseline day, and where to ask for every control animal would give \
                  another. While the readings do not reach the study's day, the newest day on which \
                  the control was read stands in for it: an interim day.",
        source: OURS,
        elsewhere: "Nothing documented. The last day of a study, an easy choice, is when only \
                    small tumors may be left in the control.",
    },
    Card {
        id: "burden",
        name: "Tumor burden of an animal",
        question: "How much tumor does an animal with several tumors carry?",
        formula: "The sum of its tumors' volumes on a day. Rule complete: missing unless every \
                  tumor that has readings was read that day. Rule available: the sum of those \
                  read.",
        assumptions: "The animal, not the tumor, is the unit of every group statistic and of \
                      responses.",
        awkward: "A tumor that is not palpable is read and counts 0; one that was not measured is \
                  missing. Under available, a burden falls when a tumor is skipped.",
        source: OURS,
        elsewhere: "A table with a row per tumor, taken for a row per animal, counts two tumors of \
                    one animal as independent.",
    },
    Card {
        id: "volume",
        name: "Tumor volume",
        question: "How large is a tumor, from its caliper sizes?",
        formula: "half_lw2: L·W²/2; pi6_lw2: π/6·L·W²; k052_lw2: 0.52·L·W²; pi6_lwh: π/6·L·W·H; \
                  half_lwh: L·W·H/2; pi6_lw15: π/6·(L·W)^1.5, times a calibration factor; given: \
                  as imported. L ≥ W in mm, V in mm³.",
        assumptions: "An ellipsoid. Only one formula per study: volumes by different ones do not \
                      compare.",
        awkward: "A tumor that is not palpable is 0 mm³, a value. A reading whose sizes the \
                  formula cannot use is left out with a note.",
        source: "half_lw2: Euhus 1986, doi:10.1002/jso.2930310402; Tomayko & Reynolds 1989, \
                 doi:10.1007/BF00300234, also for pi6_lwh; pi6_lw15: Feldman 2009, J Appl Quant \
                 Methods 4:455.",
        elsewhere: "0.52 is the constant of a widely used commercial suite. 10 × 8 × 6 mm is 320, \
                    335.1, 332.8, 251.3, 240 or 374.7 mm³, in the order above.",
    },
    Card {
        id: "zeros",
        name: "Small volumes and zeros under the logarithm",
        question: "What becomes of a tumor of volume 0 where ln V is needed?",
        formula: "floor:x (default): ln max(V, x), x the study's limit of quantification, else 20 \
                  mm³; offset:x: ln(V + x), x in mm³; drop: ln V, zeros left out; loq: volumes \
                  below the study's limit of quantification count as half of it.",
        assumptions: "Each rule is a choice that moves growth rates wherever tumors vanish: it \
                      stands in the header.",
        awkward: "floor counts a cure as the smallest volume that calipers measure; such readings \
                  do not scatter. offset:1 puts it seven logarithms below a tumor of 1000 mm³, \
                  where what cannot be measured outweighs all growth. drop forgets the cures. loq \
                  needs a limit in the protocol. Definitions without a logarithm keep 0 as it is; \
                  egait always adds 1 mm³.",
        source: "Convention; offset:1 as the R package maeve (W. Forrest, Genentech).",
        elsewhere: "maeve takes ln(V + 1). A spreadsheet's LN(0) is an error.",
    },
];
