#!/bin/sh
# SPDX-FileCopyrightText: 2026 The casus authors
# SPDX-License-Identifier: MIT
# english.sh <checkout> [<awk>]: checks the comments, names and line lengths of include/ and lib/.
# - Per 1,000 words of comments: at most 2 "what" and 3 "where", at least 4 "if", and at most 0.2
#   of "those who", "those that", "so many", "behind" and "told" together.
# - Lines have at most 110 columns, lines of comments at most 100.
# - No two types at namespace scope have the same name. Anonymous namespaces and all others within
#   casus count as one, except for casus::distribution and casus::study. Types nested in classes,
#   forward declarations, specialisations and aliases do not count.
# Prints the counts. Prints each fault to the standard error, and then fails.
cd "$1" || exit 1
awk=${2:-awk}
files=$(find include lib -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.inl' -o -name '*.h' \) | LC_ALL=C sort)
[ -n "$files" ] || {
  echo 'include/ and lib/: no source files' >&2
  exit 1
}
# shellcheck disable=SC2086
LC_ALL=C "$awk" '
function fault(text) {
  print text | "cat >&2"
  faults++
}

# Counts the words of a part of a comment.
function count_words(text,    n, i, word, all) {
  gsub(/[^A-Za-z\047]+/, " ", text)
  n = split(tolower(text), all, " ")
  for (i = 1; i <= n; i++) {
    word = all[i]
    words++
    counts[word]++
    if (word == "behind" || word == "told" || (last == "so" && word == "many") ||
        (last == "those" && (word == "who" || word == "that")))
      dialect++
    last = word
  }
}

# Moves `text` past a block comment or raw string that an earlier line began. Returns whether it
# ends in this line.
function passes(    at) {
  at = index(text, inside)
  if (inside == "*/") count_words(at ? substr(text, 1, at - 1) : text)
  if (!at) return 0
  text = substr(text, at + length(inside))
  inside = ""
  return 1
}

# Returns the code of a line, without comments and with empty literals; counts the comments words.
function code_of(line,    code, head, mark) {
  text = line
  if (inside != "" && !passes()) return ""
  code = ""
  while (match(text, /\/\/|\/\*|"|\047/)) {
    head = substr(text, 1, RSTART - 1)
    mark = substr(text, RSTART, RLENGTH)
    text = substr(text, RSTART + RLENGTH)
    code = code head
    if (mark == "//") {
      count_words(text)
      return code
    }
    if (mark == "/*") {
      inside = "*/"
      if (!passes()) return code
    } else if (mark == "\047") {
      if (head ~ /[0-9A-Fa-f]$/)
        code = code "0"  # the mark separates digits
      else
        sub(/^(\\.|[^\\\047])*\047/, "", text)
    } else if (head ~ /R$/ && match(text, /^[^(]*\(/)) {
      inside = ")" substr(text, 1, RLENGTH - 1) "\""
      text = substr(text, RLENGTH + 1)
      if (!passes()) return code
    } else {
      code = code "\"\""
      sub(/^(\\.|[^\\"])*"/, "", text)
    }
  }
  return code text
}

# Removes a balanced pair of brackets from the beginning of `text`.
function without_brackets(text, opening, closing,    i, depth, c) {
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (c == opening) depth++
    if (c == closing && --depth == 0) return substr(text, i + 1)
  }
  return ""
}

# Returns the name of the type that a statement defines, or "".
function type_name(statement) {
  while (statement ~ /^ *template *</) {
    sub(/^ *template */, "", statement)
    statement = without_brackets(statement, "<", ">")
  }
  if (!sub(/^ *(enum +(class|struct)|enum|struct|class|union) +/, "", statement)) return ""
  while (statement ~ /^(\[\[|alignas)/) {
    if (statement ~ /^\[/) statement = without_brackets(statement, "[", "]")
    else statement = without_brackets(substr(statement, 8), "(", ")")
    sub(/^ +/, "", statement)
  }
  if (!match(statement, /^[A-Za-z_][A-Za-z_0-9]*/)) return ""
  return substr(statement, RSTART + RLENGTH) ~ /^ *(::|<)/ ? "" : substr(statement, 1, RLENGTH)
}

# Enters the brace that ends a statement.
function open_brace(statement,    name) {
  depth++
  if (depth > scopes + 1) return
  if (statement ~ /(^|[^A-Za-z_0-9])namespace([^A-Za-z_0-9]|$)/) {
    sub(/.*namespace */, "", statement)
    gsub(/ /, "", statement)
    scopes++
    path[scopes] = path[scopes - 1] "::" statement
  } else if (statement ~ /extern *""/) {
    scopes++
    path[scopes] = path[scopes - 1]
  } else if ((name = type_name(statement)) != "") {
    scope = path[scopes] "::"
    scope = match(scope, /::(distribution|study)::/) ? substr(scope, RSTART, RLENGTH) : "::"
    types++
    if ((scope name) in first) fault(FILENAME ":" FNR ": " name " is also a type in " first[scope name])
    else first[scope name] = FILENAME
  }
}

function read_code(code,    c) {
  while (match(code, /[{};]/)) {
    c = substr(code, RSTART, 1)
    if (depth == scopes) statement = statement substr(code, 1, RSTART - 1)
    code = substr(code, RSTART + 1)
    if (c == "{") open_brace(statement)
    else if (c == "}") {
      if (depth == scopes) scopes--
      depth--
    }
    statement = ""
  }
  if (depth == scopes) statement = statement code " "
}

FNR == 1 {
  inside = last = statement = ""
  depth = scopes = is_directive = 0
}
{
  if (/[\200-\377]/) {
    columns = $0
    gsub(/[\200-\277]/, "", columns)
    columns = length(columns)
  } else {
    columns = length($0)
  }
  if (columns > 110) fault(FILENAME ":" FNR ": " columns " columns, expected at most 110")
  else if (columns > 100 && /^[ ]*\/\//)
    fault(FILENAME ":" FNR ": " columns " columns of a comment, expected at most 100")
  code = code_of($0)
  if (is_directive || code ~ /^ *#/) {
    is_directive = $0 ~ /\\$/
    next
  }
  read_code(code)
}

function check(name, count, least, most,    rate) {
  rate = words ? 1000 * count / words : 0
  printf "%s: %.2f per 1,000 words\n", name, rate
  if (rate < least) fault(sprintf("include/ and lib/: %.2f of %s per 1,000 words, expected at least %s", rate, name, least))
  if (rate > most) fault(sprintf("include/ and lib/: %.2f of %s per 1,000 words, expected at most %s", rate, name, most))
}
END {
  printf "%d words of comments, %d types at namespace scope\n", words, types
  check("what", counts["what"], 0, 2)
  check("where", counts["where"], 0, 3)
  check("if", counts["if"], 4, 1000)
  check("dialect", dialect, 0, 0.2)
  close("cat >&2")
  exit faults ? 1 : 0
}' $files
