"""Tasks as on Fargate: real containers with the agent's variables, a read-only root and SIGTERM before SIGKILL."""

import subprocess
import threading
import time

import balancer
import forward
import names
import registry
from ministack.core import container_reaper
from ministack.core.concurrency import resource_lock
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, request_scope
from ministack.services import cloudwatch_logs, ecs, ecs_metadata

_plain_metadata = ecs._register_metadata


def _metadata(task_arn, cluster_arn, td, cdef, launch_type, env, host_mode, address):
    """The variables that Fargate gives a container, and the address of the emulated AWS."""
    token = _plain_metadata(task_arn, cluster_arn, td, cdef, launch_type, env, host_mode, address)
    for name in ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN"):
        env.pop(name, None)
    env.update(
        AWS_REGION=get_region(), AWS_DEFAULT_REGION=get_region(), AWS_EXECUTION_ENV="AWS_ECS_FARGATE",
        ECS_CONTAINER_METADATA_URI=f"http://{names.AGENT}/v3/{token}",
        ECS_CONTAINER_METADATA_URI_V4=f"http://{names.AGENT}/v4/{token}",
        AWS_ENDPOINT_URL=f"http://{names.AWS}")
    if td.get("taskRoleArn"):
        env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = forward.issue(get_account_id(), td["taskRoleArn"])
    return token


def _arguments(cdef, td, env, ports, network, host_mode, task_id, task_arn, address, cluster_arn):
    """The container's settings for podman."""
    linux = cdef.get("linuxParameters") or {}
    capabilities = linux.get("capabilities") or {}
    settings = {
        "detach": True, "environment": env, "name": f"{td.get('family', 'task')}-{task_id[:8]}-{cdef['name']}",
        "labels": dict(container_reaper.own_labels("ecs"), **{"com.amazonaws.ecs.task-arn": task_arn}),
        "read_only": bool(cdef.get("readonlyRootFilesystem")), "cap_drop": capabilities.get("drop") or [],
        "cap_add": capabilities.get("add") or [], "init": bool(linux.get("initProcessEnabled")),
        # Fargate gives a task an address of its own; so does a bridge.
        "network": "podman",
    }
    for name, key in (("command", "command"), ("entryPoint", "entrypoint"), ("user", "user"),
                      ("workingDirectory", "working_dir")):
        if cdef.get(name):
            settings[key] = cdef[name]
    settings["tmpfs"] = {point["containerPath"]: "" for point in cdef.get("mountPoints") or [] if not point.get("readOnly")}
    architecture = (td.get("runtimePlatform") or {}).get("cpuArchitecture")
    return dict(settings, _architecture="arm64" if architecture == "ARM64" else "amd64")


def _run(client, cdef, settings, **ignored):
    """Pulls the image by digest for the task's architecture, from the emulated ECR, and starts the container."""
    settings = dict(settings)
    try:
        pull = registry.resolve(cdef["image"], settings.pop("_architecture"))
    except registry.PullError as error:
        raise ecs._ImagePullError(str(error)) from error
    reference = f"{pull.repository}@{pull.manifest}"
    with resource_lock("pull", reference):
        if subprocess.run(["podman", "image", "exists", reference]).returncode:
            said = subprocess.run(["podman", "pull", "--quiet", reference], capture_output=True, text=True)
            if said.returncode:
                raise ecs._ImagePullError(said.stderr.strip().splitlines()[-1])
    task = ecs._tasks.get(settings["labels"]["com.amazonaws.ecs.task-arn"])
    for container in (task or {}).get("containers", []):
        if container["name"] == cdef["name"]:
            container["imageDigest"] = pull.digest
    container = client.containers.create(reference, **{key: value for key, value in settings.items() if key != "detach"})
    try:
        container.start()
    except Exception:
        container.remove(force=True)
        raise
    return container


def _forward_log(container, config, account, region):
    """Sends the container's lines to CloudWatch Logs. A line may arrive in pieces."""
    with request_scope(account, region):
        if not ecs._ensure_awslogs_stream(config):
            return
        rest = b""
        try:
            for chunk in container.logs(stream=True, follow=True, stdout=True, stderr=True):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    ecs._emit_awslogs_event(config, line.decode("utf-8", "replace"))
        except Exception:
            pass  # The container is gone.
        if rest:
            ecs._emit_awslogs_event(config, rest.decode("utf-8", "replace"))


def _one_at_a_time(function, lock):
    """The function under a lock: deleting a log group walks through all lines, which no task may write meanwhile."""
    def call(data):
        with lock:
            return function(data)

    return call


