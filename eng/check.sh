#!/usr/bin/env bash
# Everything that a change must pass: build without warnings, format, tests. Needs the .NET SDK; tests say what else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

results=artifacts/test-results
rm -rf "$results"

dotnet build LeadGraph.sln
dotnet format LeadGraph.sln --no-restore --verify-no-changes
dotnet test LeadGraph.sln --no-build --logger trx --results-directory "$results"

if command -v docker-compose >/dev/null; then
  POSTGRES_PASSWORD=check LEADGRAPH_PASSWORD=check docker-compose --file docker-compose.yml config --quiet
fi
