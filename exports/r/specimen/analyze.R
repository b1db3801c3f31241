# Computes anew what a report of Graftbook says, from the volumes as analyzed, and puts it beside what Graftbook found:
# means by day, growth inhibition with its intervals, the primary test, the tests of the landmark day, time to event.
#
#   Rscript analyze.R        in the folder of the export; writes comparison.csv there
#
# Needs R alone, no package. Formulas and their sources: `graftbook explain`, and the heads of the modules of
# Graftbook's source that the sections below name.
options(width = 160, digits = 6)

read <- function(file) {
  texts <- c(arm = "character", animal = "character", field = "character", value = "character", note = "character",
    disposition = "character", role = "character")
  columns <- names(read.csv(file, nrows = 1, check.names = FALSE))
  table <- read.csv(file, na.strings = "", encoding = "UTF-8", colClasses = texts[intersect(names(texts), columns)])
  if (!is.null(table$arm)) table$arm[is.na(table$arm)] <- ""
  table
}
settings <- read("settings.csv")
setting <- setNames(settings$value, settings$field)
number <- function(field) as.numeric(setting[[field]])
landmark <- number("landmark_day")
floor_mm3 <- number("floor_mm3")
removal <- if (is.na(setting[["removal_mm3"]])) Inf else number("removal_mm3")
confidence <- number("confidence")
upper <- 0.5 + confidence / 2

volumes <- read("volumes.csv")
volumes <- volumes[!is.na(volumes$volume_mm3) & !is.na(volumes$since_baseline) & volumes$since_baseline >= 0, ]
arms <- unique(volumes$arm)
control <- setting[["control"]]
treated <- if (is.na(control)) character() else setdiff(arms, control)

# The rows of one animal in the order of days.
in_order <- function(one) one[order(one$day), ]
# Its rows up to the landmark day. A volume that counts for that day is among them though it was read later.
up_to_landmark <- function(one) {
  one <- in_order(one)
  one[seq_len(max(0, which(one$day <= landmark), which(one$visit == landmark))), ]
}
# Its volume that counts for the landmark day, or nothing.
at_landmark <- function(one) one$volume_mm3[one$visit %in% landmark]

# The value, or nothing where R has none.
quiet <- function(expression) tryCatch(suppressWarnings(expression), error = function(e) NULL)

# What was compared: Graftbook's number, where it has one, beside that of R.
comparison <- NULL
compare <- function(result, arm, name, graftbook, r) {
  if (is.na(graftbook)) return()
  row <- data.frame(result, arm, name, graftbook = as.numeric(graftbook), r = as.numeric(r))
  comparison <<- rbind(comparison, row)
}
# The row of a table of results for an arm and other conditions; all missing if there is none.
found <- function(table, ...) {
  wanted <- list(...)
  keep <- rep(TRUE, nrow(table))
  for (column in names(wanted)) keep <- keep & !is.na(table[[column]]) & table[[column]] == wanted[[column]]
  table[which(keep)[1], ]
}

## Means by day ------------------------------------------------------------------------------------------------------
by_day <- read("results_by_day.csv")
all_days <- read("volumes.csv")
for (i in seq_len(nrow(by_day))) {
  row <- by_day[i, ]
  v <- all_days$volume_mm3[all_days$arm == row$arm & all_days$visit %in% row$day]
  v <- v[!is.na(v)]
  name <- paste("day", row$day)
  compare("mean_mm3", row$arm, name, row$mean_mm3, mean(v))
  compare("sem_mm3", row$arm, name, row$sem_mm3, sd(v) / sqrt(length(v)))
}

## Growth inhibition on the landmark day (src/stats/inhibition.rs, src/stats/intervals) --------------------------------
satterthwaite <- function(a, n, b, m) (a + b)^2 / (a^2 / (n - 1) + b^2 / (m - 1))

