"""Two ways through the story: the commands of infra-cli, and the same deployments by hand.

By hand, the story shows whether a fault is the world's or the tool's: it synthesizes the templates with infra-cli and does with
botocore what the commands do.
"""

import os
import subprocess
import time
from pathlib import Path


class Refused(Exception):
    """A deployment that did not succeed, with everything that was printed."""


class CommandLine:
    """The commands of infra-cli."""

    def __init__(self, program, project, environment, outputs):
        self.program, self.project, self.environment, self.outputs = program, project, environment, outputs
        self.runs = []

    def run(self, *arguments, codes=(0,), seconds=180, url=None):
        """Runs a command in the project's folder and returns what it printed; every run is kept in a file."""
        began = time.monotonic()
        variables = dict(os.environ, **self.environment, NO_COLOR="1")
        if url:
            variables["AWS_ENDPOINT_URL"] = url
        done = subprocess.run([self.program, *arguments], cwd=self.project, env=variables, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds)
        said = done.stdout
        self.runs.append((arguments, said))
        path = self.outputs / f"{len(self.runs):02}-{'-'.join(arguments[:2])}.txt".replace("/", "_")
        self.last = ended = f"[exit {done.returncode}, {time.monotonic() - began:.1f} s]"
        path.write_text(f"$ infra-cli {' '.join(arguments)}\n{said}\n{ended}\n")
        if done.returncode not in codes:
            raise Refused(f"infra-cli {' '.join(arguments)}: exit {done.returncode}, expected {codes}\n{said[-4000:]}")
        return said

    def bootstrap(self):
        self.run("bootstrap", "dev", "--yes")

    def deploy(self, version, codes=(0,), url=None):
        return self.run("deploy", "dev", "--image", f"weir:{version}", "--yes", codes=codes, seconds=300, url=url)

    def deploy_reviewed(self, version):
        """The way of a pipeline: the first run shows the changes, the second one is told their digest."""
        said = self.run("deploy", "dev", "--image", f"weir:{version}", "--review-only", codes=(2,))
        digest = next(line.split()[1] for line in said.splitlines() if line.startswith("digest "))
        return self.run("deploy", "dev", "--image", f"weir:{version}", "--approve", digest[:12], seconds=300)

    def deploy_crashing(self, version):
        return self.deploy(version, codes=(1,))

    def deploy_foreign(self, version):
        return self.deploy(version, codes=(1, 65))

    def rollback(self, release):
        return self.run("rollback", "dev", "--to", str(release), "--yes")

    def rollback_service(self):
        return self.run("rollback", "dev", "--service-only", "--yes")

    def recover(self, name):
        return self.run("recover", name, "--yes")

    def destroy(self):
        return self.run("destroy", "dev", "--allow-loss", "NetworkNatAddressA", "--yes")


class ByHand(CommandLine):
    """The same through change sets and single calls."""

    def __init__(self, program, project, environment, outputs, account):
        super().__init__(program, project, environment, outputs)
        self.account = account
        self.releases = []

    def _templates(self, version):
        folder = Path(self.project) / "synth" / version
        if not folder.exists():
            self.run("synth", "--environment", "dev", "--output", str(folder), "--image", f"weir:{version}")
        return folder

    def _stack(self, name, version, wanted=("CREATE_COMPLETE", "UPDATE_COMPLETE")):
        stack = f"weir-dev-{name}"
        status = self.account.deploy(stack, (self._templates(version) / f"{stack}.json").read_text())
        if status not in wanted:
            raise Refused(f"{stack} is {status}: {self.account.failures(stack)}")

    def bootstrap(self):
        self._stack("bootstrap", "1.0.0")

    def deploy_reviewed(self, version):
        return self.deploy(version)

    def deploy(self, version, codes=(0,)):
        allowed = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
        self._stack("foundation", version)
        self._stack("migration", version)
        self.migrate()
        self._stack("service", version, allowed if codes != (0,) else allowed[:2])
        self.releases.append(version)
        return ""

    def migrate(self):
        """Runs the migration as a task and requires exit code 0."""
        outputs = self.account.outputs("weir-dev-migration")
        network = {"subnets": outputs["MigrationSubnetIds"].split(","), "securityGroups": [outputs["MigrationSecurityGroupId"]]}
        started = self.account.ecs.run_task(
            cluster=outputs["ClusterName"], taskDefinition=outputs["MigrationTaskDefinition"], launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": network})["tasks"][0]
        while True:
            task = self.account.ecs.describe_tasks(cluster=outputs["ClusterName"], tasks=[started["taskArn"]])["tasks"][0]
            if task["lastStatus"] == "STOPPED":
                break
            time.sleep(0.1)
        if task["containers"][0].get("exitCode") != 0:
            lines = self.account.log(outputs["MigrationLogGroupName"])
            raise Refused("\n".join([f"the migration: {task.get('stoppedReason')}, {task['containers'][0]}", *lines[-20:]]))

    def deploy_crashing(self, version):
        try:
            self._stack("migration", "1.1.0")
            self._stack("service", version)
        except Refused as refused:
            group = self.account.outputs("weir-dev-service")["LogGroupName"]
            return "\n".join([str(refused), *self.account.log(group)])
        raise AssertionError("a version that crashes was deployed")

    def rollback(self, release):
        version = self.releases[release - 1]
        self._stack("migration", version)
        self._stack("service", version)
        self.releases.append(version)
        return ""

    def rollback_service(self):
        service = self.account.service("weir-dev-service")
        family = service["taskDefinition"].rsplit(":", 1)[0].rsplit("/", 1)[-1]
        known = self.account.ecs.list_task_definitions(familyPrefix=family)["taskDefinitionArns"]
        wanted = [arn for arn in known if f"weir:{self.releases[-2]}" in str(
            self.account.ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]["containerDefinitions"][0]["image"])]
        self.account.ecs.update_service(
            cluster=service["clusterArn"], service=service["serviceName"], taskDefinition=wanted[-1])
        while self.account.service("weir-dev-service")["deployments"][0]["rolloutState"] == "IN_PROGRESS":
            time.sleep(0.1)
        return ""

    def destroy(self):
        for stack in ("service", "migration", "foundation"):
            self.account.cloudformation.delete_stack(StackName=f"weir-dev-{stack}")
            status = self.account.settle(f"weir-dev-{stack}")
            if status != "NONE":
                raise Refused(f"weir-dev-{stack} is {status}: {self.account.failures(f'weir-dev-{stack}')}")
        return ""
