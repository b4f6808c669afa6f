// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace casus::html {

/// The script of the what-if section: it reads the tables from the element what-if-data, and fills
/// the element what-if-panel. The re-weighting is described in casus/analyse/world_table.hpp, the
/// judgement range in casus/infer/interval.hpp, the numbers of decimals in lib/report/layout.hpp.
inline constexpr std::string_view what_if_script = R"js("use strict";
(() => {
const byId = id => document.getElementById(id);
const fewest = 50;           // effective worlds below which answers are greyed out
const fewestForRange = 20;
const farthest = 2;          // greatest shift
const prefix = "#what-if?";

// ---- elements

function element(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}
function drawn(name, attributes, ...content) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

// ---- the tables

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const digitOf = new Uint8Array(128);
for (let i = 0; i < 64; ++i) digitOf[digits.charCodeAt(i)] = i;

function decoded(column, worlds) {
  const numbers = new Float64Array(worlds);
  if (column.at !== undefined) return numbers.fill(column.at);
  for (let i = 0, next = 0; i < worlds; ++i) {
    let code = 0;
    for (let d = 0; d < column.digits; ++d) code = 64 * code + digitOf[column.codes.charCodeAt(next++)];
    if (column.log)
      numbers[i] = code === 0 ? 0 : Math.exp(column.low + column.step * (code - 1));
    else
      numbers[i] = column.low + column.step * code;
  }
  return numbers;
}

// Replaces the numbers of columns by the columns. Estimates of a probability that was counted are
// log-odds, with the variance of their noise.
function opened(table) {
  const columns = table.columns.map(column => decoded(column, table.worlds));
  for (const judgement of table.judgements) {
    judgement.z = columns[judgement.z];
    judgement.label = judgement.about || judgement.name;
  }
  for (const answer of table.answers)
    for (const row of answer.rows) {
      row.answer = answer;
      if (row.v === undefined) continue;
      row.weights = columns[row.w];
      row.values = columns[row.v];
      row.estimates = row.values;
      if (row.n === undefined) {
        row.noise = columns[row.s];
        continue;
      }
      const hits = columns[row.v], cases = columns[row.n];
      row.counted = true;
      row.values = hits.map((hit, i) => cases[i] > 0 ? hit / cases[i] : 0);
      row.estimates = hits.map((hit, i) => Math.log((hit + 0.5) / (cases[i] - hit + 0.5)));
      row.noise = hits.map((hit, i) => 1 / (hit + 0.5) + 1 / (cases[i] - hit + 0.5));
    }
  return table;
}

const tables = JSON.parse(byId("what-if-data").textContent).map(opened);
const state = {reading: 0, shifts: tables[0].judgements.map(() => 0)};
const table = () => tables[state.reading];

// ---- re-weighting

function weightsAt(shifts) {
  const weights = new Float64Array(table().worlds).fill(1);
  shifts.forEach((shift, number) => {
    if (shift === 0) return;
    const z = table().judgements[number].z;
    for (let i = 0; i < weights.length; ++i) weights[i] *= Math.exp(shift * z[i] - shift * shift / 2);
  });
  return weights;
}

// The effective number of worlds with these weights, but at most that to expect after the shifts.
// The number from the weights alone is too large after a great shift: the far worlds, which would
// have the largest weights, are not there.
function effective(weights, shifts) {
  let sum = 0, squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  const moved = (shift, i) => shift * (table().judgements[i].precisions?.reduce(
      (sum, precision, j) => sum + precision * shifts[j], 0) ?? shift);
  const expected = weights.length * Math.exp(-shifts.reduce((all, shift, i) => all + moved(shift, i), 0));
  return squares > 0 ? Math.min(sum * sum / squares, expected) : 0;
}

function valueOf(row, weights) {
  let total = 0, sum = 0;
  for (let i = 0; i < weights.length; ++i) {
    total += weights[i] * row.weights[i];
    sum += weights[i] * row.weights[i] * row.values[i];
  }
  return sum / total;
}

// The value, its Monte Carlo error, its judgement range and its effective number of worlds.
function answered(row, shifted) {
  if (!row.values) return {value: row.value, error: NaN, range: row.ends, worlds: Infinity, fixed: true};
  const weights = shifted.map((weight, i) => weight * row.weights[i]);
  const value = valueOf(row, shifted), count = weights.length;
  let total = 0, squares = 0;
  for (let i = 0; i < count; ++i) {
    total += weights[i];
    squares += (weights[i] * (row.values[i] - value)) ** 2;
  }
  const worlds = effective(weights, state.shifts);
  return {value, worlds, error: Math.sqrt(squares * count / (count - 1)) / total,
          range: row.ends && worlds >= fewestForRange ? rangeOf(row, weights) : undefined};
}

// The central part of the distribution over worlds, without the noise within each.
function rangeOf(row, weights) {
  const estimates = row.estimates, noise = row.noise;
  let weight = 0, mean = 0, within = 0, total = 0;
  for (let i = 0; i < weights.length; ++i) {
    if (!(weights[i] > 0)) continue;
    weight += weights[i];
    mean += weights[i] * estimates[i];
    within += weights[i] * noise[i];
  }
  mean /= weight;
  within /= weight;
  for (let i = 0; i < weights.length; ++i)
    if (weights[i] > 0) total += weights[i] * (estimates[i] - mean) ** 2;
  total /= weight;
  const between = total - within;
  if ((total > 0 ? Math.max(0, between / total) : within > 0 ? 0 : 1) < 0.25) return undefined;
  const kept = new Float64Array(weights.length);
  const order = [];
  for (let i = 0; i < weights.length; ++i) {
    if (!(weights[i] > 0)) continue;
    const keep = between > 0 ? Math.sqrt(between / (between + noise[i])) : 0;
    kept[i] = mean + keep * (estimates[i] - mean);
    order.push(i);
  }
  order.sort((a, b) => kept[a] - kept[b]);
  const at = probability => {
    const wanted = probability * weight;
    let before = 0;
    for (let k = 0; k < order.length; ++k) {
      const own = weights[order[k]], middle = before + own / 2;
      if (middle >= wanted) {
        if (k === 0) return kept[order[0]];
        const previous = before - weights[order[k - 1]] / 2;
        const low = kept[order[k - 1]];
        return low + (wanted - previous) / (middle - previous) * (kept[order[k]] - low);
      }
      before += own;
    }
    return kept[order[order.length - 1]];
  };
  const level = row.answer.level;
  const ends = [at((1 - level) / 2), at((1 + level) / 2)];
  return row.counted ? ends.map(end => 1 / (1 + Math.exp(-end))) : ends;
}

// ---- numbers as text

const place = number => Math.floor(Math.log10(Math.abs(number)));
function decimalsFor(number, count) {
  if (!Number.isFinite(number) || number === 0) return 0;
  return Math.min(12, Math.max(0, count - 1 - place(number)));
}
function decimalsForError(error) {
  return decimalsFor(error, error / 10 ** place(error) < 2.95 ? 2 : 1);
}
const fixed = (number, decimals) => number.toFixed(decimals).replace(/^-(0(\.0*)?)$/, "$1");
const plain = number => String(Number(fixed(number, decimalsFor(number, 3))));
const whole = number => Math.round(number).toLocaleString("en");
const scaleOf = answer => answer.share ? 100 : 1;
const unitOf = answer => answer.share ? "\u00a0%" : answer.unit ? "\u00a0" + answer.unit : "";

// Returns the value and its error, without the unit.
function texts(answer, found) {
  const scale = scaleOf(answer), value = scale * found.value, error = scale * found.error;
  if (value !== 0 && (Math.abs(found.value) < 1e-6 || Math.abs(found.value) >= 1e12))
    return [found.value.toExponential(2), ""];
  if (!(error > 0)) return [fixed(value, decimalsFor(value, 4)), ""];
  const decimals = decimalsForError(error);
  return [fixed(value, decimals), fixed(error, decimals)];
}
function percentEnd(probability) {
  const percent = 100 * probability, rest = 100 * (1 - probability);
  if (percent > 0 && percent < 0.0001) return "<0.0001";
  if (rest > 0 && rest < 0.0001) return ">99.9999";
  return fixed(percent, decimalsFor(Math.min(percent, rest), 2));
}
function rangeText(answer, range) {
  if (!range) return "\u2013";
  const decimals = decimalsFor(range[1] - range[0], 2);
  return range.map(end => answer.share ? percentEnd(end) : fixed(end, decimals)).join(" to ");
}
function medianAt(judgement, shift) {
  const last = judgement.medians.length - 1;
  const position = (shift + farthest) / (2 * farthest) * last;
  const below = Math.min(last - 1, Math.max(0, Math.floor(position)));
  return judgement.medians[below] +
         (position - below) * (judgement.medians[below + 1] - judgement.medians[below]);
}
function judgementText(judgement, shift) {
  const median = medianAt(judgement, shift);
  if (judgement.share) return plain(100 * median) + "\u00a0%";
  return plain(median) + (judgement.unit ? "\u00a0" + judgement.unit : "");
}
// The standard normal distribution function (Abramowitz and Stegun, 26.2.17; error below 1e-7).
function normal(x) {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 +
                 t * 1.330274429))));
  const tail = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * series;
  return x > 0 ? 1 - tail : tail;
}

