"""The whole story of a deployment, for real: containers, PostgreSQL and requests, on an emulated AWS.

    story.py FOLDER REPOSITORY INFRA_CLI API_SERVER POSTGRES_PROGRAMS [by-hand]

.ci/scripts/deploy-test.sh starts it in namespaces of its own. Each step says what it has seen; the last line counts.
"""

import collections
import json
import signal
import sys
import threading
import time
import traceback
from pathlib import Path

import image
import page
import stuck
import tools
from account import Account
from load import Load, send
from machine import Machine, make_authority

HISTORY = "time,country,amount\n" + "".join(
    f"2026-11-{day:02}T0{hour}:00:00Z,{country},{day * hour}.50\n"
    for day in range(1, 29) for hour in range(1, 10) for country in ("de", "fr", "jp"))
# Answers of AWS on a bad day: throttled calls, broken connections, and calls that were carried out although no answer came back.
DISTURBANCES = [
    *[{"service": service, "operation": operation, "times": 1, "response": {"abort_frac": 0.3}} for service, operation in (
        ("cloudformation", "CreateChangeSet"), ("cloudformation", "ExecuteChangeSet"), ("ecs", "RunTask"), ("s3", "PutObject"))],
    {"service": "cloudformation", "operation": "DescribeStacks", "times": 2, "response": {"truncate_frac": 0.5}},
    {"service": "s3", "sequence": {"fail": 1, "pass": 9}, "error": {"code": "SlowDown"}},
    {"service": "*", "sequence": {"fail": 1, "pass": 7}, "error": {"code": "ThrottlingException"}},
    {"service": "*", "sequence": {"fail": 1, "pass": 19}, "reset": True},
]
QUERY = {"measures": ["count", "sum(amount)"], "dimensions": ["country"], "order": [["country", "asc"]]}


