"""The calls of ECS about services, and the CloudFormation types of task definitions and services, as AWS answers them."""

import contextvars
import json
import threading
import time
import uuid

import scheduler
import tasks
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import cloudformation, ecs
from ministack.services.cloudformation import provisioners, stacks


def _error(code, text):
    return error_response_json(code, text, 400)


def _counts(service, revision):
    live = service.live(revision)
    running = len([task for task in live if task["lastStatus"] == "RUNNING"])
    return running, len(live) - running


def _described_revision(service, revision, requested):
    running, pending = _counts(service, revision)
    return {"arn": revision.arn, "requestedTaskCount": requested, "runningTaskCount": running, "pendingTaskCount": pending,
            "requestedProductionTrafficWeight": 100.0 if requested else 0.0, "requestedTestTrafficWeight": 0.0}


def _described_deployment(service, deployment):
    record = service.record
    configuration = record.get("deploymentConfiguration") or {}
    breaker = configuration.get("deploymentCircuitBreaker") or {}
    desired = record.get("desiredCount", 0)
    goal = deployment.goal
    status = "DISABLED"
    if breaker.get("enable"):
        status = "TRIGGERED" if deployment.triggered else "MONITORING_COMPLETE" if deployment.is_final else "MONITORING"
    answer = {
        "serviceDeploymentArn": deployment.arn, "serviceArn": record["serviceArn"], "clusterArn": record["clusterArn"],
        "createdAt": deployment.created, "startedAt": deployment.started, "finishedAt": deployment.finished,
        "stoppedAt": deployment.stopped, "updatedAt": deployment.updated, "status": deployment.status,
        "statusReason": deployment.reason or None, "lifecycleStage": deployment.stage,
        "sourceServiceRevisions": [
            _described_revision(service, item, desired if goal is item else 0) for item in deployment.sources],
        "targetServiceRevision": _described_revision(
            service, deployment.target,
            0 if deployment.rollback or deployment.status in ("STOPPED", "ROLLBACK_FAILED") else desired),
        "deploymentConfiguration": configuration,
        "deploymentCircuitBreaker": {
            "status": status, "failureCount": deployment.failures, "threshold": ecs._circuit_breaker_threshold(record)},
        "alarms": {"status": "DISABLED"},
        "lifecycleHookDetails": [
            {key: value for key, value in hook.items() if not key.startswith("_")} for hook in deployment.hooks],
    }
    if deployment.rollback:
        answer["rollback"] = {"reason": deployment.rollback["reason"], "startedAt": deployment.rollback["startedAt"],
                              "serviceRevisionArn": deployment.rollback["revision"].arn}
    return {key: value for key, value in answer.items() if value is not None}


def _find(arn):
    for service in scheduler.services.values():
        for deployment in service.deployments:
            if deployment.arn == arn:
                return service, deployment
    return None, None


def _describe_service_deployments(data):
    found, failures = [], []
    with scheduler.lock:
        for arn in data.get("serviceDeploymentArns", []):
            service, deployment = _find(arn)
            if deployment:
                found.append(_described_deployment(service, deployment))
            else:
                failures.append({"arn": arn, "reason": "MISSING"})
    return json_response({"serviceDeployments": found, "failures": failures})


def _service(data):
    """The scheduler's service that a request names, by its name or ARN."""
    cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
    reference = ecs._resolve_service_ref(data.get("service", ""))
    record = ecs._services.get(f"{cluster}/{reference[0]}") if cluster and reference else None
    return scheduler.services.get(record["serviceArn"]) if record else None


def _list_service_deployments(data):
    service = _service(data)
    if not service:
        return _error("ServiceNotFoundException", "Service not found.")
    with scheduler.lock:
        wanted = data.get("status") or []
        after = (data.get("createdAt") or {}).get("after", 0)
        chosen = [item for item in reversed(service.deployments)
                  if (not wanted or item.status in wanted) and item.created > after]
        size = data.get("maxResults") or 100
        begin = int(data.get("nextToken") or 0)
        brief = [{
            "serviceDeploymentArn": item.arn, "serviceArn": service.record["serviceArn"],
            "clusterArn": service.record["clusterArn"], "createdAt": item.created, "startedAt": item.started, "finishedAt": item.finished, "status": item.status,
            "statusReason": item.reason or None, "targetServiceRevisionArn": item.target.arn} for item in chosen[begin:begin + size]]
    brief = [{key: value for key, value in item.items() if value is not None} for item in brief]
    answer = {"serviceDeployments": brief}
    if begin + size < len(chosen):
        answer["nextToken"] = str(begin + size)
    return json_response(answer)


