"""EventBridge Scheduler as on AWS where ministack differs: the deletion of a stack as a target, if the schedule's role may.

A target can be a call of the AWS API ("Using universal targets", EventBridge Scheduler User Guide). Ministack has none.
"""

import json
import sys

import botocore.session
from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge, scheduler

_DELETE = "arn:aws:scheduler:::aws-sdk:cloudformation:deleteStack"


def _delete_stack(url, target):
    """Deletes a stack as the target's role, which has to have the permission."""
    session = botocore.session.Session()
    session.set_credentials(get_account_id(), "schedule")
    client = lambda name: session.create_client(name, region_name=get_region(), endpoint_url=url)
    name = json.loads(target["Input"])["StackName"]
    stack = client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]["StackId"]
    decision = client("iam").simulate_principal_policy(
        PolicySourceArn=target["RoleArn"], ActionNames=["cloudformation:DeleteStack"], ResourceArns=[stack])
    if decision["EvaluationResults"][0]["EvalDecision"] != "allowed":
        print(f"{target['RoleArn']} may not delete {stack}", file=sys.stderr, flush=True)
        return
    client("cloudformation").delete_stack(StackName=name)


def install(url):
    """Performs such targets, soon after their time. `url` is the emulator's."""
    plain = eventbridge._invoke_target

    def invoke(target, *more, **named):
        if target["Arn"] == _DELETE:
            _delete_stack(url, target)
        else:
            plain(target, *more, **named)

    eventbridge._invoke_target = invoke
    scheduler._SCHEDULE_TICK_INTERVAL = 1
