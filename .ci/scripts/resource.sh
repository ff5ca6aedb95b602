#!/usr/bin/env bash
# Adds a CloudFormation type to the generated resources: resource.sh AWS::SQS::Queue
# The schemas come with cfn-lint, from the project's virtual environment.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

[[ ${1:-} == AWS::*::* ]] || fail "usage: make resource TYPE=AWS::SQS::Queue"
python=${WEIR_VENV:-.build/venv}/bin/python
[[ -x $python ]] || fail "no virtual environment in ${python%/bin/python}; 'make test' creates one"
"$python" Sources/CloudFormation/Resources/Generator/generate.py --add "$1"
swift format --in-place --recursive Sources/CloudFormation/Resources
