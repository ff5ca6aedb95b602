"""The service scheduler of ECS: service deployments and revisions, rolling replacement that waits for health, the circuit
breaker, PAUSE hooks, stop and rollback. It starts and stops tasks through ministack and replaces ministack's own scheduler.
"""

import contextvars
import json
import math
import subprocess
import threading
import time
import traceback
import uuid

import balancer
import tasks
from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import ecs

# The stages of a rolling deployment.
_ROLLING = ["RECONCILE_SERVICE", "PRE_SCALE_UP", "SCALE_UP", "POST_SCALE_UP", "BAKE_TIME", "CLEAN_UP"]
FINAL = ("SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED")

lock = threading.RLock()
# Every service by its ARN, also deleted ones: DescribeServiceDeployments still knows theirs.
services = {}


class Revision:
    """A service revision: what one deployment rolls out."""

    def __init__(self, service, record):
        self.number = str(time.time_ns())[:19]
        self.arn = f"{service.revision_prefix}/{self.number}"
        self.definition = record["taskDefinition"]
        self.created = time.time()
        self.balancers = record.get("loadBalancers") or []
        self.network = record.get("networkConfiguration") or {}


class Deployment:
    """A service deployment."""

    def __init__(self, service, revision, sources):
        self.id = f"ecs-svc/{str(time.time_ns())[:19]}"
        self.arn = f"{service.deployment_prefix}/{uuid.uuid4().hex[:21]}"
        self.target, self.sources = revision, sources
        self.status, self.reason, self.stage = "PENDING", "", "RECONCILE_SERVICE"
        self.created = self.updated = time.time()
        self.started = self.finished = self.stopped = None
        self.failures, self.triggered = 0, False
        self.rollback = None
        self.hooks = []
        self.healthy_since = None

    @property
    def is_final(self):
        return self.status in FINAL

    @property
    def goal(self):
        """The revision that runs in the end."""
        return self.rollback["revision"] if self.rollback else self.target


class Service:
    """The scheduler's state of a service."""

    def __init__(self, record, cluster, scope):
        self.record, self.cluster, self.scope = record, cluster, scope
        arn = record["serviceArn"]
        self.deployment_prefix = arn.replace(":service/", ":service-deployment/")
        self.revision_prefix = arn.replace(":service/", ":service-revision/")
        self.deployments, self.revisions = [], []
        self.stable = None
        self.not_before = 0.0
        self.said = set()

    @property
    def name(self):
        return self.record["serviceName"]

    @property
    def current(self):
        return self.deployments[-1]

    def event(self, text, once=None):
        if once:
            if once in self.said:
                return
            self.said.add(once)
        message = f"(service {self.name}) {text}"
        self.record["events"].insert(0, {"id": str(uuid.uuid4()), "createdAt": ecs._iso(), "message": message})

    def deploy(self):
        """Starts a deployment of the record's present settings."""
        revision = Revision(self, self.record)
        old = self.current if self.deployments else None
        if old and not old.is_final:
            old.status, old.reason, old.finished = "STOPPED", "Superseded by a new deployment", time.time()
        running = [item for item in self.revisions if self.live(item)]
        self.revisions.append(revision)
        deployment = Deployment(self, revision, running)
        self.deployments.append(deployment)
        self.record["deployments"].insert(0, {"id": deployment.id, "_revision": revision})
        self.not_before = 0.0
        return deployment

    def live(self, revision=None):
        """The tasks that are not to stop, of one revision or of all."""
        return [task for task in list(ecs._tasks.values()) if task.get("group") == f"service:{self.name}"
                and task.get("clusterArn") == self.record["clusterArn"] and task["desiredStatus"] == "RUNNING"
                and task["lastStatus"] != "STOPPED" and (revision is None or task.get("_revision") == revision.arn)]

    def lingering(self):
        """The tasks that are stopping."""
        return [task for task in list(ecs._tasks.values()) if task.get("group") == f"service:{self.name}"
                and task.get("clusterArn") == self.record["clusterArn"] and task["lastStatus"] != "STOPPED"
                and task["desiredStatus"] == "STOPPED"]

    def is_healthy(self, task):
        if task["lastStatus"] != "RUNNING" or task.get("healthStatus") == "UNHEALTHY":
            return False
        if task.get("_checked") and task.get("healthStatus") != "HEALTHY":
            return False
        address = tasks.address(task)
        for entry in self.record.get("loadBalancers") or []:
            target = balancer.health(entry["targetGroupArn"], address, entry["containerPort"]) if address else None
            if not target or target.state != "healthy":
                return False
        # A program may end as soon as it has started.
        return time.time() - task.get("_running_since", time.time()) > 1 or bool(self.record.get("loadBalancers"))


def _definition(reference):
    return ecs._task_defs.get(ecs._resolve_td_key(reference)) or {}


