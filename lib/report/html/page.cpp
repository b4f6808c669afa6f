// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/html.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/version.hpp>

#include "report/cells.hpp"
#include "report/html/model.hpp"
#include "report/html/shown.hpp"
#include "report/html/style.hpp"
#include "report/html/what_if.hpp"
#include "report/html/writer.hpp"
#include "report/layout.hpp"
#include "report/markup.hpp"
#include "report/notes.hpp"
#include "report/svg/chain.hpp"
#include "report/svg/drawing.hpp"

namespace casus {

namespace {

using html::number;
using html::Table;
using html::TableCell;
using html::text;
using layout::percentage;
using markup::escaped;

std::string label_of(const Shown& shown) { return shown.label.empty() ? shown.answer.question : shown.label; }

constexpr const char* unbroken = "\u00A0";  // no-break space
std::string with_unit(const Cells& row) {
  return row.unit.empty() ? row.value : row.value + unbroken + row.unit;
}

bool is_single(const Answer& answer) { return answer.parts.empty(); }
bool has_range(const Answer& answer) {
  return answer.range || std::any_of(answer.parts.begin(), answer.parts.end(), has_range);
}

// Returns the first cell of a row: the label, with the question below it.
TableCell asked(const Shown& shown) {
  constexpr double room = 900;  // about three lines
  std::string markup = "<b>" + escaped(label_of(shown)) + "</b>";
  if (!shown.label.empty())
    markup +=
        "<code class=\"asked\">" + escaped(markup::clipped(shown.answer.question, 10, room)) + "</code>";
  return {std::move(markup)};
}

class Page {
public:
  explicit Page(const Report& report) : report_(report) {}

  std::string page() {
    out_.raw("<main id=\"main\">\n");
    headlines();
    const std::string before = out_.take();
    const std::size_t number = headings_.size();
    rest();
    std::string after = out_.take();
    // The what-if section contains as many worlds as the other parts leave room for.
    const std::string what_if = this->what_if(before.size() + after.size());
    if (!what_if.empty())
      headings_.insert(headings_.begin() + static_cast<std::ptrdiff_t>(number),
                       {std::string(html::what_if_id), std::string(html::what_if_heading)});
    footer(!what_if.empty());
    after += out_.take();
    header(!what_if.empty());
    return out_.take() + before + what_if + after;
  }

private:
  // ---- document and contents

  void header(bool has_what_if) {
    out_.raw(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"" + escaped(report_.language) +
        "\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"generator\" content=\"casus " +
        version() + "\"/>\n<title>" + escaped(report_.title) + "</title>\n<style>\n:root{" +
        drawing::properties(false) + "}\n@media screen and (prefers-color-scheme:dark){:root{" +
        drawing::properties(true) + "}}\n");
    out_.raw(html::style);
    out_.raw(drawing::style());
    if (has_what_if) out_.raw(html::what_if_style);
    out_.raw(
        "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the "
        "content</a>\n<header>\n<h1>" +
        escaped(report_.title) + "</h1>\n");
    if (!report_.byline.empty())
      out_.raw("<p class=\"byline\">" + html::linked_markup(report_.byline) + "</p>\n");
    out_.paragraphs(report_.text);
    for (const LinkedText& paragraph : report_.lead)
      out_.raw("<p class=\"lead\">" + html::linked_markup(paragraph) + "</p>\n");
    out_.raw("</header>\n");
    if (headings_.size() > 1) {
      out_.raw("<nav aria-label=\"Contents\">\n<ul>\n");
      for (const auto& [id, heading] : headings_)
        out_.raw((id == html::what_if_id ? "<li hidden=\"hidden\"><a href=\"#" : "<li><a href=\"#") + id +
                 "\">" + escaped(heading) + "</a></li>\n");
      out_.raw("</ul>\n</nav>\n");
    }
  }

  static std::string version() {
    return fmt::format("{}.{}.{}", CASUS_VERSION_MAJOR, CASUS_VERSION_MINOR, CASUS_VERSION_PATCH);
  }