// ---- the controls

const panel = byId("what-if-panel");
panel.className = "what-if";
const readingButtons = tables.length < 2 ? [] : tables.map((one, number) => {
  const button = element("button", {type: "button"}, one.name);
  button.addEventListener("click", () => {
    state.reading = number;
    changed();
  });
  return button;
});
if (readingButtons.length > 0)
  panel.append(element("div", {class: "what-if-row", role: "group", "aria-label": "Reading"},
                       ...readingButtons));

const sliders = table().judgements.map((judgement, number) => {
  const id = "what-if-slider-" + (number + 1);
  const input = element("input", {id, type: "range", min: -farthest, max: farthest, step: 0.05, value: 0});
  const output = element("output", {for: id});
  const points = element("div", {class: "what-if-points"});
  input.addEventListener("input", () => {
    state.shifts[number] = Number(input.value);
    changed();
  });
  const box = element("div", {class: "what-if-slider"},
      element("div", {class: "line"}, element("label", {for: id}, judgement.label), output));
  if (judgement.about) {
    box.append(element("code", {class: "about", id: id + "-about"}, judgement.name));
    input.setAttribute("aria-describedby", id + "-about");
  }
  box.append(input, element("div", {class: "what-if-ticks", "aria-hidden": "true"},
                            element("i", {class: "at-5"}), element("i", {class: "at-50"}),
                            element("i", {class: "at-95"})), points);
  return {input, output, points, box};
});
panel.append(element("div", {class: "what-if-sliders"}, ...sliders.map(slider => slider.box)));

