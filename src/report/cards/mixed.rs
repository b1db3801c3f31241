//! The mixed model of growth, its tests and what is read off it.

use super::Card;

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "mixed_model",
        name: "Linear mixed model of growth",
        question: "Do the tumors of a treated arm grow more slowly than the control's, when every \
                   animal has its own level and rate, is read on days of its own, and leaves when \
                   it must?",
        formula: "ln V = Xβ + Zb + ε, b ~ N(0, D) per animal, ε ~ N(0, s²), s² of each arm (rule arm) \
                  or one for all (common). X: day × arm, the control first, so that arm[A] and \
                  day:arm[A] are A's level on day 0 and its rise per day, less the control's; Z: \
                  level and slope, correlated. Given D and s², β by generalized least squares; D \
                  and s² minimize −2 ln L: ln|V| + ln|XᵀV⁻¹X| + (y − Xβ)ᵀV⁻¹(y − Xβ) + N ln 2π, N \
                  readings less fixed effects (REML). AIC = −2 ln L + 2p, BIC = −2 ln L + \
                  p·ln(readings), p fixed effects, variances and covariance.",
        assumptions: "ln V rises straight from baseline to the horizon; residuals normal, independent and of one size in an \
                      arm; the same D in all arms; animals leave for reasons that their readings \
                      show. Zeros by the rule in the header, which weighs heavily where tumors \
                      vanish.",
        awkward: "Unequal days, missing readings and dropouts are the normal case. An animal read \
                  once counts. An arm of one animal has an estimate, and borrows its variance; an \
                  arm read on one day has no slope, an arm without readings nothing. An arm has no \
                  estimate after the day on which its last animal was read. No fit, with \
                  the reason: no more readings than fixed effects, no arm with a second animal, \
                  nothing varies, every animal exactly on its line.",
        source: "Laird & Ware 1982, doi:10.2307/2529876; REML: Patterson & Thompson 1971, \
                 doi:10.1093/biomet/58.3.545; criterion: Bates et al. 2015, \
                 doi:10.18637/jss.v067.i01.",
        elsewhere: "common: as R's lmer(y ~ day * arm + (day | animal)), lme4; arm: as nlme's lme \
                    with weights = varIdent(form = ~1 | arm), or glmmTMB's dispformula = ~arm. On days far from 0 lmer may \
                    stop short of the optimum: where the two differ, the criterion here is the \
                    lower. Prism's mixed-effects analysis takes days as categories and has no \
                    slope per animal.",
    },
    Card {
        id: "variance_components",
        name: "Variance components of the mixed model",
        question: "How much do animals of one arm differ in level and in growth rate, and how far \
                   do readings scatter about an animal's own line?",
        formula: "Variances of the level on day 0 and of the slope, and their covariance: D of the \
                  mixed model; correlation = covariance/√(product of the variances); residual \
                  variance s², of each arm (rule arm) or of all (common). An arm with fewer than \
                  five residual degrees of freedom ν, or without scatter, takes the pooled Σνs²/Σν \
                  of the others; ν: readings beyond those that the animals' own lines fit \
                  exactly. In units of ln V, slopes per day.",
        assumptions: "One D for all arms: an arm whose animals hardly differ, as at a floor, makes \
                      those of other arms look more alike than they are. The level is that of day 0: with the days \
                      counted from elsewhere its variance and the correlation are others, the fit \
                      is the same.",
        awkward: "Singular, told in a note, and believed only after five starts of the search: an \
                  SD of the random effects below 1e-4 of the residual's (on the scale of the fit), \
                  so that one does not vary or they are perfectly correlated; estimates stand. All \
                  0: as least squares. With as many random effects as readings (two per animal) \
                  they cannot be told from the residual: the fixed effects stand, the components \
                  do not. An arm without any scatter does not enter their likelihood, and changes \
                  no other arm's result.",
        source: "Laird & Ware 1982, doi:10.2307/2529876; Bates et al. 2015, \
                 doi:10.18637/jss.v067.i01.",
        elsewhere: "As lme4's VarCorr and isSingular. lmer refuses as many random effects as \
                    readings.",
    },
    Card {
        id: "satterthwaite",
        name: "Satterthwaite's degrees of freedom",
        question: "On how many degrees of freedom does the standard error of a slope or a \
                   difference rest, when it comes from several variances?",
        formula: "ν = 2v²/(gᵀAg): v the variance of the estimate, g its gradient in the variance \
                  parameters, A their covariance, twice the inverse Hessian of the deviance. t = \
                  estimate/SE and its p and interval on ν by Student's t. Several estimates at \
                  once: F, ν from those of the principal combinations.",
        assumptions: "The estimate's variance is about a multiple of χ² on ν. SE as if the \
                      variances were known: with few animals it is somewhat too small; see \
                      kenward_roger.",
        awkward: "ν is a fraction and may lie far below the number of readings: animals count, not \
                  readings. No test where ν comes out at 0.1 or less (the variance is not known at \
                  all) or the readings do not determine the estimate.",
        source: "Satterthwaite 1946, doi:10.2307/3002019; Kuznetsova et al. 2017, \
                 doi:10.18637/jss.v082.i13.",
        elsewhere: "As R's lmerTest, which takes derivatives numerically; here they are exact.",
    },
    Card {
        id: "kenward_roger",
        name: "Kenward-Roger standard errors and degrees of freedom",
        question: "Is the difference still there once it is owned that the variances were \
                   estimated from few animals?",
        formula: "Covariance of the fixed effects adjusted to Φ_A = Φ − Σ Wᵢⱼ ∂²Φ/∂σᵢ∂σⱼ, W = \
                  2·(expected information of the variances)⁻¹; SE from Φ_A. One estimate: t = \
                  estimate/SE on ν = 2v²/(gᵀWg), g the gradient of its variance v. Several: F \
                  scaled, with ν, by the paper's formulas.",
        assumptions: "A REML fit. With few animals the one to use: with five per arm, tests at 5% \
                      reject 4 to 6% of studies without a difference (simulated), and fewer where \
                      residual scatter hides how animals differ.",
        awkward: "None for an ML fit, and none where ν comes out at 0.1 or less or the readings do \
                  not determine the estimate. Variances that the readings do not determine are \
                  left out of W.",
        source: "Kenward & Roger 1997, doi:10.2307/2533558; Halekoh & Højsgaard 2014, \
                 doi:10.18637/jss.v059.i09.",
        elsewhere: "As R's pbkrtest, which emmeans uses for lmer fits unless told otherwise. The \
                    variances enter linearly, so the paper's term in second derivatives of V is 0.",
    },
    Card {
        id: "slope_contrast",
        name: "Difference of growth rates (mixed model)",
        question: "How much slower does the treated arm grow than the control, per day?",
        formula: "Slope of the arm − slope of the control, per day of ln V: the fixed effect \
                  day:arm[A]. Below 0 the arm grows more slowly. t = estimate/SE, p and interval \
                  by Student's t on ν (satterthwaite or kenward_roger), alone (raw) and adjusted \
                  together by Dunnett, Tukey for all pairs, or Holm (p only).",
        assumptions: "Those of mixed_model; ln V rises straight, so that one slope tells the \
                      growth.",
        awkward: "None where the arm or the control was read on one day only. An animal that left \
                  early still tells its rate. Zeros by the rule in the header.",
        source: "Bates et al. 2015, doi:10.18637/jss.v067.i01; Dunnett 1955, \
                 doi:10.1080/01621459.1955.10501294.",
        elsewhere: "As R's emmeans::emtrends of the lmer fit, whose Dunnett draws at random on \
                    degrees of freedom cut to an integer; here it is integrated on ν as it is.",
    },
    Card {
        id: "landmark_contrast",
        name: "Difference of arms on the landmark day (mixed model)",
        question: "How far is the treated arm below the control on the landmark day, by its \
                   animals' growth lines rather than by who is left that day?",
        formula: "Mean ln V of the arm on that day by the model − the control's; exp(difference) \
                  is the ratio of typical volumes (of V + x under offset:x, of max(V, x) under \
                  floor:x). Baseline covariates \
                  at their means over the animals. Tests, intervals and adjustments as \
                  slope_contrast.",
        assumptions: "Those of mixed_model. Animals that left count by their lines: right if their \
                      readings told why they left.",
        awkward: "None for an arm that was last read before the day: its line is not carried on. \
                  None where an arm was read on one day only, another than this. Zeros by the rule \
                  in the header.",
        source: "Bates et al. 2015, doi:10.18637/jss.v067.i01; Dunnett 1955, \
                 doi:10.1080/01621459.1955.10501294.",
        elsewhere: "As R's emmeans of the lmer fit with at = list(day = …). Tests of the volumes \
                    read on the day (anova, dunnett) use the animals left, and them alone.",
    },
    Card {
        id: "model_mean",
        name: "Model's volume of an arm on a day",
        question: "Where would the arm's typical tumor stand on a day on which too few of its \
                   animals are left for a mean?",
        formula: "exp(mean ln V of the arm on that day by the mixed model) − x, x that of \
                  offset:x, else 0; not below 0, and under floor:x not below x. Fitted to all days, where mixed_model itself ends \
                  at the horizon. Band: mean ± t(ν)·SE on the logarithm, ν by Satterthwaite, \
                  back-transformed alike. Beside the mean of the animals read, where survivorship_guard \
                  ends an arm.",
        assumptions: "Those of mixed_model. A mean of logarithms, back-transformed: the typical animal's \
                      volume, akin to a geometric mean or median, below an arithmetic mean of the \
                      same tumors. The band is that of the typical volume on this day alone, not \
                      of animals.",
        awkward: "Not to be read against an arithmetic mean as if one of them erred: they differ \
                  even with all animals left. Late days lean on the straight line; none where it \
                  lies above every volume read in the arm, after the arm's last reading, or where \
                  the readings do not determine the arm on that day.",
        source: "Laird & Ware 1982, doi:10.2307/2529876; Satterthwaite 1946, doi:10.2307/3002019.",
        elsewhere: "As R's emmeans of the lmer fit, back-transformed. A mean of whoever is left, the \
                    usual figure, falls as large tumors are taken out.",
    },
    Card {
        id: "slopes_f",
        name: "F test that all slopes are equal (mixed model)",
        question: "Do the growth rates of the arms differ at all?",
        formula: "F = λ·dᵀ(LΦ_AL')⁻¹d/q: d the q differences of slopes to the first arm, Φ_A \
                  Kenward and Roger's covariance (kenward_roger); scale λ and the denominator's \
                  degrees of freedom from how the covariance of d moves with the variances, by the \
                  paper's formulas; p the upper tail of F on q and these.",
        assumptions: "Those of mixed_model and kenward_roger. It tells that some slope differs, not \
                      which: slope_contrast does.",
        awkward: "Arms without a slope are left out. With one contrast it is the square of its t, \
                  with the same p. A likelihood ratio in its place rejects 11 % of studies of four \
                  arms of three animals without a difference at 5 %.",
        source: "Kenward & Roger 1997, doi:10.2307/2533558; Halekoh & Højsgaard 2014, \
                 doi:10.18637/jss.v059.i09.",
        elsewhere: "As R's pbkrtest::KRmodcomp, and lmerTest's anova with ddf = \"Kenward-Roger\", \
                    of the lmer fit (common residual variance).",
    },
    Card {
        id: "residuals_by_day",
        name: "Residuals of the mixed model by day",
        question: "Do the logarithms of an arm follow a line, or does growth bend?",
        formula: "ln V − the line of the reading's own animal (arm's line plus the animal's \
                  deviations): mean and SD over the readings of an arm on a day.",
        assumptions: "A mean that runs from below 0 to above and back over days tells a bent \
                      course; an SD that differs between arms is why each has its own.",
        awkward: "Residuals of an animal are drawn to 0, for its line follows its readings: the SD \
                  here is below the residual SD of the model. No SD of a single reading.",
        source: "Pinheiro & Bates 2000, doi:10.1007/b98882.",
        elsewhere: "As residuals() of an lmer or lme fit, which are conditional too.",
    },
    Card {
        id: "likelihood_ratio",
        name: "Likelihood-ratio test of nested mixed models",
        question: "Does the larger model tell more than chance: do arms differ in residual scatter, \
                   do animals differ in slope?",
        formula: "χ² = 2(ln L of the larger − ln L of the smaller), not below 0; degrees of \
                  freedom: parameters more; p its upper tail.",
        assumptions: "The smaller is a special case of the larger, of the same readings. Fixed \
                      parts are compared by ML fits; REML fits only where the fixed parts are the \
                      same. χ² is approximate: with few animals prefer kenward_roger for fixed \
                      effects.",
        awkward: "None where the fits do not compare or the larger has no parameter more. Where \
                  the smaller sets a variance to 0, the edge of what it can be, p is too large, by \
                  up to half.",
        source: "Edge: Self & Liang 1987, doi:10.1080/01621459.1987.10478472.",
        elsewhere: "As anova of two fits in R's lme4, which refits REML fits by ML unless told \
                    otherwise; here nothing is refitted.",
    },
];
