#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# page.sh BELARUS FOLDER: the study's page in headless Chromium, at 320, 768, 1280 and 2560 px. It renders without an error,
# nothing is wider than the screen or than its own box unless that scrolls, nothing begins left of the screen, and light and
# dark readers each get their colours. As a PDF it can be printed. Without Chromium it is skipped.
set -eu
belarus=$1
folder=$2
. "$(dirname "$0")/browser.sh"
"$belarus" --until 6 --trajectories 20000 --worlds 20 --report "$folder/page.html"

# A frame of each width, with everything folded opened; reports overflowing elements, and colours.
cat >"$folder/frames.html" <<'END'
<!DOCTYPE html><meta charset="utf-8"><body>
<iframe src="page.html" width="320" height="800" style="border:0"></iframe>
<iframe src="page.html" width="768" height="800" style="border:0"></iframe>
<iframe src="page.html" width="1280" height="800" style="border:0"></iframe>
<iframe src="page.html" width="2560" height="800" style="border:0"></iframe>
<pre id="found"></pre>
<script>
addEventListener("load", () => {
  let text = "";
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument, root = page.documentElement;
    const width = Number(frame.getAttribute("width"));
    for (const one of page.querySelectorAll("details")) one.open = true;
    text += `page ${width}: ${root.scrollWidth <= width ? "fits" : "overflows to " + root.scrollWidth}\n`;
    for (const one of page.querySelectorAll("header, header *, nav *, main *, footer *")) {
      if (one.closest("svg") && one.tagName !== "svg") continue;
      if (one.closest(".box") && !one.matches(".box")) continue;
      const place = one.getBoundingClientRect();
      if (place.width === 0) continue;
      const name = `${one.tagName}.${one.getAttribute("class") || ""} "${one.textContent.slice(0, 40).trim()}"`;
      if (place.right > width + 1 || place.left < -1)
        text += `wide ${width}: ${name} ${place.left} to ${place.right}\n`;
      const scrolls = /auto|scroll/.test(frame.contentWindow.getComputedStyle(one).overflowX);
      // A broad box stands out of its column on purpose.
      if (!scrolls && !one.querySelector(".broad") && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
        text += `cut ${width}: ${name} ${one.scrollWidth} in ${one.clientWidth}\n`;
    }
    // A broad table uses the room that there is: it scrolls only if it is wider than the screen.
    for (const one of page.querySelectorAll(".box"))
      if (one.scrollWidth > one.clientWidth + 1 && one.matches(".broad") && one.clientWidth < Math.min(width - 80, 1100))
        text += `narrow ${width}: a box of ${one.clientWidth} for ${one.scrollWidth}\n`;
    const shown = [...page.querySelectorAll("svg.casus-chart")].filter(one => one.getBoundingClientRect().width > 0);
    text += `charts ${width}: ${shown.length}\n`;
    for (const chart of shown) {
      const frame_of = chart.getBoundingClientRect();
      for (const one of chart.querySelectorAll("text")) {
        const place = one.getBoundingClientRect();
        if (place.right > frame_of.right + 1 || place.left < frame_of.left - 1)
          text += `wide ${width}: "${one.textContent}" of a chart\n`;
      }
    }
    const style = frame.contentWindow.getComputedStyle(page.body);
    text += `colours ${width}: ${style.backgroundColor} on ${style.color}\n`;
  }
  document.getElementById("found").textContent = text;
});
</script>
END

status=0
for theme in 1 0; do # Blink's preferred colour schemes: light, dark
  "$browser" --headless --no-sandbox --disable-gpu --allow-file-access-from-files --user-data-dir="$folder/profile" \
    --blink-settings=preferredColorScheme=$theme --virtual-time-budget=10000 --dump-dom "file://$folder/frames.html" \
    >"$folder/found.$theme" 2>"$folder/log.$theme" || { cat "$folder/log.$theme"; exit 1; }
  for width in 320 768 1280 2560; do
    grep -qF "page $width: fits" "$folder/found.$theme" || { echo "expected \"page $width: fits\""; status=1; }
  done
  if grep -E '^(wide|cut|narrow) ' "$folder/found.$theme"; then status=1; fi
  if grep -E '^charts (320|768|1280|2560): 0' "$folder/found.$theme"; then status=1; fi
done
light='rgb(255, 255, 255) on rgb(31, 35, 40)' dark='rgb(20, 23, 28) on rgb(230, 232, 235)'
grep -qF "colours 320: $light" "$folder/found.1" || { echo "expected $light"; status=1; }
grep -qF "colours 320: $dark" "$folder/found.0" || { echo "expected $dark"; status=1; }
"$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$folder/profile" --no-pdf-header-footer \
  --print-to-pdf="$folder/page.pdf" "file://$folder/page.html" >"$folder/log.pdf" 2>&1 || { cat "$folder/log.pdf"; status=1; }
[ -s "$folder/page.pdf" ] || { echo 'expected a PDF'; status=1; }
[ $status -eq 0 ] || sed -n '/id="found"/,/<\/pre>/p' "$folder/found.1" "$folder/found.0"
exit $status
