# The primary test by the formulas of src/stats/primary, written a second time.
# ORACLE_DATA=dir of tidy CSVs, ORACLE_OUT=dir for the JSON; Rscript primary.R dataset control landmark [removal volume]
#
# Needs r-cran-lme4 and r-cran-jsonlite. clubSandwich is not in Debian: CR2 is written out below, first from the animals' own
# lines (`cr2_lines`, the definition), then from all readings with the whole matrices of the model (`cr2_readings`, as
# clubSandwich does): the two differ in the fourth digit, because the symmetric root depends on the coordinates.
# REML starts from lme4 and is carried on to a gradient near 0, because lme4 stops at about 1e-6 of the variances.
suppressMessages({ library(lme4); library(jsonlite) })
a <- commandArgs(TRUE); name <- a[1]; control <- a[2]; L <- as.numeric(a[3]); removal <- if (length(a) > 3) as.numeric(a[4]) else Inf
floor_mm3 <- 20; conf <- 0.95

d <- read.csv(file.path(Sys.getenv("ORACLE_DATA"), paste0(name, ".csv")), colClasses=c(animal="character", arm="character"))
if (is.null(d$volume_mm3)) d$volume_mm3 <- NA
if (!is.null(d$length_mm)) d$volume_mm3 <- ifelse(is.na(d$length_mm), d$volume_mm3, d$length_mm * d$width_mm^2 / 2)
d <- d[!is.na(d$volume_mm3), ]
d <- d[order(d$animal, d$day), ]
# Baseline: day 0, else the last day before it, else the first after.
base <- tapply(d$day, d$animal, function(t) if (any(t <= 0)) max(t[t <= 0]) else min(t))
d$base <- as.numeric(base[d$animal])
d <- d[d$day >= d$base & d$day <= L, ]
d$y <- log(pmax(d$volume_mm3, floor_mm3))
arms <- c(control, sort(setdiff(unique(d$arm), control), method="radix"))

lines_of <- function(x, start) lapply(split(x, x$animal), function(r) {
  Z <- cbind(1, (r$day - start) / 10); S <- crossprod(Z)
  list(Z=Z, y=r$y, S=S, b=drop(solve(S, crossprod(Z, r$y)))) })

# REML of log|V| + log|X'V^-1 X| + (N - 4) log s2 in the Cholesky factor of G/s2, from the lines alone.
reml <- function(groups, start) {
  all <- unlist(groups, recursive=FALSE); N <- sum(sapply(all, function(l) length(l$y)))
  within <- sum(sapply(all, function(l) sum((l$y - l$Z %*% l$b)^2)))
  pieces <- function(theta) {
    Lc <- matrix(c(theta[1], theta[2], 0, theta[3]), 2); D <- Lc %*% t(Lc); value <- 0; rss <- within
    for (g in groups) {
      P <- matrix(0, 2, 2); q <- c(0, 0); s <- 0
      for (l in g) { W <- D + solve(l$S); Wi <- solve(W); value <- value + log(det(W)) + log(det(l$S))
        P <- P + Wi; q <- q + Wi %*% l$b; s <- s + drop(t(l$b) %*% Wi %*% l$b) }
      value <- value + log(det(P)); rss <- rss + s - drop(t(q) %*% solve(P, q)) }
    list(value=value, rss=rss, df=N - 2 * length(groups), D=D) }
  f <- function(theta) { p <- pieces(theta); p$value + p$df * log(p$rss / p$df) }
  best <- NULL
  for (from in list(start, c(1, 0, 1), c(3, -1, 0.5), c(0.3, 0, 3))) {
    o <- optim(from, f, method="BFGS", control=list(reltol=1e-15, maxit=2000))
    for (k in 1:3) o <- optim(o$par, f, method="Nelder-Mead", control=list(reltol=1e-16, maxit=5000))
    n <- nlm(f, o$par, gradtol=1e-12, steptol=1e-14, iterlim=500); if (n$minimum < o$value) o <- list(par=n$estimate, value=n$minimum)
    if (is.null(best) || o$value < best$value) best <- o }
  p <- pieces(best$par); s2 <- p$rss / p$df; list(G=p$D * s2, s2=s2, criterion=best$value) }