  void begin(const std::string& heading) {
    const std::string id = "part-" + std::to_string(headings_.size() + 1);
    headings_.emplace_back(id, heading);
    out_.raw("<section aria-labelledby=\"" + id + "\">\n<h2 id=\"" + id + "\">" + escaped(heading) +
             "</h2>\n");
  }
  void end() { out_.raw("</section>\n"); }

  // Writes all parts after the headlines.
  void rest() {
    for (const Section& section : report_.sections) show(section);
    contrasts();
    explanations();
    html::ModelParts model{report_.model, report_.timeline};
    if (model.has_chain()) {
      begin(report_.folds_chain ? "The whole chain" : "The chain");
      if (report_.folds_chain) out_.raw("<details><summary>Every variable and its arrows</summary>\n");
      model.chain(out_);
      if (report_.folds_chain) out_.raw("</details>\n");
      end();
    }
    if (model.has_parameters()) {
      begin("Judgements and sources");
      model.parameters(out_);
      end();
    }
    if (model.has_chain()) {
      begin(report_.timeline ? "Series and their criteria" : "Variables and their criteria");
      model.variables(out_, report_.folds_chain);
      end();
    }
    method();
  }

  void footer(bool has_what_if) {
    out_.raw(
        "</main>\n<footer>\n<p>Made with casus " + version() + ". This page is self-contained: it loads " +
        (has_what_if ? "nothing. Its script weights the worlds that the page contains, and sends nothing."
                     : "nothing and runs no script.") +
        "</p>\n</footer>\n</body>\n</html>\n");
  }

  std::string what_if(std::size_t others) const {
    constexpr std::size_t largest_page = 700'000, head = 20'000;
    const std::size_t taken = others + head + report_.title.size() + report_.text.size();
    return html::what_if_section(
        report_.what_if, [this](const std::string& question) { return label_of_question(question); },
        taken < largest_page ? largest_page - taken : 0);
  }

  // Returns the label with which an answer is shown first; empty if it has none.
  std::string label_of_question(const std::string& question) const {
    const auto label = [&](const std::vector<Shown>& all) {
      for (const Shown& shown : all)
        if (shown.answer.question == question) return shown.label;
      return std::string();
    };
    std::string found = label(report_.headlines);
    for (const Section& section : report_.sections)
      if (found.empty()) found = label(section.answers);
    return found;
  }

  // ---- answers

  void headlines() {
    if (report_.headlines.empty()) return;
    begin("The answers");
    out_.raw("<ul class=\"cards\">\n");
    for (const Shown& shown : report_.headlines) {
      if (!is_single(shown.answer))
        throw Error("headline", "an answer without parts", detail::quoted(shown.answer.question));
      card(shown);
    }
    out_.raw("</ul>\n");
    how_to_read(report_.headlines);
    end();
  }

  void card(const Shown& shown) {
    const Answer& answer = shown.answer;
    const Cells row = cells(answer);
    out_.raw("<li class=\"card\">\n<p>" + escaped(label_of(shown)) + "</p>\n<p class=\"value\">" +
             escaped(with_unit(row)) + "</p>\n");
    const auto line = [&](const std::string& what, const std::string& figures) {
      if (figures.empty()) return;
      const std::string unit = figures == "exact" || row.unit.empty() ? "" : ' ' + row.unit;
      out_.raw("<p class=\"small\">" + escaped(what) + ": <b>" + escaped(figures + unit) + "</b></p>\n");
    };
    line(percentage(answer.range_level) + " % judgement", row.range);
    line(row.interval == "exact" ? "Monte Carlo error" : percentage(answer.level) + " % Monte Carlo interval",
         row.interval == "exact" ? "none, exact" : row.interval);
    out_.raw("</li>\n");
  }

  void how_to_read(const std::vector<Shown>& all) {
    const bool any_range =
        std::any_of(all.begin(), all.end(), [](const Shown& shown) { return has_range(shown.answer); });
    std::string text;
    if (any_range)
      text = "Two kinds of uncertainty are shown separately. The judgement range contains the middle " +
             percentage(all[0].answer.range_level) +
             " % of the values that the answer would have if the uncertain numbers were known; only more "
             "knowledge narrows it. ";
    text +=
        "The Monte Carlo interval shows by how much another run of the same size might differ; more "
        "trajectories narrow it.";
    out_.paragraphs(text, "note");
  }

