//! Dosing: planned by regimens, computed, given, held and missed; what is due, as a user reads it.

use insta::assert_snapshot;

use crate::session::Session;

/// Study `S` with day 0 today, a drug and its vehicle daily for five days.
fn session() -> Session {
    let s = Session::new();
    for line in [
        "study create S --day0 today",
        "arm add --study S Vehicle --control --route IV --schedule 'QD x5'",
        "arm add --study S 'KT 1' --compound KT-253 --dose 1 --route IV --schedule 'QD x5'",
        "animal add --study S 211 212 --cage C03 --arm Vehicle",
        "animal add --study S 213-215 --cage C04 --arm 'KT 1'",
    ] {
        s.run(line).done();
    }
    s
}

/// The same with doses planned.
fn planned() -> Session {
    let s = session();
    for line in [
        "regimen add --study S --arm Vehicle --volume 5",
        "regimen add --study S --arm 'KT 1' --volume 5",
    ] {
        s.run(line).done();
    }
    s
}

#[test]
fn a_regimen_is_completed_checked_and_amended() {
    let s = session();
    assert_snapshot!(s.transcript(&[
        "regimen list --study S",
        "regimen add --study S --arm 'KT 1' --dry-run --volume 5",
        "regimen add --study S --arm 'KT 1' --concentration '0.1 mg/mL' --dry-run",
        "regimen add --study S --arm 'KT 1' --concentration '0.1 mg/mL' --volume 5",
        "regimen add --study S --arm 'KT 1' --concentration 0 --volume 5",
        "regimen add --study S --arm 'KT 1' --volume 26 --route 'IV slow'",
        "regimen add --study S --arm 'KT 1' --volume 26 --route 'IV slow' --exemption 'committee 2026-7: infusion' --dry-run",
        "regimen add --study S --arm 'KT 1' --volume 5 --hold 'loss 15'",
        "regimen add --study S --arm 'KT 1' --volume 5 --hold 'loss >= 15 %: hold; resume < 10 %'",
        "regimen add --study S --arm Vehicle --volume 4 --schedule 'BID x5'",
        "plan add --study S dose QD",
        "regimen amend --study S 1 --dose 3 --from 2026-03-04 --reason 'well tolerated'",
        "regimen list --study S",
    ]), @r#"
$ graftbook regimen list --study S
the study plans no doses; `graftbook regimen add` plans them
$ graftbook regimen add --study S --arm 'KT 1' --dry-run --volume 5
dose, arm KT 1: KT-253 1 mg/kg IV, 5 mL/kg, QD x5
    Mon 2026-03-02, Tue 2026-03-03, Wed 2026-03-04, Thu 2026-03-05, …
$ graftbook regimen add --study S --arm 'KT 1' --concentration '0.1 mg/mL' --dry-run
dose, arm KT 1: KT-253 1 mg/kg IV, 10 mL/kg, QD x5
    Mon 2026-03-02, Tue 2026-03-03, Wed 2026-03-04, Thu 2026-03-05, …
IV bolus 10 mL/kg a day is above good practice of 5 mL/kg (Diehl 2001)
$ graftbook regimen add --study S --arm 'KT 1' --concentration '0.1 mg/mL' --volume 5
graftbook: concentration `0.1 mg/mL` gives 0.5 mg/kg in 5 mL/kg, and 1 mg/kg is planned
  try: 0.2 mg/mL is needed; up to 2 % off fits
[exit 1]
$ graftbook regimen add --study S --arm 'KT 1' --concentration 0 --volume 5
graftbook: concentration `0` holds nothing of the compound
  try: leave it empty for the vehicle alone
[exit 1]
$ graftbook regimen add --study S --arm 'KT 1' --volume 26 --route 'IV slow'
graftbook: IV slow 26 mL/kg a day is above the maximum of 25 mL/kg (Diehl 2001)
  try: plan a smaller volume, or say with --exemption who approved it, with the reference and why
[exit 1]
$ graftbook regimen add --study S --arm 'KT 1' --volume 26 --route 'IV slow' --exemption 'committee 2026-7: infusion' --dry-run
dose, arm KT 1: KT-253 1 mg/kg IV slow, 26 mL/kg, QD x5
    Mon 2026-03-02, Tue 2026-03-03, Wed 2026-03-04, Thu 2026-03-05, …
IV slow 26 mL/kg a day is above the maximum of 25 mL/kg (Diehl 2001); exempt: committee 2026-7: infusion
$ graftbook regimen add --study S --arm 'KT 1' --volume 5 --hold 'loss 15'
graftbook: hold rule `loss 15` says nothing to do
  try: write it as loss >= 15 %: hold; resume < 10 %; loss >= 20 %: endpoint; reduce to 50 %
[exit 1]
$ graftbook regimen add --study S --arm 'KT 1' --volume 5 --hold 'loss >= 15 %: hold; resume < 10 %'
dose, arm KT 1: KT-253 1 mg/kg IV, 5 mL/kg, QD x5
    Mon 2026-03-02, Tue 2026-03-03, Wed 2026-03-04, Thu 2026-03-05, …
work plan: line 1 added [operation 6]
$ graftbook regimen add --study S --arm Vehicle --volume 4 --schedule 'BID x5'
dose, arm Vehicle: vehicle IV, 4 mL/kg, BID x5
    Mon 2026-03-02, Tue 2026-03-03, Wed 2026-03-04, Thu 2026-03-05, …
work plan: line 2 added [operation 7]
note: IV bolus 8 mL/kg a day is above good practice of 5 mL/kg (Diehl 2001)
note: line 2 differs from that of another arm (volume, schedule, rule for holding doses): that tells arms apart in a blinded study
$ graftbook plan add --study S dose QD
graftbook: doses need a regimen: what is given, how much and how
  try: plan doses with `graftbook regimen add`
[exit 1]
$ graftbook regimen amend --study S 1 --dose 3 --from 2026-03-04 --reason 'well tolerated'
work plan: line 1 ended, line 3 follows it [operation 8]
note: IV bolus 10 mL/kg a day is above good practice of 5 mL/kg (Diehl 2001)
note: line 3 differs from that of another arm (volume, schedule, rule for holding doses): that tells arms apart in a blinded study
$ graftbook regimen list --study S
line  animals      given                       schedule  from        until       weight      hold
   1  arm KT 1     KT-253 1 mg/kg IV, 5 mL/kg  QD x5     2026-03-02  2026-03-03  newest 3 d  loss >= 15 %: hold; resume < 10 %
   2  arm Vehicle  vehicle IV, 4 mL/kg         BID x5    2026-03-02  –           newest 3 d  –
   3  arm KT 1     KT-253 3 mg/kg IV, 5 mL/kg  QD x5     2026-03-04  –           newest 3 d  loss >= 15 %: hold; resume < 10 %
"#);
}

#[test]
fn a_dose_follows_from_the_weight_and_is_given_once() {
    let s = planned();
    assert_snapshot!(s.transcript(&[
        "dosesheet --study S",
        "weigh --study S --animal 213 --weight 20.6",
        "dose --study S --animal 213",
        "dose --study S --animal 213",
        "dose --study S --animal 214",
        "dose --study S --animal 214 --weight 21.37",
        "dose --study S --animal 215 --weight 19 --partial 0.05 --reason spilled",
        "dose --study S --animal 215 --partial 0.06 --reason 'second part' --again",
        "dose --study S --animal 211 --missed 'no time'",
        "dosesheet --study S",
        "today",
        "undo",
        "today",
    ]), @r#"
$ graftbook dosesheet --study S
S · doses · Mon 2026-03-02 · 0/5 recorded
cage  animal  line  volume  route  formulation  weight  gives  state
C03   211        1       –  IV     –            –       –      weigh first: not weighed yet
C03   212        1       –  IV     –            –       –      weigh first: not weighed yet
C04   213        2       –  IV     –            –       –      weigh first: not weighed yet
C04   214        2       –  IV     –            –       –      weigh first: not weighed yet
C04   215        2       –  IV     –            –       –      weigh first: not weighed yet
$ graftbook weigh --study S --animal 213 --weight 20.6
saved 213, day 0 (2026-03-02 08:00): 20.6 g [operation 8]
$ graftbook dose --study S --animal 213
saved 213: given 0.10 mL at 08:00, 0.971 mg/kg [operation 9]
$ graftbook dose --study S --animal 213
graftbook: the dose of animal `213` was recorded already: given at 08:00 on 2026-03-02
  try: one more entry of the same dose is recorded with --again
[exit 1]
$ graftbook dose --study S --animal 214
graftbook: there is no weight to dose animal `214` by: not weighed yet
  try: weigh it: --weight G records the weight and the dose
[exit 1]
$ graftbook dose --study S --animal 214 --weight 21.37
saved 214: given 0.11 mL at 08:00, 1.03 mg/kg [operation 10]
$ graftbook dose --study S --animal 215 --weight 19 --partial 0.05 --reason spilled
saved 215: partial 0.05 mL at 08:00, 0.526 mg/kg (spilled) [operation 11]
rounding to 0.01 mL changes the dose by +5.3 %
$ graftbook dose --study S --animal 215 --partial 0.06 --reason 'second part' --again
saved 215: partial 0.06 mL at 08:00, 0.632 mg/kg (second part) [operation 12]
rounding to 0.01 mL changes the dose by +5.3 %
0.11 mL of this dose were given by now, and 0.10 mL are planned
$ graftbook dose --study S --animal 211 --missed 'no time'
saved 211: missed at 08:00 (no time) [operation 13]
$ graftbook dosesheet --study S
S · doses · Mon 2026-03-02 · 4/5 recorded
cage  animal  line   volume  route  formulation  weight   gives        state
C03   211        1        –  IV     –            –        –            missed: no time
C03   212        1        –  IV     –            –        –            weigh first: not weighed yet
C04   213        2  0.10 mL  IV     –            20.6 g   0.971 mg/kg  given 0.10 mL
C04   214        2  0.11 mL  IV     –            21.37 g  1.03 mg/kg   given 0.11 mL
C04   215        2  0.11 mL  IV     –            19 g     1.16 mg/kg   partial 0.05 mL: spilled; partial 0.06 mL: second part
$ graftbook today
Mon 2026-03-02: 1 animal due; 4 done

study  day  work  cages     animals    state
S        0  dose  C03, C04  5 animals  4 of 5 done
$ graftbook undo
undid operation 13: miss dose (S · 211 · 2026-03-02), by M. Meier at 2026-03-02 08:00:15 +00:00 [operation 14]
$ graftbook today
Mon 2026-03-02: 2 animals due; 3 done

study  day  work  cages     animals    state
S        0  dose  C03, C04  5 animals  3 of 5 done
"#);
}

#[test]
fn doses_come_from_a_pipe() {
    let s = planned();
    let typed = "213 20.6\n214 held feverish\n215\n211 missed no time\n212 20 twice\n";
    let answer = s.piped("dose - --study S", typed.as_bytes());
    assert_snapshot!(s.answer_text(&answer), @r#"
saved 213: given 0.10 mL at 08:00, 0.971 mg/kg [operation 8]
saved 214: held at 08:00 (feverish) [operation 9]
saved 211: missed at 08:00 (no time) [operation 10]
graftbook: line 3 `215` was not saved: there is no weight to dose animal `215` by: not weighed yet
  try: weigh it: --weight G records the weight and the dose
graftbook: line 5 `212 20 twice` was not saved: line `212 20 twice` is not a dose
  try: write tag; tag and body weight; or tag and partial, held or missed with the reason
[exit 1]
"#);
}

#[test]
fn a_dose_that_is_to_be_held_is_not_given_by_habit() {
    let s = session();
    let hold = "regimen add --study S --arm 'KT 1' --volume 5 --hold 'loss >= 15 %: hold; resume < 10 %; loss >= 20 %: endpoint; reduce to 50 %'";
    s.run(hold).done();
    for (tag, before) in [(213, "24"), (214, "25"), (215, "20")] {
        s.run(&format!(
            "weigh --study S --animal {tag} --weight {before} --day -3"
        ))
        .done();
    }
    assert_snapshot!(s.transcript(&[
        "weigh --study S --animal 213 --weight 20 --confirm",
        "weigh --study S --animal 214 --weight 19.9 --confirm",
        "dosesheet --study S",
        "dose --study S --animal 213",
        "dose --study S --animal 213 --held 'loss 16.7 %'",
        "dose --study S --animal 214",
        "dose --study S --animal 214 --despite 'vet agreed, last dose'",
        "dosesheet --study S --date 2026-03-03",
        "dosesheet --study S",
    ]), @r#"
$ graftbook weigh --study S --animal 213 --weight 20 --confirm
saved 213, day 0 (2026-03-02 08:00): 20 g (-16.7 % from baseline) [operation 10]
$ graftbook weigh --study S --animal 214 --weight 19.9 --confirm
saved 214, day 0 (2026-03-02 08:00): 19.9 g (-20.4 % from baseline) [operation 11]
$ graftbook dosesheet --study S
S · doses · Mon 2026-03-02 · 0/3 recorded
cage  animal  line   volume  route  formulation  weight             gives       state
C04   213        1  0.10 mL  IV     –            20 g               1 mg/kg     hold: loss 16.7 % (rule: >= 15 %)
C04   214        1  0.10 mL  IV     –            19.9 g             1.01 mg/kg  endpoint: loss 20.4 % (rule: >= 20 %)
C04   215        1  0.10 mL  IV     –            20 g (2026-02-27)  1 mg/kg     due
prepare 0.20 mL: 0.10 mL for 1 dose and overfill
$ graftbook dose --study S --animal 213
graftbook: the dose of animal `213` is to be held: loss 16.7 % (rule: >= 15 %)
  try: hold it with --held WHY, or say with --despite why it was given all the same
[exit 1]
$ graftbook dose --study S --animal 213 --held 'loss 16.7 %'
saved 213: held at 08:00 (loss 16.7 %) [operation 12]
$ graftbook dose --study S --animal 214
graftbook: animal `214` is at an endpoint: loss 20.4 % (rule: >= 20 %)
  try: hold it with --held WHY, or say with --despite why it was given all the same
[exit 1]
$ graftbook dose --study S --animal 214 --despite 'vet agreed, last dose'
saved 214: given 0.10 mL at 08:00, 1.01 mg/kg (vet agreed, last dose) [operation 13]
$ graftbook dosesheet --study S --date 2026-03-03
S · doses · Tue 2026-03-03 · 0/3 recorded
cage  animal  line   volume  route  formulation  weight               gives       state
C04   213        1  0.10 mL  IV     –            20 g (2026-03-02)    1 mg/kg     hold: loss 16.7 % (rule: resume < 10 %)
C04   214        1  0.10 mL  IV     –            19.9 g (2026-03-02)  1.01 mg/kg  endpoint: loss 20.4 % (rule: >= 20 %)
C04   215        1        –  IV     –            –                    –           weigh first: weighed 4 days ago, at most 3 are allowed
$ graftbook dosesheet --study S
S · doses · Mon 2026-03-02 · 2/3 recorded
cage  animal  line   volume  route  formulation  weight             gives       state
C04   213        1        –  IV     –            20 g               –           held: loss 16.7 %
C04   214        1  0.10 mL  IV     –            19.9 g             1.01 mg/kg  given 0.10 mL: vet agreed, last dose
C04   215        1  0.10 mL  IV     –            20 g (2026-02-27)  1 mg/kg     due
prepare 0.20 mL: 0.10 mL for 1 dose and overfill
"#);
}

#[test]
fn a_formulation_must_fit_and_be_fresh() {
    let s = planned();
    s.run("weigh --study S --animal 213 --weight 20").done();
    s.run("weigh --study S --animal 214 --weight 20").done();
    assert_snapshot!(s.transcript(&[
        "formulation list --study S",
        "formulation add --study S --compound KT-253 --concentration '0.3 mg/mL'",
        "dose --study S --animal 213",
        "formulation add --study S --compound KT-253 --concentration '0.203 mg/mL' --prepared -9 --expires -1 --lot L7",
        "dose --study S --animal 213",
        "formulation edit --study S F-02 --expires +7 --volume 1",
        "dose --study S --animal 213",
        "dose --study S --animal 214 --formulation F-01",
        "dose --study S --animal 214 --formulation F-09",
        "formulation edit --study S F-02 --used-up -1",
        "dose --study S --animal 214",
        "formulation add --study S --code F-02 --compound KT-253",
        "formulation add --study S --compound KT-253 --concentration '0 mg/mL'",
        "formulation add --study S --compound KT-253 --prepared 2026-03-02 --expires 2026-03-01",
        "formulation list --study S",
        "dosesheet --study S",
    ]), @r#"
$ graftbook formulation list --study S
the study has no formulations; `graftbook formulation add` records one
$ graftbook formulation add --study S --compound KT-253 --concentration '0.3 mg/mL'
formulation F-01 added [operation 10]
$ graftbook dose --study S --animal 213
graftbook: formulation `F-01` 0.3 mg/mL gives 1.5 mg/kg in 5 mL/kg, and 1 mg/kg is planned
  try: record one that may be given with `graftbook formulation add`, or correct the one on record with `graftbook formulation edit`
[exit 1]
$ graftbook formulation add --study S --compound KT-253 --concentration '0.203 mg/mL' --prepared -9 --expires -1 --lot L7
formulation F-02 added [operation 11]
$ graftbook dose --study S --animal 213
graftbook: formulation `F-02` expired on 2026-03-01
  try: record one that may be given with `graftbook formulation add`, or correct the one on record with `graftbook formulation edit`
[exit 1]
$ graftbook formulation edit --study S F-02 --expires +7 --volume 1
formulation F-02 changed [operation 12]
$ graftbook dose --study S --animal 213
saved 213: given 0.10 mL at 08:00, F-02, 1.01 mg/kg [operation 13]
$ graftbook dose --study S --animal 214 --formulation F-01
graftbook: formulation `F-01` 0.3 mg/mL gives 1.5 mg/kg in 5 mL/kg, and 1 mg/kg is planned
  try: 0.2 mg/mL is needed; up to 2 % off fits
[exit 1]
$ graftbook dose --study S --animal 214 --formulation F-09
graftbook: there is no formulation `F-09`
  try: `graftbook formulation list --study NAME` lists them
[exit 1]
$ graftbook formulation edit --study S F-02 --used-up -1
formulation F-02 changed [operation 14]
$ graftbook dose --study S --animal 214
graftbook: formulation `F-02` was used up on 2026-03-01
  try: record one that may be given with `graftbook formulation add`, or correct the one on record with `graftbook formulation edit`
[exit 1]
$ graftbook formulation add --study S --code F-02 --compound KT-253
graftbook: study `S` has a formulation `F-02` already
  try: choose another code, or change that formulation
[exit 1]
$ graftbook formulation add --study S --compound KT-253 --concentration '0 mg/mL'
graftbook: concentration `0` holds nothing of the compound
  try: leave it empty for the vehicle alone
[exit 1]
$ graftbook formulation add --study S --compound KT-253 --prepared 2026-03-02 --expires 2026-03-01
graftbook: expires `2026-03-01` is before it was prepared
  try: correct one of the dates
[exit 1]
$ graftbook formulation list --study S
code  compound  lot  concentration  vehicle  route  prepared    expires     used up     made mL  left mL
F-01  KT-253    –    0.3 mg/mL      –        –      –           –           –                 –        –
F-02  KT-253    L7   0.203 mg/mL    –        –      2026-02-21  2026-03-09  2026-03-01        1      0.9
$ graftbook dosesheet --study S
S · doses · Mon 2026-03-02 · 1/5 recorded
cage  animal  line   volume  route  formulation  weight  gives       state
C03   211        1        –  IV     –            –       –           weigh first: not weighed yet
C03   212        1        –  IV     –            –       –           weigh first: not weighed yet
C04   213        2  0.10 mL  IV     F-02         20 g    1.01 mg/kg  given 0.10 mL
C04   214        2  0.10 mL  IV     –            20 g    1 mg/kg     due; formulation `F-02` was used up on 2026-03-01
C04   215        2        –  IV     –            –       –           weigh first: not weighed yet; formulation `F-02` was used up on 2026-03-01
prepare 0.20 mL: 0.10 mL for 1 dose and overfill
"#);
}

#[test]
fn what_cannot_be_dosed_is_refused_with_a_remedy() {
    let s = planned();
    for tag in [212, 213, 214] {
        s.run(&format!("weigh --study S --animal {tag} --weight 20"))
            .done();
    }
    assert_snapshot!(s.transcript(&[
        "dose --study S --animal 213 --date 2026-03-03",
        "dose --study S --animal 213 --date 2026-02-20",
        "dose --study S --animal 999",
        "dispose --study S --animal 211 --kind found-dead --date 2026-03-01",
        "dose --study S --animal 211",
        "regimen stop --study S 214 --reason 'abscess at the tail'",
        "dose --study S --animal 214",
        "regimen resume --study S 214 --reason 'healed'",
        "dose --study S --animal 214",
        "dose --study S --animal 212 --misdosed 'got the vial of the other arm' --gave KT-253 --volume 0.1",
        "dose --study S --animal 213 --held 'x' --missed 'y'",
        "study close S --reason done --confirm",
        "dose --study S --animal 213",
    ]), @r#"
$ graftbook dose --study S --animal 213 --date 2026-03-03
graftbook: date `2026-03-03` is in the future
  try: check the day; or day 0, which `graftbook study edit NAME --day0 DATE` changes
[exit 1]
$ graftbook dose --study S --animal 213 --date 2026-02-20
graftbook: no dose is planned for animal `213` on 2026-02-20
  try: `graftbook dosesheet --study NAME` lists the doses of a date
[exit 1]
$ graftbook dose --study S --animal 999
graftbook: there is no animal `999`
  try: `graftbook animal list` lists the study's; a new one is added with `graftbook animal add`
[exit 1]
$ graftbook dispose --study S --animal 211 --kind found-dead --date 2026-03-01
left the study on 2026-03-01 (found dead): 211 [operation 11]
$ graftbook dose --study S --animal 211
graftbook: no dose is planned for animal `211` on 2026-03-02: it left the study on 2026-03-01 (found dead)
  try: check the animal and the day; a wrong disposition is undone with `graftbook dispose --lift`
[exit 1]
$ graftbook regimen stop --study S 214 --reason 'abscess at the tail'
animal 214: no doses from 2026-03-02 on [operation 12]
$ graftbook dose --study S --animal 214
graftbook: animal `214` is off treatment since 2026-03-02: abscess at the tail
  try: `graftbook dosesheet --study NAME` lists the doses of a date
[exit 1]
$ graftbook regimen resume --study S 214 --reason 'healed'
animal 214: doses are planned again [operation 13]
$ graftbook dose --study S --animal 214
saved 214: given 0.10 mL at 08:00, 1 mg/kg [operation 14]
$ graftbook dose --study S --animal 212 --misdosed 'got the vial of the other arm' --gave KT-253 --volume 0.1
saved 212: misdosed 0.10 mL at 08:00 (got the vial of the other arm) [operation 15]
$ graftbook dose --study S --animal 213 --held 'x' --missed 'y'
error: the argument '--held <WHY>' cannot be used with '--missed <WHY>'

Usage: graftbook dose [OPTIONS] --study <STUDY> --animal <TAG>
       graftbook dose [OPTIONS] --study <STUDY> -

For more information, try '--help'.
[exit 2]
$ graftbook study close S --reason done --confirm
study S is closed [operation 16]
$ graftbook dose --study S --animal 213
graftbook: study `S` is closed
  try: open it again with `graftbook study reopen`, which asks for a reason
[exit 1]
"#);
}

#[test]
fn several_compounds_and_slots_are_told_apart() {
    let s = Session::new();
    for line in [
        "study create S --day0 2026-03-01",
        "arm add --study S Combo --compound A --dose 1 --route IV --schedule QD --compound B --dose 10 --route PO --schedule BID",
        "animal add --study S 1 --arm Combo",
        "regimen add --study S --arm Combo --volume 5 --from 2026-03-01",
        "weigh --study S --animal 1 --weight 20",
    ] {
        s.run(line).done();
    }
    assert_snapshot!(s.transcript(&[
        "dosesheet --study S",
        "dose --study S --animal 1",
        "dose --study S --animal 1 --line 2 --time 06:00",
        "dose --study S --animal 1 --line 2 --time 16:00",
        "dose --study S --animal 1 --line 2 --time 07:30",
        "dose --study S --animal 1 --line 2",
        "dosesheet --study S",
        "plan waive --study S 1 --reason 'power cut'",
        "dosesheet --study S",
        "today",
    ]), @r#"
$ graftbook dosesheet --study S
S · doses · Mon 2026-03-02 · 0/3 recorded
cage  animal  line   volume  route  formulation  weight  gives     state
–     1          1  0.10 mL  IV     –            20 g    1 mg/kg   due
–     1          2  0.10 mL  PO     –            20 g    10 mg/kg  due; dose 1 of 2
–     1          2  0.10 mL  PO     –            20 g    10 mg/kg  due; dose 2 of 2
prepare 0.40 mL: 0.30 mL for 3 doses and overfill
$ graftbook dose --study S --animal 1
graftbook: animal `1` has doses of lines 1, 2 to be given
  try: say which with --line
[exit 1]
$ graftbook dose --study S --animal 1 --line 2 --time 06:00
saved 1: given 0.10 mL at 06:00, 10 mg/kg [operation 6]
$ graftbook dose --study S --animal 1 --line 2 --time 16:00
graftbook: time `16:00` is later than now, 08:00
  try: check the time; or the date, if it was another day
[exit 1]
$ graftbook dose --study S --animal 1 --line 2 --time 07:30
saved 1: given 0.10 mL at 07:30, 10 mg/kg [operation 7]
$ graftbook dose --study S --animal 1 --line 2
graftbook: every dose of animal `1` was recorded already: given at 07:30 on 2026-03-02
  try: one more entry of the same dose is recorded with --again
[exit 1]
$ graftbook dosesheet --study S
S · doses · Mon 2026-03-02 · 2/3 recorded
cage  animal  line   volume  route  formulation  weight  gives     state
–     1          1  0.10 mL  IV     –            20 g    1 mg/kg   due
–     1          2  0.10 mL  PO     –            20 g    10 mg/kg  given 0.10 mL; dose 1 of 2
–     1          2  0.10 mL  PO     –            20 g    10 mg/kg  given 0.10 mL; dose 2 of 2
prepare 0.20 mL: 0.10 mL for 1 dose and overfill
$ graftbook plan waive --study S 1 --reason 'power cut'
waived line 1 on 2026-03-02 for animal 1 [operation 8]
$ graftbook dosesheet --study S
S · doses · Mon 2026-03-02 · 2/2 recorded
cage  animal  line   volume  route  formulation  weight  gives     state
–     1          2  0.10 mL  PO     –            20 g    10 mg/kg  given 0.10 mL; dose 1 of 2
–     1          2  0.10 mL  PO     –            20 g    10 mg/kg  given 0.10 mL; dose 2 of 2
$ graftbook today
Mon 2026-03-02: 0 animals due; 1 done

study  day  work  cages  animals  state
S        1  dose         1        done
"#);
}

/// Plan, weight and formulation may change later: what was given stays.
#[test]
fn a_recorded_dose_keeps_the_values_of_its_moment() {
    let s = planned();
    for line in [
        "formulation add --study S --compound KT-253 --concentration '0.2 mg/mL'",
        "dose --study S --animal 213 --weight 20.6",
    ] {
        s.run(line).done();
    }
    let before = s.run("--json dosesheet --study S").done().json();
    for line in [
        "correct --study S --animal 213 --weight 24 --reason 'misread' --confirm",
        "regimen amend --study S 2 --dose 3 --volume 10 --reason 'protocol amendment'",
        "formulation edit --study S F-01 --concentration '0.3 mg/mL' --reason assay",
    ] {
        s.run(line).done();
    }
    let after = s.run("--json dosesheet --study S").done().json();
    let of = |day: &serde_json::Value| {
        let rows = day["rows"].as_array().unwrap().clone();
        let row = rows.into_iter().find(|row| row["animal"] == "213").unwrap();
        ["volume_ml", "weight_g", "gives", "formulation", "recorded"].map(|key| row[key].clone())
    };
    assert_eq!(of(&before), of(&after));
    assert_eq!(of(&after)[0], 0.1);
    assert_eq!(of(&after)[2], "0.971 mg/kg");
}

#[test]
fn slips_at_the_bench_are_refused_or_recorded_as_what_they_are() {
    let s = planned();
    for line in [
        "weigh --study S --animal 213 --weight 20 --day -2",
        "weigh --study S --animal 214 --weight 20 --day -2",
        "formulation add --study S --compound KT-253 --concentration '0.2 mg/mL' --expires -1",
        "formulation add --study S --compound KT-253 --concentration '2 mg/mL'",
        "formulation add --study S --compound vehicle --volume 5",
        "dose --study S --animal 211 --weight 20",
    ] {
        s.run(line).done();
    }
    assert_snapshot!(s.transcript(&[
        "dose --study S --animal 211 --weight 20.1",
        "dose --study S --animal 213 --weight 33",
        "dose --study S --animal 213 --formulation F-03",
        "dose --study S --animal 213",
        "formulation edit --study S F-01 --expires +7",
        "dose --study S --animal 213 --weight 20.4 --partial 1 --reason leaked",
        "dose --study S --animal 213 --formulation F-03",
        "dose --study S --animal 214 --misdosed 'took the wrong vial' --formulation F-99 --volume 0.1",
        "dose --study S --animal 214 --misdosed 'took the wrong vial' --formulation F-03 --volume 0.1",
        "dose --study S --animal 213 --weight 33 --confirm",
        "formulation list --study S",
    ]), @r#"
$ graftbook dose --study S --animal 211 --weight 20.1
graftbook: the dose of animal `211` was recorded already: given at 08:00 on 2026-03-02
  try: one more entry of the same dose is recorded with --again
[exit 1]
$ graftbook dose --study S --animal 213 --weight 33
graftbook: animal `213`: body weight 33.0 g is outside the expected 18.3 – 21.9 g
  try: measure again; if the value is right, add --confirm
[exit 1]
$ graftbook dose --study S --animal 213 --formulation F-03
graftbook: formulation `F-03` holds something else than is planned
  try: take the right one; if the other was given, record the dose as misdosed
[exit 1]
$ graftbook dose --study S --animal 213
graftbook: formulation `F-01` expired on 2026-03-01
  try: record one that may be given with `graftbook formulation add`, or correct the one on record with `graftbook formulation edit`
[exit 1]
$ graftbook formulation edit --study S F-01 --expires +7
formulation F-01 changed [operation 14]
$ graftbook dose --study S --animal 213 --weight 20.4 --partial 1 --reason leaked
graftbook: 1.00 mL are more than the 0.10 mL that are planned for animal `213`
  try: check the volume; if so much was given, record the dose as misdosed
[exit 1]
$ graftbook dose --study S --animal 213 --formulation F-03
graftbook: formulation `F-03` holds something else than is planned
  try: take `F-01`; if the other was given, record the dose as misdosed
[exit 1]
$ graftbook dose --study S --animal 214 --misdosed 'took the wrong vial' --formulation F-99 --volume 0.1
graftbook: there is no formulation `F-99`
  try: `graftbook formulation list --study NAME` lists them
[exit 1]
$ graftbook dose --study S --animal 214 --misdosed 'took the wrong vial' --formulation F-03 --volume 0.1
saved 214: misdosed 0.10 mL at 08:00, F-03 (took the wrong vial) [operation 15]
$ graftbook dose --study S --animal 213 --weight 33 --confirm
saved 213: given 0.17 mL at 08:00, F-01, 1.03 mg/kg [operation 16]
$ graftbook formulation list --study S
code  compound  lot  concentration  vehicle  route  prepared  expires     used up  made mL  left mL
F-01  KT-253    –    0.2 mg/mL      –        –      –         2026-03-09  –              –        –
F-02  KT-253    –    2 mg/mL        –        –      –         –           –              –        –
F-03  vehicle   –    –              –        –      –         –           –              5      4.8
"#);
}

/// The program is killed after it acknowledged some doses: each of them is there, with its weight, and never one without the
/// other.
#[test]
fn a_dose_that_was_acknowledged_survives_a_kill() {
    for acknowledged in 1..=4 {
        let s = planned();
        let lines: Vec<String> = (211..=215)
            .map(|tag| format!("{tag} 20.{}\n", tag - 210))
            .collect();
        s.killed_after("dose - --study S", &lines[..acknowledged].concat());
        s.must_be_whole();
        let day = s.run("dosesheet --study S --json").done().json();
        let rows = day["rows"].as_array().unwrap();
        for (row, line) in rows.iter().zip(&lines[..acknowledged]) {
            assert_eq!(row["recorded"][0]["state"], "given", "{line}: {row}");
            let grams: f64 = line.split(' ').nth(1).unwrap().trim().parse().unwrap();
            assert_eq!(row["weight_g"], grams, "{line}: {row}");
        }
        let later = rows[acknowledged..].iter();
        assert!(
            later
                .clone()
                .all(|row| row["recorded"] == serde_json::json!([]))
        );
        assert!(later.clone().all(|row| row["weight_g"].is_null()));
    }
}

/// Nothing that those who handle the animals read tells what is given.
#[test]
fn a_blinded_study_shows_volumes_and_codes_only() {
    let s = planned();
    for line in [
        "formulation add --study S --compound KT-253 --concentration '0.2 mg/mL' --lot L77 --vehicle Captisol",
        "formulation add --study S --compound vehicle",
        "blind --study S --reason 'read blind'",
        "dose --study S --animal 213 --weight 20.6",
        "dose --study S --animal 211 --weight 20.6",
        "dose --study S --animal 214 --weight 20 --partial 0.05 --reason spilled",
    ] {
        s.run(line).done();
    }
    for line in [
        "dosesheet --study S",
        "--json dosesheet --study S",
        "dose --study S --animal 215 --weight 21",
        "--json dose --study S --animal 212 --weight 21",
        "regimen list --study S",
        "--json regimen list --study S",
        "plan list --study S",
        "formulation list --study S",
        "--json formulation list --study S",
        "today",
        "--json today",
        "audit log",
        "animal show --study S 213",
        "export --study S --to ex",
    ] {
        let answer = s.run(line).done();
        let told = format!("{}{}", answer.stdout, answer.stderr);
        for secret in [
            "KT-253", "KT 1", "Vehicle", "mg/kg", "mg/mL", "L77", "Captisol",
        ] {
            assert!(!told.contains(secret), "{line}: {secret}: {told}");
        }
    }
    for file in ["doses.csv", "formulations.csv", "work_lines.csv"] {
        let text = std::fs::read_to_string(s.file("ex").join(file)).unwrap();
        for secret in [
            "KT-253", "KT 1", "mg/kg", "mg/mL", "L77", "Captisol", ",0.97",
        ] {
            assert!(!text.contains(secret), "{file}: {secret}: {text}");
        }
    }
}
