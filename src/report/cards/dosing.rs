//! Exposure to compounds.

use super::Card;

const CONVENTION: &str = "Convention.";

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "dose_counts",
        name: "Doses planned, and what became of them",
        question: "How many of the planned doses did the animals get?",
        formula: "Planned: doses of the work plan while its line was in force and the animal was on study and on treatment, \
                  up to the last date on which anything was recorded. Given whole, in part, held, missed, misdosed, waived \
                  and not recorded add up to planned. Of several entries for one dose, the one that gave the most counts.",
        assumptions: "Lines of the plan are amended, not rewritten: what was planned at a time stays.",
        awkward: "A dose of the last date of which nothing is recorded may still be given and is not counted, unless the \
                  study is closed; nor is one of the day on which the animal left. A dose that was recorded counts whatever \
                  the plan says by now. Excluded animals count. A reduced dose that was given as reduced is given whole.",
        source: CONVENTION,
        elsewhere: "Others count the doses of the protocol to its end, for animals that left too.",
    },
    Card {
        id: "dose_exposure",
        name: "Dose given",
        question: "How much of the compound did an animal get?",
        formula: "Mean dose: of the doses given whole or in part, the mean amount in the unit. Total: the sum of an animal's \
                  doses; of an arm the mean over its animals, with the least and the greatest.",
        assumptions: "The volume that was recorded was given, and held what its formulation says. Doses per kg are by the \
                      body weight that was used, not by a weight that was corrected later.",
        awkward: "Where the amount of one dose is not known, the total of its animal and arm is not estimable. Of another \
                  compound given by mistake, nothing of the planned one was given.",
        source: CONVENTION,
        elsewhere: "The planned dose is often printed as the dose given.",
    },
    Card {
        id: "dose_intensity",
        name: "Relative dose intensity, percent",
        question: "How much of the planned amount was given?",
        formula: "100 · Σ given / Σ planned, over all planned doses of the animals of an arm. Planned is the full dose, also \
                  where a rule reduced it.",
        assumptions: "As of the counts of doses: planned only while the animal was on study and on treatment.",
        awkward: "Doses that were not recorded count as not given. Not estimable where an amount is not known, or doses have \
                  no unit.",
        source: "After Hryniuk & Bush 1984, J Clin Oncol 2:1281, doi:10.1200/JCO.1984.2.11.1281.",
        elsewhere: "In patients it is by time (dose per week); here doses that come late count whole.",
    },
];
