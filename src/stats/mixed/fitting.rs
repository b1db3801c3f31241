//! Fitting: from the readings to a [`Fit`].

use super::basis::Basis;
use super::blocks::{AnimalBlock, Blocks};
use super::criterion::{AnimalInverse, Evaluation, least_squares, within_animals};
use super::fit::{Effects, Fit, Variances};
use super::information::Information;
use super::model::{Method, Model, NoFit, Note, Random};
use super::newton::{FAR, Stop};
use super::optimum::{Objective, OptimizerRecord, is_singular, optimize};
use super::theta::Relative;

/// A scatter below this share of the largest reading counts as rounding: a sum of squares carries 15
/// digits, hence its root about half as many.
const ROUNDING: f64 = 3e-8;

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
    if blocks.within > columns && within <= rounding {
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
    let (kept, plain) = least_squares(&blocks);
    let basis = Basis::new(&blocks, &kept, &plain, &model.fixed);
    let rank = basis.rank();
    check(&blocks, rank, plain.rss.v)?;
    let readings = blocks.readings as f64;
    let df = match model.method {
        Method::Reml => readings - rank as f64,
        Method::Ml => readings,
    };
    let mut constant = df * (1.0 + (std::f64::consts::TAU / df).ln());
    // The REML criterion contains ln|XᵀV⁻¹X|, which depends on the unit of the day: undo the scaling.
    if model.method == Method::Reml {
        constant += 2.0 * basis.days as f64 * blocks.scale.ln();
    }
    let objective = Objective {
        blocks: &blocks,
        kept,
        method: model.method,
        free: model.random.free(),
        df,
        constant,
    };
    let (theta, record) = optimize(&objective);
    let evaluation = objective.evaluate(theta);
    let criterion = objective.profile(&evaluation).v;
    if !criterion.is_finite() {
        return Err(NoFit::NoResidual);
    }
    Ok(finish(
        model, &blocks, basis, evaluation, df, criterion, record,
    ))
}

/// Computes everything that follows from the optimum.
fn finish(
    model: &Model,
    blocks: &Blocks,
    basis: Basis,
    evaluation: Evaluation,
    df: f64,
    criterion: f64,
    record: OptimizerRecord,
) -> Fit {
    let sigma2 = evaluation.rss.v / df;
    let free = model.random.free();
    let information = Information::new(&evaluation, model.method, free, record.theta, df, sigma2);
    let beta = basis.estimates(&evaluation);
    let parameters = basis.rank() + free.len() + 1;
    let per_parameter = (blocks.readings as f64).ln() * parameters as f64;
    let mut fit = Fit {
        method: model.method,
        random: model.random,
        readings: blocks.readings,
        animals: blocks.animals.iter().filter(|a| a.readings > 0).count(),
        coefficients: Vec::new(),
        variances: variances(model.random, &basis, &evaluation.relative, sigma2),
        criterion,
        log_likelihood: -0.5 * criterion,
        parameters,
        aic: criterion + 2.0 * parameters as f64,
        bic: criterion + per_parameter,
        singular: is_singular(record.theta, free),
        record,
        effects: effects(blocks, &basis, &evaluation.relative, &beta),
        notes: Vec::new(),
        basis,
        optimum: evaluation,
        beta,
        information,
    };
    fit.coefficients = fit.estimated_coefficients();
    fit.notes = notes(&fit, blocks);
    fit
}

/// The variance components, converted from the centered and scaled day to the days as given.
fn variances(random: Random, basis: &Basis, relative: &Relative, sigma2: f64) -> Variances {
    let [d0, d1, d2] = relative.d;
    let shift = basis.center / basis.scale;
    let slopes = random != Random::Intercept;
    let covariance = (d1 - d2 * shift) / basis.scale;
    Variances {
        intercept: sigma2 * (d0 - 2.0 * d1 * shift + d2 * shift * shift).max(0.0),
        slope: slopes.then_some(sigma2 * d2 / basis.scale.powi(2)),
        covariance: (random == Random::InterceptAndSlope).then_some(sigma2 * covariance),
        residual: sigma2,
    }
}

/// The conditional modes D·ZᵀV⁻¹(y − Xβ) of each animal, converted to the days as given.
fn effects(
    blocks: &Blocks,
    basis: &Basis,
    relative: &Relative,
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
    let missing = fit.coefficients.iter().filter(|c| c.estimate.is_none());
    notes.extend(missing.map(|c| Note::NotEstimable(c.term)));
    if blocks.within == 0 {
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