const reset = element("button", {type: "button", id: "what-if-reset"}, "Back to the original judgements");
reset.addEventListener("click", () => {
  state.shifts.fill(0);
  changed();
});
const summary = element("p", {id: "what-if-summary", class: "what-if-summary"});
const live = element("p", {id: "what-if-live", class: "unseen", "aria-live": "polite"});
panel.append(element("div", {class: "what-if-row"}, reset), summary, live);

// ---- "what would I have to believe for 20 %?"

const labelOf = (answer, row) => answer.label + (row.label ? ": " + row.label : "");
// The answers of the table: single ones, the parts of distributions, and the last points of curves
// that can move.
const listed = [];
table().answers.forEach((answer, number) => {
  const last = answer.rows.findLastIndex(row => row.values);
  answer.rows.forEach((row, part) => {
    if (!answer.along || part === last) listed.push([number, part]);
  });
});
const rowAt = ([number, part]) => table().answers[number].rows[part];
const movable = listed.filter(which => rowAt(which).values);

const goal = element("input", {id: "what-if-goal", type: "number", step: "any", required: ""});
const goalUnit = element("span", {});
const goalAnswer = element("select", {id: "what-if-answer"}, ...movable.map((which, i) =>
    element("option", {value: i}, labelOf(rowAt(which).answer, rowAt(which)))));
const goalSlider = element("select", {id: "what-if-judgement"}, ...table().judgements.map((one, i) =>
    element("option", {value: i}, one.label)));
const found = element("p", {id: "what-if-found", role: "status"});
function suggestGoal() {
  const row = rowAt(movable[goalAnswer.value]);
  goalUnit.textContent = unitOf(row.answer).trim();
  goal.value = row.answer.share ? 20 : Number(row.value.toPrecision(2));
}
goalAnswer.addEventListener("change", suggestGoal);
goalAnswer.value = 0;
suggestGoal();
const search = element("form", {id: "what-if-search", class: "what-if-row"},
    element("label", {for: "what-if-goal"}, "What would I have to believe for"), goal, goalUnit,
    element("label", {for: "what-if-answer"}, "in"), goalAnswer,
    element("label", {for: "what-if-judgement"}, "if only this moves:"), goalSlider,
    element("button", {type: "submit"}, "Find"));
panel.append(search, found);