def _describe_service_revisions(data):
    known = {revision.arn: (service, revision) for service in scheduler.services.values() for revision in service.revisions}
    found, failures = [], []
    for arn in data.get("serviceRevisionArns", []):
        if arn not in known:
            failures.append({"arn": arn, "reason": "MISSING"})
            continue
        service, revision = known[arn]
        digests = {}
        for task in list(ecs._tasks.values()):
            if task.get("_revision") == arn:
                digests.update({item["name"]: item["imageDigest"] for item in task["containers"] if item.get("imageDigest")})
        definition = ecs._task_defs.get(ecs._resolve_td_key(revision.definition)) or {}
        images = [dict({"containerName": cdef["name"], "image": cdef["image"]},
                       **({"imageDigest": digests[cdef["name"]]} if cdef["name"] in digests else {}))
                  for cdef in definition.get("containerDefinitions", [])]
        found.append({
            "serviceRevisionArn": arn, "serviceArn": service.record["serviceArn"], "clusterArn": service.record["clusterArn"],
            "taskDefinition": revision.definition, "launchType": service.record.get("launchType"), "createdAt": revision.created,
            "loadBalancers": revision.balancers, "networkConfiguration": revision.network, "containerImages": images,
            "resolvedConfiguration": {
                "loadBalancers": [{"targetGroupArn": item["targetGroupArn"]} for item in revision.balancers]}})
    return json_response({"serviceRevisions": found, "failures": failures})


def _stop_service_deployment(data):
    with scheduler.lock:
        service, deployment = _find(data.get("serviceDeploymentArn"))
        if not deployment:
            return _error("ServiceDeploymentNotFoundException", "The service deploy ARN that you specified doesn't exist.")
        if deployment.is_final or deployment.rollback:
            return _error("ConflictException", "The service deployment cannot be stopped in its present state.")
        deployment.stopped = time.time()
        scheduler.begin_rollback(service, deployment, "Service deployment rolled back because it was stopped by a user.")
    return json_response({"serviceDeploymentArn": deployment.arn})


def _continue_service_deployment(data):
    with scheduler.lock:
        service, deployment = _find(data.get("serviceDeploymentArn"))
        if not deployment:
            return _error("ServiceDeploymentNotFoundException", "The service deploy ARN that you specified doesn't exist.")
        hook = next((item for item in deployment.hooks if item["hookId"] == data.get("hookId")), None)
        if not hook or hook["status"] != "AWAITING_ACTION":
            return _error("InvalidParameterException", "The hook does not await an action.")
        if data.get("action") == "ROLLBACK":
            hook["status"] = "FAILED"
            scheduler.begin_rollback(service, deployment, f"The hook at {hook['_stage']} was answered with ROLLBACK.")
        else:
            hook["status"] = "SUCCEEDED"
    return json_response({"serviceDeploymentArn": deployment.arn})


def _described_services(plain):
    """Adds deployments and revisions to ministack's description."""

    def describe(data):
        status, headers, body = plain(data)
        if status != 200:
            return status, headers, body
        answer = json.loads(body)
        for described in answer["services"]:
            _complete(described)
        return json_response(answer)

    return describe


def _complete(described):
    service = scheduler.services.get(described["serviceArn"])
    if not service:
        return
    with scheduler.lock:
        current = service.current
        desired = service.record.get("desiredCount", 0)
        described["deployments"] = []
        for position, entry in enumerate(service.record["deployments"]):
            revision = entry["_revision"]
            running, pending = _counts(service, revision)
            own = next((item for item in service.deployments if item.id == entry["id"]), current)
            failed = own.rollback is not None and entry["id"] == own.id or own.status in ("STOPPED", "ROLLBACK_FAILED")
            state = "FAILED" if failed else "COMPLETED" if own.is_final else "IN_PROGRESS"
            described["deployments"].append({
                "id": entry["id"], "status": "ACTIVE" if position else "PRIMARY", "taskDefinition": revision.definition,
                "desiredCount": 0 if position else desired, "runningCount": running, "pendingCount": pending,
                "failedTasks": own.failures if own.id == entry["id"] else 0, "createdAt": own.created, "updatedAt": own.updated,
                "launchType": service.record.get("launchType"), "rolloutState": state,
                "rolloutStateReason": {"FAILED": f"ECS deployment circuit breaker: {own.reason or 'tasks failed to start.'}",
                                       "COMPLETED": f"ECS deployment {entry['id']} completed."}.get(
                                           state, f"ECS deployment {entry['id']} in progress.")})
        described["currentServiceDeployment"] = current.arn
        described["currentServiceRevisions"] = [
            {key: value for key, value in _described_revision(service, item, desired if item is current.goal else 0).items()
             if key in ("arn", "requestedTaskCount", "runningTaskCount", "pendingTaskCount")}
            for item in service.revisions if item is current.goal or service.live(item)]