def _stop(service, task, reason, code="ServiceSchedulerInitiated"):
    tasks.stop(task, reason, code, _definition(task["taskDefinitionArn"]))


def _start(service, deployment_id, revision, count):
    """Starts tasks of a revision."""
    record = service.record
    answer = ecs._run_task({
        "cluster": service.cluster, "taskDefinition": revision.definition, "count": count, "group": f"service:{service.name}",
        "startedBy": deployment_id, "launchType": record.get("launchType"),
        "capacityProviderStrategy": record.get("capacityProviderStrategy"), "networkConfiguration": revision.network,
        "enableExecuteCommand": record.get("enableExecuteCommand", False), "_deploymentId": deployment_id})
    for described in json.loads(answer[2]).get("tasks", []):
        ecs._tasks[described["taskArn"]]["_revision"] = revision.arn
        service.event(f"has started 1 tasks: (task {described['taskArn'].rsplit('/', 1)[-1]}).")


def _supervise(service, task):
    """Registers a running task with its load balancers, and checks its container's health."""
    if task["lastStatus"] != "RUNNING":
        return
    task.setdefault("_running_since", time.time())
    address = tasks.address(task)
    if address:
        for entry in service.record.get("loadBalancers") or []:
            if not balancer.health(entry["targetGroupArn"], address, entry["containerPort"]):
                group = entry["targetGroupArn"]
                service.event(f"registered 1 targets in (target-group {group})", once=(task["taskArn"], group))
            balancer.register(entry["targetGroupArn"], address, entry["containerPort"])
    definitions = _definition(task["taskDefinitionArn"]).get("containerDefinitions", [])
    checks = [(index, cdef["healthCheck"]) for index, cdef in enumerate(definitions) if cdef.get("healthCheck")]
    if checks and not task.get("_checked"):
        task["_checked"] = True
        for index, check in checks:
            # With the account of this thread.
            target = contextvars.copy_context().run
            threading.Thread(target=target, args=(_check_container, task, index, check), daemon=True).start()
    if task.get("healthStatus") == "UNHEALTHY":
        task["_failed_check"] = True
        service.event(f"(task {task['taskArn'].rsplit('/', 1)[-1]}) failed container health checks.", once=task["taskArn"])
        _stop(service, task, "Task failed container health checks")
        return
    grace = float(service.record.get("healthCheckGracePeriodSeconds") or 0) / 4
    if time.time() - task["_running_since"] > grace:
        for entry in service.record.get("loadBalancers") or []:
            target = balancer.health(entry["targetGroupArn"], address, entry["containerPort"])
            if target and target.state == "unhealthy":
                task["_failed_check"] = True
                group = entry["targetGroupArn"]
                identifier = task["taskArn"].rsplit("/", 1)[-1]
                service.event(f"(task {identifier}) port {entry['containerPort']} is unhealthy in (target-group {group}) due to "
                              f"(reason {target.description}).", once=(task["taskArn"], "unhealthy"))
                _stop(service, task, f"Task failed ELB health checks in (target-group {group})")
                return


def _check_container(task, index, check):
    """Runs a container's health check as long as the task runs (HealthCheck in the task definition)."""
    command = check.get("command") or []
    command = ["/bin/sh", "-c", command[1]] if command[:1] == ["CMD-SHELL"] else command[1:]
    began, failures = time.time(), 0
    while ecs._task_is_active(task["taskArn"], task):
        container = task["containers"][index]
        identifiers = task.get("_docker_ids") or []
        if index < len(identifiers):
            try:
                ended = subprocess.run(["podman", "exec", identifiers[index], *command], capture_output=True,
                                       timeout=float(check.get("timeout") or 5)).returncode
            except subprocess.TimeoutExpired:
                ended = 1
            if not ended:
                failures = 0
                container["healthStatus"] = task["healthStatus"] = "HEALTHY"
            elif time.time() - began > float(check.get("startPeriod") or 0) / 4:
                failures += 1
                if failures >= int(check.get("retries") or 3):
                    container["healthStatus"] = task["healthStatus"] = "UNHEALTHY"
                    return
        time.sleep(float(check.get("interval") or 30) / balancer.PACE if not failures else 0.5)


def _count_failures(service, deployment):
    """Counts tasks of the target revision that ended by themselves."""
    for task in list(ecs._tasks.values()):
        if task.get("_revision") != deployment.target.arn or task.get("_counted") or task["desiredStatus"] != "STOPPED":
            continue
        own = task.get("stopCode") in ("EssentialContainerExited", "TaskFailedToStart") or task.get("_failed_check")
        task["_counted"] = True
        if own:
            deployment.failures += 1
            deployment.updated = time.time()
            service.not_before = time.time() + min(0.5 * deployment.failures, 5)
            if task.get("stopCode") == "TaskFailedToStart":
                service.event(f"was unable to start a task. Reason: {task.get('stoppedReason')}", once=task.get("stoppedReason"))


