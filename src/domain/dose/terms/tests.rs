use super::*;

fn dose(text: &str) -> Option<DoseQuantity> {
    (!text.is_empty()).then(|| DoseQuantity::read(text).unwrap())
}

fn concentration(text: &str) -> Option<Concentration> {
    (!text.is_empty()).then(|| Concentration::read(text).unwrap())
}

fn liquid(text: &str) -> Option<LiquidDose> {
    (!text.is_empty()).then(|| LiquidDose::read(text).unwrap())
}

fn terms(a: &str, b: &str, c: &str) -> Result<DoseTerms, Invalid> {
    DoseTerms::new(dose(a), concentration(b), liquid(c))
}

/// What is planned, as text, with nothing for what is not known.
fn completed(a: &str, b: &str, c: &str) -> [String; 3] {
    let terms = terms(a, b, c).unwrap();
    let text = |part: Option<String>| part.unwrap_or_default();
    [
        text(terms.dose().map(ToString::to_string)),
        text(terms.concentration().map(|c| c.to_string())),
        text(terms.liquid().map(|l| l.to_string())),
    ]
}

fn refused(a: &str, b: &str, c: &str) -> String {
    let invalid = terms(a, b, c).unwrap_err();
    assert!(!invalid.remedy.is_none());
    invalid.to_string()
}

#[test]
fn two_of_dose_concentration_and_volume_give_the_third() {
    for (dose, concentration, liquid) in [
        ("1 mg/kg", "0.2 mg/mL", "5 mL/kg"),
        ("3 mg/kg", "0.6 mg/mL", "5 mL/kg"),
        ("0.3 mg/kg", "0.03 mg/mL", "10 mL/kg"),
        ("2 mg/animal", "20 mg/mL", "0.1 mL/animal"),
        ("5e6 cells/animal", "5e7 cells/mL", "0.1 mL/animal"),
        ("150 IU/kg", "15 IU/mL", "10 mL/kg"),
    ] {
        let all = [dose, concentration, liquid];
        assert_eq!(completed(dose, concentration, ""), all);
        assert_eq!(completed(dose, "", liquid), all);
        assert_eq!(completed("", concentration, liquid), all);
        assert_eq!(completed(dose, concentration, liquid), all);
    }
    let small = completed("500 ng/kg", "0.1 µg/mL", "");
    assert_eq!(small, ["500 ng/kg", "0.0001 mg/mL", "5 mL/kg"]);
    let percent = completed("1 g/kg", "10 % w/v", "");
    assert_eq!(percent, ["1 g/kg", "100 mg/mL", "10 mL/kg"]);
    let vehicle = completed("10 mL/kg", "", "");
    assert_eq!(vehicle, ["10 mL/kg", "", "10 mL/kg"]);
    let vehicle = completed("100 µL/mouse", "", "0.1 mL/mouse");
    assert_eq!(vehicle, ["100 µL/animal", "", "0.1 mL/animal"]);
}

#[test]
fn what_does_not_agree_is_refused_with_both_numbers() {
    assert_eq!(
        refused("1 mg/kg", "0.25 mg/mL", "5 mL/kg"),
        "concentration `0.25 mg/mL` gives 1.25 mg/kg in 5 mL/kg, and 1 mg/kg is planned"
    );
    // 2 % fits, and no more.
    assert!(terms("1 mg/kg", "0.204 mg/mL", "5 mL/kg").is_ok());
    assert!(terms("1 mg/kg", "0.196 mg/mL", "5 mL/kg").is_ok());
    assert!(terms("1 mg/kg", "0.2041 mg/mL", "5 mL/kg").is_err());
    assert!(terms("1 mg/kg", "0.1959 mg/mL", "5 mL/kg").is_err());
    assert_eq!(
        refused("50 µg/animal", "1 mg/mL", "0.1 mL/animal"),
        "concentration `1 mg/mL` gives 100 µg/animal in 0.1 mL/animal, and 50 µg/animal is planned"
    );
    assert_eq!(
        refused("10 mL/kg", "", "5 mL/kg"),
        "volume `5 mL/kg` contradicts the dose of 10 mL/kg"
    );
    assert_eq!(
        refused("10 mg/kg", "", "0.1 mL/animal"),
        "volume `0.1 mL/animal` does not depend on the body weight, and the dose does"
    );
    assert_eq!(
        refused("1 mg", "", "5 mL/kg"),
        "volume `5 mL/kg` depends on the body weight, and the dose does not"
    );
    assert_eq!(
        refused("1 mg/kg", "5 IU/mL", "5 mL/kg"),
        "concentration `5 IU/mL` is not in mg/mL, as the dose is"
    );
    assert_eq!(
        refused("2 Gy", "", "5 mL/kg"),
        "dose `2 Gy` is radiation, which has no volume"
    );
    // A dose of 0 is the vehicle.
    assert!(terms("0 mg/kg", "1 mg/mL", "5 mL/kg").is_err());
    assert!(terms("0 mg/kg", "", "5 mL/kg").is_ok());
    // A thousandfold slip.
    assert!(terms("1000 mg/kg", "0.1 mg/mL", "").is_err());
}

