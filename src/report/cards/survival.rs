//! Time to event.

use super::Card;

pub(super) const CARDS: &[Card] = &[
    Card {
        id: "time_to_event",
        name: "Time to event",
        question: "How many days after its baseline had an animal the event: the size at which its \
                   tumor counts as progressed, or a disposition that the protocol calls one?",
        formula: "Days from the baseline reading to the first later reading at or above the \
                  threshold: volume>=X, X mm³; ratio>=N, N times the baseline volume (ratio>=4 \
                  unless the study or the call names another). The day read, or, where days of events \
                  are interpolated, the day between two readings at which a straight line of ln V \
                  meets the threshold. The protocol says of dispositions, by kind or by a word of their \
                  reason, which are events, which compete, and that all others censor; rule \
                  disposition waits for these alone. Without an event: censored at the last \
                  reading. Animals with several tumors count by their burden.",
        assumptions: "Censoring tells nothing about the event. An animal taken out for a reason \
                      bound up with its tumor (ulceration, a humane endpoint) breaks this: see \
                      cumulative_incidence.",
        awkward: "A volume beyond the threshold at baseline is not yet an event. None, left out, \
                  without a reading or an event or competing disposition after the baseline day, \
                  and under ratio with V₀ = 0. A tumor that \
                  reached the threshold and shrank later keeps its event. Readings twice a week \
                  tie many events. Interpolated, the day read counts where the reading before is 0 \
                  or at the threshold already.",
        source: "Convention; four times the baseline: Houghton et al. 2007, doi:10.1002/pbc.21078.",
        elsewhere: "Houghton et al. interpolate; the day read is up to one interval later.",
    },
    Card {
        id: "kaplan_meier",
        name: "Kaplan-Meier curve",
        question: "Which share of the arm is still without its event on day t, when some were last \
                   seen without one?",
        formula: "S(t) = Π over event times tᵢ ≤ t of (1 − dᵢ/nᵢ), dᵢ events among nᵢ at risk. \
                  Greenwood: σ² = Σ dᵢ/(nᵢ(nᵢ − dᵢ)), SE = S·σ. Interval log-log: S^exp(±z·σ/ln \
                  S); also log: S·exp(±z·σ), plain: S ± z·S·σ, both cut to 0..1.",
        assumptions: "Censoring tells nothing about the event. Log-log keeps its coverage best in \
                      small groups.",
        awkward: "Events at a time come before censorings at the same time. Where S is 0 there is \
                  neither SE nor interval; where it is 1, none on the log-log scale.",
        source: "Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452; Borgan & Liestøl 1990, \
                 Scand J Stat 17:35.",
        elsewhere: "As R's survfit, whose default is the log interval. Prism and SAS print \
                    log-log, as here.",
    },
    Card {
        id: "median_time",
        name: "Median time to event",
        question: "After how many days has half of the arm had its event, and between which limits \
                   does that lie?",
        formula: "The first time with S below ½; where S is exactly ½ over a stretch, the middle \
                  of it, the stretch ending with the last time where no event ends it. Interval: \
                  the times at which the lower and upper ends of the curve's interval (log-log) \
                  cross ½.",
        assumptions: "Those of kaplan_meier. With few animals it moves by whole readings.",
        awkward: "None if S never falls to ½; the interval often has no upper end: an answer, not \
                  a fault. Where an end of the curve's interval rises again, its first crossing \
                  counts.",
        source: "Brookmeyer & Crowley 1982, doi:10.2307/2530286.",
        elsewhere: "As R's quantile of a survfit with conf.type = \"log-log\", and as Prism (the \
                    middle of the flat piece). R's printed table of a survfit takes the start of a \
                    flat piece that ends the curve.",
    },
    Card {
        id: "log_rank",
        name: "Log-rank test",
        question: "Do arms differ in the times to their events, all together and each from the \
                   control?",
        formula: "At each event time, d events among n at risk, n_j of them in arm j: expected e_j \
                  = d·n_j/n, covariance d·(n − d)/(n − 1)·(n_j/n)·(δ_jk − n_k/n). U_j = Σ(d_j − \
                  e_j), V the summed covariance, χ² = UᵀV⁻U, degrees of freedom the rank of V. A \
                  pair is tested on its own animals alone and has a p of its own; several are \
                  adjusted by Holm.",
        assumptions: "Censoring has nothing to do with the event, in any arm. Strongest where \
                      hazards are proportional. χ² is asymptotic: without a difference, at 5% it \
                      rejects 6.3% of studies of two arms of ten and 7.4% of four (simulated).",
        awkward: "The covariance is exact under ties. An arm never at risk at an event takes no \
                  part. No answer without events, or where at every event all at risk have it.",
        source: "Mantel 1966, Cancer Chemother Rep 50:163; Peto & Peto 1972, doi:10.2307/2344317.",
        elsewhere: "As R's survdiff; SAS and Prism agree.",
    },
    Card {
        id: "log_rank_trend",
        name: "Log-rank test for trend",
        question: "Do the times to event grow, or fall, with the dose?",
        formula: "(sᵀU)²/(sᵀVs), U and V of log_rank, s a score for each arm (doses, their \
                  logarithms or ranks); χ² with one degree of freedom.",
        assumptions: "Those of log_rank, and arms whose order means something. Scores chosen \
                      before looking.",
        awkward: "No answer without events, or where scores do not differ among the animals at \
                  risk.",
        source: "Tarone 1975, doi:10.1093/biomet/62.3.679.",
        elsewhere: "Prism takes 1, 2, 3… in the order of the columns as scores. R's survdiff has \
                    no such test; without ties it is the score test of a Cox model on the scores.",
    },
    Card {
        id: "gehan_breslow",
        name: "Gehan-Breslow-Wilcoxon test",
        question: "Do arms differ in the times to their events, early events above all?",
        formula: "As log_rank, with weights: U_j = Σ n(d_j − e_j), V = Σ n²·covariance, n the \
                  animals at risk in the arms compared.",
        assumptions: "Censoring has nothing to do with the event; misled where it differs between \
                      arms. At 5% it rejects 5.4 to 6.0% of studies without a difference, arms \
                      of ten (simulated).",
        awkward: "As in log_rank.",
        source: "Gehan 1965, doi:10.1093/biomet/52.1-2.203; Breslow 1970, \
                 doi:10.1093/biomet/57.3.579.",
        elsewhere: "SAS and Prism agree. R's survdiff(rho = 1) is the test of Peto & Peto, whose \
                    weights are the curve of all arms together.",
    },
    Card {
        id: "cox",
        name: "Cox's proportional hazards model",
        question: "By which factor does each treatment change the rate of events, all arms judged \
                   in one model?",
        formula: "Rate h₀(t)·exp(xᵀβ), x the arms against the control; β maximizes the partial \
                  likelihood ℓ, tied events by Efron (Breslow on demand). All coefficients at \
                  once: Wald βᵀIβ, score U(0)ᵀI(0)⁻U(0), likelihood ratio 2(ℓ(β) − ℓ(0)), by χ². \
                  Each: see hazard_ratio.",
        assumptions: "Hazards proportional; censoring tells nothing. With fewer than about five \
                      events per coefficient estimates are too extreme and Wald intervals poor: \
                      firth, or profile intervals.",
        awkward: "An arm without an event, or whose events all come when another's are over, has \
                  no finite coefficient: it is told which way it runs off, has no SE, and the Wald \
                  test of all is missing; the other terms, score and likelihood ratio stand. An \
                  arm that nobody at risk is compared with is undetermined. No answer without \
                  events.",
        source: "Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x; Efron 1977, \
                 doi:10.1080/01621459.1977.10480613; Breslow 1974, doi:10.2307/2529620.",
        elsewhere: "As R's coxph (Efron). SAS takes Breslow's ties by default, which, with \
                    readings twice a week, pulls every coefficient towards 0. R prints a huge SE \
                    for a coefficient that runs off.",
    },
    Card {
        id: "firth",
        name: "Firth's penalty for Cox's model",
        question: "What is the hazard ratio where an arm has no event at all, or very few?",
        formula: "ℓ is replaced by ℓ + ½ ln|I| everywhere, I the information of all coefficients \
                  (Efron's ties, as without). Profile interval: where the penalized likelihood, \
                  maximized over the others, has fallen by z²/2; its p by 2(ℓ*(β) − ℓ*(β_j = 0)).",
        assumptions: "Those of cox. The penalty takes away the bias of first order, which makes \
                      plain estimates of few events too extreme.",
        awkward: "The estimate is finite also with no event in an arm. Its Wald interval is then \
                  poor: read the profile interval. No score test of all coefficients.",
        source: "Firth 1993, doi:10.1093/biomet/80.1.27; Heinze & Schemper 2001, \
                 doi:10.1111/j.0006-341X.2001.00114.x.",
        elsewhere: "R's coxphf knows Breslow's ties only; here Efron's are the default, Breslow's \
                    on demand.",
    },
    Card {
        id: "hazard_ratio",
        name: "Hazard ratio",
        question: "How many times as often do events come in the arm, at any moment, as in the \
                   control?",
        formula: "exp(β) of cox, per arm. Wald: interval exp(β ± z·SE), SE from the inverse \
                  information, p of β/SE by the normal distribution.",
        assumptions: "One ratio at all times. It is a ratio of rates, not of times or of shares \
                      cured.",
        awkward: "No number where the coefficient runs off (→ 0, → ∞): see firth. Nor where arm and \
                  control are never at risk together, or neither has an event. Below 1, events come less often \
                  in the arm.",
        source: "Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x.",
        elsewhere: "As R's coxph. Prism's survival tables print ratios made from log-rank sums \
                    instead, which differ from this one.",
    },
    Card {
        id: "restricted_mean",
        name: "Restricted mean time without event",
        question: "How many days until day τ does an animal of the arm spend without its event, on \
                   average, and how many more does a treatment give?",
        formula: "μ(τ) = ∫ S(t) dt from 0 to τ, S of kaplan_meier; variance Σ over event times tᵢ \
                  < τ of (∫ S from tᵢ to τ)²·dᵢ/(nᵢ(nᵢ − dᵢ)). Two arms: difference of their \
                  means, variances added, interval and p by the normal distribution.",
        assumptions: "No proportional hazards. One τ for all arms, chosen before looking. With \
                      fewer than about ten events per arm the SE is too small.",
        awkward: "Where the last animal is censored before τ, the curve is carried flat to τ, and \
                  that is told. The SE is 0 where all events come at one time; no p where that is \
                  so in both arms.",
        source: "Irwin 1949, doi:10.1017/S0022172400014443; Royston & Parmar 2013, \
                 doi:10.1186/1471-2288-13-152.",
        elsewhere: "As R's summary(survfit, rmean = τ). survRM2 refuses a τ beyond the last time; \
                    Prism has none.",
    },
    Card {
        id: "cumulative_incidence",
        name: "Cumulative incidence by cause (Aalen-Johansen)",
        question: "Which share of the arm has had its event from one cause by day t, when another, \
                   such as ulceration, may come first?",
        formula: "F_c(t) = Σ over times tᵢ ≤ t of S(tᵢ₋)·d_ci/nᵢ, S of kaplan_meier for any event. \
                  Variance, with q = d/n, q_c = d_c/n, Δ = F(t) − F(tᵢ): Σ (S(tᵢ₋)²q_c(1 − q_c) − \
                  2S(tᵢ₋)q_cΔ + Δ²q/(1 − q))/nᵢ. Interval log-log: F^exp(∓z·SE/(F ln F)).",
        assumptions: "Censoring tells nothing about either cause. What is a cause and what censors \
                      is for the protocol to say, before looking.",
        awkward: "1 − Kaplan-Meier with the other causes censored is not this share, and \
                  overstates it. Events of all causes at a time come before its censorings. No \
                  interval where F is 0 or 1.",
        source: "Aalen & Johansen 1978, Scand J Stat 5:141; variance: Choudhury 2002, \
                 doi:10.1002/sim.1077.",
        elsewhere: "Shares as R's cmprsk and survival. The variance is that of Stata's stcompet; \
                    cmprsk has (n − d)/(n − 1) for (n − d)/n, survival the infinitesimal \
                    jackknife.",
    },
    Card {
        id: "gray",
        name: "Gray's test of cumulative incidence",
        question: "Does a treatment change the share of animals that reach the tumor endpoint, \
                   when some are taken out before for another reason?",
        formula: "R_k = n_k(1 − F_k(t₋))/S_k(t₋): at risk in arm k, with those whom other causes \
                  took kept in. U_k = Σ over times (d_k − d·R_k/ΣR), d the events of the cause; V \
                  Gray's covariance for ρ = 0; χ² = UᵀV⁻U, degrees of freedom the rank of V.",
        assumptions: "Censoring has nothing to do with either cause. Some five events of the cause \
                      per arm. It compares shares, not rates: a treatment that only kills sooner \
                      by the other cause lowers this one.",
        awkward: "Ties lessen the variance as in R. No answer without an event of the cause. \
                  Without other causes U is the log-rank's, and χ² near it.",
        source: "Gray 1988, doi:10.1214/aos/1176350951.",
        elsewhere: "As R's cmprsk::cuminc with rho = 0. A log-rank test with other causes censored \
                    asks about rates, another question.",
    },
    Card {
        id: "growth_delay",
        name: "Tumor growth delay, T − C and %TGD",
        question: "By how many days, and by how many percent, did the treatment delay the event?",
        formula: "T − C, medians (median_time) of treated and control; %TGD = 100·(T − C)/C.",
        assumptions: "Both medians of the same event. No interval: compare the curves by log_rank.",
        awkward: "Where the treated never reach their median, T is the time they were followed, \
                  and both numbers are lower bounds, marked as such. None without a median of the \
                  control; no percent where it is 0. Below 0 the treated were sooner.",
        source: "Corbett et al. 1987, in Rodent Tumor Models in Experimental Cancer Therapy.",
        elsewhere: "Some take means of the animals that had the event, which forgets the cured \
                    ones.",
    },
    Card {
        id: "log_cell_kill",
        name: "Log cell kill (gross)",
        question: "How many tenfold kills of tumor cells does the growth delay stand for?",
        formula: "(T − C)/(3.32·Td): T − C of growth_delay, Td the control's doubling time in \
                  days; 3.32 doublings are one decade.",
        assumptions: "The control grew exponentially with Td (ln 2 over its mean growth rate to \
                      the horizon; a note tells where the lines of its animals explain less than \
                      90% of the variance of ln V, median), and the treated tumors again so after \
                      treatment. Cells killed, not held up: a treatment that only stops \
                      growth scores as well.",
        awkward: "A lower bound where the treated never reach their median. None without a median \
                  of the control or a doubling time above 0.",
        source: "Corbett et al. 1987, in Rodent Tumor Models in Experimental Cancer Therapy.",
        elsewhere: "The National Cancer Institute's net cell kill subtracts the days of treatment; \
                    this gross one does not.",
    },
];