def begin_rollback(service, deployment, reason, event=None):
    """Turns a deployment back to the last one that succeeded."""
    if event:
        service.event(f"(deployment {deployment.id}) {event}")
    if not service.stable or service.stable is deployment.target:
        # Text of AWS: "Amazon ECS service deployment states", when there is nothing to return to.
        deployment.status, deployment.reason = "ROLLBACK_FAILED", "No rollback candidate was found to run the rollback."
        deployment.finished = time.time()
        for task in service.live(deployment.target):
            _stop(service, task, "Deployment failed")
        return
    deployment.status, deployment.reason = "ROLLBACK_REQUESTED", reason
    identifier = f"ecs-svc/{str(time.time_ns())[:19]}"
    deployment.rollback = {"reason": reason, "startedAt": time.time(), "revision": service.stable, "id": identifier}
    service.record["taskDefinition"] = service.stable.definition
    service.record["deployments"].insert(0, {"id": identifier, "_revision": service.stable})
    service.event(f"rolling back to (deployment {identifier}).")


def _at_hook(service, deployment, stage):
    """True while a PAUSE hook holds the deployment at a stage."""
    configuration = service.record.get("deploymentConfiguration") or {}
    waiting = False
    for index, hook in enumerate(configuration.get("lifecycleHooks") or []):
        if hook.get("targetType") != "PAUSE" or stage not in (hook.get("lifecycleStages") or []):
            continue
        known = next((item for item in deployment.hooks if item["_index"] == index and item["_stage"] == stage), None)
        settings = hook.get("timeoutConfiguration") or {}
        if not known:
            minutes = float(settings.get("timeoutInMinutes") or 1440)
            known = {"_index": index, "_stage": stage, "hookId": uuid.uuid4().hex[:20], "targetType": "PAUSE",
                     "status": "AWAITING_ACTION", "expiresAt": time.time() + minutes * 60, "timeoutAction": settings.get("action") or "ROLLBACK"}
            deployment.hooks.append(known)
            service.event(f"(deployment {deployment.id}) is waiting for an action at {stage}.")
        if known["status"] == "AWAITING_ACTION" and time.time() > known["expiresAt"]:
            known["status"] = "TIMED_OUT"
            if known["timeoutAction"] == "ROLLBACK":
                begin_rollback(service, deployment, f"The hook at {stage} timed out.")
        waiting = waiting or known["status"] == "AWAITING_ACTION"
    return waiting


def _replace(service, deployment, revision, identifier):
    """One step of a rolling replacement. True when only healthy tasks of the revision run."""
    record = service.record
    desired = record.get("desiredCount", 0)
    configuration = record.get("deploymentConfiguration") or {}
    most = max(1, math.floor(desired * int(configuration.get("maximumPercent", 200)) / 100))
    least = math.ceil(desired * int(configuration.get("minimumHealthyPercent", 100)) / 100)
    wanted = service.live(revision)
    others = [task for task in service.live() if task.get("_revision") != revision.arn]
    healthy = [task for task in wanted if service.is_healthy(task)]
    for task in others:
        if not service.is_healthy(task) and task["lastStatus"] == "RUNNING" and deployment.rollback:
            _stop(service, task, f"Scaling activity initiated by (deployment {identifier})")
    # Old tasks leave as new ones are ready, but not before a hook that looks at the new ones.
    holds = any("POST_SCALE_UP" in (hook.get("lifecycleStages") or []) for hook in configuration.get("lifecycleHooks") or [])
    if not holds or deployment.stage in ("BAKE_TIME", "CLEAN_UP") or deployment.rollback:
        spare = len(healthy) + len([task for task in others if service.is_healthy(task)]) - least
        if len(healthy) >= desired:
            spare = len(others)
        for task in sorted(others, key=service.is_healthy)[:max(0, spare)]:
            _stop(service, task, f"Scaling activity initiated by (deployment {identifier})")
            service.event(f"has stopped 1 running tasks: (task {task['taskArn'].rsplit('/', 1)[-1]}).")
    if len(wanted) > desired:
        for task in wanted[desired:]:
            _stop(service, task, f"Scaling activity initiated by (deployment {identifier})")
    room = most - len(service.live()) - len(service.lingering())
    missing = min(desired - len(wanted), max(room, 0 if service.live() else 1))
    if missing > 0 and time.time() >= service.not_before:
        _start(service, identifier, revision, missing)
    return len(healthy) >= desired and len(service.live()) == desired