class Story:
    """The steps, in order. The first ones are the ground of all others: if one of them fails, the story ends."""

    def __init__(self, folder, repository, program, server, postgres, by_hand):
        self.folder, self.repository, self.server = Path(folder), Path(repository), server
        self.machine = Machine(self.folder, self.repository / ".build/deploy-story", postgres)
        self.program, self.by_hand, self.held = program, by_hand, ""

    def start(self):
        """The world starts, with images of this tree's server."""
        authority = make_authority(self.machine.authorities)
        self.machine.start()
        self.account = Account(self.machine.url)
        project, outputs = self.folder / "project", self.folder / "outputs"
        project.mkdir()
        outputs.mkdir()
        common = self.program, project, self.machine.environment(), outputs
        self.tool = tools.ByHand(*common, self.account) if self.by_hand else tools.CommandLine(*common)
        self.images = image.build_all(self.folder, self.repository, self.server, authority)
        return ", ".join(f"{name} {reference.rsplit(':', 1)[1]}" for name, reference in self.images.items())

    def look(self, *commands):
        """Runs commands beside the deployments, each with its exit code. By hand there is no release for them to read."""
        said = ""
        for code, command in [] if self.by_hand else commands:
            said = self.tool.run(*command.split(" "), codes=(code,))
        return said

    def init(self):
        """init writes an environment file."""
        said = self.tool.run("init", "dev", "--image", "weir:1.0.0")
        assert (self.tool.project / "deploy/dev.yaml").exists()
        return said.strip().splitlines()[0]

    def bootstrap(self):
        """bootstrap makes the repository, to which the images are pushed."""
        self.look((2, "doctor dev"), (2, "bootstrap dev --diff"))
        self.tool.bootstrap()
        for reference in self.images.values():
            image.push(reference)
        self.look((0, "doctor dev"), (0, "image check dev"))
        return self.account.status("weir-dev-bootstrap")

    def first(self):
        """The first deploy reaches an answering service; the migration ran as a task of the image."""
        self.tool.deploy_reviewed("1.0.0")
        outputs = self.account.outputs("weir-dev-service")
        self.url = outputs["Url"]
        status, body = send(self.url, "GET", "/health/ready")
        assert status == 200 and json.loads(body)["checks"]["store"] == "ok", body
        lines = self.account.log(self.account.outputs("weir-dev-migration")["MigrationLogGroupName"])
        assert any("the schema is at level" in line for line in lines), lines
        assert self.account.running_digests("weir-dev-service") == {self.account.digest("1.0.0")}
        self.look((0, "status dev"), (0, "releases dev"), (0, "logs dev --since 5m"), (0, "lock status dev"),
                  (0, "events dev --stack migration --limit 4"), (0, "migrate dev"))
        return f"{self.url} is ready; the migration said: {lines[3] if len(lines) > 3 else lines}"

    def query(self):
        """A CSV is loaded with the administrator's key and queried through the API."""
        self.key = self.account.secret("weir-dev-foundation", "AdminSecret")
        columns = [{"name": "time", "type": "timestamp", "nullable": False}, {"name": "country", "type": "string"},
                   {"name": "amount", "type": "decimal"}]
        definition = {"name": "orders", "timeColumn": "time", "columns": columns}
        status, body = send(self.url, "POST", "/v1/datasets", definition)
        assert status in (401, 403), f"without a key: {status} {body}"
        status, body = send(self.url, "POST", "/v1/datasets", definition, key=self.key)
        assert status == 201, body
        status, body = send(self.url, "POST", "/v1/datasets/orders/rows", HISTORY, key=self.key, kind="text/csv")
        assert status == 201, body
        status, self.answer = send(self.url, "POST", "/v1/datasets/orders/query", QUERY)
        assert status == 200, self.answer
        self.answer = json.loads(self.answer)["rows"] if "rows" in json.loads(self.answer) else json.loads(self.answer)["data"]
        return f"{len(HISTORY.splitlines()) - 1} rows loaded, answer {self.answer}"

    def load(self):
        return Load(self.url, ("POST", "/v1/datasets/orders/query", json.dumps(QUERY)))

    def second(self):
        """A second version takes over under load without a failed request."""
        others = threading.Thread(target=self.meanwhile, daemon=True)
        with self.load() as load:
            time.sleep(1)
            others.start()
            self.tool.deploy("1.1.0")
            time.sleep(1)
        others.join()
        assert self.by_hand or self.held, "a second deployment was not refused"
        assert not load.failures, f"{len(load.failures)} of {load.count} requests failed: {load.failures[:5]}"
        assert self.account.running_digests("weir-dev-service") == {self.account.digest("1.1.0")}
        return f"{load.count} requests, none failed"

    def meanwhile(self):
        """A second deployment finds the lease taken, and another terminal follows the first."""
        time.sleep(3)
        self.held = self.look((4, "lock status dev"), (4, "deploy dev --image weir:1.5.0 --yes"))
        for _ in range(600):
            if self.account.status("weir-dev-service").endswith("_IN_PROGRESS"):
                break
            time.sleep(0.1)
        self.look((0, "attach dev"))

    def crashing(self):
        """A version that crashes is stopped, its own words are named, and the old version still serves."""
        with self.load() as load:
            said = self.tool.deploy_crashing("1.2.0")
        assert "DRAIN_SECONDS" in said, f"the cause is not named:\n{said[-3000:]}"
        assert not load.failures, f"{len(load.failures)} of {load.count} requests failed: {load.failures[:5]}"
        assert self.account.running_digests("weir-dev-service") == {self.account.digest("1.1.0")}
        status = self.account.status("weir-dev-service")
        assert status == "UPDATE_ROLLBACK_COMPLETE", status
        line = next(line for line in said.splitlines() if "DRAIN_SECONDS" in line)
        told = self.look((0, "explain dev --file deploy/out/dev/0003/evidence.json"), (0, "events dev --failed"),
                         (0, "status dev"), (0, "explain dev"))
        assert self.by_hand or "[setting-missing]" in told, told
        return f"{load.count} requests, none failed; named: {line.strip()[:160]}"

    def unmigrated(self):
        """A version whose migration fails leaves the service alone."""
        before = self.account.events("weir-dev-service")
        said = self.tool.deploy("1.4.0", codes=(1,))
        assert "deafening" in said, said[-3000:]
        assert self.account.events("weir-dev-service") == before
        return next(line for line in said.splitlines() if "deafening" in line).strip()[:160]

    def disturbed(self):
        """A deploy succeeds, at the latest when it is repeated, although AWS throttles, breaks connections and loses answers."""
        url = self.machine.disturb(DISTURBANCES)
        runs = 0
        with self.load() as load:
            said = "failed"
            while runs < 6 and not said.startswith("done"):
                runs += 1
                # 1: failed, 3: detached, 4: the lease is held, 69: no answer.
                said = self.tool.deploy("1.5.0", codes=(0, 1, 3, 4, 69), url=url)
                if "[exit 0" in self.tool.last:
                    said = "done"
        assert said == "done", f"{runs} runs: {said[-3000:]}"
        assert not load.failures, load.failures[:5]
        assert self.account.running_digests("weir-dev-service") == {self.account.digest("1.5.0")}
        kinds = collections.Counter(fault["action"] for fault in self.machine.faults())
        return f"{runs} runs, {sum(kinds.values())} faults: " + ", ".join(f"{count} × {kind}" for kind, count in kinds.items())

    def foreign(self):
        """An image for another processor is refused before any change."""
        stacks = [f"weir-dev-{name}" for name in ("foundation", "migration", "service")]
        before = self.account.events(*stacks)
        self.look((1, "image check dev --image weir:1.3.0"))
        said = self.tool.deploy_foreign("1.3.0")
        assert self.account.events(*stacks) == before, "something has changed"
        assert "arm64" in said, said
        return next(line for line in said.splitlines() if "arm64" in line).strip()[:200]

    def rollback(self):
        """rollback --to 1 restores the first release, under load."""
        with self.load() as load:
            self.tool.rollback(1)
        assert not load.failures, load.failures[:5]
        assert self.account.running_digests("weir-dev-service") == {self.account.digest("1.0.0")}
        return f"{load.count} requests, none failed"

    def rollback_service(self):
        """rollback --service-only returns to the release before in seconds, by a task definition that was kept."""
        before = "1.1.0" if self.by_hand else "1.5.0"
        began = time.monotonic()
        with self.load() as load:
            self.tool.rollback_service()
        assert not load.failures, load.failures[:5]
        assert self.account.running_digests("weir-dev-service") == {self.account.digest(before)}
        status, body = send(self.url, "POST", "/v1/datasets/orders/query", QUERY)
        answer = json.loads(body)
        assert (answer.get("rows") or answer.get("data")) == self.answer, body
        self.look((0, "drift dev"), (0, "releases dev"), (0, "status dev"))
        return f"{time.monotonic() - began:.1f} s, {load.count} requests, none failed"

    def recover(self):
        """recover leads out of each stuck status."""
        path = self.tool.project / "deploy"
        text = (path / "dev.yaml").read_text()
        # An environment of another name has the rules of production.
        (path / "staging.yaml").write_text(text.replace("service:\n", "service:\n  insecureHTTP: the network of the story is its own\n", 1))
        seen = []
        for status in stuck.STATUSES:
            stuck.make(self.machine, self.account, "weir-staging-service", status)
            if status == "UPDATE_ROLLBACK_FAILED":
                self.look((2, "recover staging"))
            self.tool.recover("staging")
            after = self.account.settle("weir-staging-service")
            seen.append(f"{status} → {after}")
            assert after in ("NONE", "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"), seen[-1]
        return ", ".join(seen)

    def preview(self):
        """A preview stands beside its environment, with a database of its own, and goes without a change of the environment."""
        path = self.tool.project / "deploy/dev.yaml"
        stacks = [f"weir-dev-{name}" for name in ("foundation", "migration", "service")]
        copies = [stack.replace("dev", "dev-preview-pr-12") for stack in stacks]
        before, digests = self.account.events(*stacks), self.account.running_digests("weir-dev-service")
        up = "preview up dev pr-12 --image weir:1.1.0 --yes"
        self.look((65, up))
        path.write_text(path.read_text() + "\nbootstrap:\n  previewDays: 3\n")
        # The roles of the account do not know of previews yet.
        self.look((1, up))
        self.tool.bootstrap()
        with self.load() as load:
            self.look((0, up), (0, "preview list dev"), (0, "logs dev.pr-12 --since 5m"), (0, "preview sweep dev --yes"))
            url, key = self.account.outputs(copies[2])["Url"], self.account.secret(copies[0], "AdminSecret")
            assert url != self.url and self.account.running_digests(copies[2]) == {self.account.digest("1.1.0")}
            status, body = send(url, "GET", "/health/ready")
            assert status == 200 and json.loads(body)["checks"]["store"] == "ok", body
            status, body = send(url, "GET", "/v1/datasets", key=key)
            assert status == 200 and "orders" not in body, f"the preview has the data of the environment: {status} {body}"
            status, body = send(url, "GET", "/v1/datasets", key=self.key)
            assert status == 401, f"the preview knows the environment's key: {status} {body}"
            # The end, earlier.
            self.account.expire(copies[2])
            gone = next((seconds for seconds in range(60) if self.account.status(copies[2]) == "NONE" or time.sleep(1)), None)
            assert gone is not None, f"{copies[2]} is {self.account.status(copies[2])}"
            self.look((0, "preview list dev --json"), (0, "preview down dev pr-12 --yes"))
            said = self.look((0, "preview list dev"))
        assert said == "dev has no previews\n", said
        assert not load.failures, load.failures[:5]
        left = [stack for stack in copies if self.account.status(stack) != "NONE"]
        assert not left and not self.account.schedules(), f"still there: {left or self.account.schedules()}"
        assert self.account.events(*stacks) == before, "the environment has changed"
        assert self.account.running_digests("weir-dev-service") == digests
        return f"its service went {gone} s after its end, the rest with preview down; {load.count} requests to dev, none failed"

    def statuses(self):
        """Stacks can be brought into each stuck status."""
        for status in stuck.STATUSES:
            stuck.make(self.machine, self.account, "weir-staging-service", status)
        return ", ".join(stuck.STATUSES)

    def scheduler(self):
        """The world's scheduler: a stop returns to the old revision, a hook pauses, two tasks roll one by one."""
        ecs, service = self.account.ecs, self.account.service("weir-dev-service")
        names = {"cluster": service["clusterArn"], "service": service["serviceName"]}

        def deployment():
            arn = ecs.list_service_deployments(**names)["serviceDeployments"][0]["serviceDeploymentArn"]
            return ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]

        def until(*statuses, hook=None):
            for _ in range(600):
                found = deployment()
                if found["status"] in statuses or any(item["status"] == hook for item in found.get("lifecycleHookDetails", [])):
                    return found
                time.sleep(0.1)
            raise AssertionError(f"expected {statuses or hook}: {found}")

        with self.load() as load:
            ecs.update_service(**names, forceNewDeployment=True)
            time.sleep(0.3)
            ecs.stop_service_deployment(serviceDeploymentArn=deployment()["serviceDeploymentArn"], stopType="ROLLBACK")
            stopped = until("ROLLBACK_SUCCESSFUL")
            assert stopped["rollback"]["serviceRevisionArn"] == stopped["sourceServiceRevisions"][0]["arn"], stopped
            hook = {"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"],
                    "timeoutConfiguration": {"timeoutInMinutes": 5, "action": "ROLLBACK"}}
            configuration = {"maximumPercent": 200, "minimumHealthyPercent": 100, "lifecycleHooks": [hook]}
            for action, end in (("CONTINUE", "SUCCESSFUL"), ("ROLLBACK", "ROLLBACK_SUCCESSFUL")):
                ecs.update_service(**names, forceNewDeployment=True, deploymentConfiguration=configuration)
                paused = until(hook="AWAITING_ACTION")
                revisions = [*paused["sourceServiceRevisions"], paused["targetServiceRevision"]]
                assert [item["runningTaskCount"] for item in revisions] == [1, 1], paused
                ecs.continue_service_deployment(serviceDeploymentArn=paused["serviceDeploymentArn"],
                                                hookId=paused["lifecycleHookDetails"][0]["hookId"], action=action)
                assert until("SUCCESSFUL", "ROLLBACK_SUCCESSFUL")["status"] == end
            ecs.update_service(**names, desiredCount=2, forceNewDeployment=True, deploymentConfiguration={
                "maximumPercent": 150, "minimumHealthyPercent": 100})
            until("SUCCESSFUL")
            assert self.account.service("weir-dev-service")["runningCount"] == 2
        assert not load.failures, load.failures[:5]
        return f"{load.count} requests, none failed"

    def destroy(self):
        """destroy removes the environment."""
        self.look((2, "destroy dev"))
        self.tool.destroy()
        left = [name for name in ("foundation", "migration", "service") if self.account.status(f"weir-dev-{name}") != "NONE"]
        assert not left, f"still there: {left}"
        self.look((0, "releases dev"))
        return "no stack is left"

    def page(self):
        """Docs/Deploying.md shows commands that ran, and what they printed."""
        text = (self.repository / "Docs/Deploying.md").read_text()
        wrong = page.check(text, self.tool.runs)
        assert not wrong, "\n    ".join(wrong)
        return f"{len(page.blocks(text))} commands"

    STEPS = (start, init, bootstrap, first, query, second, crashing, unmigrated, disturbed, foreign, rollback, rollback_service,
             recover, preview, destroy, page)
    # Without the tool, nothing refuses an image, follows a migration or recovers a stack.
    BY_HAND = (start, init, bootstrap, first, query, second, crashing, rollback, rollback_service, statuses, scheduler, destroy)

    GROUND = (start, init, bootstrap, first, query)

    def tell(self):
        """Runs the steps and returns the number of failures."""
        passed = failed = 0
        began = time.monotonic()
        steps = self.BY_HAND if self.by_hand else self.STEPS
        for step in steps:
            start = time.monotonic()
            try:
                seen = step(self)
            except Exception as error:
                failed += 1
                print(f"✘ {step.__doc__} [{time.monotonic() - start:.1f} s]", flush=True)
                self.lament(error)
                if step in self.GROUND:
                    break
            else:
                passed += 1
                print(f"✔ {step.__doc__} [{time.monotonic() - start:.1f} s]\n    {seen}", flush=True)
        print(f"The story took {time.monotonic() - began:.0f} s.", flush=True)
        skipped = len(steps) - passed - failed
        print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), flush=True)
        return failed

    def lament(self, error):
        """Prints an error and the ends of the logs."""
        if isinstance(error, tools.Refused) or isinstance(error, AssertionError) and str(error):
            print(f"    {error}", flush=True)
        else:
            traceback.print_exc(file=sys.stdout)
        for name in ("aws", "podman", "postgres"):
            if (self.folder / f"{name}.log").exists():
                print(f"--- the end of {name}.log\n{self.machine.log(name)[-1500:]}", flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *ignored: sys.exit(143))
    story = Story(*sys.argv[1:6], by_hand=sys.argv[6:7] == ["by-hand"])
    try:
        failures = story.tell()
    finally:
        story.machine.stop()
    sys.exit(min(failures, 1))
