#!/usr/bin/env bash
# Adds a CloudFormation type to the generated resources: resource.sh AWS::SQS::Queue
# The schemas come with cfn-lint, from the project's virtual environment.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
# shellcheck source=.ci/scripts/lib/messages.sh
source .ci/scripts/lib/messages.sh

[[ ${1:-} == AWS::*::* ]] || fail "usage: make resource TYPE=AWS::SQS::Queue"
python=${WEIR_VENV:-.build/venv}/bin/python
[[ -x $python ]] || fail "no virtual environment in ${python%/bin/python}; 'make test' makes one"
"$python" Sources/Infra/Resources/Generator/generate.py --add "$1"
swift format --in-place --recursive Sources/Infra/Resources
