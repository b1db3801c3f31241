//! The methods paragraph: what was computed in this analysis, with the sources.

use super::words::on_one_line;
use super::{Block, Chapter, Material, Words, doses};
use crate::number::{day, number};
use domain::{
    Analysis, BaselineRule, LANDMARK_RULE, LandmarkBy, Observation, PrimaryBy, PrimaryRow,
    PrimarySection, PrimaryTest, ResidualRule, StudyRecord, VolumeFormula, counted,
};

/// A source: how the text cites it, and its reference.
struct Source(&'static str, &'static str);

/// All sources that a methods paragraph can cite, in alphabetical order.
const SOURCES: [Source; 26] = [
    Source(
        "Bates et al. 2015",
        "Bates D, Mächler M, Bolker B, Walker S. J Stat Softw 67(1). doi:10.18637/jss.v067.i01",
    ),
    Source(
        "Bell & McCaffrey 2002",
        "Bell RM, McCaffrey DF. Surv Methodol 28:169",
    ),
    Source(
        "Clopper & Pearson 1934",
        "Clopper CJ, Pearson ES. Biometrika 26:404. doi:10.1093/biomet/26.4.404",
    ),
    Source(
        "Cox 1972",
        "Cox DR. J R Stat Soc B 34:187. doi:10.1111/j.2517-6161.1972.tb00899.x",
    ),
    Source(
        "Dunn 1964",
        "Dunn OJ. Technometrics 6:241. doi:10.1080/00401706.1964.10490181",
    ),
    Source(
        "Dunnett 1955",
        "Dunnett CW. J Am Stat Assoc 50:1096. doi:10.1080/01621459.1955.10501294",
    ),
    Source(
        "Efron 1977",
        "Efron B. J Am Stat Assoc 72:557. doi:10.1080/01621459.1977.10480613",
    ),
    Source(
        "Efron 1987",
        "Efron B. J Am Stat Assoc 82:171. doi:10.1080/01621459.1987.10478410",
    ),
    Source(
        "Euhus et al. 1986",
        "Euhus DM, Hudd C, LaRegina MC, Johnson FE. J Surg Oncol 31:229. doi:10.1002/jso.2930310402",
    ),
    Source(
        "Feldman et al. 2009",
        "Feldman JP, Goldwasser R, Mark S, Schwartz J, Orion I. J Appl Quant Methods 4:455",
    ),
    Source(
        "Firth 1993",
        "Firth D. Biometrika 80:27. doi:10.1093/biomet/80.1.27",
    ),
    Source(
        "Gao et al. 2015",
        "Gao H, Korn JM, Ferretti S et al. Nat Med 21:1318. doi:10.1038/nm.3954",
    ),
    Source(
        "Gray 1988",
        "Gray RJ. Ann Stat 16:1141. doi:10.1214/aos/1176350951",
    ),
    Source(
        "Hodges & Lehmann 1963",
        "Hodges JL, Lehmann EL. Ann Math Stat 34:598. doi:10.1214/aoms/1177704172",
    ),
    Source("Holm 1979", "Holm S. Scand J Stat 6:65"),
    Source(
        "Houghton et al. 2007",
        "Houghton PJ, Morton CL, Tucker C et al. Pediatr Blood Cancer 49:928. doi:10.1002/pbc.21078",
    ),
    Source(
        "Kaplan & Meier 1958",
        "Kaplan EL, Meier P. J Am Stat Assoc 53:457. doi:10.1080/01621459.1958.10501452",
    ),
    Source(
        "Kenward & Roger 1997",
        "Kenward MG, Roger JH. Biometrics 53:983. doi:10.2307/2533558",
    ),
    Source(
        "Kruskal & Wallis 1952",
        "Kruskal WH, Wallis WA. J Am Stat Assoc 47:583. doi:10.1080/01621459.1952.10483441",
    ),
    Source(
        "Mann & Whitney 1947",
        "Mann HB, Whitney DR. Ann Math Stat 18:50. doi:10.1214/aoms/1177730491",
    ),
    Source("Mantel 1966", "Mantel N. Cancer Chemother Rep 50:163"),
    Source(
        "Percie du Sert et al. 2020",
        "Percie du Sert N, Hurst V, Ahluwalia A et al. PLoS Biol 18:e3000410. doi:10.1371/journal.pbio.3000410",
    ),
    Source(
        "Pustejovsky & Tipton 2018",
        "Pustejovsky JE, Tipton E. J Bus Econ Stat 36:672. doi:10.1080/07350015.2016.1247004",
    ),
    Source(
        "Tomayko & Reynolds 1989",
        "Tomayko MM, Reynolds CP. Cancer Chemother Pharmacol 24:148. doi:10.1007/BF00300234",
    ),
    Source(
        "Tukey 1949",
        "Tukey JW. Biometrics 5:99. doi:10.2307/3001913",
    ),
    Source(
        "Welch 1947",
        "Welch BL. Biometrika 34:28. doi:10.1093/biomet/34.1-2.28",
    ),
];