# Each rule gives the limits of treated over control, or nothing where it has no interval.
log_hc3 <- function(x, y) {
  if (mean(x) <= 0 || mean(y) <= 0) return(NULL)
  a <- var(x) / length(x) / mean(x)^2
  b <- var(y) / length(y) / mean(y)^2
  q <- qt(upper, satterthwaite(a, length(x), b, length(y)))
  half <- q * sqrt(var(x) / (length(x) - 1) / mean(x)^2 + var(y) / (length(y) - 1) / mean(y)^2)
  mean(x) / mean(y) * exp(c(-half, half))
}
welch_log <- function(x, y) {
  if (any(c(x, y) <= 0)) return(NULL)
  a <- var(log(x)) / length(x)
  b <- var(log(y)) / length(y)
  half <- qt(upper, satterthwaite(a, length(x), b, length(y))) * sqrt(a + b)
  exp(mean(log(x)) - mean(log(y)) + c(-half, half))
}
order_statistics <- function(x, y) {
  ranked <- function(v) {
    n <- length(v)
    rank <- max(1, floor((n + 1) / 2 - sqrt(n) + 0.5))
    z <- qnorm(1 - sum(choose(n, 0:(rank - 1))) / 2^n)
    list(median = median(v), low = sort(v)[rank], high = sort(v)[n - rank + 1], z = z)
  }
  t <- ranked(x)
  c <- ranked(y)
  if (c$median <= 0 || t$median <= 0 || c$low <= 0) return(NULL)
  z <- qnorm(upper)
  ratio <- t$median / c$median
  if (t$low <= 0) {
    up <- z / t$z * log(t$high / t$median)
    down <- z / c$z * log(c$median / c$low)
    return(c(0, ratio * exp(sqrt(up^2 + down^2))))
  }
  half <- z * sqrt((log(t$high / t$low) / (2 * t$z))^2 + (log(c$high / c$low) / (2 * c$z))^2)
  ratio * exp(c(-half, half))
}
# t and b: volumes of the treated animals on the day and at baseline; d: changes of the control.
pair_mover_hc3 <- function(t, b, d) {
  n <- length(t)
  m <- length(d)
  x <- mean(t) - mean(b)
  y <- mean(d)
  if (y <= 0) return(NULL)
  r <- if (sd(t) > 0 && sd(b) > 0) cor(t, b) else 0
  q <- qt(upper, satterthwaite(var(t - b) / n, n, (x / y)^2 * var(d) / m, m))
  factor <- function(v) if (mean(v) > 0) exp(min(300, q * sd(v) / sqrt(n - 1) / mean(v))) else 1
  tl <- mean(t) - mean(t) / factor(t)
  tu <- mean(t) * factor(t) - mean(t)
  bl <- mean(b) - mean(b) / factor(b)
  bu <- mean(b) * factor(b) - mean(b)
  below <- sqrt(max(0, tl^2 + bu^2 - 2 * r * tl * bu))
  above <- sqrt(max(0, tu^2 + bl^2 - 2 * r * tu * bl))
  if (below <= 0 && above <= 0) return(NULL)
  e <- exp(min(300, q * sd(d) / sqrt(m - 1) / y))
  wide <- y * e - y
  narrow <- y - y / e
  root <- function(distance, w) {
    p <- y^2 - w^2
    list(p = p, q = x * y, r = x^2 - distance^2, s = sqrt((x * y)^2 - p * (x^2 - distance^2)))
  }
  low <- if (x - below >= 0) with(root(below, wide), r / (q + s)) else with(root(below, narrow), (q - s) / p)
  high <- if (x + above >= 0) with(root(above, narrow), (q + s) / p) else with(root(above, wide), r / (q - s))
  c(low, high)
}