// Returns the shift nearest to the present one at which the answer has the value, or the least and
// greatest value.
function solved(row, number, wanted) {
  if (!row.values) return {least: row.value, greatest: row.value};
  const excess = shift => {
    const shifts = state.shifts.slice();
    shifts[number] = shift;
    return valueOf(row, weightsAt(shifts)) - wanted;
  };
  const steps = 80;
  const grid = Array.from({length: steps + 1}, (_, i) => farthest * (2 * i / steps - 1));
  const values = grid.map(excess);
  let best;
  for (let i = 0; i < steps; ++i) {
    if (values[i] * values[i + 1] > 0 || values[i] === values[i + 1]) continue;
    if (best === undefined ||
        Math.abs(grid[i] - state.shifts[number]) < Math.abs(grid[best] - state.shifts[number])) best = i;
  }
  if (best === undefined)
    return {least: wanted + Math.min(...values), greatest: wanted + Math.max(...values)};
  let low = grid[best], high = grid[best + 1];
  for (let i = 0; i < 50; ++i) {
    const middle = (low + high) / 2;
    if (excess(middle) * values[best] > 0) low = middle; else high = middle;
  }
  return {shift: (low + high) / 2};
}
search.addEventListener("submit", event => {
  event.preventDefault();
  const row = rowAt(movable[goalAnswer.value]), answer = row.answer, number = Number(goalSlider.value);
  const judgement = table().judgements[number], wanted = Number(goal.value) / scaleOf(answer);
  const result = solved(row, number, wanted);
  if (result.shift === undefined) {
    const ends = [result.least, result.greatest].map(end => plain(scaleOf(answer) * end));
    found.textContent = `No: while this judgement moves over its slider, the answer stays between ` +
        `${ends[0]} and ${ends[1]}${unitOf(answer)}.`;
    return;
  }
  state.shifts[number] = result.shift;
  changed();
  found.textContent = `${judgement.label}: it would have to be ${judgementText(judgement, result.shift)} ` +
      `instead of ${judgementText(judgement, 0)}: its ${plain(100 * normal(result.shift))}\u00a0% point.` +
      (effective(weightsAt(state.shifts), state.shifts) < fewest
           ? " Few worlds are like this: the figure is rough." : "");
});

// ---- the answers

const percentOf = level => String(Number((100 * level).toPrecision(10)));
const head = ["answer", "now", percentOf(table().answers[0].level) + " % judgement",
              "as published"];
const rows = listed.map(() => {
  const cells = {now: element("td", {class: "number now"}), range: element("td", {class: "number"}),
                 published: element("td", {class: "number"})};
  const name = element("b", {});
  return {name, cells, line: element("tr", {}, element("th", {scope: "row"}, name), ...Object.values(cells))};
});
panel.append(element("div", {class: "box", role: "region", tabindex: "0", "aria-labelledby": "what-if-table"},
    element("table", {id: "what-if-answers"},
        element("caption", {id: "what-if-table"}, "The answers with these judgements"),
        element("thead", {}, element("tr", {}, ...head.map((text, i) =>
            element("th", {scope: "col", class: i > 0 ? "number" : ""}, text)))),
        element("tbody", {}, ...rows.map(row => row.line)))));

const charts = [];
table().answers.forEach((answer, number) => {
  if (!answer.along || answer.rows.length < 2) return;
  const svg = drawn("svg", {class: "casus-chart", role: "img"});
  const figure = element("figure", {class: "what-if-chart"}, element("figcaption", {},
      `${answer.label}, by ${answer.along}` + (answer.unit ? ` (${answer.unit})` : "")), svg);
  panel.append(figure);
  charts.push({number, svg, figure, low: Infinity, high: -Infinity});
});

// Returns the ends and the step of a scale with at most six round steps.
function rounded(low, high, share) {
  if (share || Math.min(Math.abs(low), Math.abs(high)) <= high - low) {
    low = Math.min(low, 0);
    high = Math.max(high, 0);
  }
  if (!(high > low)) high = low + (low === 0 ? 1 : Math.abs(low) / 10);
  const wanted = (high - low) / 6, power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].find(one => one * power >= wanted * (1 - 1e-9)) * power;
  low = Math.floor(low / step + 1e-9) * step;
  high = Math.ceil(high / step - 1e-9) * step;
  return {low, high: share ? Math.min(high, 100) : high, step};
}

