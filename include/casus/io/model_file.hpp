// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <casus/error.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

namespace casus {

/// Contents of a model file: a model or timeline, and the questions that it was made for.
struct ModelFile {
  std::string title = {};        ///< one line
  std::string description = {};  ///< purpose of the model and its sources
  /// Of a file without a timeline; empty if there is a timeline, which then contains everything.
  Model model = {};
  std::optional<Timeline> timeline = {};
  Index steps = 0;                          ///< of the timeline: horizon of its questions
  std::vector<std::string> questions = {};  ///< in the language of `parse_query`
  /// Remarks on a valid file, one line each: laws that are far from the quantiles they were fitted
  /// to, and rows that were rescaled.
  std::vector<std::string> warnings = {};
};

/// All errors in a file. Its message lists up to `most_shown` of them, one per line, in the order
/// of the file; as an Error it is the first of them.
class FileErrors : public Error {
public:
  static constexpr std::size_t most_shown = 20;

  /// There must be at least one error.
  explicit FileErrors(std::vector<Error> errors);

  /// At most 100 errors: reading stops at that number.
  const std::vector<Error>& errors() const noexcept { return errors_; }
  const char* what() const noexcept override { return message_.c_str(); }

private:
  std::vector<Error> errors_;
  std::string message_;
};

/// Reads a model from TOML (version 1.0, UTF-8). Order matters: a text can read only entries that
/// precede it. All keys but names and laws are optional.
///
///     title = "A spring day"
///     description = "..."
///     scale = "icd203"                        # default scale, the library's or the file's
///     questions = ["P(wet | rain)", "E(depth | rain)"]
///
///     [[verbal_scale]]                        # the file's own verbal scale, as in `read_scale`
///     name = "house"
///     phrase = [{ text = "doubtful", band = [0.05, 0.3] }, { text = "likely", band = [0.3, 0.9] }]
///
///     [[parameter]]                           # an uncertain number
///     name = "p_rain"
///     law = "Beta(2, 8)"                      # or one of the judgements below;
///                                             # Dirichlet(1, 2) makes "p_rain[0]", "p_rain[1]"
///     unit = "..."
///     source = "..."
///     mark = "verified"                       # or computed, remembered, judgement (the default)
///     basis = "counted"                       # or judged (the default): the number itself
///     description = "..."
///     stated = [[0.05, 0.1], [0.95, 0.4]]     # judged quantiles, if `law` was fitted to them
///
///     [[correlation]]                         # of each two of these parameters, by ranks; see
///     between = ["p_rain", "p_front"]         # casus/model/correlation.hpp
///     rank = 0.6                              # from -1 to 1; by default 0.8 with
///     same_source = true                      # judgements from the same source
///     source = "..."
///
///     [[variable]]                            # a random variable
///     name = "depth"
///     law = "LogNormal(log(m), 0.9)"          # or a table, below
///     where = ["m = 2 * p_rain"]              # named subexpressions
///     when = "rain"                           # the event that guards it
///     absent = "none"                         # of a guarded category: state without the guard
///     unit = "mm"
///     description = "..."
///     criterion = "..."
///     source = "..."
///
/// Judgements, in place of a parameter's law:
///
///     judged = [0.05, 0.15, 0.40]             # 5, 50, 95 % points, by least squares on the scale
///                                             # of `as`:
///     as = "LogitNormal"                      # LogitNormal, LogNormal or Normal
///
///     quantiles = [[0.1, 0.02], [0.9, 0.3]]   # by `elicit::fit`; see its documentation:
///     support = [0, 1]                        # [0, inf], [-inf, inf] (the default), or other ends
///     widening = 1.3                          # default: 1
///     as = "Beta"                             # the family; default: the one with the best fit
///
///     said = "unlikely"                       # a phrase, on a scale
///     scale = "icd203"
///
///     expert = [{ said = "unlikely" },
///               { judged = [0.01, 0.03, 0.1], as = "LogitNormal", weight = 2 }]
///     pool = "linear"                         # or logarithmic; if all are `probability`, median
///     extremising = { base_rate = 0.1, factor = 1.5 }   # of probabilities
///
/// Counts, in place of a judgement (`elicit::counted`, `elicit::reference_class`), make a sentence
/// about them the parameter's source (or, if it has one, the end of its description) and its basis
/// counted:
///
///     counted = { events = 3, of = 41 }       # cases, for a share or probability
///     counted = { events = 3, exposure = 120.5 }   # such as months, for a rate
///     counted = [12, 3, 5]                    # states: a Dirichlet law, as above
///     counted = [{ events = 3, of = 41 }, { events = 20, of = 850, weight = 0.5 }]
///                                             # reference classes, which differ
///
/// A judgement or law beside counts, such as `said = "unlikely"`, is their prior (default:
/// Jeffreys'; of states, a Dirichlet law; of reference classes, none); with `worth = 12` its mean
/// is worth 12 cases, or 12 units of exposure.
///
/// Experts weighted by seed questions (`elicit::classical_model`), and their answers:
///
///     [[panel]]
///     name = "desk"
///     seed = [{ realisation = 24, quantiles = [[20, 23, 34], [20, 25, 28]] }, ...]   # by expert
///     weights = "global"                      # the default; or item, equal
///     cutoff = 0.05                           # default: the optimal one
///     probabilities = [0.05, 0.5, 0.95]       # the default
///     overshoot = 0.1                         # the default
///
///     [[parameter]]
///     name = "depth"
///     panel = "desk"
///     answers = [[30, 35, 40], [32, 33, 35]]  # by expert
///     background = "uniform"                  # the default, or logarithmic; of seeds, too
///     support = [0, inf]                      # the ends of possible values; of seeds, too
///
/// Among experts with laws, phrases or ranges, one with `probability` counts as that single number.
/// A law that misses a judged point by more than 10 % in probability gives a warning, and so do
/// rows and weights of numbers that do not sum to 1 because of rounding: they are divided by their
/// sum.
///
/// A table in place of a law, of an event (without `states`) or a category; a value is a number or
/// an expression. Rows may omit the state "none" of a guarded category:
///
///     [variable.law]
///     states = ["low", "high"]
///     parents = ["rain", "front"]
///     rows = [["no", "holding", 0.9, 0.1], ["yes", "holding", "1 - p", "p"], ...]
///
/// A timeline: variables are then constant, and series change.
///
///     [timeline]
///     unit = "month"                          # the default
///     steps = 12
///     labels = ["Dec 2022", "Jan 2023"]
///
///     [[varying]]                             # a number that varies periodically with the step
///     name = "season"
///     values = [0, 0.3, -0.2]
///
///     [[series]]
///     name = "war"
///     kind = "event"                          # or category (with `states`), quantity, count
///     first = "Bernoulli(0.9)"                # in step 0
///     step = "Bernoulli(if_then_else(last(war), 0.95, 0.05))"   # in later ones
///     each = "..."                            # or the same law in all
///     hazard = "0.01"                         # or, of an event that stays true once it happened
///     policy = [{ set = "no", when = "last(tired)" }]   # overrides its law; first match counts
///     # and where, when (an event series declared before), absent, unit, description, criterion,
///     # source, as for variables
///
/// Expressions are those of questions (`parse_query`), and also `table(rain, front: value, value,
/// ...)` with the last parent's states changing fastest, `noisy_or(leak 0.03; defeat: 0.1; protest
/// and not defeat: p)`, `noisy_and(leak 0; ready: 0.1 else 0.02)`, `part_probability(x, 12)`,
/// `logit(p)`, `infinity`, and in a timeline `last(series)`. Laws are written as
/// `to_text(ConditionalDistribution)` writes them: `Categorical(holding: 0.5, failing: 0.5)`,
/// `Mixture(0.3: Normal(0, 1), 0.7: Uniform(0, 2))`, `Empirical(1: 0.25, 4: 0.75)` or `Empirical(1,
/// 2, 4)`, `Deterministic(x > 2)`. Names are written in double quotes unless they are identifiers,
/// optionally followed by parts and numbers (base.step1, share[0]). Laws of quantities and counts
/// can be truncated to an interval: `TruncatedGamma(2, 1, 0.5, 3)`, whose last two numbers are the
/// ends.
///
/// `laws`: the user's laws that texts may name in addition to the library's
/// (`distribution::family_of`).
///
/// Throws FileErrors with all errors, each with `file:line:column` (if the file is not TOML: with
/// the first error only); an entry that reads a wrong one is not reported again. `file_name` is
/// used in messages only.
///
/// Limits: 32 MiB of text, 1 MiB in one expression, names of 255 bytes; a million operations; in
/// tables a million rows each and 4,194,304 numbers in all; 1,000 reference classes; 10,000
/// parameters, variables and varying numbers together, 100,000 correlations of 1,000,000 pairs in
/// all, 1,000 series, 1,000 questions, 1,200 steps; 100 levels of nesting in one text, keys of 32
/// parts; and two hundred million operations for the checks of laws in every state of a variable's
/// parents. Cost: some microseconds per line, and a millisecond for each law with constant
/// parameters that is tabulated. Part of the compiled core.
ModelFile read_model(std::string_view text, const std::string& file_name,
                     std::span<const distribution::Family> laws = {});
/// The same from a stream. Throws Error if it cannot be read.
ModelFile read_model(std::istream& in, const std::string& file_name,
                     std::span<const distribution::Family> laws = {});
/// The same from a file, whose name appears in messages as given.
ModelFile read_model(const std::filesystem::path& file, std::span<const distribution::Family> laws = {});

/// Returns the text of a model file that `read_model` reads to the same model, timeline and
/// questions, bit for bit: the same operations in the same order, and the same numbers. Expressions
/// that are used in several places, or too long to be read, get names (`where`), so that the length
/// of the text is proportional to the number of operations. Warnings are not written.
///
/// Throws Error, about the variable or parameter, for anything that a file cannot express: a user's
/// own function, a twin, a parameter that is drawn as another or is held although it is correlated
/// with others, text that is not UTF-8, and models beyond the limits of reading: 32 MiB, 10,000
/// parameters and variables. Part of the compiled core.
std::string write_model(const ModelFile& file);
std::string write_model(const Model& model);
std::string write_model(const Timeline& timeline, Index steps);

}  // namespace casus
