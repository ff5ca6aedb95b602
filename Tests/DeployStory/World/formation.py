"""CloudFormation as on AWS where ministack differs: ids of operations on stacks and events, physical ids of resources in
progress, no events of unchanged resources, DescribeEvents of a whole operation, and resources that a failed rollback leaves.
"""

import contextvars
import re

from ministack.core.responses import new_uuid
from ministack.services import cloudformation, secretsmanager
from ministack.services.cloudformation import changesets, drift, handlers, provisioners, stacks, wait_conditions

# The operation that an event of the stack itself begins.
_BEGINS = {"REVIEW_IN_PROGRESS": "CREATE_CHANGESET", "CREATE_IN_PROGRESS": "CREATE_STACK", "UPDATE_IN_PROGRESS": "UPDATE_STACK",
           "DELETE_IN_PROGRESS": "DELETE_STACK", "ROLLBACK_IN_PROGRESS": "ROLLBACK", "UPDATE_ROLLBACK_IN_PROGRESS": "ROLLBACK"}
# The operations of each stack, oldest first, and the operation of each event.
_operations, _of_event = {}, {}
_plain_add = stacks._add_event
_continues = contextvars.ContextVar("continues", default=False)


# An update of a resource begins when its properties turn out to differ. The first event waits here for that; an unchanged
# resource has no events.
_waiting, _unchanged = {}, set()


def _add_event(stack_id, stack_name, logical, kind, status, reason="", physical_id="", detailed_status=""):
    resource = stack_name, logical
    if kind != "AWS::CloudFormation::Stack" and status == "UPDATE_IN_PROGRESS" and not reason:
        _waiting[resource] = stack_id, stack_name, logical, kind, status, reason, physical_id
        return
    if kind != "AWS::CloudFormation::Stack" and status == "UPDATE_COMPLETE" and resource in _unchanged:
        _unchanged.discard(resource)
        return
    _begin(resource)
    _record(stack_id, stack_name, logical, kind, status, reason, physical_id, detailed_status)


def _begin(resource):
    """Records the event of an update that begins."""
    if resource in _waiting:
        _record(*_waiting.pop(resource))


def _beginning(plain):
    """Around the update of a resource."""

    def update(kind, physical, old, new, stack, logical=None, attributes=None):
        if old == new:
            _waiting.pop((stack, logical), None)
            _unchanged.add((stack, logical))
        else:
            _begin((stack, logical))
        return plain(kind, physical, old, new, stack, logical, attributes)

    return update


def _record(stack_id, stack_name, logical, kind, status, reason="", physical_id="", detailed_status=""):
    known = _operations.setdefault(stack_id, [])
    if kind == "AWS::CloudFormation::Stack" and logical == stack_name and status in _BEGINS:
        type_ = _BEGINS[status]
        if type_ == "ROLLBACK" and _continues.get():
            type_ = "CONTINUE_ROLLBACK"
        known.append({"OperationType": type_, "OperationId": new_uuid()})
    if not physical_id:
        stack = cloudformation._stacks.get(stack_name) or {}
        physical_id = (stack.get("_resources", {}).get(logical) or {}).get("PhysicalResourceId", "")
    _plain_add(stack_id, stack_name, logical, kind, status, reason, physical_id, detailed_status)
    event = cloudformation._stack_events[stack_id][-1]
    if known:
        _of_event[event["EventId"]] = known[-1]


def _named(plain, pattern, insertion):
    """Adds an element after each match of a pattern in an answer."""

    def answer(params):
        status, headers, body = plain(params)
        text = body.decode() if isinstance(body, bytes) else body
        text = re.sub(pattern, lambda match: match.group(0) + insertion(match.group(1)), text)
        return status, headers, text.encode()

    return answer


def _event_operation(event):
    found = _of_event.get(event)
    return f"<OperationId>{found['OperationId']}</OperationId>" if found else ""