// Draws a curve as published and as it would be. The scale grows with the answers, and does not
// shrink while a judgement moves.
function draw(chart, results) {
  const answer = table().answers[chart.number], scale = scaleOf(answer), count = answer.rows.length;
  const width = Math.max(260, Math.min(720, Math.round(chart.figure.clientWidth) || 720)), height = 230;
  const see = value => {
    if (!Number.isFinite(value)) return;
    chart.low = Math.min(chart.low, scale * value);
    chart.high = Math.max(chart.high, scale * value);
  };
  answer.rows.forEach((row, i) => {
    for (const value of [row.value, results[i].value, ...(row.ends || []), ...(results[i].range || [])])
      see(value);
  });
  const axis = rounded(chart.low, chart.high, answer.share), ticks = [];
  for (let i = 0; axis.low + i * axis.step <= axis.high * (1 + 1e-9) + 1e-300; ++i)
    ticks.push(axis.low + i * axis.step);
  const tickText = tick => fixed(tick, decimalsFor(axis.step * (1 + 1e-9), 1)) + (answer.share ? " %" : "");
  const left = 18 + 7 * Math.max(...ticks.map(tick => tickText(tick).length)), right = width - 22;
  const isNarrow = width < 480, top = isNarrow ? 70 : 34;
  const x = i => left + 10 + (right - left - 10) * i / (count - 1);
  const y = value => top + height * (1 - (scale * value - axis.low) / (axis.high - axis.low));
  const parts = [];
  const text = (words, attributes) => parts.push(drawn("text", attributes, words));
  const line = (points, classes, closed) => {
    if (points.length > 0)
      parts.push(drawn("path", {class: classes, d: "M" + points.map(([a, b]) =>
          a.toFixed(1) + " " + b.toFixed(1)).join(" L") + (closed ? "Z" : "")}));
  };
  const band = percentOf(answer.level) + " % judgement range";
  [["with these judgements", 12], ["as published", 190], [band, 310]].forEach(([words, beside], i) => {
    const from = isNarrow ? 12 : beside, middle = isNarrow ? 14 + 18 * i : 14;
    if (i < 2) line([[from, middle], [from + 24, middle]], ["course s1", "published muted-line"][i]);
    else parts.push(drawn("rect", {class: "band f1", x: from, y: middle - 6, width: 24, height: 12}));
    text(words, {class: "muted", x: from + 30, y: middle + 4});
  });
  for (const tick of ticks) {
    line([[left, y(tick / scale)], [right + 10, y(tick / scale)]], tick === 0 ? "ink" : "grid");
    text(tickText(tick), {class: "muted", x: left - 6, y: y(tick / scale) + 4, "text-anchor": "end"});
  }
  const widest = Math.max(...answer.rows.map(row => 7 * row.label.length));
  const every = Math.max(1, Math.ceil((widest + 12) / (x(1) - x(0))));
  for (let i = 0; i < count; i += every) {
    const half = 3.5 * answer.rows[i].label.length;
    text(answer.rows[i].label, {class: "muted", x: Math.min(width - half, Math.max(half, x(i))),
                                y: top + height + 18, "text-anchor": "middle"});
  }
  const ranged = results.map((result, i) => [i, result.range]).filter(([, range]) => range);
  line([...ranged.map(([i, range]) => [x(i), y(range[1])]),
        ...ranged.reverse().map(([i, range]) => [x(i), y(range[0])])], "band f1", true);
  const pointsOf = values =>
      values.map((value, i) => [x(i), Number.isFinite(value) ? y(value) : NaN]).filter(([, b]) => b === b);
  line(pointsOf(answer.rows.map(row => row.value)), "published muted-line");
  line(pointsOf(results.map(result => result.value)), "course s1");
  const last = count - 1, unit = unitOf(answer);
  const description = `${answer.rows[last].label}: ${texts(answer, results[last])[0]}${unit}, as published ` +
      `${answer.rows[last].text}${unit}.`;
  const id = "what-if-chart-" + chart.number;
  const size = top + height + 32;
  for (const [key, value] of Object.entries({width, height: size, viewBox: `0 0 ${width} ${size}`,
      "aria-labelledby": id + "-title", "aria-describedby": id + "-desc"}))
    chart.svg.setAttribute(key, value);
  chart.svg.replaceChildren(drawn("title", {id: id + "-title"}, answer.label + ", with these judgements"),
                            drawn("desc", {id: id + "-desc"}, description),
                            drawn("rect", {class: "back", width, height: size}), ...parts);
}

// ---- the state

