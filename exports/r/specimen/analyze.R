# Refits the mixed model of a Graftbook analysis with lme4, beside what Graftbook found.
#
#   Rscript analyze.R        in the folder of the export; writes comparison.csv there
#
# Needs the packages lme4 and lmerTest.
suppressPackageStartupMessages(library(lmerTest))
options(width = 200)

read <- function(file) {
  table <- read.csv(file, na.strings = "", encoding = "UTF-8", colClasses = c(arm = "character"))
  table$arm[is.na(table$arm)] <- ""
  table
}
volumes <- read("volumes.csv")
found <- read("graftbook_model.csv")
if (nrow(found) == 0) {
  cat("Graftbook found no mixed model: too few readings. See the notes of `graftbook analyze`.\n")
  quit()
}

# Readings from each animal's baseline to the horizon; the first arm is the control.
rows <- volumes[volumes$in_model == "yes", ]
rows$arm <- factor(rows$arm, unique(rows$arm))
rows$animal <- factor(rows$animal)

# The default optimizer may stop short of the optimum where a variance is close to 0.
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-11, maxfun = 1e5))
fit <- if (nlevels(rows$arm) > 1) {
  lmer(log(volume_mm3 + 1) ~ day * arm + (1 + day | animal), rows, REML = TRUE, control = control)
} else {
  lmer(log(volume_mm3 + 1) ~ day + (1 + day | animal), rows, REML = TRUE, control = control)
}
print(summary(fit), correlation = FALSE)

# Each row of `found` as a combination of the coefficients: an arm against the control on the landmark
# day is its difference on day 0 and so many days of its difference in slope.
refit <- function(effect, arm, day) {
  wanted <- switch(effect,
    intercept = c("(Intercept)" = 1),
    day = c(day = 1),
    arm = setNames(1, paste0("arm", arm)),
    "day:arm" = setNames(1, paste0("day:arm", arm)),
    landmark = setNames(c(1, day), paste0(c("arm", "day:arm"), arm))
  )
  combination <- setNames(0 * fixef(fit), names(fixef(fit)))
  if (!all(names(wanted) %in% names(combination))) {
    return(rep(NA_real_, 4))
  }
  combination[names(wanted)] <- wanted
  unlist(contest1D(fit, combination)[c("Estimate", "Std. Error", "df", "Pr(>|t|)")])
}
lme4 <- t(mapply(refit, found$effect, found$arm, found$day))
colnames(lme4) <- paste0("lme4_", c("estimate", "se", "df", "p"))
comparison <- cbind(found, lme4)
rownames(comparison) <- NULL
write.csv(comparison, "comparison.csv", row.names = FALSE, na = "")

cat("\nGraftbook beside lme4:\n")
print(comparison, digits = 6, row.names = FALSE)
cat("\nLargest difference of two estimates:", max(abs(found$estimate - lme4[, 1]), na.rm = TRUE), "\n")
