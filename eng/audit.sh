#!/usr/bin/env bash
# Fails where a package has a known vulnerability. A registry that does not answer fails nothing, but is reported.
# Needs restored packages. Arguments are handed to 'dotnet list package', as in: eng/audit.sh --source URL
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

status=0

# The reason why a registry was not asked, in brief.
unanswered() {
  grep --max-count 2 '"text"\|error' <<< "$2" >&2
  echo "The $1 registry did not answer: its packages were not checked for vulnerabilities." >&2
}

if ! found=$(dotnet list LeadGraph.sln package --vulnerable --include-transitive --no-restore --format json "$@" 2>&1) ||
  grep --quiet '"problems"' <<< "$found"; then
  unanswered NuGet "$found"
elif grep --quiet '"vulnerabilities"' <<< "$found"; then
  printf '%s\nThese NuGet packages have known vulnerabilities.\n' "$found" >&2
  status=1
fi

# What the dashboard ships. npm ends with 1 for a finding and for a registry that does not answer.
if ! command -v npm >/dev/null; then
  echo 'npm is missing: its packages were not checked for vulnerabilities.' >&2
elif ! found=$(npm --prefix src/LeadGraph.Dashboard audit --omit=dev --json 2>&1); then
  if grep --quiet '"auditReportVersion"' <<< "$found"; then
    printf '%s\nThese npm packages have known vulnerabilities.\n' "$found" >&2
    status=1
  else
    unanswered npm "$found"
  fi
fi

exit "$status"
