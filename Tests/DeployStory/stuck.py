"""Stacks in each status that a failed operation leaves behind, made on purpose."""

import json

_KIND = "AWS::SSM::Parameter"


def _template(value, fails=False):
    """Two parameters, and a queue after them whose creation fails on cue."""
    resources = {name: {"Type": _KIND, "Properties": {"Type": "String", "Value": value}} for name in ("First", "Second")}
    if fails:
        resources["Last"] = {"Type": "AWS::SQS::Queue", "DependsOn": list(resources)}
    return json.dumps({"Resources": resources})


def _remove(machine, account, stack):
    machine.control({"release": {}})
    if account.stack(stack):
        account.settle(stack)
        account.cloudformation.delete_stack(StackName=stack)
        account.settle(stack)


def make(machine, account, stack, status):
    """Brings a stack that does not exist into a status, and ends all faults."""

    def fail(kind, action, after=0):
        machine.control({"fail": {"type": kind, "action": action, "after": after}})

    _remove(machine, account, stack)
    keeps = {"DisableRollback": True} if status in ("CREATE_FAILED", "UPDATE_FAILED") else {}
    if status == "REVIEW_IN_PROGRESS":
        account.review(stack, _template("1"))
    elif status in ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"):
        fail("AWS::SQS::Queue", "create")
        if status == "ROLLBACK_FAILED":
            fail(_KIND, "delete")
        account.deploy(stack, _template("1", fails=True), **keeps)
    elif status == "DELETE_FAILED":
        account.deploy(stack, _template("1"))
        fail(_KIND, "delete")
        account.cloudformation.delete_stack(StackName=stack)
        account.settle(stack)
    else:
        account.deploy(stack, _template("1"))
        fail("AWS::SQS::Queue", "create")
        if status == "UPDATE_ROLLBACK_FAILED":
            # Two updates forward succeed; the first one back fails.
            fail(_KIND, "update", after=2)
        account.deploy(stack, _template("2", fails=True), **keeps)
    machine.control({"release": {}})
    if account.status(stack) != status:
        raise RuntimeError(f"{stack} is {account.status(stack)}, not {status}: {account.failures(stack)}")


STATUSES = ("REVIEW_IN_PROGRESS", "CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "UPDATE_FAILED",
            "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED")
