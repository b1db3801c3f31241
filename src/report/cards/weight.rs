//! Body weight and tolerability.

use super::Card;

const CONVENTION: &str = "Convention.";

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "weight_change",
        name: "Body-weight change from baseline, percent",
        question: "How much weight did the arm lose or gain?",
        formula: "100·(W_t/W₀ − 1) of each animal, W₀ its baseline weight by the study's baseline \
                  rule; of an arm the mean over the animals weighed that day. Lowest mean %: the \
                  smallest of these means over the days from the animals' baselines on that speak for \
                  the arm, with the first day it fell on and the animals it is the mean of.",
        assumptions: "The tumor is part of the weight: a growing tumor hides a loss. See \
                      net_weight.",
        awkward: "Means are without excluded animals and days; n counts all animals with a \
                  baseline weight. Animals without one have no change. A day represents the arm if at least three animals and half of those with a baseline weight were weighed. A \
                  loss may still vanish with the animals that had it: see weight_nadir.",
        source: CONVENTION,
        elsewhere: "The change of the mean weight, as read off a mean curve, is another number \
                    where animals differ in weight or leave.",
    },
    Card {
        id: "weight_nadir",
        name: "Nadir of body weight",
        question: "How far did the animal that suffered most go down?",
        formula: "The smallest change in percent of an animal from its baseline on, 0 if it never \
                  lost, and the first day of it. Worst animal %: the deepest nadir of the arm. \
                  Lost ≥10/15/20%: animals whose nadir reached these limits.",
        assumptions: "The nadir lies on a day of weighing: between two of them an animal may have \
                      weighed less.",
        awkward: "An animal counts whether it stayed or left. All recorded weights count, of \
                  excluded animals and days too: an exclusion from the efficacy hides no loss. \
                  Limits include their value: a loss of exactly 20% counts.",
        source: CONVENTION,
        elsewhere: "The nadir of the arm's mean, the lowest mean % beside it, hides the single \
                    animal.",
    },
    Card {
        id: "net_weight",
        name: "Net body weight",
        question: "How much would the animal weigh without its tumor?",
        formula: "W − V·1 mg/mm³, V the burden read on the same day; its change 100·(net_t/net₀ − \
                  1). In the JSON.",
        assumptions: "Tumor tissue of density 1 mg/mm³.",
        awkward: "Only on days on which the animal was weighed and its tumors read; no change \
                  where that was not so at baseline.",
        source: CONVENTION,
        elsewhere: "Nothing documented. Without it, a growing tumor hides a loss of weight.",
    },
    Card {
        id: "days_to_limit",
        name: "Time to the limit of weight loss",
        question: "How many animals reached the study's limit of weight loss, and after how many \
                   days?",
        formula: "Days from the baseline weighing to the first weighing with a change at or below \
                  minus the limit. Past limit: animals that reached it. Median by Kaplan-Meier, \
                  S(t) = Π (1 − dᵢ/nᵢ): the first time with S below ½; the middle of the stretch \
                  where S is exactly ½.",
        assumptions: "Animals not past the limit are censored at their last weighing, and \
                      censoring tells nothing about weight: not so if they left for being ill.",
        awkward: "All recorded weights count, excluded ones too. None without a limit in the \
                  protocol. No median where fewer than half reached \
                  it.",
        source: "Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452.",
        elsewhere: "As R's quantile of a survfit, and as Prism (the middle of the flat piece). R's \
                    printed table of a survfit takes the start of a flat piece that ends the \
                    curve.",
    },
];
