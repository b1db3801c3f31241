//! Fitting: from the readings to a [`Fit`].

use super::basis::Basis;
use super::blocks::{AnimalBlock, Blocks};
use super::criterion::{AnimalInverse, Evaluation, KeptColumns, least_squares, within_animals};
use super::fit::{ArmResidual, Effects, Fit, Variances};
use super::information::Information;
use super::model::{Method, Model, NoFit, Note, Random, Residual};
use super::newton::{FAR, Stop};
use super::optimum::{Objective, OptimizerRecord, is_singular, optimize};
use super::residual::Residuals;
use super::sharing::{ROUNDING, supported};
use super::theta::{Parameters, Relative};

/// Refuses readings that cannot support the model.
fn check(blocks: &Blocks, rank: usize, rss: f64) -> Result<(), NoFit> {
    if blocks.readings <= rank {
        return Err(NoFit::TooFewReadings);
    }
    if blocks.arms.iter().all(|arm| arm.animals < 2) {
        return Err(NoFit::TooFewAnimals);
    }
    let rounding = blocks.readings as f64 * (ROUNDING * blocks.magnitude).powi(2);
    if rss <= rounding {
        return Err(NoFit::NoVariation);
    }
    let (within, columns) = within_animals(blocks);
    if blocks.free() > columns && within <= rounding {
        return Err(NoFit::NoResidual);
    }
    Ok(())
}

/// Fits a model.
///
/// # Errors
///
/// [`NoFit`] if the readings cannot support the model.
pub fn fit(model: &Model) -> Result<Fit, NoFit> {
    let blocks = Blocks::new(model)?;
    if model.residual == Residual::PerArm && blocks.border > 0 {
        return Err(NoFit::CommonEffects);
    }
    let (kept, plain) = least_squares(&blocks);
    let basis = Basis::new(&blocks, &kept, &plain, &model.fixed);
    check(&blocks, basis.rank(), plain.parts[0].rss.v)?;
    let residuals = supported(model.residual, &blocks, &plain);
    let objective = objective(model, &blocks, kept, &basis, residuals);
    let (at, record) = optimize(&objective);
    let criterion = objective.value(&at);
    if !criterion.is_finite() {
        return Err(NoFit::NoResidual);
    }
    Ok(finish(model, &objective, basis, &at, criterion, record))
}

/// The criterion of a model, with the part that does not depend on the variances.
fn objective<'a>(
    model: &Model,
    blocks: &'a Blocks,
    kept: KeptColumns,
    basis: &Basis,
    residuals: Residuals,
) -> Objective<'a> {
    let mut class_df = vec![0.0; residuals.weights.len()];
    for (arm, class) in residuals.counted() {
        class_df[class] += blocks.arms[arm].readings as f64;
        if model.method == Method::Reml {
            class_df[class] -= basis.rank_of_arm(arm) as f64;
        }
    }
    if model.method == Method::Reml {
        class_df[0] -= basis.common_rank() as f64;
    }
    let df: f64 = class_df.iter().sum();
    let mut constant = df * (1.0 + (std::f64::consts::TAU / df).ln());
    // The REML criterion contains ln|XᵀV⁻¹X|, which depends on the unit of the day: undo the scaling.
    if model.method == Method::Reml {
        let days = basis.days(residuals.counted().map(|(arm, _)| arm));
        constant += 2.0 * days as f64 * blocks.scale.ln();
    }
    Objective {
        blocks,
        kept,
        residuals,
        method: model.method,
        free: model.random.free(),
        class_df,
        df,
        constant,
    }
}

/// Computes everything that follows from the optimum.
fn finish(
    model: &Model,
    objective: &Objective,
    basis: Basis,
    at: &Parameters,
    criterion: f64,
    record: OptimizerRecord,
) -> Fit {
    let (blocks, residuals) = (objective.blocks, &objective.residuals);
    let optimum = objective.evaluate(at);
    let [.., rss] = objective.parts(&optimum, at);
    let unit = rss.v / objective.df;
    let beta = basis.estimates(&optimum);
    let counted = || residuals.counted().map(|(arm, _)| arm);
    let effects_counted = counted().map(|arm| basis.rank_of_arm(arm)).sum::<usize>();
    let parameters =
        effects_counted + basis.common_rank() + objective.free.len() + residuals.count();
    let readings = counted()
        .map(|arm| blocks.arms[arm].readings)
        .sum::<usize>();
    let pooled = unit * residuals.pooled(&at.ratios);
    let mut fit = Fit {
        method: model.method,
        random: model.random,
        readings: blocks.readings,
        animals: blocks.animals.iter().filter(|a| a.readings > 0).count(),
        coefficients: Vec::new(),
        variances: variances(model.random, &basis, &Relative::new(at.theta), unit, pooled),
        residuals: arm_residuals(residuals, at, unit),
        criterion,
        log_likelihood: -0.5 * criterion,
        likelihood_readings: readings,
        parameters,
        aic: criterion + 2.0 * parameters as f64,
        bic: criterion + (readings as f64).ln() * parameters as f64,
        singular: is_singular(at.theta, objective.free),
        record,
        effects: effects(blocks, &basis, residuals, &optimum, &beta),
        notes: Vec::new(),
        information: Information::new(objective, &optimum, at, unit),
        basis,
        optimum,
        unit,
        beta,
    };
    fit.coefficients = fit.estimated_coefficients();
    fit.notes = notes(&fit, blocks);
    fit
}

