# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# Sourced by the tests of pages: sets browser to headless Chromium, or ends the test as skipped if there is none, and makes the
# folder that is the test's second argument anew.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
  echo 'SKIPPED: no chromium'
  exit 77
fi
rm -rf "$2"
mkdir -p "$2"