# The animals of an arm read on the landmark day, with baseline and area up to that day.
on_landmark <- function(arm) {
  animals <- split(volumes, volumes$animal)[unique(volumes$animal[volumes$arm == arm])]
  rows <- lapply(animals, function(one) {
    v <- at_landmark(one)
    if (length(v) == 0) NULL else data.frame(v = v, v0 = in_order(one)$volume_mm3[1])
  })
  do.call(rbind, rows)
}
# From each animal's baseline to its last reading up to the landmark day, by trapezoids.
areas <- function(arm) {
  animals <- split(volumes, volumes$animal)[unique(volumes$animal[volumes$arm == arm])]
  area <- sapply(animals, function(one) {
    one <- up_to_landmark(one)
    n <- nrow(one)
    if (n < 2) NA else sum(diff(one$day) * (one$volume_mm3[-1] + one$volume_mm3[-n]) / 2)
  })
  unname(area[!is.na(area)])
}

inhibition <- read("results_inhibition.csv")
inhibition <- inhibition[inhibition$day %in% landmark, ]
for (arm in treated) {
  t <- on_landmark(arm)
  c <- on_landmark(control)
  if (is.null(t) || is.null(c)) next
  few <- min(nrow(t), nrow(c)) < 3
  tgi <- function(definition, ratio, limits) {
    row <- found(inhibition, arm = arm, definition = definition)
    if (is.na(row$tgi_percent)) return()
    compare("tgi_percent", arm, definition, row$tgi_percent, 100 * (1 - ratio))
    if (is.na(row$tgi_low)) return()
    ends <- if (few || is.null(limits)) c(NA, NA) else 100 * (1 - rev(limits))
    compare("tgi_low", arm, definition, row$tgi_low, ends[1])
    compare("tgi_high", arm, definition, row$tgi_high, ends[2])
  }
  tgi("tc_mean", mean(t$v) / mean(c$v), if (!few) log_hc3(t$v, c$v))
  tgi("tc_median", median(t$v) / median(c$v), if (!few) order_statistics(t$v, c$v))
  tgi("tc_geomean", exp(mean(log(t$v)) - mean(log(c$v))), if (!few) welch_log(t$v, c$v))
  tgi("delta", mean(t$v - t$v0) / mean(c$v - c$v0), if (!few) pair_mover_hc3(t$v, t$v0, c$v - c$v0))
  x <- areas(arm)
  y <- areas(control)
  tgi("auc", mean(x) / mean(y), if (min(length(x), length(y)) >= 3) log_hc3(x, y))
}

