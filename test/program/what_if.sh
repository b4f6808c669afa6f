#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# what_if.sh FORECAST FOLDER: the what-if section of a page in headless Chromium, for a model over time and one without time. The
# answers after a move agree with those of a model file whose judgement was changed; the search, the address, the keyboard, the
# screen reader's texts and the greyed-out answers work. Without Chromium it is skipped.
set -eu
forecast=$1
folder=$2
. "$(dirname "$0")/browser.sh"
cd "$folder"

cat >static.toml <<'END'
title = "A dam"
questions = ["P(failure)", "P(flood | failure)", "E(damage)", "distribution(season)"]
[[parameter]]
name = "p_flood"
law = "LogitNormal(-1.5, 0.6)"
description = "a flood within the year"
[[parameter]]
name = "depth"
law = "LogNormal(0.5, 0.3)"
unit = "m"
[[variable]]
name = "season"
law = "Categorical(dry: 0.5, wet: 0.5)"
[[variable]]
name = "flood"
law = "Bernoulli(p_flood)"
[[variable]]
name = "failure"
law = "Bernoulli(if_then_else(flood, depth / (depth + 1), 0.01))"
[[variable]]
name = "damage"
law = "Gamma(2, if_then_else(failure, 0.1, 1))"
unit = "houses"
END
sed 's/LogitNormal(-1.5, 0.6)/LogitNormal(-0.9, 0.6)/' static.toml >static.moved.toml # one standard deviation
# A moved judgement leaves a correlated one as it is.
for one in static static.moved; do
  { cat $one.toml; printf '[[correlation]]\nbetween = ["p_flood", "depth"]\nrank = 0.5\n'; } >correlated${one#static}.toml
done

cat >time.toml <<'END'
title = "A regime"
questions = ["P(by(fall, 5))", "P(by(fall, 5) | at(weak, 2))", "P(by(fall))"]
[timeline]
unit = "month"
steps = 6
[[parameter]]
name = "hazard & <more>"
law = "LogitNormal(-3, 0.5)"
[[series]]
name = "weak"
kind = "event"
first = "Bernoulli(0.2)"
step = "Bernoulli(if_then_else(last(weak), 0.8, 0.1))"
[[series]]
name = "fall"
kind = "event"
hazard = 'if_then_else(weak, 3, 1) * "hazard & <more>" / (1 + 2 * "hazard & <more>")'
END
sed 's/LogitNormal(-3, 0.5)/LogitNormal(-2.5, 0.5)/' time.toml >time.moved.toml

"$forecast" time.moved.toml --method forward --report time.forward.moved.html
for one in static correlated time; do
  for method in automatic forward; do
    "$forecast" $one.toml --method $method --report $one.$method.html
    "$forecast" $one.toml --method $method --json >$one.$method.json
    "$forecast" $one.moved.toml --method $method --seed 2 --json >$one.$method.moved.json
  done
done

# frames.html: two frames of each page, one of them with a moved judgement in its address, and one
# without scripts.
{
  echo '<!DOCTYPE html><meta charset="utf-8"><body>'
  for page in static.automatic static.forward correlated.forward time.automatic time.forward; do
    for what in '' .moved; do
      printf '<script type="application/json" id="%s">' "$page$what"
      cat "$page$what.json"
      echo '</script>'
    done
  done
  cat <<'END'
<pre id="found"></pre>
<script>
const lines = [];
const check = (good, text) => lines.push((good ? "ok: " : "FAILED: ") + text);
const soon = milliseconds => new Promise(done => setTimeout(done, milliseconds));

async function opened(address, width, attributes = {}) {
  const frame = document.createElement("iframe");
  for (const [key, value] of Object.entries({width, height: 900, style: "border:0", ...attributes}))
    frame.setAttribute(key, value);
  const loaded = new Promise(done => frame.addEventListener("load", done));
  if (!attributes.srcdoc) frame.src = address;
  document.body.append(frame);
  await loaded;
  await soon(200);
  return frame.contentDocument;
}

// Singles, the parts of distributions and the last points of curves, as the table lists them.
function expected(name) {
  const all = [];
  for (const answer of JSON.parse(document.getElementById(name).textContent).answers) {
    if (answer.curve) all.push(answer.curve[answer.curve.length - 1]);
    else if (answer.parts) all.push(...answer.parts);
    else all.push(answer);
  }
  return all;
}

function move(page, number, shift) {
  const slider = page.getElementById("what-if-slider-" + number);
  slider.value = shift;
  slider.dispatchEvent(new Event("input", {bubbles: true}));
}
const rowsOf = page => [...page.querySelectorAll("#what-if-answers tbody tr")];

function compare(page, name, what) {
  const rows = rowsOf(page), answers = expected(name).filter(one => one.range || one.standard_error > 0);
  check(rows.length === answers.length, `${what}: ${rows.length} answers, expected ${answers.length}`);
  rows.forEach((row, i) => {
    const value = Number(row.dataset.value), error = Number(row.dataset.error), own = answers[i];
    const good = Math.abs(value - own.value) <= 4 * Math.hypot(error, own.standard_error) && error > 0;
    check(good, `${what}: ${value} +- ${error}, in a run ${own.value} +- ${own.standard_error}`);
  });
}

async function examine(name, parameter, label) {
  const page = await opened(name + ".html", 1000);
  const section = page.getElementById("what-if-section");
  check(!section.hidden && !page.querySelector('nav [href="#what-if"]')?.parentNode.hidden, name + ": is shown");
  // As published, the values and ranges are those of the page.
  for (const row of rowsOf(page)) {
    const [now, , published] = [...row.querySelectorAll("td")].map(cell => cell.textContent);
    check(now.startsWith(published.replace(/\u00a0.*/, "")), `${name}: ${now} as published ${published}`);
  }
  expected(name).filter(one => one.range).forEach((own, i) => {
    const row = rowsOf(page)[i], [low, high] = row.children[2].textContent.split(" to ").map(Number);
    const scale = own.unit ? 1 : 100;
    check(Math.abs(low / scale - own.range[0]) <= 0.051 * own.range[0] &&
          Math.abs(high / scale - own.range[1]) <= 0.051 * own.range[1],
          `${name}: range ${row.children[2].textContent}, in the answer ${own.range}`);
  });
  // A move.
  const before = page.querySelector(".what-if-chart path.course:not(:first-of-type)")?.getAttribute("d");
  move(page, 1, 1);
  await soon(700);
  compare(page, name + ".moved", name + " moved");
  check(!rowsOf(page).some(row => row.classList.contains("unsure")), name + ": nothing is greyed out");
  const charts = [...page.querySelectorAll(".what-if-chart svg")];
  check((charts.length > 0) === name.startsWith("time"), name + ": charts");
  check(charts.every(chart => chart.querySelector("path.band") && chart.querySelector("title") &&
                              !/NaN|undefined/.test(chart.outerHTML)), name + ": charts are whole");
  if (before)
    check(page.querySelector(".what-if-chart path.course:not(:first-of-type)").getAttribute("d") !== before,
          name + ": the curve follows");
  // Screen readers and the keyboard.
  const live = page.querySelector("[aria-live=polite]");
  check(/Effective number of worlds: \d+ of 1,000/.test(live?.textContent), name + ": aria-live: " + live?.textContent);
  const slider = page.getElementById("what-if-slider-1");
  slider.focus();
  check(page.activeElement === slider && slider.labels[0].textContent === label &&
        slider.getAttribute("aria-valuetext") !== "", name + ": slider " + slider.labels[0].textContent);
  // The address.
  const hash = page.location.hash;
  check(hash === `#what-if?${encodeURIComponent(parameter)}=1`, name + ": address " + hash);
  const again = await opened(name + ".html" + hash, 1000);
  check(again.getElementById("what-if-slider-1").value === "1" &&
        again.getElementById("what-if-summary").textContent === page.getElementById("what-if-summary").textContent,
        name + ": the address restores the state");
  // The search.
  page.getElementById("what-if-goal").value = 20;
  page.getElementById("what-if-answer").value = 0;
  page.getElementById("what-if-search").requestSubmit();
  await soon(300);
  const first = rowsOf(page)[0], found = page.getElementById("what-if-found").textContent;
  check(Math.abs(first.dataset.value - 0.2) < 1e-6 && /^20(\.0+)?\u00a0%/.test(first.children[1].textContent),
        `${name}: search: ${first.children[1].textContent}: ${found}`);
  check(found.startsWith(label + ": it would have to be"), name + ": search: " + found);
  page.getElementById("what-if-goal").value = 99.9;
  page.getElementById("what-if-search").requestSubmit();
  await soon(300);
  check(page.getElementById("what-if-found").textContent.startsWith("No: "),
        name + ": search: " + page.getElementById("what-if-found").textContent);
  // Too few worlds.
  move(page, 1, 2);
  await soon(300);
  check(rowsOf(page).every(row => row.classList.contains("unsure")) &&
        page.querySelector("#what-if-summary .unsure") &&
        page.getElementById("what-if-summary").textContent.includes("too few"), name + ": is greyed out");
  // Back.
  page.getElementById("what-if-reset").click();
  await soon(300);
  check(slider.value === "0" && page.location.hash === "" &&
        rowsOf(page).every(row => row.children[1].textContent.startsWith(row.children[3].textContent.replace(/\u00a0.*/, ""))),
        name + ": is reset");
}

// A page with two readings, made of two pages: a button switches to the second, and the moves remain.
async function readings(name, other) {
  const page = await opened(name, 1000), second = await opened(other, 1000);
  const data = page.getElementById("what-if-data"), more = second.getElementById("what-if-data");
  data.textContent = JSON.stringify([...JSON.parse(data.textContent), ...JSON.parse(more.textContent)]);
  page.getElementById("what-if-panel").replaceChildren();
  const both = await opened("about:blank", 1000, {srcdoc: page.documentElement.outerHTML});
  const buttons = both.querySelectorAll("#what-if-panel [role=group] button");
  const values = of => rowsOf(of).map(row => row.dataset.value).join();
  check(buttons.length === 2 && buttons[0].getAttribute("aria-pressed") === "true", "readings: buttons");
  const before = values(both);
  for (const one of [both, second]) move(one, 1, 0.5);
  buttons[1].click();
  await soon(300);
  check(buttons[1].getAttribute("aria-pressed") === "true" && values(both) === values(second) &&
        values(both) !== before, "readings: the second one's answers");
}

async function appearance(name) {
  for (const width of [320, 360, 1280, 2560]) {
    const page = await opened(name + ".html", width), root = page.documentElement;
    check(root.scrollWidth <= width, `${name} at ${width}: width ${root.scrollWidth}`);
    for (const one of page.querySelectorAll("#what-if-section *")) {
      if (one.closest(".box") && !one.matches(".box")) continue;
      const place = one.getBoundingClientRect();
      if (place.width > 1 && place.right > width + 1) check(false, `${name} at ${width}: ${one.tagName} ${place.right}`);
    }
  }
  const silent = await opened(name + ".html", 800, {sandbox: "allow-same-origin"});
  check(silent.getElementById("what-if-section").getBoundingClientRect().height === 0 &&
        silent.querySelector("h1").getBoundingClientRect().height > 0, name + ": hidden without scripts");
}

addEventListener("load", async () => {
  try {
    for (const name of ["static.automatic", "static.forward", "correlated.forward"])
      await examine(name, "p_flood", "a flood within the year");
    for (const name of ["time.automatic", "time.forward"]) await examine(name, "hazard & <more>", "hazard & <more>");
    await readings("time.forward.html", "time.forward.moved.html");
    for (const name of ["static.forward", "time.forward"]) await appearance(name);
    lines.push("done");
  } catch (error) {
    lines.push("FAILED: " + error + " " + error.stack);
  }
  document.getElementById("found").textContent = lines.join("\n");
});
</script>
END
} >frames.html

"$browser" --headless --no-sandbox --disable-gpu --allow-file-access-from-files --user-data-dir="$folder/profile" \
  --window-size=1400,1000 --virtual-time-budget=60000 --dump-dom "file://$PWD/frames.html" >found 2>log || { cat log; exit 1; }
sed -n '/<pre id="found">/,/<\/pre>/p' found | sed 's/.*<pre id="found">//; s/<\/pre>.*//' >lines
if grep -q '^FAILED' lines || ! grep -qx 'done' lines; then
  cat lines
  exit 1
fi
grep -c '^ok' lines