#[test]
fn a_formulation_of_another_strength_is_refused_by_its_scan() {
    let terms = terms("1 mg/kg", "", "5 mL/kg").unwrap();
    let check = |text| terms.check_concentration(Concentration::read(text).unwrap());
    assert_eq!(check("200 ug/mL"), Ok(()));
    let invalid = check("0.6 mg/mL").unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "concentration `0.6 mg/mL` gives 3 mg/kg in 5 mL/kg, and 1 mg/kg is planned"
    );
    assert_eq!(
        invalid.remedy,
        "0.2 mg/mL is needed; up to 2 % off fits".into()
    );
    assert!(check("5 IU/mL").is_err());
    let salt = Concentration::read("0.24 mg/mL").unwrap();
    let free = salt.of_free_compound(1.2).unwrap();
    assert_eq!(terms.check_concentration(free), Ok(()));
    assert!(salt.of_free_compound(0.9).is_err());
}

#[test]
fn a_concentration_has_a_value_and_a_known_unit() {
    for (typed, printed) in [
        ("0.2", "0.2 mg/mL"),
        ("200 µg/mL", "0.2 mg/mL"),
        ("0,2 mg/ml", "0.2 mg/mL"),
        ("1 % w/v", "10 mg/mL"),
        ("5 x 10^6 cells/mL", "5e6 cells/mL"),
        ("50000 cells/µL", "5e7 cells/mL"),
    ] {
        let read = Concentration::read(typed).unwrap();
        assert_eq!(read.to_string(), printed);
        assert_eq!(Concentration::read(printed), Ok(read));
    }
    let zero = Concentration::read("0 mg/mL").unwrap_err();
    assert_eq!(
        zero.to_string(),
        "concentration `0` holds nothing of the compound"
    );
    for bad in ["", "-1", "5 %", "1 mM", "1e5 mg/mL", "1 mg/kg", "x"] {
        assert!(Concentration::read(bad).is_err(), "{bad}");
    }
    for bad in ["0", "-5 mL/kg", "5 mg/kg", "1000 mL/kg", "5 mL/m2", "ten"] {
        assert!(LiquidDose::read(bad).is_err(), "{bad}");
    }
}

#[test]
fn no_volume_follows_from_a_unit_that_is_not_known() {
    let step = SyringeStep::default();
    let no_volume = |a, b, c| terms(a, b, c).unwrap().volume_for(Some(20.0), 100.0, step);
    for unit in ["75 mg/m²", "3.7 MBq", "10 mg/kg/day"] {
        assert_eq!(no_volume(unit, "", ""), Err(NoVolume::UnitWithoutVolume));
        assert_eq!(
            no_volume(unit, "1 mg/mL", ""),
            Err(NoVolume::UnitWithoutVolume)
        );
        // The volume itself is said: the dose in it is not.
        let said = no_volume(unit, "", "5 mL/kg").unwrap();
        assert_eq!((said.volume, said.given), (Microliters::new(100), None));
    }
    assert_eq!(no_volume("2 Gy", "", ""), Err(NoVolume::Radiation));
    assert_eq!(no_volume("1 mg/kg", "", ""), Err(NoVolume::NoConcentration));
    assert_eq!(no_volume("0 mg/kg", "", ""), Err(NoVolume::NoDose));
    assert_eq!(no_volume("", "", ""), Err(NoVolume::NoConcentration));
}