let speaking;
function show() {
  const weights = weightsAt(state.shifts), count = effective(weights, state.shifts);
  readingButtons.forEach((button, i) => button.setAttribute("aria-pressed", i === state.reading));
  sliders.forEach((slider, i) => {
    const judgement = table().judgements[i], own = judgementText(judgement, state.shifts[i]);
    slider.input.value = state.shifts[i];
    slider.output.textContent = own;
    slider.input.setAttribute("aria-valuetext", own);
    const point = Math.min(farthest, 1.6449);
    slider.points.replaceChildren(...[[-point, "5"], [0, "50"], [point, "95"]].map(([shift, percent]) =>
        element("span", {}, `${percent} %: ${judgementText(judgement, shift)}`)));
  });
  listed.forEach((which, i) => {
    const row = rowAt(which), answer = row.answer, result = answered(row, weights), unit = unitOf(answer);
    const [value, error] = texts(answer, result), cells = rows[i].cells;
    rows[i].name.textContent = labelOf(answer, row);
    cells.published.textContent = row.text + unit;
    if (result.fixed) {
      cells.now.textContent = row.text + unit;
    } else {
      cells.now.replaceChildren(value + unit);
      if (error) cells.now.append(element("span", {class: "small"}, " \u00b1 " + error));
    }
    cells.range.textContent = result.fixed ? row.range || "\u2013" : rangeText(answer, result.range);
    rows[i].line.classList.toggle("unsure", result.worlds < fewest);
    rows[i].line.dataset.value = result.value;
    rows[i].line.dataset.error = result.error;
  });
  for (const chart of charts) {
    const results = table().answers[chart.number].rows.map(row => answered(row, weights));
    chart.figure.classList.toggle("unsure", results.some(result => result.worlds < fewest));
    draw(chart, results);
  }
  const first = rowAt(movable[0]), result = answered(first, weights), [value] = texts(first.answer, result);
  const unsure = result.worlds < fewest || count < fewest;
  const range = result.range ? ` (${percentOf(first.answer.level)} % judgement: ` +
                               `${rangeText(first.answer, result.range)})` : "";
  summary.replaceChildren(
      element("span", {class: unsure ? "unsure" : ""},
              `${labelOf(first.answer, first)}: ${value}${unitOf(first.answer)}${range}`),
      `, as published ${first.text}${unitOf(first.answer)}. Effective number of worlds: ${whole(count)} of ` +
          `${whole(table().worlds)}.` + (unsure ? " That is too few: the answers are greyed out." : ""));
  clearTimeout(speaking);
  speaking = setTimeout(() => { live.textContent = summary.textContent; }, 400);
}

function save() {
  const parts = state.reading > 0 ? ["*=" + (state.reading + 1)] : [];
  state.shifts.forEach((shift, i) => {
    const name = encodeURIComponent(table().judgements[i].name);
    if (shift !== 0) parts.push(name + "=" + Number(shift.toFixed(5)));
  });
  if (parts.length === 0 && !location.hash.startsWith(prefix)) return;
  const hash = parts.length > 0 ? prefix + parts.join("&") : "";
  try {
    history.replaceState(null, "", hash || location.pathname + location.search);
  } catch {
    location.hash = hash;
  }
}

function restore() {
  if (!location.hash.startsWith(prefix)) return false;
  state.shifts.fill(0);
  state.reading = 0;
  for (const part of location.hash.slice(prefix.length).split("&")) {
    const [key, text] = part.split("="), number = Number(text);
    if (!Number.isFinite(number)) continue;
    let name = "";
    try {
      name = decodeURIComponent(key);
    } catch {
      continue;
    }
    if (key === "*" && tables[number - 1]) state.reading = number - 1;
    const place = table().judgements.findIndex(judgement => judgement.name === name);
    if (place >= 0) state.shifts[place] = Math.min(farthest, Math.max(-farthest, number));
  }
  return true;
}

// Moves that come while the answers are being drawn are drawn together.
let waiting = false;
function changed() {
  found.textContent = "";
  save();
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    show();
  });
}

byId("what-if-section").hidden = false;
const link = document.querySelector('nav a[href="#what-if"]');
if (link) link.parentNode.hidden = false;
const restored = restore();
show();
if (restored) byId("what-if").scrollIntoView();
addEventListener("hashchange", () => { if (restore()) show(); });
let resized;
addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(show, 150);
});
})();
)js";

}  // namespace casus::html
