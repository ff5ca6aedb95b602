# The commands of this repository; the scripts behind them are in .ci/scripts.
#
# Variables: run takes PORT, STORE and CONFIGURATION=release; sample takes PORT or URL; test takes FILTER; soak takes ROUNDS and ONLY;
# benchmark takes ONLY; synth takes ENVIRONMENT; resource takes TYPE.

.DEFAULT_GOAL := help
.PHONY: help run sample test deploy-test matrix soak benchmark build release synth resource format lint setup clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build api-server and start it on 127.0.0.1 (PORT=8080, STORE=sqlite:data/weir.sqlite, CONFIGURATION=release)
	@.ci/scripts/run.sh

sample: ## Load this repository's commit history into the running server and query it (PORT=8080)
	@.ci/scripts/sample.sh

test: ## Run every test with a temporary PostgreSQL server (FILTER=NAME runs some)
	@.ci/scripts/test.sh

deploy-test: ## Deploy real containers with infra-cli to an emulated AWS: the whole story (BY_HAND=1, KEEP=1)
	@.ci/scripts/deploy-test.sh

matrix: ## Check the templates of every documented setting, alone and in pairs, with cfn-lint and checkov
	@WEIR_MATRIX=all FILTER=TemplateMatrixTests .ci/scripts/test.sh

soak: ## Inject faults under load and count lost rows and failed requests (ROUNDS=20, ONLY='abuse crash')
	@.ci/scripts/soak.sh $(ROUNDS) $(ONLY)

benchmark: ## Compare the built programs with reference programs (ONLY='signing ingest' runs some)
	@.ci/scripts/benchmark.sh $(ONLY)

build: ## Build everything in debug configuration
	@.ci/scripts/build.sh debug

release: ## Build both programs, optimized, with a static standard library
	@.ci/scripts/build.sh release api-server infra-cli

synth: ## Write every environment's templates to .build/synth (ENVIRONMENT=NAME writes one)
	@.ci/scripts/synth.sh

resource: ## Generate a typed CloudFormation resource (TYPE=AWS::SQS::Queue)
	@.ci/scripts/resource.sh "$(TYPE)"

format: ## Format the sources in place
	@.ci/scripts/format.sh

lint: ## Check formatting, documentation comments and shell scripts
	@.ci/scripts/lint.sh

setup: ## Install the packages for run, test and lint
	@.ci/scripts/setup.sh

clean: ## Remove .build; data/ stays
	@rm -rf .build