#[test]
fn a_volume_for_an_animal_follows_from_its_weight() {
    let step = SyringeStep::default();
    let planned = terms("1 mg/kg", "0.2 mg/mL", "").unwrap();
    assert!(planned.needs_weight());
    assert_eq!(
        planned.volume_for(None, 100.0, step),
        Err(NoVolume::NoWeight)
    );
    let full = planned.volume_for(Some(20.6), 100.0, step).unwrap();
    assert_eq!(full.volume.to_string(), "0.10 mL");
    assert!(!full.is_coarse());
    let half = planned.volume_for(Some(20.6), 50.0, step).unwrap();
    assert_eq!((half.exact_ml, half.volume), (0.0515, Microliters::new(50)));
    let tiny = planned.volume_for(Some(20.6), 4.0, step);
    let exact_ml = 0.00412;
    assert_eq!(tiny, Err(NoVolume::BelowStep { exact_ml, step }));
    let coarse = planned.volume_for(Some(20.6), 12.0, step).unwrap();
    assert!(coarse.is_coarse() && coarse.error_percent < -5.0);

    let per_animal = terms("50 µg/mouse", "1 mg/mL", "").unwrap();
    assert!(!per_animal.needs_weight());
    let volume = per_animal.volume_for(None, 100.0, step).unwrap();
    assert_eq!(
        (volume.volume, volume.given),
        (Microliters::new(50), Some(50.0))
    );
    let vehicle = terms("10 mL/kg", "", "").unwrap();
    let volume = vehicle.volume_for(Some(20.0), 100.0, step).unwrap();
    assert_eq!(
        (volume.volume, volume.given),
        (Microliters::new(200), Some(10.0))
    );
}

#[test]
fn what_was_given_follows_from_the_volume_and_the_formulation() {
    let planned = terms("1 mg/kg", "", "5 mL/kg").unwrap();
    let partial = Microliters::new(80);
    assert_eq!(planned.dose_in(partial, Some(20.0), None), Some(0.8));
    let formulation = Concentration::read("0.202 mg/mL").unwrap();
    assert_eq!(
        planned.dose_in(partial, Some(20.0), Some(formulation)),
        Some(0.808)
    );
    assert_eq!(planned.dose_in(partial, None, None), None);
    let other = Concentration::read("5 IU/mL").unwrap();
    assert_eq!(planned.dose_in(partial, Some(20.0), Some(other)), None);
    assert_eq!(formulation.in_volume(partial), 0.01616);
}

/// Compares with a line of the vectors: weight, dose, volume per kg, concentration, step, and the volume before and after
/// rounding, the dose given, the error.
fn compare(line: &str) {
    let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
    let [
        weight_g,
        dose,
        ml_per_kg,
        mg_per_ml,
        step,
        exact_ml,
        rounded_ml,
        given,
        error,
    ] = cells[..]
    else {
        panic!("{line}");
    };
    let dose = DoseQuantity::new(dose, DoseUnit::usual()).unwrap();
    let liquid = LiquidDose::MlPerKg(ml_per_kg);
    let terms = DoseTerms::new(Some(dose), None, Some(liquid)).unwrap();
    assert_eq!(terms.concentration().unwrap().per_ml(), mg_per_ml, "{line}");
    let step = SyringeStep::new(step).unwrap();
    let planned = terms.volume_for(Some(weight_g), 100.0, step).unwrap();
    assert_eq!(planned.exact_ml, exact_ml, "{line}");
    assert_eq!(
        planned.volume,
        Microliters::of_ml(rounded_ml).unwrap(),
        "{line}"
    );
    let rounded = |value: f64, power: f64| (value * power).round() / power;
    assert_eq!(rounded(planned.given.unwrap(), 1e6), given, "{line}");
    assert_eq!(rounded(planned.error_percent, 1e4), error, "{line}");
}

#[test]
fn volumes_are_those_computed_by_hand() {
    compare("20.6,1,5,0.2,0.01,0.103,0.1,0.970874,-2.9126");
    compare("24.95,50,10,5.0,0.05,0.2495,0.25,50.1002,0.2004");
    compare("22.5,10,10,1.0,0.01,0.225,0.23,10.222222,2.2222");
}

#[test]
fn vectors_of_the_reference_data_hold() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/reference/methods/dose_volume_vectors.csv");
    let Ok(table) = std::fs::read_to_string(&path) else {
        println!("skipped: no {}", path.display());
        return;
    };
    let lines = table.lines().skip(1);
    assert!(lines.inspect(|line| compare(line)).count() >= 6);
}
