// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/casus.hpp>

/// Small tasks of programs that have the library inside, one per file. Each states a model, asks,
/// and returns the answers; seeds are fixed. test/program/embedding.cpp compares them with closed
/// forms.
namespace embedding {

/// An insurer's layer of 30 in excess of 20: its mean and standard deviation, the probability that
/// it is hit, the expected shortfall of the whole loss at 99 %, and quantiles of the loss at 50, 90
/// and 99 %.
casus::Answers insurance();

/// A service of three replicas, a database and a network: the probability that it is down, and the
/// expected cost of a day's failures.
casus::Answers service();

/// Whether a second supplier pays: costs with it and without it, and the difference.
struct Supplier {
  casus::Contrast saving;
  std::string json;
};
Supplier supplier();

/// A patient with 40 findings and a graded test: the probability of the disease.
casus::Answer diagnosis();

/// Logistic regression on 40 outcomes: mean of the slope, and its quantiles at 5, 50 and 95 %.
struct Regression {
  std::vector<double> inputs;
  std::vector<bool> outcomes;
  casus::Answers answers;
};
Regression regression();

/// A level that is read with noise in 24 months: its mean and standard deviation after the last
/// reading, and the log likelihood of the readings for some values of the persistence.
struct Series {
  std::vector<double> readings;
  casus::Answers level;
  std::vector<double> persistences;
  std::vector<casus::Answer> likelihoods;
};
Series series();

/// The failure rate of a part at which a machine of three fails with a given probability.
double calibration(double target);

/// A trend, fitted by least squares to columns of draws, and the mean of a parameter over worlds.
struct Raw {
  double intercept, slope;
  double mean_rate;
  long rows;
};
Raw raw();

/// The cost of imports with two dependent prices: standard deviation, and correlations.
casus::Answers imports();

/// The power of a wind turbine: its mean, without limits and with them, and that of a user's own
/// function.
casus::Answers wind();

}  // namespace embedding
