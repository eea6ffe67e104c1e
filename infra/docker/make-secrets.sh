#!/bin/sh
# Makes the secrets that the Compose files mount, those that are not there yet: nothing that runs is locked out by a second call. The
# folder can be entered by its owner alone; the files have to be readable for whoever a container runs as.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets
random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
# Writes what it is given under a name, in one step.
keep() {
  [ -s "secrets/$1" ] && return
  cat > "secrets/$1.new"
  chmod 444 "secrets/$1.new"
  mv "secrets/$1.new" "secrets/$1"
}
secret() { cat "secrets/$1"; }

random | keep postgres-password
random | keep jwt-secret
random | keep webhook-secret-key
random | keep s3-secret-access-key
printf samvad | keep s3-access-key-id
printf 'postgres://samvad:%s@postgres:5432/samvad' "$(secret postgres-password)" | keep database-url
printf '{"identities":[{"name":"samvad","credentials":[{"accessKey":"%s","secretKey":"%s"}],"actions":["Admin","Read","Write","List","Tagging"]}]}' \
  "$(secret s3-access-key-id)" "$(secret s3-secret-access-key)" | keep s3-identities.json