## Primary test (src/stats/primary) ------------------------------------------------------------------------------------
# REML of a random level and slope with one residual variance, from the animals' own lines, for the two arms of `of`.
reml <- function(lines, of) {
  observations <- sum(lines$n)
  value <- function(theta, whole = FALSE) {
    g11 <- theta[1]^2
    g12 <- theta[1] * theta[2]
    g22 <- theta[2]^2 + theta[3]^2
    w11 <- g11 + lines$i11
    w12 <- g12 + lines$i12
    w22 <- g22 + lines$i22
    det <- w11 * w22 - w12^2
    v11 <- w22 / det
    v12 <- -w12 / det
    v22 <- w11 / det
    sum_by <- function(x) tapply(x, of, sum)
    p11 <- sum_by(v11)
    p12 <- sum_by(v12)
    p22 <- sum_by(v22)
    q1 <- sum_by(v11 * lines$b0 + v12 * lines$b1)
    q2 <- sum_by(v12 * lines$b0 + v22 * lines$b1)
    p_det <- p11 * p22 - p12^2
    squares <- sum(lines$rss) + sum(v11 * lines$b0^2 + 2 * v12 * lines$b0 * lines$b1 + v22 * lines$b1^2) -
      sum((p22 * q1^2 - 2 * p12 * q1 * q2 + p11 * q2^2) / p_det)
    s2 <- squares / (observations - 4)
    if (whole) return(list(g = c(g11, g12, g22) * s2, s2 = s2))
    criterion <- suppressWarnings(sum(log(det)) + sum(log(p_det)) + (observations - 4) * log(s2))
    # The optimizers need a number where there is no criterion.
    if (is.finite(criterion)) criterion else 1e10
  }
  best <- NULL
  for (start in list(c(1, 0, 1), c(3, -1, 0.5), c(0.3, 0, 3))) {
    fit <- optim(start, value, method = "Nelder-Mead", control = list(reltol = 1e-14, maxit = 4000))
    fit <- optim(fit$par, value, method = "BFGS", control = list(reltol = 1e-16, maxit = 2000))
    polished <- quiet(nlm(value, fit$par, gradtol = 1e-12, steptol = 1e-14, iterlim = 500))
    if (!is.null(polished) && polished$minimum < fit$value) fit <- list(par = polished$estimate, value = polished$minimum)
    if (is.null(best) || fit$value < best$value) best <- fit
  }
  value(best$par, whole = TRUE)
}
# The own line of each animal read on two days or more: level and slope per 10 days, from `start` on.
own_lines <- function(rows, start) {
  animals <- split(rows, rows$animal)
  animals <- animals[sapply(animals, function(one) length(unique(one$day)) > 1)]
  lines <- lapply(animals, function(one) {
    z <- cbind(1, (one$day - start) / 10)
    s <- crossprod(z)
    inverse <- solve(s)
    b <- drop(inverse %*% crossprod(z, one$y))
    data.frame(arm = one$arm[1], n = nrow(one), b0 = b[1], b1 = b[2], i11 = inverse[1, 1], i12 = inverse[1, 2],
      i22 = inverse[2, 2], rss = sum((one$y - z %*% b)^2))
  })
  do.call(rbind, lines)
}
# CR2 by the animals' own lines, with the degrees of freedom of Bell and McCaffrey.
growth_contrast <- function(lines, fit, days) {
  contrast <- c(0, days / 10)
  by_arm <- lapply(unique(lines$arm), function(arm) {
    rows <- lines[lines$arm == arm, ]
    n <- nrow(rows)
    w <- lapply(seq_len(n), function(i) {
      inverse <- matrix(c(rows$i11[i], rows$i12[i], rows$i12[i], rows$i22[i]), 2)
      matrix(c(fit$g[1], fit$g[2], fit$g[2], fit$g[3]), 2) + fit$s2 * inverse
    })
    wi <- lapply(w, solve)
    center <- solve(Reduce(`+`, wi))
    b <- lapply(seq_len(n), function(i) c(rows$b0[i], rows$b1[i]))
    mean_line <- drop(center %*% Reduce(`+`, Map(`%*%`, wi, b)))
    u <- Map(function(w, wi) {
      d <- chol(w)
      e <- eigen(d %*% (w - center) %*% t(d), symmetric = TRUE)
      keep <- e$values > 1e-9 * max(e$values)
      root <- e$vectors %*% (ifelse(keep, 1 / sqrt(pmax(e$values, 1e-300)), 0) * t(e$vectors))
      drop(t(d) %*% root %*% d %*% wi %*% center %*% contrast)
    }, w, wi)
    variance <- sum(mapply(function(u, b) sum(u * (b - mean_line))^2, u, b))
    o <- outer(seq_len(n), seq_len(n), Vectorize(function(i, j) {
      drop(t(u[[i]]) %*% ((if (i == j) w[[i]] else 0 * center) - center) %*% u[[j]])
    }))
    list(mean = mean_line, variance = variance, trace = sum(diag(o)), squares = sum(o^2))
  })
  names(by_arm) <- unique(lines$arm)
  of_control <- by_arm[[control]]
  of_treated <- by_arm[[setdiff(names(by_arm), control)]]
  estimate <- sum(contrast * (of_treated$mean - of_control$mean))
  se <- sqrt(of_treated$variance + of_control$variance)
  df <- (of_treated$trace + of_control$trace)^2 / (of_treated$squares + of_control$squares)
  list(estimate = estimate, se = se, df = df, p = 2 * pt(-abs(estimate / se), df))
}
# Removal first, then the volume on the landmark day; P counts all assignments of the ranks, or with more than 100
# animals is that of the normal approximation. An animal is removed by its volume, or by a disposition that the protocol
# calls an event, if it has no volume on the landmark day.
joint_rank <- function(rows) {
  outcomes <- do.call(rbind, lapply(split(rows, rows$animal), function(one) {
    over <- which(one$volume_mm3 >= removal & seq_len(nrow(one)) > 1)[1]
    last <- at_landmark(one)
    end <- ends[ends$animal == one$animal[1] & ends$role == "event" & ends$day <= landmark, ]
    if (!is.na(over)) {
      data.frame(arm = one$arm[1], day = one$day[over], volume = one$volume_mm3[over])
    } else if (nrow(end) > 0 && length(last) == 0) {
      data.frame(arm = one$arm[1], day = end$day, volume = one$volume_mm3[nrow(one)])
    } else if (length(last) > 0) {
      data.frame(arm = one$arm[1], day = Inf, volume = last)
    }
  }))
  place <- order(outcomes$day, -outcomes$volume)
  key <- paste(outcomes$day, outcomes$volume)
  ranks <- integer(length(place))
  ranks[place] <- seq_along(place)
  doubled <- round(2 * ave(ranks, key))
  is_treated <- outcomes$arm != control
  n <- sum(is_treated)
  total <- sum(doubled)
  all <- length(doubled)
  middle <- n * (all + 1)
  far <- abs(sum(doubled[is_treated]) - middle)
  if (all > 100) {
    variance <- n * (all - n) / (all * (all - 1)) * sum((doubled - (all + 1))^2)
    return(if (variance == 0) 1 else 2 * pnorm(far / sqrt(variance), lower.tail = FALSE))
  }
  # Selections of k animals by the doubled sum of their ranks.
  ways <- matrix(0, n + 1, total + 1)
  ways[1, 1] <- 1
  for (rank in doubled) {
    for (k in n:1) {
      shifted <- c(rep(0, rank), ways[k, seq_len(total + 1 - rank)])
      ways[k + 1, ] <- ways[k + 1, ] + shifted
    }
  }
  sums <- 0:total
  sum(ways[n + 1, abs(sums - middle) >= far]) / choose(all, n)
}