/// What was computed for the core.
pub(super) fn chapter(material: &Material<'_>) -> Chapter {
    let analysis = material.analysis;
    let compares = !material.hides_arms();
    let results = || {
        [
            inhibition(analysis),
            primary(analysis),
            responses(analysis),
            times(analysis),
        ]
    };
    let results = compares.then(results).into_iter().flatten().flatten();
    let paragraphs = [Some(randomization(material)), doses::paragraph(material)];
    let paragraphs = paragraphs.into_iter().flatten();
    let paragraphs = paragraphs
        .chain([measurement(material)])
        .chain(results)
        .chain([software(material)]);
    Chapter::new("methods", "Methods", with_sources(paragraphs.collect()))
}

/// What was computed for the appendix; none where it has no models and no further tests.
pub(super) fn of_appendix(material: &Material<'_>) -> Option<Chapter> {
    let analysis = material.analysis;
    let paragraphs = [models(analysis), landmark(analysis)];
    let paragraphs: Vec<String> = paragraphs.into_iter().flatten().collect();
    if paragraphs.is_empty() || material.hides_arms() {
        return None;
    }
    let blocks = with_sources(paragraphs);
    let title = "Methods of the sensitivity analyses";
    Some(Chapter::new("methods-of-sensitivity", title, blocks).in_appendix())
}

/// Paragraphs with the references that they cite.
fn with_sources(paragraphs: Vec<String>) -> Vec<Block> {
    let text = paragraphs.join(" ");
    let used = SOURCES.iter().filter(|source| text.contains(source.0));
    let used = used.map(|Source(name, found)| format!("{name}: {found}.").into());
    let used: Vec<Words> = used.collect();
    let mut blocks: Vec<Block> = paragraphs.into_iter().map(Block::text).collect();
    if !used.is_empty() {
        blocks.push(Block::Heading("References".to_owned()));
        blocks.push(Block::List(used));
    }
    blocks
}

/// The primary test.
fn primary(analysis: &Analysis) -> Option<String> {
    let primary = analysis.primary.as_ref()?;
    let control = analysis.control.as_deref().unwrap_or("the control");
    let by = match primary.by {
        PrimaryBy::Plan => "which the analysis plan names",
        PrimaryBy::Protocol => "which the protocol names",
        PrimaryBy::Default => "the default of the program",
    };
    let day = day(Some(primary.landmark_day));
    let name = primary
        .test
        .parse()
        .map_or(primary.test, PrimaryTest::title);
    let how = match (primary.test, primary.floor_mm3) {
        ("growth_contrast", Some(floor)) => format!(
            " Each arm was compared with {control} alone: ln V, volumes below {floor} mm³ counted as {floor} mm³, was \
             modeled over days with a random intercept and slope per animal up to day {day}, and the difference of \
             slopes was tested with a cluster-robust (CR2) standard error and its degrees of freedom (Bell & McCaffrey \
             2002; Pustejovsky & Tipton 2018)."
        ),
        _ => String::new(),
    };
    let cures = cures(primary);
    let adjusted = match primary.adjustment {
        "holm" => " P is adjusted over arms (Holm 1979).",
        "dunnett" => " P is adjusted over arms (Dunnett 1955).",
        _ => "",
    };
    Some(format!(
        "The primary test is the {name}, {by}.{how}{cures}{adjusted} All other tests are sensitivity analyses."
    ))
}