  void show(const Section& section) {
    begin(section.heading);
    out_.paragraphs(section.text);
    for (const Squares& one : section.squares)
      out_.figure(one.title, [&](double width) {
        return drawing::squares(one, {.width = width, .has_heading = false});
      });
    for (const Boxes& one : section.boxes)
      out_.figure(one.title,
                  [&](double width) { return drawing::boxes(one, {.width = width, .has_heading = false}); });
    for (const TransformHistogram& one : section.transforms) show(one);
    for (const Reliability& one : section.reliabilities) show(one);
    show(section.items);
    for (const TextTable& one : section.tables) show(one);
    std::vector<Shown> curves, singles;
    for (const Shown& shown : section.answers) {
      if (is_single(shown.answer)) singles.push_back(shown);
      if (is_curve(shown.answer)) curves.push_back(shown);
    }
    if (section.together && !curves.empty())
      show_curves(curves, section.finding);
    else
      for (const Shown& shown : curves) show_curves({shown});
    for (const Shown& shown : section.answers)
      if (!is_curve(shown.answer) && !is_single(shown.answer)) bars(shown);
    show_singles(singles);
    for (const Explanation& one : section.explanations) explain(one);
    if (!section.note.empty()) out_.raw("<p class=\"note\">" + html::linked_markup(section.note) + "</p>\n");
    end();
  }

  void show(const TransformHistogram& histogram) {
    Table table{
        "Numbers: " + histogram.title,
        {text("share of the forecast below the value"), number("forecasts"), number("would be consistent")},
        {}};
    for (const score::TransformBar& bar : histogram.bars)
      table.rows.push_back(
          {text(percent(bar.low) + " to " + percent(bar.high) + " %"),
           number(layout::plain(bar.forecasts, 3)),
           number(layout::plain(bar.consistent.low, 6) + " to " + layout::plain(bar.consistent.high, 6))});
    out_.figure(
        histogram.title,
        [&](double width) { return drawing::transform(histogram, {.width = width, .has_heading = false}); },
        [&] { out_.folded("The numbers", table); });
  }

  void show(const Reliability& diagram) {
    Table table{"Numbers: " + diagram.title,
                {text("stated"), number("forecasts"), number("happened"), number("share"),
                 number(percentage(diagram.level) + " % interval"), number("would be consistent")},
                {}};
    const auto range = [](const Interval& of) { return percent(of.low) + " to " + percent(of.high) + " %"; };
    for (const score::ReliabilityRow& row : diagram.rows)
      table.rows.push_back({text(percent(row.said) + " %"), number(std::to_string(row.forecasts)),
                            number(std::to_string(row.happened)), number(percent(row.frequency) + " %"),
                            number(range(row.interval)), number(range(row.consistent))});
    out_.figure(
        diagram.title,
        [&](double width) { return drawing::reliability(diagram, {.width = width, .has_heading = false}); },
        [&] { out_.folded("The numbers", table); });
  }
  static std::string percent(double share) { return layout::plain(100 * share, 3); }

  void show(const std::vector<Item>& items) {
    if (items.empty()) return;
    out_.raw("<div class=\"items\">\n");
    for (const Item& item : items) {
      out_.raw("<article class=\"item\">\n<h3>" + escaped(item.heading) + "</h3>\n<dl>\n");
      for (const Item::Line& line : item.lines)
        out_.raw("<dt>" + escaped(line.label) + "</dt><dd>" + html::linked_markup(line.text) + "</dd>\n");
      out_.raw("</dl>\n</article>\n");
    }
    out_.raw("</div>\n");
  }