def _last_operations(stack_id):
    """The newest operation of each kind, as DescribeStacks lists them."""
    newest = {}
    for operation in _operations.get(stack_id, []):
        newest[operation["OperationType"]] = operation
    members = "".join(
        f"<member><OperationType>{item['OperationType']}</OperationType><OperationId>{item['OperationId']}</OperationId></member>"
        for item in reversed(list(newest.values())))
    return f"<LastOperations>{members}</LastOperations>"


def _describe_events(plain):
    """The events of a stack or an operation. Ministack knows those of failed validations alone."""

    def describe(params):
        name, wanted = handlers._p(params, "StackName"), handlers._p(params, "OperationId")
        if handlers._p(params, "ChangeSetName") or not (name or wanted):
            return plain(params)
        members = ""
        for stack_id, events in list(cloudformation._stack_events.items()):
            for event in reversed(list(events)):
                operation = _of_event.get(event["EventId"]) or {}
                if wanted and operation.get("OperationId") != wanted or name and name not in (event["StackName"], stack_id):
                    continue
                failed = event["ResourceStatus"].endswith("_FAILED")
                if handlers._p(params, "Filters.FailedEvents").lower() == "true" and not failed:
                    continue
                fields = dict(event, EventType="PROVISIONING_ERROR" if failed else "STACK_EVENT", **operation)
                members += "<member>" + "".join(
                    f"<{field}>{handlers._esc(str(fields[field]))}</{field}>" for field in handlers._OPERATION_EVENT_FIELDS
                    if fields.get(field)) + "</member>"
        return handlers._xml(200, "DescribeEventsResponse",
                             f"<DescribeEventsResult><OperationEvents>{members}</OperationEvents></DescribeEventsResult>")

    return describe


def _keeping_survivors(plain):
    """A stack in ROLLBACK_FAILED keeps the resources that could not be deleted, so that DeleteStack tries again."""

    async def roll_back(stack_name, stack_id, stack, operation, *arguments, **named):
        await plain(stack_name, stack_id, stack, operation, *arguments, **named)
        if stack.get("StackStatus") == "ROLLBACK_FAILED":
            for logical, record in stack.get("_rollback_failed", {}).items():
                stack["_resources"].setdefault(logical, dict(
                    record, LogicalResourceId=logical, ResourceStatus="DELETE_FAILED", Attributes={}, Timestamp=stacks.now_iso()))
            stack.setdefault("_template", operation.get("template") or {})

    return roll_back


def _continuing(plain):
    def continue_rollback(params):
        token = _continues.set(True)
        try:
            return plain(params)
        finally:
            _continues.reset(token)

    return continue_rollback


def _secret(plain):
    """The drift of a secret, whose physical id is its ARN."""

    def read(physical, properties):
        name = next((name for name, secret in secretsmanager._secrets.items() if secret.get("ARN") == physical), physical)
        return plain(name, properties)

    return read


def install():
    reader, properties = drift._DRIFT_READERS["AWS::SecretsManager::Secret"]
    drift._DRIFT_READERS["AWS::SecretsManager::Secret"] = _secret(reader), properties
    for module in (stacks, handlers, changesets, provisioners, wait_conditions):
        if hasattr(module, "_add_event"):
            module._add_event = _add_event
    stacks._roll_back_operation = handlers._roll_back_operation = _keeping_survivors(stacks._roll_back_operation)
    stacks._update_resource = _beginning(stacks._update_resource)
    actions = handlers._ACTION_HANDLERS
    actions.update(
        DescribeStackEvents=_named(actions["DescribeStackEvents"], r"<EventId>([^<]*)</EventId>", _event_operation),
        DescribeStacks=_named(actions["DescribeStacks"], r"<StackId>([^<]*)</StackId>", _last_operations),
        DescribeEvents=_describe_events(actions["DescribeEvents"]),
        ContinueUpdateRollback=_continuing(actions["ContinueUpdateRollback"]))