/// How the growth contrast treats arms with tumors at 0, of those kinds that the study has.
fn cures(primary: &PrimarySection) -> String {
    let any = |is: fn(&PrimaryRow) -> bool| primary.rows.iter().any(is);
    let mut text = String::new();
    if any(|row| row.method == "against_floor") {
        text.push_str(" An arm of which every tumor was at 0 on that day was tested as the control against the floor.");
    }
    if any(|row| row.method == "joint_rank") {
        text.push_str(
            " Where fewer than half of the tumors of an arm were at 0, and both arms had five animals or more, an exact              joint rank test of removal and volume was used.",
        );
    }
    if any(PrimaryRow::is_grown_from_floor) {
        text.push_str(
            " Other arms with tumors at 0 on that day, as where half or more are, were tested by the growth contrast,              in which these volumes count as the floor.",
        );
    }
    text
}

fn randomization(material: &Material<'_>) -> String {
    let record = material.record;
    let drawn = match record.allocations.last() {
        None => "How animals were allocated to arms is not on record.".to_owned(),
        Some(last) => {
            let how = match last.method.id() {
                "balanced" => {
                    "by a search for the allocation with the least differences between arms, after \
                     which the groups were given to the arms at random"
                        .to_owned()
                }
                "simple" => "by simple randomization".to_owned(),
                "block" => "in permuted blocks of animals of like size".to_owned(),
                "stratified" => "at random within strata".to_owned(),
                other => format!("by the {other} method"),
            };
            format!("Animals were allocated to arms {how} (generator ChaCha20).")
        }
    };
    let blinding = match record.study.blinding.id() {
        _ if material.made.for_technician => "This report does not show the arms.",
        "open" => "The study was not blinded in the notebook.",
        "unblinded" => "Arms were shown as codes until the study was unblinded.",
        _ => "Arms are shown as codes: the study is blinded.",
    };
    format!("{drawn} {blinding}")
}

fn measurement(material: &Material<'_>) -> String {
    let (record, analysis) = (material.record, material.analysis);
    let baseline = match analysis.settings.baseline {
        b if b == BaselineRule::First.id() => "the animal's first reading",
        _ => "the reading of day 0, else the last one before it, else the first after it",
    };
    let mut text = format!("{} Change is counted from {baseline}.", volume(record));
    let several = record.animals.iter().any(|a| a.tumors.len() > 1);
    if several {
        let burden = match analysis.settings.burden {
            "available" => "those of its tumors that were read that day",
            _ => "its tumors on days on which all of them were read",
        };
        text.push_str(&format!(
            " An animal with several tumors counts by its burden, the sum of {burden}; its \
             response too is that of the sum."
        ));
    }
    let zeros = &analysis.settings.zeros;
    let zeros = match zeros.split_once(':') {
        Some(("floor", x)) => format!(
            "Volumes below {x} mm³ enter logarithms as {x} mm³, so that tumors that vanished stay in."
        ),
        Some((_, x)) => {
            format!("Logarithms are of V + {x} mm³, so that tumors that vanished stay in.")
        }
        None if zeros == "drop" => "Logarithms leave out volumes of 0.".to_owned(),
        None => {
            "Volumes below the limit of quantification enter logarithms as half of it.".to_owned()
        }
    };
    // Where arms are hidden there are no growth rates, and their last day is not told.
    let usual = match material.hides_arms() {
        true => analysis.settings.horizon_day,
        false => analysis.landmark_day,
    };
    let options = analysis.settings.readings_words(usual);
    let options: String = options.iter().map(|said| format!(" {said}")).collect();
    format!("{text} {zeros}{options}")
}

