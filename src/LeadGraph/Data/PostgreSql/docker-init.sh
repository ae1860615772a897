#!/bin/sh
# Run by PostgreSQL's image when its volume is new: creates the tables and the role that reads them.
set -eu
scripts=/leadgraph
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -f "$scripts/tables.sql"
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  -v password="$LEADGRAPH_PASSWORD" -f "$scripts/read-only-role.sql"