def _create_service(plain):
    def create(data):
        status, headers, body = plain(data)
        if status != 200:
            return status, headers, body
        described = json.loads(body)["service"]
        cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
        record = ecs._services[f"{cluster}/{described['serviceName']}"]
        scheduler.adopt(record, cluster)
        _complete(described)
        return json_response({"service": described})

    return create


# A change of one of these starts a deployment.
_DEPLOYED = ("taskDefinition", "networkConfiguration", "loadBalancers", "capacityProviderStrategy", "platformVersion",
             "launchType")
_SETTINGS = _DEPLOYED + ("desiredCount", "deploymentConfiguration", "healthCheckGracePeriodSeconds", "enableExecuteCommand",
                         "propagateTags", "enableECSManagedTags")


def _update_service(data):
    service = _service(data)
    if not service or service.record["status"] != "ACTIVE":
        return _error("ServiceNotActiveException" if service else "ServiceNotFoundException", "Service not found.")
    with scheduler.lock:
        record = service.record
        changes = {name: data[name] for name in _SETTINGS if name in data and data[name] is not None}
        if "taskDefinition" in changes:
            key = ecs._resolve_td_key(changes["taskDefinition"])
            definition = ecs._task_defs.get(key)
            if not definition:
                return _error("ClientException", "Unable to find task definition.")
            if definition["status"] == "INACTIVE":
                return _error("ClientException", "TaskDefinition is inactive")
            changes["taskDefinition"] = definition["taskDefinitionArn"]
        rolls = bool(data.get("forceNewDeployment")) or any(
            name in changes and changes[name] != record.get(name) for name in _DEPLOYED)
        record.update(changes)
        if rolls:
            service.deploy()
        described = ecs._sanitize(record)
        _complete(described)
    return json_response({"service": described})


def _delete_service(data):
    service = _service(data)
    if not service:
        return _error("ServiceNotFoundException", "Service not found.")
    with scheduler.lock:
        if not data.get("force") and service.record.get("desiredCount", 0) > 0:
            return _error("InvalidParameterException", "The service cannot be stopped while it is scaled above 0.")
        service.record.update(status="DRAINING", desiredCount=0)
        if not service.current.is_final:
            service.current.status, service.current.finished = "STOPPED", time.time()
        described = ecs._sanitize(service.record)
    return json_response({"service": described})


# CloudFormation.

