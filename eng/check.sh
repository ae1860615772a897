#!/usr/bin/env bash
# Everything that a change must pass: build without warnings, format, tests. Needs the .NET SDK; tests say what else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

results=artifacts/test-results
rm -rf "$results"

dotnet build LeadGraph.sln
dotnet format LeadGraph.sln --no-restore --verify-no-changes
SNAPSHOOTER_STRICT_MODE=true dotnet test LeadGraph.sln --no-build --logger trx --results-directory "$results"

# The committed schema is the one that is served, to the letter.
dotnet run --no-build --no-launch-profile --project src/LeadGraph -- schema export --output artifacts/schema.graphql
diff --unified schema.graphql artifacts/schema.graphql

if command -v docker-compose >/dev/null; then
  POSTGRES_PASSWORD=check LEADGRAPH_PASSWORD=check docker-compose --file docker-compose.yml config --quiet
fi
