//! Complete sessions as a terminal shows them.

use insta::assert_snapshot;

use crate::session::Session;

#[test]
fn first_day_of_a_new_user() {
    let s = Session::new();
    assert_snapshot!(s.transcript(&[
        "study list",
        "study create KT253-01 --model RS4;11 --implanted 2025-12-20 --day0 2026-01-05 --max-weight-loss 20 --limit-action 'weigh daily'",
        "arm add --study KT253-01 Vehicle --control --vehicle saline",
        "arm add --study KT253-01 'KT-253 1 mg/kg' --compound KT-253 --dose 1 --route IV --schedule Q3W",
        "animal add --study KT253-01 211 212 --arm Vehicle --cage C03 --sex F",
        "animal add --study KT253-01 213 214 --arm 'KT-253 1 mg/kg' --cage C04 --sex F",
        "measure --study KT253-01 --animal 214 --day 0 --length 11.6 --width 8.9 --weight 21.2",
        "measure --study KT253-01 --animal 214 --day 3 --length 12.4 --width 9.1 --weight 16.9 --confirm",
        "study list",
        "study show KT253-01",
        "animal list --study KT253-01",
    ]), @r#"
$ graftbook study list
graftbook: there is no notebook at `<folder>/lab.db`
  try: `graftbook study create`, `graftbook import` and `graftbook demo` make one; another file is named with --db
[exit 1]
$ graftbook study create KT253-01 --model RS4;11 --implanted 2025-12-20 --day0 2026-01-05 --max-weight-loss 20 --limit-action 'weigh daily'
created study KT253-01 [operation 1]
$ graftbook arm add --study KT253-01 Vehicle --control --vehicle saline
added arm Vehicle to study KT253-01 [operation 2]
$ graftbook arm add --study KT253-01 'KT-253 1 mg/kg' --compound KT-253 --dose 1 --route IV --schedule Q3W
added arm KT-253 1 mg/kg to study KT253-01 [operation 3]
$ graftbook animal add --study KT253-01 211 212 --arm Vehicle --cage C03 --sex F
added 2 animals (cage C03) to study KT253-01: 211, 212 [operation 4]
$ graftbook animal add --study KT253-01 213 214 --arm 'KT-253 1 mg/kg' --cage C04 --sex F
added 2 animals (cage C04) to study KT253-01: 213, 214 [operation 5]
$ graftbook measure --study KT253-01 --animal 214 --day 0 --length 11.6 --width 8.9 --weight 21.2
saved 214, day 0 (2026-01-05): 459 mm³, 21.2 g [operation 6]
$ graftbook measure --study KT253-01 --animal 214 --day 3 --length 12.4 --width 9.1 --weight 16.9 --confirm
saved 214, day 3 (2026-01-08): 513 mm³ (+11.8 % since 2026-01-05), 16.9 g (-20.3 % from baseline) [operation 7]
ALERT 214: body weight loss 20.3 % has reached the study's limit of 20 %: weigh daily
$ graftbook study list
study     status  model   arms  animals  on study  readings  last
KT253-01  open    RS4;11     2        4         4         2  day 3 (2026-01-08)
$ graftbook study show KT253-01
KT253-01 (open): 2 arms, 4 animals, 4 on study, 2 readings, last day 3 (2026-01-08)

protocol
model                      RS4;11
implanted_on               2025-12-20
species                    mouse
day0                       2026-01-05
volume_formula             half_lw2
calibration                1
baseline_rule              day0
primary_definition         delta
limit_weight_loss_percent  20
limit_action               weigh daily

arm                animals  treatment              vehicle
Vehicle (control)        2                         saline
KT-253 1 mg/kg           2  KT-253 1 mg/kg IV Q3W  –
$ graftbook animal list --study KT253-01
animal  cage  arm             sex     tumors  readings  left the study
211     C03   Vehicle         female  tumor          0  –
212     C03   Vehicle         female  tumor          0  –
213     C04   KT-253 1 mg/kg  female  tumor          0  –
214     C04   KT-253 1 mg/kg  female  tumor          2  –
"#);
    assert_snapshot!(s.transcript(&[
        "correct --study KT253-01 --animal 214 --day 3 --weight 19.6 --reason 'read 16.9 for 19.6'",
        "correct --study KT253-01 --animal 214 --day 3 --to-animal 213 --reason 'wrong mouse in hand'",
        "undo",
        "undo --reason 'it was 214 after all'",
        "undo --reason 'it was 16.9 after all'",
        "animal show --study KT253-01 214",
    ]), @r#"
$ graftbook correct --study KT253-01 --animal 214 --day 3 --weight 19.6 --reason 'read 16.9 for 19.6'
corrected 214: weight 16.9 g → 19.6 g [operation 8]
$ graftbook correct --study KT253-01 --animal 214 --day 3 --to-animal 213 --reason 'wrong mouse in hand'
corrected 214: animal 214 → 213 [operation 9]
$ graftbook undo
graftbook: undoing operation 9 (correct) needs a reason: it had one
  try: say why with --reason
[exit 1]
$ graftbook undo --reason 'it was 214 after all'
undid operation 9: correct (KT253-01 · 214 · tumor · 2026-01-08 → KT253-01 · 213 · tumor · 2026-01-08 and 1 more change), by M. Meier at 2026-03-02 08:00:12 +00:00 [operation 10]
$ graftbook undo --reason 'it was 16.9 after all'
undid operation 8: correct (KT253-01 · 214 · 2026-01-08), by M. Meier at 2026-03-02 08:00:11 +00:00 [operation 11]
$ graftbook animal show --study KT253-01 214
animal          214
RFID            –
sex             female
born            –
source          –
cage            C04
arm             KT-253 1 mg/kg
tumors          tumor
left the study  –

day  date        site   repeat  found          mm³     g  observer
  0  2026-01-05                 weighed             21.2  M. Meier
  0  2026-01-05  tumor          11.6 × 8.9 mm  459        M. Meier
  3  2026-01-08                 weighed             16.9  M. Meier
  3  2026-01-08  tumor          12.4 × 9.1 mm  513        M. Meier
"#);
    assert_snapshot!(s.transcript(&[
        "audit log --animal 214",
        "audit verify",
        "doctor",
    ]).replace(&std::fs::metadata(s.db()).unwrap().len().to_string(), "<size>"), @r#"
$ graftbook audit log --animal 214
11  2026-03-02 08:00:15 +00:00  M. Meier  undo of operation 8  [<beginning>]
    why: it was 16.9 after all
    body weight KT253-01 · 214 · 2026-01-08: body weight (g) 19.6 → 16.9

10  2026-03-02 08:00:14 +00:00  M. Meier  undo of operation 9  [<beginning>]
    why: it was 214 after all
    body weight KT253-01 · 213 · 2026-01-08 → KT253-01 · 214 · 2026-01-08
    reading KT253-01 · 213 · tumor · 2026-01-08 → KT253-01 · 214 · tumor · 2026-01-08

9  2026-03-02 08:00:12 +00:00  M. Meier  correct  [<beginning>]
    why: wrong mouse in hand
    reading KT253-01 · 214 · tumor · 2026-01-08 → KT253-01 · 213 · tumor · 2026-01-08
    body weight KT253-01 · 214 · 2026-01-08 → KT253-01 · 213 · 2026-01-08

8  2026-03-02 08:00:11 +00:00  M. Meier  correct  [<beginning>]
    why: read 16.9 for 19.6
    body weight KT253-01 · 214 · 2026-01-08: body weight (g) 16.9 → 19.6

7  2026-03-02 08:00:07 +00:00  M. Meier  measure  [<beginning>]
    note: confirmed: body weight 16.9 g is outside the expected 19.2 – 23.4 g
    new reading KT253-01 · 214 · tumor · 2026-01-08: length (mm) 12.4, method caliper, date 2026-01-08, observer M. Meier, repeat 1, state measured, digits as typed 12.4 × 9.1, width (mm) 9.1
    new body weight KT253-01 · 214 · 2026-01-08: date 2026-01-08, observer M. Meier, repeat 1, body weight (g) 16.9

6  2026-03-02 08:00:06 +00:00  M. Meier  measure  [<beginning>]
    new reading KT253-01 · 214 · tumor · 2026-01-05: length (mm) 11.6, method caliper, date 2026-01-05, observer M. Meier, repeat 1, state measured, digits as typed 11.6 × 8.9, width (mm) 8.9
    new body weight KT253-01 · 214 · 2026-01-05: date 2026-01-05, observer M. Meier, repeat 1, body weight (g) 21.2

5  2026-03-02 08:00:05 +00:00  M. Meier  add animals  [<beginning>]
    new animal KT253-01 · 214: sex female, tag 214
    new tumor KT253-01 · 214 · tumor: site tumor
$ graftbook audit verify
the audit trail is whole: 11 operations, 25 changes, and the data are what they say
fingerprint <fingerprint>
$ graftbook doctor
<folder>/lab.db (<size> bytes, SQLite 3.54.1)
  ✓ schema version: 15, the newest is 15
  ✓ tables and triggers: all are those of this version, and there are no others
  ✓ journal: wal
  ✓ audit trail: unbroken: 11 operations, 25 changes
  ✓ indexes: all give what the tables hold
  ✓ structure of the file: whole
  ✓ references between tables: all lead somewhere
"#);
}

#[test]
fn action_at_a_limit_can_be_set_and_cleared() {
    let s = Session::new();
    s.run("study create S").done();
    let shown = |s: &Session| s.run("study show S").done().stdout;
    assert!(!shown(&s).contains("limit_action"));
    s.run("study edit S --limit-action 'weigh daily'").done();
    assert!(
        shown(&s).contains("limit_action        weigh daily"),
        "{}",
        shown(&s)
    );
    s.run("study edit S --clear limit-action").done();
    assert!(!shown(&s).contains("limit_action"));
}

#[test]
fn dispositions_and_exclusions_are_recorded() {
    let s = Session::with_study();
    s.run("measure --study S --animal 211 --day 0 --length 8 --width 7")
        .done();
    assert_snapshot!(s.transcript(&[
        "dispose --study S --animal 211 --kind humane-endpoint --day 3 --reason ulcer",
        "dispose --study S --animal 211 --kind found-dead --day 4",
        "exclude --study S --animal 211 --day 0 --reason 'caliper out of calibration'",
        "exclude --study S --day 0 --reason 'fire alarm' --foreseen",
        "study show S",
        "exclude --study S --day 0 --lift --reason 'it was another room'",
        "dispose --study S --animal 211 --lift --reason 'wrong cage'",
        "study close S --reason 'last animal is out'",
        "study close S --reason 'last animal is out' --confirm",
        "study reopen S --reason 'one is left'",
        "audit log --limit 4",
    ]), @r#"
$ graftbook dispose --study S --animal 211 --kind humane-endpoint --day 3 --reason ulcer
left the study on 2026-01-08 (humane endpoint): 211 [operation 7]
$ graftbook dispose --study S --animal 211 --kind found-dead --day 4
graftbook: animal `211` left the study on day 3 (2026-01-08) already (humane endpoint)
  try: undo it first with `graftbook dispose --lift`, which asks for a reason
[exit 1]
$ graftbook exclude --study S --animal 211 --day 0 --reason 'caliper out of calibration'
left out of the analysis: animal 211 on day 0 (2026-01-05) [operation 8]
$ graftbook exclude --study S --day 0 --reason 'fire alarm' --foreseen
left out of the analysis: all animals on day 0 (2026-01-05) [operation 9]
$ graftbook study show S
S (open): 2 arms, 4 animals, 3 on study, 1 readings, last day 0 (2026-01-05)

protocol
model               RS4;11
implanted_on        2025-12-20
species             mouse
day0                2026-01-05
volume_formula      half_lw2
calibration         1
baseline_rule       day0
primary_definition  delta

arm                animals  treatment              vehicle
Vehicle (control)        2                         –
KT-253                   2  KT-253 1 mg/kg IV Q3W  –

excluded                         reason
animal 211, day 0 (2026-01-05)   caliper out of calibration  not foreseen
all animals, day 0 (2026-01-05)  fire alarm                  foreseen
$ graftbook exclude --study S --day 0 --lift --reason 'it was another room'
no longer left out of the analysis: all animals on day 0 (2026-01-05) [operation 10]
$ graftbook dispose --study S --animal 211 --lift --reason 'wrong cage'
back on study: 211 [operation 11]
$ graftbook study close S --reason 'last animal is out'
graftbook: study `S` is not finished: 4 animals have no disposition
  try: `graftbook dispose` records how animals left; --confirm closes the study as it is
[exit 1]
$ graftbook study close S --reason 'last animal is out' --confirm
study S is closed [operation 12]
$ graftbook study reopen S --reason 'one is left'
study S is open [operation 13]
$ graftbook audit log --limit 4
13  2026-03-02 08:00:15 +00:00  M. Meier  reopen study  [<beginning>]
    why: one is left
    study S: status closed → open

12  2026-03-02 08:00:14 +00:00  M. Meier  close study  [<beginning>]
    why: last animal is out
    study S: status open → closed

11  2026-03-02 08:00:12 +00:00  M. Meier  lift disposition  [<beginning>]
    why: wrong cage
    removed disposition S · 211 · 2026-01-08: kind humane_endpoint, date 2026-01-08, reason ulcer

10  2026-03-02 08:00:11 +00:00  M. Meier  lift exclusion  [<beginning>]
    why: it was another room
    removed exclusion S · 2026-01-05: foreseen 1, date 2026-01-05, reason fire alarm
"#);
}

#[test]
fn readings_are_read_from_a_pipe() {
    let s = Session::with_study();
    s.run("animal edit --study S 212 --site 'left flank'")
        .done();
    let lines = b"# cage C03\n211 12.4 9.1 20.6\n\n212 10 9\n212@left flank 10 9\n212@left flank; 10; 9\n213 np 19.8\r\n214 skip in recovery\n\
        299 9 8\n211 12.4 9.1\n213 9\n213\n214 8 9\n214 np 19,5\n214,9.5,8.5,19.5\n\xff\xfe 9 8\nlast 9 8";
    let answer = s.piped("measure - --study S --day 3", lines);
    assert_snapshot!(s.answer_text(&answer), @r#"
saved 211, day 3 (2026-01-08): 513 mm³, 20.6 g [operation 7]
saved 212, day 3 (2026-01-08): 405 mm³ [operation 8]
saved 213, day 3 (2026-01-08): not palpable, 0 mm³, 19.8 g [operation 9]
saved 214, day 3 (2026-01-08): not measured [operation 10]
graftbook: line 4 `212 10 9` was not saved: animal `212` has 2 tumors
  try: name one with --site: `left flank`, `tumor`; `graftbook animal edit '212' --study 'S' --site NEW` adds another
graftbook: line 5 `212@left flank 10 9` was not saved: length `flank` is not a number
  try: give digits only, such as 12.4
graftbook: line 9 `299 9 8` was not saved: there is no animal `299`
  try: `graftbook animal list` lists the study's; a new one is added with `graftbook animal add`
graftbook: line 10 `211 12.4 9.1` was not saved: animal `211` has a reading on day 3 (2026-01-08) already
  try: change it with `graftbook correct`, which asks for a reason, or keep both with --again
graftbook: line 11 `213 9` was not saved: line `213 9` is not a reading
  try: write tag, length, width and perhaps weight; or tag np; or tag skip and the reason
graftbook: line 12 `213` was not saved: line `213` is not a reading
  try: write tag, length, width and perhaps weight; or tag np; or tag skip and the reason
graftbook: line 13 `214 8 9` was not saved: width `9` is larger than the length `8`
  try: measure again, or swap the two with --swap: the length is the longest diameter
graftbook: line 14 `214 np 19,5` was not saved: line `214 np 19,5` is not a reading
  try: write tag, length, width and perhaps weight; or tag np; or tag skip and the reason
graftbook: line 15 `214,9.5,8.5,19.5` was not saved: animal `214` has a reading on day 3 (2026-01-08) already
  try: change it with `graftbook correct`, which asks for a reason, or keep both with --again
graftbook: line 16 `�� 9 8` was not saved: there is no animal `��`
  try: `graftbook animal list` lists the study's; a new one is added with `graftbook animal add`
graftbook: line 17 `last 9 8` was not saved: there is no animal `last`
  try: `graftbook animal list` lists the study's; a new one is added with `graftbook animal add`
[exit 1]
"#);
    assert_snapshot!(s.transcript(&["animal list --study S"]), @r#"
$ graftbook animal list --study S
animal  cage  arm      sex     tumors             readings  left the study
211     C03   Vehicle  female  tumor                     1  –
212     C03   Vehicle  female  left flank, tumor         1  –
213     C03   KT-253   female  tumor                     1  –
214     C03   KT-253   female  tumor                     1  –
"#);
}

#[test]
fn exit_codes_distinguish_success_refusal_and_usage_error() {
    let s = Session::with_study();
    let code = |line: &str| s.run(line).status;
    for line in [
        "--help",
        "measure --help",
        "--version",
        "study list",
        "audit verify",
    ] {
        assert_eq!(code(line), Some(0), "`{line}`");
    }
    for line in [
        "study show X",
        "audit verify --expect 000000000000",
        "measure --study S --animal 214 --day 1 --length 9 --width x",
        "backup lab.db",
    ] {
        assert_eq!(code(line), Some(1), "`{line}`");
    }
    for line in [
        "stduy list",
        "study create",
        "measure --study S --animal 214 --lenght 9",
        "measure --study S",
        "measure --study S --animal 214 --day 1 --date 2026-01-06",
        "measure --study S --animal 214 --np --length 9",
        "correct --study S --animal 214 --day 3 --length 9 --width 8",
        "study close S",
        "dispose --study S --animal 214 --lift",
    ] {
        assert_eq!(code(line), Some(2), "`{line}`");
    }
}

#[test]
fn statistic_is_explained() {
    let s = Session::new();
    assert_snapshot!(s.transcript(&[
        "analyze --explain delta",
        "analyze --explain 'Delta mean'",
        "analyze --explain xyzzyx",
        "analyze --explain",
    ]), @r#"
$ graftbook analyze --explain delta
delta: Growth inhibition by mean change (ΔT/ΔC), paired

Question
  How much less did the treated tumors grow since baseline than the control's?

Formula
  TGI % = 100·(1 − mean(V_t − V₀)_T / mean(V_t − V₀)_C), over the animals read
  on the landmark day. Above 100 the arm shrank: never clipped.

Assumptions
  Each animal is its own baseline. Animals that left before the landmark day do
  not count. The control grew well: where it hardly grew, the ratio is unstable.

Awkward data
  A volume of 0 counts as 0. None where the control's mean change is not above
  0.

Source
  Convention, no single source. The card of its interval names those of the
  interval.

Elsewhere
  Commercial suites print one of these definitions as "TGI" without saying
  which; on one public data set they run from 50 to 81% for one arm and day.
$ graftbook analyze --explain 'Delta mean'
graftbook: statistic `Delta mean` is not known
  try: perhaps delta_means, delta_median; `graftbook analyze --explain` lists them all
[exit 1]
$ graftbook analyze --explain xyzzyx
graftbook: statistic `xyzzyx` is not known
  try: `graftbook analyze --explain` lists them all
[exit 1]
$ graftbook analyze --explain
id                       name
tc_mean                  Growth inhibition by T/C of means
tc_median                Growth inhibition by T/C of medians
tc_geomean               Growth inhibition by T/C of geometric means
delta                    Growth inhibition by mean change (ΔT/ΔC), paired
delta_median             Growth inhibition by median change
delta_locf               Growth inhibition by mean change, last carried forward
delta_means              Growth inhibition by change of the arm's mean
rtv                      Growth inhibition by mean relative tumor volume (RTV)
rtv_median               Growth inhibition by median relative tumor volume
auc                      Growth inhibition by area under the volume curve
auc_per_day              Growth inhibition by area per day of observation
auc_above_baseline       Growth inhibition by area above baseline
rate                     Inhibition of the growth rate
rate_tc                  Rate-based T/C (Hather)
regression               Regression of the arm
egait                    Inhibition of the growth rate eGaIT (unequal follow-up)
log_hc3                  Interval of a ratio of means
pair_mover_hc3           Interval of a ratio of mean changes
paired_log_hc3           Interval of the regression of an arm
rate_mover               Interval of a ratio of mean rates
welch_log                Interval of a difference on the log scale
order_statistics         Interval of a ratio of medians
order_statistics_mover   Interval of a ratio of median changes
mean_sem                 Mean ± standard error of the mean (n)
median                   Median
geomean                  Geometric mean
growth_rate              Growth rate per day
doubling_time            Doubling time, days
bca                      Bootstrap interval (BCa)
mrecist                  mRECIST class
best_average_response    Best average response
pptp                     PPTP class
consecutive              Class of the consecutive-readings rule
objective_response_rate  Objective response rate, with its interval
fisher_p_holm            Fisher's exact test of response rates (Holm)
growth_contrast          Growth contrast of an arm with control
against_floor            Control against the floor
joint_rank               Joint rank test of removal and volume
mixed_model              Linear mixed model of growth
variance_components      Variance components of the mixed model
satterthwaite            Satterthwaite's degrees of freedom
kenward_roger            Kenward-Roger standard errors and degrees of freedom
slope_contrast           Difference of growth rates (mixed model)
landmark_contrast        Difference of arms on the landmark day (mixed model)
model_mean               Model's volume of an arm on a day
slopes_f                 F test that all slopes are equal (mixed model)
residuals_by_day         Residuals of the mixed model by day
likelihood_ratio         Likelihood-ratio test of nested mixed models
anova                    One-way analysis of variance
welch_anova              Welch's analysis of variance
kruskal_wallis           Kruskal-Wallis test
dunn                     Dunn's comparisons of mean ranks
mann_whitney             Mann-Whitney test (Wilcoxon rank sum)
hodges_lehmann           Hodges-Lehmann shift, with its interval
welch_t                  Welch's t test
student_t                Student's t test
shapiro_wilk             Shapiro-Wilk test of normality
levene                   Levene's test of equal variances (Brown-Forsythe)
bartlett                 Bartlett's test of equal variances
dunnett                  Dunnett's comparisons with the control
tukey                    Tukey's comparisons of all pairs (Tukey-Kramer)
holm                     Holm's adjustment
bonferroni               Bonferroni's adjustment
hochberg                 Hochberg's adjustment
benjamini_hochberg       Benjamini-Hochberg adjustment (false discovery rate)
time_to_event            Time to event
kaplan_meier             Kaplan-Meier curve
median_time              Median time to event
log_rank                 Log-rank test
log_rank_trend           Log-rank test for trend
gehan_breslow            Gehan-Breslow-Wilcoxon test
cox                      Cox's proportional hazards model
firth                    Firth's penalty for Cox's model
hazard_ratio             Hazard ratio
restricted_mean          Restricted mean time without event
cumulative_incidence     Cumulative incidence by cause (Aalen-Johansen)
gray                     Gray's test of cumulative incidence
growth_delay             Tumor growth delay, T − C and %TGD
log_cell_kill            Log cell kill (gross)
weight_change            Body-weight change from baseline, percent
weight_nadir             Nadir of body weight
net_weight               Net body weight
days_to_limit            Time to the limit of weight loss
dose_counts              Doses planned, and what became of them
dose_exposure            Dose given
dose_intensity           Relative dose intensity, percent
balance                  Balance of the arms at baseline
survivorship_guard       Survivorship guard
baseline                 Baseline V₀
landmark_day             Landmark day
burden                   Tumor burden of an animal
volume                   Tumor volume
zeros                    Small volumes and zeros under the logarithm
"#);
    let card = s.run("analyze --explain egait --json").done().json();
    assert_eq!(card["id"], "egait");
    let cards = s.run("analyze --json --explain").done().json();
    assert!(cards.as_array().unwrap().contains(&card));
    assert_eq!(s.run("analyze").status, Some(2));
    for card in cards.as_array().unwrap() {
        let id = card["id"].as_str().unwrap();
        let shown = s.run(&format!("analyze --explain {id}")).done().stdout;
        assert!(
            shown.lines().all(|line| line.chars().count() <= 80),
            "{shown}"
        );
    }
}

#[test]
fn vehicle_alone_has_a_route_and_a_schedule_and_is_changed_without_its_name() {
    let s = Session::new();
    assert_snapshot!(s.transcript(&[
        "study create S --day0 2026-01-05",
        "arm add --study S Vehicle --control --vehicle saline --route i.v. --schedule qd",
        "arm add --study S Both --compound KT-253 --dose 1 --compound VEN --dose 50",
        "arm add --study S Bad --dose 1 --route IV",
        "arm edit --study S Vehicle --schedule Q3W",
        "arm edit --study S Both --route IV --route PO",
        "arm edit --study S Both --schedule QD",
        "arm list --study S",
    ]), @r#"
$ graftbook study create S --day0 2026-01-05
created study S [operation 1]
$ graftbook arm add --study S Vehicle --control --vehicle saline --route i.v. --schedule qd
added arm Vehicle to study S [operation 2]
$ graftbook arm add --study S Both --compound KT-253 --dose 1 --compound VEN --dose 50
added arm Both to study S [operation 3]
$ graftbook arm add --study S Bad --dose 1 --route IV
graftbook: compound is missing: 1 mg/kg of what?
  try: name it; the vehicle alone is given in mL/kg, or without a dose
[exit 1]
$ graftbook arm edit --study S Vehicle --schedule Q3W
changed arm Vehicle [operation 4]
$ graftbook arm edit --study S Both --route IV --route PO
changed arm Both [operation 5]
$ graftbook arm edit --study S Both --schedule QD
graftbook: treatments `1` is the number of values given, and the arm is given 2 treatments: KT-253, VEN
  try: give a value for each, in this order, or name the compounds too
[exit 1]
$ graftbook arm list --study S
arm               animals  treatment                            vehicle
Vehicle  control        0  vehicle IV Q3W                       saline
Both                    0  KT-253 1 mg/kg IV + VEN 50 mg/kg PO  –
"#);
}