/// How volumes were obtained: by formula from sizes, or as recorded.
fn volume(record: &StudyRecord) -> String {
    let tumors = record.animals.iter().flat_map(|animal| &animal.tumors);
    let readings = tumors.flat_map(|tumor| tumor.standing_readings());
    let sizes = readings.filter_map(|reading| match &reading.observation {
        Observation::Measured { sizes, .. } => Some(sizes.is_some()),
        Observation::NotPalpable | Observation::NotMeasured(_) => None,
    });
    let (sized, given): (Vec<bool>, Vec<bool>) = sizes.partition(|has_sizes| *has_sizes);
    let computed = formula(record);
    match (given.len(), sized.len()) {
        (0, _) => computed,
        _ if record.study.protocol.volume_formula == VolumeFormula::Given => computed,
        (_, 0) => "Tumor volumes were taken over as they were given, without sizes.".to_owned(),
        (given, sized) => format!(
            "{computed} So it was of {}; of {} it was taken over as it was given, without sizes.",
            counted(sized, "reading"),
            counted(given, "other")
        ),
    }
}

fn formula(record: &StudyRecord) -> String {
    let protocol = &record.study.protocol;
    let (formula, source) = match protocol.volume_formula {
        VolumeFormula::HalfLw2 => (
            "length × width² / 2",
            "Euhus et al. 1986; Tomayko & Reynolds 1989",
        ),
        VolumeFormula::Pi6Lw2 => ("π/6 × length × width²", "Tomayko & Reynolds 1989"),
        VolumeFormula::K052Lw2 => ("0.52 × length × width²", ""),
        VolumeFormula::Pi6Lwh => ("π/6 × length × width × height", "Tomayko & Reynolds 1989"),
        VolumeFormula::HalfLwh => ("length × width × height / 2", ""),
        VolumeFormula::Pi6Lw15 => ("π/6 × (length × width)^1.5", "Feldman et al. 2009"),
        VolumeFormula::Given => {
            return "Tumor volumes were taken over as they were given.".to_owned();
        }
    };
    let source = match source {
        "" => String::new(),
        source => format!(" ({source})"),
    };
    format!("Tumor volume is {formula}{source}.")
}

fn inhibition(analysis: &Analysis) -> Option<String> {
    let on = analysis
        .landmark_day
        .filter(|_| !analysis.inhibition.is_empty())?;
    let control = analysis.control.as_deref().unwrap_or("the control");
    let by = match analysis.settings.landmark_by {
        LandmarkBy::Asked => "chosen for this analysis".to_owned(),
        LandmarkBy::Protocol => "which the study's protocol names".to_owned(),
        LandmarkBy::Readings => LANDMARK_RULE.to_owned(),
        LandmarkBy::Interim => analysis.settings.interim_words().unwrap_or_default(),
    };
    let settings = &analysis.settings;
    let percent = 100.0 * settings.confidence;
    let intervals = match (settings.interval, settings.bootstrap_resamples) {
        ("none", _) => "without intervals".to_owned(),
        (_, 0) => format!("with {percent}% intervals by the closed-form rule of each"),
        (_, n) => format!(
            "with {percent}% intervals by the stratified bootstrap (BCa, {n} resamples, seed {}; Efron 1987)",
            settings.seed
        ),
    };
    Some(format!(
        "Growth inhibition (TGI) was computed against {control} on day {on}, {by}, {intervals}; the primary definition is \
         {}, and the appendix has all others.",
        settings.primary_definition.title()
    ))
}

fn responses(analysis: &Analysis) -> Option<String> {
    if analysis.responses.animals.is_empty() {
        return None;
    }
    let from = day(Some(analysis.settings.mrecist_from_day));
    let compared = match analysis.control {
        Some(_) => {
            " and were compared with the control by Fisher's exact test, adjusted over arms (Holm 1979)"
        }
        None => "",
    };
    Some(format!(
        "Responses were judged by mRECIST (Gao et al. 2015) from day {from} after baseline, by the criteria \
         of the PPTP (Houghton et al. 2007) and by consecutive readings; response rates have exact \
         intervals (Clopper & Pearson 1934){compared}."
    ))
}