ends <- read("ends.csv")
primary <- read("results_primary_test.csv")
if (nrow(primary) > 0 && primary$test[1] == "growth_contrast") {
  raw <- rep(NA_real_, nrow(primary))
  for (i in seq_len(nrow(primary))) {
    row <- primary[i, ]
    rows <- volumes[volumes$arm %in% c(control, row$arm), ]
    rows <- do.call(rbind, lapply(split(rows, rows$animal), up_to_landmark))
    rows$y <- log(pmax(rows$volume_mm3, floor_mm3))
    if (!is.na(row$estimate)) {
      of_control <- rows[rows$arm == control, ]
      baselines <- tapply(of_control$day, of_control$animal, min)
      days <- tapply(of_control$day, of_control$animal, function(d) length(unique(d)))
      start <- median(baselines[days > 1])
      lines <- own_lines(rows, start)
      growth <- growth_contrast(lines, reml(lines, lines$arm), landmark - start)
      compare("estimate", row$arm, "growth_contrast", row$estimate, growth$estimate)
      compare("se", row$arm, "growth_contrast", row$se, growth$se)
      half <- qt(upper, growth$df) * growth$se
      compare("ratio_low", row$arm, "growth_contrast", row$ratio_low, exp(growth$estimate - half))
      compare("ratio_high", row$arm, "growth_contrast", row$ratio_high, exp(growth$estimate + half))
    }
    if (row$method == "growth_contrast") {
      compare("df", row$arm, row$method, row$df, growth$df)
      raw[i] <- growth$p
    } else if (row$method == "against_floor") {
      y <- rows$y[rows$arm == control & rows$visit %in% landmark]
      raw[i] <- t.test(y, mu = log(floor_mm3))$p.value
    } else if (row$method == "joint_rank") {
      raw[i] <- joint_rank(rows)
    }
    compare("p", row$arm, row$method, row$p, raw[i])
  }
  adjusted <- p.adjust(raw, primary$adjustment[1])
  for (i in which(!is.na(primary$p_adjusted))) {
    compare("p_adjusted", primary$arm[i], primary$method[i], primary$p_adjusted[i], adjusted[i])
  }
}

