#!/usr/bin/env bash
# Writes the CloudFormation templates of every environment in deploy/, or of ENVIRONMENT, to OUTPUT (.build/synth).
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
# shellcheck source=.ci/scripts/lib/messages.sh
source .ci/scripts/lib/messages.sh
# shellcheck source=.ci/scripts/lib/supervise.sh
source .ci/scripts/lib/supervise.sh
# shellcheck source=.ci/scripts/lib/machine.sh
source .ci/scripts/lib/machine.sh
# shellcheck source=.ci/scripts/lib/build.sh
source .ci/scripts/lib/build.sh
trap end_supervised EXIT
exit_on_signals

environments=()
if [[ -n ${ENVIRONMENT:-} ]]; then
    environments=("$ENVIRONMENT")
else
    for file in deploy/*.yaml; do
        [[ -e $file ]] || fail "no environment: deploy/ holds no .yaml file"
        file=${file#deploy/}
        environments+=("${file%.yaml}")
    done
fi

choose_configuration "${CONFIGURATION:-debug}"
set_up run
build_products infra-cli
program=$(program_path infra-cli)
for environment in "${environments[@]}"; do
    folder=${OUTPUT:-.build/synth}/$environment
    mkdir -p "$folder"
    "$program" synth --environment "$environment" --output "$folder"
    say "Wrote $environment to $folder"
done