root <- function(M, inverse_of=TRUE) { e <- eigen((M + t(M)) / 2, symmetric=TRUE); keep <- e$values > 1e-9 * max(e$values)
  v <- ifelse(keep, 1 / sqrt(pmax(e$values, 1e-300)), 0); e$vectors %*% (v * t(e$vectors)) }

cr2_lines <- function(groups, fit, days) {
  cc <- c(0, days / 10); B <- list(); v <- 0; tr <- 0; sq <- 0
  for (k in seq_along(groups)) {
    g <- groups[[k]]; W <- lapply(g, function(l) fit$G + fit$s2 * solve(l$S)); Wi <- lapply(W, solve)
    C <- solve(Reduce(`+`, Wi)); B[[k]] <- drop(C %*% Reduce(`+`, Map(function(w, l) w %*% l$b, Wi, g)))
    if (length(g) < 2) next
    u <- Map(function(w, wi) { D <- chol(w); M <- D %*% (w - C) %*% t(D); drop(t(D) %*% root(M) %*% D %*% wi %*% C %*% cc) }, W, Wi)
    v <- v + sum(mapply(function(x, l) sum(x * (l$b - B[[k]]))^2, u, g))
    for (i in seq_along(g)) for (l in seq_along(g)) {
      o <- drop(t(u[[i]]) %*% ((if (i == l) W[[i]] else 0 * C) - C) %*% u[[l]]); sq <- sq + o^2; if (i == l) tr <- tr + o } }
  list(estimate=sum(cc * (B[[2]] - B[[1]])), se=sqrt(v), df=tr^2 / sq) }

# As clubSandwich: whole residual vectors, target V, Satterthwaite by P matrix of all readings.
cr2_readings <- function(groups, fit, days) {
  all <- unlist(unname(groups), recursive=FALSE); arm <- rep(seq_along(groups), sapply(groups, length)); cc <- c(-c(0, days / 10), c(0, days / 10))
  V <- lapply(all, function(l) l$Z %*% fit$G %*% t(l$Z) + fit$s2 * diag(nrow(l$Z)))
  X <- Map(function(l, k) { x <- matrix(0, nrow(l$Z), 4); x[, 2 * k - 1:0] <- l$Z; x }, all, arm)
  M <- solve(Reduce(`+`, Map(function(x, v) t(x) %*% solve(v, x), X, V)))
  beta <- drop(M %*% Reduce(`+`, Map(function(x, v, l) t(x) %*% solve(v, l$y), X, V, all)))
  g <- Map(function(x, v) { D <- chol(v); H <- D %*% (v - x %*% M %*% t(x)) %*% t(D)
    drop(t(D) %*% root(H) %*% D %*% solve(v, x %*% M %*% cc)) }, X, V)
  v <- sum(mapply(function(gi, x, l) sum(gi * (l$y - x %*% beta))^2, g, X, all))
  n <- length(all); O <- matrix(0, n, n)
  for (i in 1:n) for (j in 1:n) O[i, j] <- (if (i == j) drop(t(g[[i]]) %*% V[[i]] %*% g[[i]]) else 0) - drop(t(g[[i]]) %*% X[[i]] %*% M %*% t(X[[j]]) %*% g[[j]])
  list(estimate=sum(cc * beta), se=sqrt(v), df=sum(diag(O))^2 / sum(O^2)) }

