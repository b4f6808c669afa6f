#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# page.sh BELARUS FOLDER: the study's page in headless Chromium. It renders without an error, nothing is wider than the screen at
# 360 and at 1280 px, and light and dark readers each get their colours. Without Chromium it is skipped.
set -eu
belarus=$1
folder=$2
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
  echo 'SKIPPED: no chromium'
  exit 77
fi
rm -rf "$folder"
mkdir -p "$folder"
"$belarus" --until 6 --trajectories 4000 --worlds 20 --report "$folder/page.html"

# A frame of each width; what is too wide, and what the reader sees.
cat >"$folder/frames.html" <<'END'
<!DOCTYPE html><meta charset="utf-8"><body>
<iframe src="page.html" width="360" height="800" style="border:0"></iframe>
<iframe src="page.html" width="1280" height="800" style="border:0"></iframe>
<pre id="found"></pre>
<script>
addEventListener("load", () => {
  let text = "";
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument, root = page.documentElement;
    const width = Number(frame.getAttribute("width"));
    text += `page ${width}: ${root.scrollWidth <= width ? "fits" : "overflows to " + root.scrollWidth}\n`;
    for (const one of page.querySelectorAll("main *")) {
      if (one.closest(".box") && !one.matches(".box")) continue;
      const place = one.getBoundingClientRect();
      if (place.width > 0 && place.right > width + 1) text += `wide ${width}: ${one.tagName} ${place.right}\n`;
    }
    const shown = [...page.querySelectorAll("svg.casus-chart")].filter(one => one.getBoundingClientRect().width > 0);
    text += `charts ${width}: ${shown.length}\n`;
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
    --blink-settings=preferredColorScheme=$theme --virtual-time-budget=5000 --dump-dom "file://$folder/frames.html" \
    >"$folder/found.$theme" 2>"$folder/log.$theme" || { cat "$folder/log.$theme"; exit 1; }
  for line in 'page 360: fits' 'page 1280: fits'; do
    grep -qF "$line" "$folder/found.$theme" || { echo "expected \"$line\""; status=1; }
  done
  if grep -E '^wide ' "$folder/found.$theme"; then status=1; fi
  if grep -E '^charts (360|1280): 0' "$folder/found.$theme"; then status=1; fi
done
light='rgb(255, 255, 255) on rgb(31, 35, 40)' dark='rgb(20, 23, 28) on rgb(230, 232, 235)'
grep -qF "colours 360: $light" "$folder/found.1" || { echo "expected $light"; status=1; }
grep -qF "colours 360: $dark" "$folder/found.0" || { echo "expected $dark"; status=1; }
[ $status -eq 0 ] || sed -n '/id="found"/,/<\/pre>/p' "$folder/found.1" "$folder/found.0"
exit $status
