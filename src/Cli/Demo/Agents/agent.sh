#!/bin/sh
# The demo's scripted agent: waits as long as a model would think, then makes the changes that lie beside this file for the task.
# usage: agent.sh SCALE [FLAW]   SCALE: of the waits; FLAW: `broken` makes the backend's work wrong on purpose
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
scale=${1-1}
flaw=${2-none}
part=$here/$WEFT_TASK_WORKFLOW_NAME/$WEFT_TASK_NAME

# change FILE SED-SCRIPT: an edit in place. A script that changes nothing is a mistake.
change() {
  sed "$2" "$1" >"$1.changed"
  ! cmp -s "$1" "$1.changed" || { echo "nothing to change in $1: $2" >&2; return 1; }
  cat "$1.changed" >"$1"
  rm "$1.changed"
}

# output NAME FILE: hands a file to the tasks that consume it.
output() { cp "$2" "$WEFT_TASK_OUTPUTS/$1"; }

. "$part/task.sh"
seconds=$(awk "BEGIN { print $think * $scale }")
echo "thinking for $seconds s"
sleep "$seconds"
[ ! -d "$part/files" ] || cp -R "$part/files/." .
work