# Exact permutation of the mid-ranks: all selections are listed.
joint_rank <- function(x) {
  one <- do.call(rbind, lapply(split(x, x$animal), function(r) {
    over <- which(r$volume_mm3 >= removal & r$day > r$base); last <- r$volume_mm3[r$day == L]
    if (length(over)) data.frame(arm=r$arm[1], key=r$day[over[1]] * 1e7 - r$volume_mm3[over[1]])
    else if (length(last)) data.frame(arm=r$arm[1], key=1e12 - last) else NULL }))
  r <- rank(one$key); t <- r[one$arm != control]; n <- length(t)
  if (choose(length(r), n) > 4e5) return(NULL)
  sums <- combn(length(r), n, function(i) sum(r[i])); far <- abs(sum(t) - n * (length(r) + 1) / 2)
  mean(abs(sums - n * (length(r) + 1) / 2) >= far - 1e-9) }

rows <- lapply(arms[-1], function(arm) {
  x <- d[d$arm %in% c(control, arm), ]; ids <- names(which(table(x$animal) >= 2)); used <- x[x$animal %in% ids, ]
  start <- median(tapply(used$base, used$animal, min)[unique(used$animal[used$arm == control])])
  groups <- list(lines_of(used[used$arm == control, ], start), lines_of(used[used$arm == arm, ], start))
  m <- suppressMessages(suppressWarnings(lmer(y ~ t * arm + (1 + t | animal), data=transform(used, t=(day - start) / 10, arm=factor(arm, levels=c(control, unique(arm[arm != control])))), REML=TRUE)))
  th <- getME(m, "theta"); fit <- reml(groups, th); days <- L - start
  cr2 <- cr2_lines(groups, fit, days); whole <- cr2_readings(groups, fit, days)
  last <- x[x$day == L, ]; zero <- function(k) sum(last$volume_mm3[last$arm == k] == 0)
  nl <- function(k) sum(last$arm == k)
  grow <- function(k) mean(unlist(lapply(split(x[x$arm == k, ], x$animal[x$arm == k]), function(r) {
    v <- r$y[r$day == L]; if (!length(v)) { if (nrow(r) < 3) return(NULL); v <- max(log(floor_mm3), sum(coef(lm(y ~ day, r)) * c(1, L))) }
    v - r$y[1] })))
  yc <- last$y[last$arm == control]; tf <- (log(floor_mm3) - mean(yc)) / (sd(yc) / sqrt(length(yc)))
  t <- cr2$estimate / cr2$se; half <- qt(0.5 + conf / 2, cr2$df) * cr2$se
  list(arm=arm, n=length(groups[[2]]), n_control=length(groups[[1]]), n_started=length(unique(x$animal[x$arm == arm])), n_control_started=length(unique(x$animal[x$arm == control])),
    n_on_landmark=nl(arm), n_zero=zero(arm), n_control_zero=zero(control),
    reml_g=c(fit$G[1, 1], fit$G[1, 2], fit$G[2, 2]), reml_s2=fit$s2, lme4_s2=sigma(m)^2, lme4_criterion_above=REMLcrit(m) - fit$criterion - (nrow(used) - 4) * (1 + log(2 * pi)),
    estimate=cr2$estimate, se=cr2$se, df=cr2$df, p=2 * pt(-abs(t), cr2$df), ratio=exp(cr2$estimate), ratio_low=exp(cr2$estimate - half), ratio_high=exp(cr2$estimate + half),
    se_readings=whole$se, df_readings=whole$df, observed_ratio=exp(grow(arm) - grow(control)),
    floor_t=tf, floor_df=length(yc) - 1, floor_p=2 * pt(-abs(tf), length(yc) - 1), floor_ratio=exp(log(floor_mm3) - mean(yc)), joint_rank_p=joint_rank(x)) })
out <- list(def="primary test: pairwise growth contrast of ln max(V, 20), CR2, Bell-McCaffrey df; rank and floor tests beside it", R=R.version.string,
  lme4=as.character(packageVersion("lme4")), data=name, control=control, landmark=L, removal=if (is.finite(removal)) removal else NULL, rows=rows)
write(toJSON(out, auto_unbox=TRUE, digits=15, pretty=TRUE, null="null"), file.path(Sys.getenv("ORACLE_OUT"), paste0(name, "__primary.json")))