def address(task):
    """The task's address in its network."""
    return ecs._task_ip(task)


def stop(task, reason, code, definition=None):
    """Stops a task as ECS does: out of the load balancer first, then SIGTERM, then SIGKILL. Returns at once."""
    arn = task["taskArn"]
    with resource_lock("ecs-task", arn):
        if not ecs._task_is_active(arn, task):
            return False
        was_running = task["lastStatus"] == "RUNNING"
        ecs._bump_task_version(task)
        task.update(desiredStatus="STOPPED", stoppingAt=ecs._iso(), stoppedReason=reason, stopCode=code)
        if was_running:
            task["lastStatus"] = "DEACTIVATING"
    ecs_metadata.set_task_status(arn, desired_status="STOPPED")
    scope = get_account_id(), get_region()
    threading.Thread(target=_finish, args=(task, definition or {}, scope), daemon=True).start()
    return True


def _finish(task, definition, scope):
    arn = task["taskArn"]
    with request_scope(*scope):
        balancer.drain(address(task))
        task["lastStatus"] = "STOPPING"
        timeouts = [cdef.get("stopTimeout", 30) for cdef in definition.get("containerDefinitions", [])] or [30]
        client = ecs._get_docker()
        for index, identifier in enumerate(list(task.get("_docker_ids") or [])):
            try:
                found = client.containers.get(identifier)
                subprocess.run(["podman", "stop", "--time", str(max(timeouts)), identifier], capture_output=True)
                task["containers"][index]["exitCode"] = found.wait()["StatusCode"]
                task["executionStoppedAt"] = ecs._iso()
                time.sleep(0.2)  # The log's last lines.
                found.remove(v=True, force=True)
            except Exception:
                pass  # Already gone.
        with resource_lock("ecs-task", arn):
            ecs._bump_task_version(task)
            task.update(lastStatus="STOPPED", stoppedAt=ecs._iso())
            for container in task.get("containers", []):
                container["lastStatus"] = "STOPPED"
        for token in task.get("_metadata_tokens") or []:
            ecs_metadata.unregister_token(token)
        ecs._recount_cluster(ecs._cluster_name_from_arn(task.get("clusterArn", "")))


def _definition(task):
    return ecs._task_defs.get(ecs._resolve_td_key(task["taskDefinitionArn"])) or {}


def _stop_task(data):
    cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
    if cluster is None:
        return error_response_json("ClusterNotFoundException", "Cluster not found.", 400)
    task = ecs._resolve_task(data.get("task", ""), cluster)
    if not task:
        return error_response_json("InvalidParameterException", "The referenced task was not found.", 400)
    stop(task, data.get("reason", "Task stopped by user"), "UserInitiated", _definition(task))
    return json_response({"task": ecs._sanitize(task)})


def _run_task(plain):
    answers = {}

    def run(data):
        key = ecs._resolve_td_key(data.get("taskDefinition", ""))
        if (ecs._task_defs.get(key) or {}).get("status") == "INACTIVE" and "_deploymentId" not in data:
            return error_response_json("ClientException", "TaskDefinition is inactive", 400)
        # A repeated request with the same token starts nothing ("Ensuring idempotency", Amazon ECS API Reference).
        token = data.get("clientToken")
        if not token:
            return plain(data)
        with resource_lock("ecs-token", token):
            if token not in answers:
                answers[token] = plain(data)
            return answers[token]

    return run


def _ended(plain):
    """The words of ECS for a task that ends with its container (Amazon ECS Developer Guide, "Stopped task error codes")."""

    def end(task_arn, task, reason, *arguments, **named):
        return plain(task_arn, task, reason.replace("Essential container exited", "Essential container in task exited"),
                     *arguments, **named)

    return end


def install():
    """Replaces ministack's way from a task to a container."""
    ecs._mark_task_stopped = _ended(ecs._mark_task_stopped)
    ecs._register_metadata = _metadata
    ecs._build_run_kwargs = _arguments
    ecs._run_docker_container = _run
    ecs._forward_awslogs = _forward_log
    lock = threading.RLock()
    for name in ("_put_log_events", "_delete_log_group", "_delete_log_stream"):
        setattr(cloudwatch_logs, name, _one_at_a_time(getattr(cloudwatch_logs, name), lock))
    ecs._prepare_service_images = lambda task, definition, client: None
    ecs._stop_task = ecs._ACTION_MAP["StopTask"] = _stop_task
    ecs._run_task = ecs._ACTION_MAP["RunTask"] = _run_task(ecs._run_task)
