#!/bin/sh
# A folder of départements named by their codes (17, 2A, 974 …), every night. What follows the
# folder goes to "itinerance batch": --workers 8, or --scheduler tcp://cluster:8786.
#   many.sh /srv/territoires --workers 8
# crontab:  30 1 * * *  /opt/itinerance/scripts/nightly/many.sh /srv/territoires --workers 8
set -u
root=$1; shift
for settings in "$root"/*/itinerance.toml; do
    folder=${settings%/*}
    itinerance fetch "${folder##*/}" "$folder" --quiet >/dev/null || echo "$folder: fetch failed ($?)" >&2
done
# Exit code 0: every département has its plan; 5: some; 1: none.
exec itinerance batch "$root" "$@" --author nightly --json --quiet