def _finish(service, deployment, status):
    deployment.status, deployment.finished = status, time.time()
    deployment.updated = deployment.finished
    service.stable = deployment.goal
    left = [entry for entry in service.record["deployments"] if entry["_revision"] is deployment.goal]
    service.record["deployments"] = left[:1]
    identifier = deployment.rollback["id"] if deployment.rollback else deployment.id
    service.event(f"(deployment {identifier}) deployment completed.")
    service.event("has reached a steady state.")


def _advance(service, deployment):
    """One step of a deployment."""
    if deployment.rollback:
        deployment.status = "ROLLBACK_IN_PROGRESS"
        for task in service.live(deployment.target):
            if deployment.target is not deployment.goal and not service.is_healthy(task):
                _stop(service, task, f"Scaling activity initiated by (deployment {deployment.rollback['id']})")
        if _replace(service, deployment, deployment.goal, deployment.rollback["id"]) and not service.lingering():
            _finish(service, deployment, "ROLLBACK_SUCCESSFUL")
        return
    if deployment.status == "PENDING":
        deployment.status, deployment.started = "IN_PROGRESS", time.time()
    _count_failures(service, deployment)
    breaker = (service.record.get("deploymentConfiguration") or {}).get("deploymentCircuitBreaker") or {}
    if breaker.get("enable") and deployment.failures >= ecs._circuit_breaker_threshold(service.record):
        deployment.triggered = True
        if breaker.get("rollback"):
            begin_rollback(
                service, deployment, "Service deployment rolled back because the circuit breaker threshold was exceeded.",
                "deployment failed: tasks failed to start.")
        else:
            deployment.status, deployment.finished = "STOPPED", time.time()
            deployment.reason = "Service deployment stopped because the circuit breaker threshold was exceeded."
            service.event(f"(deployment {deployment.id}) deployment failed: tasks failed to start.")
        return
    stage = deployment.stage
    if _at_hook(service, deployment, stage) or deployment.rollback or deployment.is_final:
        return
    if stage in ("SCALE_UP", "CLEAN_UP"):
        done = _replace(service, deployment, deployment.target, deployment.id)
        holds = any("POST_SCALE_UP" in (hook.get("lifecycleStages") or [])
                    for hook in (service.record.get("deploymentConfiguration") or {}).get("lifecycleHooks") or [])
        if holds and stage == "SCALE_UP":
            wanted = service.live(deployment.target)
            done = len([task for task in wanted if service.is_healthy(task)]) >= service.record.get("desiredCount", 0)
        if not done:
            return
        if breaker.get("resetOnHealthyTask", True):
            deployment.failures = 0
    if stage == "BAKE_TIME":
        deployment.healthy_since = deployment.healthy_since or time.time()
        minutes = float((service.record.get("deploymentConfiguration") or {}).get("bakeTimeInMinutes") or 0)
        if time.time() - deployment.healthy_since < minutes * 60 / balancer.PACE:
            return
    if stage == "CLEAN_UP":
        if not service.lingering():
            _finish(service, deployment, "SUCCESSFUL")
        return
    deployment.stage = _ROLLING[_ROLLING.index(stage) + 1]
    deployment.updated = time.time()


def _tick(service):
    record = service.record
    for task in service.live():
        _supervise(service, task)
    for task in list(ecs._tasks.values()):
        # A task that ended by itself leaves its target groups.
        own = task.get("_revision", "").startswith(service.revision_prefix + "/")
        if own and task["lastStatus"] == "STOPPED" and not task.get("_left"):
            task["_left"] = True
            for entry in record.get("loadBalancers") or []:
                balancer.deregister(entry["targetGroupArn"], tasks.address(task), entry["containerPort"])
    if record["status"] != "ACTIVE":
        for task in service.live():
            _stop(service, task, "Service deleted")
        if not service.lingering() and not service.live():
            record["status"] = "INACTIVE"
        return
    deployment = service.current
    if not deployment.is_final:
        _advance(service, deployment)
    elif deployment.status in ("SUCCESSFUL", "ROLLBACK_SUCCESSFUL"):
        _replace(service, deployment, deployment.goal, deployment.rollback["id"] if deployment.rollback else deployment.id)
    record["runningCount"] = len([task for task in service.live() if task["lastStatus"] == "RUNNING"])
    record["pendingCount"] = len([task for task in service.live() if task["lastStatus"] != "RUNNING"])
    ecs._recount_cluster(service.cluster)


def run():
    """Runs the services, for ever."""
    while True:
        for service in list(services.values()):
            if service.record["status"] == "INACTIVE":
                continue
            with lock, request_scope(*service.scope):
                try:
                    _tick(service)
                except Exception:
                    traceback.print_exc()
        time.sleep(0.1)


def adopt(record, cluster):
    """Takes over a service that ministack has recorded, and starts its first deployment."""
    with lock:
        record["deployments"], record["events"] = [], []
        service = Service(record, cluster, (get_account_id(), get_region()))
        services[record["serviceArn"]] = service
        service.deploy()
        return service
