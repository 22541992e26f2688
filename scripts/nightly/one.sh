#!/bin/sh
# One département, every night: public data as of today, and a new plan if anything has changed.
#   one.sh 17 /srv/territoires/17
# crontab:  30 1 * * *  /opt/itinerance/scripts/nightly/one.sh 17 /srv/territoires/17
set -eu
departement=$1 folder=$2
# A public source that is down (exit code 3) must not keep the rest from being planned.
itinerance fetch "$departement" "$folder" --quiet >/dev/null || echo "$departement: fetch failed ($?)" >&2
exec itinerance batch "$folder" --workers 1 --author nightly --json --quiet