## Tests of the landmark day (src/stats/oneway) ------------------------------------------------------------------------
# The logarithm by the rule of the analysis for zeros.
logarithm <- function(v) {
  rule <- strsplit(setting[["zeros"]], ":")[[1]]
  x <- as.numeric(rule[2])
  switch(rule[1],
    offset = log(v + x),
    floor = log(pmax(v, x)),
    drop = ifelse(v > 0, log(v), NA),
    loq = log(ifelse(v < number("loq_mm3"), number("loq_mm3") / 2, v))
  )
}
tests <- read("results_landmark_tests.csv")
day <- volumes[volumes$visit %in% landmark, ]
for (scale in unique(tests$scale)) {
  day$y <- if (scale == "log") logarithm(day$volume_mm3) else day$volume_mm3
  values <- day[!is.na(day$y), ]
  values <- values[values$arm %in% names(which(table(values$arm) >= 2)), ]
  values$group <- factor(values$arm)
  name <- function(test) paste(test, scale)
  one <- function(test, fit, statistic, p) {
    row <- found(tests[tests$arm == "", ], scale = scale, test = test)
    if (is.na(row$p) || is.null(fit)) return()
    compare("statistic", "", name(test), row$statistic, statistic(fit))
    compare("p", "", name(test), row$p, p(fit))
  }
  one("anova", quiet(anova(lm(y ~ group, values))), function(f) f[1, 4], function(f) f[1, 5])
  one("welch_anova", quiet(oneway.test(y ~ group, values)), function(f) f$statistic, function(f) f$p.value)
  one("kruskal_wallis", quiet(kruskal.test(y ~ group, values)), function(f) f$statistic, function(f) f$p.value)
  pair <- function(test, run) {
    rows <- tests[tests$test == test & tests$scale == scale, ]
    if (nrow(rows) == 0) return()
    raw <- sapply(rows$arm, function(arm) {
      fit <- quiet(run(values$y[values$arm == arm], values$y[values$arm == control]))
      if (is.null(fit)) NA else fit$p.value
    })
    raw[is.na(rows$p)] <- NA
    adjusted <- p.adjust(raw, "holm")
    for (i in which(!is.na(raw))) {
      compare("p", rows$arm[i], name(test), rows$p[i], raw[i])
      if (!is.na(rows$p_holm[i])) compare("p_holm", rows$arm[i], name(test), rows$p_holm[i], adjusted[i])
    }
  }
  pair("welch_t", function(x, y) t.test(x, y))
  pair("student_t", function(x, y) t.test(x, y, var.equal = TRUE))
  pair("mann_whitney", function(x, y) {
    wilcox.test(x, y, exact = !anyDuplicated(c(x, y)), correct = TRUE)
  })
}