fn models(analysis: &Analysis) -> Option<String> {
    let model = analysis.mixed_model.as_ref()?;
    let horizon = match analysis.settings.horizon_day {
        Some(horizon) => format!(" up to day {horizon}"),
        None => String::new(),
    };
    let compared = match (
        model.slope_contrasts.is_empty(),
        model.landmark_contrasts.is_empty(),
    ) {
        (true, _) => "",
        (_, true) => {
            " Slopes were compared with the control by Dunnett's multivariate t (Dunnett 1955)."
        }
        _ => {
            " Slopes and means on the landmark day were compared with the control by Dunnett's \
             multivariate t (Dunnett 1955)."
        }
    };
    let residual = match model.residual {
        ResidualRule::Arm => ", with a residual variance for each arm,",
        ResidualRule::Common => "",
    };
    Some(format!(
        "Growth was modeled as {}{residual} by restricted maximum likelihood (Bates et al. 2015) on {} readings of \
         {} animals{horizon}; degrees of freedom and standard errors are those of Kenward & \
         Roger 1997.{compared}",
        model.formula, model.n_obs, model.n_animals
    ))
}

fn landmark(analysis: &Analysis) -> Option<String> {
    let tests = analysis.landmark.as_ref()?;
    let on = day(analysis.landmark_day);
    let mut against = Vec::new();
    if !tests.raw.dunnett.is_empty() {
        against.push("Dunnett 1955");
    }
    if !tests.raw.welch_t.is_empty() {
        against.push("Welch 1947");
    }
    if !tests.raw.mann_whitney.is_empty() {
        against.push("Mann & Whitney 1947 with the shift of Hodges & Lehmann 1963");
    }
    if !tests.raw.dunn.is_empty() {
        against.push("Dunn 1964");
    }
    let against = match against.is_empty() {
        true => String::new(),
        false => format!(
            ", and each with the control ({}; adjusted over arms, the last three after Holm 1979)",
            against.join("; ")
        ),
    };
    let pairs = match tests.raw.tukey.is_empty() {
        true => "",
        false => "; all pairs by Tukey 1949",
    };
    Some(format!(
        "Volumes of day {on} and their logarithms were compared among all arms (analysis of variance, \
         Welch's, Kruskal & Wallis 1952){against}{pairs}."
    ))
}

fn times(analysis: &Analysis) -> Option<String> {
    let times = analysis.time_to_event.as_ref()?;
    let event = super::words::event_words(&times.rule, "its");
    let firth = times.cox.as_ref().is_some_and(|cox| cox.firth.is_some());
    let mut methods = vec!["Kaplan & Meier 1958".to_owned()];
    if times.log_rank.is_some() {
        methods.push("log-rank test (Mantel 1966)".to_owned());
    }
    if times.cox.is_some() {
        methods.push("proportional hazards (Cox 1972; ties by Efron 1977)".to_owned());
    }
    if firth {
        methods.push("where an arm has no event, penalized likelihood (Firth 1993)".to_owned());
    }
    if times.gray.is_some() {
        methods.push("competing dispositions by cumulative incidence (Gray 1988)".to_owned());
    }
    Some(format!(
        "An animal's event was that it {event}, in days from its baseline; animals without it were followed \
         to their last reading. Methods: {}.",
        methods.join("; ")
    ))
}

fn software(material: &Material<'_>) -> String {
    let analysis = material.analysis;
    let level = number(Some(100.0 * (1.0 - analysis.settings.confidence)), 0);
    let exclude = match analysis.settings.exclude {
        _ if material.record.exclusions.is_empty() => "Nothing was excluded.",
        "none" => "Nothing on record as excluded was left out.",
        _ => "What is on record as excluded was left out.",
    };
    on_one_line(&format!(
        "{exclude} Tests are two-sided; where this report speaks of a difference, the level is {level}%. \
         Computed with graftbook {}.",
        analysis.graftbook
    ))
}
