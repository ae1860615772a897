#!/usr/bin/env bash
# Everything that a change must pass: build without warnings, format, tests. Needs the .NET SDK; tests say what else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

results=artifacts/test-results
rm -rf artifacts
mkdir -p artifacts

dotnet build LeadGraph.sln
dotnet format LeadGraph.sln --no-restore --verify-no-changes
SNAPSHOOTER_STRICT_MODE=true dotnet test LeadGraph.sln --no-build --logger trx --results-directory "$results"

eng/audit.sh

# The dashboard by itself, whose packages the build has installed; and real clients against the server just built.
if command -v npm >/dev/null; then
  npm --prefix src/LeadGraph.Dashboard run lint
  npm --prefix src/LeadGraph.Dashboard test -- --reporter=default --reporter=json \
    --outputFile.json="$PWD/artifacts/dashboard.json"
  (cd tests/clients && npm ci --no-audit --no-fund && LEADGRAPH_NO_BUILD=1 npm test) 2>&1 | tee artifacts/clients.log
else
  echo "npm is missing: the dashboard's own tests and the client tests in tests/clients are left out." >&2
  [ "${CI:-}" != true ]
fi

# The committed schema is the one that is served, to the letter.
dotnet run --no-build --no-launch-profile --project src/LeadGraph -- schema export --output artifacts/schema.graphql
diff --unified schema.graphql artifacts/schema.graphql

if command -v docker-compose >/dev/null; then
  : > artifacts/no-keys.env
  LEADGRAPH_ENV_FILE=artifacts/no-keys.env POSTGRES_PASSWORD=check LEADGRAPH_PASSWORD=check \
    docker-compose --file docker-compose.yml config > artifacts/compose.yml
  # It comes up closed: started without a key, it says how to make one.
  grep --quiet 'LeadGraph__Auth__Mode: ApiKey' artifacts/compose.yml
elif [ "${CI:-}" = true ]; then
  echo 'docker-compose is missing, and CI requires it to check docker-compose.yml.' >&2
  exit 1
else
  echo 'Without docker-compose, docker-compose.yml was not checked.'
fi