def _camel(value):
    """The names of a template as those of the API; the keys of maps, such as log options, stay."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: item if key in ("Options", "DockerLabels") else _camel(item)
                for key, item in value.items()}
    if isinstance(value, list):
        return [_camel(item) for item in value]
    return value


def _create_definition(logical, properties, stack):
    request = _camel({key: value for key, value in properties.items() if key != "Tags"})
    request.setdefault("family", f"{stack}-{logical}")
    for definition in request.get("containerDefinitions", []):
        for name in ("cpu", "memory", "memoryReservation", "stopTimeout"):
            if name in definition:
                definition[name] = int(definition[name])
    answer = ecs._register_task_definition(dict(request, tags=_camel(properties.get("Tags") or [])))
    if answer[0] != 200:
        raise ValueError(json.loads(answer[2]).get("message", "refused"))
    arn = json.loads(answer[2])["taskDefinition"]["taskDefinitionArn"]
    return arn, {"TaskDefinitionArn": arn}


def _update_definition(physical, old, new, stack, logical=None):
    if dict(old, Tags=None) != dict(new, Tags=None):
        return _create_definition(logical or physical, new, stack)
    ecs._tags[physical] = _camel(new.get("Tags") or [])
    return physical, {"TaskDefinitionArn": physical}


def _handler_error(text, code):
    return ValueError(f'Resource handler returned message: "{text}" (RequestToken: {uuid.uuid4()}, HandlerErrorCode: {code})')


def _call(action, request):
    status, _, body = ecs._ACTION_MAP[action](request)
    answer = json.loads(body)
    if status != 200:
        raise _handler_error(f"{answer.get('message')} (Service: Ecs, Status Code: {status})", "InvalidRequest")
    return answer


def _settle(service, deployment):
    """Waits for a service deployment, as the handler of CloudFormation does."""
    while not deployment.is_final:
        if service.record["status"] != "ACTIVE":
            raise _handler_error("The service was deleted.", "NotFound")
        time.sleep(0.1)
    if deployment.status == "SUCCESSFUL":
        return
    if deployment.triggered:
        said = "ECS Deployment Circuit Breaker was triggered"
    else:
        said = f"ECS Deployment was stopped: {deployment.reason}"
    raise _handler_error(f"Error occurred during operation '{said}'.", "GeneralServiceException")


def _attributes(record):
    return record["serviceArn"], {"ServiceArn": record["serviceArn"], "Name": record["serviceName"]}


def _request(properties):
    request = _camel({key: value for key, value in properties.items() if key not in ("Tags", "Role")})
    request["tags"] = _camel(properties.get("Tags") or [])
    for name in ("desiredCount", "healthCheckGracePeriodSeconds"):
        if name in request:
            request[name] = int(request[name])
    return request


def _create(logical, properties, stack):
    request = _request(properties)
    request.setdefault("serviceName", f"{stack}-{logical}-{uuid.uuid4().hex[:12]}")
    described = _call("CreateService", request)["service"]
    service = scheduler.services[described["serviceArn"]]
    record = cloudformation._stacks.get(stack) or {}
    stacks._add_event(record.get("StackId"), stack, logical, "AWS::ECS::Service", "CREATE_IN_PROGRESS",
                      "Resource creation Initiated", described["serviceArn"])
    try:
        _settle(service, service.current)
    except ValueError:
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(_roll_back, record, described["serviceArn"], properties), daemon=True).start()
        raise
    return _attributes(service.record)


def _roll_back(stack, physical, properties):
    """Deletes the service of a failed creation when its stack rolls back."""
    while stack.get("StackStatus") == "CREATE_IN_PROGRESS" or stack.get("StackStatus") == "UPDATE_IN_PROGRESS":
        time.sleep(0.05)
    if "ROLLBACK" in stack.get("StackStatus", ""):
        _delete(physical, properties)


def _update(physical, old, new, stack, logical=None):
    service = scheduler.services[physical]
    request = dict(_request(new), service=physical.rsplit("/", 1)[-1])
    request.pop("serviceName", None)
    if "DesiredCount" not in new or new.get("DesiredCount") == old.get("DesiredCount"):
        # A service that scales by itself keeps its count.
        request.pop("desiredCount", None)
    _call("UpdateService", request)
    _settle(service, service.current) if not service.current.is_final else None
    ecs._tags[physical] = request["tags"]
    return _attributes(service.record)


def _delete(physical, properties):
    service = scheduler.services.get(physical)
    if not service or service.record["status"] == "INACTIVE":
        return
    _call("DeleteService", {"cluster": service.cluster, "service": service.name, "force": True})
    while service.record["status"] != "INACTIVE":
        time.sleep(0.1)


def install(facts):
    """Replaces ministack's scheduler and its CloudFormation types. `facts` are the registry's, by type."""
    ecs._reconcile_service_tasks = ecs._refresh_service_state = lambda *arguments: None
    ecs._record_service_task_failure = ecs._schedule_service_deployment_completion = lambda *arguments, **named: None
    ecs._ACTION_MAP.update(
        CreateService=_create_service(ecs._create_service), UpdateService=_update_service, DeleteService=_delete_service,
        DescribeServices=_described_services(ecs._describe_services),
        DescribeServiceDeployments=_describe_service_deployments, ListServiceDeployments=_list_service_deployments,
        DescribeServiceRevisions=_describe_service_revisions, StopServiceDeployment=_stop_service_deployment,
        ContinueServiceDeployment=_continue_service_deployment)
    handlers = provisioners._RESOURCE_HANDLERS
    plain = handlers["AWS::ECS::TaskDefinition"]
    handlers["AWS::ECS::TaskDefinition"] = dict(plain, create=_create_definition, update=_update_definition)
    handlers["AWS::ECS::Service"] = {"create": _create, "update": _update, "update_with_logical_id": True, "delete": _delete}
    for kind in ("AWS::ECS::TaskDefinition", "AWS::ECS::Service"):
        provisioners._REPLACING_PROPERTIES[kind] = tuple(facts[kind]["createOnly"])
    # These wait for containers. A failed update of a service is sent back, as on AWS.
    waits, returns = stacks._runs_on_worker_thread, stacks._sends_back_failed_update
    stacks._runs_on_worker_thread = lambda kind: kind in ("AWS::ECS::Service", "AWS::RDS::DBInstance") or waits(kind)
    stacks._sends_back_failed_update = lambda kind: kind == "AWS::ECS::Service" or returns(kind)
    threading.Thread(target=scheduler.run, daemon=True).start()