## Time to event (src/stats/survival) ----------------------------------------------------------------------------------
# From an animal's baseline to the first reading at the volume of the event, or to a disposition that is the event or
# competes with it, whichever is first; else to its last reading.
rule <- strsplit(setting[["event"]], ">=")[[1]]
time_to_event <- function(one, end) {
  one <- in_order(one)
  v0 <- one$volume_mm3[1]
  threshold <- switch(rule[1], volume = as.numeric(rule[2]), ratio = as.numeric(rule[2]) * v0, disposition = Inf)
  is_possible <- rule[1] != "ratio" || v0 > 0
  over <- which(one$since_baseline > 0 & one$volume_mm3 >= threshold)[1]
  end$time <- end$day - one$day[1]
  end <- end[is_possible & end$role != "censor" & end$time > 0, ]
  row <- function(time, event) data.frame(animal = one$animal[1], arm = one$arm[1], time, event)
  last <- max(one$since_baseline)
  if (is_possible && !is.na(over) && !any(end$time < one$since_baseline[over])) {
    row(one$since_baseline[over], TRUE)
  } else if (nrow(end) > 0) {
    row(end$time, end$role == "event")
  } else if (is_possible && last > 0) {
    row(last, FALSE)
  }
}
known <- read("times.csv")
times <- data.frame(animal = character(), arm = character(), time = double(), event = logical())
if (nrow(known) > 0) {
  found_times <- lapply(split(volumes, volumes$animal), function(one) {
    time_to_event(one, ends[ends$animal == one$animal[1], ])
  })
  times <- rbind(times, do.call(rbind, found_times))
}
for (i in seq_len(nrow(known))) {
  row <- times[times$animal == known$animal[i], ]
  compare("time", known$arm[i], known$animal[i], known$time[i], row$time[1])
  compare("event", known$arm[i], known$animal[i], known$event[i] == "yes", row$event[1])
}
survival_median <- function(one) {
  at <- sort(unique(one$time[one$event]))
  curve <- cumprod(sapply(at, function(t) 1 - sum(one$event & one$time == t) / sum(one$time >= t)))
  reached <- which(curve <= 0.5 + 1e-12)
  if (length(reached) == 0) return(NA)
  first <- reached[1]
  # A curve that stays at one half has its median between this step and the next one, or the last time.
  following <- if (first < length(at)) at[first + 1] else max(one$time)
  if (abs(curve[first] - 0.5) < 1e-12) mean(c(at[first], following)) else at[first]
}
log_rank <- function(x) {
  at <- sort(unique(x$time[x$event]))
  in_first <- x$arm == x$arm[1]
  pieces <- sapply(at, function(t) {
    n <- sum(x$time >= t)
    first <- sum(x$time >= t & in_first)
    events <- sum(x$event & x$time == t)
    observed <- sum(x$event & x$time == t & in_first)
    variance <- if (n > 1) events * first / n * (1 - first / n) * (n - events) / (n - 1) else 0
    c(observed - events * first / n, variance)
  })
  if (length(at) == 0 || sum(pieces[2, ]) == 0) return(NA)
  sum(pieces[1, ])^2 / sum(pieces[2, ])
}
survival <- read("results_time_to_event.csv")
for (i in seq_len(nrow(survival))) {
  row <- survival[i, ]
  compare("events", row$arm, row$event, row$events, sum(times$event[times$arm == row$arm]))
  if (!is.na(row$median)) {
    compare("median", row$arm, row$event, row$median, survival_median(times[times$arm == row$arm, ]))
  }
  if (!is.na(row$chi2)) {
    chi2 <- log_rank(times[times$arm %in% c(control, row$arm), ])
    compare("chi2", row$arm, "log_rank", row$chi2, chi2)
    compare("p", row$arm, "log_rank", row$p, pchisq(chi2, 1, lower.tail = FALSE))
  }
}

## Beside each other ---------------------------------------------------------------------------------------------------
if (is.null(comparison)) {
  cat("There are no results to compare: see the notes of `graftbook analyze`.\n")
  comparison <- data.frame(result = character(), arm = character(), name = character(), graftbook = double(), r = double())
} else {
  print(comparison[!(comparison$result %in% c("mean_mm3", "sem_mm3", "time", "event")), ], row.names = FALSE)
  scale <- pmax(abs(comparison$graftbook), 1e-12)
  difference <- abs(comparison$graftbook - comparison$r) / scale
  cat("\n", nrow(comparison), " numbers compared; largest relative difference ", format(max(difference, na.rm = TRUE)),
    "; without a number of R: ", sum(is.na(comparison$r)), "\n", sep = "")
}
write.csv(comparison, "comparison.csv", row.names = FALSE, na = "")
