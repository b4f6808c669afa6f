// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/posterior.hpp>
#include <casus/model/timeline.hpp>

namespace casus {

/// A model or timeline whose parameters have the distributions of a posterior.
template <class Subject> struct Updated {
  Subject subject;
  /// One sentence for each parameter: the family that stands for its draws.
  std::vector<std::string> remarks;
};

/// Returns the model with its parameters updated, in a form that can be read, changed and written
/// to a file (`write_model`). Each drawn parameter keeps its family if its draws do not reject that
/// at 1 % (Kolmogorov and Smirnov). Otherwise it gets the family of `elicit::fit` whose
/// distribution function is nearest to them, or, if they reject that too, a mixture of twenty
/// Uniform pieces; a parameter of whole numbers gets the values drawn. Rank correlations that
/// exceed two standard errors are stated (casus/model/correlation.hpp); other dependence between
/// parameters is lost. `with_worlds` keeps all of it, but not in a file.
///
/// Throws Error if the posterior is that of another model. Part of the compiled core.
Updated<Model> updated(const Model& model, const Posterior& posterior);
Updated<Timeline> updated(const Timeline& timeline, const Posterior& posterior);

}  // namespace casus