/// The residual variance of each arm.
fn arm_residuals(residuals: &Residuals, at: &Parameters, unit: f64) -> Vec<ArmResidual> {
    let classes = residuals.of_classes(&at.ratios);
    let arms = residuals.class_of_arm.iter().zip(&residuals.shared);
    arms.map(|(class, shared)| ArmResidual {
        variance: unit * classes[*class],
        shared: *shared,
    })
    .collect()
}

/// The variance components, converted from the centered and scaled day to the days as given.
fn variances(
    random: Random,
    basis: &Basis,
    relative: &Relative,
    sigma2: f64,
    residual: f64,
) -> Variances {
    let [d0, d1, d2] = relative.d;
    let shift = basis.center / basis.scale;
    let slopes = random != Random::Intercept;
    let covariance = (d1 - d2 * shift) / basis.scale;
    Variances {
        intercept: sigma2 * (d0 - 2.0 * d1 * shift + d2 * shift * shift).max(0.0),
        slope: slopes.then_some(sigma2 * d2 / basis.scale.powi(2)),
        covariance: (random == Random::InterceptAndSlope).then_some(sigma2 * covariance),
        residual,
    }
}

/// The conditional modes D·ZᵀV⁻¹(y − Xβ) of each animal, converted to the days as given.
fn effects(
    blocks: &Blocks,
    basis: &Basis,
    residuals: &Residuals,
    optimum: &Evaluation,
    beta: &[f64],
) -> Vec<Option<Effects>> {
    let columns = blocks.columns();
    let effect = |(i, animal): (usize, &AnimalBlock)| {
        (animal.readings > 0).then(|| {
            let rows = blocks.rows_of(i);
            let mut left = [rows.0[columns - 1], rows.1[columns - 1]];
            for (j, at) in basis.columns_of(animal.arm).enumerate() {
                left[0] -= rows.0[j] * beta[at];
                left[1] -= rows.1[j] * beta[at];
            }
            let relative = &optimum.relative[residuals.class_of_arm[animal.arm]];
            let solved = AnimalInverse::new(animal, relative);
            let c = solved.back(solved.solve(left));
            let [d0, d1, d2] = relative.d;
            let (level, slope) = (d0 * c[0] + d1 * c[1], d1 * c[0] + d2 * c[1]);
            Effects {
                intercept: level - slope * basis.center / basis.scale,
                slope: slope / basis.scale,
            }
        })
    };
    blocks.animals.iter().enumerate().map(effect).collect()
}

/// The limits of the fit, in the order in which they are reported.
fn notes(fit: &Fit, blocks: &Blocks) -> Vec<Note> {
    let mut notes = Vec::new();
    if blocks.left_out > 0 {
        notes.push(Note::LeftOut(blocks.left_out));
    }
    for (arm, block) in blocks.arms.iter().enumerate() {
        match block.animals {
            0 => notes.push(Note::EmptyArm(arm)),
            1 => notes.push(Note::SingleAnimal(arm)),
            _ => {}
        }
    }
    let shared = fit.residuals.iter().enumerate();
    let shared = shared.filter(|(arm, _)| blocks.arms[*arm].readings > 0);
    notes.extend(shared.filter_map(|(arm, of)| Some(Note::SharedResidual(arm, of.shared?))));
    let missing = fit.coefficients.iter().filter(|c| c.estimate.is_none());
    notes.extend(missing.map(|c| Note::NotEstimable(c.term)));
    if blocks.free() == 0 {
        notes.push(Note::NotIdentified);
    }
    let theta = fit.record.theta;
    if theta == [0.0; 3] {
        notes.push(Note::NoAnimalVariance);
    } else if fit.singular {
        notes.push(Note::Singular);
    }
    if theta.iter().any(|t| t.abs() > FAR.sqrt()) {
        notes.push(Note::VanishingResidual);
    }
    if fit.record.stop != Stop::Converged {
        notes.push(Note::NotConverged);
    }
    notes
}
