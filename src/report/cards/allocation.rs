//! How alike the arms are.

use super::Card;

pub(super) const CARDS: &[Card] = &[Card {
    id: "balance",
    name: "Balance of the arms at baseline",
    question: "Before anything was given: how alike are the arms in tumor volume and body weight?",
    formula: "Per arm n, mean, SD (n − 1), CV = SD/mean, smallest and largest baseline value. Over all arms \
              p of the analysis of variance and of Kruskal and Wallis, and the largest standardized \
              difference: max |x̄ᵢ − x̄ⱼ| over the pooled SD within arms.",
    assumptions: "P values are descriptive: after a random draw every difference is chance, and \
                  after a balanced one p is near 1 by construction.",
    awkward: "All animals that are in an arm count, those included that the analysis leaves out: they were \
              given to arms too. An animal without a baseline does not count. No CV where a value is not \
              above 0.",
    source: "Convention; on the p: Senn 1994, doi:10.1002/sim.4780131703.",
    elsewhere: "Often reported as a test of baseline differences, which it is not.",
}];