  void show(const TextTable& table) {
    Table shown{table.caption, {}, {}};
    constexpr std::size_t most_columns = 5, long_text = 40;
    shown.is_broad = table.head.size() > most_columns;
    std::vector<bool> is_long(table.head.size());
    for (const std::vector<LinkedText>& row : table.rows)
      for (std::size_t i = 1; i < row.size() && i < is_long.size(); ++i)
        for (const LinkedText::Part& part : row[i].parts())
          is_long[i] = is_long[i] || part.text.size() > long_text;
    const auto cell = [&](std::size_t column, std::string markup) {
      const bool is_number = table.head[column].ends_with(' ');
      return TableCell{std::move(markup), is_number ? "number" : is_long[column] ? "words" : ""};
    };
    for (std::size_t i = 0; i < table.head.size(); ++i) {
      const std::size_t end = table.head[i].find_last_not_of(' ');
      shown.head.push_back(cell(i, escaped(table.head[i].substr(0, end + 1))));
    }
    for (const std::vector<LinkedText>& row : table.rows) {
      if (row.size() != table.head.size())
        throw Error("table " + detail::quoted(table.caption),
                    std::to_string(table.head.size()) + " cells a row", std::to_string(row.size()));
      shown.rows.emplace_back();
      for (std::size_t i = 0; i < row.size(); ++i)
        shown.rows.back().push_back(cell(i, html::linked_markup(row[i])));
    }
    out_.table(shown);
  }

  static drawing::Look look_of(const std::vector<Shown>& all, double width) {
    drawing::Look look;
    look.width = width;
    look.has_heading = false;
    for (const Shown& shown : all) look.labels.push_back(label_of(shown));
    return look;
  }

  void show_curves(const std::vector<Shown>& curves, const std::string& finding = {}) {
    const std::vector<Answer> answers = answers_of(curves);
    check_curves("curves of a section", answers, drawing::most_series);
    const Answer& first = answers[0];
    std::string caption = label_of(curves[0]);
    for (std::size_t i = 1; i < curves.size(); ++i) caption += "; " + label_of(curves[i]);
    caption += ", by " + first.along;
    if (!first.unit.empty()) caption += " (" + first.unit + ')';
    if (!finding.empty()) caption = finding;
    Table table{"Numbers: " + caption, {text(first.along)}, {}};
    for (const Shown& shown : curves) {
      const std::string prefix = curves.size() > 1 ? label_of(shown) + ": " : "";
      table.head.push_back(number(prefix + "value"));
      table.head.push_back(number(percentage(shown.answer.parts[0].level) + " % interval"));
      if (has_range(shown.answer))
        table.head.push_back(number(percentage(shown.answer.parts[0].range_level) + " % judgement"));
    }
    for (std::size_t i = 0; i < first.parts.size(); ++i) {
      table.rows.push_back({text(first.parts[i].question)});
      for (const Shown& shown : curves) add_figures(table.rows.back(), shown.answer, shown.answer.parts[i]);
    }
    out_.figure(
        caption, [&](double width) { return drawing::curve(answers, look_of(curves, width)); },
        [&] { out_.folded("The numbers", table, [&] { questions(curves); }); });
  }

  // Writes the questions that are replaced by labels.
  void questions(const std::vector<Shown>& all) {
    constexpr double room = 1500;
    for (const Shown& shown : all)
      if (!shown.label.empty())
        out_.raw("<code class=\"asked\">" + escaped(markup::clipped(shown.answer.question, 10, room)) +
                 "</code>\n");
  }

  void add_figures(std::vector<TableCell>& row, const Answer& whole, const Answer& part) {
    const Cells shown = &whole == &part ? cells(whole) : cells_of_part(whole, part);
    row.push_back(number(with_unit(shown)));
    row.push_back(number(shown.interval.empty() ? "–" : shown.interval));
    if (has_range(whole)) row.push_back(number(shown.range.empty() ? "–" : shown.range));
  }

  void bars(const Shown& shown) {
    Table table{"Numbers: " + label_of(shown), {text(""), number("value"), number("interval")}, {}};
    table.head[0] = text(shown.answer.kind == QuestionKind::histogram ? "bin" : "state");
    table.head[2] = number(percentage(shown.answer.parts[0].level) + " % interval");
    if (has_range(shown.answer))
      table.head.push_back(number(percentage(shown.answer.parts[0].range_level) + " % judgement"));
    for (const Answer& part : shown.answer.parts) {
      table.rows.push_back({text(part.label)});
      add_figures(table.rows.back(), shown.answer, part);
    }
    out_.figure(
        label_of(shown), [&](double width) { return drawing::bars(shown.answer, look_of({shown}, width)); },
        [&] { out_.folded("The numbers", table, [&] { questions({shown}); }); });
  }

