#!/bin/sh
# Makes the secrets that compose.yaml mounts, unless they are there: nothing that runs is locked out by a second call.
set -eu
cd "$(dirname "$0")"
umask 022
mkdir -p secrets
random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
[ -s secrets/postgres-password ] || random > secrets/postgres-password
[ -s secrets/jwt-secret ] || random > secrets/jwt-secret
printf 'postgres://samvad:%s@postgres:5432/samvad' "$(cat secrets/postgres-password)" > secrets/database-url
