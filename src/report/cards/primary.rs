//! The primary test and its fallbacks.

use super::Card;

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "growth_contrast",
        name: "Growth contrast of an arm with control",
        question: "Do the tumors of a treated arm grow differently from the control's up to the landmark day, \
                   whatever happens in other arms?",
        formula: "y = ln max(V, floor) from baseline to the landmark day; the arm and the control alone, random level \
                  and slope per animal (REML), whose variances weight the animals. d = L × (slope of the arm − \
                  slope of the control), L the days from baseline to the landmark. SE: cluster-robust (CR2), animals \
                  as clusters; df: Bell and McCaffrey; t = d/SE. exp(d) is the growth ratio: T/C of V/V₀. P \
                  adjusted over the arms by holm; the interval is of the comparison alone.",
        assumptions: "ln V rises about straight up to the landmark, or bends alike in both arms; animals are \
                      independent. Arms may scatter differently. Simulated: 5 % of tests reject without a \
                      difference (4.2 to 6.3 %) at 3 to 10 animals an arm.",
        awkward: "Zeros count as the floor: the limit of quantification of the study, else 20 mm³. An arm that is \
                  gone: against_floor. Some animals at 0, fewer than half, five or more an arm with a rank: joint_rank. Two \
                  animals: exploratory; one: no P. Animals read once are left out. Removal at a volume limit does \
                  not bias the slope.",
        source: "Bell & McCaffrey 2002, Survey Methodology 28:169; Pustejovsky & Tipton 2018, \
                 doi:10.1080/07350015.2016.1247004.",
        elsewhere: "As lme4 with clubSandwich on the two arms in R, but for the third digit of SE where follow-up is \
                    unequal: the root is taken of the animals' lines, not of their readings. Models of all arms \
                    (mixed_model) are sensitivity analyses: one cured arm changes their other comparisons.",
    },
    Card {
        id: "against_floor",
        name: "Control against the floor",
        question: "Where no tumor of the treated arm is left: is the control's tumor volume really above what can be \
                   measured?",
        formula: "Student's one-sample t of the control's ln max(V, floor) on the landmark day against ln floor, df = \
                  n − 1. The ratio of the arms is at most floor/(geometric mean of the control).",
        assumptions: "ln V of the control about normal. Every animal of the arm that was read on the landmark day is \
                      at 0; at least half of the arm was read, three animals or all, and none reached the removal \
                      volume before.",
        awkward: "No estimate of the ratio, only its bound. None if fewer than two control animals were read that \
                  day or they do not differ.",
        source: "Student 1908, doi:10.1093/biomet/6.1.1.",
        elsewhere: "As R's t.test(log(pmax(v, floor)), mu = log(floor)). A model with the arm in it has no scatter \
                    for it.",
    },
    Card {
        id: "joint_rank",
        name: "Joint rank test of removal and volume",
        question: "Where some tumors are gone and others grow: do animals of the arm fare better than the control's?",
        formula: "Animals that reached the removal volume rank worst, the earlier and then the larger the worse; the \
                  others by their volume on the landmark day. P: the share of all assignments of the ranks to the \
                  two arms whose rank sum is as far from its mean, two-sided.",
        assumptions: "Without an effect animals are exchangeable between the arms. The removal volume is the \
                      protocol's limit of tumor volume, else the volume of the event; a disposition that the \
                      protocol calls the event counts as removal.",
        awkward: "Ties, as zeros, share their mean rank; P is exact with them, and normal above 100 animals. Animals \
                  that left early for other reasons have no rank. The growth ratio beside it depends on the floor.",
        source: "Mann & Whitney 1947, doi:10.1214/aoms/1177730491; joint ranks: Finkelstein & Schoenfeld 1999, \
                 Stat Med 18:1341.",
        elsewhere: "As the exact Wilcoxon test of R's package coin, on the joint ranks.",
    },
];