  // Draws the answers of each unit as a forest, and lists all of them in a table.
  void show_singles(const std::vector<Shown>& singles) {
    if (singles.empty()) return;
    for (const std::vector<Shown>& group : by_unit(singles)) {
      if (group.size() < 2) continue;
      const std::vector<Answer> answers = answers_of(group);
      std::string caption = is_probability(answers[0]) ? "Probabilities" : "Amounts";
      if (!answers[0].unit.empty()) caption += " in " + answers[0].unit;
      caption += ", each with its Monte Carlo interval";
      if (std::any_of(answers.begin(), answers.end(), has_range)) caption += " and judgement range";
      out_.figure(caption, [&](double width) { return drawing::forest(answers, look_of(group, width)); });
    }
    const bool any_range = std::any_of(singles.begin(), singles.end(),
                                       [](const Shown& shown) { return has_range(shown.answer); });
    Table table{
        "The figures",
        {text("question"), number("value"), number(percentage(singles[0].answer.level) + " % interval")},
        {}};
    if (any_range) table.head.push_back(number(percentage(singles[0].answer.range_level) + " % judgement"));
    for (const Shown& shown : singles) {
      const Cells row = cells(shown.answer);
      table.rows.push_back(
          {asked(shown), number(with_unit(row)), number(row.interval.empty() ? "–" : row.interval)});
      if (any_range) table.rows.back().push_back(number(row.range.empty() ? "–" : row.range));
    }
    out_.table(table);
  }

  // ---- contrasts and explanations

  void contrasts() {
    if (report_.contrasts.empty()) return;
    begin("What difference it makes");
    out_.paragraphs(
        "Both sides of a difference use common random numbers. Its error is that of the pairs, which is "
        "often far smaller than the errors of the two sides suggest.",
        "note");
    std::vector<Shown> differences;
    Table table{
        "Both sides and their difference",
        {text("question"), number("first"), number("second"), number("difference"), number("interval")},
        {}};
    for (const auto& [contrast, label] : report_.contrasts) {
      differences.emplace_back(contrast.difference, label);
      const Cells own = cells(contrast.difference);
      table.rows.push_back({asked(differences.back()), number(with_unit(cells(contrast.first))),
                            number(with_unit(cells(contrast.second))), number(with_unit(own)),
                            number(own.interval)});
    }
    for (const std::vector<Shown>& group : by_unit(differences))
      out_.figure("Differences: the first side less the second",
                  [&](double width) { return drawing::forest(answers_of(group), look_of(group, width)); });
    out_.table(table);
    end();
  }

  void explanations() {
    if (report_.explanations.empty()) return;
    begin("What the answers depend on");
    out_.paragraphs(
        "Each judgement is fixed at its low and at its high point while all others stay uncertain; the "
        "bars show the resulting answers.",
        "note");
    for (const Explanation& one : report_.explanations) explain(one);
    end();
  }

  static std::string with_error(const Estimated& estimated, double scale) {
    if (std::isnan(estimated.value)) return "–";
    const double value = scale * estimated.value, error = scale * estimated.standard_error;
    if (std::isfinite(error) && error > 0) return layout::with_error(value, error);
    return layout::fixed(value, layout::decimals_for(value, 3));
  }

