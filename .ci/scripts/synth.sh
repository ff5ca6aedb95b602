#!/usr/bin/env bash
# Writes the CloudFormation templates of every environment in deploy/, or of ENVIRONMENT, to OUTPUT (.build/synth).
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

environments=()
if [[ -n ${ENVIRONMENT:-} ]]; then
    environments=("$ENVIRONMENT")
else
    for file in deploy/*.yaml; do
        [[ -e $file ]] || fail "no environment: deploy/ contains no .yaml file"
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