  void explain(const Explanation& one) {
    const Answer& answer = one.sensitivity.answer;
    const bool is_share = is_probability(answer) && answer.unit.empty();
    const double scale = is_share ? 100 : 1;
    out_.raw("<h3>" + escaped(answer.question) + "</h3>\n");
    const Cells own = cells(answer);
    if (!one.sensitivity.drivers.empty()) {
      Table table{"Every judgement and its effect on " + answer.question + (is_share ? ", in %" : ""),
                  {text("judgement"), number("low"), number("high"), number("answer at low"),
                   number("answer at high"), number("swing"), number("rank correlation"),
                   number("share of variance")},
                  {}};
      for (const Driver& driver : one.sensitivity.drivers)
        table.rows.push_back(
            {text(driver.parameter + (driver.unit.empty() ? "" : " (" + driver.unit + ")")),
             number(layout::plain(driver.points.low, 2)), number(layout::plain(driver.points.high, 2)),
             number(with_error(driver.at_low, scale)), number(with_error(driver.at_high, scale)),
             number(with_error(driver.swing, scale)), number(with_error(driver.rank_correlation, 1)),
             number(with_error(driver.first_order, 1))});
      out_.figure(
          "What drives " + answer.question + " = " + with_unit(own),
          [&](double width) {
            drawing::Look look;
            look.width = width;
            look.has_heading = false;
            return drawing::tornado(one.sensitivity, most_drivers, look);
          },
          [&] { out_.folded("All judgements, with their errors", table); });
    }
    if (!one.indicators.empty()) {
      Table table{"Indicators worth watching for " + answer.question,
                  {text("indicator"), number("share of the uncertainty"), text("answer if it is observed")},
                  {}};
      for (std::size_t i = 0; i < (std::min)(one.indicators.size(), most_drivers); ++i) {
        const Indicator& indicator = one.indicators[i];
        std::string outcomes;
        for (const auto& outcome : indicator.outcomes)
          outcomes += (outcomes.empty() ? "" : "; ") + outcome.state + ": " +
                      with_error(outcome.answer, scale) + (is_share ? " %" : "");
        table.rows.push_back({text(indicator.name), number(with_error(indicator.share, 1)), text(outcomes)});
      }
      out_.table(table);
    }
    notes_of(one.sensitivity.warnings);
  }

  void notes_of(const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    constexpr double room = 3000;
    out_.raw("<ul class=\"notes\">\n");
    for (const std::string& line : lines)
      out_.raw("<li>" + escaped(markup::clipped(line, 10, room)) + "</li>\n");
    out_.raw("</ul>\n");
  }

  // ---- method

  void method() {
    std::vector<Answer> all;
    const auto add = [&](const Answer& answer) {
      const bool known = std::any_of(all.begin(), all.end(), [&](const Answer& other) {
        return other.question == answer.question && other.method == answer.method;
      });
      if (!known) all.push_back(answer);
    };
    for (const Shown& shown : report_.headlines) add(shown.answer);
    for (const Section& section : report_.sections)
      for (const Shown& shown : section.answers) add(shown.answer);
    for (const auto& [contrast, label] : report_.contrasts)
      for (const Answer* answer : {&contrast.first, &contrast.second, &contrast.difference}) add(*answer);
    const std::vector<std::string> lines = notes(Answers(all));
    if (lines.empty() && report_.provenance.empty()) return;
    begin("Method and provenance");
    if (!report_.provenance.empty()) {
      out_.raw("<dl>\n");
      for (const auto& [what, value] : report_.provenance)
        out_.raw("<dt>" + escaped(what) + "</dt><dd>" + escaped(value) + "</dd>\n");
      out_.raw("<dt>Library</dt><dd>casus " + version() + "</dd>\n</dl>\n");
    }
    notes_of(lines);
    end();
  }

  static constexpr std::size_t most_drivers = 12;

  const Report& report_;
  html::Writer out_;
  std::vector<std::pair<std::string, std::string>> headings_;
};

}  // namespace

std::string to_html(const Report& report) { return Page(report).page(); }

Report report_of(std::string title, const Answers& answers) {
  constexpr std::size_t most_headlines = 3;
  Report report{std::move(title)};
  Section all{"All answers"};
  for (const Answer& answer : answers) {
    if (is_single(answer) && report.headlines.size() < most_headlines) report.headlines.emplace_back(answer);
    all.answers.emplace_back(answer);
  }
  // If the headlines are all the answers, they are not repeated.
  if (report.headlines.size() < all.answers.size()) report.sections.push_back(std::move(all));
  return report;
}

}  // namespace casus
